"""Gathers all that is known about a mail, in one read transaction, before anything is decided about it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select

from ..facts import Candidate, Facts, How, Proposal
from ..mail import reply_address
from ..mail.auth import UNCHECKED, Checked
from ..mail.delivered import sent_to
from ..mail.fingerprint import fingerprint as fingerprint_of
from ..mail.inbound import InboundMail
from ..mail.references import key
from ..mail.reply_address import AddressKind, ReplyAddress
from ..mail.token import numbers_in
from ..matching import Nowhere, match
from ..notices import Kind
from ..policy import Policy
from ..tickets.attachments import UNEXAMINED, Examination
from ..tickets.lifecycle import finished
from ..tickets.people import Author, Person, Role, Standing
from ..tickets.standing import judge
from ..tickets.ticket import ArticleKind, Ticket
from . import (
    beginnings,
    brakes,
    confirmations,
    evidence,
    holding,
    ledger,
    people,
    pictures,
    returns,
    surroundings,
    threads,
    tickets,
)
from .prepared import Prepared
from .schema import article, fingerprint, notice

SAME_WORDS_WITHIN = timedelta(days=1)  # for mail without a Message-ID, where only the words can tell
NUMBERS = 8  # tokens of one subject that are followed, the newest tickets first; and signed addresses of one mail
SAID = 10  # articles whose words are known again in an answer; older ones are rarely quoted without a mark


# Statements that run for every mail are made once: making one costs more than running it.
_TWIN = Prepared(select(fingerprint).where(fingerprint.c.digest == bindparam("digest")))
_OURS = Prepared(select(notice.c.id).where(notice.c.message_id.in_(bindparam("ids", expanding=True))).limit(1))
_LAST_HUMAN = Prepared(
    select(func.max(article.c.at)).where(
        article.c.ticket == bindparam("number"), article.c.author_role == Role.AGENT.value
    )
)
_LATELY = notice.c.created >= bindparam("hour")
_TOLD = Prepared(  # what went out because of a ticket: to customers since a moment, and all sorts within the hour
    select(
        func.coalesce(func.sum(case((and_(brakes.ANSWERS, notice.c.created >= bindparam("since")), 1), else_=0)), 0),
        func.coalesce(func.sum(case((and_(notice.c.kind == Kind.HELD.value, _LATELY), 1), else_=0)), 0),
        func.count(case((notice.c.created > bindparam("hour"), notice.c.mail)).distinct()),
    ).where(notice.c.ticket == bindparam("number"), or_(notice.c.created >= bindparam("since"), _LATELY))
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


def gather(connection: Connection, arrived: Arrived, policy: Policy, now: datetime) -> Facts:
    mail = arrived.mail
    writer = _writer(connection, mail)
    addresses = _reply_addresses(mail, writer, policy)
    address = addresses[0] if addresses else None
    holds = address is not None and holding.holds(connection, address, writer, policy, now)
    standing = judge(evidence.of(mail, policy, holds, arrived.confirmed, arrived.checked))
    inside = evidence.answers_internal(connection, mail)
    kind = AddressKind.INTERNAL if inside else address.kind if address else None
    candidates = _candidates(connection, mail, addresses, writer, policy)
    facts = Facts(
        now=now,
        author=Author(writer, standing, Role.STRANGER),
        twin=_twin(connection, arrived, standing, now),
        ours=_ours(connection, mail),
        silent=arrived.silent,
        released=arrived.released,
        confirmed=arrived.confirmed,
        pending=confirmations.pending(connection, mail, writer, policy, now),
        reply_kind=kind,
        slip=holding.slip(address, writer, now) if kind is AddressKind.RATING else None,
        candidates=tuple(_with_history(connection, candidate, now) for candidate in candidates),
        said=_said(connection, candidates),
        traffic=brakes.traffic(connection, arrived, writer, now),
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


def _writer(connection: Connection, mail: InboundMail) -> Person:
    key = mail.writer.key
    known = people.by_address(connection, [key]).get(key)
    if known is None:
        return Person(0, key, mail.writer.name)
    return known if known.name else replace(known, name=mail.writer.name)


def _reply_addresses(mail: InboundMail, writer: Person, policy: Policy) -> tuple[ReplyAddress, ...]:
    """The signed addresses of ours among those that a mail was sent to. The writer's own stand first: who answers all
    may write to other people's too.
    """
    if not policy.reply_domain:
        return ()
    read = (reply_address.read(address, policy.reply_domain, policy.ring) for address in sent_to(mail))
    found = [address for address in read if address is not None]
    return tuple(sorted(found, key=lambda address: address.person != writer.id))[:NUMBERS]


def _twin(connection: Connection, arrived: Arrived, standing: Standing, now: datetime) -> int:
    digest = fingerprint_of(arrived.mail, forged=standing is Standing.FORGED)
    row = _TWIN.execute(connection, {"digest": digest}).one_or_none()
    if row is None or row.mail == arrived.id or ledger.is_less(connection, row.mail, standing):
        return 0
    recent = row.at > now - SAME_WORDS_WITHIN
    return int(row.mail) if arrived.mail.message_id or recent else 0


def _ours(connection: Connection, mail: InboundMail) -> bool:
    if not mail.message_id:
        return False
    return _OURS.scalar(connection, {"ids": [mail.message_id, key(mail.message_id)]}) is not None


@dataclass(frozen=True, slots=True)
class _Clue:
    """Something in the mail that names a ticket, in words."""

    how: How
    evidence: str
    number: int
    mentioned: bool = False


def _candidates(
    connection: Connection, mail: InboundMail, addresses: tuple[ReplyAddress, ...], writer: Person, policy: Policy
) -> list[Candidate]:
    """In the order in which they are believed; each ticket once, a merged one as the ticket that it ended in."""
    clues = [
        _Clue(How.REPLY_ADDRESS, address.kind.name.lower(), address.ticket)
        for address in addresses
        if address.kind is not AddressKind.BOUNCE
    ]
    numbers = sorted(numbers_in(mail.subject, policy.ring.locators), reverse=True)
    clues += [_Clue(How.TOKEN, f"#{number}", number) for number in numbers[:NUMBERS]]
    clues += [
        _Clue(lead.how, f"<{lead.id}>", lead.ticket, lead.mentioned)
        for lead in threads.leads(connection, mail, writer.id)
    ]
    found = tickets.load_followed(connection, {clue.number for clue in clues})
    unique: dict[int, Candidate] = {}
    for clue in clues:
        if clue.number not in found:
            continue
        ticket = found[clue.number]
        first = unique.setdefault(ticket.number, Candidate(clue.how, _told(clue, ticket), ticket, clue.mentioned))
        unique[ticket.number] = replace(first, mentioned=first.mentioned and clue.mentioned)
    return list(unique.values())


def _told(clue: _Clue, ended_in: Ticket) -> str:
    if clue.number == ended_in.number:
        return clue.evidence
    source = "" if clue.how is How.TOKEN else f" of #{clue.number}"
    return f"{clue.evidence}{source}, merged into #{ended_in.number}"


def _with_history(connection: Connection, candidate: Candidate, now: datetime) -> Candidate:
    number = {"number": candidate.ticket.number}
    since = _LAST_HUMAN.scalar(connection, number) or candidate.ticket.created
    automatic, held, lately = _TOLD.execute(connection, {**number, "since": since, "hour": now - brakes.HOUR}).one()
    return replace(candidate, automatic=int(automatic), lately=lately, held_lately=held > 0)


def _said(connection: Connection, candidates: list[Candidate]) -> tuple[str, ...]:
    numbers = [candidate.ticket.number for candidate in candidates]
    return tuple(_SAID.scalars(connection, {"numbers": numbers})) if numbers else ()
