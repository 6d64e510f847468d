"""What is counted, one function an event, as `maillog` has one for what is told. A leaf: imports nothing of ours.

Like a logger it belongs to the process: `sit` gives it a place where figures are kept, and without one nothing is. A
label is never taken from a mail; what is in no closed set of the catalogue counts as "other".
"""

import os
import time
from collections.abc import Iterable

from .board import Board, Key, Life, Seat, Series
from .catalogue import Kind, Label, Meter, Names, catalogue


class _Here:
    """This process."""

    seat: Seat | None = None


_here = _Here()


def sit(board: Board, place: int) -> None:
    """From now on this process counts in its own place of the board."""
    _here.seat = Seat(board, place)
    _here.seat.begin(os.getpid())


def stand_up() -> None:
    """Nothing is counted any more."""
    _here.seat = None


def beat(alive: bool = True) -> None:
    """Called once a second or so by the loop that does a process's work; `alive` False once it takes no more."""
    if _here.seat is not None:
        _here.seat.beat(alive)


def lives() -> tuple[Life, ...]:
    """How the processes of this family do; nothing where nobody counts."""
    return _here.seat.board.lives() if _here.seat is not None else ()


# --- mail in ----------------------------------------------------------------------------------------------------------


def committed(sources: Iterable[str], began: float) -> None:
    """One commit of the spool; `began` by the monotonic clock."""
    for source in sources:
        _add(("mails_accepted", source))
    _observe(("accept_commit_seconds",), time.monotonic() - began)


def deferred(reason: str) -> None:
    _add(("mails_deferred", reason))


def smtp_replied(reply: bytes) -> None:
    """Every reply of the listener comes by here; those that say no are counted."""
    if reply[:1] >= b"4":
        _add(("smtp_refusals", reply[:3].decode("ascii", "replace")))


def read(seconds: float) -> None:
    _observe(("read_seconds",), seconds)


def applied(began: float, decided: float) -> None:
    """Decisions, and their being written down: when the first began, and when all were made."""
    _observe(("decide_seconds",), decided - began)
    _observe(("apply_seconds",), time.monotonic() - decided)


def together(mails: int, apart: int) -> None:
    """Mails that were decided about with others, and those that were to be and were not."""
    _add(("mails_together",), mails)
    _add(("mails_apart",), apart)


def settled(source: str, outcome: str, waited: float, silent: Iterable[str]) -> None:
    """A mail came to its outcome after so many seconds; `silent`: the checks by which it got no answer."""
    _add(("mails_decided", source, outcome))
    _observe(("mail_latency_seconds",), waited)
    for check in silent:
        _add(("unanswered", check))


def mail_failed() -> None:
    _add(("mail_failures",))


def mail_parked() -> None:
    _add(("mails_parked",))


def login_refused() -> None:
    _add(("logins_refused",))


# --- mail out ---------------------------------------------------------------------------------------------------------


def rendered(began: float) -> None:
    _observe(("render_seconds",), time.monotonic() - began)


def relay_answered(relay: str, answer: str, seconds: float) -> None:
    """`answer` is one of `catalogue.ANSWERS`."""
    _add(("relay_answers", relay, answer))
    _observe(("submit_seconds", relay), seconds)


def attempted(fate: str) -> None:
    """`fate` is one of `catalogue.FATES`."""
    _add(("notices", fate))


def notice_sent(waited: float) -> None:
    _observe(("notice_latency_seconds",), waited)


# --- machinery --------------------------------------------------------------------------------------------------------


def unavailable(part: str) -> None:
    """`part` as `maillog` tells it: a word, and perhaps a name after a blank or a colon."""
    kind, _, name = part.replace(":", " ").partition(" ")
    _add(("unavailable", kind))
    if kind == "mailbox":
        _add(("mailbox_troubles", name))


def mailbox_looked(mailbox: str) -> None:
    if _here.seat is not None:
        _here.seat.put(("mailbox_looked_timestamp_seconds", mailbox), time.time())


def woken(way: str, count: int = 1) -> None:
    """`way` is one of `catalogue.WAYS`."""
    _add(("wakeups", way), count)


def levels(connections: int, pool: int) -> None:
    """How it stands: clients of the listener, connections to the database that are in use."""
    if _here.seat is not None:
        _here.seat.put(("connections",), connections)
        _here.seat.put(("database_connections",), pool)


def _add(key: Key, amount: float = 1.0) -> None:
    if _here.seat is not None:
        _here.seat.add(key, amount)


def _observe(key: Key, value: float) -> None:
    if _here.seat is not None:
        _here.seat.observe(key, value)


__all__ = ["Board", "Kind", "Label", "Life", "Meter", "Names", "Seat", "Series", "catalogue"]
