"""The subject token `[#1042-7KQM]`: ticket number and four symbols of an HMAC over it. A locator, never a credential.

Written into every subject of ours; read back, and taken out, in whatever disguise a mail client or a person gives it.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32
READ_LIMIT = 998  # characters of a subject that are looked at (RFC 5322 section 2.1.1)

_INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x180E, 0xFEFF, 0xFFFD),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE0080),
    ]
)
# What is typed, drawn or substituted for the characters of a token; Cyrillic and Greek capitals look like Latin ones.
_LOOKS_LIKE = {
    "-": "‐‑‒–—―⁃−˗᠆־⸺⸻ーـ",
    "#": "♯",
    "[": "【〔⟦",
    "]": "】〕⟧",
    "0": "OОΟ",
    "1": "ILІΙӀ",
    **{"A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ", "H": "НΗ", "J": "Ј", "K": "КΚ", "M": "МΜ", "N": "Ν", "P": "РΡ"},
    **{"S": "Ѕ", "T": "ТΤ", "X": "ХΧ", "Y": "ҮΥ", "Z": "Ζ"},
}
_SEEN_AS = {ord(look): plain for plain, looks in _LOOKS_LIKE.items() for look in looks}
_SIGN = re.compile("[#♯﹟＃]")  # all that is seen as one
# White space may stand anywhere inside: a subject that is folded by force is broken there.
_TOKEN = re.compile(
    r"(\[?)\s{0,3}#\s{0,3}((?:\d\s{0,3}){1,12})-{1,2}\s{0,3}((?:[\dA-HJKMNP-TV-Z]\s{0,3}){3}[\dA-HJKMNP-TV-Z])"
    r"(?![0-9A-Z])\s{0,3}(\]?)"
)


def check_symbols(number: int, key: bytes) -> str:
    digest = hmac.digest(key, b"postroom subject token %d" % number, "sha256")
    bits = int.from_bytes(digest[:4], "big") >> 12
    return "".join(ALPHABET[bits >> shift & 31] for shift in (15, 10, 5, 0))


def mint(number: int, key: bytes) -> str:
    """The token as it stands in subjects, brackets included."""
    return f"[#{number}-{check_symbols(number, key)}]"


def numbers_in(subject: str, keys: tuple[bytes, ...]) -> tuple[int, ...]:
    """The ticket numbers whose tokens stand in a subject, in order, each once. A wrong check is no token at all."""
    found: dict[int, None] = {}
    for shape in _shapes(subject):
        if any(hmac.compare_digest(shape.symbols, check_symbols(shape.number, key)) for key in keys):
            found[shape.number] = None
    return tuple(found)


def without_tokens(subject: str) -> str:
    """A subject with everything removed that has the form of a token in brackets, ours or not, in any disguise."""
    kept, end = [], 0
    for shape in _shapes(subject):
        if shape.bracketed:
            kept += [subject[end : shape.start], " "]
            end = shape.end
    return " ".join("".join([*kept, subject[end:]]).split())


@dataclass(frozen=True, slots=True)
class _Shape:
    """Something that has the form of a token, and where in the subject it stands."""

    number: int
    symbols: str
    bracketed: bool
    start: int
    end: int


def _shapes(subject: str) -> Iterator[_Shape]:
    """The one reader: what looks like a token once every disguise is taken off."""
    head = subject[:READ_LIMIT]
    if not _SIGN.search(head):
        return
    text, places = _undisguised(head)
    for match in _TOKEN.finditer(text):
        number = int("".join(match[2].split()))  # int() reads Persian and Arabic digits
        symbols = "".join([_latin_digit(c) for c in match[3] if not c.isspace()])
        start, end = _widened(head, places[match.start()], places[match.end() - 1] + 1)
        yield _Shape(number, symbols, bool(match[1] and match[4]), start, end)


def _widened(subject: str, start: int, end: int) -> tuple[int, int]:
    """With the invisible characters around it, which isolate a token from the direction of the text."""
    while start and ord(subject[start - 1]) in _INVISIBLE:
        start -= 1
    while end < len(subject) and ord(subject[end]) in _INVISIBLE:
        end += 1
    return start, end


def _undisguised(subject: str) -> tuple[str, Sequence[int]]:
    """The subject as a token would have it, and the place in the subject that each character of that comes from."""
    if subject.isascii():
        return subject.upper().translate(_SEEN_AS), range(len(subject))
    undisguised = list(map(_plain, subject))
    return "".join(undisguised), [place for place, plain in enumerate(undisguised) for _ in plain]


@lru_cache(4096)
def _plain(character: str) -> str:
    """One character as a token would have it: none, one, or what its compatibility form consists of."""
    plain = unicodedata.normalize("NFKC", character).translate(_INVISIBLE).upper()
    return plain.translate(_SEEN_AS)


def _latin_digit(character: str) -> str:
    return str(unicodedata.digit(character)) if character.isdigit() else character
