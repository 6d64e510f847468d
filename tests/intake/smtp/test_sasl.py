"""PLAIN and LOGIN as clients say them, and what is none of it."""

import base64

import pytest

from gateway.intake.smtp.sasl import Credentials, Unreadable, credentials, decode, plain


@pytest.mark.parametrize(
    ("answer", "name", "password"),
    [
        (b"\0tom\0secret", "tom", "secret"),
        (b"tom\0tom\0secret", "tom", "secret"),
        ("\0سارا\0گذرواژهٔ من".encode(), "سارا", "گذرواژهٔ من"),
        (b"\0tom\0 with spaces ", "tom", " with spaces "),
    ],
)
def test_plain_gives_name_and_password(answer: bytes, name: str, password: str) -> None:
    assert plain(decode(base64.b64encode(answer))) == Credentials(name, password)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"tom",
        b"tom\0secret",
        b"\0tom\0sec\0ret",
        b"sara\0tom\0secret",  # tom in the name of sara
        b"\0\0secret",
        b"\0tom\0",
        b"\0tom\0\xff\xfe",
        b"\0" + b"t" * 321 + b"\0secret",
        b"\0tom\0" + b"x" * 513,
    ],
)
def test_what_is_not_plain_is_unreadable(answer: bytes) -> None:
    with pytest.raises(Unreadable):
        plain(answer)


@pytest.mark.parametrize("word", [b"x", b"AGFh*", b"AGFh AGFh", b"AGFhYQ=\r", "AGFهh".encode(), b"=AGFh"])
def test_what_is_not_base64_is_unreadable(word: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(word)


def test_a_lone_equals_sign_is_an_empty_answer() -> None:
    assert decode(b"=") == b""


def test_a_name_or_password_with_nul_is_unreadable() -> None:
    for pair in ((b"t\0m", b"secret"), (b"tom", b"sec\0ret"), (b"tom\0", b"secret")):
        with pytest.raises(Unreadable):
            credentials(*pair)


def test_a_password_does_not_show_when_its_credentials_are_printed() -> None:
    assert "secret" not in repr(credentials(b"tom", b"secret"))
