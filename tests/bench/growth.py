"""Does anything get slower as tickets pile up? Mails per second, SMTP in to acknowledgement at a sink, with a thousand
and with a million tickets stored, in turns; and how long listings take the database. Ends with 1 where not.

`python -m tests.bench.growth --cache FOLDER`: the first time it makes the million, which takes long; they are kept.
"""

import argparse
import asyncio
import json
import platform
import statistics
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from gateway.store.database import Database
from gateway.store.schema import mail, notice, ticket

from . import listings
from .copies import SEED
from .grown import Place
from .house import House, house
from .indexed import filled
from .letters import Letters
from .plot import Chart, Line
from .through import Arrivals, send, settle_in, sink, wait_until_quiet

LEAST = 0.9  # of the speed with few tickets
MOST = 100.0  # milliseconds for a listing
KNOWN = 60  # tickets that people open just before, for the measured mails to answer
WARMING = 60  # mails before it counts


@dataclass(frozen=True, slots=True)
class Load:
    mails: int
    connections: int
    seed: int


@dataclass(frozen=True, slots=True)
class Round:
    """One measurement: `tickets` were stored, `speed` mails a second got their acknowledgement, `cpu` ms a mail."""

    database: str
    tickets: int
    speed: float
    cpu: float
    roles: dict[str, float]


def measure(kind: str, url: str, load: Load, run: str) -> Round:
    with sink() as (relay, arrivals), house(kind, 2, relay, url) as place:
        _age(place)
        letters = Letters(load.seed, run)
        stored, last = _count(place), _last_notice(place)
        threads = settle_in(place, letters, KNOWN, after=last)
        asyncio.run(send(place.port, list(letters.mixed(WARMING, threads)), load.connections))
        wait_until_quiet(place)
        batch = list(letters.mixed(load.mails, threads))
        before, began = place.cpu(), time.monotonic()
        accepted = asyncio.run(send(place.port, batch, load.connections))
        wait_until_quiet(place)
        after = place.cpu()
        ended = _last_acknowledgement(place, last, set(accepted), arrivals)
        roles = {role: 1000 * (after[role] - before.get(role, 0.0)) / len(batch) for role in after}
        return Round(kind, stored, len(batch) / (ended - began), sum(roles.values()), roles)


def _age(place: House) -> None:
    """What earlier measurements sent is not of this hour: brakes count what is, however many tickets there are."""
    now = datetime.now(UTC)
    recent = update(notice).where(notice.c.created > now - timedelta(hours=1))
    place.database.write(lambda connection: connection.execute(recent.values(created=now - timedelta(hours=2))))


def _count(place: House) -> int:
    with place.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(ticket)) or 0


def _last_notice(place: House) -> int:
    with place.database.read() as connection:
        return connection.scalar(select(func.max(notice.c.id))) or 0


def _last_acknowledgement(place: House, after: int, mine: set[str], arrivals: Arrivals) -> float:
    """When it came. Raises where a notice did not arrive exactly once, or a mail was not answered."""
    query = select(notice.c.message_id, notice.c.kind, mail.c.message_id.label("of"))
    with place.database.read() as connection:
        rows = connection.execute(query.outerjoin(mail, mail.c.id == notice.c.mail).where(notice.c.id > after)).all()
    came = arrivals.read()
    counted = Counter(name for _, name in came)
    unanswered = mine - {row.of for row in rows}
    if {row.message_id for row in rows} != set(counted) or max(counted.values()) > 1 or unanswered:
        raise RuntimeError(f"{len(rows)} notices, {len(came)} arrivals, {len(unanswered)} unanswered")
    times = {name: at for at, name in came}
    return max(times[row.message_id] for row in rows if row.kind == "received" and row.of in mine)


def questions(url: str) -> dict[str, float]:
    """Milliseconds for each listing, as the database and our reading of its rows take them; Python's start apart."""
    with closing(Database(url)) as database:
        return {each.command: round(each.milliseconds(), 1) for each in listings.questions(database)}


@dataclass(frozen=True, slots=True)
class Result:
    rounds: tuple[Round, ...]
    listings: dict[str, dict[str, float]]  # by database

    def ratio(self, kind: str) -> float:
        """Of speeds, the median over pairs of rounds that followed each other."""
        return statistics.median(many.speed / few.speed for few, many in self._pairs(kind))

    def cpu_ratio(self, kind: str) -> float:
        """CPU seconds with few tickets by those with many: the same question where others use the machine, too."""
        return statistics.median(few.cpu / many.cpu for few, many in self._pairs(kind))

    def _pairs(self, kind: str) -> list[tuple[Round, Round]]:
        mine = [each for each in self.rounds if each.database == kind]
        return list(zip(mine[::2], mine[1::2], strict=True))

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.database for each in self.rounds))

    @property
    def problems(self) -> list[str]:
        slow = [f"{kind}: {self.ratio(kind):.2f} of the speed" for kind in self.kinds if self.ratio(kind) < LEAST]
        times = ((kind, name, took) for kind, all_of in self.listings.items() for name, took in all_of.items())
        return slow + [f"{kind}: {name} takes {took} ms" for kind, name, took in times if took > MOST]

    @property
    def plot(self) -> str:
        lines = []
        for kind in self.kinds:
            few, many = zip(*self._pairs(kind), strict=True)
            lines.append(Line(kind, (_middle(few), _middle(many))))
        return Chart("Speed as tickets pile up", "tickets stored", "mails a second", tuple(lines)).svg


def _middle(rounds: tuple[Round, ...]) -> tuple[float, float]:
    return float(rounds[0].tickets), statistics.median(each.speed for each in rounds)


def run(place: Place, many: int, rounds: int, load: Load) -> tuple[list[Round], dict[str, float]]:
    """In turns: few, many, few, many. The few are a fresh copy each time; to the many a little is added."""
    large = place.prepared(many)
    for url in (place.prepared(SEED), large):
        filled(url)  # a house that old has had the time; else what fills its index would be measured, too
    done = []
    for number in range(rounds):
        small = place.copy(SEED, SEED + 1)
        for url in (small, large):
            done.append(measure(place.kind, url, load, f"r{datetime.now(UTC):%H%M%S}.{number}"))
            print(f"  {done[-1]}", file=sys.stderr)
    place.drop(SEED + 1)
    return done, questions(large)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", nargs="*", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    options.add_argument("--cache", type=Path, required=True, help="where SQLite's files are kept")
    options.add_argument("--tickets", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--mails", type=int, default=1500)
    options.add_argument("--connections", type=int, default=10)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--into", type=Path, help="a folder for growth.json and growth.svg")
    chosen = options.parse_args()
    rounds: list[Round] = []
    asked: dict[str, dict[str, float]] = {}
    load = Load(chosen.mails, chosen.connections, chosen.seed)
    for kind in chosen.database:
        done, asked[kind] = run(Place(kind, chosen.cache), chosen.tickets, chosen.rounds, load)
        rounds += done
    _tell(Result(tuple(rounds), asked), load, chosen.into)


def _tell(result: Result, load: Load, into: Path | None) -> None:
    ratios = {kind: {"speed": result.ratio(kind), "cpu": result.cpu_ratio(kind)} for kind in result.kinds}
    where = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    head = {"at": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}", "machine": where, "load": asdict(load), "ratios": ratios}
    told = {**head, "problems": result.problems, "listings": result.listings}
    print(json.dumps(told, indent=1))
    if into is not None:
        into.mkdir(parents=True, exist_ok=True)
        whole = {**told, "rounds": [asdict(each) for each in result.rounds]}
        (into / "growth.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
        (into / "growth.svg").write_text(result.plot, encoding="utf-8")
    sys.exit(1 if result.problems else 0)


if __name__ == "__main__":
    main()
