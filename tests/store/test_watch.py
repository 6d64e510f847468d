"""What the database says of how things stand, on both of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from gateway.store.blobs import open_blobs
from gateway.store.database import Database, Unavailable
from gateway.store.migrate import HEAD
from gateway.store.schema import attachment, mail, mailbox_folder, mailbox_lease, notice, spool
from gateway.store.watch import MailboxState, Watch

from .sorting import Sorting, letter

NOW = datetime(2031, 1, 1, tzinfo=UTC)


@pytest.fixture
def watch(url: str, tmp_path: Path) -> Iterator[Watch]:
    opened = Watch(url, tmp_path)
    yield opened
    opened.close()


def test_an_empty_house_waits_for_nothing(database: Database, watch: Watch) -> None:
    found = watch.backlog(NOW)
    assert (found.waiting, found.parked, found.notices_due, found.notices_later, found.revision) == (0, 0, 0, 0, 0)
    assert found.oldest_mail is found.oldest_notice is found.overdue is None
    assert found.mailboxes == ()
    books = watch.books()
    assert books.equation.balanced
    assert set(books.notices.values()) == {0}
    assert watch.version() == HEAD


def test_what_waits_is_told_with_its_age(sorting: Sorting, watch: Watch) -> None:
    arrived = [sorting.arrive(letter(sender=f"p{number}@customer.example")) for number in range(4)]
    ids = [each.id for each in arrived]
    with sorting.database.read() as connection:
        accepted = {row.id: row.accepted for row in connection.execute(select(spool.c.id, spool.c.accepted))}
    found = watch.backlog(NOW)
    assert (found.waiting, found.parked) == (4, 0)
    assert found.oldest_mail == accepted[min(ids)]
    write(sorting, update(mail).where(mail.c.id == ids[0]).values(parked=True))
    write(sorting, update(mail).where(mail.c.id == ids[1]).values(released=True))
    found = watch.backlog(NOW)
    assert (found.waiting, found.parked) == (3, 1)
    assert found.oldest_mail == accepted[ids[2]], "a person let the other one in a moment ago"
    sorting.settle(arrived[2])
    found = watch.backlog(NOW)
    assert found.waiting == 2
    assert found.notices_due > 0
    assert found.oldest_notice is not None
    assert found.overdue is not None
    write(sorting, update(notice).values(due=NOW + timedelta(hours=1)))
    later = watch.backlog(NOW)
    assert (later.notices_due, later.notices_later) == (0, found.notices_due)
    assert later.overdue is None


def test_the_books_are_those_of_the_ledger(sorting: Sorting, watch: Watch) -> None:
    for number in range(3):
        sorting.sort(letter(sender=f"p{number}@customer.example"))
    sorting.arrive(letter(sender="last@customer.example"))
    books = watch.books()
    assert (books.equation.accepted, books.equation.waiting, books.equation.outcomes["ticket"]) == (4, 1, 3)
    assert books.notices["waiting"] == watch.backlog(NOW).notices_due


def test_mailboxes_are_watched_or_not_and_when_they_last_gave_something(sorting: Sorting, watch: Watch) -> None:
    when = NOW - timedelta(minutes=5)
    rows = {"validity": 1, "uid": 3, "before": 0, "since": when}
    write(sorting, mailbox_folder.insert().values(mailbox="one", folder="A", at=when, **rows))
    write(sorting, mailbox_folder.insert().values(mailbox="one", folder="B", at=when - timedelta(days=1), **rows))
    for name, until in (("one", NOW + timedelta(minutes=1)), ("two", NOW - timedelta(minutes=1))):
        write(sorting, mailbox_lease.insert().values(mailbox=name, holder="x", fence=1, until=until))
    expected = (MailboxState("one", watched=True, taken=when), MailboxState("two", watched=False, taken=None))
    assert watch.backlog(NOW).mailboxes == expected


def test_sizes_grow_with_what_is_kept(sorting: Sorting, watch: Watch) -> None:
    sorting.arrive(letter(body="x" * 1_000_000))
    sizes = watch.sizes()
    assert sizes.database > 0
    assert sizes.spool > (1_000_000 if sorting.database.sqlite else 0)


def test_what_lies_in_a_shared_place_is_told_by_its_rows(sorting: Sorting, watch: Watch, tmp_path: Path) -> None:
    sorting.sort(letter())
    assert watch.put_away() == 0
    home = open_blobs(sorting.database, tmp_path / "blobs").save(b"at home")
    for position, (sha256, size) in enumerate(((home, 7), (b"a" * 32, 400), (b"b" * 32, 50), (b"a" * 32, 400))):
        row = {"article": 1, "position": position, "name": "a", "type": "b/c", "size": size, "content_id": ""}
        write(sorting, attachment.insert().values(row | {"sha256": sha256, "inline": False}))
    assert watch.put_away() == 450, "what is there twice lies there once"
    write(sorting, spool.update().values(body=None, segment="raw/aa/bb", place=None, size=100_000))
    assert watch.put_away() == 100_450
    write(sorting, spool.update().values(gone=NOW, gone_why="age"))
    assert watch.put_away() == 450


def test_a_database_that_is_not_there_says_so(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/no/where.db", "postgresql+psycopg://nobody@127.0.0.1:1/nothing"):
        gone = Watch(url, tmp_path)
        for ask in (gone.version, gone.books, lambda gone=gone: gone.backlog(NOW)):
            with pytest.raises(Unavailable):
                ask()
        gone.close()


def write(sorting: Sorting, statement: object) -> None:
    sorting.database.write(lambda connection: connection.execute(statement))  # type: ignore[call-overload]
