"""Mails put into a Maildir as files, where a server finds them: thousands in a moment, with the dates they need."""

import os
import random
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

TEXT = (
    "printer paper invoice account password station ticket train late broken screen light please help number order"
    " refund card office branch network cable update error message window door again since yesterday morning answer"
)
WORDS = TEXT.split()


def mail(number: int, size: int = 0, subject: str = "", sender: str = "") -> bytes:
    """A mail that is like no other, of about `size` octets; `number` says which, for ever the same one."""
    dice = random.Random(number)
    author = sender or f"person{number}@customer{number % 997}.example"
    lines = [
        f"From: Person {number} <{author}>",
        "To: support@example.org",
        f"Subject: {subject or f'Request {number} about {dice.choice(WORDS)}'}",
        f"Message-ID: <old-{number}@customer.example>",
        "Date: Fri, 20 Nov 2026 10:00:00 +0000",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"Number {number}: {' '.join(dice.choices(WORDS, k=12))}.",
    ]
    length = sum(map(len, lines))
    while length < size:
        line = " ".join(dice.choices(WORDS, k=10))
        lines.append(line)
        length += len(line) + 2
    return ("\r\n".join(lines) + "\r\n").encode()


def fill(box: Path, mails: Iterable[bytes], at: datetime | None = None) -> None:
    """Into the Maildir of one user of our Dovecot; they came at this moment, in this order."""
    moment = (at or datetime.now(UTC)).timestamp()
    for name in ("", "cur", "new", "tmp"):
        (box / name).mkdir(parents=True, exist_ok=True)
    start = sum(1 for _ in (box / "cur").iterdir())
    for index, content in enumerate(mails, start):
        path = box / "cur" / f"{1_700_000_000 + index}.M{index:06}P1.host,S={len(content)}:2,"
        path.write_bytes(content)
        os.utime(path, (moment, moment))
    if os.getuid() == 0:
        for path in [box, *box.rglob("*")]:
            shutil.chown(path, "nobody", "nogroup")
