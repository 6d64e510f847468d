from pathlib import Path

import pytest

from .short import found_out, held
from .strace import needed
from .syncs import Event, drilled, unsafe


@pytest.mark.scenario
def test_everything_is_synced_before_250_though_many_write_at_once(tmp_path: Path) -> None:
    assert held("synced-before-250", tmp_path).counts.accepted > 30


@pytest.mark.scenario
@pytest.mark.skipif(bool(needed()), reason="strace is not installed")
def test_commits_without_a_sync_are_found_out(tmp_path: Path) -> None:
    found = found_out(lambda round: drilled(round, "unsynced"), 5, tmp_path)
    assert any("-wal" in each for each in found.broken)


def happened(*calls: tuple[str, str, str]) -> list[Event]:
    return [Event(name, path, words, number, number) for number, (name, path, words) in enumerate(calls)]


WRITE, SYNC = ("pwrite64", "/s/db-wal", "n1: x"), ("fdatasync", "/s/db-wal", "")
ANSWER = ("write", "socket", "250 2.0.0 Accepted as 1")
MADE, BODY = ("openat", "/s/a.segment", "O_CREAT"), ("pwrite64", "/s/a.segment", "n1: x")
BODY_SYNC, FOLDER_SYNC = ("fdatasync", "/s/a.segment", ""), ("fsync", "/s", "")


@pytest.mark.parametrize(
    ("calls", "words"),
    [
        ((WRITE, SYNC, ANSWER), ""),
        ((SYNC, WRITE, ANSWER), "before db-wal was synced"),
        ((WRITE, ANSWER, SYNC), "before db-wal was synced"),
        ((SYNC, ANSWER), "written nowhere"),
        ((WRITE, SYNC), "was not seen"),
        ((MADE, BODY, BODY_SYNC, FOLDER_SYNC, ANSWER), ""),
        ((MADE, BODY, FOLDER_SYNC, ANSWER), "before a.segment was synced"),
        ((MADE, BODY, BODY_SYNC, ANSWER), "before the folder"),
    ],
)
def test_the_order_of_write_sync_and_answer_is_judged(calls: tuple[tuple[str, str, str], ...], words: str) -> None:
    said = unsafe(happened(*calls), "n1", ANSWER[2])
    assert words in said
    assert bool(words) == bool(said)
