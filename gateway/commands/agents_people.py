"""Orders of agents about who takes part in a ticket. Pure."""

import re
from dataclasses import dataclass, replace

from ..mail.inbound import Mailbox
from ..mail.marks import without_bidi_controls
from ..mail.persian import isolate, persian_digits
from ..policy import Policy
from ..tickets.changes import AddParticipant, RemoveParticipant, SetRequester
from ..tickets.people import Person
from ..tickets.standing import Act
from ..tickets.ticket import Ticket
from .agents_words import complain, joined, said_back, shown
from .command import Command, Complaint, Desk, Obeyed, Reply, Words

ARGUMENT_LIMIT = 4000  # characters that are read for addresses
NAME_LIMIT = 100

_PIECES = re.compile(r"<[^<>]*>|[,;،؛]|[^\s,;،؛<>]+")
_ADDRESS = re.compile(r"[^\s\0-\x20\x7f-\xa0\"(),:;<>@\[\]\\]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_INVISIBLE = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x2060, 0x2070), 0xFEFF])
_SCHEME = "mailto:"
_AND = frozenset({"and", "و"})


@dataclass(frozen=True, slots=True)
class Read:
    """The addresses that an order names, each once, and the first piece that is none."""

    mailboxes: tuple[Mailbox, ...]
    odd: str = ""


def addresses(argument: str) -> Read:
    """`a@b c@d`, `a@b, Name <c@d>`, and what mail programs make of them: `a@b <mailto:a@b>`."""
    found: dict[str, Mailbox] = {}
    name: list[str] = []
    for piece in _PIECES.findall(without_bidi_controls(argument[:ARGUMENT_LIMIT])):
        if piece in ",;،؛" or (not name and piece.lower() in _AND):
            if name:
                return Read(tuple(found.values()), " ".join(name))
            continue
        if "@" not in piece:
            name.append(piece)
            continue
        mailbox = Mailbox(_bare(piece), " ".join(name).strip("\"'«»")[:NAME_LIMIT])
        if not _is_sound(mailbox):
            return Read(tuple(found.values()), piece)
        found.setdefault(mailbox.key, mailbox)
        name = []
    return Read(tuple(found.values()), " ".join(name))


def _bare(piece: str) -> str:
    address = piece.translate(_INVISIBLE).strip("<>\"'«»() ").rstrip(".")
    return address[len(_SCHEME) :] if address.lower().startswith(_SCHEME) else address


def _is_sound(mailbox: Mailbox) -> bool:
    return _ADDRESS.fullmatch(mailbox.address) is not None and mailbox.key.isascii() and len(mailbox.key) <= 254


def _named(argument: str, example: Words) -> tuple[Mailbox, ...] | Complaint:
    """The addresses of an order that cannot do without one."""
    read = addresses(argument)
    if read.odd:
        odd = said_back(read.odd)
        return complain(f"“{odd}” is no address", f"«{odd}» نشانی ایمیل نیست")
    if not read.mailboxes:
        return complain(f"whom? Write {example.en}", f"چه کسی را؟ بنویسید: {example.fa}")
    return read.mailboxes


def _example(command: str, persian: str) -> Words:
    address = "name@example.com"
    return Words(f"#{command} {address}", f"#{persian} {isolate(address)}")


def cc(argument: str, desk: Desk) -> Reply:
    named = _named(argument, _example("cc", "رونوشت"))
    if isinstance(named, Complaint):
        return named
    most = desk.policy.participants
    if len(named) > most:
        return complain(f"{most} people at most at a time", f"هر بار حداکثر {persian_digits(str(most))} نفر")
    for mailbox in named:
        if (complaint := _cannot_join(mailbox, desk.ticket, desk.policy)) is not None:
            return complaint
    people = [Person(0, mailbox.key, mailbox.name) for mailbox in named]
    new = joined(map(shown, people))
    told = Words(
        f"from now on they hear of this ticket: {new.en}", f"از این پس این افراد از درخواست باخبر می‌شوند: {new.fa}"
    )
    return Obeyed(tuple(AddParticipant(person) for person in people), told)


def _cannot_join(mailbox: Mailbox, ticket: Ticket, policy: Policy) -> Complaint | None:
    who = shown(Person(0, mailbox.key))
    if policy.owns(mailbox.key) or policy.receives(mailbox.key):
        return complain(f"{who.en} is an address of ours", f"{who.fa} نشانی خود ماست")
    if policy.agent_at(mailbox.key) is not None:
        return complain(
            f"{who.en} is an agent; write #assign to give them the ticket, or #note to tell them something",
            f"{who.fa} کارشناس است؛ برای سپردن درخواست بنویسید #ارجاع و برای گفتن نکته‌ای #یادداشت",
        )
    if ticket.involves(mailbox.key):
        return complain(f"{who.en} takes part already", f"{who.fa} از پیش در این درخواست هست")
    return None


def uncc(argument: str, desk: Desk) -> Reply:
    named = _named(argument, _example("uncc", "حذف‌رونوشت"))
    if isinstance(named, Complaint):
        return named
    gone: list[Person] = []
    for mailbox in named:
        if mailbox.key == desk.ticket.requester.address:
            return complain(
                "this is the requester; #requester says who else it is",
                "این نشانی درخواست‌کننده است؛ با #درخواست‌کننده بنویسید که درخواست از آنِ کیست",
            )
        person = _participant(mailbox.key, desk.ticket)
        if person is None:
            return _takes_no_part(mailbox, desk.ticket)
        gone.append(person)
    out = joined(map(shown, gone))
    told = Words(f"they hear no more of this ticket: {out.en}", f"این افراد دیگر از درخواست باخبر نمی‌شوند: {out.fa}")
    return Obeyed(tuple(RemoveParticipant(person) for person in gone), told)


def _participant(address: str, ticket: Ticket) -> Person | None:
    return next((person for person in ticket.participants if person.address == address), None)


def _takes_no_part(mailbox: Mailbox, ticket: Ticket) -> Complaint:
    who = shown(Person(0, mailbox.key))
    if not ticket.participants:
        return complain(
            f"{who.en} takes no part; only the requester does",
            f"{who.fa} در این درخواست نیست؛ جز درخواست‌کننده کسی نیست",
        )
    others = joined(map(shown, ticket.participants))
    return complain(
        f"{who.en} takes no part; these do: {others.en}", f"{who.fa} در این درخواست نیست؛ این‌ها هستند: {others.fa}"
    )


def requester(argument: str, desk: Desk) -> Reply:
    named = _named(argument, _example("requester", "درخواست‌کننده"))
    if isinstance(named, Complaint):
        return named
    if len(named) > 1:
        return complain("a ticket has one requester", "هر درخواست یک درخواست‌کننده دارد")
    mailbox = named[0]
    who = shown(Person(0, mailbox.key))
    if desk.policy.owns(mailbox.key) or desk.policy.receives(mailbox.key):
        return complain(f"{who.en} is an address of ours", f"{who.fa} نشانی خود ماست")
    if mailbox.key == desk.ticket.requester.address:
        return complain(f"{who.en} is the requester already", f"{who.fa} از پیش درخواست‌کننده است")
    new, old = _person(mailbox, desk), shown(desk.ticket.requester)
    named_so = shown(new)
    told = Words(
        f"the requester is {named_so.en}; {old.en} takes no part any more",
        f"درخواست‌کننده {named_so.fa} است؛ {old.fa} دیگر در آن نیست",
    )
    return Obeyed((SetRequester(new),), told)


def _person(mailbox: Mailbox, desk: Desk) -> Person:
    """Somebody who takes part already, an agent, or a newcomer."""
    if (known := _participant(mailbox.key, desk.ticket)) is not None:
        return replace(known, name=known.name or mailbox.name)
    if (agent := desk.policy.agent_at(mailbox.key)) is not None:
        return Person(0, agent.address, agent.shown, agent.language)
    return Person(0, mailbox.key, mailbox.name)


CC = Command(
    "cc",
    "رونوشت",
    Act.ORDER_HIGH,
    cc,
    Words("they take part from now on", "این افراد را به درخواست اضافه می‌کند"),
    Words("ADDRESS…", "نشانی…"),
    also=("add", "copy", "invite", "سی‌سی", "افزودن", "رونوشت به"),
)
UNCC = Command(
    "uncc",
    "حذف‌رونوشت",
    Act.ORDER_HIGH,
    uncc,
    Words("they take no part any more", "این افراد را از درخواست حذف می‌کند"),
    Words("ADDRESS…", "نشانی…"),
    also=("remove", "un cc", "removecc", "remove cc", "حذف رونوشت", "حذف"),
)
REQUESTER = Command(
    "requester",
    "درخواست‌کننده",
    Act.ORDER_HIGH,
    requester,
    Words("whose ticket it is", "درخواست از آنِ کیست"),
    Words("ADDRESS", "نشانی"),
    also=("customer", "owner", "درخواست کننده", "مشتری"),
)
