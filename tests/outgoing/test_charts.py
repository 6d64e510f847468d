"""Axes that people can read, and charts that turn round."""

import pytest

from gateway.outgoing.charts import TICKS, Canvas, counts, every, times


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (0, (1,)),
        (1, (1,)),
        (3, (1, 2, 3)),
        (4, (1, 2, 3, 4)),
        (5, (2, 4, 6)),
        (9, (5, 10)),
        (40, (10, 20, 30, 40)),
        (41, (20, 40, 60)),
        (118, (50, 100, 150)),
        (999, (500, 1000)),
        (1_000_000, (500_000, 1_000_000)),
    ],
)
def test_counts_have_round_lines(largest: int, ticks: tuple[int, ...]) -> None:
    assert counts(largest).ticks == ticks


@pytest.mark.parametrize(
    ("largest", "minutes"),
    [
        (0, (5,)),
        (60, (5,)),
        (25 * 60, (10, 20, 30)),
        (61 * 60, (30, 60, 90)),
        (4 * 3600, (60, 120, 180, 240)),
        (33 * 3600, (960, 1920, 2880)),
    ],
)
def test_times_have_lines_at_minutes_and_hours_that_people_count(largest: int, minutes: tuple[int, ...]) -> None:
    assert times(largest).ticks == tuple(60 * each for each in minutes)


def test_whatever_is_largest_is_within_and_there_are_few_lines() -> None:
    for largest in (*range(0, 3000, 7), 10**9):
        for axis in (counts(largest), times(largest)):
            assert axis.top >= largest
            assert 1 <= len(axis.ticks) <= TICKS
            assert axis.ticks[-1] == axis.top
            assert 0 <= axis.share(largest) <= 1


def test_what_reads_from_the_right_begins_there() -> None:
    assert Canvas(100, 10).x(20, 30) == 20
    assert Canvas(100, 10, rtl=True).x(20, 30) == 50
    assert Canvas(100, 10, rtl=True).x(20) == 80


def test_labels_are_never_more_than_there_is_room_for() -> None:
    for columns in range(1, 200):
        assert -(-columns // every(columns)) <= 8
