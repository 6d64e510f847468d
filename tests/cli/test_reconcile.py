"""`postroom reconcile` on a real Dovecot: the equation, what is missing, and how it is fetched."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ..dovecot import Dovecot, dovecot, needed
from ..maildirs import mail
from .conftest import Call
from .postbox import Postbox

pytestmark = [pytest.mark.service, needed]

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as started:
        yield started


@pytest.fixture
def box(server: Dovecot, tmp_path: Path, request: pytest.FixtureRequest) -> Postbox:
    """Two mails that were there before us, and five that were read by a poller."""
    made = Postbox(server, f"user{abs(hash(request.node.name)) % 10**8}", tmp_path)
    made.configure()
    made.fill([mail(1), mail(2)], NOW - timedelta(days=40))
    made.poll()
    made.fill([mail(number) for number in range(3, 8)], NOW + timedelta(hours=1))
    assert made.poll() == 5
    return made


def forget(box: Postbox, uid: int) -> None:
    database = box.database()
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM mailbox_mail WHERE uid = {uid}")
    database.close()


def test_all_is_accounted_for_on_both_sides(box: Postbox, call: Call) -> None:
    box.remove(4)
    box.copy(5)
    assert box.poll() == 0, "its content is known"
    box.fill([mail(9)])
    before = (box.rows(), box.cursors(), box.flags())
    ended = call("reconcile", "box", "--json")
    assert ended.code == 0, ended.err
    (told,) = ended.rows
    assert (told["server"], told["before"], told["taken"], told["passed"], told["unread"]) == (8, 2, 5, {}, 1)
    assert (told["ledger"], told["left"], told["again"], told["missing"]) == (6, 1, 1, [])
    assert told["outcomes"] == {"waiting": 6}
    assert (box.rows(), box.cursors(), box.flags()) == before
    printed = call("reconcile", "box").out
    assert "on the server 8 = before us 2 + in the ledger 5 + passed over 0 + not read yet 1\n" in printed
    assert "in the ledger 6 = on the server 5 + moved or expunged 1\n" in printed
    assert "of those on the server 1 lie there a second time" in printed


def test_what_is_missing_is_named_and_can_be_taken(box: Postbox, call: Call) -> None:
    database = box.database()
    with database.engine.begin() as connection:
        for table in ("mailbox_mail", "mail", "spool"):
            column = "mail" if table == "mailbox_mail" else "id"
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} = 2")
    database.close()
    ended = call("reconcile", "box")
    assert ended.code == 1
    assert "MISSING 1\n" in ended.out
    assert "MISSING UID 4, of " in ended.out
    assert "`postroom reconcile box --take` fetches what is missing" in ended.out
    assert [each["uid"] for each in call("reconcile", "box", "--json").rows[0]["missing"]] == [4]
    taken = call("reconcile", "box", "--take", "--json")
    assert (taken.code, taken.rows[0]["missing"], taken.rows[0]["taken"]) == (0, [], 5)
    assert "1 missing mails taken" in taken.err
    assert "Request 4 " in " ".join(each["subject"] for each in call("tickets", "--json").rows)
    assert call("reconcile", "box", "--take").code == 0


def test_numbers_that_changed_are_said_and_contents_compared(box: Postbox, call: Call) -> None:
    box.remove(4)
    told: dict[str, Any] = {"numbers": "the same"}
    for _ in range(5):  # a session that is just ending may write them down once more
        for path in box.maildir.glob("dovecot*"):
            path.unlink(missing_ok=True)
        (told,) = call("reconcile", "box", "--json").rows
        if told["numbers"] != "the same":
            break
    assert told["numbers"] == "numbered anew by the server"
    assert (told["server"], told["before"], told["taken"], told["unread"]) == (6, 2, 4, 0)
    assert (told["ledger"], told["left"]) == (5, 1)
    assert "numbered anew by the server: compared by content" in call("reconcile", "box").out
    assert box.poll() == 0, "every content is known or older than we are"
    (told,) = call("reconcile", "box", "--json").rows
    assert told["numbers"] == "the same"
    assert (told["server"], told["before"], told["taken"], told["missing"]) == (6, 2, 4, [])
    forget(box, max(box.uids()))
    (told,) = call("reconcile", "box", "--json").rows
    assert [each["uid"] for each in told["missing"]] == [max(box.uids())], "its date says that it is ours"


def test_trouble_is_one_line(box: Postbox, call: Call) -> None:
    ended = call("reconcile", "box", "--folder", "Nowhere")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("postroom: the server: select failed: ")
    assert "there is no mailbox bix; there are: box" in call("reconcile", "bix").err
