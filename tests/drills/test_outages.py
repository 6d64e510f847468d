"""One office on one server of its own lives through all outages, one after the other."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from ..scenarios.office import Office, wait_until
from .drill import Round
from .outages import ANSWERED_WITHIN, OUTAGES, drilled, housed, on_postgresql
from .people import Letter, hand_in, judged
from .servers import Cluster, cluster, postgresql_missing
from .short import SEED, held

SECONDS = {"frozen": 6, "locked": 6, "crowded": 4, "killed": 3, "restarted": 4, "cut": 4}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Cluster]]:
    if reason := postgresql_missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("outages")
    with cluster() as server, housed(folder, on_postgresql(server, folder)) as office:
        yield office, server


@pytest.mark.scenario
@pytest.mark.parametrize("name", OUTAGES)
def test_an_outage_of_postgresql_is_451_and_then_over(name: str, house: tuple[Office, Cluster], tmp_path: Path) -> None:
    office, server = house
    round = Round(f"database-{name}", 0, SECONDS[name], SEED, tmp_path)
    found = drilled(office, round, lambda: OUTAGES[name](server, round.amount, round.dice))
    print(name, *map(str, found.figures), found.counts, sep="\n")
    assert found.kept, found
    assert found.counts.faults > 0


@contextmanager
def slow_commits(server: Cluster) -> Iterator[None]:
    """A COMMIT that writes mails takes a second."""
    with server.connect(database="postroom") as admin:
        admin.execute(
            "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN NULL; END'"
        )
        admin.execute(
            "CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON spool DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION hold()"
        )
        yield
        admin.execute("DROP TRIGGER hold ON spool")
        admin.execute("DROP FUNCTION hold")


def commits_now(server: Cluster) -> bool:
    with server.connect() as admin:
        rows = admin.execute("SELECT 1 FROM pg_stat_activity WHERE query = 'COMMIT' AND wait_event = 'PgSleep'")
        return bool(rows.fetchall())


def duplicates(office: Office) -> int:
    return int(office.rows("ledger")[0]["outcomes"].get("duplicate", 0))


@pytest.mark.scenario
def test_a_mail_in_a_commit_when_postgresql_freezes_is_451_in_time_and_one_ticket(
    house: tuple[Office, Cluster],
) -> None:
    office, server = house
    letter, before = Letter("frozenincommit"), duplicates(office)
    with slow_commits(server), ThreadPoolExecutor(1) as client:
        began = time.monotonic()
        answer = client.submit(lambda: asyncio.run(hand_in(office.port, letter)))
        wait_until(lambda: commits_now(server), 30, lambda: office.log[-2000:])
        server.freeze()
        try:
            words, took = answer.result(60), time.monotonic() - began
        finally:
            server.thaw()
    assert words.startswith("451"), words
    assert took < ANSWERED_WITHIN + 1, took  # of which a second may be ours
    assert asyncio.run(hand_in(office.port, letter)).startswith("250")
    found = judged(office, [letter])
    assert found.kept, found
    assert duplicates(office) == before + 1


@pytest.mark.scenario
def test_a_lock_on_sqlite_is_451_and_then_over(tmp_path: Path) -> None:
    assert held("database-locked-sqlite", tmp_path).counts.accepted > 0
