"""Gathers all that is known about a mail, in one read transaction, before anything is decided about it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select

from ..facts import Candidate, Facts, Proposal
from ..mail import reply_address
from ..mail.auth import UNCHECKED, Checked
from ..mail.delivered import sent_to
from ..mail.fingerprint import fingerprint as fingerprint_of
from ..mail.inbound import InboundMail
from ..mail.references import key
from ..mail.reply_address import AddressKind, ReplyAddress
from ..matching import Nowhere, match
from ..notices import Kind
from ..policy import Policy
from ..tickets.attachments import UNEXAMINED, Examination
from ..tickets.lifecycle import finished
from ..tickets.people import Author, Person, Role, Standing
from ..tickets.standing import judge
from ..tickets.ticket import ArticleKind
from . import (
    beginnings,
    confirmations,
    evidence,
    holding,
    ledger,
    people,
    pictures,
    returns,
    sent_lately,
    surroundings,
    threads,
    traffic,
)
from .candidates import candidates_of
from .prepared import Prepared
from .rows import NO_ROWS, Rows
from .schema import article, fingerprint, notice

SAME_WORDS_WITHIN = timedelta(days=1)  # for mail without a Message-ID, where only the words can tell
ADDRESSES = 8  # signed addresses of one mail
SAID = 10  # articles whose words are known again in an answer; older ones are rarely quoted without a mark


# Statements that run for every mail are made once: making one costs more than running it.
_TWIN = Prepared(select(fingerprint).where(fingerprint.c.digest == bindparam("digest")))
_OURS = Prepared(select(notice.c.id).where(notice.c.message_id.in_(bindparam("ids", expanding=True))).limit(1))
_last_human = (
    select(func.max(article.c.at).label("at"))
    .where(article.c.ticket == bindparam("number"), article.c.author_role == Role.AGENT.value)
    .subquery()
)
_LATELY = notice.c.created >= bindparam("hour")
_SINCE = notice.c.created >= func.coalesce(_last_human.c.at, bindparam("opened", type_=notice.c.created.type))
_TOLD = Prepared(  # what went out because of a ticket: to customers since an agent wrote, and all sorts within the hour
    select(
        func.coalesce(func.sum(case((and_(sent_lately.ANSWERS, _SINCE), 1), else_=0)), 0),
        func.coalesce(func.sum(case((and_(notice.c.kind == Kind.HELD.value, _LATELY), 1), else_=0)), 0),
        func.count(case((notice.c.created > bindparam("hour"), notice.c.mail)).distinct()),
    )
    .select_from(_last_human.join(notice, notice.c.ticket == bindparam("number")))
    .where(or_(_SINCE, _LATELY))
)
_SAID = Prepared(
    select(article.c.text)
    .where(article.c.ticket.in_(bindparam("numbers", expanding=True)), article.c.kind == ArticleKind.PUBLIC.value)
    .order_by(article.c.id.desc())
    .limit(SAID)
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail that was read, what the spool knows of it, and what was found out about its attachments: the SHA-256 of
    each, what the virus scanner said, and what our own checks found about its author.
    """

    id: int
    mail: InboundMail
    silent: bool
    contents: tuple[bytes, ...] = ()
    released: bool = False
    confirmed: bool = False
    examination: Examination = UNEXAMINED
    checked: Checked = UNCHECKED
    accepted: datetime | None = None  # None: now
    proposal: Proposal | None = None  # rules that it brings

    @property
    def again(self) -> bool:
        """Was it decided about before, so that it may have an article already?"""
        return self.released or self.confirmed


@dataclass(frozen=True, slots=True)
class Asked:
    """What a mail alone leads to, as it is on its way. `twin`: where it is no forged one."""

    writer: Rows
    twin: Rows
    leads: Rows
    ours: Rows
    internal: Rows
    traffic: traffic.Asked


def ask(connection: Connection, arrived: Arrived, policy: Policy, now: datetime) -> Asked:
    """For `gather`."""
    mail = arrived.mail
    return Asked(
        writer=people.ask(connection, [mail.writer.key]),
        twin=_ask_twin(connection, arrived, forged=False),
        leads=threads.ask(connection, mail, threads.names_of(mail), mail.writer.key),
        ours=_ask_ours(connection, mail),
        internal=evidence.ask_internal(connection, mail),
        traffic=traffic.ask(connection, arrived, mail.writer.key, policy.brakes, now),
    )


def gather(
    connection: Connection, arrived: Arrived, policy: Policy, now: datetime, asked: Asked | None = None
) -> Facts:
    mail = arrived.mail
    asked = asked or ask(connection, arrived, policy, now)
    writer = _writer(asked.writer, mail)
    addresses = _reply_addresses(mail, writer, policy)
    address = addresses[0] if addresses else None
    holds = address is not None and holding.holds(connection, address, writer, policy, now)
    standing = judge(evidence.of(mail, policy, holds, arrived.confirmed, arrived.checked))
    kind = AddressKind.INTERNAL if asked.internal.all() else address.kind if address else None
    twin = _ask_twin(connection, arrived, forged=True) if standing is Standing.FORGED else asked.twin
    candidates = candidates_of(connection, mail, addresses, threads.leads(mail, asked.leads), policy)
    said = _ask_said(connection, candidates)
    histories = [_ask_history(connection, candidate, now) for candidate in candidates]
    facts = Facts(
        now=now,
        author=Author(writer, standing, Role.STRANGER),
        twin=_twin(connection, twin, arrived, standing, now),
        ours=bool(asked.ours.all()),
        silent=arrived.silent,
        released=arrived.released,
        confirmed=arrived.confirmed,
        pending=confirmations.pending(connection, mail, writer, policy, now),
        reply_kind=kind,
        slip=holding.slip(address, writer, now) if kind is AddressKind.RATING else None,
        candidates=tuple(map(_with_history, candidates, histories)),
        said=tuple(said.scalars()),
        traffic=traffic.gather(asked.traffic, mail, now),
        returned=returns.find(connection, mail, policy, now),
        contents=arrived.contents,
        accepted=arrived.accepted,
        proposal=arrived.proposal,
        examination=replace(arrived.examination, seen=pictures.seen(connection, writer, mail, arrived.contents)),
    )
    found = match(facts, policy)
    at = None if isinstance(found, Nowhere) else found.candidate.ticket
    facts = replace(facts, around=surroundings.gather(connection, mail, at, writer))
    if at is not None and not finished(at):
        return facts
    return replace(facts, beginning=beginnings.gather(connection, mail, writer, policy, now))


def _writer(rows: Rows, mail: InboundMail) -> Person:
    row = rows.one_or_none()
    if row is None:
        return Person(0, mail.writer.key, mail.writer.name)
    known = people.as_person(row)
    return known if known.name else replace(known, name=mail.writer.name)


def _reply_addresses(mail: InboundMail, writer: Person, policy: Policy) -> tuple[ReplyAddress, ...]:
    """The signed addresses of ours among those that a mail was sent to. The writer's own stand first: who answers all
    may write to other people's too.
    """
    if not policy.reply_domain:
        return ()
    read = (reply_address.read(address, policy.reply_domain, policy.ring) for address in sent_to(mail))
    found = [address for address in read if address is not None]
    return tuple(sorted(found, key=lambda address: address.person != writer.id))[:ADDRESSES]


def _ask_twin(connection: Connection, arrived: Arrived, forged: bool) -> Rows:
    return _TWIN.execute(connection, {"digest": fingerprint_of(arrived.mail, forged, arrived.contents)})


def _twin(connection: Connection, rows: Rows, arrived: Arrived, standing: Standing, now: datetime) -> int:
    row = rows.one_or_none()
    if row is None or row.mail == arrived.id or ledger.is_less(connection, row.mail, standing):
        return 0
    recent = row.at > now - SAME_WORDS_WITHIN
    return int(row.mail) if arrived.mail.message_id or recent else 0


def _ask_ours(connection: Connection, mail: InboundMail) -> Rows:
    if not mail.message_id:
        return NO_ROWS
    return _OURS.execute(connection, {"ids": [mail.message_id, key(mail.message_id)]})


def _ask_history(connection: Connection, candidate: Candidate, now: datetime) -> Rows:
    at = candidate.ticket
    return _TOLD.execute(connection, {"number": at.number, "opened": at.created, "hour": now - sent_lately.HOUR})


def _with_history(candidate: Candidate, rows: Rows) -> Candidate:
    automatic, held, lately = rows.one()
    return replace(candidate, automatic=int(automatic), lately=lately, held_lately=held > 0)


def _ask_said(connection: Connection, candidates: list[Candidate]) -> Rows:
    numbers = [candidate.ticket.number for candidate in candidates]
    return _SAID.execute(connection, {"numbers": numbers}) if numbers else NO_ROWS
