"""Persian and the other right-to-left scripts: folding for matching, language, direction, digits, isolates, dates."""

import re
import unicodedata
from collections import Counter
from datetime import date, datetime, tzinfo

from persiantools.jdatetime import JalaliDate, JalaliDateTime

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
_FOLDED = {**_LETTERS, **_DIGITS} | dict.fromkeys(map(chr, _DROPPED), "")  # no letter becomes one that changes, too
_FOLD = str.maketrans(_FOLDED)
_VOWELS = "".join(map(chr, (*range(0x064B, 0x0653), *range(0x0654, 0x0660), 0x0670)))  # but madda: it makes آ of ا
_LONG = 60  # characters
_PIECES = re.compile(r".{1,1000}(?!\S)|.{1,1000}", re.DOTALL)
_FROM_DIGITS = str.maketrans(_DIGITS)
_TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
SAMPLE = 20_000  # characters that are looked at to judge a text

# What tells Persian from its neighbours in script, as weights. The Arabic forms of yeh and kaf say nothing: in
# windows-1256 there is no other yeh, and many keyboards write them. Words are looked up in their folded form.
_LETTER_WEIGHTS = {
    **dict.fromkeys("پچژگ", 2),
    **dict.fromkeys("کی\u200c", 1),
    **dict.fromkeys("ة", -2),
    **dict.fromkeys("ٹڈڑےںھہێۆڕڵەښځڅډړېۍ", -4),  # Urdu, Kurdish, Pashto, which have the Persian letters as well
}
_PERSIAN = """
    از که در را است با برای شما تا اگر سلام درود لطفا ممنون متشکرم سپاس مرسی نیست هست شد شده کنید کنم کرد کرده شود
    باشد بود دارم دارد داریم خود هر چه چرا اما ولی پس ها های احترام وقت بخیر خسته نباشید جناب اقای خانم نمیشود میشود
    نمیکند میکند نشده ندارم ندارد نکرده خواهشمند خواهشمندم بفرمایید درخواست هنوز دیگر چند چطور کجا بعدی همین همه
    نمیشه میشه نمیکنه میکنه تشکر باتشکر بسمه باز نامه شماره سامانه سایت دسترسی دستگاه راه ورود رایانه خیلی فقط
"""
_ARABIC = """
    فی الی عن هذا هذه ذلک التی الذی مع کان لم لن هل هو انا نحن انت انتم لکم لدی لدینا عند ثم لیس یوم شکرا مرحبا اهلا
    جزیلا علیکم وعلیکم رحمه وبرکاته تحیاتی تحیه ارجو یرجی نرجو رجاء ارید نرید حضره صباح مساء لکن وشکرا یمکن یمکننی
    منذ بسبب
"""
_WORD_WEIGHTS = dict.fromkeys(_PERSIAN.split(), 2) | dict.fromkeys(_ARABIC.split(), -2)
_WORD = re.compile(r"[^\W\d_]+")
_ARABIC_OPENING = re.compile(r"(?<!\w)(?:[أإ]\w|لل\w\w|ال(?!ان\b|بته|زام|کتر|كتر|گو|ف|له|ماس|مپ|برز|تماس)\w\w)")
_DIGITS_OF = {"fa": re.compile("[۰-۹]+"), "ar": re.compile("[٠-٩]+")}


def fold(text: str) -> str:
    """The form in which two spellings of a word are equal; for matching and searching, never for showing."""
    if text.isascii():
        return text.casefold()
    return _folded_letters(_normal(_without_vowels(text))).casefold()


def _without_vowels(text: str) -> str:
    """Marks that fold to nothing: without them most Persian text is in order, and need not be put into it."""
    for mark in _VOWELS:
        if mark in text:
            text = text.replace(mark, "")
    return text


def _normal(text: str) -> str:
    """In pieces that end before a space: to put a long run of marks in order takes quadratic time."""
    return "".join(unicodedata.normalize("NFKC", piece) for piece in _PIECES.findall(text))


def _folded_letters(text: str) -> str:
    """`translate` looks at each letter; in a long text it is far quicker to look for the few that change."""
    if len(text) < _LONG:
        return text.translate(_FOLD)
    for letter, folded in _FOLDED.items():
        if letter in text:
            text = text.replace(letter, folded)
    return text


def language_of(text: str) -> str:
    """ "fa" for Persian, "en" for Latin script, "" where nothing tells (another script, too little, Arabic)."""
    sample = text[:SAMPLE]
    if sample.isascii():
        return "en" if any(map(str.isalpha, sample)) else ""
    letters = Counter(sample)
    arabic = sum(count for c, count in letters.items() if "\u0600" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufefc")
    latin = sum(count for c, count in letters.items() if c < "\u0250" and c.isalpha())
    if arabic * 3 < latin * 2 or not arabic:
        alphabetic = sum(count for c, count in letters.items() if c.isalpha())
        return "en" if latin and latin * 2 > alphabetic else ""
    return "fa" if _persian_weight(sample) > 0 else ""


def _persian_weight(text: str) -> int:
    """Above zero where more speaks for Persian than for Arabic and other languages of the script."""
    shown = _normal(text)
    letters = Counter(shown)
    weight = sum(letters[letter] * each for letter, each in _LETTER_WEIGHTS.items())
    weight += sum(_WORD_WEIGHTS.get(word, 0) for word in _WORD.findall(fold(text)))
    weight += len(_DIGITS_OF["fa"].findall(shown)) - len(_DIGITS_OF["ar"].findall(shown))
    return weight - 2 * len(_ARABIC_OPENING.findall(shown))


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


def latin_digits(text: str) -> str:
    """What somebody typed on any keyboard, with 0 to 9 for its digits; all else stays."""
    return text if text.isascii() else text.translate(_FROM_DIGITS)


def isolate(text: str) -> str:
    """A token, address or URL that must not be reordered by the text around it (Unicode TR 9, FSI and PDI)."""
    return f"\u2068{text}\u2069"


def jalali(moment: datetime, zone: tzinfo) -> str:
    """An aware moment as a Persian reader writes it: `شنبه ۳۰ آبان ۱۴۰۵، ساعت ۲۰:۳۰`."""
    local = JalaliDateTime.to_jalali(moment.astimezone(zone).replace(tzinfo=None))  # type: ignore[no-untyped-call]
    day, month = local.strftime("%A", locale="fa"), local.strftime("%B", locale="fa")
    return persian_digits(f"{day} {local.day} {month} {local.year}، ساعت {local:%H:%M}")


def jalali_month_day(day: date) -> tuple[int, int]:
    found = JalaliDate.to_jalali(day.year, day.month, day.day)  # type: ignore[no-untyped-call]
    return found.month, found.day


def gregorian(year: int, month: int, day: int) -> date:
    """The day that a Jalali date names. Raises ValueError where there is none."""
    return JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]


def jalali_day(day: date) -> str:
    """A day of a year that needs no saying: `۳۰ آبان`."""
    found = JalaliDate.to_jalali(day.year, day.month, day.day)  # type: ignore[no-untyped-call]
    return persian_digits(f"{found.day} {found.strftime('%B', locale='fa')}")


def jalali_date(day: date) -> str:
    """`۳۰ آبان ۱۴۰۵`."""
    found = JalaliDate.to_jalali(day.year, day.month, day.day)  # type: ignore[no-untyped-call]
    return f"{jalali_day(day)} {persian_digits(str(found.year))}"


def jalali_weekday(day: date) -> str:
    """`شنبه`."""
    found = JalaliDate.to_jalali(day.year, day.month, day.day)  # type: ignore[no-untyped-call]
    return str(found.strftime("%A", locale="fa"))


def jalali_latin(day: date) -> str:
    """`30 Aban 1405`, for who reads no Persian."""
    found = JalaliDate.to_jalali(day.year, day.month, day.day)  # type: ignore[no-untyped-call]
    return f"{found.day} {found.strftime('%B', locale='en')} {found.year}"
