"""Pieces of work that share a commit on PostgreSQL: none harms another, and two processes in each other's way go on."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from gateway.store.database import Database, Unavailable
from gateway.store.migrate import migrate
from gateway.store.prepared import Prepared
from gateway.store.schema import person

from . import emptied

pytestmark = pytest.mark.service

Work = Callable[[Connection], object]

_NAMES = Prepared(select(person.c.name).order_by(person.c.name))
_ADD = Prepared(person.insert())
_WAITS = Prepared(select(func.current_setting("synchronous_commit")))
_LOCK = Prepared(select(func.pg_advisory_xact_lock(bindparam("key", type_=person.c.id.type))))


@pytest.fixture
def database(postgresql_url: str) -> Iterator[Database]:
    emptied.empty(postgresql_url)
    opened = Database(postgresql_url)
    migrate(opened)
    yield opened
    opened.close()


def add(connection: Connection, name: str) -> None:
    _ADD.execute(connection, {"address": f"{name}@example.org", "name": name, "language": "en", "trouble": ""})


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return _NAMES.scalars(connection)


def outcome(database: Database, work: Work) -> str:
    try:
        database.write_together(work)
    except (Unavailable, IntegrityError) as error:
        return type(error).__name__
    return "done"


class Behind:
    """Works that wait while another one holds their database's commit, so that they share the next one."""

    def __init__(self, database: Database, works: dict[str, Work]) -> None:
        self.outcomes: dict[str, str] = {}
        self._go, held = threading.Event(), threading.Event()

        def hold(connection: Connection) -> None:
            held.set()
            self._go.wait(5)

        def run(name: str, work: Work) -> None:
            self.outcomes[name] = outcome(database, work)

        self._threads = [threading.Thread(target=database.write_together, args=(hold,))]
        self._threads[0].start()
        held.wait(5)
        for name, work in works.items():
            self._threads.append(threading.Thread(target=run, args=(name, work)))
            self._threads[-1].start()
            while database._shared._waiting.qsize() < len(self._threads) - 1:
                threading.Event().wait(0.01)

    def go(self) -> None:
        self._go.set()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()


def test_of_pieces_that_share_a_commit_only_the_failing_one_fails(database: Database) -> None:
    shared: list[Connection] = []

    def good(connection: Connection) -> None:
        shared.append(connection)
        add(connection, "good")

    def bad(connection: Connection) -> None:
        shared.append(connection)
        add(connection, "twice")
        add(connection, "twice")

    behind = Behind(database, {"good": good, "bad": bad, "last": lambda connection: add(connection, "last")})
    behind.go()
    behind.join()
    assert shared[0] is shared[1]  # it was one transaction, before it failed
    assert behind.outcomes == {"good": "done", "bad": "IntegrityError", "last": "done"}
    assert names(database) == ["good", "last"]


def test_what_shares_a_commit_with_something_lasting_waits_for_the_disk_with_it(database: Database) -> None:
    found: list[str] = []

    def waits(connection: Connection) -> str:
        found.append(str(_WAITS.scalar(connection)))
        return found[-1]

    assert database.write_unhurried(waits) == "off"
    assert database.write_together(waits) == database.write(waits) == "on"
    found.clear()
    behind = Behind(database, {"lasting": waits})
    claim = threading.Thread(target=database.write_unhurried, args=(waits,))
    claim.start()
    while database._shared._waiting.qsize() < 2:
        threading.Event().wait(0.01)
    behind.go()
    behind.join()
    claim.join()
    assert found == ["on", "on"]


def test_of_two_groups_in_each_others_way_every_piece_but_one_at_most_is_done(database: Database) -> None:
    """PostgreSQL ends one of the two transactions; its pieces are done once more, each by itself."""
    other, both = Database(database.url), threading.Barrier(2)

    def crossing(first: int, second: int, name: str) -> Work:
        times: list[int] = []

        def work(connection: Connection) -> None:
            times.append(1)
            _LOCK.execute(connection, {"key": first}).all()
            if len(times) == 1:
                both.wait(10)
            _LOCK.execute(connection, {"key": second}).all()
            add(connection, name)

        return work

    sides = [
        Behind(database, {"before ali": lambda at: add(at, "before ali"), "ali": crossing(1, 2, "ali")}),
        Behind(other, {"before reza": lambda at: add(at, "before reza"), "reza": crossing(2, 1, "reza")}),
    ]
    for side in sides:
        side.go()
    for side in sides:
        side.join()
    other.close()
    outcomes = sides[0].outcomes | sides[1].outcomes
    assert {name for name, end in outcomes.items() if end == "done"} == set(names(database))
    assert outcomes["before ali"] == outcomes["before reza"] == "done"
    assert set(outcomes.values()) <= {"done", "Unavailable"}
    assert list(outcomes.values()).count("done") >= 3
