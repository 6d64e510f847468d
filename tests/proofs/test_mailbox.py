from pathlib import Path

import pytest

from ..dovecot import dovecot, needed
from .mailbox import run_kills


@pytest.mark.scenario
@needed
def test_sigkill_while_a_mailbox_is_read_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with dovecot() as server:
        result = run_kills(server, tmp_path, 3)
    print(result)
    assert result.kept, str(result)
    assert result.kills == 3
