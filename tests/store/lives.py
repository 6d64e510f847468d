"""Tickets with random lives, by the real changes and the journal that they write; and a report of them that is made
another way: the whole journal is told forwards, in plain lists.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from gateway.policy import Department, Policy
from gateway.store import people, tickets
from gateway.store.database import Connection
from gateway.store.journal import entries_of
from gateway.store.schema import journal, person, ticket
from gateway.tickets.changes import (
    Answered,
    Assign,
    Change,
    Close,
    Merge,
    Promise,
    Rate,
    Reopen,
    Repeat,
    Resolve,
    SetDepartment,
    SetStatus,
    SetType,
    Tag,
    Unanswered,
    Unmerge,
    apply,
)
from gateway.tickets.clock import Hours, Stint
from gateway.tickets.people import Person
from gateway.tickets.ticket import Status, Ticket

from ..builders import ALI, POSHTIBANI, SUPPORT, policy

NOW = datetime(2026, 11, 28, 9, 17, tzinfo=UTC)
DAYS = 75
HOLIDAYS = frozenset({date(2026, 11, 3), date(2026, 11, 17)})
WORKS = Hours("Asia/Tehran", tuple(Stint(day, 480, 960) for day in (5, 6, 0, 1, 2)), HOLIDAYS)
AGENTS = ("tom", "mina", "sara", "")
TYPES = ("support", "inquiry", "extension")
DEPARTMENTS = ("support", "poshtibani", "closed-long-ago")
OVER = (Status.RESOLVED, Status.CLOSED)


def desks() -> Policy:
    """Support works from Saturday to Wednesday, the other department always."""
    support: Department = replace(SUPPORT, hours=WORKS, promise=timedelta(minutes=30))
    return policy(departments=(support, POSHTIBANI))


# --- making them ------------------------------------------------------------------------------------------------------


@dataclass
class Lives:
    seed: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def make(self, count: int, ids: dict[str, int]) -> None:
        """Their journals are written in the order of time, as they would have been."""
        for number in range(1001, 1001 + count):
            self._live(number, ids)
        self.told.sort(key=lambda row: row["at"])

    def _live(self, number: int, ids: dict[str, int]) -> None:
        dice = self.dice
        at = NOW - timedelta(seconds=dice.randrange(DAYS * 86_400))
        requester = replace(ALI, id=ids[ALI.address])
        now = Ticket(number, "x", Status.NEW, dice.choice(DEPARTMENTS), requester, "en", at, type=dice.choice(TYPES))
        self._tell(number, at, None, (("open", "", now.department),))
        if dice.random() < 0.8:
            now = self._step(now, (Promise(at + timedelta(minutes=dice.choice((30, 30, 600, 5000))), None),), at, None)
        for _ in range(dice.randrange(14)):
            at += timedelta(seconds=int(dice.expovariate(1 / 40_000)) + 1)
            if at >= NOW:
                break
            author = dice.choice(("tom@example.org", "mina@example.org", "old@example.org"))
            now = self._step(now, self._something(now, at), at, ids[author])
        self.rows.append({"number": number, "version": 1, **tickets._columns(now)})

    def _something(self, now: Ticket, at: datetime) -> tuple[Change, ...]:
        dice = self.dice
        may: list[Change] = [Assign(dice.choice(AGENTS)), SetType(dice.choice(TYPES)), Tag("x"), Repeat()]
        may += [SetDepartment(dice.choice(DEPARTMENTS)), Promise(at + timedelta(hours=3), None)]
        if now.status in (Status.MERGED, Status.SPAM):
            back: Change = Unmerge(Status.OPEN) if now.status is Status.MERGED else Reopen()
            return (back,) if dice.random() < 0.3 else (Tag("y"),)
        if now.first_response is None and dice.random() < 0.4:
            return (Answered(at),)
        if now.first_response is not None and dice.random() < 0.15:
            return (Unanswered(None),)
        if now.status in OVER:
            may += [Reopen(), Rate(dice.randint(1, 5)), Rate(dice.randint(1, 5)), Close(at)]
        else:
            may += [Resolve(at, at + timedelta(days=3))] * 3 + [Close(at), SetStatus(Status.WAITING)]
            may += [SetStatus(Status.SPAM), Merge(1001)] if dice.random() < 0.2 else []
        return tuple(dice.sample(may, dice.choice((1, 1, 2))))

    def _step(self, now: Ticket, changes: tuple[Change, ...], at: datetime, author: int | None) -> Ticket:
        entries = tuple((each.change, each.old, each.new) for each in entries_of(now, changes))
        self._tell(now.number, at, author, entries)
        return apply(now, changes)

    def _tell(self, number: int, at: datetime, author: int | None, entries: tuple[tuple[str, str, str], ...]) -> None:
        for change, old, new in entries:
            row = {"ticket": number, "at": at, "author": author, "mail": None}
            self.told.append({**row, "change": change, "old": old, "new": new})


def store(connection: Connection, count: int, seed: int = 5) -> None:
    names = (ALI.address, "tom@example.org", "mina@example.org", "old@example.org")
    known = people.stored(connection, [Person(0, name) for name in names])
    lives = Lives(seed)
    lives.make(count, {name: known[name].id for name in names})
    connection.execute(ticket.insert(), lives.rows)
    connection.execute(journal.insert(), lives.told)


# --- telling them again, forwards -------------------------------------------------------------------------------------


@dataclass
class Told:
    """A ticket as the journal tells it up to a moment."""

    created: datetime
    status: str
    department: str
    assignee: str
    type: str
    promised: datetime | None = None
    answered: datetime | None = None
    by: str = ""
    events: list[tuple[str, datetime, str]] = field(default_factory=list)


_FIELDS = {"department": "department", "assign": "assignee", "type": "type", "status": "status"}
_MOVES = {"resolve": "resolved", "close": "closed", "reopen": "open", "merge": "merged", "unmerge": "open"}
_NAMES = {"tom@example.org": "tom", "mina@example.org": "mina"}


def tell(connection: Connection, until: datetime) -> list[Told]:
    """The tickets that were there before that moment, each as it was then."""
    addresses = {row.id: row.address for row in connection.execute(select(person))}
    rows = defaultdict(list)
    for row in connection.execute(select(journal).order_by(journal.c.id)):
        rows[row.ticket].append(row)
    told = []
    for stored in connection.execute(select(ticket).order_by(ticket.c.number)):
        begun = _begun(stored, rows[stored.number])
        if begun.created < until:
            for row in rows[stored.number]:
                if row.at < until:
                    _follow(begun, row, addresses)
            told.append(begun)
    return told


def _begun(stored: Any, rows: list[Any]) -> Told:
    """What nobody changed is what it always was."""
    first = {change: next((row.old for row in rows if row.change == change), None) for change in _FIELDS}
    opened = rows[0]
    assert opened.change == "open"
    assignee = first["assign"] if first["assign"] is not None else stored.assignee
    return Told(opened.at, "new", opened.new, assignee, first["type"] or stored.type)


def _follow(told: Told, row: Any, addresses: dict[int, str]) -> None:
    if row.change in _FIELDS:
        setattr(told, _FIELDS[row.change], row.new)
    elif row.change in _MOVES:
        told.status = _MOVES[row.change]
    elif row.change == "promise":
        told.promised = datetime.fromisoformat(row.new)
    elif row.change == "answered":
        told.answered = told.answered or datetime.fromisoformat(row.new)
        address = addresses.get(row.author, "")
        told.by = _NAMES.get(address, address)
    elif row.change == "unanswered":
        told.answered, told.by = None, ""
    if row.change in ("resolve", "close", "reopen", "repeat", "rate"):
        told.events.append((row.change, row.at, row.new))


def worked(start: datetime, end: datetime) -> float:
    """Seconds from eight to four, Saturday to Wednesday, in a zone that never sets its clocks."""
    zone, total = ZoneInfo("Asia/Tehran"), 0.0
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        if day.isoweekday() in (6, 7, 1, 2, 3) and day not in HOLIDAYS:
            begin, stop = (datetime.combine(day, time(hour), zone) for hour in (8, 16))
            total += max(0.0, (min(stop, end) - max(begin, start)).total_seconds())
        day += timedelta(days=1)
    return total


def rank(values: list[int], percent: float) -> int:
    return sorted(values)[ceil(percent / 100 * len(values)) - 1]


@dataclass(frozen=True)
class Asked:
    since: datetime
    until: datetime
    department: str = ""

    def holds(self, at: datetime) -> bool:
        return self.since <= at < self.until

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo("Asia/Tehran")).date()

    def week(self, at: datetime) -> str:
        """Of Saturdays."""
        day = self.day(at)
        while day.isoweekday() != 6:
            day -= timedelta(days=1)
        return day.isoformat()


def counted(told: list[Told], asked: Asked) -> list[Told]:
    return [
        each for each in told if each.status not in ("merged", "spam") and asked.department in ("", each.department)
    ]


def seconds(each: Told) -> int:
    assert each.answered is not None
    always = each.department == "poshtibani"
    return int((each.answered - each.created).total_seconds() if always else worked(each.created, each.answered))


@dataclass(frozen=True)
class Group:
    """What one group of a report is made of; whether or not they have an answer, `answered` is for who gives it."""

    opened: list[Told]
    answered: list[Told]
    open: list[Told]
    events: list[tuple[str, datetime, str]]


def figures(group: Group, until: datetime) -> dict[str, Any]:
    answered, events = group.answered, group.events
    given = [each for each in answered if each.answered]
    lasted = [seconds(each) for each in given]
    by_clock = [int((each.answered - each.created).total_seconds()) for each in given if each.answered]
    waits = [each for each in answered if not each.answered and each.status in ("new", "open", "waiting")]
    promised = [each for each in given if each.promised]
    return {
        "opened": len(group.opened),
        **{word: sum(event[0] == word for event in events) for word in ("resolve", "close", "reopen", "repeat")},
        "open": len(group.open),
        "answered": len(given),
        "waiting": len(waits),
        "never": len(answered) - len(given) - len(waits),
        "average": round(sum(lasted) / len(lasted)) if len(lasted) >= 5 else None,
        "median": rank(lasted, 50) if len(lasted) >= 5 else None,
        "p95": rank(lasted, 95) if len(lasted) >= 20 else None,
        "clock": rank(by_clock, 50) if len(lasted) >= 5 else None,
        "kept": sum(each.answered <= each.promised for each in promised if each.answered and each.promised),
        "late": sum(each.answered > each.promised for each in promised if each.answered and each.promised),
        "overdue": sum(each.promised is not None and each.promised <= until for each in waits),
        "stars": tuple(sum(event[0] == "rate" and event[2] == str(stars) for event in events) for stars in range(1, 6)),
    }
