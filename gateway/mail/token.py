"""The subject token `[#1042-7KQM]`: ticket number and four symbols of an HMAC over it. A locator, never a credential.

Written into every subject of ours; read back in whatever disguise a mail client or a person gives it.
"""

import hashlib
import hmac
import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32
READ_LIMIT = 998  # characters of a subject that are looked at (RFC 5322 section 2.1.1)

_INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
    ]
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－ـ", "-"))
_CONFUSED = str.maketrans("OIL", "011")
_TOKEN = re.compile(r"#\s?([\dOIL]{1,12})\s?-\s?([0-9A-Z\d]{4})(?![0-9A-Z])")


def check_symbols(number: int, key: bytes) -> str:
    digest = hmac.new(key, b"postroom subject token %d" % number, hashlib.sha256).digest()
    bits = int.from_bytes(digest[:4], "big") >> 12
    return "".join(ALPHABET[bits >> shift & 31] for shift in (15, 10, 5, 0))


def mint(number: int, key: bytes) -> str:
    """The token as it stands in subjects, brackets included."""
    return f"[#{number}-{check_symbols(number, key)}]"


def numbers_in(subject: str, keys: tuple[bytes, ...]) -> tuple[int, ...]:
    """The ticket numbers whose tokens stand in a subject, in order, each once. A wrong check is no token at all."""
    text = unicodedata.normalize("NFKC", subject[:READ_LIMIT]).translate(_INVISIBLE).translate(_DASHES).upper()
    found: dict[int, None] = {}
    for match in _TOKEN.finditer(text):
        number = int(match.group(1).translate(_CONFUSED))  # int() reads Persian and Arabic digits
        symbols = _latin_digits(match.group(2)).translate(_CONFUSED)
        if any(hmac.compare_digest(symbols, check_symbols(number, key)) for key in keys):
            found[number] = None
    return tuple(found)


def without_tokens(subject: str) -> str:
    """A subject with everything removed that has the form of a token, ours or not."""
    text = _TOKEN_AS_WRITTEN.sub(" ", subject)
    return " ".join(text.split())


_TOKEN_AS_WRITTEN = re.compile(r"\[#\d{1,12}-[0-9A-Za-z]{4}\]")


def _latin_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
