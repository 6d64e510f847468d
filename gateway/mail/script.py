"""Bytes without a charset that can be believed -> the codec of their script, by the letters that are frequent in it.

For text in which high bytes stand side by side: in the Latin alphabets they stand alone, and none of this applies.
"""

import re

SAMPLE = 20_000
_RUN = re.compile(rb"[\x80-\xff]{2,}")
_KANA_SJIS = re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]")


def _bytes(*spans: tuple[int, int]) -> bytes:
    return bytes(byte for first, last in spans for byte in range(first, last + 1))


_HIGH = _bytes((0x80, 0xFF))
_ARABIC_1256 = bytes(b for b in _HIGH if "\u0600" <= bytes([b]).decode("cp1256") <= "\u06ff")
_ARABIC_8859 = _bytes((0xC1, 0xDA), (0xE0, 0xF2)) + b"\xac\xbb\xbf"
# Letters of one of the two that the other has for accents, vowel marks or nothing.
_ONLY_1256 = b"\xec\xed\xdf\x81\x8d\x90\x98"
_ONLY_8859 = b"\xe2\xe7\xe8\xe9\xea"
_UPPER_HALF, _LOWER_HALF = _bytes((0xE0, 0xFF)), _bytes((0xC0, 0xDF))
_CYRILLIC_ISO, _CYRILLIC_ISO_SMALL = _bytes((0xB0, 0xEF)), _bytes((0xD0, 0xEF))
_HANGUL = _bytes((0xB0, 0xC8))
_KANA_EUC = b"\xa4\xa5"
_ROWS = b"\0\x03\x04\x05\x06\x20"  # Latin, Greek, Cyrillic, Hebrew, Arabic, and the marks between
_EAST_ASIAN = _bytes((0xA1, 0xFE))


def codec_by_letters(raw: bytes, least: int = 3) -> str:
    """Python's codec for the script, "" where none is likely. `least`: high bytes that must be there."""
    sample = raw[:SAMPLE]
    high = _count(sample, _HIGH)
    if high < least:
        return ""
    kana = len(_KANA_SJIS.findall(sample))
    if kana >= 3 and kana * 10 >= high and _is_strictly(raw, "cp932"):
        return "cp932"
    runs = _RUN.findall(sample)
    together = sum(map(len, runs))
    if together * 3 < high * 2:
        return ""
    return _arabic(sample, high) or _cyrillic(sample, high) or _east_asian(raw, runs, together, high)


def wide_codec(raw: bytes) -> str:
    """UTF-16 without its mark: every other byte is the row of the script, zero for the blanks at least."""
    sample = raw[: SAMPLE & ~1]
    if len(sample) < 8 or sample.count(0) * 20 < len(sample):
        return ""
    for codec, rows in (("utf_16_le", sample[1::2]), ("utf_16_be", sample[::2])):
        if _count(rows, _ROWS) * 10 >= len(rows) * 9 and b"\0" in rows and _is_strictly(raw[: len(raw) & ~1], codec):
            return codec
    return ""


def arabic_codec(raw: bytes, declared: str) -> str:
    """windows-1256 and iso-8859-6 are named for each other; their letters tell which it is."""
    sample = raw[:SAMPLE]
    windows, iso = _count(sample, _ONLY_1256), _count(sample, _ONLY_8859)
    if declared == "iso8859_6" and windows > 3 * iso + 1:
        return "cp1256"
    if declared == "cp1256" and iso > 3 * windows + 1 and _count(sample, _ARABIC_8859) == _count(sample, _HIGH):
        return "iso8859_6"
    return declared


def _count(sample: bytes, letters: bytes) -> int:
    return len(sample) - len(sample.translate(None, letters))


def _arabic(sample: bytes, high: int) -> str:
    if _count(sample, _LOWER_HALF) * 20 >= high * 17 and high >= 20:
        return ""  # koi8-r looks like Arabic letters, but without the frequent ones
    if _count(sample, _ARABIC_8859) * 20 >= high * 19 and _count(sample, _ONLY_8859) > _count(sample, _ONLY_1256):
        return "iso8859_6" if high >= 6 else ""
    return "cp1256" if _count(sample, _ARABIC_1256) * 10 >= high * 9 else ""


def _cyrillic(sample: bytes, high: int) -> str:
    """Small letters make up most of a text; where they stand tells the three sets apart."""
    if high < 12:
        return ""
    upper, lower = _count(sample, _UPPER_HALF), _count(sample, _LOWER_HALF)
    if (upper + lower) * 20 >= high * 19:
        if upper * 10 >= high * 7:
            return "cp1251"
        if lower * 10 >= high * 7:
            return "koi8_r"
    small = _count(sample, _CYRILLIC_ISO_SMALL)
    return "iso8859_5" if _count(sample, _CYRILLIC_ISO) * 20 >= high * 19 and small * 10 >= high * 8 else ""


def _east_asian(raw: bytes, runs: list[bytes], together: int, high: int) -> str:
    """Two bytes a character: runs of even length, the first bytes in the rows of the script."""
    paired = [run for run in runs if len(run) % 2 == 0]
    joined = b"".join(paired)
    if len(joined) * 20 < high * 19 or _count(joined, _EAST_ASIAN) < len(joined) or high < 8:
        return ""
    leads = joined[::2]
    if _count(leads, _KANA_EUC) * 5 >= len(leads):
        return "euc_jp" if _is_strictly(raw, "euc_jp") else ""
    if _count(leads, _HANGUL) * 10 >= len(leads) * 9:
        return "cp949" if _is_strictly(raw, "cp949") else ""
    return "gb18030" if together >= 24 and _is_strictly(raw, "gb18030") else ""


def _is_strictly(raw: bytes, codec: str) -> bool:
    try:
        raw.decode(codec)
    except UnicodeError:
        return False
    return True
