"""Makes rows of a decision: ticket, article, journal, outbox, trail and the mail's one outcome, in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import Connection

from ..decisions import Decision, Discard, Hold, Outcome, Quarantine, Trail, Update
from ..tickets.people import Author, Person
from ..tickets.standing import Act, may
from ..tickets.ticket import ArticleKind
from . import (
    alerts,
    articles,
    beforehand,
    earlier,
    fingerprints,
    ledger,
    losses,
    people,
    reach,
    threads,
    tickets,
    trails,
    turns,
)
from .aftermath import Source, Written, follow
from .beforehand import Beforehand
from .earlier import Asking
from .issue import Cause, addressed, issue
from .journal import Entry, entries_of, write
from .losses import Moment
from .stubs import settle_stub
from .work import Applied, Work

People = dict[str, Person]  # with their ids, by address

SHOWN = 300  # characters of subject and sender kept for listings
_BY_MACHINES = frozenset({Outcome.AUTOMATIC, Outcome.BOUNCE})


def apply(connection: Connection, work: Work) -> Applied | None:
    """Writes a decision. None where the mail has its outcome already, or where somebody else has it by now. Raises
    Stale where the facts have changed.
    """
    asked = beforehand.ask(connection, work)
    at = ledger.as_standing(asked.standing)
    if not at.is_open_to(work.claim):
        return None
    words = fingerprints.remember(connection, work.arrived, work.decision, work.now)
    if isinstance(work.decision, Update):
        turns.take(connection, work.decision.aftermath.turns)  # before all else: two that want the same one meet here
    applied = _write(connection, work, asked, at.ticket)
    if words is not None and words.rowcount != 1:
        fingerprints.take_over(connection, work.arrived, work.decision, work.now)
    return applied


def _write(connection: Connection, work: Work, asked: Beforehand, stub: int) -> Applied:
    known = people.store(connection, asked.wanted)
    match work.decision:
        case Update():
            return _update(connection, work, asked, work.decision, known, stub)
        case Hold():
            return _hold(connection, work, asked, work.decision, known, stub)
        case Discard():
            return _discard(connection, work, work.decision, known, stub)
        case Quarantine():
            return _leave(connection, work, Outcome.QUARANTINED, stub)


def _leave(connection: Connection, work: Work, outcome: Outcome, stub: int) -> Applied:
    """An outcome that touches no ticket."""
    settle_stub(connection, stub, 0, work.now)
    _end(connection, work, outcome, work.decision.reason, work.decision.trail, 0)
    return Applied(0, ())


def _discard(connection: Connection, work: Work, decision: Discard, known: People, stub: int) -> Applied:
    """Nothing becomes of the mail, but for what it asked for and what it says about others."""
    written = Written()
    told = _set_back(connection, work, decision)
    if decision.author is not None:
        cause = Cause(f"mail {work.arrived.id}", None, None, work.arrived.id)
        told += issue(connection, cause, addressed(decision.notices, known), work.policy, work.now, work.taker)
        written = follow(connection, _source(work, decision.author, known), None, decision.aftermath)
    left = _leave(connection, work, decision.outcome, stub)
    return replace(left, notices=(*told, *written.notices), again=written.again)


def _source(work: Work, author: Author, known: People) -> Source:
    return Source(work.arrived.id, known[author.person.address], author, work.policy, work.now, work.taker)


def _update(
    connection: Connection, work: Work, asked: Beforehand, decision: Update, known: People, stub: int
) -> Applied:
    after = tickets.with_ids(decision.after, known)
    if decision.before is None:
        refusal = _claim_request(connection, work, decision, after.requester)
        number = tickets.insert(connection, after, stub, work.number or asked.ticket)
    else:
        number = decision.before.number
        rewritten = tickets.rewrite_unless_changed(connection, decision.before, after)
        refusal = partial(tickets.refuse_changed, rewritten, decision.before)
        settle_stub(connection, stub, number, work.now)
    applied = _update_around(connection, work, asked, decision, known, number)
    refusal()  # what it asks was answered meanwhile
    return applied


def _update_around(
    connection: Connection, work: Work, asked: Beforehand, decision: Update, known: People, number: int
) -> Applied:
    told = _set_back(connection, work, decision)
    if reached := _reached(decision, known):
        reach.clear(connection, reached)
    _write_journal(connection, work, decision, number, known)
    ids = told + _write_article(connection, work, asked, decision, number, known)
    if decision.note is not None:
        articles.insert_note(connection, decision.note, number, known[decision.note.author.person.address].id)
    ids += alerts.raise_for(connection, work.arrived, decision, number, work.policy, work.now, work.taker)
    source = _source(work, decision.note.author if decision.note else decision.article.author, known)
    written = follow(connection, source, number, decision.aftermath)
    _end(connection, work, decision.outcome, decision.reason, decision.trail, number)
    return Applied(number, (*ids, *written.notices), written.again)


def _set_back(connection: Connection, work: Work, decision: Update | Discard) -> tuple[int, ...]:
    """The notices that tell of a mail of ours that did not arrive, where the mail reports one."""
    if decision.setback is None:
        return ()
    return losses.write(connection, decision.setback, Moment(work.policy, work.now, work.arrived.id, work.taker))


def _claim_request(connection: Connection, work: Work, decision: Update, requester: Person) -> Callable[[], None]:
    """What is returned raises Stale where the same request became a ticket since the facts were gathered."""
    if decision.newest is None:
        return lambda: None
    asking = Asking(work.arrived.mail, requester, work.policy, work.now)
    open = earlier.claim(connection, asking)
    return partial(earlier.refuse_late, connection, asking, work.arrived.contents, decision.newest, open)


def _hold(connection: Connection, work: Work, asked: Beforehand, decision: Hold, known: People, stub: int) -> Applied:
    number = decision.ticket.number
    settle_stub(connection, stub, number, work.now)
    ids = _write_article(connection, work, asked, decision, number, known)
    ids += alerts.raise_for(connection, work.arrived, decision, number, work.policy, work.now, work.taker)
    written = follow(connection, _source(work, decision.article.author, known), number, decision.aftermath)
    _end(connection, work, Outcome.HELD, decision.reason, decision.trail, number)
    return Applied(number, (*ids, *written.notices), written.again)


def _write_article(
    connection: Connection,
    work: Work,
    asked: Beforehand,
    decision: Update | Hold,
    number: int,
    known: People,
) -> tuple[int, ...]:
    """The article with everything that hangs on it; the ids of its notices. Raises Stale where a new ticket's mail
    belongs to one that came up since the facts were gathered.
    """
    new = decision.article
    author = known[new.author.person.address].id
    id = articles.insert(connection, work.arrived, new, number, author, asked.article)
    if new.kind is not ArticleKind.HELD:  # what a stranger mentions must not lead others to this ticket
        threads.remember(connection, work.arrived.mail, asked.names, number, asked.opening, asked.named)
    cause = Cause(f"mail {work.arrived.id}", number, id, work.arrived.id, writer=author)
    notices = addressed(decision.notices, known)
    return issue(connection, cause, notices, work.policy, work.now, work.taker, asked.asked(_reached(decision, known)))


def _reached(decision: Update | Hold, known: People) -> int:
    """Who wrote themselves and proved it, so that mail reaches them; 0 for nobody."""
    if not isinstance(decision, Update) or decision.outcome in _BY_MACHINES:
        return 0
    author = decision.article.author
    return known[author.person.address].id if may(author.standing, Act.BE_REACHED) else 0


def _write_journal(connection: Connection, work: Work, decision: Update, number: int, known: People) -> None:
    author = known[(decision.note or decision.article).author.person.address].id
    start = decision.before or decision.opened or decision.after
    opened = (Entry("open", "", start.department),) if decision.before is None else ()
    entries = (*opened, *entries_of(start, decision.changes))
    write(connection, number, author, work.arrived.id, work.now, entries)


def _end(connection: Connection, work: Work, outcome: Outcome, reason: str, trail: Trail, number: int) -> None:
    mail = work.arrived.mail
    values: dict[str, Any] = {
        "reason": reason[:SHOWN],
        "ticket": number or None,
        "message_id": mail.message_id,
        "sender": mail.writer.address[:SHOWN],
        "subject": mail.subject[:SHOWN],
        "trail": trails.as_json(trail),
        "finished": work.now,
        "error": "",
    }
    ledger.end(connection, work.arrived.id, outcome, values)


def outcome_of(decision: Decision) -> Outcome:
    match decision:
        case Update() | Discard():
            return decision.outcome
        case Hold():
            return Outcome.HELD
        case Quarantine():
            return Outcome.QUARANTINED
