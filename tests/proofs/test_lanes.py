from pathlib import Path

import pytest

from .lanes import run

NOTICES = 200


@pytest.mark.parametrize("broker", ["local", pytest.param("redis", marks=pytest.mark.service)])
def test_an_agents_answer_goes_out_before_the_automatic_mail_that_waits(broker: str, tmp_path: Path) -> None:
    result = run(tmp_path, broker, NOTICES)
    print(result)
    assert result.before < NOTICES / 2, "it waited in the line of those that write themselves"
