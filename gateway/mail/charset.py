"""Bytes and the charset they claim -> text. Total: every byte string has a reading, and lies are noticed.

Order: byte order mark, declared, alias, utf-8, the script that its letters tell (`script`), windows-1252.
"""

import re
from dataclasses import dataclass
from encodings.aliases import aliases

from .script import arabic_codec, codec_by_letters, wide_codec

# Names as mail uses them -> Python's codec. The Latin sets are read as their Windows supersets, as browsers do.
ALIASES = {
    "iso_8859_1": "cp1252",
    "latin_1": "cp1252",
    "latin1": "cp1252",
    "iso8859_1": "cp1252",
    "8859_1": "cp1252",
    "iso_8859_1_1987": "cp1252",
    "ansi_x3.110_1983": "cp1252",
    "windows_1252": "cp1252",
    "ansi": "cp1252",
    "x_ansi": "cp1252",
    "iso_8859_9": "cp1254",
    "latin5": "cp1254",
    "iso_8859_11": "cp874",
    "tis_620": "cp874",
    "windows_874": "cp874",
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_6_i": "iso8859_6",
    "asmo_708": "iso8859_6",
    "x_cp1256": "cp1256",
    "x_windows_1256": "cp1256",
    "cp_1256": "cp1256",
    "cp_850": "cp850",
    "gb2312": "gb18030",
    "gb_2312_80": "gb18030",
    "gb2312_80": "gb18030",
    "gbk": "gb18030",
    "x_gbk": "gb18030",
    "cp936": "gb18030",
    "x_euc_cn": "gb18030",
    "ks_c_5601_1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "shift_jisx0213": "cp932",
    "x_sjis": "cp932",
    "sjis": "cp932",
    "windows_31j": "cp932",
    "x_euc_jp": "euc_jp",
    "iso_2022_jp": "iso2022_jp_ext",
    "iso_2022_jp_1": "iso2022_jp_ext",
    "iso_2022_jp_2": "iso2022_jp_2",
    "iso_2022_jp_ms": "iso2022_jp_ext",
    "big5": "big5hkscs",
    "x_x_big5": "big5hkscs",
    "x_mac_roman": "mac_roman",
    "macintosh": "mac_roman",
    "x_mac_cyrillic": "mac_cyrillic",
    "x_user_defined": "cp1252",
    "utf8mb4": "utf_8",
    "utf_8_mac": "utf_8",
    "x_utf_8": "utf_8",
    "unicode_1_1_utf_8": "utf_8",
    "ucs_2": "utf_16",
    "unicode": "utf_16",
    "iso_10646_ucs_2": "utf_16",
}
_KNOWN = frozenset(aliases.values()) | {
    "utf_8_sig",
    "cp874",
    "koi8_u",
    "koi8_r",
    "cp65001",
    "cp720",
    "mac_farsi",
    "mac_arabic",
}
# utf-7 hides markup from every filter; the others are not charsets of text.
_REFUSED = frozenset(
    [
        "utf_7",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "mbcs",
        "oem",
        "undefined",
        "rot_13",
        "base64_codec",
        "bz2_codec",
        "hex_codec",
        "quopri_codec",
        "uu_codec",
        "zlib_codec",
        "charmap",
        "palmos",
    ]
)
_MANY = 8  # high bytes it takes to doubt a declared charset that can be read
_LATIN = frozenset({"cp1252", "ascii", "iso8859_15", "latin_1", "cp1254"})
_ASCII_COMPATIBLE = re.compile(r"(?!utf_16|utf_32|iso2022|hz|cp037|cp500|cp1140|cp1026|cp424|cp273|cp875|cp864)")
# Charsets of two bytes a character: a few of their pairs may well look like UTF-8.
_PAIRED = frozenset({"cp932", "cp949", "gb18030", "big5hkscs", "big5", "euc_jp", "euc_jis_2004", "johab"})
_WIDE = re.compile("utf_(?:16|32)")

_BOMS = (
    (b"\xef\xbb\xbf", "utf_8"),
    (b"\xff\xfe\0\0", "utf_32_le"),
    (b"\xff\xfe", "utf_16_le"),
    (b"\xfe\xff", "utf_16_be"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROLS = re.compile("[\x80-\x9f]")
_HIGH = bytes(range(128, 256))
_ESCAPED = {0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(128, 256)}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the codec that gave it. `lied`: the declared charset was unknown, refused or not the one in use."""

    text: str
    codec: str
    lied: bool = False


def codec_of(declared: str) -> str:
    """Python's codec for a charset name as mail has it, "" for none that we know and trust."""
    name = declared.partition("(")[0].strip(" \t\"'<>").lower().replace("-", "_").replace(" ", "_")[:40]
    name = ALIASES.get(name, name)
    codec = aliases.get(name, name)
    codec = ALIASES.get(codec, codec)
    return codec if codec in _KNOWN and codec not in _REFUSED else ""


def decode(raw: bytes, declared: str = "") -> Decoded:
    """The text of `raw`, never an exception, without NUL; U+FFFD only where the bytes spell it."""
    if raw.isascii() and b"\x1b" not in raw and b"\0" not in raw:
        return _ascii(raw, declared)
    for mark, codec in _BOMS:
        if raw.startswith(mark):
            return Decoded(_patched(raw[len(mark) :], codec), codec)
    codec = codec_of(declared)
    if codec in ("cp1256", "iso8859_6"):
        codec = arabic_codec(raw, codec)
    if b"\0" in raw and (codec == "utf_16" or not _WIDE.match(codec)) and (wide := wide_codec(raw)):
        return Decoded(_patched(raw[: len(raw) & ~1], wide), wide, lied=codec != "utf_16")
    if not (codec in _LATIN or _WIDE.match(codec)) and (utf8 := _seen_through(raw, codec)) is not None:
        return Decoded(_clean(utf8), "utf_8", lied=codec != "utf_8")
    text = _strictly(raw, codec) if codec else None
    if text is None or codec in _LATIN or (codec == "utf_8" and b"\x1b$" in raw):
        return _guess(raw, declared, codec, text)
    return Decoded(_clean(text), codec)


def _seen_through(raw: bytes, codec: str) -> str | None:
    """The text where it is UTF-8 under another name: no other charset makes such sequences but by rare chance."""
    if not codec or raw.isascii():
        return None
    text = _strictly(raw, "utf_8")
    if text is None or _CONTROLS.search(text):
        return None
    if codec in _PAIRED and sum(len(found) - 1 for found in _MULTIBYTE.findall(raw[:2000])) < 4:
        return None
    return text


def _ascii(raw: bytes, declared: str) -> Decoded:
    """Pure ASCII reads the same in nearly every charset; the few others (utf-16, hz) have their say."""
    codec = codec_of(declared)
    if codec and not _ASCII_COMPATIBLE.match(codec):
        text = _strictly(raw, codec)
        if text is not None:
            return Decoded(_clean(text), codec)
    return Decoded(raw.decode("ascii"), codec or "ascii")


def _guess(raw: bytes, declared: str, codec: str, text: str | None) -> Decoded:
    """The declared charset failed, is missing, or is the Latin one that is named whatever the text is in."""
    for shifted in ("iso2022_jp_ext", "iso2022_kr") if b"\x1b$" in raw else ():
        if (east_asian := _strictly(raw, shifted)) is not None:
            return Decoded(_clean(east_asian), shifted, lied=bool(declared))
    high = len(raw) - len(raw.translate(None, _HIGH))
    utf8 = _strictly(raw, "utf_8") if high else None
    if utf8 is not None:
        return Decoded(_clean(utf8), "utf_8", lied=bool(declared) and codec != "utf_8")
    if codec in _LATIN and (script := codec_by_letters(raw, _MANY)):
        return Decoded(_patched(raw, script), script, lied=True)
    if text is not None and codec != "ascii":
        return Decoded(_clean(text), codec)
    if codec in _LATIN - {"ascii"}:
        return Decoded(_patched(raw, codec), codec)
    sequences = _MULTIBYTE.findall(raw) if high else []
    if sequences and 2 * sum(map(len, sequences)) > high:
        return Decoded(_patched(raw, "utf_8"), "utf_8", lied=True)
    if codec and codec not in ("ascii", "utf_8") and not _mostly_broken(raw, codec):
        return Decoded(_patched(raw, codec), codec, lied=True)
    if script := codec_by_letters(raw):
        return Decoded(_patched(raw, script), script, lied=bool(declared))
    return Decoded(_patched(raw, "cp1252"), "cp1252", lied=bool(declared))


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _patched(raw: bytes, codec: str) -> str:
    """Decoded with the bytes that do not belong there read as windows-1252 each."""
    try:
        text = raw.decode(codec, "surrogateescape")
    except (UnicodeError, LookupError, ValueError):  # utf-16 and utf-32 cannot escape
        text = raw.decode(codec, "ignore")
    return _clean(text.translate(_ESCAPED))


def _mostly_broken(raw: bytes, codec: str) -> bool:
    """True where more than a twentieth of the text would have to be patched."""
    sample = raw[:20_000]
    kept = len(sample.decode(codec, "ignore").encode(codec, "ignore"))
    return (len(sample) - kept) * 20 > len(sample)


def _clean(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return text.replace("\0", "") if "\0" in text else text
