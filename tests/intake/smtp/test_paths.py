"""Paths and parameters of MAIL and RCPT, plain ones and odd ones."""

import pytest
from aiosmtpd.smtp import SMTP

from gateway.intake.smtp.paths import BadParameter, BadPath, read_path

SMTP_DEFAULTS = type("Defaults", (), {"local_part_limit": 0})


def library(text: str) -> tuple[str | None, str | None]:
    result: tuple[str | None, str | None] = SMTP._getaddr(SMTP_DEFAULTS, text)  # type: ignore[arg-type]
    return result


def check(argument: str, address: str, **parameters: str) -> None:
    path = read_path(argument, "FROM:", library)
    assert (path.address, path.parameters) == (address, parameters), argument


def test_readable_paths() -> None:
    check("FROM:<a@b.test>", "a@b.test")
    check("from: <a@b.test>", "a@b.test")
    check("FROM:<>", "")
    check("FROM:<> SIZE=10 BODY=8BITMIME", "", SIZE="10", BODY="8BITMIME")
    check("FROM:<a@b.test> size=1000  ret=HDRS", "a@b.test", SIZE="1000", RET="HDRS")
    check("FROM:<a@b.test> SMTPUTF8", "a@b.test", SMTPUTF8="")
    check("FROM:<Postmaster>", "Postmaster")
    check("FROM:<پشتیبانی@example.test> SMTPUTF8", "پشتیبانی@example.test", SMTPUTF8="")
    check("FROM:<support+abc=def@b.test>", "support+abc=def@b.test")
    check('FROM:<"a b"@c.test>', '"a b"@c.test')
    check("FROM:<@relay.test:a@b.test>", "a@b.test")
    check("FROM:<a@[127.0.0.1]>", "a@[127.0.0.1]")
    check("FROM:a@b.test", "a@b.test")


def test_unreadable_paths() -> None:
    for argument in (
        "",
        "FROM",
        "TO:<a@b.test>",
        "FROM:",
        "FROM:<a@b.test",
        "FROM:<a b>",
        "FROM:<a\nb@c.test>",
        "FROM:<a\x85b@c.test>",
        "FROM:<" + "a" * 600 + "@b.test>",
        "FROM:<" + "(" * 1500,
        "FROM:" + '"' * 1500,
    ):
        with pytest.raises(BadPath):
            read_path(argument, "FROM:", library)


def test_unreadable_parameters() -> None:
    for argument in ("FROM:<a@b.test> =5", "FROM:<a@b.test> SI ZE=", "FROM:<a@b.test> A=b=c", "FROM:<a@b.test> ?"):
        with pytest.raises(BadParameter):
            read_path(argument, "FROM:", library)
