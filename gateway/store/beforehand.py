"""All that is asked before a decision is written, in one go: on PostgreSQL each answer that is waited for costs as much
as several that come together. What must stay as it is until our commit is locked, in one order for all who write.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Connection, literal, select

from ..decisions import Decision, Discard, Hold, Update
from ..notices import Notice
from ..tickets.people import Person
from ..tickets.ticket import Article, ArticleKind, Ticket
from . import brakes, ledger, people, threads
from .issue import Asked
from .people import Wanted
from .prepared import Prepared
from .rows import NO_ROWS, Rows
from .schema import ticket_number
from .threads import Opening
from .work import Work

# Numbers that the columns of the same names would be given.
_article: ColumnElement[Any] = sqlalchemy.Sequence("article_id_seq").next_value().label("article")
_ticket: ColumnElement[Any] = ticket_number.next_value().label("ticket")
_FOR_BOTH = Prepared(select(_article, _ticket))
_FOR_ARTICLE = Prepared(select(_article, literal(0).label("ticket")))


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What was asked, on its way."""

    standing: Rows
    wanted: Wanted
    opening: Opening | None  # None: the mail opens no ticket
    names: Sequence[str]  # that the mail has and mentions
    named: Rows  # where they lead to
    sent: brakes.Asked
    numbers: Rows

    @property
    def ticket(self) -> int:
        """The number of a ticket that is opened; 0 where it is found when it is written."""
        return int(self.numbers.all()[0].ticket) if self.numbers.all() else 0

    @property
    def article(self) -> int:
        """The id of the mail's article; 0 as above."""
        return int(self.numbers.all()[0].article) if self.numbers.all() else 0

    def asked(self, reached: int) -> Asked:
        """For `issue`. Who is `reached` (0: nobody) wrote just now, so that mail goes to them again."""
        marked = (row for row in self.wanted.rows if row.unreachable is not None or row.complained is not None)
        return Asked(tuple(row for row in marked if row.id != reached), self.sent)


def ask(connection: Connection, work: Work) -> Beforehand:
    """Locks first, people after them: who waits for one of these locks must hold nothing that others wait for."""
    decision, mail = work.decision, work.arrived.mail
    standing = ledger.ask_standing(connection, work.arrived.id)
    written = decision.article if isinstance(decision, Update | Hold) else None
    opening, names, named = _opening(decision), threads.names_of(mail), NO_ROWS
    if written is not None and written.kind is not ArticleKind.HELD:  # those lead nobody to their ticket
        named = threads.claim(connection, mail, names, written.author.person.address, opening)
    sent = _ask_sent(connection, work)
    concerned = _concerned(decision)
    if written is not None and connection.dialect.name != "sqlite":
        _add_writer(connection, work, written.author.person, concerned)
    wanted = people.want(connection, concerned)
    return Beforehand(standing, wanted, opening, names, named, sent, _ask_numbers(connection, work))


def _add_writer(connection: Connection, work: Work, writer: Person, concerned: list[Person]) -> None:
    """So that it need not be waited for: only where they are the first of those who may have to be added, for all add
    people in the order of their addresses (`people.store`), or two would wait for each other.
    """
    if not writer.id and writer.address == min(one.address for one in concerned if not one.id):
        people.add_for(connection, writer, work.arrived.id)


def _ask_sent(connection: Connection, work: Work) -> brakes.Asked:
    decision = work.decision
    if not isinstance(decision, Update | Hold):
        return brakes.NOTHING
    known = decision.before if isinstance(decision, Update) else decision.ticket
    writer = decision.article.author.person.address
    answers = brakes.answers_to(decision.notices, lambda person: person.address == writer)
    number = known.number if known else None
    return brakes.ask(connection, number, decision.notices, answers, work.policy.brakes, work.now)


def _ask_numbers(connection: Connection, work: Work) -> Rows:
    """So that nothing has to be waited for that only tells how it is called. Who may lose the race for a turn asks for
    no ticket's: each is given once, and they are to follow each other.
    """
    decision = work.decision
    if connection.dialect.name == "sqlite" or not isinstance(decision, Update | Hold):
        return NO_ROWS
    opens = isinstance(decision, Update) and decision.before is None and not decision.aftermath.turns
    return (_FOR_BOTH if opens else _FOR_ARTICLE).execute(connection)


def _opening(decision: Decision) -> Opening | None:
    if not isinstance(decision, Update) or decision.before is not None:
        return None
    known = frozenset(candidate.ticket for candidate in decision.trail.candidates)
    return Opening(decision.after.follows, known)


def _concerned(decision: Decision) -> list[Person]:
    match decision:
        case Update():
            return _everybody(decision.after, decision.article, decision.notices, decision.note)
        case Hold():
            return _everybody(decision.ticket, decision.article, decision.notices)
        case Discard() if decision.author is not None:
            return [decision.author.person, *recipients(decision.notices)]
    return []


def _everybody(ticket: Ticket, new: Article, notices: tuple[Notice, ...], note: Article | None = None) -> list[Person]:
    authors = [new.author.person, *([note.author.person] if note else [])]
    return [*authors, *recipients(notices), *ticket.participants, ticket.requester]


def recipients(notices: tuple[Notice, ...]) -> list[Person]:
    return [notice.recipient.person for notice in notices]
