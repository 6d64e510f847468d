"""Persian and the other right-to-left scripts: folding for matching, language, direction, digits, isolates, dates."""

import unicodedata
from collections import Counter
from datetime import datetime, tzinfo

from persiantools.jdatetime import JalaliDateTime

_LETTERS = {
    "ي": "ی",
    "ى": "ی",
    "ئ": "ی",
    "ك": "ک",
    "ة": "ه",
    "ۀ": "ه",
    "أ": "ا",
    "إ": "ا",
    "ٱ": "ا",
    "ؤ": "و",
    "ہ": "ه",
    "ە": "ه",
}
_DIGITS = {**{chr(0x6F0 + n): str(n) for n in range(10)}, **{chr(0x660 + n): str(n) for n in range(10)}}
_DROPPED = [
    0x0640,  # tatweel
    *range(0x064B, 0x0660),  # harakat
    0x0670,
    0x00AD,
    *range(0x200B, 0x2010),  # zero width space, ZWNJ, ZWJ, marks
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x206A),
    0xFEFF,
]
_FOLD = str.maketrans({**_LETTERS, **_DIGITS}) | dict.fromkeys(_DROPPED)
_TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_PERSIAN_ONLY = frozenset("پچژگکی\u200c۰۱۲۳۴۵۶۷۸۹")
_ARABIC_ONLY = frozenset("كيىةأإؤ٠١٢٣٤٥٦٧٨٩")
SAMPLE = 20_000  # characters that are looked at to judge a text


def fold(text: str) -> str:
    """The form in which two spellings of a word are equal; for matching and searching, never for showing."""
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFKC", text).translate(_FOLD).casefold()


def language_of(text: str) -> str:
    """ "fa" for Persian, "en" for Latin script, "" where nothing tells (another script, too little, Arabic)."""
    sample = text[:SAMPLE]
    letters = Counter(sample)
    arabic = sum(count for c, count in letters.items() if "\u0600" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufefc")
    latin = sum(count for c, count in letters.items() if c < "\u0250" and c.isalpha())
    if arabic * 3 < latin * 2 or not arabic:
        alphabetic = sum(count for c, count in letters.items() if c.isalpha())
        return "en" if latin and latin * 2 > alphabetic else ""
    persian = sum(count for c, count in letters.items() if c in _PERSIAN_ONLY)
    foreign = sum(count for c, count in letters.items() if c in _ARABIC_ONLY) + 2 * sample.count(" ال")
    return "fa" if persian >= foreign else ""


def direction(text: str) -> str:
    """ "rtl" or "ltr" by the first strong character (Unicode TR 9, P2 and P3); "ltr" where there is none."""
    for character in text[:SAMPLE]:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def persian_digits(text: str) -> str:
    return text.translate(_TO_PERSIAN)


def isolate(text: str) -> str:
    """A token, address or URL that must not be reordered by the text around it (Unicode TR 9, FSI and PDI)."""
    return f"\u2068{text}\u2069"


def jalali(moment: datetime, zone: tzinfo) -> str:
    """An aware moment as a Persian reader writes it: `شنبه ۳۰ آبان ۱۴۰۵، ساعت ۲۰:۳۰`."""
    local = JalaliDateTime.to_jalali(moment.astimezone(zone).replace(tzinfo=None))  # type: ignore[no-untyped-call]
    day, month = local.strftime("%A", locale="fa"), local.strftime("%B", locale="fa")
    return persian_digits(f"{day} {local.day} {month} {local.year}، ساعت {local:%H:%M}")
