"""Compares a ticket before and after one step and gives the notices; each person gets at most one, the first in `ORDER`
that concerns them. Pure.
"""

from collections.abc import Callable

from ..tickets.effects import Asked
from ..tickets.people import Role
from ..tickets.promise import WAITS
from ..tickets.ticket import ArticleKind, Nudge, Status
from .kinds import Kind, Manner, Notice, Recipient, Step, Voice
from .ratings import concerned, rated_badly
from .sorts import ANSWERS_CUSTOMERS, ELSEWHERE, answers_the_writer


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
    answer = step.answer if kind is Kind.RECEIVED and not step.requester_changed else ""
    return Notice(kind, recipient, _voice(kind, step), manner, lines, answer)


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
    finished = step.before is not None and step.before.status in (Status.RESOLVED, Status.CLOSED)
    return finished and step.after.status is Status.OPEN


def _from_customer(step: Step) -> bool:
    return step.has(ArticleKind.PUBLIC) and not _answered(step)


def _again(step: Step) -> bool:
    return step.before is not None and step.after.repeats > step.before.repeats


def _moved(step: Step) -> bool:
    return step.before is not None and step.before.department != step.after.department


def _waits_longer(step: Step) -> bool:
    """What the requester was told of the time no longer holds, because the ticket went to another department."""
    before, after = step.before, step.after
    if before is None or not _moved(step) or before.promised is None or after.first_response is not None:
        return False
    return after.status in WAITS and (after.promised is None or after.promised > before.promised)


def _late(step: Step) -> bool:
    return step.before is not None and step.after.nudge is Nudge.LATE and step.before.nudge is not Nudge.LATE


_WORKED_ON = frozenset({Status.NEW, Status.OPEN, Status.WAITING})


def _woke(step: Step) -> bool:
    """By itself. What was resolved, closed or merged while it slept is nobody's work any more."""
    slept = step.before is not None and step.before.snoozed is not None
    return step.article is None and slept and step.after.snoozed is None and step.after.status in _WORKED_ON


HAPPENED: dict[Kind, Callable[[Step], bool]] = {
    Kind.CONFIRM: lambda step: bool(step.asks),
    Kind.LISTED: lambda step: Asked.LIST in step.asked,
    Kind.STATUS: lambda step: Asked.STATUS in step.asked,
    Kind.TRANSCRIPT: lambda step: bool(step.transcript),
    Kind.RATED: lambda step: step.rated or step.late,
    Kind.RULES: lambda step: False,  # answers a mail that is about no ticket
    Kind.AGAIN: _again,
    Kind.RESOLVED: lambda step: step.became(Status.RESOLVED),
    Kind.ANSWERED: _answered,
    Kind.REOPENED: _reopened,
    Kind.RECEIVED: lambda step: (
        (step.before is None and _from_customer(step) and step.acknowledges) or step.requester_changed
    ),
    Kind.WITHHELD: lambda step: step.withholds,
    Kind.TRANSFERRED: _waits_longer,
    Kind.MOVED: _moved,
    Kind.REPEATED: lambda step: step.escalates,
    Kind.NEW_MAIL: _from_customer,
    Kind.NOTE: lambda step: step.has(ArticleKind.INTERNAL) and not step.quiet,
    Kind.SHARED: lambda step: step.before is not None and _from_customer(step) and step.shares,
    Kind.HELD: lambda step: step.has(ArticleKind.HELD) and not step.quiet,
    Kind.UNDELIVERED: lambda step: bool(step.failed),
    Kind.REFUSED: lambda step: step.has(ArticleKind.HELD, Role.AGENT) and not step.quiet,
    Kind.REMINDER: lambda step: step.after.reminded and step.before is not None and not step.before.reminded,
    Kind.CLOSED: lambda step: step.became(Status.CLOSED),
    Kind.MERGED: lambda step: step.became(Status.MERGED),
    Kind.AWAKE: _woke,
    Kind.OVERDUE: _late,
    Kind.DUE_SOON: lambda step: (
        step.before is not None and step.after.nudge is Nudge.WARNED and step.before.nudge is Nudge.NONE
    ),
    Kind.HOLDING: _late,
    **dict.fromkeys(ELSEWHERE, lambda step: False),
}


# --- to whom ------------------------------------------------------------------------------------------------------


def _requester(step: Step) -> tuple[Recipient, ...]:
    return (Recipient(step.after.requester, Role.REQUESTER, step.after.language),)


def _writer(step: Step) -> tuple[Recipient, ...]:
    if step.author is None:
        return ()
    if step.staff.writer is not None and step.author.role is Role.AGENT:
        return (Recipient.of(step.staff.writer),)
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
    """The assignee and who stands in for them, or the whole department while nobody has it; never who wrote."""
    concerned = (step.staff.assignee, *step.staff.cover) if step.staff.assignee else step.staff.agents
    wrote = (step.author.agent, step.author.person.address) if step.author else ("", "")
    return tuple(Recipient.of(agent) for agent in concerned if agent.name != wrote[0] and agent.address != wrote[1])


def _department(step: Step) -> tuple[Recipient, ...]:
    """Everybody who works where the ticket is now; never who wrote."""
    wrote = step.author.agent if step.author else ""
    return tuple(Recipient.of(agent) for agent in step.staff.agents if agent.name != wrote)


def _lead(step: Step) -> tuple[Recipient, ...]:
    """The lead, and who stands in for them; the agents where there is none."""
    staff = step.staff
    return tuple(map(Recipient.of, (staff.lead, *staff.beside))) if staff.lead else _agents(step)


def _told_of_mail(step: Step) -> tuple[Recipient, ...]:
    """A bad rating in it is for the lead, too."""
    return (*_agents(step), *(_lead(step) if rated_badly(step) else ()))


def _told_of_note(step: Step) -> tuple[Recipient, ...]:
    return tuple(map(Recipient.of, concerned(step))) if step.rated or step.comments else _agents(step)


def _told_of_failure(step: Step) -> tuple[Recipient, ...]:
    """Whoever has the ticket, and whose words did not arrive."""
    return (*_agents(step), *((Recipient.of(step.staff.writer),) if step.staff.writer else ()))


def _received(step: Step) -> tuple[Recipient, ...]:
    return _requester(step) if step.requester_changed else _writer(step)


AUDIENCE: dict[Kind, Callable[[Step], tuple[Recipient, ...]]] = {
    Kind.CONFIRM: _writer,
    Kind.LISTED: _writer,
    Kind.STATUS: _writer,
    Kind.TRANSCRIPT: _writer,
    Kind.RATED: _writer,
    Kind.RULES: _writer,
    Kind.AGAIN: _writer,
    Kind.RESOLVED: _resolved_for,
    Kind.ANSWERED: _customers,
    Kind.REOPENED: _writer,
    Kind.RECEIVED: _received,
    Kind.WITHHELD: _writer,
    Kind.TRANSFERRED: _requester,
    Kind.MOVED: _department,
    Kind.REPEATED: _lead,
    Kind.NEW_MAIL: _told_of_mail,
    Kind.NOTE: _told_of_note,
    Kind.SHARED: _customers,
    Kind.HELD: _agents,
    Kind.UNDELIVERED: _told_of_failure,
    Kind.REFUSED: _writer,
    Kind.REMINDER: _requester,
    Kind.CLOSED: _requester,
    Kind.MERGED: _requester,
    Kind.AWAKE: _agents,
    Kind.OVERDUE: _lead,
    Kind.DUE_SOON: _agents,
    Kind.HOLDING: _requester,
    **dict.fromkeys(ELSEWHERE, lambda step: ()),
}

# Kinds that carry lines of their own, and which.
LINES: dict[Kind, Callable[[Step], tuple[str, ...]]] = {
    Kind.CONFIRM: lambda step: step.asks,
    Kind.LISTED: lambda step: step.transcript,
    Kind.STATUS: lambda step: step.transcript,
    Kind.TRANSCRIPT: lambda step: step.transcript,
    Kind.RECEIVED: lambda step: step.remarks,
    Kind.UNDELIVERED: lambda step: step.failed,
}

ORDER: tuple[Kind, ...] = tuple(Kind)
