"""Where the bytes of this house lie: at home (state folder or database), or in a place that all machines share."""

from dataclasses import dataclass
from pathlib import Path

from .blobs import ASIDE, BLOBS, Blobs, EarlierBlobs, Home, ObjectBlobs, open_blobs
from .database import Database
from .objects import Earlier, Objects, ObjectSettings, open_objects


@dataclass(frozen=True, slots=True)
class Places:
    """`blobs` are all attachments, `home` those that lie at home. `shared` is the place that new bytes go to, `earlier`
    the one that it took over from; None where no such place is named, as at a house that has all at home.
    """

    blobs: Blobs
    home: Home
    shared: Objects | None = None
    earlier: Objects | None = None

    @property
    def placed(self) -> Objects | None:
        """Where large mails are found that were put away, now or earlier."""
        if self.shared and self.earlier:
            return Earlier(self.shared, self.earlier)
        return self.shared or self.earlier

    def remove_mail(self, key: str) -> None:
        """Takes a large mail's bytes away, wherever they were put. Raises Unavailable."""
        for place in (self.shared, self.earlier):
            if place is not None:
                place.remove(key)
                place.remove(ASIDE + key)


def open_places(
    database: Database, state: Path, new: ObjectSettings | None, earlier: ObjectSettings | None = None
) -> Places:
    """Raises Unavailable where a place cannot be opened at all; whether it answers shows when it is used."""
    home = open_blobs(database, state / "blobs")
    shared = open_objects(new) if new else None
    before = open_objects(earlier) if earlier else None
    ways: list[Blobs] = [ObjectBlobs(place, BLOBS) for place in (shared, before) if place]
    ways = [*ways, home] if shared else [home, *ways]
    blobs = EarlierBlobs(*ways) if len(ways) > 1 else home
    return Places(blobs, home, shared, before)
