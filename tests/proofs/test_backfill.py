import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.store.schema import spool

from ..cli.postbox import Postbox
from ..dovecot import dovecot, needed
from .backfill import MEMORY, bring, filled

pytestmark = [needed, pytest.mark.service]

KILLED = """
import os, signal, sys
from gateway.cli.program import build
from gateway.intake.imap import bringing
from gateway.store.mailboxes import Mailboxes
from workers import roles
bringing.GROUP = 100
real = Mailboxes.bring
calls = []

def bring(self, place, noted):
    calls.append(noted)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    real(self, place, noted)

Mailboxes.bring = bring
build(roles, ("import",))(("import", *sys.argv[1:]))
"""


def kill_one(box: Postbox) -> None:
    """An import that dies when a hundred mails are durable and noted, and a hundred durable and not noted."""
    box.configure()
    environment = os.environ | {"POSTROOM_CONFIG": str(box.house / "config.toml"), "PYTHONPATH": os.getcwd()}
    words = ["--mailbox", "box", "--since", "2020-01-01", "--silent"]
    ended = subprocess.run([sys.executable, "-c", KILLED, *words], cwd=box.house, env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL


def contents(box: Postbox) -> int:
    """How many different mails are in the spool."""
    database = box.database()
    with database.read() as connection:
        count = connection.scalar(select(func.count(spool.c.sha256.distinct())))
    database.close()
    return count or 0


def test_after_a_sigkill_a_mailbox_is_imported_whole_and_in_little_memory(tmp_path: Path) -> None:
    with dovecot() as server:
        box = filled(server, tmp_path, 300)
        kill_one(box)
        assert (box.spooled(), len(box.rows())) == (200, 100)
        result = bring(box, 300, sort=False)
        assert result.memory < MEMORY, str(result)
        assert box.spooled() == 400, "what was not noted is a duplicate by its content, and nothing else is"
        assert len({uid for uid, id, _ in box.rows() if id is not None}) == 300
        assert contents(box) == 300
