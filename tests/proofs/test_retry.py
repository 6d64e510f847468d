from pathlib import Path

import pytest

from .retry import CORPUS, HELD, OPENS, End, Result, prove, wrongs
from .retry_mails import mails


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return prove(tmp_path_factory.mktemp("retry"), mails(80, 5, CORPUS))


def test_what_a_trial_says_is_what_comes_of_the_rules(result: Result) -> None:
    print(result)
    assert not result.wrong, "\n".join(result.wrong)
    assert result.changed > 30
    assert "Never" in result.dead


def test_the_proof_would_notice_a_trial_that_is_wrong(tmp_path: Path) -> None:
    right = End(OPENS, "support", "normal", "support", "", "tom", "printer", frozenset({"a@b.example"}))
    fates = {"fate": HELD, "department": "billing", "priority": "high", "type": "inquiry", "product": "vpn"}
    others = {"assignee": "sara", "tags": "", "people": frozenset[str]()}
    sent = mails(1, 5, tmp_path)
    assert not list(wrongs({1: right}, {1: right}, frozenset(), sent))
    for name, value in (fates | others).items():
        said = End(**{**{each: getattr(right, each) for each in End.__dataclass_fields__}, name: value})
        assert len(list(wrongs({1: said}, {1: right}, frozenset(), sent))) == 1, name
