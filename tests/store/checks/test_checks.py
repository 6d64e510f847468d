"""One sound store with something of everything; each damage is done to it in a transaction that is undone."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from gateway.mail.delivery import Attempt, Delivery
from gateway.store import outbox
from gateway.store.backup.progress import quietly
from gateway.store.backup.snapshot import snapshot
from gateway.store.blobs import Blobs, open_blobs
from gateway.store.checks import CHECKS, Check, Depth, Finding, Looked, Place, Weight, run
from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.schema import notice, spool

from .. import emptied
from ..sorting import ALI, TOM, Sorting, letter

CONTENT = b"what the picture shows " * 100


@dataclass
class Store:
    sorting: Sorting
    folder: Path
    blobs: Blobs
    lies_in_files: bool

    def place(self, connection: Connection | None = None, depth: Depth = Depth.WHOLE) -> Place:
        @contextmanager
        def same() -> Iterator[Connection]:
            assert connection is not None
            yield connection

        read = self.sorting.database.read if connection is None else same
        blobs, segments = (self.folder / "blobs", self.folder / "spool") if self.lies_in_files else (None, None)
        return Place(read, blobs, segments, depth, datetime.now(UTC) + timedelta(days=1))

    def found(self, connection: Connection | None = None, depth: Depth = Depth.WHOLE) -> dict[str, list[Finding]]:
        place = self.place(connection, depth)
        results = (run(check, place) for check in CHECKS)
        return {result.check: list(result.findings) for result in results if result.findings}


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("store")
    with opened(folder, f"sqlite:///{folder / 'postroom.db'}") as built:
        yield built


@pytest.fixture(scope="module")
def postgresql(postgresql_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    emptied.empty(postgresql_url)
    with opened(tmp_path_factory.mktemp("store"), postgresql_url) as built:
        yield built


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def store(request: pytest.FixtureRequest) -> Store:
    built: Store = request.getfixturevalue(request.param)
    return built


@contextmanager
def opened(folder: Path, url: str) -> Iterator[Store]:
    database = Database(url)
    migrate(database)
    sorting = Sorting(database, folder / "spool")
    built = Store(sorting, folder, open_blobs(database, folder / "blobs"), database.sqlite)
    furnish(built)
    yield built
    sorting.close()
    database.close()


def furnish(store: Store) -> None:
    """A ticket with a picture, its answer and its end; a long mail; a duplicate; a held mail; notices that went out."""
    desk = store.sorting
    desk.now = datetime.now(UTC)
    first = desk.sort(with_picture(store)).ticket
    long = letter("reza@customer.example", "Long", "A long story.\n" * 5000)
    desk.sort(long)
    desk.sort(long)
    desk.sort(letter("eve@elsewhere.example", f"Re: Printer broken {desk.token(first)}", "Me, too."))
    desk.sort(letter(TOM, f"Re: Printer broken {desk.token(first)}", "#resolve\n\nIt works again."))
    for id in [row.id for row in desk.all(notice.select().order_by(notice.c.id))][:3]:
        claimed = desk.write(lambda c, id=id: outbox.claim(c, id, "a", desk.now))  # type: ignore[misc]
        for end in (Delivery.UNCERTAIN, Delivery.SENT) if id == 2 else (Delivery.SENT,):
            attempt = Attempt(end, "250 ok")
            desk.write(lambda c, claimed=claimed, attempt=attempt: outbox.record(c, claimed, attempt, desk.now))  # type: ignore[misc]
            if end is Delivery.UNCERTAIN:
                later = desk.now + timedelta(hours=1)
                claimed = desk.write(lambda c, id=id, later=later: outbox.claim(c, id, "a", later))  # type: ignore[misc]


def with_picture(store: Store) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ALI, "support@example.org", "Printer broken"
    mail["Message-ID"] = "<picture@customer.example>"
    mail["Authentication-Results"] = "border.example.org; dmarc=pass header.from=customer.example"
    mail.set_content("See the picture.")
    mail.add_attachment(CONTENT, maintype="image", subtype="x-thing", filename="a.xyz")
    store.blobs.save(CONTENT)
    return bytes(mail)


def test_a_sound_store_is_found_sound_and_everything_was_looked_at(store: Store) -> None:
    place = store.place()
    results = {check.name: run(check, place) for check in CHECKS}
    assert {name: result.findings for name, result in results.items() if result.findings} == {}
    empty = {name for name, result in results.items() if not result.looked}
    of_files = {"left segments"} if not store.lies_in_files else set()
    assert empty == (of_files | {"database"} if not store.lies_in_files else {"numbers"})


# (what is done, which check says so, about what)
DAMAGES = [
    ("DELETE FROM mail WHERE id = 3", "ledger, standings", "mail 3"),
    ("UPDATE mail SET outcome = 'lost' WHERE id = 1", "ledger, standings", "mail 1"),
    ("UPDATE mail SET finished = NULL WHERE id = 2", "endings", "mail 2"),
    ("UPDATE mail SET parked = true WHERE id = 2", "endings", "mail 2"),
    ("UPDATE mail SET outcome = 'waiting', parked = true, ticket = NULL WHERE id = 3", "endings", "mail 3"),
    ("UPDATE mail SET ticket = NULL WHERE id = 4", "results", "mail 4"),
    ("UPDATE article SET mail = NULL WHERE mail = 5", "results", "mail 5"),
    ("UPDATE journal SET mail = NULL WHERE mail = 2", "results", "mail 2"),
    ("UPDATE mail SET failures = 7 WHERE id = 1", "mail attempts", "mail 1"),
    ("UPDATE fingerprint SET mail = 4711 WHERE mail = 1", "fingerprints", "fingerprint of mail 4711"),
    ("UPDATE spool SET body = NULL, segment = NULL WHERE id = 1", "bodies", "mail 1"),
    ("UPDATE spool SET size = size + 1 WHERE id = 1", "bodies", "mail 1"),
    ("UPDATE ticket SET status = 'gone' WHERE number = 1002", "statuses", "ticket 1002"),
    ("UPDATE ticket SET status = 'merged' WHERE number = 1002", "statuses", "ticket 1002"),
    ("UPDATE ticket SET merged_into = 1001 WHERE number = 1002", "statuses", "ticket 1002"),
    ("UPDATE ticket SET closes = NULL WHERE number = 1001", "statuses", "ticket 1001"),
    ("UPDATE ticket SET status = 'closed', closed = NULL WHERE number = 1001", "statuses, journals", "ticket 1001"),
    ("UPDATE ticket SET status = 'open' WHERE number = 1001", "journals", "ticket 1001"),
    ("UPDATE ticket SET department = 'sales' WHERE number = 1002", "journals", "ticket 1002"),
    ("UPDATE notice SET state = 'flown' WHERE id = 4", "notices", "notice 4"),
    ("UPDATE notice SET finished = NULL WHERE id = 1", "notices, sent", "notice 1"),
    ("UPDATE notice SET holder = 'a' WHERE id = 1", "notices", "notice 1"),
    ("UPDATE notice SET attempts = 0 WHERE id = 1", "notice attempts", "notice 1"),
    ("UPDATE notice SET uncertain = 0 WHERE id = 2", "notice attempts", "notice 2"),
    ("DELETE FROM attempt WHERE notice = 2 AND delivery = 'sent'", "sent", "notice 2"),
    ("UPDATE notice SET message_id = 'other@example.org' WHERE id = 3", "threads", "notice 3"),
    ("UPDATE notice SET person = 4711 WHERE id = 3", "references", "notice 3"),
    (
        "INSERT INTO participant (ticket, person, since) SELECT number, 4711, created FROM ticket WHERE number = 1001",
        "references",
        "participant 1001 4711",
    ),
    ("UPDATE alembic_version SET version_num = '0001'", "step", "tables"),
]


@contextmanager
def undone(store: Store) -> Iterator[Connection]:
    """A transaction in which anything may be written, and which never was."""
    with store.sorting.database.engine.connect() as connection:
        if store.lies_in_files:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
        connection.rollback()
        if store.lies_in_files:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


@pytest.mark.parametrize(("damage", "checks", "subject"), DAMAGES, ids=[damage for damage, _, _ in DAMAGES])
def test_each_damage_is_found_and_nothing_else(sqlite: Store, damage: str, checks: str, subject: str) -> None:
    with undone(sqlite) as connection:
        assert connection.execute(text(damage)).rowcount > 0
        found = sqlite.found(connection, Depth.QUICK)
    told = {(name, finding.subject) for name, findings in found.items() for finding in findings}
    assert told
    assert {name for name, _ in told} <= set(checks.split(", "))
    assert subject in {about for _, about in told}


@pytest.mark.service
def test_each_damage_is_found_on_postgresql(postgresql: Store) -> None:
    for damage, checks, subject in DAMAGES:
        with undone(postgresql) as connection:
            assert connection.execute(text(damage)).rowcount > 0
            place = postgresql.place(connection, Depth.QUICK)
            asked = [check for check in CHECKS if check.name in checks.split(", ")]
            told = {finding.subject for check in asked for finding in run(check, place).findings}
            assert subject in told, damage


def test_bytes_in_a_row_that_were_changed_are_found_where_they_are_read(store: Store) -> None:
    if store.lies_in_files:
        change = "UPDATE spool SET body = CAST(zeroblob(size) AS BLOB) WHERE id = 1"
    else:
        change = "UPDATE spool SET body = decode(repeat('00', size::int), 'hex') WHERE id = 1"
    with undone(store) as connection:
        connection.execute(text(change))
        assert "bodies" not in store.found(connection, Depth.QUICK)
        (finding,) = store.found(connection)["bodies"]
    assert (finding.subject, finding.found) == ("mail 1", "other bytes in its row")


@pytest.mark.service
def test_a_content_that_is_gone_from_the_database_or_changed_is_found(postgresql: Store) -> None:
    store = postgresql
    with undone(store) as connection:
        connection.execute(text("UPDATE blob SET content = 'other'"))
        (finding,) = store.found(connection)["attachments"]
        assert finding.found == "other bytes"
        connection.execute(text("UPDATE blob SET sha256 = sha256('x')"))
        found = store.found(connection, Depth.QUICK)
    assert [each.found for each in found["attachments"]] == ["no such content"]
    assert [each.weight for each in found["left contents"]] == [Weight.REMARK]


@pytest.mark.service
def test_a_sequence_that_would_give_a_number_twice_is_found(postgresql: Store) -> None:
    store = postgresql
    for name in ("ticket_number", "spool_id", "person_id_seq", "notice_id_seq"):
        database = store.sorting.database
        with database.engine.begin() as connection:
            before = connection.scalar(text(f"SELECT last_value FROM {name}"))
            connection.execute(text(f"SELECT setval('{name}', 1)"))
        (finding,) = store.found(depth=Depth.QUICK)["numbers"]
        assert finding.subject.endswith(name)
        with database.engine.begin() as connection:
            connection.execute(text(f"SELECT setval('{name}', {before})"))


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def _change(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


FILES = [
    (Path.unlink, Depth.QUICK, "no such file"),
    (_cut, Depth.QUICK, "octets"),
    (_change, Depth.WHOLE, "bytes"),
]


@pytest.mark.parametrize("kind", ["segment", "content"])
@pytest.mark.parametrize(("damage", "depth", "words"), FILES)
def test_a_file_that_is_gone_cut_or_changed_is_found(
    sqlite: Store, kind: str, damage: Callable[[Path], None], depth: Depth, words: str
) -> None:
    store = sqlite
    pattern, check, subjects = LONG if kind == "segment" else PICTURE
    path = next(path for path in sorted(store.folder.glob(pattern)) if kind != "segment" or _holds(store, path))
    whole = path.read_bytes()
    damage(path)
    try:
        if depth is Depth.WHOLE:
            assert store.found(depth=Depth.QUICK) == {}
        found = store.found(depth=depth)
    finally:
        path.write_bytes(whole)
    assert found.keys() == {check}
    assert {each.subject for each in found[check]} <= subjects
    assert all(words in each.found for each in found[check])


LONG = ("spool/*.segment", "bodies", {"mail 2", "mail 3"})
PICTURE = (f"blobs/*/{hashlib.sha256(CONTENT).hexdigest()[2:]}", "attachments", {"attachment of article 1"})


def _holds(store: Store, path: Path) -> bool:
    """The segment of mail 2."""
    return bool(store.sorting.all(spool.select().where(spool.c.id == 2, spool.c.segment == path.name)))


def test_what_is_left_over_is_told_and_is_no_damage(sqlite: Store) -> None:
    store = sqlite
    left = [store.folder / "spool" / "00.segment", store.folder / "blobs" / "aa" / "bb.new"]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"left")
    found = store.found()
    fresh = Place(store.sorting.database.read, store.folder / "blobs", store.folder / "spool", Depth.QUICK, NOW)
    young = [each for check in CHECKS for each in run(check, fresh).findings]
    for path in left:
        path.unlink()
    assert {name: [each.subject for each in told] for name, told in found.items()} == {
        "left segments": ["00.segment"],
        "left contents": ["bb.new"],
    }
    assert {each.weight for told in found.values() for each in told} == {Weight.REMARK}
    assert young == [], "somebody may be writing them just now"


NOW = datetime.now(UTC)


def test_a_database_file_with_a_torn_page_is_found(sqlite: Store, tmp_path: Path) -> None:
    store = sqlite
    torn = tmp_path / "torn.db"
    copy_of(store.sorting.database, torn)
    content = bytearray(torn.read_bytes())
    page = 4096 * (len(content) // 4096 // 2)
    content[page : page + 4096] = b"\xff" * 4096
    torn.write_bytes(content)
    database = Database(f"sqlite:///{torn}")
    try:
        place = Place(database.read, None, None, Depth.QUICK, NOW)
        assert run(CHECKS[0], place).damaged
    finally:
        database.close()


def copy_of(database: Database, path: Path) -> None:
    with snapshot(database) as frozen:
        frozen.copy(path.parent, quietly).rename(path)


def test_a_check_tells_the_first_findings_and_counts_the_rest() -> None:
    many = Check("many", "", lambda place: Looked(1000, (Finding(str(n), "", "") for n in range(1000))))
    result = run(many, Place(None, None, None, Depth.QUICK, NOW))  # type: ignore[arg-type]
    assert (len(result.findings), result.more) == (200, 800)
