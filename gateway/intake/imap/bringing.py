"""Brings mails of a folder into the spool that nobody watched for: fetched in order, committed and noted in groups
while the next ones are fetched. Whatever stops it, what was fetched by then is kept and noted.
"""

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from ...mail.acceptance import Acceptance, Accepted, Deferral, Deferred
from ...mail.mailboxes import Noted, Passed, Place
from .browsing import asking
from .fetching import Begin, Fetched, Missing, NoRoom, envelope_for, fetch
from .session import Client
from .settings import MailboxSettings

GROUP = 1024  # mails that are noted together: each commit waits for the disk, which takes longer than its mails
TOGETHER = 256  # of them, lined up for the spool at a time: a slow disk must not use up their patience
GROUP_BYTES = 8 * 1024 * 1024
LINED_UP = 2  # of these
AHEAD = 2  # groups that are fetched while one is being committed


_Answers = dict[int, Callable[[], Acceptance]]


class Shelf(Protocol):
    """What bringing needs of the store. It writes without a lease: each row once, whoever comes first."""

    def known(self, mailbox: str, digests: Collection[bytes]) -> dict[bytes, int]: ...

    def bring(self, place: Place, noted: Sequence[Noted]) -> None: ...


@dataclass(slots=True)
class Tally:
    """What has been brought so far. `known`: their content was spooled before, under another number."""

    accepted: list[int] = field(default_factory=list)
    known: int = 0
    passed: Counter[Passed] = field(default_factory=Counter)
    refused: Deferral | None = None

    @property
    def done(self) -> int:
        return len(self.accepted) + self.known + self.passed.total()


@dataclass(frozen=True, slots=True)
class Carrier:
    """The parts that bringing needs."""

    settings: MailboxSettings
    begin: Begin
    shelf: Shelf
    silent: bool


def bring(mails: Iterator[Fetched | Missing], place: Place, by: Carrier, tally: Tally) -> Iterator[None]:
    """Mails of one folder; yields now and then. Raises Trouble and NoRoom, what came before them kept."""
    group = _Group()
    with ThreadPoolExecutor(1) as keeper:
        keeping = _Keeping(place, by, tally)
        running: deque[Future[None]] = deque()
        try:
            for found in mails:
                group.add(found)
                if group.full:
                    running.append(keeper.submit(keeping.keep, group.mails))
                    group = _Group()
                while len(running) > AHEAD or (running and running[0].done()):
                    running.popleft().result()
                    yield
                if tally.refused is not None:
                    break
        finally:
            running.append(keeper.submit(keeping.keep, group.mails))
            while running:
                running.popleft().result()
    if tally.refused is not None:
        raise NoRoom(Deferred(tally.refused))
    yield


@dataclass(slots=True)
class _Group:
    """Mails that are kept together."""

    mails: list[Fetched | Missing] = field(default_factory=list)
    size: int = 0

    def add(self, found: Fetched | Missing) -> None:
        self.mails.append(found)
        self.size += found.size if isinstance(found, Fetched) else 0

    @property
    def full(self) -> bool:
        return len(self.mails) >= GROUP or self.size >= GROUP_BYTES


def fetched_here(client: Client, uids: Sequence[int], by: Carrier) -> Iterator[Fetched | Missing]:
    """Of the folder that is selected, over a connection that is there already. Raises Trouble and NoRoom."""
    found = fetch(client, uids, by.begin, by.settings.largest)
    while True:
        with asking():
            each = next(found, None)
        if each is None:
            return
        yield each


@dataclass(frozen=True, slots=True)
class _Keeping:
    place: Place
    by: Carrier
    tally: Tally

    def keep(self, group: list[Fetched | Missing]) -> None:
        """Durable in the spool first, then noted: a crash in between brings a mail twice, never not at all."""
        fetched = [each for each in group if isinstance(each, Fetched)]
        try:
            known = self.by.shelf.known(self.place.mailbox, {each.digest for each in fetched})
            noted = self._kept(group, known)
        finally:
            for each in fetched:
                each.draft.discard()  # those that are known, and all where this failed
        self.by.shelf.bring(self.place, noted)
        ours = set(known.values())
        self.tally.known += sum(each.mail in ours for each in noted)
        self.tally.accepted += [each.mail for each in noted if each.mail is not None and each.mail not in ours]
        self.tally.passed.update(each.passed for each in noted if each.passed)

    def _kept(self, group: list[Fetched | Missing], known: dict[bytes, int]) -> list[Noted]:
        """Some are lined up while those before them are being committed."""
        parts = [group[first : first + TOGETHER] for first in range(0, len(group), TOGETHER)]
        waiting: deque[tuple[list[Fetched | Missing], _Answers]] = deque()
        noted: list[Noted] = []
        for part in parts:
            waiting.append((part, self._lined_up(part, known)))
            if len(waiting) == LINED_UP:
                noted += self._rows(*waiting.popleft(), known)
        for each in waiting:
            noted += self._rows(*each, known)
        return noted

    def _lined_up(self, part: list[Fetched | Missing], known: dict[bytes, int]) -> _Answers:
        fresh = [each for each in part if isinstance(each, Fetched) and each.digest not in known]
        return {each.uid: self._line_up(each) for each in fresh}

    def _rows(self, part: list[Fetched | Missing], answers: _Answers, known: dict[bytes, int]) -> list[Noted]:
        return [row for each in part if (row := self._row(each, known, answers.get(each.uid))) is not None]

    def _line_up(self, each: Fetched) -> Callable[[], Acceptance]:
        settings = self.by.settings
        return each.draft.line_up(envelope_for(settings.name, settings.to), self.by.silent)

    def _row(
        self, each: Fetched | Missing, known: dict[bytes, int], answer: Callable[[], Acceptance] | None
    ) -> Noted | None:
        if isinstance(each, Missing):
            return Noted(each.uid, None, None, each.why)
        if answer is None:
            return Noted(each.uid, each.digest, known[each.digest])
        accepted = answer()
        if isinstance(accepted, Accepted):
            return Noted(each.uid, each.digest, accepted.id)
        self.tally.refused = accepted.reason
        return None
