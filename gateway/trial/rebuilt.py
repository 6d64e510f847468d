"""What a database that was made anew from the raw mails says otherwise than the one that it was made from. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum


class Reason(Enum):
    """Why a difference is expected: the mail could not be replayed as it was, or is not kept any more."""

    WAITING = "it still waits for its outcome"
    GONE = "its bytes were erased or grew too old"
    UNREADABLE = "it cannot be read now"
    COMMAND = "it was let in by a command, and commands are not replayed"
    RULES = "it brings rules, and what they were tried on is not replayed"
    FOLLOWS = "another mail of its ticket could not be replayed"
    EMPTIED = "its ticket was emptied for its age, or a person in it was erased"


@dataclass(frozen=True, slots=True)
class MailEnd:
    """What became of a mail. `role` to `attachments` are of its article; "" and 0 where it has none."""

    id: int
    outcome: str
    ticket: int
    kind: str = ""
    author: int = 0
    role: str = ""
    text: str = ""
    quoted: str = ""
    attachments: int = 0


@dataclass(frozen=True, slots=True)
class TicketEnd:
    """What a ticket is at the end; people by their ids. `articles` counts those that no mail is behind, too."""

    number: int
    subject: str
    status: str
    department: str
    assignee: str
    priority: str
    type: str
    product: str
    requester: int
    participants: tuple[int, ...]
    articles: int
    rating: int = 0
    tags: str = ""
    repeats: int = 0
    follows: int = 0
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """A whole database, as far as it is compared."""

    mails: Mapping[int, MailEnd]
    tickets: Mapping[int, TicketEnd]


@dataclass(frozen=True, slots=True)
class Exempt:
    """Mails and tickets whose differences are expected, each with the reason."""

    mails: Mapping[int, Reason] = field(default_factory=dict)
    tickets: Mapping[int, Reason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that is another one now. `what` is "mail" or "ticket"; `reason` None: nobody expected that."""

    what: str
    id: int
    field: str
    was: str
    now: str
    reason: Reason | None


MISSING = "(none)"


def compare(before: Ended, after: Ended, exempt: Exempt) -> tuple[Changed, ...]:
    """By mail and by ticket, in the order of their numbers."""
    follows = _followers(before, exempt)
    return (
        *_all("mail", before.mails, after.mails, follows.mails),
        *_all("ticket", before.tickets, after.tickets, follows.tickets),
    )


def _followers(before: Ended, exempt: Exempt) -> Exempt:
    """A mail that cannot be replayed takes its ticket along, and all that came to it."""
    lost = {before.mails[id].ticket for id in exempt.mails if id in before.mails} - {0}
    tickets = {**dict.fromkeys(lost, Reason.FOLLOWS), **exempt.tickets}
    mails = {each.id: tickets[each.ticket] for each in before.mails.values() if each.ticket in tickets}
    return Exempt({**mails, **exempt.mails}, tickets)


def _all(
    what: str, before: Mapping[int, object], after: Mapping[int, object], exempt: Mapping[int, Reason]
) -> Iterator[Changed]:
    for id in sorted({*before, *after}):
        old, new = before.get(id), after.get(id)
        if old is None or new is None:
            was, now = (MISSING if each is None else "there" for each in (old, new))
            yield Changed(what, id, what, was, now, exempt.get(id))
            continue
        for name in (each.name for each in fields(old)):  # type: ignore[arg-type]
            was, now = getattr(old, name), getattr(new, name)
            if was != now:
                yield Changed(what, id, name, str(was), str(now), exempt.get(id))
