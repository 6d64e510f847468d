"""Two places as one: what is put goes to the newer, what is not found there is looked for in the earlier."""

from collections.abc import Iterator

from .place import Found, Objects


class Earlier:
    """`list` tells of the newer place only."""

    def __init__(self, newer: Objects, earlier: Objects) -> None:
        self.name = newer.name
        self._newer = newer
        self._earlier = earlier
        self.put = newer.put
        self.move = newer.move
        self.remove = newer.remove

    def get(self, key: str) -> bytes:
        try:
            return self._newer.get(key)
        except LookupError:
            return self._earlier.get(key)

    def find(self, key: str) -> Found | None:
        return self._newer.find(key) or self._earlier.find(key)

    def list(self, prefix: str) -> Iterator[Found]:
        return self._newer.list(prefix)
