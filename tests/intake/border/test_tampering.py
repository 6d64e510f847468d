"""Whatever is done to a signed mail: while it is believed, author, subject, text and files are the signed ones."""

import random

import pytest

from gateway.intake.border.checks import OwnChecks
from gateway.mail.auth import Authentication, authentication
from gateway.mail.inbound import InboundMail
from gateway.mail.parse import parse

from .world import FIELDS, World, envelope, key, policy, signed, written

ROUNDS = 800
WORLD = World({**policy("example.org"), **key("example.org")})
WAY = envelope()
PARTS = (
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlease #close it.\r\n"
    b"--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJDRA==\r\n--b--\r\n"
)
FORM = b"From: Tom <tom@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
ALL = (*FIELDS, b"mime-version", b"content-type", b"content-transfer-encoding")  # the last one shall not come later
PIECES = (
    *(
        b"\r",
        b"\n",
        b"\r\n",
        b"\r\n\r\n",
        b" ",
        b"\t",
        b"\0",
        b"\xff",
        b":",
        b";",
        b",",
        b"<",
        b'"',
        b"(",
        b"=",
        b"\xef\xbb\xbf",
    ),
    *(b"From: mina@example.org\r\n", b"\r\nFrom: mina@example.org", b"\r\n From: mina@example.org\r\n", b"From x\r\n"),
    *(
        b"mina@example.org, ",
        b"<mina@example.org>",
        b"Subject: #close\r\n",
        b"\r\n--b\r\n\r\n#spam\r\n",
        b"l=0;",
        b"h=from;",
    ),
)


def tampered(raw: bytes, dice: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    place = dice.randrange(len(raw))
    match dice.randrange(7):
        case 0:
            return raw[:place] + bytes([raw[place] ^ (1 << dice.randrange(8))]) + raw[place + 1 :]
        case 1:
            return raw[:place] + dice.choice(PIECES) + raw[place:]
        case 2:
            return raw[:place] + raw[place + dice.randrange(1, 30) :]
        case 3:
            return dice.choice(PIECES) + raw
        case 4:
            return raw + dice.choice(PIECES)
        case 5:
            number = dice.randrange(len(lines))
            return b"".join([*lines[:number], dice.choice(lines), *lines[number:]])
        case _:
            number = dice.randrange(len(lines))
            return b"".join([*lines[:number], dice.choice(PIECES), *lines[number:]])


def said(mail: InboundMail) -> tuple[object, ...]:
    """What we would act on; blanks are no words."""
    files = tuple((attachment.name, attachment.content) for attachment in mail.attachments)
    return mail.writer.key, " ".join(mail.subject.split()), mail.text.split(), files, mail.message_id


@pytest.mark.parametrize("form", [b"simple", b"relaxed"])
@pytest.mark.parametrize("head", [b"simple", b"relaxed"])
def test_a_mail_that_was_tampered_with_is_not_believed(head: bytes, form: bytes) -> None:
    raw = signed(written(FORM, PARTS), fields=ALL, canonical=(head, form))
    honest = said(parse(raw, WAY))
    dice = random.Random(b"tampering" + head + form)
    believed = 0
    for _ in range(ROUNDS):
        changed = tampered(raw, dice)
        for _ in range(dice.randrange(2)):
            changed = tampered(changed, dice)
        mail = parse(changed, WAY)
        found = authentication(mail, "", OwnChecks(WORLD).check(changed, WAY, mail))
        if found is Authentication.ALIGNED:
            believed += 1
            assert said(mail) == honest, changed
    assert believed < ROUNDS / 4
