"""What a process that fetches tells the one that keeps, piece by piece."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from gateway.intake.imap.apart import END, HEAD, MISSING, PIECE, TORN, TROUBLE, WHOLE, _Receiving
from gateway.intake.imap.browsing import Trouble
from gateway.intake.imap.fetching import Fetched, Missing, NoRoom
from gateway.mail.mailboxes import Passed
from gateway.store.spool import Spool

from ...store.spooling import ENVELOPE, FULL, id_of, open_spool


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    database, opened = open_spool(tmp_path)
    yield opened
    opened.close()
    database.close()


def told(kind: bytes, number: int = 0, content: bytes = b"") -> bytes:
    return HEAD.pack(kind, number, len(content)) + content


def whole(uid: int, content: bytes) -> bytes:
    end = len(content).to_bytes(8, "big") + hashlib.sha256(content).digest()
    return told(PIECE, 0, content[:3]) + told(PIECE, 0, content[3:]) + told(WHOLE, uid, end)


def received(words: bytes, spool: Spool) -> list[Fetched | Missing]:
    return list(_Receiving(BytesIO(words), spool.begin).run())


@pytest.mark.parametrize("size", [10, 300_000])
def test_a_mail_comes_in_pieces_and_is_kept_whole_with_the_digest_that_came_with_it(spool: Spool, size: int) -> None:
    content = b"Subject: x\r\n" + b"y" * size
    words = told(PIECE, 0, b"half of") + told(TORN) + whole(7, content) + told(MISSING, 9, b"GONE") + told(END)
    found, missing = received(words, spool)
    assert missing == Missing(9, Passed.GONE)
    assert isinstance(found, Fetched)
    assert (found.uid, found.size, found.digest) == (7, len(content), hashlib.sha256(content).digest())
    kept = spool.read(id_of(found.draft.commit_here(ENVELOPE, True)))
    assert kept.raw == content, "reading compares the digest, too"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (b"", "ended without a word"),
        (told(PIECE, 0, b"half of"), "ended without a word"),
        (told(END)[:-2], "ended without a word"),
        (told(TROUBLE, 0, b"it refuses the login"), "it refuses the login"),
    ],
)
def test_who_ends_without_a_last_word_is_trouble(spool: Spool, words: bytes, says: str) -> None:
    with pytest.raises(Trouble, match=says):
        received(words, spool)


def test_a_spool_that_takes_nothing_ends_it() -> None:
    with pytest.raises(NoRoom):
        list(_Receiving(BytesIO(whole(1, b"Subject: x\r\n")), lambda: FULL).run())
