"""Damage that is done to mails, by its kinds: each takes dice, a mail and the pool of all, and gives other bytes."""

import random
import re
from collections.abc import Callable, Sequence

from .reading_signs import CHARSETS, ENCODINGS, FIELDS, TOKENS

Dice = random.Random
Damage = Callable[[Dice, bytes, Sequence[bytes]], bytes]

SIZE_LIMIT = 1_500_000
LARGE = 0.01  # how often something is repeated until it fills up to a megabyte

_BOUNDARY = re.compile(rb'boundary="?([^";\r\n]{1,70})')
_CHARSET = re.compile(rb"charset=\"?[A-Za-z0-9_-]{1,30}|=\?[A-Za-z0-9_-]{1,30}\?", re.IGNORECASE)
_ENCODING = re.compile(rb"(?<=transfer-encoding: )[^\r\n]{1,40}", re.IGNORECASE)
_WORD = re.compile(rb"=\?[^?\s]{1,30}\?[BQbq]\?[^?]{0,200}\?=")


def damage(dice: Dice, pool: Sequence[bytes]) -> bytes:
    """A mail of the pool with one to six kinds of damage."""
    raw = dice.choice(pool)
    for _ in range(dice.choice((1, 1, 2, 2, 3, 4, 6))):
        raw = dice.choice(KINDS)(dice, raw, pool)[:SIZE_LIMIT]
    if dice.random() < LARGE:
        raw = swollen(dice, raw, pool)
    return raw


def _place(dice: Dice, raw: bytes) -> tuple[int, int]:
    """A stretch of the mail; short ones are likelier."""
    start = dice.randrange(len(raw) + 1)
    return start, min(len(raw), start + int(len(raw) * dice.random() ** 4) + dice.randrange(20))


def _replaced(raw: bytes, found: "re.Match[bytes]", new: bytes) -> bytes:
    return raw[: found.start()] + new + raw[found.end() :]


def _header(raw: bytes) -> tuple[list[bytes], bytes]:
    """The fields with their folded lines, and all the rest."""
    end = re.search(rb"\r?\n\r?\n", raw)
    stop = end.start() if end else len(raw)
    return re.split(rb"\r?\n(?![ \t])", raw[:stop]), raw[stop:]


def flipped(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    changed = bytearray(raw)
    for _ in range(dice.choice((1, 2, 5, 20, 200)) if raw else 0):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8) if dice.random() < 0.5 else dice.randrange(256)
    return bytes(changed)


def cut(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    start, end = _place(dice, raw)
    return raw[:start] + raw[end:]


def truncated(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    return raw[: dice.randrange(len(raw) + 1)]


def doubled(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    start, end = _place(dice, raw)
    at = dice.randrange(len(raw) + 1)
    return raw[:at] + raw[start:end] * dice.choice((1, 1, 2, 10)) + raw[at:]


def strewn(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    """Signs that mean something somewhere, anywhere."""
    for _ in range(dice.choice((1, 2, 4, 12))):
        at = dice.randrange(len(raw) + 1)
        raw = raw[:at] + dice.choice(TOKENS) + raw[at:]
    return raw


def controls(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    changed = bytearray(raw)
    for _ in range(dice.choice((1, 5, 50)) if raw else 0):
        changed[dice.randrange(len(changed))] = dice.choice((*range(32), 127, 128, 133, 255))
    return bytes(changed)


def swollen(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    """A piece of the mail, or a sign, many times over: huge lines, thousands of fields, parts, tags, quotes."""
    start, end = _place(dice, raw)
    piece = dice.choice((raw[start : min(end, start + 300)], dice.choice(TOKENS), bytes([dice.randrange(256)]))) or b"a"
    at = dice.choice((start, dice.randrange(len(raw) + 1)))
    return raw[:at] + piece * (int(10 ** dice.uniform(3, 6)) // len(piece)) + raw[at:]


def repeated(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    at = dice.randrange(len(raw) + 1)
    return raw[:at] + dice.choice(TOKENS) * dice.choice((10, 100, 600)) + raw[at:]


def fields_shuffled(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    fields, rest = _header(raw)
    chosen = dice.randrange(len(fields))
    match dice.randrange(4):
        case 0:
            dice.shuffle(fields)
        case 1:
            fields.insert(dice.randrange(len(fields) + 1), fields[chosen])
        case 2:
            del fields[chosen]
        case _:
            other, _ = _header(dice.choice(pool))
            fields[chosen] = dice.choice(other)
    return dice.choice((b"\r\n", b"\n")).join(fields) + rest


def field_renamed(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    """Values under other names: a subject where an address should stand."""
    fields, rest = _header(raw)
    chosen = dice.randrange(len(fields))
    _, colon, value = fields[chosen].partition(b":")
    fields[chosen] = dice.choice(FIELDS) + (colon or b":") + value
    return b"\n".join(fields) + rest


def field_of_signs(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    fields, rest = _header(raw)
    value = b"".join(dice.choice(TOKENS).strip(b"\r\n") for _ in range(dice.choice((1, 5, 30, 1000))))
    fields.insert(dice.randrange(len(fields) + 1), dice.choice(FIELDS) + b": " + value)
    return b"\n".join(fields) + rest


def folded(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    fields, rest = _header(raw)
    head = b"\n".join(fields)
    for _ in range(dice.randrange(1, 10)):
        at = dice.randrange(len(head) + 1)
        head = head[:at] + dice.choice((b"\n ", b"\r\n\t", b"\n", b"\r ", b"\n \n ")) + head[at:]
    return head + rest


def boundary(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    marks = _BOUNDARY.findall(raw)
    if not marks:
        return strewn(dice, raw, pool)
    mark = dice.choice(marks)
    places = [found.start() for found in re.finditer(re.escape(mark), raw)]
    at = dice.choice(places)
    longer = (mark + b"x", mark + b"--", b" " + mark, mark + b" " * 5, mark * 3)
    new = dice.choice((b"", b"--", mark[:1], mark[:-1], mark.swapcase(), *longer))
    return raw[:at] + new + raw[at + len(mark) :]


def charset(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    found = list(_CHARSET.finditer(raw))
    if not found:
        return raw.replace(b"text/plain", b"text/plain; charset=" + dice.choice(CHARSETS), 1)
    chosen, name = dice.choice(found), dice.choice(CHARSETS)
    return _replaced(raw, chosen, b"=?" + name + b"?" if chosen[0].startswith(b"=?") else b"charset=" + name)


def encoding(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    found = list(_ENCODING.finditer(raw))
    if not found:
        fields, rest = _header(raw)
        return b"\n".join([*fields, b"Content-Transfer-Encoding: " + dice.choice(ENCODINGS)]) + rest
    return _replaced(raw, dice.choice(found), dice.choice(ENCODINGS))


def word(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    found = list(_WORD.finditer(raw))
    if not found:
        begun = dice.choice((b"b?2LPZhNin2YU", b"q?=D8", b"x??=", b""))
        return raw.replace(b"Subject: ", b"Subject: =?utf-8?" + begun, 1)
    chosen = dice.choice(found)
    return _replaced(raw, chosen, dice.choice((flipped, cut, strewn, truncated, doubled))(dice, chosen[0], pool))


def padded(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    """Equals signs, where base64 and quoted-printable care for them."""
    at = dice.randrange(len(raw) + 1)
    sign = dice.choice((b"=", b"==", b"=\n", b"=F", b"A===", b"!", b"=\r", b"-_"))
    return raw[:at] + sign * dice.randrange(1, 5) + raw[at:]


def spliced(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    other = dice.choice(pool)
    if dice.random() < 0.5:
        return b"\n".join(_header(raw)[0]) + _header(other)[1]
    return raw[: dice.randrange(len(raw) + 1)] + other[dice.randrange(len(other) + 1) :]


def nested(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    depth = dice.choice((1, 2, 5, 25, 120, 600))
    match dice.randrange(3):
        case 0:
            return b"Content-Type: message/rfc822\n\n" * depth + raw
        case 1:
            opening = b"Content-Type: multipart/mixed; boundary=n%d\n\n--n%d\n"
            return b"".join(opening % (n, n) for n in range(depth)) + raw
        case _:
            return b"Content-Type: multipart/mixed; boundary=n\n\n" + (b"--n\n" + raw[:1000] + b"\n") * min(depth, 200)


def unicode_text(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    """Any characters at all in any encoding: halves of pairs, marks of direction, the far planes."""
    reach = dice.choice((0x100, 0x700, 0x3000, 0x110000))
    text = "".join(chr(dice.randrange(reach)) for _ in range(dice.choice((1, 10, 300))))
    codec = dice.choice(("utf-8", "utf-16", "utf-32", "gb18030", "cp1256", "iso2022_jp", "utf-16-be"))
    errors = "surrogatepass" if codec.startswith("utf") else "replace"
    at = dice.randrange(len(raw) + 1)
    return raw[:at] + text.encode(codec, errors) + raw[at:]


def line_ends(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    old = dice.choice((b"\r\n", b"\n"))
    new = dice.choice((b"\r", b"\n", b"\r\n", b"\r\r\n", b"\n\n", b"\0", b""))
    return raw.replace(old, new, dice.choice((-1, 3, 20)))


def noise(dice: Dice, raw: bytes, pool: Sequence[bytes]) -> bytes:
    return dice.randbytes(dice.choice((0, 1, 10, 1000, 20_000)))


_USUAL: tuple[Damage, ...] = (
    *(flipped, cut, truncated, doubled, strewn, controls, repeated, padded, spliced, nested, unicode_text, line_ends),
    *(fields_shuffled, field_renamed, field_of_signs, folded, boundary, charset, encoding, word),
)
KINDS = (*_USUAL * 4, noise)
