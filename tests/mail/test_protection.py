"""Signed and encrypted mails: marked by their structure, and read as far as that needs no key."""

from base64 import encodebytes

from hypothesis import given
from hypothesis import strategies as st

from gateway.mail import cms
from gateway.mail.inbound import InboundMail, Protection
from gateway.mail.parse import parse

from ..thorough import examples

SIGNED = bytes.fromhex("2a864886f70d010702")
ENVELOPED = bytes.fromhex("2a864886f70d010703")
DATA = bytes.fromhex("2a864886f70d010701")
LETTER = b'Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\ninside\r\n--i\r\n' \
    b'Content-Disposition: attachment; filename=a.txt\r\n\r\nfile\r\n--i--\r\n'  # fmt: skip


def tag(number: int, *content: bytes) -> bytes:
    data = b"".join(content)
    size = len(data).to_bytes(4, "big") if len(data) > 127 else b""
    return bytes([number, 0x84 if size else len(data)]) + size + data


def endless(number: int, *content: bytes) -> bytes:
    """The indefinite form of BER, as OpenSSL streams it."""
    return bytes([number, 0x80]) + b"".join(content) + b"\0\0"


def signed(content: bytes) -> bytes:
    inner = tag(0x30, tag(0x06, DATA), tag(0xA0, tag(0x04, content)))
    body = tag(0x30, tag(0x02, b"\1"), tag(0x31, tag(0x30, tag(0x06, b"\x2a"))), inner, tag(0x31))
    return tag(0x30, tag(0x06, SIGNED), tag(0xA0, body))


def streamed(content: bytes) -> bytes:
    pieces = [tag(0x04, content[at : at + 50]) for at in range(0, len(content), 50)]
    inner = endless(0x30, tag(0x06, DATA), endless(0xA0, endless(0x24, *pieces)))
    algorithms = endless(0x31, tag(0x30, tag(0x06, b"\x2a")))
    return endless(0x30, tag(0x06, SIGNED), endless(0xA0, endless(0x30, tag(0x02, b"\1"), algorithms, inner)))


def opaque(content: bytes, type_: str = "application/pkcs7-mime; name=smime.p7m") -> InboundMail:
    head = f"From: a@example.org\nContent-Type: {type_}\nContent-Transfer-Encoding: base64\n\n"
    return parse(head.encode() + encodebytes(content))


def multipart(kind: str, *parts: str) -> InboundMail:
    inner = "".join(f"--x\n{part}\n" for part in parts)
    return parse(f"From: a@example.org\nContent-Type: multipart/{kind}; boundary=x\n\n{inner}--x--\n".encode())


TEXT = "Content-Type: text/plain\n\nhello"
SMIME = "Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nAAAA"
PGP = "Content-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----\n"


def test_structures_are_told() -> None:
    def check(got: InboundMail, text: str, names: list[str], *protections: Protection) -> None:
        assert (got.text.strip(), [a.name for a in got.attachments], got.protections) == (text, names, protections)

    by_protocol = 'signed; protocol="application/x-pkcs7-signature"; micalg=sha-256'
    check(multipart(by_protocol, TEXT, SMIME), "hello", ["smime.p7s"], Protection.SMIME_SIGNED)
    check(multipart("signed", TEXT, SMIME), "hello", ["smime.p7s"], Protection.SMIME_SIGNED)
    check(multipart('signed; protocol="application/pgp-signature"', TEXT, PGP), "hello", ["signature.asc"],
          Protection.PGP_SIGNED)  # fmt: skip
    check(multipart("signed", TEXT), "hello", [])
    control = "Content-Type: application/pgp-encrypted\n\nVersion: 1"
    data = "Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----"
    check(multipart("encrypted", control, data), "", ["", "encrypted.asc"], Protection.PGP_ENCRYPTED)
    check(multipart("mixed", TEXT, SMIME), "hello", ["smime.p7s"])


def test_what_is_only_signed_is_read() -> None:
    for content in (signed(LETTER), streamed(LETTER)):
        got = opaque(content)
        assert (got.text.strip(), got.protections) == ("inside", (Protection.SMIME_SIGNED,))
        assert got.attachments[0].content == b"file"
        assert [a.name for a in got.attachments] == ["a.txt", "smime.p7m"]
        assert opaque(content, "application/octet-stream; name=smime.p7m").text.strip() == "inside"


def test_what_cannot_be_read_stays_whole_and_marked() -> None:
    def check(got: InboundMail, *protections: Protection) -> None:
        assert (got.text, [a.name for a in got.attachments], got.protections) == ("", ["smime.p7m"], protections)

    check(opaque(tag(0x30, tag(0x06, ENVELOPED), tag(0xA0, b"secret"))), Protection.SMIME_ENCRYPTED)
    check(opaque(b"broken", "application/x-pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
          Protection.SMIME_ENCRYPTED)  # fmt: skip
    check(opaque(b"broken", "application/pkcs7-mime; smime-type=certs-only; name=smime.p7m"))
    check(opaque(signed(LETTER)[:60]))
    check(opaque(tag(0x30, tag(0x06, SIGNED), tag(0xA0, tag(0x30)))), Protection.SMIME_SIGNED)


def test_signatures_in_signatures_come_to_an_end() -> None:
    content = signed(LETTER)
    for _ in range(30):
        content = signed(b"Content-Type: application/pkcs7-mime; name=n.p7m\n\n" + content)
    got = opaque(content)
    assert 1 <= len(got.attachments) <= 5
    assert got.protections == (Protection.SMIME_SIGNED,)


def test_armour_around_a_text_is_taken_off() -> None:
    def check(body: str, text: str, *protections: Protection) -> None:
        got = parse(f"From: a@example.org\n\n{body}".encode())
        assert (got.text, got.protections) == (text, protections)

    head = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
    tail = "-----BEGIN PGP SIGNATURE-----\n\niQEz\n=abcd\n-----END PGP SIGNATURE-----\n"
    check(f"{head}hello\n- -- \nAnn\n- - one\n{tail}", "hello\n-- \nAnn\n- one\n", Protection.PGP_SIGNED)
    check(f"before\n{head}hello\n{tail}after\n", "before\nhello\nafter\n", Protection.PGP_SIGNED)
    check(f"{head}hello\n", f"{head}hello\n")
    quoted = "".join(f"> {line}\n" for line in f"{head}old\n{tail}".splitlines())
    check(f"new\n{quoted}", f"new\n{quoted}")
    secret = "-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n"
    check(secret, secret, Protection.PGP_ENCRYPTED)


@examples(300)
@given(st.binary(max_size=60), st.integers(0, 90))
def test_any_bytes_give_some_content_or_none(noise: bytes, cut: int) -> None:
    for content in (noise, signed(LETTER)[:cut] + noise, streamed(LETTER)[:cut] + noise):
        assert isinstance(cms.signed_content(content), bytes)
