"""How long the console's pages take the server, with as many tickets as are wanted: lists, searches, one ticket and the
trail of one mail, as an admin opens them, each another one. Ends with 1 where a page is slower than it may be.

`python -m tests.bench.console --cache FOLDER`: takes the tickets of `tests.bench.growth`, and makes them where they are
not there yet. The index of the search is filled to its end before, which takes long with a million.
"""

import argparse
import json
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from rich.progress import Progress
from sqlalchemy import func, select

from gateway.store.database import Connection, Database
from gateway.store.schema import article, mail, ticket
from gateway.store.search import filling

from ..console.house import Browser, console_house
from .grown import Place

MEDIAN, LATE = 100.0, 300.0  # milliseconds that a page may take at the middle, and 99 of 100
WARMING = 10
WORDS = (
    *("printer", "invoice October", "alarm", "licence workshop", "returned without", "supplier parcels"),
    *("چاپگر", "صورت‌حساب", "صورت حساب مهرماه", "نقشه کشی", "آژیر", "گذرواژه", "تقويم مشترك"),
    *("colleague starts desk", "nothinglikethis", "هیچ‌کدام‌نیست"),
)
STATES = ("", "status=all", "status=closed", "department=support", "status=all&priority=high", "assignee=nobody")


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of one kind of page."""

    database: str
    page: str
    visits: int
    median: float
    late: float  # 99 of 100 are quicker
    longest: float

    @property
    def slow(self) -> bool:
        return self.median > MEDIAN or self.late > LATE


@dataclass(frozen=True, slots=True)
class Stock:
    """What may be opened."""

    tickets: int
    lowest: int
    highest: int
    mails: tuple[int, int]  # the first id and the last


def filled(url: str) -> None:
    """All that is stored is in the index."""
    with closing(Database(url)) as database, Progress(disable=not sys.stderr.isatty()) as progress:
        with database.read() as connection:
            total = connection.scalar(select(func.count()).select_from(ticket)) or 0
        task = progress.add_task("filling the index", total=total)
        while (done := filling.step(database)) is not None:
            progress.advance(task, done)


def stock(connection: Connection) -> Stock:
    count, lowest, highest = connection.execute(
        select(func.count(), func.min(ticket.c.number), func.max(ticket.c.number))
    ).one()
    first, last = connection.execute(select(func.min(mail.c.id), func.max(mail.c.id))).one()
    return Stock(count, lowest, highest, (first, last))


def words_of(connection: Connection, dice: random.Random, there: Stock) -> Iterator[str]:
    """Words of requests that there are, so that searches find what few others have."""
    for _ in range(20):
        number = dice.randint(there.lowest, there.highest)
        text = connection.scalar(select(article.c.text).where(article.c.ticket == number).limit(1)) or ""
        words = [each for each in text.split() if len(each) > 3]
        if words:
            yield " ".join(dice.sample(words, min(3, len(words))))


def paths(dice: random.Random, there: Stock, words: tuple[str, ...]) -> dict[str, Callable[[], str]]:
    def number() -> int:
        return dice.randint(there.lowest, there.highest)

    return {
        "list": lambda: f"/tickets?{dice.choice(STATES)}",
        "list, further down": lambda: f"/tickets?status=all&before={number()}",
        "search": lambda: f"/tickets?q={quote(dice.choice(words))}&status=all",
        "search, open ones": lambda: f"/tickets?q={quote(dice.choice(words))}",
        "search, a number": lambda: f"/tickets?q={number()}",
        "ticket": lambda: f"/tickets/{number()}",
        "mails": lambda: f"/mails?before={dice.randint(*there.mails)}",
        "trail": lambda: f"/mails/{dice.randint(*there.mails)}",
        "outbox": lambda: "/outbox",
        "today": lambda: "/",
        "month": lambda: "/month",
        "state": lambda: "/state",
    }


def timed(browser: Browser, path: Callable[[], str], visits: int) -> list[float]:
    """What is not there is passed over: few numbers have no ticket or mail."""
    found: list[float] = []
    for at in range(WARMING + visits):
        wanted = path()
        began = time.perf_counter()
        answered = browser.get(wanted)
        took = 1000 * (time.perf_counter() - began)
        if answered.status == 404:
            continue
        if answered.status != 200:
            raise RuntimeError(f"{wanted} answered {answered.status}")
        if at >= WARMING:
            found.append(took)
    return found


def measured(kind: str, url: str, visits: int, seed: int) -> list[Timed]:
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, console_house(Path(folder), url=url) as house:
        with house.app.database.read() as connection:
            there = stock(connection)
            words = (*WORDS, *words_of(connection, dice, there))
        browser = house.signed_in("olga@example.org")
        done = []
        for page, path in paths(dice, there, words).items():
            took = sorted(timed(browser, path, visits))
            late = took[min(len(took) - 1, len(took) * 99 // 100)]
            one = Timed(kind, page, len(took), round(statistics.median(took), 1), round(late, 1), round(took[-1], 1))
            print(f"  {one}", file=sys.stderr)
            done.append(one)
        return done


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", nargs="*", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    options.add_argument("--cache", type=Path, required=True, help="where SQLite's files are kept")
    options.add_argument("--tickets", type=int, default=1_000_000)
    options.add_argument("--visits", type=int, default=300, help="of each kind of page")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--into", type=Path, help="a folder for console.json")
    chosen = options.parse_args()
    done: list[Timed] = []
    for kind in chosen.database:
        url = Place(kind, chosen.cache).prepared(chosen.tickets)
        filled(url)
        done += measured(kind, url, chosen.visits, chosen.seed)
    where = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    head = {"at": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}", "machine": where, "tickets": chosen.tickets}
    told = json.dumps({**head, "pages": [asdict(each) for each in done]}, indent=1)
    print(told)
    if chosen.into is not None:
        chosen.into.mkdir(parents=True, exist_ok=True)
        (chosen.into / "console.json").write_text(told + "\n", encoding="utf-8")
    sys.exit(1 if any(each.slow for each in done) else 0)


if __name__ == "__main__":
    main()
