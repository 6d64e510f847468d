"""Watches the statements that a database is asked, and how it means to answer them: which ones read a table from end to
end, whatever its size, and how long each took. `python -m tests.bench.plans --cache FOLDER` does so with a million
tickets stored, while mails are taken in, notices go out, periodic jobs run and listings are made.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from gateway.app import App
from gateway.store.database import Database
from gateway.store.schema import metadata
from workers import deliver, periodic

from . import listings, outbox
from .grown import Place
from .through import sink

SMALL = {  # tables that do not grow with the tickets
    *("absence", "doomed", "erasure", "fence", "login", "mailbox_folder", "mailbox_lease", "number_floor"),
    *("periodic_slot", "reach", "retention_place", "roster_revision", "rule_revision", "turn", "search_place"),
    *("entrance", "visit", "guest_entrance", "guest_visit", "guest_draft"),  # what ended is forgotten within a day
}
GROWING = set(metadata.tables) - SMALL
PARTIAL = {  # indexes of a few rows among many: reading all of one is what it is there for
    index.name
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
KNOWN = (  # words of statements that begin at the newest row and stop after so many, or what SQLite only might do
    "FROM notice ORDER BY notice.id DESC LIMIT",  # the newest ones, whatever they are
    "WHERE notice.state = ? ORDER BY notice.id DESC LIMIT",  # those that were sent: nearly all
    "FROM spool JOIN mail ON mail.id = spool.id ORDER BY mail.id DESC LIMIT",
    "JOIN person ON person.id = ticket.requester ORDER BY ticket.number DESC LIMIT",
    "FROM search_due ORDER BY search_due.ticket LIMIT",
    "INSERT INTO article",  # looks for notices that wait for the article: where a check was put off, and none is
)
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
MAILS = 40


@dataclass
class Asked:
    """One statement: how often it was asked, how long that took, in seconds, and what it reads from end to end."""

    statement: str
    scans: tuple[str, ...]
    times: int = 0
    seconds: float = 0.0
    longest: float = 0.0

    def __str__(self) -> str:
        whole = f" READS ALL OF {', '.join(self.scans)}" if self.scans else ""
        words = " ".join(self.statement.split())
        took = f"{self.times} x {1000 * self.seconds / max(1, self.times):.2f} ms, longest {1000 * self.longest:.1f}"
        return f"{took}{whole}: {words}"


@dataclass
class Statements:
    asked: dict[str, Asked] = field(default_factory=dict)
    _began: float = 0.0

    @contextmanager
    def of(self, database: Database) -> Iterator["Statements"]:
        event.listen(database.engine, "before_cursor_execute", self._before)
        event.listen(database.engine, "after_cursor_execute", self._after)
        try:
            yield self
        finally:
            event.remove(database.engine, "before_cursor_execute", self._before)
            event.remove(database.engine, "after_cursor_execute", self._after)

    def _before(self, on: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        if statement.lstrip(" (").upper().startswith(VERBS) and statement not in self.asked:
            first = values[0] if many else values
            self.asked[statement] = Asked(statement, tuple(sorted(set(_scans(on, cursor, statement, first)))))
        on.info["began"] = time.perf_counter()

    def _after(self, on: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        if (asked := self.asked.get(statement)) is not None:
            took = time.perf_counter() - on.info["began"]
            asked.times += 1
            asked.seconds += took
            asked.longest = max(asked.longest, took)

    @property
    def scanning(self) -> list[Asked]:
        """Those that will be slow when there are a million rows."""
        return [each for each in self.asked.values() if each.scans and not _is_known(each.statement)]


def _is_known(statement: str) -> bool:
    words = " ".join(statement.split())
    return any(known in words for known in KNOWN)


def _scans(connection: Connection, cursor: Any, statement: str, values: Any) -> Iterator[str]:
    raw: Any = connection.connection.dbapi_connection
    other = type(cursor)(raw)
    if connection.dialect.name == "sqlite":
        other.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        for row in other.fetchall():
            yield from _scanned(row[3])
        return
    other.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
    (plan,) = other.fetchone()
    yield from _sequential((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _scanned(detail: str) -> Iterator[str]:
    """SQLite's words: SCAN reads all of a table or of an index, SEARCH a part of it."""
    words = detail.split()
    if words[0] == "SCAN" and words[1] in GROWING and words[-1] not in PARTIAL:
        yield words[1]


def _sequential(node: dict[str, Any]) -> Iterator[str]:
    table = node.get("Relation Name", "")
    whole = node["Node Type"] == "Seq Scan" or (node["Node Type"].startswith("Index") and "Index Cond" not in node)
    if table in GROWING and whole and node.get("Index Name") not in PARTIAL:
        yield table
    for each in node.get("Plans", ()):
        yield from _sequential(each)


def live(app: App, mails: int) -> None:
    """What an office does all day, a little of each."""
    for id in outbox.fill(app, mails, first=int(time.time())):
        deliver.run_called(app, id)
    periodic.run(app, 0)
    periodic.overdue(app, datetime.now(UTC))
    for question in listings.questions(app.database):
        question.ask()


@contextmanager
def office(url: str, relay: int) -> Iterator[App]:
    with tempfile.TemporaryDirectory(prefix="postroom-plans-") as folder:
        app = App.open(outbox.settings(Path(folder), relay, url))
        try:
            yield app
        finally:
            app.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", nargs="*", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    options.add_argument("--cache", type=Path, required=True)
    options.add_argument("--tickets", type=int, default=1_000_000)
    chosen = options.parse_args()
    for kind in chosen.database:
        url = Place(kind, chosen.cache).prepared(chosen.tickets)
        with sink() as (relay, _), office(url, relay) as app, Statements().of(app.database) as statements:
            live(app, MAILS)
        print(f"{kind}: {len(statements.asked)} statements")
        for each in sorted(statements.asked.values(), key=lambda one: -one.longest):
            if each.scans or each.longest > 0.01:
                print(f"  {each}")


if __name__ == "__main__":
    main()
