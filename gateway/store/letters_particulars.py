"""What only some kinds of notices tell: measured times, a person's own tickets, the way things stand."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select

from ..commands.fields import offered
from ..commands.requesters import REQUESTERS
from ..letter import Paper
from ..mail import confirmation, entering
from ..mail.entering import Door
from ..mail.token import mint
from ..notices import FieldLine, Kind, Manner, NoticeView, OrderLine, RulesState, TicketLine, failure_in, rules_in
from ..policy import Department, Policy
from ..rules import STARTER
from ..tickets.clock import Hours, worked
from ..tickets.people import Role
from ..tickets.ticket import ArticleKind, Status
from . import digests, letters_articles, letters_repeats, letters_steps, letters_undelivered, rules, weeklies
from .asking import Asking
from .letters_articles import named, of_tickets
from .linking import linking_of
from .outbox import Claimed
from .prepared import Prepared
from .schema import article, ticket

MEASURED = timedelta(days=30)
ENOUGH = 20  # tickets, below which a measured time says nothing
SAMPLE = 100  # tickets, newest first, that the measured time is taken from
LISTED = 50  # of a person's own tickets

_SILENT = (Status.MERGED.value, Status.SPAM.value)  # of those there is nothing to tell

_of = ticket.alias("of")
_department = select(_of.c.department).where(_of.c.number == bindparam("number")).scalar_subquery()
ANSWERED = Prepared(
    select(ticket.c.created, ticket.c.first_response)
    .where(ticket.c.department == _department, ticket.c.created > bindparam("since"))
    .where(ticket.c.first_response.is_not(None))
    .order_by(ticket.c.created.desc())
    .limit(SAMPLE)
)
_CLOSED_LAST = case((ticket.c.status == Status.CLOSED.value, 1), else_=0)
_OWN = Prepared(
    select(ticket.c.number, ticket.c.subject, ticket.c.status, ticket.c.created, ticket.c.department)
    .where(ticket.c.requester == bindparam("person"), ticket.c.status.not_in(_SILENT))
    .order_by(_CLOSED_LAST, ticket.c.created.desc(), ticket.c.number.desc())
    .limit(LISTED + 1)
)
_LAST_ANSWER = [
    Prepared(
        select(func.max(article.c.at)).where(
            belongs, article.c.kind == ArticleKind.PUBLIC.value, article.c.author_role == Role.AGENT.value
        )
    )
    for belongs in of_tickets(article.c.ticket)
]


@dataclass(frozen=True, slots=True)
class Matter:
    """A notice, and what it is about: the ticket with those that became part of it, and its department."""

    claimed: Claimed
    department: Department
    numbers: tuple[int, ...]
    follows: int  # the ticket that it goes on from, 0 for none


def told(asking: Asking, matter: Matter, view: NoticeView, policy: Policy) -> NoticeView:
    """The view with what has to be looked up for its kind. Whoever may be somebody else is told nothing of tickets."""
    claimed, quiet = matter.claimed, view.manner is Manner.CONTENT_FREE
    if history := letters_articles.history(asking, claimed, matter.numbers, linking_of(claimed, policy)):
        view = replace(view, history=history)
    if withheld := letters_articles.withheld(asking, claimed, quiet):
        view = replace(view, withheld=withheld)
    view = letters_steps.told(asking, claimed, matter.follows, view, policy)
    match view.kind:
        case Kind.RECEIVED:
            known = _fields(view, policy) if view.lines and quiet else ()  # in our words, for none of theirs may go out
            measured = _measured(asking, matter)
            keeps_hours = bool(matter.department.hours.stints)
            return replace(view, first_response=measured, keeps_hours=keeps_hours, fields=known)
        case Kind.AGAIN | Kind.REPEATED:
            return _sent_again(asking, matter, view)
        case Kind.NEW_MAIL:
            return replace(view, repeats=letters_repeats.times(asking, claimed))
        case Kind.HELD:
            return replace(view, held=claimed.mail or 0)
        case Kind.CONFIRM if claimed.mail is not None:
            return replace(view, code=_code(claimed, policy))
        case Kind.RULES:
            found = rules_in(view.lines)
            return replace(view, rules=found, code=_code(claimed, policy) if found.state is RulesState.ASKS else "")
        case Kind.LISTED if not quiet:
            own = _own(asking, claimed, policy)
            return replace(_with_orders(view, policy), tickets=own[:LISTED], more_tickets=len(own) > LISTED)
        case Kind.STATUS if not quiet:
            last = asking.scalar(_LAST_ANSWER[len(matter.numbers) > 1], **named(matter.numbers))
            return replace(_with_orders(view, policy), last_answer=last)
        case Kind.UNDELIVERED:
            failed = letters_undelivered.gather(asking.connection, claimed, failure_in(view.lines), policy)
            return replace(view, undelivered=failed)
        case Kind.DIGEST:
            digest = digests.gather(asking.connection, claimed.recipient, claimed.language, policy, claimed.created)
            return replace(view, digest=digest, zone=matter.department.hours.zone)
        case Kind.SIGN_IN:
            return replace(view, link=_entrance(claimed, policy), lines=())
        case Kind.VISIT | Kind.NEW_REQUEST:
            return replace(view, link=_guest_link(claimed, policy), lines=())
        case Kind.WEEKLY:
            zone = matter.department.hours.zone
            return replace(view, zone=zone, report=weeklies.gather(asking.connection, claimed.lines, policy))
        case _:
            return view


def _sent_again(asking: Asking, matter: Matter, view: NoticeView) -> NoticeView:
    """How the request stands, and what is to be expected where nobody has answered it yet."""
    last = asking.scalar(_LAST_ANSWER[len(matter.numbers) > 1], **named(matter.numbers))
    measured = _measured(asking, matter) if last is None else None
    view = replace(view, repeats=letters_repeats.times(asking, matter.claimed))
    view = replace(view, first_response=measured, keeps_hours=bool(matter.department.hours.stints))
    return view if view.manner is Manner.CONTENT_FREE else replace(view, last_answer=last)


def _code(claimed: Claimed, policy: Policy) -> str:
    return confirmation.mint(claimed.mail, claimed.person, policy.ring) if claimed.mail is not None else ""


def _entrance(claimed: Claimed, policy: Policy) -> str:
    """The link by which the recipient signs in; "" where they are an agent no more, or there is no console."""
    agent = policy.agent_at(claimed.recipient)
    if agent is None or not policy.console:
        return ""
    return f"{policy.console}/enter/{entering.mint(int(claimed.lines[0]), agent.name, policy.ring)}"


_GUEST_DOORS = {Kind.VISIT.value: ("enter", Door.REQUESTS), Kind.NEW_REQUEST.value: ("confirm", Door.NEW)}


def _guest_link(claimed: Claimed, policy: Policy) -> str:
    """The link that a person asked for on their own pages; "" where the house has none any more."""
    path, door = _GUEST_DOORS[claimed.kind]
    code = entering.mint(int(claimed.lines[0]), claimed.recipient, policy.ring, door)
    return f"{policy.requests}/r/{path}/{code}" if policy.requests else ""


def papers(connection: Connection, view: NoticeView) -> tuple[Paper, ...]:
    """What goes along with a mail about rules: the document to change, or all that a changed one differs in."""
    if view.rules is None or view.rules.state is RulesState.MISTAKES:
        return ()
    if view.rules.state is RulesState.ASKS:
        return (Paper("rules.diff", "application/x-diff", "\n".join((*view.rules.diff, "")).encode()),)
    found = rules.revision(connection, view.rules.revision)
    return (Paper("rules.toml", "application/toml", (found.document if found else STARTER).encode()),)


def _measured(asking: Asking, matter: Matter) -> int | None:
    """Average minutes of the department's time to a first answer over the last 30 days, where there are enough."""
    rows = asking.rows(ANSWERED, **measuring(matter.claimed))
    if len(rows) < ENOUGH:
        return None
    return _average(matter.department.hours, tuple((row.created, row.first_response) for row in rows))


def measuring(claimed: Claimed) -> dict[str, Any]:
    """The values of `ANSWERED`, which are the same for an hour."""
    since = (claimed.created - MEASURED).replace(minute=0, second=0, microsecond=0)
    return {"number": claimed.ticket, "since": since}


@lru_cache(64)
def _average(hours: Hours, spans: tuple[tuple[datetime, datetime], ...]) -> int:
    total = sum((worked(hours, *span) for span in spans), timedelta())
    return max(1, round(total / len(spans) / timedelta(minutes=1)))


def _own(asking: Asking, claimed: Claimed, policy: Policy) -> tuple[TicketLine, ...]:
    rows: Any = asking.rows(_OWN, person=claimed.person)
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
