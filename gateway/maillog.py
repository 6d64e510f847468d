"""The operator's log: one line an event, one word first, then key=value. Never bodies, secrets or signed addresses.

A leaf: imports nothing of ours but `meters`, which counts what is told here. Nothing else logs at INFO.
"""

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from . import meters

log = logging.getLogger("postroom.mail")

_CONTROLS = dict.fromkeys([*range(32), 127, *range(128, 160), 8232, 8233], "?")


class Words(str):
    """Free text in one clean line of 200 characters; a log of text puts it in quotes."""

    __slots__ = ()

    def __new__(cls, text: str) -> "Words":
        return super().__new__(cls, text.translate(_CONTROLS)[:200])


Value = str | int | None


@dataclass(frozen=True, slots=True)
class Event:
    """What a record says: as a line where it is read as text, or field by field. None is what there is not."""

    word: str
    fields: tuple[tuple[str, Value], ...]

    def __str__(self) -> str:
        return " ".join((self.word, *(f"{key}={_shown(value)}" for key, value in self.fields)))


def _shown(value: Value) -> str:
    if value is None:
        return "-"
    if isinstance(value, Words):
        inside = value.replace('"', "'")  # or a stranger's words would end here and go on as a field of ours
        return f'"{inside}"'
    return str(value)


def _tell(level: int, word: str, **fields: Value) -> None:
    if log.isEnabledFor(level):
        log.log(level, Event(word, tuple(fields.items())))


def accepted(spool: int, source: str, size: int) -> None:
    """`size` in octets. From here on the mail is ours."""
    _tell(logging.INFO, "received", spool=spool, source=source, size=size)


def decided(spool: int, outcome: str, ticket: int, reason: str) -> None:
    _tell(logging.INFO, outcome, spool=spool, ticket=ticket or None, reason=Words(reason))


def failed(spool: int, attempt: int, reason: str) -> None:
    meters.mail_failed()
    _tell(logging.WARNING, "failed", spool=spool, attempt=attempt, reason=Words(reason))


def parked(spool: int, ticket: int, reason: str) -> None:
    meters.mail_parked()
    _tell(logging.ERROR, "parked", spool=spool, ticket=ticket, reason=Words(reason))


class Outcome(Protocol):
    """Of one attempt to hand a mail on."""

    @property
    def delivery(self) -> Any: ...

    @property
    def words(self) -> str: ...

    @property
    def relay(self) -> str: ...

    @property
    def queue_id(self) -> str: ...


def delivered(outcome: Outcome, notice: int, ticket: int) -> None:
    """A relay's name for a mail is its own words."""
    meters.attempted(outcome.delivery.value)
    relay, queue = outcome.relay or None, Words(outcome.queue_id)
    which: dict[str, Value] = {"notice": notice, "ticket": ticket, "relay": relay, "queue": queue}
    _tell(logging.INFO, outcome.delivery.value, **which, words=Words(outcome.words))


def postponed(notice: int, ticket: int, reason: str) -> None:
    """Nobody was asked: every relay of this notice rests."""
    meters.attempted("postponed")
    _tell(logging.INFO, "postponed", notice=notice, ticket=ticket, reason=Words(reason))


def notice_failed(notice: int, ticket: int, reason: str) -> None:
    meters.attempted("failed")
    _tell(logging.ERROR, "unsendable", notice=notice, ticket=ticket, reason=Words(reason))


def agent_unreached(notice: int, reason: str, words: str) -> None:
    """Nobody is told by mail: the agent would not get it, and it must not go round in circles."""
    _tell(logging.WARNING, "agent_unreached", notice=notice, reason=Words(reason), words=Words(words))


def moved(ticket: int, change: str) -> None:
    _tell(logging.INFO, change, ticket=ticket)


def unavailable(part: str, reason: str) -> None:
    meters.unavailable(part)
    _tell(logging.WARNING, "unavailable", part=part, reason=Words(reason))


def stumbled(part: str, error: Exception) -> None:
    """A mistake of ours in what goes on for ever: it is told, with its place, and goes on."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else None
    _tell(logging.ERROR, "stumbled", part=part, reason=type(error).__name__, at=at)


def available(part: str) -> None:
    """After `unavailable`."""
    _tell(logging.INFO, "available", part=part)


def collected(removed: int, back: int) -> None:
    """Bytes that nothing referred to for a day; `back` are those that something refers to after all."""
    _tell(logging.INFO, "collected", removed=removed, back=back)


def taken_away(kind: str, count: int) -> None:
    """For its age, as [retention] says."""
    _tell(logging.INFO, "taken_away", kind=kind, count=count)


def passed_over(mailbox: str, folder: str, uid: int, reason: str) -> None:
    """A mail that stays in its mailbox, and nowhere else."""
    _tell(logging.WARNING, "passed", mailbox=mailbox, folder=Words(folder), uid=uid, reason=Words(reason))


def left(mailbox: str, reason: str) -> None:
    """Mails are ours, and the server does not let us flag or move them."""
    _tell(logging.WARNING, "left", mailbox=mailbox, reason=Words(reason))


def renumbered(mailbox: str, folder: str) -> None:
    _tell(logging.WARNING, "renumbered", mailbox=mailbox, folder=Words(folder))


def login_refused(agent: str, peer: str, reason: str) -> None:
    """The name that was tried is told only where it is an agent's: people type their password there by mistake."""
    meters.login_refused()
    _tell(logging.WARNING, "refused_login", agent=Words(agent), peer=Words(peer), reason=Words(reason))


def page_failed(page: str, reason: str) -> None:
    _tell(logging.WARNING, "page_failed", page=page, reason=Words(reason))


def signed_in(agent: str, peer: str) -> None:
    _tell(logging.INFO, "signed_in", agent=agent, peer=peer)


def sign_in_refused(peer: str, reason: str) -> None:
    """Of a link that does not count, or a wrong second factor."""
    _tell(logging.WARNING, "sign_in_refused", peer=peer, reason=Words(reason))


def ordered(agent: str, order: str, what: str, id: int) -> None:
    """In the console, about a mail or a notice of ours."""
    _tell(logging.INFO, "ordered", agent=agent, order=order, what=what, id=id)
