"""Gathers a letter: what a notice's recipient may see of its ticket, and the ids that it threads with."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    exists,
    select,
)

from ..letter import Letter
from ..mail.token import mint
from ..notices import ArticleView, Kind, Manner, NoticeView, Voice
from ..policy import Policy
from ..tickets.people import Role
from ..tickets.ticket import Priority, Status
from . import enclosures, letters_articles, letters_particulars, letters_thread, weeklies
from .asking import Asking
from .letters_particulars import ENOUGH, Matter
from .letters_thread import THREAD
from .linking import linking_of
from .outbox import Claimed
from .prepared import Prepared
from .schema import person, ticket

UNANSWERABLE = frozenset({Kind.REFUSED, Kind.ALERT, Kind.DIGEST, Kind.WEEKLY, Kind.SIGN_IN})
UNANSWERABLE |= {Kind.VISIT, Kind.NEW_REQUEST}

__all__ = ["ENOUGH", "THREAD", "gather", "gather_one"]


@dataclass(frozen=True, slots=True)
class _About:
    """The ticket of a notice, and its recipient's name. Number 0 where the notice is about no ticket."""

    number: int
    subject: str
    status: str
    department: str
    assignee: str
    priority: str
    requester_name: str
    requester_address: str
    unreachable: datetime | None  # since when mail to the requester comes back
    addressee_name: str
    created: datetime
    first_response: datetime | None
    promised: datetime | None
    closes: datetime | None
    snoozed: datetime | None
    rating: int
    follows: int | None
    merged_into: int | None
    absorbed: bool  # others became part of it


_COLUMNS = tuple(field.name for field in fields(_About) if field.name != "addressee_name")

# Statements that run for every notice are made once: making one costs more than running it.
_asker, _part = person.alias("asker"), ticket.alias("part")


def about_where(it: ColumnElement[bool]) -> Select[Any]:
    absorbed = exists().where(_part.c.merged_into == ticket.c.number).label("absorbed")
    asker = (_asker.c.name.label("requester_name"), _asker.c.address.label("requester_address"), _asker.c.unreachable)
    return select(ticket, *asker, absorbed).join(_asker, _asker.c.id == ticket.c.requester).where(it)


ABOUT = Prepared(about_where(ticket.c.number == bindparam("number")))
NAMES = Prepared(select(person.c.id, person.c.name).where(person.c.id.in_(bindparam("persons", expanding=True))))

_first = select(ticket.c.number).where(ticket.c.number == bindparam("number")).cte("family", recursive=True)
_family = _first.union(select(ticket.c.number).join(_first, ticket.c.merged_into == _first.c.number))
_FAMILY = Prepared(select(_family.c.number))


def gather(connection: Connection, claimed: Claimed, policy: Policy) -> Letter | None:
    """A single letter."""
    return gather_one(Asking(connection, (claimed.person,)), claimed, policy)


def gather_one(asking: Asking, claimed: Claimed, policy: Policy) -> Letter | None:
    """One of several letters. None where the ticket or the person is gone."""
    about = _about(asking, claimed, policy)
    if about is None:
        return None
    role = Role(claimed.role)
    row = letters_articles.shown_to(asking, claimed)
    numbers = _numbers(asking, about)
    earlier = letters_articles.files_of_history(asking, claimed, numbers)
    parts = enclosures.parts_of(asking, row.id) if row is not None else earlier
    linking = linking_of(claimed, policy)
    shown = letters_articles.view_of(row, parts, role, linking) if row is not None else None
    matter = Matter(claimed, policy.department(about.department), numbers, about.follows or 0)
    ids = letters_thread.ids_for(asking, matter)
    view = letters_particulars.told(asking, matter, _view(about, claimed, shown, policy), policy)
    return Letter(
        view=view,
        ticket=about.number,
        person=claimed.person,
        recipient=claimed.recipient,
        role=role,
        voice=Voice(claimed.voice),
        department=about.department,
        writer=letters_articles.writer(row, shown, policy),
        message_id=claimed.message_id,
        in_reply_to=ids[-1] if ids else "",
        references=tuple(ids),
        enclosures=enclosures.enclosed(parts, linking),
        links=enclosures.linked(parts, linking),
        papers=letters_particulars.papers(asking.connection, view),
    )


def _about(asking: Asking, claimed: Claimed, policy: Policy) -> _About | None:
    names: dict[int, str] = {row.id: row.name for row in asking.rows(NAMES, persons=asking.persons)}
    name = names.get(claimed.person)
    if name is None:
        return None
    if claimed.ticket is None:
        return _about_nothing(name, claimed, policy)
    row = asking.row(ABOUT, number=claimed.ticket)
    return None if row is None else _as_about(row, name)


def _as_about(row: Row[Any], name: str) -> _About:
    return _About(addressee_name=name, **{column: getattr(row, column) for column in _COLUMNS})


def _home(claimed: Claimed, policy: Policy) -> str:
    """The department that a mail about no ticket comes from: an agent's morning from the first that they work in."""
    if claimed.kind == Kind.WEEKLY.value:
        return weeklies.department_of(claimed.lines, policy)
    first = policy.departments[0].name
    agent = policy.agent_at(claimed.recipient) if claimed.kind == Kind.DIGEST.value else None
    return next((each.name for each in policy.departments if agent and each.employs(agent)), first)


def _about_nothing(name: str, claimed: Claimed, policy: Policy) -> _About:
    """For a mail that is about a person, or about ourselves: it comes from the first department, where it is not about
    another one.
    """
    return _About(
        number=0,
        subject="",
        status=Status.NEW.value,
        department=_home(claimed, policy),
        assignee="",
        priority=Priority.NORMAL.value,
        requester_name="",
        requester_address="",
        unreachable=None,
        addressee_name=name,
        created=claimed.created,
        first_response=None,
        promised=None,
        closes=None,
        snoozed=None,
        rating=0,
        follows=None,
        merged_into=None,
        absorbed=False,
    )


def _view(of: _About, claimed: Claimed, shown: ArticleView | None, policy: Policy) -> NoticeView:
    kind, manner = Kind(claimed.kind), Manner(claimed.manner)
    department = policy.department(of.department)
    agent = policy.agent_named(of.assignee) if of.assignee else None
    language, key = claimed.language, policy.ring.locator
    quiet = manner is Manner.CONTENT_FREE
    return NoticeView(
        kind=kind,
        language=language,
        role=Role(claimed.role),
        manner=manner,
        site=dict(policy.site).get(language, dict(policy.site)["en"]),
        department=department.label(language),
        zone=policy.zone,
        token=mint(of.number, key) if of.number else "",
        number=of.number,
        subject="" if quiet else of.subject,
        status=Status(of.status),
        priority=policy.priority(of.priority).label(language),
        requester="" if quiet else of.requester_name or of.requester_address,
        requester_address="" if quiet else of.requester_address,
        recipient="" if quiet else of.addressee_name,
        created=of.created,
        closes=of.closes,
        article=shown,
        history=(),
        first_response=None,
        window_days=department.window.days,
        window_works=department.window.work is not None,
        reopened=False,
        follows=mint(of.follows, key) if of.follows else "",
        lines=claimed.lines,
        answerable=kind not in UNANSWERABLE,
        answers="" if quiet or agent is None else agent.shown,
        rating=of.rating,
        merged_into=mint(of.merged_into, key) if of.merged_into else "",
        snoozed=of.snoozed,
        promised=_promised(of, claimed),
        answer=claimed.answer,
        unreachable=of.unreachable if claimed.role == Role.AGENT.value else None,
    )


def _promised(of: _About, claimed: Claimed) -> datetime | None:
    """Until when a first answer is promised, while there is none; to customers only what lies ahead of them."""
    if of.promised is None or of.first_response is not None:
        return None
    return of.promised if claimed.role == Role.AGENT.value or of.promised > claimed.created else None


def _numbers(asking: Asking, about: _About) -> tuple[int, ...]:
    """The ticket, and those that became part of it."""
    if not about.absorbed:
        return (about.number,)
    return tuple(row.number for row in asking.rows(_FAMILY, number=about.number))
