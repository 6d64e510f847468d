"""A backup of a small store on each database: taken, checked, damaged, restored."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.store import fences, ledger
from gateway.store.backup import checking, making
from gateway.store.backup.filing import KeyFile
from gateway.store.backup.making import Made, Source
from gateway.store.backup.manifest import FILES, KEYS, MANIFEST, Torn, read
from gateway.store.backup.progress import Step, quietly
from gateway.store.backup.restoring import Backup, Destination, KeyPlace, Occupied, restore
from gateway.store.backup.settling import Changed, Settled
from gateway.store.backup.shared import SharedPlaces
from gateway.store.blobs import BLOBS, Blobs, ObjectBlobs, open_blobs
from gateway.store.checks import CHECKS, Depth, Place, run
from gateway.store.database import Database
from gateway.store.migrate import HEAD, Unfinished, migrate
from gateway.store.objects import FolderObjects
from gateway.store.schema import attachment, mail, mailbox_lease, notice, person, spool

from ... import services
from ..sorting import Sorting, letter

ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
LONG = letter("reza@customer.example", "Long", "A long story.\n" * 5000)


@dataclass
class Store:
    """`backups` is where its backups go."""

    sorting: Sorting
    state: Path
    backups: Path
    blobs: Blobs

    @property
    def database(self) -> Database:
        return self.sorting.database

    def backup(self, *keys: KeyFile) -> Made:
        return making.make(Source(self.database, self.state, keys, version="1"), self.backups, quietly)


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Iterator[Store]:
    """Two tickets, one of a mail that lies in a segment; one mail that waits; notices that wait."""
    state = tmp_path
    sorting = Sorting(database, state / "spool")
    sorting.now = datetime.now(UTC)
    built = Store(sorting, state, tmp_path / "backups", open_blobs(database, state / "blobs"))
    sorting.sort(letter())
    sorting.sort(LONG)
    sorting.arrive(letter("eve@elsewhere.example", "Waits"))
    yield built
    sorting.close()


@pytest.fixture
def empty(database: Database, tmp_path: Path) -> Iterator[Destination]:
    """Where the same kind of database may be restored into."""
    if database.sqlite:
        yield Destination(f"sqlite:///{tmp_path / 'new' / 'postroom.db'}", tmp_path / "new")
    else:
        with services.postgresql() as url:
            yield Destination(url, tmp_path / "new")


def taken(made: Made) -> Backup:
    return Backup(made.folder, made.manifest, checking.listed(made.folder, made.manifest))


def brought(made: Made, to: Destination) -> Settled:
    return restore(taken(made), to, datetime.now(UTC), quietly)


def sound(to: Destination) -> bool:
    database = Database(to.url)
    try:
        folders = (to.state / "blobs", to.state / "spool") if database.sqlite else (None, None)
        place = Place(database.read, folders[0], folders[1], Depth.WHOLE, datetime.now(UTC))
        return not any(run(check, place).findings for check in CHECKS)
    finally:
        database.close()


def test_a_backup_says_what_is_in_it_and_is_found_sound(store: Store) -> None:
    made = store.backup()
    checked = checking.check(made.folder, quietly)
    assert checked.sound
    assert not [each for result in checked.results for each in result.findings]
    found = read(made.folder)
    assert found == made.manifest
    assert (found.accepted, found.waiting, found.outcomes["ticket"], found.balanced) == (3, 1, 2, True)
    assert (found.counts["ticket"], found.counts["spool"], found.revision) == (2, 3, HEAD)
    assert found.files == (2 if store.database.sqlite else 1)
    assert made.folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in made.folder.rglob("*"))


def test_what_is_written_while_it_is_taken_is_not_half_in_it(store: Store) -> None:
    """A mail comes, and is decided about, at every step."""

    def meanwhile(step: Step) -> None:
        store.sorting.sort(letter(f"{len(came)}@customer.example", f"Meanwhile {len(came)}"))
        came.append(step)

    came: list[Step] = []
    made = making.make(Source(store.database, store.state), store.backups, meanwhile)
    assert came
    assert checking.check(made.folder, quietly).sound
    assert made.manifest.accepted == 3


def test_restored_it_is_the_same_and_nothing_old_is_sent(store: Store, empty: Destination) -> None:
    assert store.sorting.write(lambda c: ledger.claim(c, 3, "who is gone", datetime.now(UTC)))
    lease = {"mailbox": "box", "holder": "gone", "fence": 7, "until": store.sorting.now + timedelta(hours=1)}
    store.sorting.write(lambda c: c.execute(mailbox_lease.insert().values(lease)))
    waiting = store.sorting.count(notice)
    settled = brought(store.backup(), empty)
    assert (settled.cancelled, settled.freed, settled.waiting) == (waiting, 1, 1)
    assert sound(empty)
    database = Database(empty.url)
    with database.read() as connection:
        states = set(connection.scalars(select(notice.c.state)))
        held = connection.execute(select(mail.c.holder, mail.c.due).where(mail.c.id == 3)).one()
        leased = connection.execute(select(mailbox_lease)).one()
        fence = fences.current(connection)
    assert states == {"cancelled"}
    assert (held.holder, held.due) == ("", settled.until)
    assert (leased.fence, leased.until.year) == (7, 1970)
    assert fence is not None
    assert fence.until == settled.until
    reading = Sorting(database, empty.state / "spool")
    assert reading.spool.read(2).raw == LONG
    reading.close()
    database.close()


def test_contents_in_a_shared_place_go_along_and_those_at_home_stay_there(store: Store, empty: Destination) -> None:
    """As where a folder was named after some time."""
    there, back = FolderObjects(store.state / "share"), FolderObjects(store.state / "share again")
    for folder in ("share", "share again"):
        (store.state / folder).mkdir()
    placed = ObjectBlobs(there, BLOBS)
    for position, (content, blobs) in enumerate(((b"at home", store.blobs), (b"far away", placed))):
        row = {"article": 1, "position": position, "name": "a", "type": "b/c", "size": len(content), "content_id": ""}
        row |= {"sha256": blobs.save(content), "inline": False}
        store.sorting.write(lambda c, row=row: c.execute(attachment.insert().values(row)))  # type: ignore[misc]
    source = Source(store.database, store.state, shared=SharedPlaces((there,)))
    made = making.make(source, store.backups, quietly)
    assert (made.manifest.objects, made.manifest.missing) == (1, ())
    assert checking.check(made.folder, quietly).sound
    brought(made, replace(empty, shared=back))
    assert [found.size for found in back.list("")] == [len(b"far away")]
    lost = making.make(Source(store.database, store.state), store.backups, quietly).manifest.missing
    assert lost == (f"{BLOBS}{Path(next(there.list('')).key).relative_to(BLOBS)}",)


def test_numbers_go_on_above_those_of_the_lost_time(store: Store, empty: Destination) -> None:
    made = store.backup()
    lost = [store.sorting.sort(letter(f"lost{each}@customer.example", f"Lost {each}")).ticket for each in range(3)]
    with store.database.read() as connection:
        strangers = {row.id for row in connection.execute(select(person.c.id).where(person.c.address.like("lost%")))}
    brought(made, empty)
    database = Database(empty.url)
    desk = Sorting(database, empty.state / "spool")
    desk.now = datetime.now(UTC)
    assert desk.spool.accept(desk.arrive(letter()).mail.envelope, b"x") is not None
    applied = desk.sort(letter("new@customer.example", "New"))
    ids = {row.id for row in desk.all(select(person.c.id).where(person.c.address == "new@customer.example"))}
    mails = [row.id for row in desk.all(select(spool.c.id).order_by(spool.c.id))]
    again = desk.sort(letter("other@customer.example", "Other")).ticket
    desk.close()
    database.close()
    assert applied.ticket == max(lost) - 3 + 1001
    assert again == applied.ticket + 1
    assert not ids & strangers
    assert min(ids) > 1000
    assert mails[3] > 1000


@ON_SQLITE
def test_a_second_restore_leaves_a_second_gap(store: Store, empty: Destination, tmp_path: Path) -> None:
    first = brought(store.backup(), empty)
    database = Database(empty.url)
    made = making.make(Source(database, empty.state), tmp_path / "others", quietly)
    database.close()
    there = Destination(f"sqlite:///{tmp_path / 'third' / 'postroom.db'}", tmp_path / "third")
    second = brought(made, there)
    assert [each.last for each in second.skipped] == [each.last + 1000 for each in first.skipped]


def test_nothing_that_is_there_is_overwritten(store: Store, empty: Destination) -> None:
    made = store.backup()
    brought(made, empty)
    with pytest.raises(Occupied, match="nothing is overwritten"):
        brought(made, empty)


@ON_SQLITE
def test_another_key_is_not_overwritten_and_the_same_one_is_no_trouble(store: Store, empty: Destination) -> None:
    key = store.state / "some.key"
    key.write_text("secret")
    made = store.backup(KeyFile("reply.key", key))
    place = empty.state.parent / "keys-of-the-new-one"
    to = replace(empty, keys=(KeyPlace("reply.key", place),))
    place.write_text("another")
    with pytest.raises(Occupied, match="another key"):
        brought(made, to)
    place.unlink()
    brought(made, to)
    assert place.read_text() == "secret"
    assert place.stat().st_mode & 0o777 == 0o600


def test_broken_off_it_is_not_used_and_the_same_command_goes_on(store: Store, empty: Destination) -> None:
    """At the last moment before its fence stands; on PostgreSQL the tables are there then."""

    class Killed(BaseException):
        pass

    made = store.backup()

    def kill(step: Step) -> None:
        if step.name == ("database" if store.database.sqlite else "fence"):
            raise Killed

    with pytest.raises(Killed):
        restore(taken(made), empty, datetime.now(UTC), kill)
    if store.database.sqlite:
        assert not Path(empty.url.removeprefix("sqlite:///")).exists()
    else:
        early = Database(empty.url)
        with pytest.raises(Unfinished):
            migrate(early)
        early.close()
    brought(made, empty)
    assert sound(empty)


@ON_SQLITE
def test_a_postroom_that_was_started_too_early_is_not_overwritten(store: Store, empty: Destination) -> None:
    def start(step: Step) -> None:
        if step.name == "database":
            early = Database(empty.url)
            migrate(early)
            early.close()

    with pytest.raises(Occupied, match="too early"):
        restore(taken(store.backup()), empty, datetime.now(UTC), start)


@ON_SQLITE
def test_rows_that_are_not_those_of_the_backup_are_refused(store: Store, empty: Destination) -> None:
    made = taken(store.backup())
    wrong = replace(made.manifest, counts=made.manifest.counts | {"ticket": 3})
    with pytest.raises(Changed, match="table ticket has 2 rows where the backup says 3"):
        restore(replace(made, manifest=wrong), empty, datetime.now(UTC), quietly)


@ON_SQLITE
def test_a_backup_of_the_other_database_is_refused(store: Store, tmp_path: Path) -> None:
    other = "postgresql+psycopg://nobody@127.0.0.1:9/x"
    with pytest.raises(Occupied, match="the backup is one of"):
        brought(store.backup(), Destination(other, tmp_path / "n"))


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _change(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_every_damage_to_every_file_of_a_backup_is_found(store: Store) -> None:
    key = store.state / "some.key"
    key.write_text("secret")
    made = store.backup(KeyFile("reply.key", key))
    names = [str(path.relative_to(made.folder)) for path in made.folder.rglob("*") if path.is_file()]
    assert {MANIFEST, FILES, f"{KEYS}/reply.key"} < set(names)
    damages: tuple[Callable[[Path], None], ...] = (Path.unlink, _cut, _change)
    for name, damage in product(names, damages):
        path = made.folder / name
        whole = path.read_bytes()
        damage(path)
        if name in (MANIFEST, FILES):
            with pytest.raises(Torn):
                checking.check(made.folder, quietly)
        else:
            told = checking.check(made.folder, quietly).results
            assert name in {finding.subject for result in told for finding in result.findings}
        path.write_bytes(whole)
    assert checking.check(made.folder, quietly).sound


@ON_SQLITE
def test_a_changed_manifest_is_found_by_what_it_says(store: Store) -> None:
    made = store.backup()
    path = made.folder / MANIFEST
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"accepted": 4}))
    with pytest.raises(Torn, match="is damaged"):
        read(made.folder)
    path.write_text(json.dumps(said | {"format": 2}))
    with pytest.raises(Torn, match="later version"):
        read(made.folder)
    path.write_text("[]")
    with pytest.raises(Torn, match="none of ours"):
        read(made.folder)
    path.unlink()
    with pytest.raises(Torn, match="broken off"):
        read(made.folder)
