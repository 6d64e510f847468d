"""Mails in files and folders, as they really lie there."""

import io
import sys
import tracemalloc
from pathlib import Path

import pytest

from gateway.intake.files import Found, Skipped, count, find, looks_like_mail
from gateway.intake.mbox import PIECE, split

MAIL = b"From: a@b.test\r\nTo: c@d.test\r\nSubject: Hello\r\n\r\nBody\r\n"


def found(*paths: Path | str) -> dict[str, bytes]:
    return {Path(each.name).name: each.content for each in find(tuple(map(str, paths))) if isinstance(each, Found)}


def test_a_named_file_is_taken_as_it_is(tmp_path: Path) -> None:
    for name in ("a.eml", "strange.bin"):
        (tmp_path / name).write_bytes(b"\0\1 anything")
        assert found(tmp_path / name) == {name: b"\0\1 anything"}


def test_in_a_folder_only_what_looks_like_a_mail(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "one").write_bytes(MAIL)
    (tmp_path / "two.eml").write_bytes(b"no header at all")
    (tmp_path / "readme.txt").write_bytes(b"Hello\n\nTo: whom it may concern")
    (tmp_path / ".hidden.eml").write_bytes(MAIL)
    assert found(tmp_path) == {"one": MAIL, "two.eml": b"no header at all"}
    skipped = [each for each in find((str(tmp_path),)) if isinstance(each, Skipped)]
    assert [(Path(each.name).name, each.reason) for each in skipped] == [("readme.txt", "does not look like a mail")]
    assert count((str(tmp_path), "x", "-")) == 5


def test_a_maildir_is_a_folder(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "cur" / "1700000000.M1P1.host,S=60:2,S").write_bytes(MAIL)
    (tmp_path / "new" / "1700000001.M1P1.host").write_bytes(MAIL)
    assert len(found(tmp_path)) == 2


def test_an_mbox_is_split_at_its_from_lines_and_unquoted() -> None:
    def check(content: bytes, *expected: bytes) -> None:
        assert list(split(io.BytesIO(content), 1000)) == list(expected)

    check(b"From a@b Sat\nA: 1\n\nx\n\nFrom c@d Sun\nB: 2\n\ny\n", b"A: 1\n\nx\n\n", b"B: 2\n\ny\n")
    check(b"From a@b Sat\nA: 1\n\n>From here\n>>From there\n", b"A: 1\n\nFrom here\n>From there\n")
    check(b"From a@b Sat\nA: 1\n\nFrom the middle\nof a paragraph\nFrom here too\n",
          b"A: 1\n\n", b"of a paragraph\nFrom here too\n")  # fmt: skip
    check(b"From a@b Sat\r\nA: 1\r\n\r\nx\r\n\r\nFrom c@d Sun\r\nB: 2\r\n", b"A: 1\r\n\r\nx\r\n\r\n", b"B: 2\r\n")
    check(b"")


def test_a_long_line_is_read_in_pieces_and_begins_nothing() -> None:
    long = b"A: 1\n\n" + b"x" * (PIECE - 2) + b"\n\nFrom c@d Sun\nB: 2\n"
    line = b"A: 1\n\n" + b"x" * PIECE + b"From here\n"
    assert list(split(io.BytesIO(b"From a@b " + b"y" * 3 * PIECE + b"\n" + long), 10**6)) == [long[:-18], b"B: 2\n"]
    assert list(split(io.BytesIO(b"From a@b Sat\n" + line), 10**6)) == [line]


def test_a_mail_that_is_too_large_is_passed_over_and_not_read_into_memory(tmp_path: Path) -> None:
    small = b"From a@b Sat\n" + MAIL + b"\n"
    with (tmp_path / "box.mbox").open("wb") as file:
        file.write(small + b"From a@b Sat\nSubject: huge\n\n")
        for _ in range(64):
            file.write(b"x" * 2**20 + b"\n")
        file.write(b"\n" + small)
    (tmp_path / "large.eml").write_bytes(MAIL + b"x" * 100_000)
    tracemalloc.start()
    try:
        given = list(find((str(tmp_path),), 100_000))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [type(each) for each in given] == [Found, Skipped, Found, Skipped]
    assert {each.reason for each in given if isinstance(each, Skipped)} == {"is larger than 100,000 octets"}
    assert peak < 2**21


def test_a_maildir_is_read_in_the_order_of_delivery_and_without_what_is_still_arriving(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    for folder, name in (("cur", "1700000009.M1P1.host:2,S"), ("new", "1700000010.M1P1.host"),
                         ("cur", "1700000002.M9P1.host:2,S"), ("new", "999999999.M1P1.host"),
                         ("tmp", "1700000001.M1P1.host")):  # fmt: skip
        (tmp_path / folder / name).write_bytes(MAIL)
    assert [name.partition(".")[0] for name in found(tmp_path)] == [
        "999999999",
        "1700000002",
        "1700000009",
        "1700000010",
    ]
    assert count((str(tmp_path),)) == 4


def test_an_mbox_gives_numbered_mails(tmp_path: Path) -> None:
    (tmp_path / "box.mbox").write_bytes(b"From a@b Sat\nA: 1\n\nx\n\nFrom c@d Sun\nB: 2\n\ny\n")
    assert found(tmp_path) == {"box.mbox:1": b"A: 1\n\nx\n\n", "box.mbox:2": b"B: 2\n\ny\n"}


def test_standard_input_is_one_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MAIL)))
    assert found("-") == {"standard input": MAIL}


def test_what_cannot_be_read_is_skipped_with_the_reason(tmp_path: Path) -> None:
    missing = list(find((str(tmp_path / "nowhere.eml"),)))
    assert missing == [Skipped(str(tmp_path / "nowhere.eml"), "No such file or directory")]


def test_what_looks_like_a_mail() -> None:
    def check(expected: bool, head: bytes) -> None:
        assert looks_like_mail(head) is expected, head

    check(True, MAIL)
    check(True, b"\xef\xbb\xbf\r\n" + MAIL)
    check(True, b"From a@b Sat Nov 21\nFrom: a@b\nTo: c@d\n\n")
    check(True, b"X-Odd: 1\nfrom: a@b\nSUBJECT: x\n\n")
    check(False, b"")
    check(False, b"From: a@b\n\nTo: only in the body")
    check(False, b"#!/bin/sh\nFrom: a\nTo: b\n")
    check(False, b"\x7fELF\x02\x01")
    check(False, b"{" * 16_384)
