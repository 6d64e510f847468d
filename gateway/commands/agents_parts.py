"""Orders of agents that make one ticket of two and two of one, and take that back. Pure."""

import re

from ..facts import Absorbed
from ..mail.encoded_words import one_line
from ..mail.persian import fold
from ..tickets import lifecycle
from ..tickets.changes import AddParticipant, Merge, RemoveParticipant, Unmerge
from ..tickets.effects import Effect, OnOther, Reunite, SplitOff
from ..tickets.people import Person, Role
from ..tickets.standing import Act
from ..tickets.ticket import Status, Ticket
from .agents_life import merged_already
from .agents_words import STATUSES, TAKES_NOTHING, complain, joined, numbered, said_back, shown
from .command import Command, Complaint, Desk, Obeyed, Reply, Words
from .grammar import ticket_number

SUBJECT_LIMIT = 300  # characters
ARGUMENT_LIMIT = 100  # characters in which a number is looked for

_LEADING = re.compile(r"\A(?:into|with|to|in|به|با|در|درخواست|ticket|no\.?)\s+")
_MERGE_EXAMPLE = Words("#merge 1043", "#ادغام ۱۰۴۳")


def _number(argument: str) -> int:
    """`1043`, `#1043`, `[#1043-7KQM]`, `into 1043`; 0 where it is no number."""
    text = fold(argument).strip()[:ARGUMENT_LIMIT]
    while (shorter := _LEADING.sub("", text, count=1)) != text:
        text = shorter
    return ticket_number(text.rstrip("."))


def _cannot_merge(ticket: Ticket) -> Complaint | None:
    """The ticket itself is where no way leads into another."""
    if ticket.status is Status.MERGED:
        return None
    if lifecycle.may_move(ticket, Status.MERGED):
        return None
    status = STATUSES[ticket.status]
    return complain(
        f"this ticket is {status.en}; write #reopen first",
        f"وضعیت این درخواست «{status.fa}» است؛ نخست بنویسید: #بازگشایی",
    )


def _cannot_take_in(ticket: Ticket, order: Words) -> Complaint | None:
    """The other ticket is no place for anything."""
    other, status = numbered(ticket), STATUSES[ticket.status]
    if ticket.status is Status.MERGED:
        into = numbered(ticket.merged)
        return complain(
            f"{other.en} is part of {into.en} by now{order.en}",
            f"درخواست {other.fa} خود در درخواست {into.fa} ادغام شده است{order.fa}",
        )
    if lifecycle.finished(ticket):
        return complain(
            f"{other.en} is {status.en}; it has to be reopened first",
            f"وضعیت درخواست {other.fa} «{status.fa}» است؛ نخست باید دوباره باز شود",
        )
    return None


def _brings(ticket: Ticket, target: Ticket) -> tuple[Person, ...]:
    """Who takes part here and not there."""
    people = {person.address: person for person in (ticket.requester, *ticket.participants)}
    return tuple(person for person in people.values() if not target.involves(person.address))


def _joined(ticket: Ticket, target: Ticket) -> tuple[tuple[Effect, ...], Words]:
    """This ticket becomes part of the other one, its people take part there."""
    new = _brings(ticket, target)
    others = (OnOther(target, tuple(AddParticipant(person) for person in new)),) if new else ()
    into, names = numbered(target), joined(map(shown, new))
    told = Words(
        f"this ticket is part of {into.en}" + (f"; there these take part, too: {names.en}" if new else ""),
        f"این درخواست بخشی از درخواست {into.fa} است" + (f"؛ این افراد نیز به آن پیوستند: {names.fa}" if new else ""),
    )
    return (Merge(target.number), *others), told


def merge(argument: str, desk: Desk) -> Reply:
    ticket = desk.ticket
    if not (number := _number(argument)):
        return complain(
            f"into which ticket? Write {_MERGE_EXAMPLE.en}", f"در کدام درخواست؟ بنویسید: {_MERGE_EXAMPLE.fa}"
        )
    if number == ticket.number:
        return complain("this is the ticket itself", "این خودِ همین درخواست است")
    if ticket.status is Status.MERGED:
        return merged_already(desk)
    if (complaint := _cannot_merge(ticket)) is not None:
        return complaint
    target = next((known for known in desk.facts.around.named if known.number == number), None)
    if target is None:
        shown_ = numbered(number)
        return complain(f"there is no ticket {shown_.en}", f"درخواستی با شمارهٔ {shown_.fa} نیست")
    if target.merged == ticket.number and target.status is Status.MERGED:
        other = numbered(target)
        return complain(
            f"{other.en} is part of this ticket already", f"درخواست {other.fa} از پیش بخشی از این درخواست است"
        )
    there = numbered(target.merged)
    hint = Words(f"; write #merge {target.merged}", f"؛ بنویسید: #ادغام {there.fa}")
    if (complaint := _cannot_take_in(target, hint)) is not None:
        return complaint
    return Obeyed(*_joined(ticket, target))


def unmerge(argument: str, desk: Desk) -> Reply:
    parts = desk.facts.around.absorbed
    if not parts:
        return complain("no ticket was merged into this one", "هیچ درخواستی در این درخواست ادغام نشده است")
    number = _number(argument) if argument or len(parts) > 1 else parts[0].ticket.number
    part = next((known for known in parts if known.ticket.number == number), None)
    if part is None:
        names = joined(numbered(known.ticket) for known in parts)
        return complain(f"which? Merged into this ticket: {names.en}", f"کدام؟ در این درخواست ادغام شده‌اند: {names.fa}")
    leaving = _leaving(part, desk)
    alone, names = numbered(part.ticket), joined(map(shown, leaving))
    told = Words(
        f"{alone.en} is a ticket of its own again" + (f"; these leave this one: {names.en}" if leaving else ""),
        f"درخواست {alone.fa} دوباره جداست" + (f"؛ این افراد از این درخواست رفتند: {names.fa}" if leaving else ""),
    )
    apart = OnOther(part.ticket, (Unmerge(part.before),))
    return Obeyed((apart, *(RemoveParticipant(person) for person in leaving)), told)


def _leaving(part: Absorbed, desk: Desk) -> tuple[Person, ...]:
    """Whom that ticket brought along, and no other one; who became the requester stays."""
    others = {person.address for known in desk.facts.around.absorbed if known is not part for person in known.brought}
    here = {person.address for person in desk.ticket.participants}
    return tuple(person for person in part.brought if person.address in here - others)


def split(argument: str, desk: Desk) -> Reply:
    about = desk.facts.around.about
    if about is None:
        return complain(
            "there is no mail of a customer that could be split off",
            "ایمیلی از درخواست‌کنندگان نیست که بتوان جدا کرد",
        )
    if about.role is Role.AGENT:
        return complain("what an agent wrote cannot be split off", "نوشتهٔ کارشناسان را نمی‌توان جدا کرد")
    who, subject = shown(about.author), one_line(argument or about.subject)[:SUBJECT_LIMIT].strip()
    name = said_back(subject)
    told = Words(
        f"the mail of {who.en} is a ticket of its own" + (f": “{name}”" if name else ""),
        f"ایمیل {who.fa} درخواستی جداگانه است" + (f": «{name}»" if name else ""),
    )
    return Obeyed((SplitOff(about.article, about.author, subject),), told)


def unsplit(argument: str, desk: Desk) -> Reply:
    if argument:
        return TAKES_NOTHING
    origin = desk.facts.around.origin
    if origin is None:
        return complain("this ticket was not split off from another", "این درخواست از درخواست دیگری جدا نشده است")
    if desk.ticket.status is Status.MERGED:
        return merged_already(desk)
    complaint = _cannot_merge(desk.ticket) or _cannot_take_in(origin.ticket, Words("", ""))
    if complaint is not None:
        return complaint
    effects, told = _joined(desk.ticket, origin.ticket)
    return Obeyed((Reunite(origin.article, origin.ticket), *effects), told)


MERGE = Command(
    "merge",
    "ادغام",
    Act.ORDER_HIGH,
    merge,
    Words("make this ticket part of that one", "این درخواست را بخشی از آن درخواست می‌کند"),
    Words("NUMBER", "شماره"),
    also=("join", "ادغام در", "ادغام با"),
)
UNMERGE = Command(
    "unmerge",
    "لغو‌ادغام",
    Act.ORDER_HIGH,
    unmerge,
    Words("make a merged ticket one of its own again", "درخواست ادغام‌شده را دوباره جدا می‌کند"),
    Words("NUMBER", "شماره"),
    also=("un merge", "لغو ادغام", "جداسازی"),
)
SPLIT = Command(
    "split",
    "تفکیک",
    Act.ORDER_HIGH,
    split,
    Words("make the mail that you answer a ticket of its own", "ایمیلی را که پاسخ می‌دهید درخواستی جداگانه می‌کند"),
    Words("[SUBJECT]", "[موضوع]"),
    also=("جدا", "جدا کن"),
)
UNSPLIT = Command(
    "unsplit",
    "بازگرداندن",
    Act.ORDER_HIGH,
    unsplit,
    Words("put a split ticket back where it came from", "درخواست جداشده را به جای نخستش برمی‌گرداند"),
    also=("un split", "reunite", "لغو تفکیک"),
)
