"""Who may watch a mailbox, and what is written about its mails: on both databases, with two nodes and two processes."""

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import insert, select, update

from gateway.mail.acceptance import Accepted
from gateway.mail.inbound import Envelope, Source
from gateway.mail.mailboxes import Cursor, Lease, LeaseLost, Noted, Passed, Place
from gateway.store.database import Database
from gateway.store.holder import Holder
from gateway.store.mailboxes import Mailboxes
from gateway.store.schema import mailbox_folder, mailbox_lease, mailbox_mail
from gateway.store.spool import Spool, SpoolSettings

INBOX = Place("box", "INBOX", 7)


class House:
    """A database with a spool, and nodes that share them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.spool = Spool(database, SpoolSettings(folder / "spool"))
        self.holders: list[Holder] = []

    def node(self) -> Mailboxes:
        holder = Holder(self.folder / "workers")
        self.holders.append(holder)
        return Mailboxes(self.database, holder)

    def mail(self, text: str) -> tuple[int, bytes]:
        """A spooled mail, and its digest."""
        content = text.encode()
        accepted = self.spool.accept(Envelope("", ("s@example.org",), Source.IMAP, "box"), content)
        assert isinstance(accepted, Accepted)
        return accepted.id, hashlib.sha256(content).digest()

    def noted(self, uid: int) -> Noted:
        id, digest = self.mail(f"mail {uid}")
        return Noted(uid, digest, id)

    def rows(self) -> list[tuple[str, int, int, int | None, str]]:
        row = mailbox_mail.c
        with self.database.read() as connection:
            found = connection.execute(select(mailbox_mail).order_by(row.folder, row.validity, row.uid)).all()
        return [(each.folder, each.validity, each.uid, each.mail, each.passed) for each in found]

    def folders(self) -> list[tuple[str, int, int, int]]:
        with self.database.read() as connection:
            found = connection.execute(select(mailbox_folder).order_by(mailbox_folder.c.folder)).all()
        return [(each.folder, each.validity, each.uid, each.before) for each in found]

    def let_end(self) -> None:
        """The time of every lease is over, by the database's clock."""
        with self.database.engine.begin() as connection:
            connection.execute(update(mailbox_lease).values(until=datetime.now(UTC) - timedelta(seconds=1)))


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    opened = House(database, tmp_path)
    yield opened
    for holder in opened.holders:
        holder.close()
    opened.spool.close()


def leased(node: Mailboxes) -> Lease:
    lease = node.lease("box")
    assert lease is not None
    return lease


def test_one_node_watches_and_keeps_its_fence_and_the_next_one_gets_a_larger(house: House) -> None:
    one, two = house.node(), house.node()
    first = leased(one)
    assert leased(one) == first
    assert two.lease("box") is None
    assert two.lease("another") is not None, "each mailbox has a lease of its own"
    house.let_end()
    second = leased(two)
    assert second.fence > first.fence
    assert one.lease("box") is None
    house.let_end()
    assert leased(one).fence > second.fence


def test_a_lease_that_is_given_back_is_free_at_once(house: House) -> None:
    one, two = house.node(), house.node()
    first = leased(one)
    one.release(first)
    second = leased(two)
    assert second.fence > first.fence
    one.release(first)  # too late: it is somebody else's
    assert one.lease("box") is None


def test_noting_prolongs_the_lease(house: House) -> None:
    one, two = house.node(), house.node()
    lease = leased(one)
    one.begin(lease, INBOX, 0)
    house.let_end()
    one.note(lease, INBOX, [], 1)
    assert two.lease("box") is None


def test_who_comes_back_late_is_refused_and_nothing_is_written(house: House) -> None:
    one, two = house.node(), house.node()
    late = leased(one)
    one.begin(late, INBOX, 4)
    house.let_end()
    leased(two)
    noted = house.noted(5)
    with pytest.raises(LeaseLost):
        one.note(late, INBOX, [noted], 5)
    with pytest.raises(LeaseLost):
        one.begin(late, INBOX, 9)
    with pytest.raises(LeaseLost):
        one.renumber(late, Place("box", "INBOX", 8), 0)
    assert house.rows() == []
    assert house.folders() == [("INBOX", 7, 4, 4)]


def test_a_successor_of_the_same_name_is_let_in_at_once_with_a_larger_fence(house: House) -> None:
    one = house.node()
    late = leased(one)
    house.holders.pop().close()  # as the kernel does when a process dies
    heir = house.node()
    assert leased(heir).fence > late.fence
    with pytest.raises(LeaseLost):
        one.note(late, INBOX, [], 1)


CHILD = """
import sys
from pathlib import Path
from gateway.mail.mailboxes import LeaseLost, Noted, Place
from gateway.store.database import Database
from gateway.store.holder import Holder
from gateway.store.mailboxes import Mailboxes
node = Mailboxes(Database(sys.argv[1]), Holder(Path(sys.argv[2])))
lease = node.lease("box")
print(lease.fence if lease else "none", flush=True)
for line in sys.stdin:
    try:
        node.note(lease, Place("box", "INBOX", 7), [Noted(int(line), None, None)], int(line))
        print("written", flush=True)
    except LeaseLost:
        print("lost", flush=True)
"""


class Process:
    """A node in a process of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        command = [sys.executable, "-c", CHILD, url, str(folder)]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.fence = self._answer()

    def note(self, uid: int) -> str:
        assert self.child.stdin is not None
        self.child.stdin.write(f"{uid}\n")
        self.child.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self.child.stdout is not None
        return self.child.stdout.readline().strip()

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self.child.kill()
        self.child.communicate()


def test_two_processes_take_turns_and_the_first_one_is_refused_after_that(house: House, url: str) -> None:
    here = house.node()
    here.begin(leased(here), INBOX, 0)
    here.release(leased(here))
    with Process(url, house.folder / "workers") as first:
        assert first.note(1) == "written"
        with Process(url, house.folder / "workers") as second:
            assert second.fence == "none"
        house.let_end()
        leased(here)
        assert first.note(2) == "lost"
    assert [row[2] for row in house.rows()] == [1]


@pytest.mark.service
def test_on_postgresql_leases_go_by_the_databases_clock(house: House) -> None:
    if house.database.sqlite:
        pytest.skip("SQLite has one machine and its clock")
    one, two = house.node(), house.node()
    leased(one)
    with time_machine.travel(time.time() + 3600):
        assert two.lease("box") is None, "a node whose clock is an hour ahead must not take it"
    with time_machine.travel(time.time() - 3600):
        leased(one)
    assert two.lease("box") is None, "nor does a clock that is behind shorten it"


def test_a_folder_begins_and_goes_on(house: House) -> None:
    node = house.node()
    lease = leased(node)
    assert node.cursor("box", "INBOX") is None
    node.begin(lease, INBOX, 10)
    noted = [house.noted(11), Noted(12, None, None, Passed.LARGE)]
    node.note(lease, INBOX, noted, 12)
    cursor = node.cursor("box", "INBOX")
    assert cursor is not None
    assert (cursor.place, cursor.uid, cursor.before) == (INBOX, 12, 10)
    assert house.rows() == [("INBOX", 7, 11, noted[0].mail, ""), ("INBOX", 7, 12, None, "large")]
    assert node.known("box", [noted[0].digest or b"", b"\0" * 32]) == {noted[0].digest: noted[0].mail}
    assert node.known("another", [noted[0].digest or b""]) == {}


def test_a_row_that_names_a_mail_stays_and_one_that_was_passed_over_is_written_anew(house: House) -> None:
    node = house.node()
    lease = leased(node)
    node.begin(lease, INBOX, 0)
    first, other = house.noted(1), house.noted(2)
    node.note(lease, INBOX, [first, Noted(2, None, None, Passed.BROKEN)], 2)
    again = [Noted(1, other.digest, other.mail), other]
    node.note(lease, INBOX, again, 2)
    assert house.rows() == [("INBOX", 7, 1, first.mail, ""), ("INBOX", 7, 2, other.mail, "")]


def test_an_import_writes_rows_without_a_lease_and_without_moving_the_cursor(house: House) -> None:
    watching, bringing = house.node(), house.node()
    lease = leased(watching)
    watching.begin(lease, INBOX, 10)
    old, new = house.noted(3), house.noted(11)
    bringing.bring(INBOX, [old])
    watching.note(lease, INBOX, [new], 11)
    bringing.bring(INBOX, [Noted(11, new.digest, old.mail)])
    assert house.rows() == [("INBOX", 7, 3, old.mail, ""), ("INBOX", 7, 11, new.mail, "")]
    cursor = watching.cursor("box", "INBOX")
    assert cursor is not None
    assert (cursor.uid, cursor.before) == (11, 10)


def test_a_batch_is_one_quick_transaction(house: House) -> None:
    node = house.node()
    lease = leased(node)
    node.begin(lease, INBOX, 0)
    batch = [Noted(uid, hashlib.sha256(b"%d" % uid).digest(), None) for uid in range(1, 101)]
    best = 1.0
    for _ in range(5):
        started = time.perf_counter()
        node.note(lease, INBOX, batch, 100)
        best = min(best, time.perf_counter() - started)
    assert len(house.rows()) == 100
    assert best < 0.25, f"{best:.3f} s"


def test_thousands_of_digests_are_asked_for_in_pieces(house: House) -> None:
    node = house.node()
    lease = leased(node)
    node.begin(lease, INBOX, 0)
    noted = house.noted(1)
    node.note(lease, INBOX, [noted], 1)
    many = [hashlib.sha256(b"%d" % number).digest() for number in range(4_000)]
    assert node.known("box", [*many, noted.digest or b""]) == {noted.digest: noted.mail}
    assert node.known("box", []) == {}


# --- a folder that was numbered anew ------------------------------------------------------------------------------


def test_old_numbers_stay_until_the_new_ones_are_complete(house: House) -> None:
    node = house.node()
    lease = leased(node)
    node.begin(lease, INBOX, 3)
    stays, leaves = house.noted(4), house.noted(5)
    node.note(lease, INBOX, [stays, leaves, Noted(6, None, None, Passed.LARGE)], 6)
    began = node.cursor("box", "INBOX")
    anew = Place("box", "INBOX", 8)
    node.renumber(lease, anew, 4)
    cursor = node.cursor("box", "INBOX")
    assert began is not None
    assert cursor == Cursor(anew, 0, 4, began.since, cursor.at if cursor else began.at)
    assert [row[2] for row in house.rows()] == [4, 5, 6]
    assert set(node.known("box", [stays.digest or b"", leaves.digest or b""])) == {stays.digest, leaves.digest}
    node.note(lease, anew, [Noted(1, stays.digest, stays.mail)], 1)
    assert [(row[1], row[2]) for row in house.rows()] == [(7, 4), (7, 5), (7, 6), (8, 1)]
    node.settle(lease, anew)
    assert [(row[1], row[2]) for row in house.rows()] == [(8, 1)]
    node.settle(lease, anew)


def test_a_folder_that_came_out_of_a_backup_has_other_mails_under_the_same_numbers(house: House) -> None:
    node = house.node()
    lease = leased(node)
    node.begin(lease, INBOX, 0)
    first, second = house.noted(1), house.noted(2)
    for _ in range(2):
        node.note(lease, INBOX, [first, second], 2)
        node.renumber(lease, INBOX, 0)
        assert node.known("box", [first.digest or b""]) == {first.digest: first.mail}
        node.note(lease, INBOX, [Noted(1, second.digest, second.mail)], 1)
        assert [row[1:4] for row in house.rows()] == [(-7, 1, first.mail), (-7, 2, second.mail), (7, 1, second.mail)]
        node.settle(lease, INBOX)
        assert house.rows() == [("INBOX", 7, 1, second.mail, "")]
        node.renumber(lease, INBOX, 0)
        node.settle(lease, INBOX)


def test_what_may_not_be_marked_yet_is_the_newest_that_stands_nowhere_else(house: House) -> None:
    node = house.node()
    lease = leased(node)
    node.begin(lease, INBOX, 0)
    noted = [house.noted(uid) for uid in range(1, 6)]
    node.note(lease, INBOX, [*noted, Noted(6, noted[4].digest, noted[4].mail), Noted(7, None, None, Passed.GONE)], 7)
    assert node.recent(INBOX, 3) == [2, 3, 4]
    assert node.recent(Place("box", "INBOX", 8), 3) == []


def test_settling_needs_the_lease_and_leaves_other_folders_alone(house: House) -> None:
    one, two = house.node(), house.node()
    lease = leased(one)
    other = Place("box", "Other", 3)
    one.begin(lease, INBOX, 0)
    one.begin(lease, other, 0)
    one.note(lease, INBOX, [house.noted(1)], 1)
    one.note(lease, other, [house.noted(1)], 1)
    house.let_end()
    leased(two)
    with pytest.raises(LeaseLost):
        one.settle(lease, Place("box", "INBOX", 8))
    assert len(house.rows()) == 2


# --- a mailbox from when there was one cursor for it --------------------------------------------------------------


@pytest.fixture
def nameless(house: House) -> House:
    now = datetime.now(UTC)
    row = {"mailbox": "box", "folder": "", "validity": 7, "uid": 9, "before": 9, "since": now, "at": now}
    with house.database.engine.begin() as connection:
        connection.execute(insert(mailbox_folder).values(**row))
    return house


def test_the_first_folder_that_is_asked_for_goes_on_from_the_nameless_one(nameless: House) -> None:
    node = nameless.node()
    cursor = node.cursor("box", "INBOX")
    assert cursor is not None
    assert (cursor.place, cursor.uid) == (INBOX, 9)
    assert node.cursor("box", "Other") is None, "a second folder begins by itself"
    assert nameless.folders() == [("INBOX", 7, 9, 9)]


@pytest.mark.parametrize("how", ["begin", "renumber", "note"])
def test_whichever_write_comes_first_gives_it_its_name(nameless: House, how: str) -> None:
    node = nameless.node()
    lease = leased(node)
    if how == "note":
        node.note(lease, INBOX, [], 12)
        assert nameless.folders() == [("INBOX", 7, 12, 9)]
    elif how == "begin":
        node.begin(lease, INBOX, 12)
        assert nameless.folders() == [("INBOX", 7, 12, 12)]
    else:
        node.renumber(lease, Place("box", "INBOX", 8), 0)
        assert nameless.folders() == [("INBOX", 8, 0, 0)]
