"""One look into one folder: what is new is accepted, then noted, and only then flagged or moved.

The cursor is a UID under a UIDVALIDITY (RFC 9051 section 2.3.1.1), never the \\Seen flag, which belongs to people.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ... import maillog
from ...mail.mailboxes import Cursor, Noted, Passed, Place
from .accepting import Accepting, Parts
from .fetching import Fetched, Missing, NoRoom, fetch
from .marking import Marking
from .session import Client
from .suspects import Suspects
from .tenure import Tenure
from .trouble import Misled

TOGETHER = 100  # mails that are noted at once
TOGETHER_BYTES = 4 * 1024 * 1024
WINDOW = 10_000  # UIDs that one search may find
WIDEST = 2**31
DATES = 500
MARGIN = timedelta(minutes=10)  # by which the server's clock and ours may differ
UIDS = range(1, 2**32)
RECENT = 2 * TOGETHER


@dataclass(slots=True)
class Look:
    """Over one connection, into one folder. `taken` counts the mails that were accepted."""

    parts: Parts
    client: Client
    marking: Marking
    tenure: Tenure
    folder: str
    suspects: Callable[[Place], Suspects]
    stopped: threading.Event
    taken: int = 0
    at: int = 0  # where the cursor stands
    next: int = 0  # the server's UIDNEXT: a UID above it that it lists and does not give was never there

    def run(self, first: bool) -> Place:
        """`first`: over this connection. Marks what a crash left unmarked, too."""
        name, notebook = self.parts.settings.name, self.parts.notebook
        status = self.marking.select(self.folder)
        self.next = int(status.get(b"UIDNEXT", 0))
        place = Place(name, self.folder, _validity(status.get(b"UIDVALIDITY")))
        cursor = notebook.cursor(name, self.folder)
        if cursor is None:
            self.client.heed()
            self._begin(place)
            return place
        if self._renumbered(place, cursor):
            maillog.renumbered(name, self.folder)
            notebook.renumber(self.tenure.hold(), place, self._highest())
            cursor = notebook.cursor(name, self.folder)
            assert cursor is not None, "it was just written"
        if first:
            self.marking.mark(self.marking.unmarked(notebook.recent(place, RECENT)))
        self.client.heed()
        self._catch_up(place, cursor)
        return place

    def _renumbered(self, place: Place, cursor: Cursor) -> bool:
        """Also where the numbers went back under the same UIDVALIDITY: a mailbox that came out of a backup."""
        went_back = 0 < self.next <= cursor.uid and self._highest() < cursor.uid
        return cursor.place != place or went_back

    def _catch_up(self, place: Place, cursor: Cursor) -> None:
        self.at = cursor.uid
        for uids in self._unseen(cursor.uid):
            if self.stopped.is_set():
                return
            old = [uid for uid in uids if uid <= cursor.before]
            kept = self._since(place, old, cursor.since) if old else ()
            self._take(place, [uid for uid in uids if uid > cursor.before or uid in kept])
            if old and not self.stopped.is_set():
                self.at = max(self.at, old[-1])
                self.parts.notebook.note(self.tenure.hold(), place, (), self.at)

    def _begin(self, place: Place) -> None:
        """What comes from now on is ours. The highest UID that is there, not UIDNEXT: that one may be a lie."""
        self.parts.notebook.begin(self.tenure.hold(), place, self._highest())

    def _highest(self) -> int:
        return max((uid for uid in self.client.search(["UID", "*"]) if uid in UIDS), default=0)

    def _unseen(self, after: int) -> Iterator[list[int]]:
        """UIDs above `after`, in order; of a large folder some at a time."""
        width = WINDOW
        while self.next - after > width:
            found = self._search(after, str(after + width))
            yield found
            after += width
            width = WINDOW if found else min(WIDEST, width * 2)
        yield self._search(after, "*")

    def _search(self, after: int, to: str) -> list[int]:
        found = self.client.search(["UID", f"{after + 1}:{to}"])
        return sorted({uid for uid in found if uid > after and uid in UIDS})

    def _since(self, place: Place, uids: Sequence[int], since: datetime) -> set[int]:
        """Those that came after we began; of the others it is noted that they were there before us."""
        kept: set[int] = set()
        for first in range(0, len(uids), DATES):
            some = uids[first : first + DATES]
            found = self.client.fetch_at_most(some, ["INTERNALDATE"], len(some) * 1024 + 65536)
            dates = {uid: _moment(items.get(b"INTERNALDATE")) for uid, items in found.items()}
            before = [uid for uid in some if (date := dates.get(uid)) and date < since - MARGIN]
            kept.update(set(some).difference(before))
            noted = [Noted(uid, None, None, Passed.BEFORE) for uid in before]
            self.parts.notebook.note(self.tenure.hold(), place, noted, self.at)
        return kept

    def _take(self, place: Place, uids: Sequence[int]) -> None:
        together: list[Fetched | Missing] = []
        size = 0
        accepting = Accepting(self.parts, self.tenure, place)
        suspects = self.suspects(place)
        try:
            for found in fetch(self.client, uids, self.parts.begin, self.parts.settings.largest, suspects):
                together.append(found)
                size += found.size if isinstance(found, Fetched) else 0
                if self.stopped.is_set():
                    break
                if len(together) >= TOGETHER or size >= TOGETHER_BYTES:
                    ready, together, size = together, [], 0
                    self._accept(accepting, ready)
        except Exception:
            accepting.run(together, self.at, self.next)  # what came before the trouble is not to be fetched again
            raise
        self._accept(accepting, together)

    def _accept(self, accepting: Accepting, together: list[Fetched | Missing]) -> None:
        done = accepting.run(together, self.at, self.next)
        self.at = done.uid
        self.taken += len(done.taken)
        self.marking.mark(done.taken)
        if done.trouble is not None:
            raise NoRoom(done.trouble)


def _validity(said: object) -> int:
    if not isinstance(said, int) or said not in UIDS:
        raise Misled("the server gives the folder no UIDVALIDITY")
    return said


def _moment(said: object) -> datetime | None:
    if not isinstance(said, datetime):
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)
