"""Replays every mail of the spool into a new database, in order and at the moments when they were accepted. Between
them time passes: tickets are reminded of, closed, woken and watched when that was due. Nothing is sent.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from ..app import App
from ..intake.reading import Unreadable
from ..mail.auth import UNCHECKED, Checked, Proven, Published, Unpublished
from ..mail.inbound import InboundMail
from ..store import closing, facts, promises, rebuilding, rebuilt_ends, rosters, unit_of_work
from ..store.blobs import Blobs
from ..store.database import Connection, Database
from ..store.facts import Arrived
from ..store.in_force import in_force
from ..store.rebuilding import Original
from ..store.segments import TornBody
from ..store.spool import SpooledMail
from ..store.tickets import Stale
from ..store.work import Applied, Work
from ..tickets.people import Standing
from ..triage import triage
from ..trial.rebuilt import Exempt, Reason

READERS = 2
SLOT = 15  # seconds: real time comes in slots, too
WAITING = "waiting"
_START = datetime(1970, 1, 1, tzinfo=UTC)
_PROVEN = frozenset({Standing.ALIGNED.label, Standing.BOUND.label, Standing.PROVEN.label})


@dataclass(frozen=True, slots=True)
class _Read:
    """A mail as far as it can be had; `reason` where it cannot be replayed."""

    original: Original
    spooled: SpooledMail | None = None
    mail: InboundMail | None = None
    reason: Reason | None = None


@dataclass
class Replay:
    """`app` is the present house, which is only read; `target` is the new database, `blobs` its attachments."""

    app: App
    target: Database
    blobs: Blobs
    exempt: dict[int, Reason] = field(default_factory=dict)
    _decided: datetime | None = None  # up to when decisions by command were taken over
    _time: datetime = _START
    _looked: datetime = _START  # when tickets were last moved by time
    _fresh: int = 0  # the number of the next ticket that only the new database has
    _known: dict[int, Original] = field(default_factory=dict)

    def run(self, found: tuple[Original, ...], until: datetime | None) -> Iterator[Original]:
        """Each mail once it is there."""
        self._fresh = max((each.number for each in found), default=0) + 1_000_000
        self._known = {each.id: each for each in found}
        with self.app.database.read() as connection:
            self.target.write(partial(rebuilding.take_people, connection))
        for read in _read_ahead(self.app, found):
            self._pass_time(read.original.accepted)
            self._take(read)
            yield read.original
        if until is not None:
            self._pass_time(until)
        rebuilding.settle(self.target)

    def exemptions(self, before: dict[int, tuple[bool, bool]], emptied: frozenset[int]) -> Exempt:
        """`before`: the mails that were let in or confirmed at home."""
        with self.target.read() as connection:
            after = rebuilt_ends.flags(connection)
        by_hand = {id: Reason.COMMAND for id, how in before.items() if after.get(id) != how}
        return Exempt({**by_hand, **self.exempt}, dict.fromkeys(emptied, Reason.EMPTIED))

    @property
    def left_out(self) -> int:
        """Mails that were not decided about again."""
        return sum(reason is not Reason.RULES for reason in self.exempt.values())

    # --- a mail -------------------------------------------------------------------------------------------------------

    def _take(self, read: _Read) -> None:
        original = read.original
        raw = read.spooled.raw if read.spooled and read.reason is None else None
        with self.app.database.read() as connection:
            self.target.write(partial(rebuilding.take_mail, connection, id=original.id, raw=raw))
        if read.reason is not None or read.mail is None or read.spooled is None:
            self.exempt[original.id] = read.reason or Reason.UNREADABLE
            return
        if self._brings_rules(read.mail):
            self.exempt[original.id] = Reason.RULES
        self._decide(self._arrive(read.mail, read.spooled, (False, False)), original.number)

    def _arrive(self, mail: InboundMail, spooled: SpooledMail, how: tuple[bool, bool]) -> Arrived:
        """`how`: was it let in, or confirmed by its author?"""
        standing = self._known[spooled.id].standing
        contents = tuple(self.blobs.save(part.content) for part in mail.attachments)
        examined = self.app.scanner.examine(spooled.raw, [part.content for part in mail.attachments])
        checked = checked_as(standing, mail.writer.domain) if self.app.config.trust.border else UNCHECKED
        return Arrived(spooled.id, mail, spooled.silent, contents, *how, examined, checked, spooled.accepted)

    def _decide(self, arrived: Arrived, number: int) -> None:
        for _ in range(3):
            with self.target.read() as connection:
                policy = in_force(connection, self.app.policy, self._time)
                known = facts.gather(connection, arrived, policy, self._time)
            decision = triage(arrived.mail, known, policy)
            work = Work(arrived, decision, policy, self._time, number=number or self._fresh)
            try:
                applied = self.target.write(partial(_apply, work=work))
            except Stale:
                continue
            self._fresh += 0 if number else 1
            self._again(applied)
            return
        raise Stale(f"mail {arrived.id}")

    def _again(self, applied: Applied | None) -> None:
        """Mails that this one let in, or that its author confirms by it."""
        for id in applied.again if applied else ():
            with self.target.read() as connection:
                how = rebuilt_ends.flags_of(connection, id)
            read = _read(self.app, self._known[id])
            if read.mail is not None and read.spooled is not None:
                self._decide(self._arrive(read.mail, read.spooled, how), self._known[id].number)

    def _brings_rules(self, mail: InboundMail) -> bool:
        toml = any(part.name.lower().endswith(".toml") for part in mail.attachments)
        if not toml:
            return False
        with self.target.read() as connection:
            return rosters.organised(connection, self.app.policy).agent_at(mail.writer.key) is not None

    # --- time ---------------------------------------------------------------------------------------------------------

    def _pass_time(self, to: datetime) -> None:
        """Everything that was due before this moment, each at its time, and what admins decided by then."""
        while (due := self._next_due()) is not None and due <= to:
            self._decisions(due)
            self._tick(due)
        self._decisions(to)
        self._time = max(self._time, to)

    def _next_due(self) -> datetime | None:
        """At the slot in which a running house would have looked."""
        with self.target.read() as connection:
            due = rebuilding.next_due(connection, self._looked)
        if due is None:
            return None
        late = -due.timestamp() % SLOT
        return max(due, self._time) + timedelta(seconds=late)

    def _tick(self, now: datetime) -> None:
        while self.target.write(partial(_move, app=self.app, now=now)):
            pass
        self._time = self._looked = now

    def _decisions(self, moment: datetime) -> None:
        with self.app.database.read() as connection:
            take = partial(rebuilding.take_decided, connection, since=self._decided, moment=moment)
            self.target.write(take)
        self._decided = moment


def _apply(connection: Connection, work: Work) -> Applied | None:
    rebuilding.follow_numbers(connection)
    applied = unit_of_work.apply(connection, work)
    rebuilding.say_sent(connection)
    return applied


def _move(connection: Connection, app: App, now: datetime) -> int:
    """How many tickets were moved; there may be more of them."""
    policy = in_force(connection, app.policy, now)
    jobs = (closing.pass_time, closing.wake, promises.look_after)
    moved = sum(len(job(connection, policy, now)) for job in jobs)
    rebuilding.say_sent(connection)
    return moved


def checked_as(standing: str, domain: str) -> Checked:
    """What our own checks must have found, told from what was made of it: DNS says other things today."""
    vouches = (Proven(domain, domain),)
    if standing in _PROVEN:
        return Checked(Published(domain), dkim=vouches, complete=True)
    if standing == Standing.FORGED.label:
        return Checked(Published(domain), complete=True)
    return Checked(Unpublished.UNKNOWN)


# --- reading ----------------------------------------------------------------------------------------------------------


def _read_ahead(app: App, found: Iterable[Original]) -> Iterator[_Read]:
    """In their order, a few at once."""
    ahead: deque[Future[_Read]] = deque()
    with ThreadPoolExecutor(READERS) as pool:
        try:
            for each in found:
                ahead.append(pool.submit(_read, app, each))
                if len(ahead) > 4 * READERS:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()


def _read(app: App, original: Original) -> _Read:
    if original.gone:
        return _Read(original, reason=Reason.GONE)
    if original.outcome == WAITING:
        return _Read(original, reason=Reason.WAITING)
    try:
        spooled = app.spool.read(original.id)
        return _Read(original, spooled, app.reader.read_patiently(spooled.raw, spooled.envelope))
    except (Unreadable, LookupError, TornBody):
        return _Read(original, reason=Reason.UNREADABLE)
