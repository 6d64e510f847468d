"""The board of figures: many processes and threads count, some are killed, and nothing is lost or counted twice."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from gateway import meters
from gateway.meters import Board, Kind, Label, Meter, Names, Seat, catalogue

SENT = ("notices", "sent")


def board(*places: str) -> Board:
    return Board(catalogue(Names(("first", "second"), ("box",), ("address_brake",))), places)


def value(found: Board, *key: str) -> float:
    return found.total(found.series[key])[0]


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    yield
    meters.stand_up()


def in_a_child(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    return pid


def test_children_count_beside_each_other_and_the_parent_reads_the_sum() -> None:
    shared = board("one", "two", "three")

    def count(place: int) -> Callable[[], None]:
        def work() -> None:
            meters.sit(shared, place)
            for _ in range(500):
                meters.attempted("sent")

        return work

    for pid in [in_a_child(count(place)) for place in range(3)]:
        assert os.waitpid(pid, 0)[1] == 0
    assert value(shared, *SENT) == 1500
    assert [life.starts for life in shared.lives()] == [1, 1, 1]


def test_who_is_killed_is_succeeded_and_no_count_goes_backwards() -> None:
    shared = board("one")

    def work() -> None:
        meters.sit(shared, 0)
        meters.levels(5, 2)
        while True:
            meters.attempted("sent")

    pid = in_a_child(work)
    while value(shared, *SENT) < 100:
        time.sleep(0.001)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    left = value(shared, *SENT)
    assert value(shared, "connections") == 5
    meters.sit(shared, 0)
    assert value(shared, *SENT) == left
    assert value(shared, "connections") == 0, "nobody is connected to a process that has just begun"
    meters.attempted("sent")
    assert value(shared, *SENT) == left + 1
    assert shared.lives()[0].starts == 2


def test_threads_of_one_process_lose_nothing() -> None:
    shared = board("one")
    meters.sit(shared, 0)
    threads = [threading.Thread(target=_count_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value(shared, *SENT) == 20_000


def _count_many() -> None:
    for _ in range(5000):
        meters.attempted("sent")


def test_a_value_that_nobody_foresaw_counts_as_other() -> None:
    shared = board("one")
    meters.sit(shared, 0)
    meters.relay_answered("eve@example.org", "2xx", 0.1)
    meters.relay_answered("first", "what?", 0.1)
    assert value(shared, "relay_answers", "other", "2xx") == 1
    assert value(shared, "relay_answers", "first", "other") == 1


def test_a_moment_is_the_latest_and_a_level_the_sum() -> None:
    level, moment = Meter("level", Kind.LEVEL, ""), Meter("moment", Kind.MOMENT, "", (Label("of", ("x",)),))
    shared = Board((level, moment), ("one", "two"))
    for place, figure in enumerate((30.0, 20.0)):
        seat = Seat(shared, place)
        seat.put(("level",), figure)
        seat.put(("moment", "x"), figure)
    assert value(shared, "level") == 50
    assert value(shared, "moment", "x") == 30


def test_a_histogram_counts_in_the_bucket_whose_bound_is_not_below() -> None:
    shared = Board((Meter("took", Kind.HISTOGRAM, "", (), (0.1, 1.0)),), ("one",))
    seat = Seat(shared, 0)
    for seconds in (0.05, 0.1, 0.5, 1.0, 7.0):
        seat.observe(("took",), seconds)
    assert shared.total(shared.series["took",]) == [2, 2, 1, pytest.approx(8.65)]


def test_without_a_seat_nothing_is_counted_and_nothing_fails() -> None:
    meters.attempted("sent")
    meters.read(0.0)
    meters.beat()
    meters.levels(1, 1)
    meters.mailbox_looked("box")
    meters.unavailable("mailbox box")


def test_a_sign_of_life_is_of_this_moment_and_can_be_taken_back() -> None:
    shared = board("one")
    meters.sit(shared, 0)
    assert shared.lives()[0].beat == 0
    meters.beat()
    assert 0 <= time.monotonic() - shared.lives()[0].beat < 5
    meters.beat(False)
    assert shared.lives()[0].beat == 0
    assert shared.lives()[0].pid == os.getpid()
