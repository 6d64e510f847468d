"""Which notices the threads of this process have at this moment, and which of them are sent together."""

import threading
from collections.abc import Iterable
from itertools import islice

from .outbox import Claimed

TOGETHER = 16  # notices that one worker takes at once
SHARED = 4  # of a long line, one takes one part in so many along: others are to find something, too
REMEMBERED = 1000  # notices that are known as they were issued


class Hands:
    """A notice is in one hand at a time. Who comes for one that is in another's hand leaves word, so that it is looked
    at once more when that hand lets go of it.
    """

    def __init__(self) -> None:
        self._held: set[int] = set()
        self._missed: set[int] = set()
        self._line: dict[int, tuple[int, ...]] = {}  # groups that were called and that nobody took, the oldest first
        self._known: dict[int, Claimed] = {}  # what we issued and nobody took yet
        self._along: set[int] = set()  # groups that were taken along with another one, and whose call is to come
        self._lock = threading.Lock()

    def know(self, issued: Iterable[Claimed]) -> None:
        """What was issued to us, so that nobody has to be asked for it."""
        with self._lock:
            self._known.update({each.id: each for each in issued})
            for id in tuple(islice(self._known, max(0, len(self._known) - REMEMBERED))):
                del self._known[id]

    def known(self, notices: Iterable[int]) -> tuple[Claimed, ...]:
        """As they were issued. Once: who takes them again looks at them anew."""
        with self._lock:
            found = [self._known.pop(id, None) for id in notices]
        return tuple(each for each in found if each is not None)

    def join(self, notices: Iterable[int]) -> tuple[int, ...]:
        """Puts notices that were issued together into groups; the first of each, which is all that has to be called."""
        ids = tuple(notices)
        return self._stand(ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER))

    def join_neighbours(self, notices: Iterable[int]) -> tuple[int, ...]:
        """The same for notices that happen to be due: whoever looks again makes the same groups of what is left."""
        return self._stand(map(tuple, _blocks(notices).values()))

    def _stand(self, groups: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
        found = tuple(groups)
        with self._lock:
            for group in found:
                self._line[group[0]] = group
                self._along.discard(group[0])
        return tuple(group[0] for group in found)

    def take(self, first: int) -> tuple[int, ...]:
        """This notice and its group: those that nobody has."""
        with self._lock:
            return self._hold(self._line.pop(first, (first,)))

    def take_called(self, first: int) -> tuple[int, ...]:
        """As `take`, and a share of a line that is long; nothing where somebody took it along already."""
        with self._lock:
            if first in self._along:
                self._along.discard(first)
                return ()
            ids = [*self._line.pop(first, (first,))]
            for other in tuple(islice(self._line, len(self._line) // SHARED)):
                if len(ids) < TOGETHER:
                    ids += self._line.pop(other)
                    self._along.add(other)
            return self._hold(ids)

    def take_neighbours(self, first: int) -> tuple[int, ...]:
        """This notice and those around it that `heads` left out, where another process called."""
        with self._lock:
            return self._hold(range(first, (first // TOGETHER + 1) * TOGETHER))

    def _hold(self, group: Iterable[int]) -> tuple[int, ...]:
        ids = tuple(dict.fromkeys(group))
        free = tuple(id for id in ids if id not in self._held)
        self._missed.update(id for id in ids if id in self._held)
        self._held.update(free)
        return free

    def give(self, notices: Iterable[int]) -> tuple[int, ...]:
        """Lets go of them; those that somebody came for meanwhile."""
        with self._lock:
            ids = set(notices)
            missed = ids & self._missed
            self._held -= ids
            self._missed -= ids
        return tuple(sorted(missed))

    def take_again(self, notices: Iterable[int]) -> tuple[int, ...]:
        """Those of the missed ones that nobody has; whoever has one by now looked later than it was missed."""
        with self._lock:
            free = tuple(id for id in notices if id not in self._held)
            self._held.update(free)
        return free

    def hold(self, notice: int) -> None:
        with self._lock:
            self._held.add(notice)

    def held(self) -> frozenset[int]:
        with self._lock:
            return frozenset(self._held)


def heads(notices: Iterable[int]) -> tuple[int, ...]:
    """The first of each group of neighbours: as few as have to be called where others are taken along."""
    return tuple(block[0] for block in _blocks(notices).values())


def _blocks(notices: Iterable[int]) -> dict[int, list[int]]:
    blocks: dict[int, list[int]] = {}
    for id in sorted(notices):
        blocks.setdefault(id // TOGETHER, []).append(id)
    return blocks
