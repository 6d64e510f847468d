"""What the self-check of the store asks, and what it answers with."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import FromClause

from ..places import Places

KEPT = 200  # findings of one check that are told; the rest is counted
GRACE = timedelta(hours=1)  # for which a file may lie there before the row that names it is committed


class Weight(Enum):
    DAMAGE = "damage"  # something is lost or contradicts itself
    REMARK = "remark"  # something is left over and does no harm


class Depth(Enum):
    QUICK = "quick"  # everything but the bytes of mails and attachments
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject` is what it is about, such as "mail 17"."""

    subject: str
    expected: str
    found: str
    weight: Weight = Weight.DAMAGE


@dataclass(frozen=True, slots=True)
class Looked:
    """What one check saw: how many things it looked at, and what is wrong with some of them."""

    count: int
    findings: Iterable[Finding] = ()


Reader = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True, slots=True)
class Place:
    """What is checked. `read` begins a transaction that only reads. The folders are None where contents lie in the
    database (PostgreSQL).
    """

    read: Reader
    blobs: Path | None
    segments: Path | None
    depth: Depth
    now: datetime
    shared: Places | None = None  # None where nobody may ask there, as of a backup


@dataclass(frozen=True, slots=True)
class Check:
    """One question to the store."""

    name: str
    asks: str
    look: Callable[[Place], Looked]


@dataclass(frozen=True, slots=True)
class Result:
    """`findings` are the first ones, `more` is how many others there are."""

    check: str
    asks: str
    looked: int
    findings: tuple[Finding, ...]
    more: int

    @property
    def damaged(self) -> bool:
        return any(finding.weight is Weight.DAMAGE for finding in self.findings)


def run(check: Check, place: Place) -> Result:
    """A database that is damaged may have no answer at all. Raises Unavailable where it cannot be reached."""
    try:
        return judged(check.name, check.asks, check.look(place))
    except DBAPIError as error:
        finding = Finding("database", "an answer", str(error.orig))
        return Result(check.name, check.asks, 0, (finding,), 0)


def judged(name: str, asks: str, looked: Looked) -> Result:
    """What somebody saw, as the answer to a question."""
    findings: list[Finding] = []
    more = 0
    for finding in looked.findings:
        if len(findings) < KEPT:
            findings.append(finding)
        else:
            more += 1
    return Result(name, asks, looked.count, tuple(findings), more)


def size(connection: Connection, table: FromClause) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def rows(place: Place, of: FromClause, *wrong: tuple[Select[Any], Callable[[Any], Finding]]) -> Looked:
    """One transaction: how many rows a table has, and a finding for each row of queries that should find none."""
    with place.read() as connection:
        found: list[Finding] = []
        for query, told in wrong:
            found += [told(row) for row in connection.execute(query)]
        return Looked(size(connection, of), found)


def in_turn(findings: Iterable[Iterable[Finding]]) -> Iterator[Finding]:
    for some in findings:
        yield from some
