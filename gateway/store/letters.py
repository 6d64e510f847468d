"""Gathers a letter: what a notice's recipient may see of its ticket, and the ids that it threads with."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, literal, select, union_all

from ..letter import Letter
from ..mail.token import mint
from ..notices import TELLS_OF_FILES, ArticleView, AttachmentView, Kind, Manner, NoticeView, Voice
from ..policy import Department, Policy
from ..tickets.people import Role, Standing
from ..tickets.ticket import ArticleKind, Status
from . import enclosures
from .outbox import Claimed, NoticeState
from .schema import article, journal, notice, person, ticket

HISTORY = 5  # earlier articles that agents see
THREAD = 20  # ids in References
MEASURED = timedelta(days=30)
ENOUGH = 20  # tickets, below which a measured time says nothing
SAMPLE = 100  # tickets, newest first, that the measured time is taken from

UNANSWERABLE = frozenset({Kind.REFUSED})
WITHOUT_ARTICLE = TELLS_OF_FILES | {Kind.REFUSED, Kind.REMINDER, Kind.CLOSED}
_INTERNAL = ArticleKind.INTERNAL.value


_LATEST = 2**62

# Statements that run for every notice are made once: making one costs more than running it.
_asker, _reader = person.alias("asker"), person.alias("reader")
_ABOUT = (
    select(
        ticket,
        _asker.c.name.label("requester_name"),
        _asker.c.address.label("requester_address"),
        _reader.c.name.label("addressee_name"),
    )
    .join(_asker, _asker.c.id == ticket.c.requester)
    .join(_reader, _reader.c.id == bindparam("addressee"))
    .where(ticket.c.number == bindparam("number"))
)
_ARTICLES = select(article, person.c.name.label("author_name"), person.c.address).join(
    person, person.c.id == article.c.author
)
_ARTICLE = _ARTICLES.where(article.c.id == bindparam("id"))
_HISTORY = (
    _ARTICLES.where(article.c.ticket == bindparam("number"), article.c.id < bindparam("before"))
    .order_by(article.c.id.desc())
    .limit(HISTORY)
)
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
_THREAD = union_all(  # what they wrote stands before our answer to it, which has the same time
    select(article.c.message_id, article.c.at, literal(0).label("ours")).where(
        article.c.ticket == bindparam("number"), article.c.author == bindparam("who"), article.c.message_id != ""
    ),
    select(notice.c.message_id, notice.c.created, literal(1)).where(
        notice.c.ticket == bindparam("number"),
        notice.c.person == bindparam("who"),
        notice.c.id < bindparam("before"),
        notice.c.state != NoticeState.PARKED.value,
    ),
)


def gather(connection: Connection, claimed: Claimed, policy: Policy) -> Letter | None:
    """None where the ticket or the person is gone."""
    about = connection.execute(_ABOUT, {"number": claimed.ticket, "addressee": claimed.person}).one_or_none()
    if about is None:
        return None
    kind, role = Kind(claimed.kind), Role(claimed.role)
    row = _article(connection, claimed) if kind not in WITHOUT_ARTICLE else None
    parts = enclosures.parts_of(connection, row.id) if row is not None else []
    shown = _view_of(row, parts, role) if row is not None else None
    ids = _thread(connection, claimed)
    return Letter(
        view=_view(connection, claimed, about, shown, policy),
        ticket=claimed.ticket,
        person=claimed.person,
        recipient=claimed.recipient,
        role=role,
        voice=Voice(claimed.voice),
        department=about.department,
        writer=_writer(row, shown, policy),
        message_id=claimed.message_id,
        in_reply_to=ids[-1] if ids else "",
        references=tuple(ids),
        enclosures=enclosures.enclosed(parts),
    )


def _view(
    connection: Connection, claimed: Claimed, of: Row[Any], shown: ArticleView | None, policy: Policy
) -> NoticeView:
    kind, role, manner = Kind(claimed.kind), Role(claimed.role), Manner(claimed.manner)
    department = policy.department(of.department)
    language = claimed.language
    quiet = manner is Manner.CONTENT_FREE
    key = policy.ring.signing
    return NoticeView(
        kind=kind,
        language=language,
        role=role,
        manner=manner,
        site=dict(policy.site).get(language, dict(policy.site)["en"]),
        department=department.label(language),
        zone=policy.zone,
        token=mint(of.number, key),
        number=of.number,
        subject="" if quiet else of.subject,
        status=Status(of.status),
        priority=of.priority,
        requester="" if quiet else of.requester_name or of.requester_address,
        requester_address="" if quiet else of.requester_address,
        recipient="" if quiet else of.addressee_name,
        created=of.created,
        closes=of.closes,
        article=shown,
        history=_history(connection, claimed) if role is Role.AGENT and kind is not Kind.REFUSED else (),
        first_response=_measured(connection, department, claimed.created) if kind is Kind.RECEIVED else None,
        window_days=max(1, round(department.window.length / timedelta(days=1))),
        reopened=kind is Kind.NEW_MAIL and _reopened(connection, claimed),
        follows=mint(of.follows, key) if of.follows else "",
        lines=claimed.lines,
        answerable=kind not in UNANSWERABLE,
        withheld=_withheld(connection, claimed, quiet),
    )


def _writer(row: Row[Any] | None, shown: ArticleView | None, policy: Policy) -> str:
    """Agents appear under the name that the configuration gives them, never under what their mail client calls them."""
    if row is None or shown is None:
        return ""
    agent = policy.agent_at(row.address)
    return agent.shown if agent else shown.author


def _article(connection: Connection, claimed: Claimed) -> Row[Any] | None:
    if claimed.article is None:
        return None
    return connection.execute(_ARTICLE, {"id": claimed.article}).one_or_none()


def _view_of(row: Row[Any], parts: list[Row[Any]], role: Role) -> ArticleView:
    unverified = row.standing in (Standing.FORGED.label, Standing.UNPROVEN.label, Standing.BEARER.label)
    staff = role is Role.AGENT
    return ArticleView(
        author=row.author_name or row.address,
        author_address=row.address if staff else "",
        at=row.at,
        text=row.text,
        quoted=row.quoted if staff else "",
        attachments=enclosures.views(parts, role),
        internal=row.kind == _INTERNAL,
        held=row.kind == ArticleKind.HELD.value,
        unverified=staff and unverified and row.author_role != Role.AGENT.value,
        seal=tuple(row.seal.split(", ")) if staff and row.seal else (),
    )


def _history(connection: Connection, claimed: Claimed) -> tuple[ArticleView, ...]:
    before = claimed.article if claimed.article is not None else _LATEST
    rows = connection.execute(_HISTORY, {"number": claimed.ticket, "before": before})
    return tuple(_view_of(row, [], Role.AGENT) for row in rows)


def _withheld(connection: Connection, claimed: Claimed, quiet: bool) -> tuple[AttachmentView, ...]:
    if claimed.article is None or Kind(claimed.kind) not in TELLS_OF_FILES:
        return ()
    return enclosures.withheld(enclosures.parts_of(connection, claimed.article), quiet)


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


def _thread(connection: Connection, claimed: Claimed) -> list[str]:
    """Ids of the mails of this ticket that the recipient has: what they wrote and what we sent them, oldest first."""
    theirs = {"number": claimed.ticket, "who": claimed.person, "before": claimed.id}
    rows = sorted(connection.execute(_THREAD, theirs), key=lambda row: (row.at, row.ours))
    ids = list(dict.fromkeys(row.message_id for row in rows))
    return ids if len(ids) <= THREAD else [ids[0], *ids[-THREAD + 1 :]]
