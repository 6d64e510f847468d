"""Content-Transfer-Encoding undone (RFC 2045 section 6): always bytes, and a note where it was not clean."""

import binascii
import re
from dataclasses import dataclass

_BLANK = b" \t\r\n\x0b\x0c\0"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_ALPHABET))
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_BEGIN = re.compile(rb"^begin(-base64)? [0-7]{3,4}(?: ([^\r\n]{0,255}))?\r?$", re.MULTILINE)
_BLANK_AFTER_EQUALS = re.compile(rb"=[ \t]{1,20}(?=\r?\n)")
# Words, or a ruled line: no base64 has them. Mailing lists write their footer below whatever the body is.
_FOREIGN = re.compile(rb"^[ \t]{0,9}(?:[_=*-]{4}|[^\s]{1,60}[ \t]{1,9}[^\s=])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Undone:
    content: bytes
    clean: bool = True
    rest: bytes = b""  # plain text that somebody wrote below the encoded body


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that stands uuencoded in the middle of a text: its name, its bytes, and the place it took."""

    name: bytes
    content: bytes
    start: int
    end: int


def undo(raw: bytes, encoding: str) -> Undone:
    """`encoding` is the field's first word in lower case, "" where there is none."""
    if encoding in ("", "7bit", "8bit", "binary", "none", "unencoded", "7-bit", "8-bit"):
        return Undone(raw)
    if encoding in ("base64", "base-64", "b64"):
        return base64(raw)
    if encoding in ("quoted-printable", "quotedprintable", "quoted_printable", "qp"):
        return Undone(binascii.a2b_qp(_BLANK_AFTER_EQUALS.sub(b"=", raw) if b"= " in raw or b"=\t" in raw else raw))
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = uuencoded(raw)
        return Undone(found[0].content) if found else Undone(raw, clean=False)
    return Undone(raw, clean=False)


def base64(raw: bytes) -> Undone:
    """Lenient: other characters are skipped, padding in the middle is passed, a cut end gives what it can."""
    compact = raw.translate(None, _BLANK)
    try:
        return Undone(binascii.a2b_base64(compact, strict_mode=True))
    except binascii.Error:
        pass
    if (foreign := _FOREIGN.search(raw)) and foreign.start() > 0:
        before = base64(raw[: foreign.start()])
        if before.clean and before.content:
            return Undone(before.content, clean=False, rest=raw[foreign.start() :])
    if b"-" in compact or b"_" in compact:
        compact = compact.translate(_URL_SAFE)
    runs = compact.translate(None, _NOT_BASE64).split(b"=")
    return Undone(b"".join(map(_run, filter(None, runs))), clean=False)


def _run(run: bytes) -> bytes:
    whole = run if len(run) % 4 != 1 else run[:-1]
    return binascii.a2b_base64(whole + b"==="[: -len(whole) % 4])


def uuencoded(raw: bytes) -> list[Enclosure]:
    """The files between `begin MODE NAME` and `end` lines, in order; unfinished ones do not count."""
    found: list[Enclosure] = []
    position = 0
    while b"begin" in raw[position : position + 5] or raw.find(b"\nbegin", position) >= 0:
        opening = _BEGIN.search(raw, position)
        closing = raw.find(b"\n====" if opening[1] else b"\nend", opening.end()) if opening else -1
        if opening is None or closing < 0:
            break
        stop = raw.find(b"\n", closing + 1)
        end = len(raw) if stop < 0 else stop + 1
        inside = raw[opening.end() : closing]
        content = base64(inside).content if opening[1] else _lines(inside)
        if content:
            found.append(Enclosure((opening[2] or b"").strip(), content, opening.start(), end))
        position = end
    return found


def _lines(raw: bytes) -> bytes:
    decoded: list[bytes] = []
    for line in raw.split(b"\n"):
        try:
            decoded.append(binascii.a2b_uu(line.rstrip(b"\r") or b" "))
        except binascii.Error:
            continue
    return b"".join(decoded)
