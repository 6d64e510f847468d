"""Signs what `serialise` made and the strict check has passed: relaxed/relaxed, all of the body, by its own lines.

The canonical forms are made here in linear time; that others come to the same is shown by tests, against two of them.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...config import Dkim
from ...mail.encoded_words import Unsendable, written
from ...mail.outbound import OutboundMail
from .keys import Key, key_of

# Named once more than they stand there, so that nobody adds another one under our signature (section 8.15).
SEALED = ("From", "Reply-To", "To", "Cc", "Subject")
# The same, but only where they are there: servers on the way may add those that are missing.
CLOSED = ("Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
SIGNED = ("In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language")

LINE = 76
_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_BLANKS = re.compile(rb"[ \t]+")
_TABS = bytes.maketrans(b"\t", b" ")

Fields = Sequence[tuple[str, bytes]]  # lower-case names and whole values, from the top down


@dataclass(frozen=True, slots=True)
class DkimSigner:
    """One key for a domain. A mail from a sub-domain is signed by its nearest parent's: that is aligned, too."""

    keys: Mapping[str, Key]

    def sign(self, mail: OutboundMail, raw: bytes) -> bytes:
        key = self.key_for(mail)
        return signature(key, raw, int(mail.date.timestamp())) + raw if key else raw

    def key_for(self, mail: OutboundMail) -> Key | None:
        """By the domain that stands in From, as it stands there."""
        try:
            domain = written(mail.from_.address).rpartition("@")[2].lower()
        except Unsendable:
            return None
        while domain:
            if domain in self.keys:
                return self.keys[domain]
            domain = domain.partition(".")[2]
        return None


def signer(tables: Sequence[Dkim]) -> DkimSigner:
    """Raises UnfitKey."""
    return DkimSigner({table.domain: key_of(table) for table in tables})


def signature(key: Key, raw: bytes, at: int) -> bytes:
    """The field DKIM-Signature with its line end, for a mail with CRLF throughout."""
    assert _NAME.fullmatch(key.domain), "looked at when the configuration was read"
    assert _NAME.fullmatch(key.selector), "looked at when the configuration was read"
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = fields_in(head)
    names = covered(fields)
    digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
    unsigned = "\r\n ".join(
        [
            f"DKIM-Signature: v=1; a={key.algorithm}; c=relaxed/relaxed; t={at};",
            f"d={key.domain};",
            f"s={key.selector};",
            *_in_lines(f"h={':'.join(names)};", ":"),
            f"bh={digest};",
            "b=",
        ]
    ).encode("ascii")
    name, _, value = unsigned.partition(b":")
    data = b"".join(chosen(fields, names)) + relaxed_field(name.decode().lower(), value).removesuffix(b"\r\n")
    signed = base64.b64encode(key.sign(data))
    pieces = [signed[start : start + LINE - 4] for start in range(0, len(signed), LINE - 4)]
    return unsigned + b"\r\n ".join(pieces) + b"\r\n"


def _in_lines(text: str, joint: str) -> list[str]:
    """Broken after `joint`, where a blank may stand."""
    lines = [""]
    for piece in re.split(f"(?<={joint})", text):
        if len(lines[-1]) + len(piece) > LINE:
            lines.append("")
        lines[-1] += piece
    return lines


def fields_in(head: bytes) -> Fields:
    fields = []
    for line in re.split(rb"\r\n(?![ \t])", head):
        name, _, value = line.partition(b":")
        fields.append((name.decode("ascii").lower(), value))
    return fields


def covered(fields: Fields) -> list[str]:
    """The names for h=, each as often as the field stands there, and once more to close it."""
    found = [name for name, _ in fields]
    names: list[str] = []
    for name in (*SEALED, *CLOSED, *SIGNED):
        there = found.count(name.lower())
        names += [name] * (there + (name in SEALED or (name in CLOSED and there > 0)))
    return names


def chosen(fields: Fields, names: Sequence[str]) -> list[bytes]:
    """Section 5.4.2: fields of one name are taken from the bottom up, and nothing for one that is not there."""
    left: dict[str, list[bytes]] = {}
    for name, value in fields:
        left.setdefault(name, []).append(value)
    wanted = [name.lower() for name in names]
    return [relaxed_field(name, left[name].pop()) for name in wanted if left.get(name)]


def relaxed_field(name: str, value: bytes) -> bytes:
    """Section 3.4.2."""
    return name.encode() + b":" + _BLANKS.sub(b" ", _FOLD.sub(b"", value)).strip(b" ") + b"\r\n"


def relaxed_body(body: bytes) -> bytes:
    """Section 3.4.4. Replacing twice as often as needed is linear, and never holds the interpreter for long."""
    body = body.translate(_TABS)
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    body = body.replace(b" \r\n", b"\r\n")
    kept = body.rstrip(b"\r\n")
    return kept + b"\r\n" if kept else b""
