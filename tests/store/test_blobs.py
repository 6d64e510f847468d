"""Attachment contents: once each, durable, never under a sender's name."""

import hashlib
import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.store.blobs import Blobs, open_blobs
from gateway.store.database import Database, Unavailable
from gateway.store.schema import blob

from .sorting import together


@pytest.fixture
def blobs(database: Database, tmp_path: Path) -> Blobs:
    return open_blobs(database, tmp_path / "blobs")


def test_what_goes_in_comes_out_by_its_hash(blobs: Blobs) -> None:
    for content in (b"", b"a", os.urandom(3_000_000)):
        digest = blobs.save(content)
        assert digest == hashlib.sha256(content).digest()
        assert blobs.load(digest) == content


def test_what_is_not_there_is_a_lookup_error(blobs: Blobs) -> None:
    with pytest.raises(LookupError):
        blobs.load(bytes(32))


def test_the_same_content_saved_by_many_at_once_is_there_once(blobs: Blobs, database: Database, tmp_path: Path) -> None:
    content = os.urandom(100_000)
    ends = together(*[lambda: blobs.save(bytes(bytearray(content)))] * 8)
    assert set(ends) == {hashlib.sha256(content).digest()}
    if database.sqlite:
        assert sum(path.is_file() for path in (tmp_path / "blobs").rglob("*")) == 1
    else:
        with database.read() as connection:
            assert connection.scalar(select(func.count()).select_from(blob)) == 1


def test_a_folder_that_cannot_be_written_is_unavailable_and_not_the_mails_fault(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file in the way")
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(Unavailable):
        open_blobs(database, tmp_path / "blobs").save(b"content")
    database.close()
