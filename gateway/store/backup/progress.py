"""How far long work has come, told to whoever shows it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """`total` is 0 where nobody knows."""

    name: str
    done: int
    total: int = 0


Told = Callable[[Step], None]


def quietly(step: Step) -> None:
    """For those who show nothing."""
