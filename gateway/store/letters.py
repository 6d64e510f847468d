"""Gathers a letter: what a notice's recipient may see of its ticket, and the ids that it threads with."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from ..letter import Enclosure, Letter
from ..mail.token import mint
from ..notices import ArticleView, AttachmentView, Kind, Manner, NoticeView, Voice
from ..policy import Department, Policy
from ..tickets.people import Person, Role, Standing
from ..tickets.ticket import ArticleKind, Ticket
from . import people, tickets
from .outbox import Claimed, NoticeState
from .schema import article, attachment, journal, notice, person, ticket

HISTORY = 5  # earlier articles that agents see
ENCLOSED = 15 * 1024 * 1024  # bytes of attachments that go along with one mail
THREAD = 20  # ids in References
MEASURED = timedelta(days=30)
ENOUGH = 20  # tickets, below which a measured time says nothing

UNANSWERABLE = frozenset({Kind.REFUSED})
WITHOUT_ARTICLE = frozenset({Kind.RECEIVED, Kind.REOPENED, Kind.REFUSED, Kind.TRANSCRIPT, Kind.REMINDER, Kind.CLOSED})
_INTERNAL = ArticleKind.INTERNAL.value


def gather(connection: Connection, claimed: Claimed, policy: Policy) -> Letter | None:
    """None where the ticket or the person is gone."""
    found = tickets.load(connection, [claimed.ticket]).get(claimed.ticket)
    addressee = people.by_id(connection, [claimed.person]).get(claimed.person)
    if found is None or addressee is None:
        return None
    kind, role = Kind(claimed.kind), Role(claimed.role)
    row = _article(connection, claimed)
    parts = _parts(connection, row) if row is not None and kind not in WITHOUT_ARTICLE else []
    shown = _view_of(row, parts, role) if row is not None and kind not in WITHOUT_ARTICLE else None
    ids = _thread(connection, claimed)
    enclosed = [part for part, fits in _enclosed(parts) if fits]
    return Letter(
        view=_view(connection, claimed, found, addressee, shown, policy),
        ticket=claimed.ticket,
        person=claimed.person,
        recipient=claimed.recipient,
        role=role,
        voice=Voice(claimed.voice),
        department=found.department,
        writer=_writer(row, shown, policy),
        message_id=claimed.message_id,
        in_reply_to=ids[-1] if ids else "",
        references=tuple(ids),
        enclosures=tuple(Enclosure(part.name, part.type, part.sha256) for part in enclosed),
    )


def _view(
    connection: Connection, claimed: Claimed, of: Ticket, addressee: Person, shown: ArticleView | None, policy: Policy
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
        status=of.status,
        priority=of.priority.value,
        requester="" if quiet else of.requester.shown,
        requester_address="" if quiet else of.requester.address,
        recipient="" if quiet else addressee.name,
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
    return connection.execute(_articles().where(article.c.id == claimed.article)).one_or_none()


def _articles() -> Select[Any]:
    with_author = select(article, person.c.name.label("author_name"), person.c.address)
    return with_author.join(person, person.c.id == article.c.author)


def _parts(connection: Connection, row: Row[Any]) -> list[Row[Any]]:
    query = select(attachment).where(attachment.c.article == row.id).order_by(attachment.c.position)
    return list(connection.execute(query))


def _enclosed(parts: list[Row[Any]]) -> list[tuple[Row[Any], bool]]:
    """Each part, and whether it still fits into the mail."""
    total = 0
    fitting = []
    for part in parts:
        fits = total + part.size <= ENCLOSED
        total += part.size if fits else 0
        fitting.append((part, fits))
    return fitting


def _view_of(row: Row[Any], parts: list[Row[Any]], role: Role) -> ArticleView:
    unverified = row.standing in (Standing.FORGED.label, Standing.UNPROVEN.label, Standing.BEARER.label)
    staff = role is Role.AGENT
    return ArticleView(
        author=row.author_name or row.address,
        author_address=row.address if staff else "",
        at=row.at,
        text=row.text,
        quoted=row.quoted if staff else "",
        attachments=tuple(AttachmentView(part.name, part.size, fits) for part, fits in _enclosed(parts)),
        internal=row.kind == _INTERNAL,
        held=row.kind == ArticleKind.HELD.value,
        unverified=staff and unverified and row.author_role != Role.AGENT.value,
    )


def _history(connection: Connection, claimed: Claimed) -> tuple[ArticleView, ...]:
    earlier = _articles().where(article.c.ticket == claimed.ticket)
    if claimed.article is not None:
        earlier = earlier.where(article.c.id < claimed.article)
    rows = connection.execute(earlier.order_by(article.c.id.desc()).limit(HISTORY))
    return tuple(_view_of(row, [], Role.AGENT) for row in rows)


def _reopened(connection: Connection, claimed: Claimed) -> bool:
    """Did the mail that this notice tells of open the ticket again?"""
    query = select(func.count()).where(journal.c.mail == claimed.mail, journal.c.change == "reopen")
    return bool(connection.scalar(query)) if claimed.mail else False


def _measured(connection: Connection, department: Department, now: datetime) -> int | None:
    """Average minutes to a first answer over the last 30 days, where there are enough of them."""
    query = select(ticket.c.created, ticket.c.first_response).where(
        ticket.c.department == department.name,
        ticket.c.created > now - MEASURED,
        ticket.c.first_response.is_not(None),
    )
    rows = connection.execute(query.order_by(ticket.c.created.desc()).limit(500)).all()
    if len(rows) < ENOUGH:
        return None
    seconds: float = sum((row.first_response - row.created).total_seconds() for row in rows)
    return max(1, round(seconds / len(rows) / 60))


def _thread(connection: Connection, claimed: Claimed) -> list[str]:
    """Ids of the mails of this ticket that the recipient has: what they wrote and what we sent them, oldest first."""
    sent = select(notice.c.message_id, notice.c.created).where(
        notice.c.ticket == claimed.ticket,
        notice.c.person == claimed.person,
        notice.c.id < claimed.id,
        notice.c.state != NoticeState.PARKED.value,
    )
    written = select(article.c.message_id, article.c.at).where(
        article.c.ticket == claimed.ticket, article.c.author == claimed.person, article.c.message_id != ""
    )
    rows = sorted([*connection.execute(sent), *connection.execute(written)], key=lambda row: row[1])
    ids = list(dict.fromkeys(row[0] for row in rows))
    return ids if len(ids) <= THREAD else [ids[0], *ids[-THREAD + 1 :]]
