"""What every place for bytes can do. Keys are ours, such as `raw/3f/…`: never anything that a sender wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import BinaryIO, Protocol

from ..database import Unavailable

PROBE = b"Postroom looks whether this place keeps what it is given."


@dataclass(frozen=True, slots=True)
class Found:
    """An object as its place lists it; `at` is when it was put there, by the clock of the place."""

    key: str
    size: int
    at: datetime


class Objects(Protocol):
    """All of these raise Unavailable where the place gives no answer in time."""

    name: str  # for the operator's eyes: no secret stands in it

    def put(self, key: str, content: bytes | BinaryIO) -> None:
        """Durable when this returns. A key that is there already has the same content, always."""
        ...

    def get(self, key: str) -> bytes:
        """Raises LookupError where there is no such object."""
        ...

    def find(self, key: str) -> Found | None: ...

    def move(self, key: str, to: str) -> None:
        """Under another key, dated now. Raises LookupError."""
        ...

    def remove(self, key: str) -> None:
        """No matter whether it is there."""
        ...

    def list(self, prefix: str) -> Iterator[Found]:
        """Everything below `prefix`, which ends with a slash."""
        ...


def look(place: Objects) -> str:
    """ "" where the place does all that we ask of one, else what is wrong with it."""
    key = f"trial/{token_hex(8)}"
    try:
        place.put(key, PROBE)
        same = place.get(key) == PROBE and [found.key for found in place.list("trial/") if found.key == key] == [key]
        place.remove(key)
        gone = place.find(key) is None
    except (Unavailable, LookupError) as error:
        return str(error)
    return "" if same and gone else f"{place.name}: what is put there does not come back, or does not go away"
