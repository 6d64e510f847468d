"""Writes what follows from a mail besides its own article and ticket: other tickets, held mails that are let in or
refused, questions that wait for a yes, the language that somebody chose, new rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, update

from ..decisions import Aftermath, NewRules, Settled, Settlement, Side
from ..policy import Policy
from ..tickets.people import Author, Person
from ..tickets.ticket import Status
from . import absences, articles, confirmations, ledger, people, rules, tickets
from .issue import Cause, addressed, issue
from .journal import Entry, entries_of, write
from .revisions import Draft, Overtaken
from .schema import person, thread, ticket
from .taker import Taker
from .tickets import Stale

_SPEAKS = update(person).where(person.c.id == bindparam("who"))
_OPEN = update(ticket).where(
    ticket.c.requester == bindparam("who"), ticket.c.status.not_in((Status.CLOSED.value, Status.MERGED.value))
)


@dataclass(frozen=True, slots=True)
class Source:
    """The mail that all of this follows from, and its author, with an id."""

    mail: int
    author: Person
    role: Author
    policy: Policy
    now: datetime
    taker: Taker | None


@dataclass(frozen=True, slots=True)
class Written:
    """The notices that are due now, and the mails that are to be decided about again."""

    notices: tuple[int, ...] = ()
    again: tuple[int, ...] = ()


def follow(connection: Connection, source: Source, number: int | None, after: Aftermath) -> Written:
    """`number` is the ticket that the mail belongs to, None for none. Raises Stale where another ticket has changed."""
    if after.asks:
        confirmations.ask(connection, source.mail, source.author.id, number, source.now)
    if after.language:
        _speak(connection, source.author, after.language)
    if after.rules:
        _apply_rules(connection, source, after.rules)
    absences.remember(connection, after.absences, source.now)
    notices = tuple(id for side in after.sides for id in _side(connection, source, number, side))
    again = tuple(settled.mail for settled in after.settled if _settle(connection, source, number, settled))
    return Written(notices, again)


def _apply_rules(connection: Connection, source: Source, new: NewRules) -> None:
    """Raises Stale where another revision came first: then the mail is decided about again, and says so."""
    draft = Draft(new.base, new.author, new.reason, new.document)
    if isinstance(rules.append(connection, draft, source.now), Overtaken):
        raise Stale("other rules were applied a moment ago")


def _side(connection: Connection, source: Source, number: int | None, side: Side) -> tuple[int, ...]:
    known = people.stored(connection, _everybody(side))
    after = tickets.with_ids(side.after, known)
    if side.before is None:
        other = tickets.insert(connection, after, 0)
        entries: Iterable[Entry] = (Entry("open", "", after.department), *entries_of(after, side.changes))
    else:
        other = side.before.number
        tickets.rewrite(connection, side.before, after)
        entries = entries_of(side.before, side.changes)
    write(connection, other, source.author.id, source.mail, source.now, entries)
    if side.article:
        _move(connection, source, number or 0, other, side)
    cause = Cause(f"mail {source.mail} ticket {other}", other, side.article or None, source.mail)
    return issue(connection, cause, addressed(side.notices, known), source.policy, source.now, source.taker)


def _move(connection: Connection, source: Source, number: int, other: int, side: Side) -> None:
    """Both tickets remember; mails that answer the article lead to where it is now, too."""
    message_id = articles.move(connection, side.article, other)
    if message_id:
        row = {"message_id": message_id, "ticket": other, "kind": "stored"}
        people.insert_new(connection, thread, [row])
    there = "split" if side.before is None else "reunited"
    told = {other: Entry(there, f"#{number}", f"article {side.article}")}
    told[number] = Entry("split off" if side.before is None else "given back", f"article {side.article}", f"#{other}")
    for ticket_number, entry in told.items():
        write(connection, ticket_number, source.author.id, source.mail, source.now, (entry,))


def _settle(connection: Connection, source: Source, number: int | None, settled: Settled) -> bool:
    """Is the mail to be decided about again?"""
    refused = settled.how is Settlement.REFUSED
    if refused:
        articles.refuse(connection, settled.mail)
        ledger.refuse(connection, settled.mail, f"refused by {source.role.agent or source.author.address}")
    elif not _readmit(connection, source, settled):
        return False
    if number is not None:
        entry = Entry(settled.how.name.lower(), "", f"mail {settled.mail}")
        write(connection, number, source.author.id, source.mail, source.now, (entry,))
    return not refused


def _readmit(connection: Connection, source: Source, settled: Settled) -> bool:
    """A yes counts once."""
    if settled.how is Settlement.CONFIRMED and not confirmations.use(connection, settled.mail, source.now):
        return False
    return ledger.readmit(connection, settled.mail, settled.how, source.now)


def _speak(connection: Connection, who: Person, language: str) -> None:
    """The language of our mail to this person, on all tickets that they asked for and that are not over."""
    chosen: dict[str, Any] = {"who": who.id, "language": language}
    connection.execute(_SPEAKS, chosen)
    connection.execute(_OPEN, chosen)


def _everybody(side: Side) -> list[Person]:
    return [side.after.requester, *side.after.participants, *(notice.recipient.person for notice in side.notices)]
