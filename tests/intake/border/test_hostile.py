"""Mails that make slow checkers slow: five megabytes of each are checked in a moment."""

import base64
import hashlib
import time

import pytest

from gateway.intake.border import content
from gateway.intake.border.checks import OwnChecks
from gateway.mail.header import BLOCK_LIMIT
from gateway.mail.parse import parse

from .world import KEY, World, checked, envelope, judged, key, policy, signed, written

SIZE = 5 * 1024 * 1024
WORLD = {**policy("example.org"), **key("example.org")}
HASH = base64.b64encode(hashlib.sha256(b"x\r\n").digest())


def signature(covers: bytes = b"from", value: bytes = b"A" * 172, more: bytes = b"") -> bytes:
    """One whose body is right, so that all the rest of it is looked at."""
    tags = b"v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1"
    return b"DKIM-Signature: " + tags + b"; h=" + covers + b"; bh=" + HASH + b"; b=" + value + more + b"\r\n"


def filled(piece: bytes) -> bytes:
    return piece * (SIZE // len(piece))


BODIES = {
    "empty lines": filled(b"\r\n"),
    "empty lines without CR": filled(b"\n"),
    "blanks": filled(b" "),
    "tabs, then more": filled(b"\t") + b"\r\nx",
    "lines of blanks": filled(b" \r\n"),
    "runs of blanks": filled(b" " * 999 + b"x"),
    "bare CRs": filled(b"\r"),
    "CRs before line ends": filled(b"\r\r\n"),
    "words": filled(b"a b "),
}
HEADERS = {
    "folds": b"X: 1\r\n" + filled(b" \r\n"),
    "folds within the limit": b"X: 1\r\n" + b" a\r\n" * (BLOCK_LIMIT // 5),
    "fields": filled(b"X: 1\r\n"),
    "a thousand fields, all of them covered": b"X: 1\r\n" * 990 + signature(b":".join([b"from"] + [b"x"] * 199)),
    "fields that are not there": b"X: 1\r\n" * 990
    + signature(b":".join([b"from"] + [b"a%d" % number for number in range(199)])) * 5,
    "signatures": signature() * 500,
    "long signatures": signature(value=b"A" * 7000) * 5,
    "a huge signature": signature(value=b"A" * 200_000),
    "folds in signatures": signature(more=b"; z=" + (b"x" + b"\r\n " * 25) * 80) * 5,
    "folds in a signature's value": signature(value=(b"A" + b"\r\n " * 25) * 80) * 5,
    "a blank run in a signature": signature(more=b"; z=" + b" " * 7000 + b"x") * 5,
    "openings of the value": signature(more=b"; z=" + b" b" * 3000) * 5,
    "blanks": b"X: " + b"a " * 120_000 + b"\r\n" + signature() * 5,
    "colons": b":" * 100_000 + b"\r\n",
}


def check_at_once(raw: bytes) -> None:
    mail = parse(raw, envelope())
    began = time.process_time()
    found = OwnChecks(World(WORLD)).check(raw, envelope(), mail)
    assert time.process_time() - began < 2
    assert not found.dkim


@pytest.mark.parametrize("name", BODIES)
def test_a_body_of(name: str) -> None:
    end = b"\n" if "without CR" in name else b"\r\n"
    check_at_once(written(b"From: tom@example.org\r\n" + signature(), b"").replace(b"\r\n", end) + BODIES[name])


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_of(name: str) -> None:
    check_at_once(written(b"From: tom@example.org\r\n" + HEADERS[name], b"x\r\n"))


@pytest.mark.parametrize("name", [name for name in BODIES if "CR" not in name])
@pytest.mark.parametrize("form", [b"simple", b"relaxed"])
def test_a_true_signature_of_a_large_body_still_holds(name: str, form: bytes) -> None:
    """A tenth of the size: who signs uses the slow way."""
    body = BODIES[name][: 2000 if name == "blanks" or name.startswith("tabs") else SIZE // 10]
    assert judged(signed(written(body=body), canonical=(b"relaxed", form)), World(WORLD)).name == "ALIGNED"


def der(*numbers: int) -> bytes:
    def wrapped(tag: int, inner: bytes) -> bytes:
        return bytes([tag, 0x82]) + len(inner).to_bytes(2, "big") + inner

    integers = b"".join(wrapped(2, number.to_bytes(number.bit_length() // 8 + 1, "big")) for number in numbers)
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    return wrapped(0x30, algorithm + wrapped(3, b"\0" + wrapped(0x30, integers)))


@pytest.mark.parametrize(
    "public",
    [
        der(1 << 8191 | 1, 2**32),
        der(1 << 5000 | 1, 1 << 5000 | 1),
        der(1 << 10_000 | 1, 65537),
        der(0, 3),
        der(1, 3),
        der((1 << 2047) + 1, 0),
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30" * 900,
        b"",
    ],
)
def test_a_hostile_key_costs_nothing(public: bytes) -> None:
    world = World({**WORLD, **key("example.org", public=base64.b64encode(public).decode())})
    raw = written(b"From: tom@example.org\r\n" + signature() * 5, b"x\r\n")
    began = time.process_time()
    assert judged(raw, world).name == "FAILED"
    assert time.process_time() - began < 1


def test_a_mail_that_is_too_large_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MAIL_LIMIT", 1000)
    raw = signed(written(body=b"a" * 2000))
    assert judged(raw, World(WORLD)).name == "NOTHING"
    assert judged(signed(written()), World(WORLD)).name == "ALIGNED"


def test_an_honest_mail_of_thirty_megabytes_is_verified() -> None:
    raw = signed(written(body=b"QUJD" * 19 + b"\r\n"), private=KEY)
    assert judged(raw, World(WORLD)).name == "ALIGNED"
    body = (b"QUJD" * 19 + b"\r\n") * (30 * 1024 * 1024 // 78)
    began = time.process_time()
    found = content.read(written(body=body))
    assert found is not None
    assert found.simple == found.relaxed == hashlib.sha256(body).digest()
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "value",
    [
        *(b"", b";", b"=", b"v", b"v=1", b"\xff\xfe", b"d=", b"d=example.org; h=from; bh=!; b=", b"a=b; a=c"),
        b"v=1; a=rsa-sha256; d=example.org; s=\xff; h=from; bh=" + HASH + b"; b=AAAA",
        b"v=1; a=rsa-sha256; d=example.org; s=../..; h=from; bh=" + HASH + b"; b=AAAA",
        b"v=1; a=rsa-sha256; d=example.org; s=s1; h=from; c=x/y/z; bh=" + HASH + b"; b=AAAA",
        b"v=1; a=rsa-sha256; d=example.org; s=s1; h=from; x=1; bh=" + HASH + b"; b=AAAA",
        b"v=1; a=rsa-sha256; d=example.org; s=s1; h=from; t=99999999999; bh=" + HASH + b"; b=AAAA",
        b"v=1; a=rsa-sha256; d=example.org; i=@evil.example; s=s1; h=from; bh=" + HASH + b"; b=AAAA",
    ],
)
def test_a_signature_that_is_none_proves_nothing(value: bytes) -> None:
    raw = written(b"From: tom@example.org\r\nDKIM-Signature: " + value + b"\r\n", b"x\r\n")
    found = checked(raw, World(WORLD))
    assert found.dkim == ()
    assert found.complete
