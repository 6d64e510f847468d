"""What lies in files (SQLite): the next backup is cheap, and what is not there is told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.store.backup import checking, making
from gateway.store.backup.making import Busy, Source, all_of, newest, thin_out
from gateway.store.backup.manifest import UNFINISHED
from gateway.store.backup.progress import Step, quietly
from gateway.store.blobs import open_blobs
from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.schema import attachment

from ..sorting import Sorting, letter

CONTENTS = (b"one " * 100, b"two " * 100)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """One ticket of a long mail that has two attachments."""
    database = Database(f"sqlite:///{tmp_path / 'state' / 'postroom.db'}")
    (tmp_path / "state").mkdir()
    migrate(database)
    sorting = Sorting(database, tmp_path / "state" / "spool")
    sorting.now = datetime.now(UTC)
    sorting.sort(letter(body="A long story.\n" * 5000))
    blobs = open_blobs(database, tmp_path / "state" / "blobs")
    for place, content in enumerate(CONTENTS):
        row = {"article": 1, "position": place, "name": "a", "type": "b/c", "size": len(content), "content_id": ""}
        row |= {"sha256": blobs.save(content), "inline": False}
        sorting.write(lambda c, row=row: c.execute(attachment.insert().values(row)))  # type: ignore[misc]
    sorting.close()
    return Source(database, tmp_path / "state")


def make(source: Source, tmp_path: Path) -> making.Made:
    return making.make(source, tmp_path / "backups", quietly)


def contents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("blobs/*/*"))


def test_what_nobody_touched_since_is_linked_and_takes_no_room(source: Source, tmp_path: Path) -> None:
    first, second = make(source, tmp_path), make(source, tmp_path)
    assert (first.linked, second.linked) == (0, 3)
    assert [path.stat().st_nlink for path in contents(second.folder)] == [2, 2]
    assert checking.check(second.folder, quietly).sound
    thin_out(tmp_path / "backups", 1)
    assert all_of(tmp_path / "backups") == [second.folder]
    assert checking.check(second.folder, quietly).sound


def test_a_file_that_was_written_to_since_is_copied_anew(source: Source, tmp_path: Path) -> None:
    """As erasing does, in place and without a change of length."""
    first = make(source, tmp_path)
    (segment,) = (source.state / "spool").glob("*.segment")
    before = segment.read_bytes()
    segment.write_bytes(b"0" * len(before))
    second = make(source, tmp_path)
    name = f"spool/{segment.name}"
    assert second.linked == 2
    assert (first.folder / name).read_bytes() == before
    assert (second.folder / name).read_bytes() != before
    assert not checking.check(second.folder, quietly).sound, "it is not what was accepted, and that is seen"


def test_a_segment_is_copied_as_far_as_rows_use_it(source: Source, tmp_path: Path) -> None:
    (segment,) = (source.state / "spool").glob("*.segment")
    whole = segment.read_bytes()
    with segment.open("ab") as file:
        file.write(b"a mail that is on its way")
    made = make(source, tmp_path)
    assert (made.folder / "spool" / segment.name).read_bytes() == whole


def test_what_rows_name_and_is_not_there_is_told_and_the_rest_is_saved(source: Source, tmp_path: Path) -> None:
    gone = contents(source.state)[0]
    gone.unlink()
    made = make(source, tmp_path)
    assert made.manifest.missing == (str(gone.relative_to(source.state)),)
    results = {result.check: result for result in checking.check(made.folder, quietly).results}
    assert results["missing"].damaged
    assert [each.found for each in results["attachments"].findings] == ["no such file or directory"]
    assert len(contents(made.folder)) == 1


def test_a_backup_that_was_broken_off_is_none_and_the_next_one_sweeps_it_away(source: Source, tmp_path: Path) -> None:
    class Killed(BaseException):
        pass

    def kill(step: Step) -> None:
        raise Killed

    with pytest.raises(Killed):
        making.make(source, tmp_path / "backups", kill)
    assert list((tmp_path / "backups").iterdir()) == []
    left = tmp_path / "backups" / f"next{UNFINISHED}"
    left.mkdir()
    (left / "manifest.json").write_text("{}")
    assert newest(tmp_path / "backups") is None
    made = make(source, tmp_path)
    assert list((tmp_path / "backups").iterdir()) == [made.folder]


def test_two_at_once_into_one_folder_is_one_too_many(source: Source, tmp_path: Path) -> None:
    def another(step: Step) -> None:
        with pytest.raises(Busy):
            make(source, tmp_path)
        tried.append(step)

    tried: list[Step] = []
    making.make(source, tmp_path / "backups", another)
    assert tried
