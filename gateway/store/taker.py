"""Who sends what is issued themselves, from the start, so that nothing has to be claimed."""

from dataclasses import dataclass, field

from .outbox import Claimed


@dataclass(frozen=True, slots=True)
class Taker:
    """`took` is what was issued to them."""

    name: str
    took: list[Claimed] = field(default_factory=list)
