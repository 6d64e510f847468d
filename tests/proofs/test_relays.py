from dataclasses import dataclass
from pathlib import Path

import pytest

from .relays import faults, prove


def test_whatever_relays_do_nobody_gets_a_second_copy_that_is_not_counted(tmp_path: Path) -> None:
    result = prove(tmp_path, 100, seed=5)
    print(result)
    assert not result.wrong, "\n".join(result.wrong)
    assert result.ends == {"sent": 95, "bounced": 5}
    assert result.seconds_copies <= result.uncertain
    assert result.uncertain > 0, "the proof has met what it is about"
    assert len(result.met) > 15, "and many ways to fail"


@dataclass(frozen=True)
class Row:
    state: str
    uncertain: int = 0
    attempts: int = 1
    id: int = 1


@pytest.mark.parametrize(
    ("row", "copies", "attempts", "right"),
    [
        (Row("sent"), 1, 1, True),
        (Row("sent", uncertain=1, attempts=2), 2, 2, True),
        (Row("bounced"), 0, 1, True),
        (Row("bounced", uncertain=1, attempts=2), 1, 2, True),
        (Row("waiting"), 0, 1, False),
        (Row("parked"), 0, 1, False),
        (Row("sent"), 2, 1, False),
        (Row("sent"), 0, 1, False),
        (Row("bounced"), 1, 1, False),
        (Row("sent", attempts=2), 1, 1, False),
    ],
)
def test_the_proof_would_notice(row: Row, copies: int, attempts: int, right: bool) -> None:
    assert (not list(faults(row, copies, attempts))) == right
