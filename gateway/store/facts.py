"""Gathers all that is known about a mail, in one read transaction, before anything is decided about it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select

from ..facts import Candidate, Facts, How, Returned, Traffic
from ..mail import reply_address
from ..mail.auth import authentication
from ..mail.fingerprint import fingerprint as fingerprint_of
from ..mail.inbound import InboundMail, Nature
from ..mail.references import thread_ids
from ..mail.reply_address import AddressKind, ReplyAddress
from ..mail.token import numbers_in
from ..notices import Kind
from ..policy import Policy
from ..tickets.people import Author, Person, Role
from ..tickets.standing import judge
from ..tickets.ticket import Ticket
from . import people, tickets
from .outbox import NoticeState
from .schema import article, fingerprint, notice, thread

SAME_WORDS_WITHIN = timedelta(days=1)  # for mail without a Message-ID, where only the words can tell
CANDIDATES = 20
ANSWERS = (Kind.RECEIVED.value, Kind.REOPENED.value, Kind.REFUSED.value)


# Statements that run for every mail are made once: making one costs more than running it.
_TWIN = select(fingerprint).where(fingerprint.c.digest == bindparam("digest"))
_OURS = select(notice.c.id).where(notice.c.message_id == bindparam("message_id"))
_THREADS = (
    select(thread).where(thread.c.message_id.in_(bindparam("ids", expanding=True))).order_by(thread.c.ticket.desc())
)
_LAST_HUMAN = select(func.max(article.c.at)).where(
    article.c.ticket == bindparam("number"), article.c.author_role == Role.AGENT.value
)
_ON_TICKET = (
    select(func.count())
    .select_from(notice)
    .where(notice.c.ticket == bindparam("number"), notice.c.created >= bindparam("since"))
)
_AUTOMATIC = _ON_TICKET.where(notice.c.kind.in_(ANSWERS))
_HELD = _ON_TICKET.where(notice.c.kind == Kind.HELD.value)
_TRAFFIC = select(notice.c.kind, notice.c.created).where(
    notice.c.recipient == bindparam("address"), notice.c.created > bindparam("since"), notice.c.kind.in_(ANSWERS)
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail that was read, and what the spool knows of it."""

    id: int
    mail: InboundMail
    silent: bool


def gather(connection: Connection, arrived: Arrived, policy: Policy, now: datetime) -> Facts:
    mail = arrived.mail
    address = _reply_address(mail, policy)
    writer = _writer(connection, mail)
    holds = address is not None and address.person == writer.id and writer.id != 0
    standing = judge(authentication(mail, policy.authserv_id), holds)
    kind = address.kind if address else None
    candidates = _candidates(connection, mail, address, policy)
    return Facts(
        now=now,
        author=Author(writer, standing, Role.STRANGER),
        twin=_twin(connection, arrived, now),
        ours=_ours(connection, mail),
        silent=arrived.silent,
        reply_kind=kind,
        candidates=tuple(_with_history(connection, candidate, now) for candidate in candidates),
        traffic=_traffic(connection, writer, now),
        returned=_returned(connection, mail, address),
    )


def _writer(connection: Connection, mail: InboundMail) -> Person:
    key = mail.writer.key
    known = people.by_address(connection, [key]).get(key)
    if known is None:
        return Person(0, key, mail.writer.name)
    return known if known.name else replace(known, name=mail.writer.name)


def _reply_address(mail: InboundMail, policy: Policy) -> ReplyAddress | None:
    """The first signed address of ours among the envelope's recipients; for mail without an envelope, in To and Cc."""
    if not policy.reply_domain:
        return None
    addresses = mail.envelope.recipients or tuple(mailbox.address for mailbox in mail.addressed)
    found = (reply_address.read(address, policy.reply_domain, policy.ring) for address in addresses)
    return next((address for address in found if address is not None), None)


def _twin(connection: Connection, arrived: Arrived, now: datetime) -> int:
    digest = fingerprint_of(arrived.mail)
    row = connection.execute(_TWIN, {"digest": digest}).one_or_none()
    if row is None or row.mail == arrived.id:
        return 0
    recent = row.at > now - SAME_WORDS_WITHIN
    return int(row.mail) if arrived.mail.message_id or recent else 0


def _ours(connection: Connection, mail: InboundMail) -> bool:
    if not mail.message_id:
        return False
    return connection.scalar(_OURS, {"message_id": mail.message_id}) is not None


def _candidates(
    connection: Connection, mail: InboundMail, address: ReplyAddress | None, policy: Policy
) -> list[Candidate]:
    """In the order in which they are believed; each ticket once."""
    clues: list[tuple[How, str, int]] = []
    if address is not None and address.kind is not AddressKind.BOUNCE:
        clues.append((How.REPLY_ADDRESS, address.kind.name.lower(), address.ticket))
    numbers = sorted(numbers_in(mail.subject, policy.ring.all), reverse=True)
    clues += [(How.TOKEN, f"#{number}", number) for number in numbers]
    clues += _thread_clues(connection, mail)
    found = tickets.load(connection, {number for _, _, number in clues[:CANDIDATES]})
    unique: dict[int, Candidate] = {}
    for how, evidence, number in clues[:CANDIDATES]:
        if number in found:
            unique.setdefault(number, Candidate(how, evidence, found[number]))
    return list(unique.values())


def _thread_clues(connection: Connection, mail: InboundMail) -> list[tuple[How, str, int]]:
    ids = thread_ids(mail)
    if not ids:
        return []
    rows = connection.execute(_THREADS, {"ids": list(ids)})
    by_id: dict[str, list[int]] = {}
    for row in rows:
        by_id.setdefault(row.message_id, []).append(row.ticket)
    direct = set(mail.in_reply_to)
    return [
        (How.IN_REPLY_TO if identifier in direct else How.REFERENCES, f"<{identifier}>", number)
        for identifier in ids
        for number in by_id.get(identifier, [])
    ]


def _with_history(connection: Connection, candidate: Candidate, now: datetime) -> Candidate:
    number = {"number": candidate.ticket.number}
    since = connection.scalar(_LAST_HUMAN, number) or candidate.ticket.created
    automatic = connection.scalar(_AUTOMATIC, {**number, "since": since}) or 0
    held = connection.scalar(_HELD, {**number, "since": now - timedelta(hours=1)}) or 0
    return replace(candidate, automatic=automatic, held_lately=held > 0)


def _traffic(connection: Connection, writer: Person, now: datetime) -> Traffic:
    rows = connection.execute(_TRAFFIC, {"address": writer.address, "since": now - timedelta(days=1)}).all()
    hour_ago = now - timedelta(hours=1)
    return Traffic(
        hour=sum(row.created > hour_ago for row in rows),
        day=len(rows),
        refused=sum(row.kind == Kind.REFUSED.value for row in rows),
    )


def _returned(connection: Connection, mail: InboundMail, address: ReplyAddress | None) -> Returned | None:
    """The notice of ours that a bounce is about: by our signed bounce address, or by our id in what came back."""
    if mail.bounce is None and mail.judgement.nature is not Nature.BOUNCE:
        return None
    query = select(notice).where(notice.c.state == NoticeState.SENT.value).order_by(notice.c.id.desc()).limit(1)
    ids = mail.bounce.original_ids if mail.bounce else ()
    row = connection.execute(query.where(notice.c.message_id.in_(ids))).one_or_none() if ids else None
    if row is None and address is not None and address.kind is AddressKind.BOUNCE:
        about = query.where(notice.c.ticket == address.ticket, notice.c.person == address.person)
        row = connection.execute(about).one_or_none()
    if row is None:
        return None
    found: Ticket | None = tickets.load(connection, [row.ticket]).get(row.ticket)
    return Returned(row.id, found, row.recipient, row.role == Role.AGENT.value) if found else None
