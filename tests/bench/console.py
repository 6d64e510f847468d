"""How long the console's pages take the server, with as many tickets as are wanted: lists, searches, one ticket and the
trail of one mail, as an admin opens them, each another one. Ends with 1 where a page is slower than it may be.

`python -m tests.bench.console --cache FOLDER`: takes the tickets of `tests.bench.growth`, and makes them where they are
not there yet. The index of the search is whole before it begins (`indexed`).
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
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Column, func, select

from gateway.store.database import Connection
from gateway.store.schema import article, mail, ticket

from ..console.house import ADMIN, CONSOLE, Browser, console_house
from .grown import Place
from .indexed import filled

MEDIAN, LATE = 100.0, 300.0  # milliseconds that a page may take at the middle, and 99 of 100
WARMING = 10
SAMPLE = 1_000  # tickets and mails that are opened
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

    numbers: tuple[int, ...]  # of some tickets
    mails: tuple[int, ...]  # and of some mails


def stock(connection: Connection, dice: random.Random) -> Stock:
    return Stock(_some(connection, ticket.c.number, dice), _some(connection, mail.c.id, dice))


def _some(connection: Connection, key: Column[int], dice: random.Random) -> tuple[int, ...]:
    """Of all ages alike."""
    highest = connection.scalar(select(func.max(key))) or 0
    rising = (select(key).where(key >= dice.randint(0, highest)).order_by(key).limit(1) for _ in range(SAMPLE))
    return tuple(int(found) for query in rising if (found := connection.scalar(query)) is not None)


def words_of(connection: Connection, dice: random.Random, there: Stock) -> Iterator[str]:
    """Words of requests that there are, so that searches find what few others have."""
    for _ in range(20):
        number = dice.choice(there.numbers)
        text = connection.scalar(select(article.c.text).where(article.c.ticket == number).limit(1)) or ""
        words = [each for each in text.split() if len(each) > 3]
        if words:
            yield " ".join(dice.sample(words, min(3, len(words))))


def paths(dice: random.Random, there: Stock, words: tuple[str, ...]) -> dict[str, Callable[[], str]]:
    def number() -> int:
        return dice.choice(there.numbers)

    return {
        "list": lambda: f"/tickets?{dice.choice(STATES)}",
        "list, further down": lambda: f"/tickets?status=all&before={number()}",
        "search": lambda: f"/tickets?q={quote(dice.choice(words))}&status=all",
        "search, open ones": lambda: f"/tickets?q={quote(dice.choice(words))}",
        "search, a number": lambda: f"/tickets?q={number()}",
        "ticket": lambda: f"/tickets/{number()}",
        "mails": lambda: f"/mails?before={dice.choice(there.mails)}",
        "trail": lambda: f"/mails/{dice.choice(there.mails)}",
        "outbox": lambda: "/outbox",
        "today": lambda: "/",
        "month": lambda: "/month",
        "state": lambda: "/state",
    }


def timed(browser: Browser, path: Callable[[], str], visits: int) -> list[float]:
    found: list[float] = []
    for at in range(WARMING + visits):
        wanted = path()
        began = time.perf_counter()
        answered = browser.get(wanted)
        took = 1000 * (time.perf_counter() - began)
        if answered.status != 200:
            raise RuntimeError(f"{wanted} answered {answered.status}")
        if at >= WARMING:
            found.append(took)
    return found


def _keyed(folder: Path) -> str:
    key = folder / "reply.key"
    key.write_text("a key that is only used by benches\n")
    return f'{CONSOLE}{ADMIN}[reply]\nsecret = {{ file = "{key}" }}\n'


def measured(kind: str, url: str, visits: int, seed: int) -> list[Timed]:
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, console_house(Path(folder), _keyed(Path(folder)), url) as house:
        with house.app.database.read() as connection:
            there = stock(connection, dice)
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
