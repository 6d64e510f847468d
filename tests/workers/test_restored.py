"""A backup is taken while mail comes in, the house burns down, the backup is put back behind a fence: life goes on."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from gateway.mail.inbound import Envelope, Source
from gateway.store import balance, fences
from gateway.store.balance import Equation
from workers import ingest, periodic

from ..scenarios.office import Caught
from ..store.sorting import letter
from ..store.spooling import id_of
from .house import SUPPORT, TOM, House, open_house

EARLY, WAITING, LOST, NEW = 2, 6, 3, 2


def customer(kind: str, number: int) -> str:
    return f"{kind}{number}@{kind}.example"


def write(house: House, kind: str, count: int) -> None:
    for number in range(count):
        house.write(customer(kind, number), SUPPORT, f"{kind} {number}", f"My {kind} thing {number} is broken.", "pass")


def spool(house: House) -> list[int]:
    """Mails that nobody works on yet."""
    ids = []
    for number in range(WAITING):
        sender = customer("waiting", number)
        raw = letter(sender, f"waiting {number}", f"My waiting thing {number} is broken.")
        ids.append(id_of(house.app.accept(Envelope(sender, (SUPPORT,), Source.SMTP), raw)))
    return ids


def back_up(state: Path, to: Path) -> None:
    with closing(sqlite3.connect(state / "postroom.db")) as running, closing(sqlite3.connect(to)) as copy:
        running.backup(copy, pages=1, sleep=0.001)


def burn_and_restore(state: Path, backup: Path) -> None:
    for path in state.glob("postroom.db*"):
        path.unlink()
    (state / "postroom.db").write_bytes(backup.read_bytes())


def work_on(house: House) -> None:
    """What waits, as workers find it."""
    due = periodic.overdue(house.app, datetime.now(UTC))
    for id in due.mails:
        house.deliver(ingest.run(house.app, id))
    house.deliver((*due.answers, *due.notices))


def equation(house: House) -> Equation:
    with house.app.database.read() as connection:
        return balance.equation(connection)


def told(caught: list[Caught]) -> list[tuple[str, str]]:
    """Who heard of what."""
    return [(each.recipient, each.subject.rpartition(" [")[0].removeprefix("Re: ")) for each in caught]


def first_life(folder: Path) -> list[Caught]:
    """Everybody is answered; the backup knows of some of it."""
    with open_house(folder, "aligned") as house:
        write(house, "early", EARLY)
        ids: list[int] = []
        spooling = threading.Thread(target=lambda: ids.extend(spool(house)))
        ids.extend(spool_one(house))
        spooling.start()
        back_up(folder / "state", folder / "backup.db")
        spooling.join(20)
        for id in ids:
            house.deliver(ingest.run(house.app, id))
        write(house, "lost", LOST)
        house.app.database.close()
        return house.postbox.caught


def spool_one(house: House) -> list[int]:
    """At least this one waits in the backup."""
    raw = letter(customer("sure", 0), "sure 0", "My sure thing is broken.")
    return [id_of(house.app.accept(Envelope(customer("sure", 0), (SUPPORT,), Source.SMTP), raw))]


def test_nothing_older_than_the_fence_is_said_twice_and_what_is_new_is_answered(tmp_path: Path) -> None:
    before = first_life(tmp_path)
    burn_and_restore(tmp_path / "state", tmp_path / "backup.db")
    with open_house(tmp_path, "aligned") as house:
        house.later(hours=1)
        now = datetime.now(UTC)
        with house.app.database.read() as connection:
            behind = fences.behind(connection, now)
        assert behind.mails >= 1
        house.app.database.write(lambda connection: fences.put_up(connection, now, now))
        work_on(house)
        house.tick()
        assert house.postbox.caught == []
        found = equation(house)
        assert (found.balanced, found.waiting) == (True, 0)
        assert found.accepted == found.outcomes["ticket"] == house.tickets() == EARLY + behind.mails
        write(house, "new", NEW)
        house.tick()
        after = house.postbox.caught
    for number in range(NEW):
        assert (customer("new", number), f"new {number}") in told(after)
        assert (TOM, f"new {number}") in told(after)
    both = [*before, *after]
    assert len(told(both)) == len(set(told(both)))
    ids = [str(each.mail["message-id"]) for each in both]
    assert len(ids) == len(set(ids))  # though numbers are given a second time


def test_without_a_fence_they_would_be(tmp_path: Path) -> None:
    """Else the test above could not fail."""
    before = first_life(tmp_path)
    burn_and_restore(tmp_path / "state", tmp_path / "backup.db")
    with open_house(tmp_path, "aligned") as house:
        house.later(hours=1)
        work_on(house)
        assert (customer("sure", 0), "sure 0") in set(told(before)) & set(told(house.postbox.caught))
