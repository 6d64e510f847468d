"""What is asked of DNS for one mail: how many questions, for how long, about which names.

A resolver answers, says that there is nothing, or is in trouble; trouble is never taken for nothing.
"""

import re
import time
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

LIMIT = 60  # questions for one mail; most need five
NAME_LIMIT = 253
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?:{_LABEL}\.){{1,126}}[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?", re.ASCII)


class Record(Enum):
    """The kinds of record that are asked for, and how each is written in an `Answer`."""

    TXT = "TXT"  # its strings joined, a character for each byte
    A = "A"
    AAAA = "AAAA"
    MX = "MX"  # the host alone; the best one first
    PTR = "PTR"


@dataclass(frozen=True, slots=True)
class Answer:
    """The records; none where the name or the kind does not exist. `ttl`: seconds for which this is known."""

    records: tuple[str, ...] = ()
    ttl: float = 0.0


class Trouble(Exception):
    """Nobody knows: no answer in time, a broken server, or too many questions."""


class Resolver(Protocol):
    def ask(self, name: str, record: Record, timeout: float) -> Answer:
        """`name` is one that `is_name` allows. Raises Trouble, within about `timeout` seconds."""


def is_name(name: str) -> bool:
    """A name of two labels or more, in lower case and ASCII, that may be asked about."""
    return len(name) <= NAME_LIMIT and _NAME.fullmatch(name) is not None


class Inquiry:
    """All questions for one mail, until `ends` on the monotonic clock."""

    def __init__(self, resolver: Resolver, seconds: float) -> None:
        self._resolver = resolver
        self._ends = time.monotonic() + seconds
        self._asked = 0

    def ask(self, name: str, record: Record) -> tuple[str, ...]:
        """The records of a name, () where there are none or it is no name at all. Raises Trouble."""
        name = name.removesuffix(".").lower()
        if not is_name(name):
            return ()
        self._asked += 1
        if self._asked > LIMIT:
            raise Trouble(f"more than {LIMIT} questions for one mail")
        return self._resolver.ask(name, record, self.left()).records

    def left(self) -> float:
        """Seconds; raises Trouble where there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Trouble("it took too long")
        return left
