"""`postroom backup` and `restore` where attachments and large mails lie in a place that all machines share."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..standins.s3 import KEY, SECRET, Bucket, Mood, s3
from .conftest import Call
from .test_store import HOUSE, mail


@dataclass(frozen=True)
class Shared:
    """A house of one mail with one file, both of which lie in a shared folder or in a bucket."""

    call: Call
    folder: Path

    def configure(self, store: str) -> None:
        (self.folder / "config.toml").write_text(HOUSE + store)

    def burn(self) -> None:
        shutil.rmtree(self.folder / "var")

    def latest(self) -> Path:
        return max((self.folder / "backups").iterdir())

    def verified(self) -> bool:
        return self.call("verify").code == 0


@pytest.fixture
def house(call: Call, tmp_path: Path) -> Shared:
    mail(tmp_path)
    return Shared(call, tmp_path)


@pytest.fixture
def share(house: Shared, tmp_path: Path) -> Path:
    """The folder."""
    (tmp_path / "share").mkdir()
    house.configure(f'[store]\nurl = "file://{tmp_path}/share"\n')
    assert house.call("import", "a.eml", "--to", "support@example.org").code == 0
    assert len(files(tmp_path / "share")) == 2
    return tmp_path / "share"


@pytest.fixture
def bucket(house: Shared, tmp_path: Path) -> Iterator[Bucket]:
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "key").write_text(KEY)
    with s3() as made:
        table = f'[store]\nurl = "s3://house/mail"\nendpoint = "{made.endpoint}"\ntimeout = 0.5\n'
        house.configure(f'{table}access_key = {{ file = "key" }}\nsecret_key = {{ file = "secret" }}\n')
        assert house.call("import", "a.eml", "--to", "support@example.org").code == 0
        assert len(made.keys()) == 2
        yield made
        assert made.faults == []


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_lies_in_a_shared_folder_goes_along_and_comes_back(house: Shared, share: Path) -> None:
    before = files(share)
    (row,) = house.call("backup", "backups", "--json").rows
    assert (row["objects"], row["left_out"], row["elsewhere"], row["missing"]) == (2, 0, [], [])
    assert files(house.latest() / "objects") == before
    assert house.call("backup", "backups", "--json").rows[0]["linked"] == 2, "the second one takes no room for them"
    assert house.call("backup", "verify", "backups").code == 0
    shutil.rmtree(share)
    share.mkdir()
    house.burn()
    assert f"2 attachments and large mails of a shared place lie in {share}" in house.call("restore", "backups").out
    assert files(share) == before
    assert house.verified()


def test_what_the_place_has_still_is_left_alone_and_what_is_damaged_there_replaced(house: Shared, share: Path) -> None:
    before = files(share)
    house.call("backup", "backups")
    whole, damaged = (share / name for name in sorted(before))
    damaged.write_bytes(b"x" * damaged.stat().st_size)
    kept = whole.stat().st_ino
    house.burn()
    assert house.call("restore", "backups").code == 0
    assert files(share) == before
    assert whole.stat().st_ino == kept
    assert house.verified()


def test_a_drill_puts_them_beside_its_database_and_nothing_into_the_place(house: Shared, share: Path) -> None:
    house.call("backup", "backups")
    before = files(share)
    (share / next(iter(before))).unlink()
    assert house.call("restore", "backups", "--into", "drill", "--json").rows[0]["objects"] == 2
    assert files(house.folder / "drill" / "objects") == before
    assert len(files(share)) == 1


def test_an_object_that_is_not_there_is_missing_and_one_that_changed_is_too(house: Shared, share: Path) -> None:
    mails = [name for name in files(share) if name.startswith("raw/")]
    (share / mails[0]).write_bytes(b"something else")
    ended = house.call("backup", "backups")
    assert ended.code == 1
    assert f"{mails[0]} is missing: rows refer to it" in ended.err
    assert "missing" in house.call("backup", "verify", "backups").out


def test_a_damaged_object_of_a_backup_is_found(house: Shared, share: Path) -> None:
    house.call("backup", "backups")
    name = next(iter(files(share)))
    (house.latest() / "objects" / name).write_bytes(b"x")
    ended = house.call("backup", "verify", "backups")
    assert ended.code == 1
    assert f"files: objects/{name}: expected" in ended.out


def test_without_a_place_they_are_not_restored_into_nowhere(house: Shared, share: Path) -> None:
    house.call("backup", "backups")
    house.burn()
    house.configure("")
    refused = house.call("restore", "backups")
    assert refused.code == 1
    assert "2 objects of the backup lay in a shared place: name one in [store]" in refused.err
    assert not (house.folder / "var" / "postroom.db").exists()


def test_a_folder_that_is_not_mounted_is_one_line(house: Shared, share: Path) -> None:
    share.rename(share.with_name("away"))
    ended = house.call("backup", "backups")
    assert (ended.code, len(ended.err.splitlines())) == (1, 1)
    assert "the place of [store] does not answer" in ended.err
    assert list((house.folder / "backups").iterdir()) == []


def test_what_lies_in_an_object_store_is_listed_and_looked_for(house: Shared, bucket: Bucket) -> None:
    said = house.call("backup", "backups").out
    assert "NOT in it: 2 attachments and large mails in s3://house/mail" in said
    assert house.call("backup", "verify", "backups").code == 0
    house.burn()
    lost = bucket.keys()[0]
    kept = bucket.objects.pop(lost)
    refused = house.call("restore", "backups")
    assert (refused.code, len(refused.err.splitlines())) == (1, 1)
    assert "1 of what the backup only lists is not where [store] says" in refused.err
    assert not (house.folder / "var" / "postroom.db").exists()
    bucket.objects[lost] = kept
    said = house.call("restore", "backups").out
    assert "2 were not part of the backup, and were looked for where [store] says." in said
    assert house.verified()


def test_incomplete_it_is_restored_when_that_is_wanted(house: Shared, bucket: Bucket) -> None:
    house.call("backup", "backups")
    house.burn()
    bucket.objects.clear()
    ended = house.call("restore", "backups", "--incomplete")
    assert ended.code == 1
    assert "2 of what the backup only lists are not where [store] says" in ended.err
    assert len(house.call("tickets", "--json").rows) == 1
    assert not house.verified()


def test_a_bucket_goes_along_on_request_and_is_filled_again(house: Shared, bucket: Bucket) -> None:
    before = {key: content for key, (content, _) in bucket.objects.items()}
    assert house.call("backup", "backups", "--objects", "all", "--json").rows[0]["objects"] == 2
    asked = len(bucket.asked)
    house.call("backup", "backups", "--objects", "all")
    assert len(bucket.asked) == asked, "what the last backup has is not fetched again"
    assert house.call("backup", "verify", "backups").code == 0
    bucket.objects.clear()
    house.burn()
    assert house.call("restore", "backups").code == 0
    assert {key: content for key, (content, _) in bucket.objects.items()} == {f"{key}": before[key] for key in before}
    assert house.verified()


def test_a_bucket_that_does_not_answer_ends_a_backup_in_one_line(house: Shared, bucket: Bucket) -> None:
    bucket.mood = Mood.ERROR
    ended = house.call("backup", "backups", "--objects", "all")
    assert (ended.code, len(ended.err.splitlines())) == (1, 1)
    assert "the place of [store] does not answer (s3://house/mail: " in ended.err
    assert SECRET not in ended.err
    assert list((house.folder / "backups").iterdir()) == []


def test_nothing_of_a_folder_goes_along_where_that_is_not_wanted(house: Shared, share: Path) -> None:
    (row,) = house.call("backup", "backups", "--objects", "none", "--json").rows
    assert (row["objects"], row["left_out"], row["elsewhere"]) == (0, 2, [str(share)])
    house.burn()
    assert house.call("restore", "backups").code == 0
    assert house.verified()
