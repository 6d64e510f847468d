"""The forms of a body are those of dkimpy, for every mix of blanks and line ends."""

import hashlib
import itertools

import pytest
from dkim import rfc822_parse
from dkim.canonicalization import Relaxed, Simple

from gateway.intake.border.content import read


def test_every_short_body_has_the_forms_that_dkimpy_gives_it() -> None:
    for length in range(6):
        for signs in itertools.product((b" ", b"\t", b"\r", b"\n", b"\r\n", b"a"), repeat=length):
            raw = b"From: a@b.org\r\n\r\n" + b"".join(signs)
            found = read(raw)
            assert found is not None
            body = rfc822_parse(raw)[1]
            assert found.body == body, raw
            assert found.simple == hashlib.sha256(Simple.canonicalize_body(body)).digest(), raw
            assert found.relaxed == hashlib.sha256(Relaxed.canonicalize_body(body)).digest(), raw


@pytest.mark.parametrize(
    "head",
    [
        b"From: a@b.org",
        b"From: a@b.org\r\nTo: c\r\n\td\r\n  e",
        b"From: a@b.org\nTo: c\n d",
        b"From x@y Sat Nov 21 10:00:00 2026\r\nFrom: a@b.org",
        b"A:\r\nB: \r\nC:: x\r\nfrom:y",
    ],
)
def test_fields_are_those_that_dkimpy_reads(head: bytes) -> None:
    end = b"\r\n" if b"\r\n" in head else b"\n"
    for raw in (head + end * 2 + b"body", head + end, head):
        found = read(raw)
        assert found is not None
        assert found.fields == rfc822_parse(raw)[0], raw


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.org\r\nno field\r\n\r\nbody",
        b"From: a@b.org\r\nSubject : x\r\n\r\nbody",
        b"From: a@b.org\r\nFrom x@y\r\n\r\nbody",
        b" folded\r\nFrom: a@b.org\r\n\r\nbody",
        b"\xd8\xb9: x\r\n\r\n",
        b"\r\n\r\nFrom: a@b.org\r\n\r\nbody",
        b"A: b\n\r\r\nC: d\n\n",
        b"A: b\r\n" * 1001 + b"\r\nbody",
        b"A: " + b"b" * 300_000,
        b"A: " + b"b" * 300_000 + b"\r\n\r\nbody",
    ],
)
def test_a_header_in_doubt_has_no_signatures(raw: bytes) -> None:
    assert read(raw) is None
