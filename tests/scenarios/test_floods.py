"""Six hundred mails in the names of people who never wrote to us; `make prove-flood` sends ten thousand."""

from pathlib import Path

import pytest

from ..canary import found
from .flood import MARKS, mail_of, run

pytestmark = pytest.mark.scenario


def test_whoever_is_named_in_a_flood_gets_little_of_it_and_nothing_of_its_words(tmp_path: Path) -> None:
    result = run(tmp_path, 600)
    print(result)
    assert result.kept, str(result)
    assert result.to_victim == 3
    assert result.to_crowd == 100
    assert result.ledger["accepted"] == 600
    assert 0 < result.alerts["tom@example.org"] <= 5


def test_its_words_would_be_seen() -> None:
    raw = bytes(mail_of(7, "p7@crowd.example"))
    assert all(found(mark, raw) for mark in MARKS)
