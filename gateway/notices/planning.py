"""Compares a ticket before and after one step and gives the notices; each person gets at most one, the first in `ORDER`
that concerns them. Pure.
"""

from collections.abc import Callable

from ..tickets.effects import Asked
from ..tickets.people import Agent, Person, Role
from ..tickets.ticket import ArticleKind, Status
from .kinds import Kind, Manner, Notice, Recipient, Step, Voice


def plan(step: Step) -> tuple[Notice, ...]:
    """The notices of one step, each person once."""
    told: set[str] = set()
    notices: list[Notice] = []
    for kind in ORDER:
        if not HAPPENED[kind](step):
            continue
        for recipient in AUDIENCE[kind](step):
            notice = _notice(kind, recipient, step)
            if recipient.person.address in told or notice.manner is Manner.SILENT:
                continue
            told.add(recipient.person.address)
            notices.append(notice)
    return tuple(notices)


def _notice(kind: Kind, recipient: Recipient, step: Step) -> Notice:
    manner = step.manner if answers_the_writer(kind, recipient.role) and not step.requester_changed else Manner.FULL
    lines = LINES[kind](step) if kind in LINES else ()
    return Notice(kind, recipient, _voice(kind, step), manner, lines)


def _voice(kind: Kind, step: Step) -> Voice:
    if kind in (Kind.ANSWERED, Kind.SHARED):
        return Voice.HUMAN
    if kind is Kind.RESOLVED and step.article is not None and step.article.kind is ArticleKind.PUBLIC:
        return Voice.HUMAN
    return Voice.REPLIED if kind in ANSWERS_CUSTOMERS else Voice.GENERATED


# --- when ---------------------------------------------------------------------------------------------------------


def _answered(step: Step) -> bool:
    return step.has(ArticleKind.PUBLIC, Role.AGENT)


def _reopened(step: Step) -> bool:
    return step.before is not None and step.before.status is Status.RESOLVED and step.after.status is Status.OPEN


def _from_customer(step: Step) -> bool:
    return step.has(ArticleKind.PUBLIC) and not _answered(step)


HAPPENED: dict[Kind, Callable[[Step], bool]] = {
    Kind.CONFIRM: lambda step: bool(step.asks),
    Kind.LISTED: lambda step: Asked.LIST in step.asked,
    Kind.STATUS: lambda step: Asked.STATUS in step.asked,
    Kind.TRANSCRIPT: lambda step: bool(step.transcript),
    Kind.RESOLVED: lambda step: step.became(Status.RESOLVED),
    Kind.ANSWERED: _answered,
    Kind.REOPENED: _reopened,
    Kind.RECEIVED: lambda step: (step.before is None and _from_customer(step)) or step.requester_changed,
    Kind.WITHHELD: lambda step: step.withholds,
    Kind.NEW_MAIL: _from_customer,
    Kind.NOTE: lambda step: step.has(ArticleKind.INTERNAL) and not step.quiet,
    Kind.SHARED: lambda step: step.before is not None and _from_customer(step) and step.shares,
    Kind.HELD: lambda step: step.has(ArticleKind.HELD) and not step.quiet,
    Kind.REFUSED: lambda step: step.has(ArticleKind.HELD, Role.AGENT) and not step.quiet,
    Kind.REMINDER: lambda step: step.after.reminded and step.before is not None and not step.before.reminded,
    Kind.CLOSED: lambda step: step.became(Status.CLOSED),
    Kind.MERGED: lambda step: step.became(Status.MERGED),
    Kind.AWAKE: lambda step: (
        step.article is None
        and step.after.snoozed is None
        and step.before is not None
        and step.before.snoozed is not None
    ),
    Kind.ALERT: lambda step: False,  # raised by what happens between tickets: see store/alerts
}


# --- to whom ------------------------------------------------------------------------------------------------------


def _requester(step: Step) -> tuple[Recipient, ...]:
    return (Recipient(step.after.requester, Role.REQUESTER, step.after.language),)


def _writer(step: Step) -> tuple[Recipient, ...]:
    if step.author is None:
        return ()
    if step.staff.writer is not None and step.author.role is Role.AGENT:
        return (_as_recipient(step.staff.writer),)
    language = step.author.person.language or step.after.language
    if step.author.role is Role.AGENT:
        return (Recipient(step.author.person, Role.AGENT, language),)
    role = Role.REQUESTER if step.author.person.address == step.after.requester.address else Role.PARTICIPANT
    return (Recipient(step.author.person, role, language),)


def _customers(step: Step) -> tuple[Recipient, ...]:
    """Requester and participants, but not who wrote it and not who has it already."""
    left_out = step.addressed | ({step.author.person.address} if step.author else set())
    participants = (
        Recipient(person, Role.PARTICIPANT, person.language or step.after.language)
        for person in step.after.participants
    )
    return tuple(r for r in (*_requester(step), *participants) if r.person.address not in left_out)


def _resolved_for(step: Step) -> tuple[Recipient, ...]:
    """Participants hear of the end only where an answer comes with it; the requester always does."""
    return (*_requester(step), *(_customers(step) if _answered(step) else ()))


def _agents(step: Step) -> tuple[Recipient, ...]:
    """The assignee, or the whole department while nobody has taken the ticket; never who wrote it."""
    concerned = (step.staff.assignee,) if step.staff.assignee else step.staff.agents
    wrote = (step.author.agent, step.author.person.address) if step.author else ("", "")
    return tuple(_as_recipient(agent) for agent in concerned if agent.name != wrote[0] and agent.address != wrote[1])


def _as_recipient(agent: Agent) -> Recipient:
    return Recipient(Person(0, agent.address, agent.shown, agent.language), Role.AGENT, agent.language)


def _received(step: Step) -> tuple[Recipient, ...]:
    return _requester(step) if step.requester_changed else _writer(step)


AUDIENCE: dict[Kind, Callable[[Step], tuple[Recipient, ...]]] = {
    Kind.CONFIRM: _writer,
    Kind.LISTED: _writer,
    Kind.STATUS: _writer,
    Kind.TRANSCRIPT: _writer,
    Kind.RESOLVED: _resolved_for,
    Kind.ANSWERED: _customers,
    Kind.REOPENED: _writer,
    Kind.RECEIVED: _received,
    Kind.WITHHELD: _writer,
    Kind.NEW_MAIL: _agents,
    Kind.NOTE: _agents,
    Kind.SHARED: _customers,
    Kind.HELD: _agents,
    Kind.REFUSED: _writer,
    Kind.REMINDER: _requester,
    Kind.CLOSED: _requester,
    Kind.MERGED: _requester,
    Kind.AWAKE: _agents,
    Kind.ALERT: lambda step: (),
}

# Kinds that carry lines of their own, and which.
LINES: dict[Kind, Callable[[Step], tuple[str, ...]]] = {
    Kind.CONFIRM: lambda step: step.asks,
    Kind.LISTED: lambda step: step.transcript,
    Kind.STATUS: lambda step: step.transcript,
    Kind.TRANSCRIPT: lambda step: step.transcript,
    Kind.RECEIVED: lambda step: step.remarks,
}

ORDER: tuple[Kind, ...] = tuple(Kind)

# Kinds that answer the very mail that came in: the never-answer list and the brakes speak about these.
ANSWERS_THE_WRITER = frozenset({Kind.RECEIVED, Kind.WITHHELD, Kind.REOPENED, Kind.REFUSED})

# Kinds that do so where the writer is a customer: an agent gets as many transcripts as they give orders.
ANSWERS_CUSTOMERS = ANSWERS_THE_WRITER | {Kind.CONFIRM, Kind.LISTED, Kind.STATUS, Kind.TRANSCRIPT}

# Kinds whose answers stay among agents, whatever way they take home.
INTERNAL = frozenset(
    {Kind.NOTE, Kind.HELD, Kind.TRANSCRIPT, Kind.CONFIRM, Kind.STATUS, Kind.LISTED, Kind.AWAKE, Kind.ALERT}
)


def answers_the_writer(kind: Kind, role: Role) -> bool:
    """Do the never-answer list and the brakes speak about this notice?"""
    return kind in (ANSWERS_THE_WRITER if role is Role.AGENT else ANSWERS_CUSTOMERS)


# Kinds to the writer that say which files of theirs were not passed on.
TELLS_OF_FILES = frozenset({Kind.RECEIVED, Kind.WITHHELD, Kind.REOPENED, Kind.TRANSCRIPT})
