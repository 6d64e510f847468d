"""RFC 2047: header bytes -> readable text, in every broken shape that real mail has. Linear, bounded, total."""

import re
from binascii import a2b_qp, b2a_base64

from .charset import codec_of, decode
from .transfer import base64

LIMIT = 64 * 1024  # bytes of one field that are decoded; more than any honest field holds
_CONTROL = re.compile("[\0-\x1f\x7f\x85\u2028\u2029]+")
_GARBAGE = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f]")
_BLANK = b" \t\r\n"
_HEX = frozenset(b"0123456789abcdefABCDEF")

Word = tuple[str, bytes]  # the charset and the bytes of one encoded word; "" as charset: plain bytes between words


def text_of(raw: bytes, hint: str = "") -> str:
    """The decoded value of an unstructured field or a phrase, on one line. `hint`: charset for raw 8-bit text."""
    if raw.isascii() and b"=?" not in raw:
        text = raw[:LIMIT].decode("ascii")
        return (text if text.isprintable() else _CONTROL.sub(" ", text)).strip()
    text = "".join([_shown(word, hint) for word in _merged(_words(raw[:LIMIT]))])
    return _CONTROL.sub(" ", text).strip()


def _shown(word: Word, hint: str) -> str:
    """The text of a word; bytes that are neither its charset nor text at all are left encoded."""
    charset, data = word
    decoded = decode(data, charset or hint)
    if charset and decoded.lied and _GARBAGE.search(decoded.text):
        return f"=?{charset}?B?{b2a_base64(data, newline=False).decode('ascii')}?="
    return decoded.text


def _merged(words: list[Word]) -> list[Word]:
    """Adjacent words of one charset become one: many mailers cut inside a character (RFC 2047 section 5 forbids it)."""
    merged: list[tuple[str, list[bytes]]] = []
    for charset, data in words:
        if merged and charset and _same(merged[-1][0], charset):
            merged[-1][1].append(data)
        else:
            merged.append((charset, [data]))
    return [(charset, b"".join(pieces)) for charset, pieces in merged]


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower() or (codec_of(one) != "" and codec_of(one) == codec_of(other))


def _words(raw: bytes) -> list[Word]:
    words: list[Word] = []
    done = position = 0
    while (start := raw.find(b"=?", position)) >= 0:
        found = _encoded(raw, start)
        if found is None:
            position = start + 2
            continue
        word, end = found
        between = raw[done:start]
        if between.strip(_BLANK) or not (words and words[-1][0]):  # RFC 2047 6.2: blanks between words vanish
            words.append(("", between))
        words.append(word)
        done = position = end
    words.append(("", raw[done:]))
    return [word for word in words if word[1]]


def _encoded(raw: bytes, start: int) -> tuple[Word, int] | None:
    """The encoded word at `start` and where it ends, or None where none stands."""
    mark = raw.find(b"?", start + 2, start + 80)
    if mark < 0 or raw[mark + 2 : mark + 3] != b"?":
        return None
    charset = raw[start + 2 : mark].partition(b"*")[0].strip(_BLANK)  # RFC 2231 section 5: charset*language
    encoding = raw[mark + 1 : mark + 2].lower()
    if not charset or not charset.isascii() or encoding not in (b"b", b"q"):
        return None
    end, after = _end(raw, mark + 3)
    data = raw[mark + 3 : end]
    decoded = base64(data).content if encoding == b"b" else a2b_qp(data.replace(b"_", b" "), header=False)
    return (charset.decode("ascii"), decoded), after


def _end(raw: bytes, start: int) -> tuple[int, int]:
    """Where the encoded text ends and the field goes on. A raw question mark before =XX does not end it."""
    end = raw.find(b"?=", start)
    while end >= 0 and _goes_on(raw, end):
        end = raw.find(b"?=", end + 2)
    if end >= 0:
        return end, end + 2
    following = raw.find(b"=?", start)  # cut short: up to the next word, or all that is left
    stop = following if following >= 0 else len(raw)
    return stop - (raw[stop - 1 : stop] == b"?"), stop


def _goes_on(raw: bytes, end: int) -> bool:
    after = raw[end + 2 : end + 4]
    if len(after) < 2 or not (after[0] in _HEX and after[1] in _HEX):
        return False
    closing, opening = raw.find(b"?=", end + 2, end + 100), raw.find(b"=?", end + 2, end + 100)
    return closing >= 0 and not 0 <= opening < closing
