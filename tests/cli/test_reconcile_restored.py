"""A backup is restored, and the mailbox has what came since: it comes in again, and nobody hears of old mail twice."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

import pytest

from ..dovecot import Dovecot, dovecot, needed
from ..maildirs import mail
from .conftest import Call
from .postbox import Postbox

pytestmark = [pytest.mark.service, needed]

LATER = datetime.now(UTC) + timedelta(hours=1)
KNOWN, SINCE = (1, 2, 3), (4, 5, 6)  # mails in the backup, and those that came after it


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as started:
        yield started


@pytest.fixture
def box(server: Dovecot, tmp_path: Path, call: Call, request: pytest.FixtureRequest) -> Postbox:
    """Restored: what came since is in the mailbox only, and its writers were told of numbers that are lost."""
    made = Postbox(server, f"user{abs(hash(request.node.name)) % 10**8}", tmp_path)
    made.configure()
    made.fill([], LATER)
    made.poll()
    come(made, call, KNOWN)
    assert call("backup", "backups").code == 0
    come(made, call, SINCE)
    assert sorted(told(tmp_path)) == [*writers(KNOWN), *writers(SINCE)]
    shutil.rmtree(tmp_path / "var")
    assert call("restore", "backups").code == 0
    return made


def come(box: Postbox, call: Call, numbers: tuple[int, ...]) -> None:
    box.fill([mail(number) for number in numbers], LATER)
    assert box.poll() == len(numbers)
    assert call("tick").code == 0


def told(house: Path) -> Counter[str]:
    """How many mails the writers of mail got."""
    mails = (message_from_bytes(path.read_bytes()) for path in (house / "out").rglob("*") if path.is_file())
    recipients = (parseaddr(str(each["To"]))[1] for each in mails)
    return Counter(each for each in recipients if each.startswith("person"))


def writers(numbers: tuple[int, ...]) -> list[str]:
    return [f"person{number}@customer{number}.example" for number in numbers]


def subjects(call: Call) -> list[str]:
    return sorted(each["subject"].split(" about")[0] for each in call("tickets", "--json").rows)


def test_what_came_since_is_read_again_as_new_and_old_mail_is_not_told_twice(box: Postbox, call: Call) -> None:
    (found,) = call("reconcile", "box", "--json").rows
    assert (found["server"], found["taken"], found["unread"], found["missing"]) == (6, 3, 3, [])
    assert box.poll() == len(SINCE)
    call("tick")
    assert subjects(call) == [f"Request {number}" for number in (*KNOWN, *SINCE)]
    assert told(box.house) == {**dict.fromkeys(writers(KNOWN), 1), **dict.fromkeys(writers(SINCE), 2)}
    assert call("reconcile", "box").code == 0
    assert call("verify").code == 0


def test_take_leaves_to_the_watcher_what_is_not_read_yet_and_brings_what_it_has_lost(box: Postbox, call: Call) -> None:
    ended = call("reconcile", "box", "--take", "--json")
    assert (ended.code, ended.rows[0]["taken"], ended.rows[0]["unread"]) == (0, 3, 3)
    assert "0 missing mails taken" in ended.err
    assert box.poll() == len(SINCE)
    with closing(box.database()) as database, database.engine.begin() as connection:
        for table, column in (("mailbox_mail", "mail"), ("mail", "id"), ("spool", "id")):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} = (SELECT max({column}) FROM {table})")
    assert call("reconcile", "box").code == 1
    ended = call("reconcile", "box", "--take", "--json")
    assert (ended.code, ended.rows[0]["taken"], ended.rows[0]["missing"]) == (0, 6, []), ended.err
    assert "1 missing mails taken" in ended.err
    call("tick")
    assert subjects(call) == [f"Request {number}" for number in (*KNOWN, *SINCE)]
    assert told(box.house) == {**dict.fromkeys(writers(KNOWN), 1), **dict.fromkeys(writers(SINCE), 2)}
    assert call("verify").code == 0


def test_what_was_moved_when_it_was_read_is_imported_from_its_folder(box: Postbox, call: Call) -> None:
    """`after = "move"`: what came since lies where the lost Postroom has put it, beside all that it ever read."""
    for uid in box.uids():
        box.remove(uid)
    box.fill([mail(number) for number in (*KNOWN, *SINCE)], LATER, "Postroom")
    assert box.poll() == 0
    since = f"{LATER - timedelta(days=2):%Y-%m-%d}"
    ended = call("import", "--mailbox", "box", "--folder", "Postroom", "--since", since, "--notify", "--json")
    assert ended.code == 0, ended.err
    call("tick")
    assert subjects(call) == [f"Request {number}" for number in (*KNOWN, *SINCE)]
    assert told(box.house) == {**dict.fromkeys(writers(KNOWN), 1), **dict.fromkeys(writers(SINCE), 2)}
    assert call("verify").code == 0
