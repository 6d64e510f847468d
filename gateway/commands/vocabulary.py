"""What each order means. An order gives changes, keeps the article internal, or complains; it does nothing. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from ..facts import Facts
from ..mail.persian import fold
from ..policy import Policy
from ..tickets import lifecycle
from ..tickets.changes import Assign, Change, SetPriority
from ..tickets.people import Author
from ..tickets.ticket import Priority, Ticket
from .grammar import LIMIT, Order


@dataclass(frozen=True, slots=True)
class KeepInternal:
    """The article is a note among agents."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """An order that cannot be followed, and why, in words for the agent by language."""

    en: str
    fa: str

    def in_language(self, language: str) -> str:
        return self.fa if language == "fa" else self.en


@dataclass(frozen=True, slots=True)
class Obeyed:
    changes: tuple[Change, ...]


Outcome = Obeyed | KeepInternal | Complaint


@dataclass(frozen=True, slots=True)
class Desk:
    """What an order may look at."""

    ticket: Ticket
    author: Author
    facts: Facts
    policy: Policy


_TAKES_NOTHING = Complaint(
    "nothing may stand behind it; text goes into the lines below",
    "پس از آن چیزی نمی‌آید؛ متن را در خط‌های بعد بنویسید",
)
TOO_MANY = Complaint(f"{LIMIT} orders at most in one mail", f"در هر نامه حداکثر {LIMIT} دستور پذیرفته می‌شود")


def resolve(argument: str, desk: Desk) -> Outcome:
    if argument:
        return _TAKES_NOTHING
    window = desk.policy.department(desk.ticket.department).window
    changes = lifecycle.resolve(desk.ticket, desk.facts.now, window)
    if not changes:
        status = desk.ticket.status.value
        return Complaint(f"the ticket is {status} already", f"وضعیت درخواست از پیش «{status}» است")
    return Obeyed(changes)


def resolve_in_two_words(argument: str, desk: Desk) -> Outcome:
    """`#حل شد` is "solved"; `#حل نشد` is "not solved" and must not pass for it."""
    return resolve("" if fold(argument).rstrip(".!") == fold("شد") else argument, desk)


def note(argument: str, desk: Desk) -> Outcome:
    """Whatever stands behind it is the beginning of the note."""
    return KeepInternal()


def assign(argument: str, desk: Desk) -> Outcome:
    if not argument:
        return Complaint("to whom? Write #assign NAME", "به چه کسی؟ بنویسید ‎#ارجاع نام")
    agent = desk.policy.agent_named(argument) or desk.policy.agent_at(argument.lower())
    if agent is None:
        names = ", ".join(known.name for known in desk.policy.agents)
        return Complaint(
            f"there is no agent of that name; there are: {names}", f"کارشناسی با این نام نیست؛ نام‌ها: {names}"
        )
    return Obeyed((Assign(agent.name),))


def take(argument: str, desk: Desk) -> Outcome:
    return _TAKES_NOTHING if argument else Obeyed((Assign(desk.author.agent),))


_PRIORITIES = {priority.value: priority for priority in Priority} | {
    fold("کم"): Priority.LOW,
    fold("عادی"): Priority.NORMAL,
    fold("زیاد"): Priority.HIGH,
    fold("بالا"): Priority.HIGH,
    fold("فوری"): Priority.URGENT,
}


def priority(argument: str, desk: Desk) -> Outcome:
    wanted = _PRIORITIES.get(fold(argument).strip())
    if wanted is None:
        return Complaint("which? low, normal, high or urgent", "کدام؟ کم، عادی، زیاد یا فوری")
    return Obeyed((SetPriority(wanted),))


_ENGLISH: dict[str, Callable[[str, Desk], Outcome]] = {
    "resolve": resolve,
    "note": note,
    "assign": assign,
    "take": take,
    "priority": priority,
}

_PERSIAN: dict[str, Callable[[str, Desk], Outcome]] = {
    "حل‌شد": resolve,
    "حل": resolve_in_two_words,
    "یادداشت": note,
    "ارجاع": assign,
    "برداشتم": take,
    "اولویت": priority,
}

COMMANDS: dict[str, Callable[[str, Desk], Outcome]] = _ENGLISH | {
    fold(name).replace("-", ""): order for name, order in _PERSIAN.items()
}


def obey(order: Order, desk: Desk) -> Outcome:
    command = COMMANDS.get(order.name)
    if command is None:
        names = " ".join(f"#{name}" for name in _ENGLISH)
        persian = " ".join(f"#{name}" for name in _PERSIAN if name != "حل")
        return Complaint(f"there is no such order; there are: {names}", f"چنین دستوری نیست؛ دستورها: {persian}")
    return command(order.argument, desk)
