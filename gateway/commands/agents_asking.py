"""Orders of agents that only ask: how a ticket stands, and which orders there are. Pure."""

from collections.abc import Iterator

from ..policy import Choice, Policy
from ..tickets.standing import Act
from .agents_words import (
    NOBODY,
    NONE,
    STATUSES,
    TAKES_NOTHING,
    complain,
    held_mail,
    joined,
    moment,
    plain,
    priority_words,
    said_back,
)
from .agents_words import shown as shown_
from .command import Command, Desk, Obeyed, Reply, Words
from .grammar import folded


def status(argument: str, desk: Desk) -> Reply:
    if argument:
        return TAKES_NOTHING
    lines = list(_lines(desk))
    return Obeyed(told=Words("\n".join(line.en for line in lines), "\n".join(line.fa for line in lines)))


def _lines(desk: Desk) -> Iterator[Words]:
    ticket, policy = desk.ticket, desk.policy
    department = policy.department(ticket.department)
    yield _line("Status", "وضعیت", STATUSES[ticket.status])
    if ticket.snoozed is not None:
        yield _line("Sleeps until", "کنار گذاشته تا", moment(ticket.snoozed, policy))
    yield _line("Agent", "کارشناس", plain(_name(ticket.assignee, policy)) if ticket.assignee else NOBODY)
    yield _line("Department", "بخش", Words(department.label("en"), department.label("fa")))
    yield _line("Priority", "اولویت", priority_words(ticket.priority, desk.policy))
    yield _line("Type", "نوع", _labelled(ticket.type, policy.types))
    if policy.products:
        yield _line("Product", "محصول", _labelled(ticket.product, policy.products) if ticket.product else NONE)
    yield _line("Requester", "درخواست‌کننده", shown_(ticket.requester))
    if ticket.participants:
        yield _line("Also in it", "دیگر افراد", joined(map(shown_, ticket.participants)))
    for held in desk.facts.around.held:
        yield _line("Held", "نگه‌داشته‌شده", held_mail(held, policy))


def _line(en: str, fa: str, value: Words) -> Words:
    return Words(f"{en}: {value.en}", f"{fa}: {value.fa}")


def _labelled(name: str, choices: tuple[Choice, ...]) -> Words:
    known = next((choice for choice in choices if choice.name == name), None)
    return Words(known.label("en"), known.label("fa")) if known else plain(name)


def _name(agent: str, policy: Policy) -> str:
    known = policy.agent_named(agent)
    return known.shown if known else agent


STATUS = Command(
    "status",
    "وضعیت",
    Act.ORDER_LOW,
    status,
    Words("how the ticket stands", "درخواست در چه وضعیتی است"),
    also=("state", "show", "info"),
)


def help_among(commands: tuple[Command, ...]) -> Command:
    """The order that tells of all the others, and of one of them what it may be written as."""

    def tell(argument: str, desk: Desk) -> Reply:
        if not argument:
            return Obeyed(told=_listed(everything))
        found = [command for command in everything if folded(argument.removeprefix("#")) in _spellings(command)]
        if not found:
            quoted = said_back(argument)
            return complain(
                f"there is no order “{quoted}”; #help alone tells you all of them",
                f"دستوری به نام «{quoted}» نیست؛ #راهنما به‌تنهایی همه را می‌گوید",
            )
        return Obeyed(told=_in_full(found[0]))

    help_ = Command(
        "help",
        "راهنما",
        Act.ORDER_LOW,
        tell,
        Words("this list; with an order's name, more about it", "این فهرست؛ با نام یک دستور، بیشتر دربارهٔ آن"),
        Words("[ORDER]", "[دستور]"),
        also=("orders", "commands", "کمک", "دستورها"),
    )
    everything = (*commands, help_)
    return help_


def _spellings(command: Command) -> frozenset[str]:
    return frozenset(folded(word).replace(" ", "") for word in (command.name, command.persian, *command.also))


def _listed(commands: tuple[Command, ...]) -> Words:
    """Not in columns: mail is shown in letters that differ in width."""
    return Words(
        "\n".join(_line_of(command, "en") for command in commands) + _TRIAL.en,
        "\n".join(_line_of(command, "fa") for command in commands) + _TRIAL.fa,
    )


def _line_of(command: Command, language: str) -> str:
    return f"{_written(command, language)}: {command.does.in_language(language)}"


_TRIAL = Words(
    "\nWith a question mark in front, such as ?#close, you only learn what would come of it.",
    "\nبا علامت سؤال در آغاز، مانند ؟#بستن، تنها می‌گوییم که چه می‌شد.",
)


def _written(command: Command, language: str) -> str:
    word = command.persian if language == "fa" else command.name
    return f"#{word} {command.takes.in_language(language)}".rstrip()


def _in_full(command: Command) -> Words:
    also = " ".join(f"#{word.replace(' ', '_')}" for word in (command.name, command.persian, *command.also))
    return Words(
        f"{_line_of(command, 'en')}\nIt may be written as {also}",
        f"{_line_of(command, 'fa')}\nچنین هم نوشته می‌شود: {also}",
    )
