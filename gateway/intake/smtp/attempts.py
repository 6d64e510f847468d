"""Counts logins that failed, by address and by name, so that nobody tries passwords for long. In bounded memory.

An attempt counts from its beginning, and is forgiven when it succeeds: many at once get no further than one by one.
"""

from collections import OrderedDict, deque

SPAN = 600.0  # seconds
MOST = 10  # failures within them
ROOM = 10_000  # keys; the one that is longest unheard of makes room


class Attempts:
    """Of one kind of key. Times are seconds of a clock that only goes forward."""

    def __init__(self, most: int = MOST, span: float = SPAN, room: int = ROOM) -> None:
        self._most, self._span, self._room = most, span, room
        self._known: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def exhausted(self, key: str, now: float) -> bool:
        known = self._known.get(key)
        if known is None:
            return False
        while known and known[0] <= now - self._span:
            known.popleft()
        if not known:
            del self._known[key]
        return len(known) >= self._most

    def note(self, key: str, now: float) -> None:
        known = self._known.setdefault(key, deque(maxlen=self._most))
        known.append(now)
        self._known.move_to_end(key)
        if len(self._known) > self._room:
            self._known.popitem(last=False)

    def forgive(self, key: str) -> None:
        """The last attempt was none at guessing."""
        known = self._known.get(key)
        if known:
            known.pop()
        if not known:
            self._known.pop(key, None)
