"""Hits of a search, some at a time, as `finding` takes them from an index or from the tickets themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hits:
    """Tickets, newest first; those that come later have a number under `below`, 0 where none does. `effort` is how many
    hits of an index were looked at for them, or what took as long.
    """

    numbers: tuple[int, ...]
    below: int
    effort: int
