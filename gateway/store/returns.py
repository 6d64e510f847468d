"""Finds the notice of ours that a report is about, and says what shows it.

A report is about one mail, and each mail of ours goes to one person. So of several ids one notice is taken, and a
report that came to the bounce addresses of several is believed by none.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from ..facts import Returned
from ..mail import reply_address
from ..mail.inbound import InboundMail, Mailbox
from ..mail.references import key
from ..mail.reply_address import AddressKind, ReplyAddress
from ..notices import Kind
from ..policy import Policy
from ..tickets.people import Role
from ..tickets.returns import Proof
from ..tickets.ticket import Ticket
from . import tickets
from .outbox import GIVE_UP_AFTER, NoticeState
from .schema import article, notice, person

VALID = timedelta(days=30)  # from the day on which the mail went out; mail systems give up after five or so
PAUSE = timedelta(hours=6)  # until what could not be delivered is sent once more
SLACK = timedelta(hours=1)  # between the making of an address and the end of the attempt that it was made for
ANSWERS = frozenset({Kind.ANSWERED.value, Kind.RESOLVED.value, Kind.SHARED.value})

_RECEIVED_AS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")  # where there is no envelope any more
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_BY_ID = select(notice).where(notice.c.message_id.in_(bindparam("ids", expanding=True))).order_by(notice.c.id.desc())
_BY_DAY = (
    select(notice)
    .where(notice.c.person == bindparam("who"), notice.c.state == NoticeState.SENT.value)
    .where(notice.c.finished >= bindparam("since"), notice.c.finished < bindparam("until"))
    .order_by(notice.c.id.desc())
    .limit(1)
)
_WRITER = select(person.c.address).join(article, article.c.author == person.c.id).where(article.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class _Clues:
    """What a report says about the mail that it is about; `people` are in key form."""

    ids: frozenset[str]
    people: frozenset[str]
    sender: str = ""


def find(connection: Connection, mail: InboundMail, policy: Policy, now: datetime) -> Returned | None:
    """The notice, where it counts as sent; what came back before, or was taken back, does not come back again. Whatever
    comes to a bounce address is about the mail that it was made for, even where it is no report that can be read.
    """
    clues = _clues(mail)
    addresses = _bounce_addresses(mail, clues, policy)
    if clues is None and not addresses:
        return None
    address = next(iter(addresses), None)
    if address is not None and (len(addresses) > 1 or _sent_on(address) < now - VALID):
        return None  # no mail system writes such a report
    named = list(connection.execute(_BY_ID, {"ids": sorted(clues.ids)})) if clues and clues.ids else []
    row, proof = _proven(connection, address, named) if address else _likely(named, clues)
    if row is None or row.state != NoticeState.SENT.value or row.created < now - VALID:
        return None
    return _returned(connection, row, proof, now)


def _clues(mail: InboundMail) -> _Clues | None:
    """None where the mail is no report."""
    if mail.complaint is not None:
        ids, people, sender = mail.complaint.original_ids, mail.complaint.recipients, mail.complaint.sender
    elif mail.bounce is not None:
        ids, sender = mail.bounce.original_ids, ""
        people = tuple(one.recipient for one in (*mail.bounce.failures, *mail.bounce.delays))
    else:
        return None
    return _Clues(frozenset({*ids, *map(key, ids)}), frozenset(Mailbox(each).key for each in people), sender)


def _bounce_addresses(mail: InboundMail, clues: _Clues | None, policy: Policy) -> set[ReplyAddress]:
    """Our signed addresses for reports that this one came to, or that a complaint says the mail was sent from. Of what
    is no report, the envelope counts alone.
    """
    if not policy.reply_domain:
        return set()
    elsewhere = [*(mailbox.address for mailbox in mail.addressed), clues.sender] if clues else []
    elsewhere += [value.strip(" <>") for name in _RECEIVED_AS for value in mail.headers(name)] if clues else []
    for places in (mail.envelope.recipients, elsewhere):
        read = (reply_address.read(place, policy.reply_domain, policy.ring) for place in places)
        found = {address for address in read if address and address.kind is AddressKind.BOUNCE}
        if found:
            return found
    return set()


def _sent_on(address: ReplyAddress) -> datetime:
    return _EPOCH + timedelta(days=address.day)


def _proven(connection: Connection, address: ReplyAddress, named: list[Row[Any]]) -> tuple[Row[Any] | None, Proof]:
    """What came to the address that was made for one person and ticket is about a notice of exactly these. Where its
    ids are none of ours, for a relay gave the mail another one, it is about the last that went out on that day.
    """
    own = [row for row in named if (row.person, row.ticket or 0) == (address.person, address.ticket)]
    if named:
        return next(iter(own), None), Proof.BOUNCE_ADDRESS
    day = _sent_on(address)
    window = {"who": address.person, "since": day - SLACK, "until": day + timedelta(days=1) + SLACK}
    about = notice.c.ticket == address.ticket if address.ticket else notice.c.ticket.is_(None)
    return connection.execute(_BY_DAY.where(about), window).one_or_none(), Proof.BOUNCE_ADDRESS


def _likely(named: list[Row[Any]], clues: _Clues | None) -> tuple[Row[Any] | None, Proof]:
    agreeing = next((row for row in named if clues and row.recipient in clues.people), None)
    if agreeing is not None:
        return agreeing, Proof.ID_AND_RECIPIENT
    return next(iter(named), None), Proof.ID


def _returned(connection: Connection, row: Row[Any], proof: Proof, now: datetime) -> Returned | None:
    found: Ticket | None = tickets.load_followed(connection, [row.ticket]).get(row.ticket) if row.ticket else None
    if row.ticket and found is None:
        return None
    to_agent = row.role == Role.AGENT.value
    answer = row.kind in ANSWERS and not to_agent
    wrote = connection.scalar(_WRITER, {"id": row.article}) if answer and row.article else None
    again = answer and now + PAUSE <= row.created + GIVE_UP_AFTER
    return Returned(row.id, found, row.recipient, to_agent, proof, again, answer, wrote or "")
