"""The bell between those who commit mails and the work processes of one family. Each ring carries the ids of a commit
to the processes whose share they are, so that these need not look for them. A ring that is lost costs time, never a
mail: the rows are there, and are looked for once a second.
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
    """`gone`: nobody is left who could ring."""

    mails: tuple[int, ...]
    gone: bool = False


def pairs(count: int) -> list[Pair]:
    """One for each work process. A ring arrives whole, and neither end ever waits."""
    made = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(count)]
    for pair in made:
        for end in pair:
            end.setblocking(False)
    return made


def ringer(ends: Sequence[socket.socket]) -> Callable[[list[int], list[int]], None]:
    """Tells the process whose share a mail is (`due.Share`); one that is busy finds its rows by looking. What answers
    one of ours is named first.
    """

    def ring(replies: list[int], others: list[int]) -> None:
        ids = [*replies, *others]
        for index, end in enumerate(ends):
            if mine := [id for id in ids if id % len(ends) == index]:
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
    ids = array("q")
    try:
        while ring := os.read(descriptor, RING):
            ids.frombytes(ring[: len(ring) // ids.itemsize * ids.itemsize])
    except BlockingIOError:
        return Heard(tuple(ids))
    except OSError:
        return Heard(tuple(ids), gone=True)
    return Heard(tuple(ids), gone=True)
