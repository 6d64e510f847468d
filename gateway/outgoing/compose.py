"""Puts a letter and its words together into a mail: who it is from, where replies go, what it threads with. Headers are
made here and nowhere else.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from ..letter import Enclosure, Letter, Paper
from ..mail import request_link
from ..mail.inbound import Mailbox
from ..mail.outbound import AutoSubmitted, OutboundAttachment, OutboundMail
from ..mail.reply_address import LOCAL_PART_LIMIT, SYMBOLS, AddressKind, ReplyAddress, mint
from ..mail.request_link import RequestLink
from ..notices import ANSWERS_CUSTOMERS, INTERNAL, Kind, Manner, NoticeView, Voice
from ..policy import Department, Policy
from ..tickets.people import Role
from .render import Rendered

INSIDE = INTERNAL - ANSWERS_CUSTOMERS  # whoever should ever get one
INSIDE_FOR_AGENTS = INTERNAL | {Kind.LISTED, Kind.WITHHELD}  # customers get these, too, and answer them to their ticket
ASKS_FOR_STARS = frozenset({Kind.RESOLVED, Kind.CLOSED, Kind.RATED})  # of the requester
FALLBACK_LOCAL = "reply"

_AUTO = {
    Voice.HUMAN: AutoSubmitted.NO,
    Voice.REPLIED: AutoSubmitted.REPLIED,
    Voice.GENERATED: AutoSubmitted.GENERATED,
}


def enclose(part: Enclosure, content: bytes) -> OutboundAttachment:
    return OutboundAttachment(part.name, part.content_type, content)


def put_in(paper: Paper) -> OutboundAttachment:
    return OutboundAttachment(paper.name, paper.content_type, paper.content)


def compose(
    letter: Letter, words: Rendered, enclosures: tuple[OutboundAttachment, ...], policy: Policy, now: datetime
) -> OutboundMail:
    department = policy.department(letter.department)
    return OutboundMail(
        envelope_sender=_bounce_address(letter, department, policy, now),
        recipient=letter.recipient,
        from_=Mailbox(department.addresses[0], _from_name(letter, department)),
        to=Mailbox(letter.recipient, letter.view.recipient),
        reply_to=_reply_to(letter, department, policy, now),
        subject=words.subject,
        date=now,
        message_id=letter.message_id,
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        auto_submitted=_AUTO[letter.voice],
        language=letter.view.language,
        text=words.text,
        html=words.html,
        attachments=enclosures,
        department=department.name,
    )


def _from_name(letter: Letter, department: Department) -> str:
    label = department.label(letter.view.language)
    if letter.writer:
        return f"{letter.writer} ({label})"
    comma = "،" if letter.view.language == "fa" else ","
    return label if label == letter.view.site else f"{label}{comma} {letter.view.site}"


def _reply_to(letter: Letter, department: Department, policy: Policy, now: datetime) -> Mailbox | None:
    address = reply_address(letter, policy, now)
    return Mailbox(address, department.label(letter.view.language)) if address else None


def reply_address(letter: Letter, policy: Policy, now: datetime) -> str:
    """Where answers to this mail go; "" where they go to the department's own address, as all do without a ticket."""
    if not policy.reply_domain or not letter.view.answerable or not letter.ticket:
        return ""
    kind = AddressKind.INTERNAL if _stays_inside(letter) else AddressKind.PUBLIC
    if letter.view.kind is Kind.RATED and letter.role is Role.REQUESTER:
        kind = AddressKind.RATING  # what they add is a comment
    return _signed(kind, letter, policy.department(letter.department), policy, now)


def answerable_view(letter: Letter, policy: Policy, now: datetime) -> NoticeView:
    """What templates get: its links lead to the very address that the mail asks for answers at, its stars to one that
    takes nothing but a rating.
    """
    address = reply_address(letter, policy, now)
    asks = address and letter.role is Role.REQUESTER and letter.view.kind in ASKS_FOR_STARS
    department = policy.department(letter.department)
    stars = _signed(AddressKind.RATING, letter, department, policy, now) if asks else ""
    until = now + timedelta(days=policy.links.days) if letter.links and policy.links is not None else None
    page = own_page(letter, policy, now)
    return replace(letter.view, reply_address=address, rating_address=stars, links_until=until, own_page=page)


def own_page(letter: Letter, policy: Policy, now: datetime) -> str:
    """The link by which the requester reads this request; "" for everybody else, and where the house has no such pages.
    Who may be somebody else gets none: it opens what was said.
    """
    theirs = letter.role is Role.REQUESTER and letter.view.manner is not Manner.CONTENT_FREE
    if not (theirs and letter.ticket and policy.requests and policy.department(letter.department).requests):
        return ""
    code = request_link.mint(RequestLink(letter.ticket, letter.person, _day(now)), policy.ring)
    return f"{policy.requests}/r/{code}"


def _stays_inside(letter: Letter) -> bool:
    """Does a reply go to agents only? A file that was withheld from a note must not reach the customer by a reply."""
    return letter.view.kind in (INSIDE_FOR_AGENTS if letter.role is Role.AGENT else INSIDE)


def _bounce_address(letter: Letter, department: Department, policy: Policy, now: datetime) -> str:
    """Without signed addresses, automatic mail has the null sender (RFC 3834 section 4) and people's words our own."""
    if policy.reply_domain:
        return _signed(AddressKind.BOUNCE, letter, department, policy, now)
    return department.addresses[0] if letter.voice is Voice.HUMAN else ""


def agent_address(
    ticket: int, person: int, internal: bool, department: Department, policy: Policy, day: datetime
) -> str:
    """Where somebody writes to who has no mail to answer; the department's own address where none are signed."""
    if not policy.reply_domain:
        return department.addresses[0]
    kind = AddressKind.INTERNAL if internal else AddressKind.PUBLIC
    return _minted(kind, ticket, person, department, policy, day)


def _signed(kind: AddressKind, letter: Letter, department: Department, policy: Policy, now: datetime) -> str:
    return _minted(kind, letter.ticket, letter.person, department, policy, now)


def _minted(kind: AddressKind, ticket: int, person: int, department: Department, policy: Policy, now: datetime) -> str:
    local = department.addresses[0].partition("@")[0]
    fits = len(local) <= LOCAL_PART_LIMIT - 1 - SYMBOLS and local.isascii() and "+" not in local
    address = ReplyAddress(kind, ticket, person, _day(now))
    return mint(address, local if fits else FALLBACK_LOCAL, policy.reply_domain, policy.ring)


def _day(now: datetime) -> int:
    return int(now.timestamp() // 86_400)
