"""What only some kinds of notices tell: measured times, a person's own tickets, the way things stand."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select

from ..commands.fields import offered
from ..commands.requesters import REQUESTERS
from ..mail import confirmation
from ..mail.token import mint
from ..notices import FieldLine, Kind, Manner, NoticeView, OrderLine, TicketLine
from ..policy import Department, Policy
from ..tickets.people import Role
from ..tickets.ticket import ArticleKind, Status
from . import letters_articles
from .letters_articles import named, of_tickets
from .outbox import Claimed
from .schema import article, journal, ticket

MEASURED = timedelta(days=30)
ENOUGH = 20  # tickets, below which a measured time says nothing
SAMPLE = 100  # tickets, newest first, that the measured time is taken from
LISTED = 50  # of a person's own tickets

_SILENT = (Status.MERGED.value, Status.SPAM.value)  # of those there is nothing to tell

_REOPENED = (
    select(journal.c.id)
    .where(journal.c.ticket == bindparam("number"), journal.c.mail == bindparam("mail"), journal.c.change == "reopen")
    .limit(1)
)
_ANSWERED = (
    select(ticket.c.created, ticket.c.first_response)
    .where(ticket.c.department == bindparam("department"), ticket.c.created > bindparam("since"))
    .where(ticket.c.first_response.is_not(None))
    .order_by(ticket.c.created.desc())
    .limit(SAMPLE)
)
_CLOSED_LAST = case((ticket.c.status == Status.CLOSED.value, 1), else_=0)
_OWN = (
    select(ticket.c.number, ticket.c.subject, ticket.c.status, ticket.c.created, ticket.c.department)
    .where(ticket.c.requester == bindparam("person"), ticket.c.status.not_in(_SILENT))
    .order_by(_CLOSED_LAST, ticket.c.created.desc(), ticket.c.number.desc())
    .limit(LISTED + 1)
)
_LAST_ANSWER = [
    select(func.max(article.c.at)).where(
        belongs, article.c.kind == ArticleKind.PUBLIC.value, article.c.author_role == Role.AGENT.value
    )
    for belongs in of_tickets(article.c.ticket)
]


@dataclass(frozen=True, slots=True)
class Matter:
    """A notice, and what it is about: the ticket with those that became part of it, and its department."""

    claimed: Claimed
    department: Department
    numbers: tuple[int, ...]


def told(connection: Connection, matter: Matter, view: NoticeView, policy: Policy) -> NoticeView:
    """The view with what has to be looked up for its kind. Whoever may be somebody else is told nothing of tickets."""
    claimed, quiet = matter.claimed, view.manner is Manner.CONTENT_FREE
    if history := letters_articles.history(connection, claimed, matter.numbers):
        view = replace(view, history=history)
    if withheld := letters_articles.withheld(connection, claimed, quiet):
        view = replace(view, withheld=withheld)
    match view.kind:
        case Kind.RECEIVED:
            known = _fields(view, policy) if view.lines and quiet else ()  # in our words, for none of theirs may go out
            return replace(view, first_response=_measured(connection, matter.department, claimed.created), fields=known)
        case Kind.NEW_MAIL:
            return replace(view, reopened=_reopened(connection, claimed))
        case Kind.HELD:
            return replace(view, held=claimed.mail or 0)
        case Kind.CONFIRM if claimed.mail is not None:
            return replace(view, code=confirmation.mint(claimed.mail, claimed.person, policy.ring))
        case Kind.LISTED if not quiet:
            own = _own(connection, claimed, policy)
            return replace(_with_orders(view, policy), tickets=own[:LISTED], more_tickets=len(own) > LISTED)
        case Kind.STATUS if not quiet:
            last = connection.scalar(_LAST_ANSWER[len(matter.numbers) > 1], named(matter.numbers))
            return replace(_with_orders(view, policy), last_answer=last)
        case _:
            return view


def _reopened(connection: Connection, claimed: Claimed) -> bool:
    """Did the mail that this notice tells of open the ticket again?"""
    what = {"number": claimed.ticket, "mail": claimed.mail}
    return claimed.mail is not None and connection.scalar(_REOPENED, what) is not None


def _measured(connection: Connection, department: Department, now: datetime) -> int | None:
    """Average minutes to a first answer over the last 30 days, where there are enough of them."""
    rows = connection.execute(_ANSWERED, {"department": department.name, "since": now - MEASURED}).all()
    if len(rows) < ENOUGH:
        return None
    seconds: float = sum((row.first_response - row.created).total_seconds() for row in rows)
    return max(1, round(seconds / len(rows) / 60))


def _own(connection: Connection, claimed: Claimed, policy: Policy) -> tuple[TicketLine, ...]:
    rows: Any = connection.execute(_OWN, {"person": claimed.person})
    return tuple(
        TicketLine(
            token=mint(row.number, policy.ring.locator),
            subject=row.subject,
            status=Status(row.status),
            created=row.created,
            department=policy.department(row.department).label(claimed.language),
        )
        for row in rows
    )


def _with_orders(view: NoticeView, policy: Policy) -> NoticeView:
    """For customers: agents have orders of their own, and ask for them in their own way."""
    if view.role is Role.AGENT:
        return view
    words = "fa" if view.language == "fa" else "en"
    orders = (
        OrderLine(
            f"#{command.persian if words == 'fa' else command.name}",
            command.takes.in_language(words),
            command.does.in_language(words),
        )
        for command in REQUESTERS
    )
    return replace(view, orders=tuple(orders), fields=_fields(view, policy))


def _fields(view: NoticeView, policy: Policy) -> tuple[FieldLine, ...]:
    words = "fa" if view.language == "fa" else "en"
    return tuple(FieldLine(name, values) for name, values in offered(policy, words))
