"""What the orders of agents say over and over: words for states, moments, people, tickets, in both languages. Pure."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from ..facts import HeldMail
from ..mail.encoded_words import one_line
from ..mail.marks import without_bidi_controls
from ..mail.persian import direction, fold, isolate, jalali, persian_digits
from ..policy import Policy
from ..tickets.people import Person
from ..tickets.ticket import Priority, Status, Ticket
from .command import NOTHING_SAID, Complaint, Words

QUOTED = 60  # characters of what somebody wrote that are said back to them
LISTED = 20

STATUSES = {
    Status.NEW: Words("new", "تازه"),
    Status.OPEN: Words("open", "باز"),
    Status.WAITING: Words("waiting for the customer", "در انتظار درخواست‌کننده"),
    Status.RESOLVED: Words("resolved", "حل‌شده"),
    Status.CLOSED: Words("closed", "بسته"),
    Status.MERGED: Words("merged", "ادغام‌شده"),
    Status.SPAM: Words("spam", "هرزنامه"),
}
NOBODY = Words("nobody", "هیچ‌کس")
NONE = Words("none", "هیچ")
_AND = Words(", ", "، ")
_NAMES_NOTHING = frozenset(fold(word) for word in ("-", "–", "—", "none", "nobody", "no", "nothing", "هیچ", "هیچ‌کس"))
_NAMES_NOTHING |= {fold("هیچ کس"), fold("هیچکدام"), fold("هیچ‌یک"), fold("ندارد")}

TAKES_NOTHING = Complaint(
    Words(
        "nothing may stand behind it; text goes into the lines below",
        "پس از آن چیزی نمی‌آید؛ متن را در خط‌های بعد بنویسید",
    )
)


def complain(en: str, fa: str) -> Complaint:
    return Complaint(Words(en, fa))


def names_nothing(argument: str) -> bool:
    return fold(argument).strip() in _NAMES_NOTHING


def priority_words(priority: Priority, policy: Policy) -> Words:
    choice = policy.priority(priority.value)
    return Words(choice.label("en"), choice.label("fa"))


def said_back(text: str) -> str:
    """Somebody's words, in one line and not too many of them."""
    line = one_line(without_bidi_controls(text))
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"


def shown(person: Person) -> Words:
    """A name, if there is one, with the address."""
    name, address = plain(said_back(person.name)), plain(said_back(person.address))
    if not name.en or name == address:
        return address
    return Words(f"{name.en} <{address.en}>", f"{name.fa} <{address.fa}>")


def joined(all_words: Iterable[Words]) -> Words:
    """A list in one line; the end of a long one is left out."""
    listed = list(all_words)
    more = Words("…", "…")
    some = listed[:LISTED] + ([more] if len(listed) > LISTED else [])
    return Words(*(_AND.in_language(to).join(words.in_language(to) for words in some) for to in ("en", "fa")))


def plain(name: str) -> Words:
    """A name or address as it is, set apart where it runs against the text around it."""
    if not name:
        return NOTHING_SAID
    return Words(isolate(name), name) if direction(name) == "rtl" else Words(name, isolate(name))


def numbered(ticket: Ticket | int) -> Words:
    number = ticket if isinstance(ticket, int) else ticket.number
    return Words(f"#{number}", persian_digits(f"{number}"))


def moment(at: datetime, policy: Policy) -> Words:
    """Weekday, date and time in the site's zone; Jalali in Persian."""
    zone = ZoneInfo(policy.zone)
    local = at.astimezone(zone)
    return Words(f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}", jalali(at, zone))


def held_mail(held: HeldMail, policy: Policy) -> Words:
    who, at, number = shown(held.writer), moment(held.at, policy), persian_digits(f"{held.mail}")
    return Words(f"mail {held.mail} of {who.en} ({at.en})", f"ایمیل {number} از {who.fa} ({at.fa})")
