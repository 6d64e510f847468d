"""Gets mails of the selected folder, in batches, without more in memory than a batch may have.

What a server says of a mail's size orders the batches and is never trusted beyond that.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...mail.acceptance import Deferred
from ...mail.inbound import Envelope, Source
from ...mail.mailboxes import Passed
from .draft import Draft
from .pieces import Absent, Pieces
from .session import Client
from .suspects import Suspects
from .trouble import Misled, Plain

SIZES = 500  # mails whose sizes are asked for at once
BATCH = 100  # mails
BATCH_BYTES = 2 * 1024 * 1024
SMALL = 512 * 1024  # bytes of a mail that may share a batch
FEW = 20  # mails without a size; a server that has more of them knows nothing, and is asked again later
SLACK = 64 * 1024  # bytes that the answer may have beside each mail's claimed size


class NoRoom(Plain):
    """The spool takes nothing now; the mails stay where they are."""

    def __init__(self, deferred: Deferred) -> None:
        super().__init__(deferred.reason.value)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail whose bytes are in `draft`, which ends in exactly one commit or discard."""

    uid: int
    size: int
    digest: bytes  # SHA-256
    draft: Draft


@dataclass(frozen=True, slots=True)
class Missing:
    """A mail that cannot be had."""

    uid: int
    why: Passed


Begin = Callable[[], Draft | Deferred]


def fetch(
    client: Client, uids: Sequence[int], begin: Begin, largest: int, suspects: Suspects | None = None
) -> Iterator[Fetched | Missing]:
    """In the order of `uids`. Raises NoRoom where the spool takes nothing, and whatever a broken connection raises."""
    fetching = _Fetching(client, begin, largest, suspects or Suspects())
    for first in range(0, len(uids), SIZES):
        yield from fetching.run(uids[first : first + SIZES])


def envelope_for(mailbox: str, to: str) -> Envelope:
    """A mailbox has no envelope: its mails count as sent to the address that it is read for."""
    return Envelope("", (to,), Source.IMAP, mailbox)


@dataclass(frozen=True, slots=True)
class _Fetching:
    client: Client
    begin: Begin
    largest: int
    suspects: Suspects

    def run(self, uids: Sequence[int]) -> Iterator[Fetched | Missing]:
        asked = [uid for uid in uids if not self.suspects.suspected(uid)]
        sizes = self._sizes(asked)
        gone = self._gone(asked, set(uids).difference(sizes))
        batch: list[int] = []
        claimed = 0
        for uid in uids:
            size = sizes.get(uid)
            if size is not None and size <= min(SMALL, self.largest):
                if len(batch) == BATCH or (batch and claimed + size > BATCH_BYTES):
                    yield from self._together(batch, claimed)
                    batch, claimed = [], 0
                batch.append(uid)
                claimed += size
                continue
            yield from self._together(batch, claimed)
            batch, claimed = [], 0
            yield Missing(uid, Passed.GONE) if uid in gone else self._alone(uid, size)
        yield from self._together(batch, claimed)

    def _gone(self, asked: list[int], unsized: set[int]) -> set[int]:
        """Those of `unsized` that the server lists no more; `asked` are those that it was asked about."""
        listed = self._listed(sorted(unsized))
        odd = listed.intersection(asked)
        if len(odd) > FEW:
            self.suspects.blame(odd, alone=False)
            raise Misled(f"the server lists {len(odd)} mails and gives no sizes for them")
        return unsized - listed

    def _sizes(self, uids: list[int]) -> dict[int, int]:
        if not uids:
            return {}
        try:
            found = self.client.fetch_at_most(uids, ["RFC822.SIZE"], len(uids) * 512 + SLACK)
        except Exception:
            self.suspects.blame(uids, alone=False)
            raise
        sizes = {uid: items.get(b"RFC822.SIZE") for uid, items in found.items()}
        return {uid: size for uid, size in sizes.items() if isinstance(size, int) and size >= 0}

    def _together(self, uids: list[int], claimed: int) -> Iterator[Fetched | Missing]:
        if not uids:
            return
        try:
            allowed = 2 * claimed + len(uids) * SLACK
            found = self.client.fetch_at_most(uids, ["BODY.PEEK[]"], allowed)
            bodies = {uid: _body(items) for uid, items in found.items()}
            listed = self._listed([uid for uid in uids if bodies.get(uid) is None])
        except Exception:
            self.suspects.blame(uids, alone=len(uids) == 1)
            raise
        for uid in uids:
            content = bodies.pop(uid, None)
            if content and len(content) <= self.largest:
                yield self._fetched(uid, content)
            elif content is None and uid not in listed:
                yield Missing(uid, Passed.GONE)
            else:
                yield self._alone(uid, None)

    def _alone(self, uid: int, claimed: int | None) -> Fetched | Missing:
        """In pieces, whatever its size; what broke a connection before is never asked for in any other way."""
        if self.suspects.hopeless(uid):
            return Missing(uid, Passed.BROKEN)
        pieces = Pieces(self.client, uid, claimed)
        try:
            if claimed is not None and claimed > self.largest and pieces.reach(self.largest):
                return Missing(uid, Passed.LARGE)
        except Exception:
            self.suspects.blame([uid], alone=True)
            raise
        return self._streamed(uid, pieces)

    def _streamed(self, uid: int, pieces: Pieces) -> Fetched | Missing:
        draft = self._draft()
        try:
            found = self._write(uid, pieces, draft)
        except BaseException as error:
            draft.discard()
            if isinstance(error, Exception):
                self.suspects.blame([uid], alone=True)
            raise
        self.suspects.clear(uid)
        if isinstance(found, Missing):
            draft.discard()
        return found

    def _write(self, uid: int, pieces: Pieces, draft: Draft) -> Fetched | Missing:
        size = 0
        try:
            for piece in pieces:
                size += len(piece)
                if size > self.largest:
                    return Missing(uid, Passed.LARGE)
                draft.write(piece)
        except Absent:
            size = 0
        if size:
            return Fetched(uid, size, draft.digest(), draft)
        if self._listed([uid]):
            raise Misled(f"the server lists mail {uid} and does not give it")
        return Missing(uid, Passed.GONE)

    def _fetched(self, uid: int, content: bytes) -> Fetched:
        draft = self._draft()
        draft.write(content)
        return Fetched(uid, len(content), draft.digest(), draft)

    def _draft(self) -> Draft:
        draft = self.begin()
        if isinstance(draft, Deferred):
            raise NoRoom(draft)
        return draft

    def _listed(self, uids: Sequence[int]) -> set[int]:
        """Those that the server still lists: what it does not give and still has is not gone."""
        if not uids:
            return set()
        self.client.noop()
        return set(self.client.search(["UID", ",".join(map(str, uids))])).intersection(uids)


def _body(items: dict[bytes, Any]) -> bytes | None:
    content = items.get(b"BODY[]")
    return content if isinstance(content, bytes) else None
