"""The runner: turns, what a killed run goes on with, what a result says."""

import json
from pathlib import Path

import pytest

from .course import Course
from .drill import Counts, Drill, Figure, Found, Round, Size, measured
from .machine import machine
from .record import begun, load, publish
from .registry import DRILLS

TRIED: list[Round] = []


def fine(round: Round) -> Found:
    TRIED.append(round)
    return Found(Counts(accepted=round.amount), (), (measured("number", round.number),))


def losing(round: Round) -> Found:
    return Found(Counts(accepted=1, lost=1))


def failing(round: Round) -> Found:
    raise ValueError("no such thing")


def absent(round: Round) -> Found:
    pytest.skip("no server")


def drill(run: object, name: str = "drill", need: str = "") -> Drill:
    return Drill(name, "A promise.", run, Size(2, 5), Size(4, 10), (lambda: need,))  # type: ignore[arg-type]


def run(folder: Path, *drills: Drill, short: bool = True) -> Course:
    course = Course(begun(7, short), drills, folder / "state.json")
    course.run(lambda drill, score: None)
    return course


def test_each_drill_has_its_rounds_and_its_amount(tmp_path: Path) -> None:
    TRIED.clear()
    course = run(tmp_path, drill(fine), short=False)
    assert [(each.number, each.amount, each.seed) for each in TRIED] == [(n, 10, 7) for n in range(4)]
    score = course.record.scores["drill"]
    assert score.found == Found(Counts(accepted=40), (), (Figure("number", "", 0, 3),))
    assert course.record.kept


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    TRIED.clear()
    course = Course(begun(7, False), (drill(fine),), tmp_path / "state.json")

    def killed(_: object, score: object) -> None:
        if len(TRIED) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        course.run(killed)
    again = Course(load(tmp_path / "state.json"), (drill(fine),), tmp_path / "state.json")
    again.run(lambda drill, score: None)
    assert [each.number for each in TRIED] == [0, 1, 2, 3]
    assert load(tmp_path / "state.json") == again.record


def test_a_loss_and_a_drill_that_fails_are_broken_promises(tmp_path: Path) -> None:
    assert not run(tmp_path, drill(losing)).record.kept
    broken = run(tmp_path, drill(failing)).record.scores["drill"].found.broken
    assert "ValueError: no such thing" in broken[0]


@pytest.mark.parametrize(
    ("made", "reason"), [(drill(absent), "no server"), (drill(fine, need="no strace"), "no strace")]
)
def test_what_cannot_be_done_is_said_and_holds_nobody_up(made: Drill, reason: str, tmp_path: Path) -> None:
    course = run(tmp_path, made, drill(fine, "other"))
    assert course.record.scores["drill"].absent == reason
    assert course.record.scores["drill"].rounds == 0
    assert course.record.scores["other"].rounds == 2
    assert reason in publish(course.record, (made,), machine(tmp_path), tmp_path / "results").read_text()


def test_a_result_never_replaces_an_older_one(tmp_path: Path) -> None:
    course = run(tmp_path, drill(losing))
    tables = [publish(course.record, (drill(losing),), machine(tmp_path), tmp_path / "results") for _ in range(2)]
    assert tables[0] != tables[1]
    assert "**NO**" in tables[0].read_text()
    content = json.loads(tables[1].with_suffix(".json").read_text())
    assert content["scores"]["drill"]["found"]["counts"]["lost"] == 2
    assert content["seed"] == 7
    assert content["machine"]["cores"] > 0


def test_names_are_given_once_and_promises_are_one_line() -> None:
    assert len({each.name for each in DRILLS}) == len(DRILLS)
    assert all(each.promise and "|" not in each.promise for each in DRILLS)
