"""Compares a ticket before and after one step and gives the notices; each person gets at most one, the first in `ORDER`
that concerns them. Pure.
"""

from collections.abc import Callable

from ..tickets.people import Agent, Person, Role, Standing
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
    manner = step.manner if kind in ANSWERS_THE_WRITER else Manner.FULL
    lines = step.transcript if kind is Kind.TRANSCRIPT else ()
    return Notice(kind, recipient, _voice(kind, step), manner, lines)


def _voice(kind: Kind, step: Step) -> Voice:
    if kind in (Kind.ANSWERED, Kind.SHARED):
        return Voice.HUMAN
    if kind is Kind.RESOLVED and step.article is not None and step.article.kind is ArticleKind.PUBLIC:
        return Voice.HUMAN
    return Voice.REPLIED if kind in ANSWERS_THE_WRITER else Voice.GENERATED


# --- when ---------------------------------------------------------------------------------------------------------


def _answered(step: Step) -> bool:
    return step.has(ArticleKind.PUBLIC, Role.AGENT)


def _reopened(step: Step) -> bool:
    return step.before is not None and step.before.status is Status.RESOLVED and step.after.status is Status.OPEN


def _from_customer(step: Step) -> bool:
    return step.has(ArticleKind.PUBLIC) and not _answered(step)


HAPPENED: dict[Kind, Callable[[Step], bool]] = {
    Kind.TRANSCRIPT: lambda step: bool(step.transcript),
    Kind.RESOLVED: lambda step: step.became(Status.RESOLVED),
    Kind.ANSWERED: _answered,
    Kind.REOPENED: _reopened,
    Kind.RECEIVED: lambda step: step.before is None and _from_customer(step),
    Kind.WITHHELD: lambda step: step.withholds,
    Kind.NEW_MAIL: _from_customer,
    Kind.NOTE: lambda step: step.has(ArticleKind.INTERNAL),
    Kind.SHARED: lambda step: (
        step.before is not None
        and _from_customer(step)
        and step.author is not None
        and step.author.standing >= Standing.ALIGNED
    ),
    Kind.HELD: lambda step: step.has(ArticleKind.HELD),
    Kind.REFUSED: lambda step: step.has(ArticleKind.HELD, Role.AGENT),
    Kind.REMINDER: lambda step: step.after.reminded and step.before is not None and not step.before.reminded,
    Kind.CLOSED: lambda step: step.became(Status.CLOSED),
}


# --- to whom ------------------------------------------------------------------------------------------------------


def _requester(step: Step) -> tuple[Recipient, ...]:
    return (Recipient(step.after.requester, Role.REQUESTER, step.after.language),)


def _writer(step: Step) -> tuple[Recipient, ...]:
    if step.author is None:
        return ()
    agent = next((agent for agent in step.staff.agents if agent.name == step.author.agent), None)
    if agent is not None:
        return (_as_recipient(agent),)
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


AUDIENCE: dict[Kind, Callable[[Step], tuple[Recipient, ...]]] = {
    Kind.TRANSCRIPT: _writer,
    Kind.RESOLVED: _resolved_for,
    Kind.ANSWERED: _customers,
    Kind.REOPENED: _writer,
    Kind.RECEIVED: _writer,
    Kind.WITHHELD: _writer,
    Kind.NEW_MAIL: _agents,
    Kind.NOTE: _agents,
    Kind.SHARED: _customers,
    Kind.HELD: _agents,
    Kind.REFUSED: _writer,
    Kind.REMINDER: _requester,
    Kind.CLOSED: _requester,
}

ORDER: tuple[Kind, ...] = tuple(Kind)

# Kinds that answer the very mail that came in: the never-answer list and the brakes speak about these.
ANSWERS_THE_WRITER = frozenset({Kind.RECEIVED, Kind.WITHHELD, Kind.REOPENED, Kind.REFUSED})

# Kinds to the writer that say which files of theirs were not passed on.
TELLS_OF_FILES = frozenset({Kind.RECEIVED, Kind.WITHHELD, Kind.REOPENED, Kind.TRANSCRIPT})
