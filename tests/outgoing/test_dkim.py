"""Our signature, looked at by two others that know nothing of ours: dkimpy and OpenDKIM."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dkim
import pytest
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from dkim.canonicalization import Relaxed
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail import strict
from gateway.mail.delivery import Delivery
from gateway.mail.inbound import Mailbox
from gateway.mail.outbound import AutoSubmitted, OutboundAttachment, OutboundMail, serialise
from gateway.outgoing.dkim import NoSigner, UnfitKey
from gateway.outgoing.dkim.keys import Key, new_key, read_key, same_key
from gateway.outgoing.dkim.signing import DkimSigner, relaxed_body, relaxed_field, signature
from gateway.outgoing.submit import RelayAddress, SmtpRelay, Tls

from ..scenarios.office import free_port
from ..thorough import examples

OPENDKIM = shutil.which("opendkim") or shutil.which("opendkim", path="/usr/sbin")

PLAIN = OutboundMail(
    envelope_sender="support+bounce@in.example.org",
    recipient="ali@customer.example",
    from_=Mailbox("support@example.org", "Support, Example"),
    to=Mailbox("ali@customer.example", "Ali Rezaei"),
    reply_to=Mailbox("support+x@in.example.org", "Support"),
    subject="Re: Printer broken [#1042-7KQM]",
    date=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    message_id="t.1042.3.abcdef@in.example.org",
    in_reply_to="1@customer.example",
    references=("0@customer.example", "1@customer.example"),
    auto_submitted=AutoSubmitted.NO,
    language="en",
    text="Hello Ali,\n\n  it works   again.  \n.\nFrom here on.\n\n\n\n",
    html="",
)
PERSIAN = replace(
    PLAIN, subject="پاسخ: چاپگر خراب است", language="fa", text="سلام علی،\n\nدرست شد.\n", html="<p>سلام</p>"
)
FILES = (
    OutboundAttachment("گزارش.pdf", "application/pdf", bytes(range(256)) * 40),
    OutboundAttachment("mail.eml", "message/rfc822", b"From: a@b\r\n\r\nx\r\n"),
)
MAILS: dict[str, OutboundMail] = {
    "english": PLAIN,
    "persian": PERSIAN,
    "attachments": replace(PLAIN, html="<p>Hello</p>", attachments=FILES),
    "smtputf8": replace(PLAIN, recipient="علی@customer.example", to=Mailbox("علی@customer.example", "علی")),
    "long-subject": replace(PLAIN, subject="خیلی " * 100),
    "one-long-word": replace(PLAIN, subject="x" * 300),
    "automatic": replace(PLAIN, auto_submitted=AutoSubmitted.GENERATED, reply_to=None, in_reply_to="", references=()),
    "empty": replace(PLAIN, subject="", text="", language=""),
}


@pytest.fixture(scope="module")
def key() -> Key:
    return read_key("example.org", "postroom", new_key())


@pytest.fixture(scope="module")
def edwards() -> Key:
    return Key("example.org", "edwards", Ed25519PrivateKey.generate())


def signed(key: Key, mail: OutboundMail) -> bytes:
    return DkimSigner({key.domain: key}).sign(mail, serialise(mail))


def verifies(raw: bytes, key: Key) -> bool:
    def answer(name: bytes, timeout: float = 5) -> bytes:
        return key.record.encode() if name == f"{key.name}.".encode() else b""

    return bool(dkim.verify(raw, dnsfunc=answer))


# --- what we sign holds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAILS)
def test_what_we_sign_verifies(key: Key, name: str) -> None:
    raw = serialise(MAILS[name])
    made = signed(key, MAILS[name])
    assert made.endswith(raw), "the mail itself is what the strict check has seen"
    assert strict.check(raw, MAILS[name]) == ()
    assert verifies(made, key)


@pytest.mark.parametrize("name", MAILS)
def test_the_field_is_ascii_in_short_lines(key: Key, name: str) -> None:
    field = signature(key, serialise(MAILS[name]), 1_790_000_000)
    assert field.isascii()
    assert field.endswith(b"\r\n")
    lines = field.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert [line[:1] for line in lines[1:]] == [b" "] * (len(lines) - 1)
    assert b"\r" not in field.replace(b"\r\n", b"")
    assert b" l=" not in field


def test_the_author_and_what_people_see_cannot_be_added_to(key: Key) -> None:
    made = signed(key, MAILS["attachments"])
    for field in (b"From: eve@evil.example", b"Subject: pay", b"To: x@y.example", b"Cc: x@y.example"):
        assert not verifies(field + b"\r\n" + made, key), field
    for field in (b"Reply-To: eve@evil.example", b"Content-Type: text/html", b"Date: now", b"MIME-Version: 2.0"):
        assert not verifies(field + b"\r\n" + made, key), field
    assert not verifies(b"Reply-To: eve@evil.example\r\n" + signed(key, MAILS["automatic"]), key)
    assert verifies(b"Received: from a by b; now\r\nX-Spam: no\r\n" + made, key)


@pytest.mark.parametrize("name", ["english", "persian", "attachments"])
@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw[:-4] + b"x" + raw[-3:],
        lambda raw: raw + b"more\r\n",
        lambda raw: raw.replace(b"\r\n\r\n", b"\r\n\r\n\r\n", 1),
        lambda raw: raw.replace(b"Subject: ", b"Subject: not ", 1),
        lambda raw: raw.replace(b"@example.org>", b"@example.net>", 1),
        lambda raw: raw.replace(b"\r\nDate: Sat", b"\r\nDate: Sun", 1),
        lambda raw: raw.replace(b"References: <0@", b"References: <9@", 1),
        lambda raw: raw.replace(b"d=example.org", b"d=example.com", 1),
        lambda raw: raw.replace(b"t=1", b"t=2", 1),
    ],
)
def test_a_changed_byte_breaks_it(key: Key, name: str, change: Callable[[bytes], bytes]) -> None:
    made = signed(key, MAILS[name])
    changed = change(made)
    assert changed != made
    assert not verifies(changed, key)


needs_opendkim = pytest.mark.skipif(OPENDKIM is None, reason="opendkim is not installed")


def opendkim(folder: Path, mails: dict[str, bytes], *keys: Key) -> list[str]:
    """The names of those that OpenDKIM says were signed and hold, in one run."""
    (folder / "keys").write_text("".join(f"{key.name} {key.record}\n" for key in keys))
    (folder / "conf").write_text(f"TestPublicKeys {folder / 'keys'}\nMode v\nSyslog no\n")
    for name, raw in mails.items():
        (folder / name).write_bytes(raw)
    files = ",".join(str(folder / name) for name in mails)
    command = [str(OPENDKIM), "-x", str(folder / "conf"), "-t", files, "-v"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout
    good = [line.split(": ")[1] for line in told.splitlines() if line.endswith(" succeeded")]
    assert told.count("verification (") == len(mails), told
    return [Path(name).name for name in good]


@needs_opendkim
def test_opendkim_comes_to_the_same(key: Key, edwards: Key, tmp_path: Path) -> None:
    good = {name: signed(key, mail) for name, mail in MAILS.items()}
    good |= {f"{name}-edwards": signed(edwards, mail) for name, mail in MAILS.items()}
    bad = {f"{name}-changed": raw.replace(b"Subject:", b"Subject: x", 1) for name, raw in good.items()}
    bad |= {f"{name}-added": b"From: eve@evil.example\r\n" + raw for name, raw in good.items()}
    assert sorted(opendkim(tmp_path, good | bad, key, edwards)) == sorted(good)


# --- the canonical forms ----------------------------------------------------------------------------------------------

BODIES = st.sampled_from([b"a", b" ", b"\t", b"  ", b"\r\n", b"\r\n\r\n", b" \r\n", b"=20", "ع".encode(), b"\x0b"])
VALUES = st.sampled_from([b"a", b" ", b"\t", b"\r\n ", b"\r\n\t", "ع".encode(), b":"])


@examples(80)
@given(st.lists(BODIES, max_size=30).map(b"".join))
def test_bodies_are_the_same_to_us_as_to_dkimpy(body: bytes) -> None:
    whole = body + b"\r\n"
    assert relaxed_body(whole) == Relaxed.canonicalize_body(whole)


@examples(80)
@given(st.lists(VALUES, max_size=30).map(b"".join))
def test_fields_are_the_same_to_us_as_to_dkimpy(value: bytes) -> None:
    ((name, theirs),) = Relaxed.canonicalize_headers([(b"Subject", value + b"\r\n")])
    assert relaxed_field("subject", value) == name + b":" + theirs


def test_a_body_that_is_nothing_but_blanks_is_quick() -> None:
    begun = time.monotonic()
    relaxed_body(b" " * 1_000_000 + b"\r\n" * 1_000_000)
    assert time.monotonic() - begun < 5


# --- on the way -------------------------------------------------------------------------------------------------------


class _Inbox:
    def __init__(self) -> None:
        self.content: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.content.append(envelope.original_content)
        return "250 ok"


@pytest.fixture
def hop() -> Iterator[tuple[SmtpRelay, _Inbox]]:
    inbox = _Inbox()
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    relay = SmtpRelay(RelayAddress("127.0.0.1", port, Tls.NONE))
    try:
        yield relay, inbox
    finally:
        relay.close()
        controller.stop()


def test_it_holds_after_a_hop_by_smtp(key: Key, hop: tuple[SmtpRelay, _Inbox]) -> None:
    relay, inbox = hop
    for mail in MAILS.values():
        assert relay.submit(mail, signed(key, mail)).delivery is Delivery.SENT
    assert len(inbox.content) == len(MAILS)
    assert all(verifies(b"Received: by hop; now\r\n" + raw, key) for raw in inbox.content)


# --- whose mail is signed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("support@example.org", "example.org"),
        ("support@EXAMPLE.org", "example.org"),
        ("support@a.example.org", "example.org"),
        ("support@x.sales.example.org", "sales.example.org"),
        ("support@sales.example.org", "sales.example.org"),
        ("support@xn--mgba3a4f16a.example", "xn--mgba3a4f16a.example"),
        ("support@ایران.example", "xn--mgba3a4f16a.example"),
        ("support@example.net", ""),
        ("support@notexample.org", ""),
        ("support@org", ""),
        ("support@example.org.evil.example", ""),
    ],
)
def test_a_mail_is_signed_by_its_authors_domain_or_the_nearest_above_it(address: str, domain: str, key: Key) -> None:
    domains = ("example.org", "sales.example.org", "xn--mgba3a4f16a.example")
    signer = DkimSigner({each: replace(key, domain=each) for each in domains})
    mail = replace(PLAIN, from_=Mailbox(address, "Support"))
    raw = serialise(mail)
    made = signer.sign(mail, raw)
    if not domain:
        assert made == raw
    else:
        assert f" d={domain};\r\n".encode() in made
        assert verifies(made, signer.keys[domain])


def test_without_keys_nothing_is_touched() -> None:
    assert NoSigner().sign(PLAIN, b"raw") == b"raw"


# --- keys -------------------------------------------------------------------------------------------------------------


def pem(private: Any, lock: KeySerializationEncryption | None = None) -> str:
    made: bytes = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock or NoEncryption())
    return made.decode()


def short() -> rsa.RSAPrivateKey:
    """Of 506 bits, made of two primes that everybody knows."""
    p, q, e = 2**255 - 19, 2**251 - 9, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(e, p * q)
    crt = (rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q))
    return rsa.RSAPrivateNumbers(p, q, d, *crt, public).private_key()


NONE = "dkim example.org: this is no private key in PEM form; `postroom dkim new` makes one"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", NONE),
        ("secret", NONE),
        ("گ", NONE),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", NONE),
        (pem(short()), "dkim example.org: the key has 506 bits; it needs 1024 to 4096, better 2048"),
        (
            pem(ec.generate_private_key(ec.SECP256R1())),
            "dkim example.org: the key is neither of RSA nor of Ed25519; there is no signature with others",
        ),
        (
            pem(Ed25519PrivateKey.generate(), BestAvailableEncryption(b"x")),
            "dkim example.org: the key is locked by a pass phrase; give it without one",
        ),
    ],
)
def test_an_unfit_key_is_one_line(text: str, line: str) -> None:
    with pytest.raises(UnfitKey) as unfit:
        read_key("example.org", "postroom", text)
    assert str(unfit.value) == line


def test_keys_of_both_kinds_are_read_and_do_not_show_themselves(edwards: Key) -> None:
    read = read_key("example.org", "edwards", pem(edwards.private))
    assert read.record == edwards.record
    assert read.record.startswith("v=DKIM1; k=ed25519; p=")
    assert len(read.record.partition("p=")[2]) == 44
    assert "private" not in repr(read).lower().replace("privatekey", "")


def test_a_record_is_cut_into_strings_that_fit(key: Key) -> None:
    name, _, rest = key.zone_line.partition(" IN TXT ( ")
    strings = rest.removesuffix(" )")[1:-1].split('" "')
    assert name == "postroom._domainkey.example.org."
    assert "".join(strings) == key.record
    assert max(map(len, strings)) <= 255
    assert len(strings) == 2


def test_records_with_the_same_key_are_told_from_others(key: Key, edwards: Key) -> None:
    _, _, public = key.record.partition("p=")
    for same in (key.record, f"p={public}", f"v=DKIM1;p={public};t=s", f"k=rsa; p={public[:40]} {public[40:]}"):
        assert same_key(same, key.record)
    for other in ("", "v=DKIM1; k=rsa; p=", f"k=ed25519; p={public}", "p=AAAA", edwards.record, "v=spf1 -all"):
        assert not same_key(other, key.record)
