"""Ready or not: one line for each problem, and none where all is well."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.health.readiness import DEAD, UNHEARD, Sight, deaths, problems
from gateway.meters import Life

NOW = 1000.0
WELL = Sight(
    lives=(Life("listener", 10, NOW - 50, NOW - 1, 1), Life("worker 1", 11, NOW - 50, NOW - 2, 1)),
    now=NOW,
    database_pending=0.2,
    database_trouble="",
    version="0007",
    needed="0007",
    free=1_000_000,
    wanted=500_000,
    waited=10.0,
    longest=300.0,
)


def test_all_is_well() -> None:
    assert problems(WELL) == ()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"database_pending": 1.1}, "database: does not answer within 1 s"),
        ({"database_trouble": "Unavailable"}, "database: does not answer (Unavailable)"),
        ({"version": "0006"}, "database: its tables are at step 0006, 0007 is needed"),
        ({"version": ""}, "database: its tables are at step none, 0007 is needed"),
        ({"free": None}, "disk: the state folder does not answer"),
        ({"free": 10}, "disk: 10 bytes are free in the state folder, 500,000 are needed"),
        ({"waited": 301.0}, "mail: the oldest waits for 301 s, longer than 300 s"),
        ({"now": NOW + UNHEARD - 1.5}, "worker 1: gave no sign of life for 16 s"),
        ({"lives": (replace(WELL.lives[0], beat=0.0),)}, "listener: does not serve"),
    ],
)
def test_each_problem_has_its_line(change: dict[str, Any], line: str) -> None:
    assert problems(replace(WELL, **change)) == (line,)


def test_tables_of_a_newer_version_are_no_problem() -> None:
    assert problems(replace(WELL, version="0008")) == ()


def test_several_problems_are_told_at_once() -> None:
    assert len(problems(replace(WELL, database_trouble="X", free=0, waited=1e6, now=NOW + 100))) == 5


def test_only_who_is_gone_and_was_left_alone_is_dead() -> None:
    alone = Life("worker 1", 11, NOW - DEAD - 1, NOW, 1)
    tried_again = Life("worker 2", 12, NOW - 5, 0.0, 9)
    assert deaths((alone, tried_again), frozenset({11}), NOW) == ()
    assert deaths((alone, tried_again), frozenset(), NOW) == ("worker 1: is gone, and was not started again",)
