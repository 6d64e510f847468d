"""Looks into folders without changing anything there: which mails they have, since when, how large. Any trouble with a
server is one exception here, in words for a person.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ...mail.acceptance import Acceptance
from ...mail.inbound import Envelope
from ...mail.mailboxes import Place
from .fetching import Fetched, NoRoom, fetch
from .session import Client, connect
from .settings import Server
from .trouble import words_of

AT_ONCE = 500  # mails that are asked about in one command


class Trouble(Exception):
    """The server does not do what we need; the sentence says what, for one line of a terminal (not cleaned)."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder that was selected, to read only. Mails that come later have `next` and on."""

    place: Place
    next: int
    count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What the server says of a mail: when it came into the folder, and its size."""

    at: datetime
    size: int


@contextmanager
def asking() -> Iterator[None]:
    """Whatever goes wrong with the server is Trouble."""
    try:
        yield
    except (NoRoom, Trouble):
        raise
    except Exception as error:  # a library that reads a broken answer raises anything
        raise Trouble(words_of(error)) from error


@contextmanager
def visiting(server: Server) -> Iterator[Client]:
    """A connection for one errand. Only connecting is looked after here, not what is done within."""
    with asking():
        client = connect(server)
    try:
        yield client
    finally:
        client.hang_up()


def open_folder(client: Client, mailbox: str, folder: str) -> Opened:
    with asking():
        status = client.select_folder(folder, readonly=True)
        place = Place(mailbox, folder, int(status[b"UIDVALIDITY"]))
        return Opened(place, int(status[b"UIDNEXT"]), int(status[b"EXISTS"]))


def highest(client: Client) -> int:
    """The newest mail's UID, 0 in an empty folder. Not from UIDNEXT, which some servers get wrong."""
    with asking():
        return max(client.search(["UID", "*"]), default=0)


def all_mails(client: Client) -> list[int]:
    with asking():
        return sorted(client.search(["ALL"]))


def mails_since(client: Client, day: date) -> list[int]:
    """Those that came into the folder on this day or later, by the server's calendar (RFC 9051 section 6.4.4)."""
    with asking():
        return sorted(client.search(["SINCE", day]))


def newest(client: Client, opened: Opened, count: int) -> list[int]:
    """By their place in the folder, so that a large one need not tell all its mails."""
    if not opened.count:
        return []
    with asking():
        return sorted(client.search([f"{max(1, opened.count - count + 1)}:*"]))


def shown(client: Client, uids: Sequence[int]) -> dict[int, Shown]:
    """Mails that are gone by now are left out."""
    found: dict[int, Shown] = {}
    with asking():
        for start in range(0, len(uids), AT_ONCE):
            some = uids[start : start + AT_ONCE]
            answer = client.fetch_at_most(some, ["INTERNALDATE", "RFC822.SIZE"], len(some) * 1024 + 65536)
            for uid, data in answer.items():
                at = data.get(b"INTERNALDATE")
                if isinstance(at, datetime):
                    found[uid] = Shown(at.astimezone(UTC), int(data.get(b"RFC822.SIZE") or 0))
    return found


def digests(client: Client, uids: Sequence[int], largest: int) -> Iterator[tuple[int, bytes]]:
    """The SHA-256 of each mail's bytes, which are read and thrown away; mails that cannot be had are left out."""
    found = fetch(client, uids, _Nowhere, largest)
    while True:
        with asking():
            each = next(found, None)
        if each is None:
            return
        if isinstance(each, Fetched):
            yield each.uid, each.digest


class _Nowhere:
    """A draft that keeps nothing but the digest."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self._digest.update(piece)

    def commit_here(self, envelope: Envelope, silent: bool) -> Acceptance:
        raise AssertionError("nothing is kept here")

    def digest(self) -> bytes:
        return self._digest.digest()

    def seal(self, digest: bytes) -> None:
        raise AssertionError("nothing is kept here")

    def line_up(self, envelope: Envelope, silent: bool) -> Callable[[], Acceptance]:
        raise AssertionError("nothing is kept here")

    def discard(self) -> None:
        return
