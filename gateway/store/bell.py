"""The bell between those who commit mails and the work processes of one family. Each ring carries the ids of a commit
to the processes whose share they are, so that these need not look for them; those of mails that answer one of ours are
below zero. A ring that is lost costs time, never a mail: the rows are there, and are looked for once a second.
"""

import os
import socket
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

RING = 4096  # bytes of one ring at most: 512 ids, more than one commit has
Pair = tuple[socket.socket, socket.socket]  # the end that rings, the end that hears


@dataclass(frozen=True, slots=True)
class Heard:
    """`replies` are to be read before all `others`. `gone`: nobody is left who could ring."""

    replies: tuple[int, ...]
    others: tuple[int, ...]
    gone: bool = False


def pairs(count: int) -> list[Pair]:
    """One for each work process. A ring arrives whole, and neither end ever waits."""
    made = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(count)]
    for pair in made:
        for end in pair:
            end.setblocking(False)
    return made


def ringer(ends: Sequence[socket.socket]) -> Callable[[list[int], list[int]], None]:
    """Tells the process whose share a mail is (`due.Share`); one that is busy finds its rows by looking."""

    def ring(replies: list[int], others: list[int]) -> None:
        marked = [(id, -id) for id in replies] + [(id, id) for id in others]
        for index, end in enumerate(ends):
            if mine := [mark for id, mark in marked if id % len(ends) == index]:
                _send(end, array("q", mine).tobytes())

    return ring


def _send(end: socket.socket, ids: bytes) -> None:
    try:
        for start in range(0, len(ids), RING):
            end.send(ids[start : start + RING])
    except (BlockingIOError, ConnectionError):
        return


def hear(descriptor: int) -> Heard:
    """All that was rung and not heard yet."""
    marks = array("q")
    gone = True
    try:
        while ring := os.read(descriptor, RING):
            marks.frombytes(ring[: len(ring) // marks.itemsize * marks.itemsize])
    except BlockingIOError:
        gone = False
    except OSError:
        pass
    replies = tuple(-mark for mark in marks if mark < 0)
    return Heard(replies, tuple(mark for mark in marks if mark > 0), gone)
