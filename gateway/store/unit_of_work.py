"""Makes rows of a decision: ticket, article, journal, outbox, trail and the mail's one outcome, in one transaction."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from ..decisions import Considered, Decision, Discard, Hold, Outcome, Quarantine, Trail, Update
from ..findings import Finding
from ..mail.fingerprint import fingerprint as fingerprint_of
from ..notices import Notice
from ..policy import Policy
from ..tickets.people import Author, Person, Standing
from ..tickets.standing import Act, may
from ..tickets.ticket import Article, Ticket
from . import alerts, articles, earlier, ledger, losses, people, reach, threads, tickets, turns
from .aftermath import Source, Written, follow
from .earlier import Asking
from .facts import SAME_WORDS_WITHIN, Arrived
from .issue import Cause, addressed, issue
from .journal import Entry, entries_of, write
from .ledger import Claim
from .losses import Moment
from .schema import fingerprint, mail
from .stubs import settle_stub
from .tickets import Stale

SHOWN = 300  # characters of subject and sender kept for listings
_BY_MACHINES = frozenset({Outcome.AUTOMATIC, Outcome.BOUNCE})


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written: the ticket's number (0 for none), the notices that are due now, and mails that were decided
    about before and are to be decided about again.
    """

    ticket: int
    notices: tuple[int, ...]
    again: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One decision about one mail, ready to be written. `holder` sends the notices itself ("": anybody). `number` is
    what a ticket is called that it opens, where that was known before (0: the next one).
    """

    arrived: Arrived
    decision: Decision
    policy: Policy
    now: datetime
    holder: str = ""
    number: int = 0
    claim: Claim | None = None  # under which the mail was worked on; None where nobody else can have it


def apply(connection: Connection, work: Work) -> Applied | None:
    """Writes a decision. None where the mail has its outcome already, or where somebody else has it by now. Raises
    Stale where the facts have changed.
    """
    at = ledger.standing(connection, work.arrived.id)
    if not at.is_open_to(work.claim):
        return None
    _remember_words(connection, work)
    if isinstance(work.decision, Update):
        turns.take(connection, work.decision.aftermath.turns)  # before all else: two that want the same one meet here
    match work.decision:
        case Update():
            return _update(connection, work, work.decision, at.ticket)
        case Hold():
            return _hold(connection, work, work.decision, at.ticket)
        case Discard():
            return _discard(connection, work, work.decision, at.ticket)
        case Quarantine():
            return _leave(connection, work, Outcome.QUARANTINED, at.ticket)


def _leave(connection: Connection, work: Work, outcome: Outcome, stub: int) -> Applied:
    """An outcome that touches no ticket."""
    settle_stub(connection, stub, 0, work.now)
    _end(connection, work, outcome, work.decision.reason, work.decision.trail, 0)
    return Applied(0, ())


def _discard(connection: Connection, work: Work, decision: Discard, stub: int) -> Applied:
    """Nothing becomes of the mail, but for what it asked for and what it says about others."""
    written = Written()
    told = _set_back(connection, work, decision)
    if decision.author is not None:
        known = people.stored(connection, [decision.author.person, *recipients(decision.notices)])
        cause = Cause(f"mail {work.arrived.id}", None, None, work.arrived.id)
        told += issue(connection, cause, addressed(decision.notices, known), work.policy, work.now, work.holder)
        written = follow(connection, _source(work, decision.author, known), None, decision.aftermath)
    left = _leave(connection, work, decision.outcome, stub)
    return replace(left, notices=(*told, *written.notices), again=written.again)


def _source(work: Work, author: Author, known: dict[str, Person]) -> Source:
    person = known[author.person.address]
    return Source(work.arrived.id, person, author, work.policy, work.now, work.holder)


def _update(connection: Connection, work: Work, decision: Update, stub: int) -> Applied:
    known = people.stored(connection, _everybody(decision.after, decision.article, decision.notices, decision.note))
    after = tickets.with_ids(decision.after, known)
    if decision.before is None:
        _refuse_late(connection, work, decision, after.requester)
        number = tickets.insert(connection, after, stub, work.number)
    else:
        number = decision.before.number
        tickets.rewrite(connection, decision.before, after)
        settle_stub(connection, stub, number, work.now)
    told = _set_back(connection, work, decision)
    if decision.outcome not in _BY_MACHINES and may(decision.article.author.standing, Act.BE_REACHED):
        reach.clear(connection, known[decision.article.author.person.address].id)
    _write_journal(connection, work, decision, number, known)
    ids = told + _write_article(connection, work, decision.article, decision.notices, number, known)
    if decision.note is not None:
        articles.insert_note(connection, decision.note, number, known[decision.note.author.person.address].id)
    ids += alerts.raise_for(connection, work.arrived, decision, number, work.policy, work.now, work.holder)
    source = _source(work, decision.note.author if decision.note else decision.article.author, known)
    written = follow(connection, source, number, decision.aftermath)
    _end(connection, work, decision.outcome, decision.reason, decision.trail, number)
    return Applied(number, (*ids, *written.notices), written.again)


def _set_back(connection: Connection, work: Work, decision: Update | Discard) -> tuple[int, ...]:
    """The notices that tell of a mail of ours that did not arrive, where the mail reports one."""
    if decision.setback is None:
        return ()
    return losses.write(connection, decision.setback, Moment(work.policy, work.now, work.arrived.id, work.holder))


def _refuse_late(connection: Connection, work: Work, decision: Update, requester: Person) -> None:
    """Raises Stale where the same request became a ticket since the facts were gathered."""
    if decision.newest is not None:
        asking = Asking(work.arrived.mail, requester, work.policy, work.now)
        earlier.refuse_late(connection, asking, work.arrived.contents, decision.newest)


def _hold(connection: Connection, work: Work, decision: Hold, stub: int) -> Applied:
    number = decision.ticket.number
    known = people.stored(connection, _everybody(decision.ticket, decision.article, decision.notices))
    settle_stub(connection, stub, number, work.now)
    ids = _write_article(connection, work, decision.article, decision.notices, number, known)
    ids += alerts.raise_for(connection, work.arrived, decision, number, work.policy, work.now, work.holder)
    written = follow(connection, _source(work, decision.article.author, known), number, decision.aftermath)
    _end(connection, work, Outcome.HELD, decision.reason, decision.trail, number)
    return Applied(number, (*ids, *written.notices), written.again)


def _write_article(
    connection: Connection,
    work: Work,
    new: Article,
    notices: tuple[Notice, ...],
    number: int,
    known: dict[str, Person],
) -> tuple[int, ...]:
    """The article with everything that hangs on it; the ids of its notices."""
    author = known[new.author.person.address].id
    id = articles.insert(connection, work.arrived, new, number, author)
    if new.kind.value != "held":  # what a stranger mentions must not lead others to this ticket
        _remember_ids(connection, work, number, author)
    cause = Cause(f"mail {work.arrived.id}", number, id, work.arrived.id)
    return issue(connection, cause, addressed(notices, known), work.policy, work.now, work.holder)


def _remember_ids(connection: Connection, work: Work, number: int, author: int) -> None:
    """Raises Stale where a new ticket's mail belongs to one that came up since the facts were gathered."""
    opening = None
    if isinstance(work.decision, Update) and work.decision.before is None:
        known = frozenset(candidate.ticket for candidate in work.decision.trail.candidates)
        opening = threads.Opening(author, work.decision.after.follows, known)
    threads.remember(connection, work.arrived.mail, number, opening)


def _remember_words(connection: Connection, work: Work) -> None:
    """Raises Stale where the same mail was decided about since the facts were gathered."""
    if isinstance(work.decision, Discard) and work.decision.outcome is Outcome.DUPLICATE:
        return
    forged = work.decision.trail.standing == Standing.FORGED.label
    digest = fingerprint_of(work.arrived.mail, forged)
    row = {"digest": digest, "mail": work.arrived.id, "at": work.now}
    if people.is_new(connection, fingerprint, row):
        return
    mine = fingerprint.c.mail == work.arrived.id
    old = fingerprint.c.at <= work.now - SAME_WORDS_WITHIN
    kept_back = select(mail.c.id).where(mail.c.id == fingerprint.c.mail, mail.c.outcome.in_(ledger.KEPT_BACK)).exists()
    usable = mine | kept_back if work.arrived.mail.message_id else mine | kept_back | old
    taken = connection.execute(update(fingerprint).where(fingerprint.c.digest == digest, usable).values(row))
    if not taken.rowcount:
        raise Stale("the same mail was decided about a moment ago")


def _write_journal(connection: Connection, work: Work, decision: Update, number: int, known: dict[str, Person]) -> None:
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
        "trail": _as_json(trail),
        "finished": work.now,
        "error": "",
    }
    ledger.end(connection, work.arrived.id, outcome, values)


def _as_json(trail: Trail) -> dict[str, Any]:
    findings = [{**_fields(finding), "verdict": finding.verdict.name.lower()} for finding in trail.findings]
    candidates = [_fields(candidate) for candidate in trail.candidates]
    return {**_fields(trail), "findings": findings, "candidates": candidates}


def _fields(value: Finding | Considered | Trail) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}


def _everybody(ticket: Ticket, new: Article, notices: tuple[Notice, ...], note: Article | None = None) -> list[Person]:
    authors = [new.author.person, *([note.author.person] if note else [])]
    return [*authors, *recipients(notices), *ticket.participants, ticket.requester]


def recipients(notices: tuple[Notice, ...]) -> list[Person]:
    return [notice.recipient.person for notice in notices]


def outcome_of(decision: Decision) -> Outcome:
    match decision:
        case Update() | Discard():
            return decision.outcome
        case Hold():
            return Outcome.HELD
        case Quarantine():
            return Outcome.QUARANTINED
