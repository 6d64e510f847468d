"""What goes from a reading child to its parent is the same mail, whatever this Python does with enumerations."""

from enum import Enum
from typing import Any

import pytest

from gateway.intake.answered import pack, unpack
from gateway.mail.inbound import Envelope, Source
from gateway.mail.parse import parse

RAW = b"From: a@b.example\r\nTo: support@example.org\r\nSubject: Hi\r\nDate: Sat, 28 Nov 2026 10:00:00 +0330\r\n\r\n"


def by_name(member: Enum, protocol: int) -> tuple[Any, ...]:
    """As Python 3.11.2 has it, which Debian 12 comes with."""
    return getattr, (type(member), member.name)


@pytest.mark.parametrize("early", [False, True])
def test_a_mail_arrives_as_it_was_read(early: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if early:
        monkeypatch.setattr(Enum, "__reduce_ex__", by_name)
    mail = parse(RAW, Envelope("a@b.example", ("support@example.org",), Source.SMTP))
    assert unpack(pack(mail)) == mail
    assert b"getattr" not in pack(mail)


def test_words_arrive_where_there_is_no_mail() -> None:
    assert unpack(pack("the reader failed: ValueError")) == "the reader failed: ValueError"
