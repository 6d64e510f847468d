"""RFC 2047: header bytes -> readable text, in every broken shape that real mail has. Linear, bounded, total."""

import re
from binascii import a2b_qp
from dataclasses import dataclass

from .charset import codec_of, decode
from .transfer import base64

LIMIT = 64 * 1024  # bytes of one field that are decoded; more than any honest field holds
_CONTROL = re.compile("[\0-\x1f\x7f\x85\u2028\u2029]+")
_GARBAGE = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f]")
_BLANK = b" \t\r\n"
# RFC 2231 section 5: charset*language. Blanks inside come from mailers that fold without looking.
_OPENING = re.compile(rb"=\?\s{0,3}([!-)+-<>@-~]{1,60})(?:\*[!->@-~]{0,20})?\s{0,3}\?\s{0,3}([bBqQ])\s{0,3}\?")
_HEX = frozenset(b"0123456789abcdefABCDEF")


@dataclass(frozen=True, slots=True)
class _Word:
    """One encoded word, or several of one charset, or the plain bytes between words (no charset)."""

    charset: str
    data: bytes
    source: bytes = b""  # as it stood in the field


def text_of(raw: bytes, hint: str = "") -> str:
    """The decoded value of an unstructured field or a phrase, on one line. `hint`: charset for raw 8-bit text."""
    if raw.isascii() and b"=?" not in raw:
        text = raw[:LIMIT].decode("ascii")
        return (text if text.isprintable() else _CONTROL.sub(" ", text)).strip()
    text = "".join([_shown(word, hint) for word in _merged(_words(raw[:LIMIT]))])
    return _CONTROL.sub(" ", text).strip()


def _shown(word: _Word, hint: str) -> str:
    """The text of a word; one whose bytes are neither its charset nor text at all stays as it stood."""
    decoded = decode(word.data, word.charset or hint)
    if word.charset and decoded.lied and _GARBAGE.search(decoded.text):
        return decode(word.source, hint).text
    return decoded.text


def _merged(words: list[_Word]) -> list[_Word]:
    """Adjacent words of one charset become one: many mailers cut inside a character (RFC 2047 section 5 forbids it)."""
    runs: list[list[_Word]] = []
    for word in words:
        if runs and word.charset and _same(runs[-1][0].charset, word.charset):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [run[0] if len(run) == 1 else _whole(run) for run in runs]


def _whole(run: list[_Word]) -> _Word:
    return _Word(run[0].charset, b"".join([w.data for w in run]), b" ".join([w.source for w in run]))


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower() or (codec_of(one) != "" and codec_of(one) == codec_of(other))


def _words(raw: bytes) -> list[_Word]:
    words: list[_Word] = []
    done = position = 0
    while (start := raw.find(b"=?", position)) >= 0:
        found = _encoded(raw, start)
        if found is None:
            position = start + 2
            continue
        word, end = found
        between = raw[done:start]
        if between.strip(_BLANK) or not (words and words[-1].charset):  # RFC 2047 6.2: blanks between words vanish
            words.append(_Word("", between))
        words.append(word)
        done = position = end
    words.append(_Word("", raw[done:]))
    return [word for word in words if word.data]


def _encoded(raw: bytes, start: int) -> tuple[_Word, int] | None:
    """The encoded word at `start` and where it ends, or None where none stands."""
    opening = _OPENING.match(raw, start)
    if opening is None:
        return None
    end, after = _end(raw, opening.end())
    data = raw[opening.end() : end]
    decoded = base64(data).content if opening[2] in b"bB" else a2b_qp(data.replace(b"_", b" "), header=False)
    return _Word(opening[1].decode("ascii"), decoded, raw[start:after]), after


def _end(raw: bytes, start: int) -> tuple[int, int]:
    """Where the encoded text ends and the field goes on. A raw question mark before =XX does not end it."""
    end = raw.find(b"?=", start)
    while end >= 0 and _goes_on(raw, end):
        end = raw.find(b"?=", end + 2)
    following = _OPENING.search(raw, start, end if end >= 0 else len(raw))
    if end >= 0 and not following:
        return end, end + 2
    stop = following.start() if following else len(raw)  # cut short: up to the next word, or all that is left
    return stop - (raw[stop - 1 : stop] == b"?"), stop


def _goes_on(raw: bytes, end: int) -> bool:
    after = raw[end + 2 : end + 4]
    if len(after) < 2 or not (after[0] in _HEX and after[1] in _HEX):
        return False
    closing, opening = raw.find(b"?=", end + 2, end + 100), raw.find(b"=?", end + 2, end + 100)
    return closing >= 0 and not 0 <= opening < closing
