"""Rich text of Outlook -> what it says: LZFu undone (MS-OXRTFCP), HTML taken out of its wrapping (MS-OXRTFEX), or
the plain words. Linear, bounded, total.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from struct import Struct

from .charset import decode
from .wordlist import words

SIZE_LIMIT = 512 * 1024
NESTED = 1000  # groups within each other; those that are deeper share what the last one says
_HEAD = Struct("<IIII")
_COMPRESSED, _STORED = 0x75465A4C, 0x414C454D
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain"
    rb"\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096

_TOKEN = re.compile(
    rb"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,9})? ?|\\'(?P<hex>[0-9a-f]{2})|\\(?P<sign>[^a-z])|(?P<brace>[{}])"
    rb"|[\r\n]+|(?P<text>[^\\{}\r\n]+)|\\",
    re.IGNORECASE,
)
_SIGNS = {b"~": "\u00a0", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n", b"\\": "\\", b"{": "{", b"}": "}"}
_BREAKS = {
    "par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "tab": "\t", "cell": "\t", "emdash": "—",
    "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ",
    "enspace": " ", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "", "rtlmark": "",
}  # fmt: skip
_UNSEEN = frozenset(
    words("fonttbl | colortbl | stylesheet | info | pict | object | header | footer | headerl | headerr | headerf"
          " | footerl | footerr | footerf | listtable | listoverridetable | themedata | datastore | xmlnstbl | rsidtbl")
)  # fmt: skip
# Windows character sets of fonts, as Python's codecs.
_FONT_SETS = {0: "cp1252", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254",
              163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
              238: "cp1250"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """`is_html`: the text was HTML in the wrapping of rich text."""

    text: str
    is_html: bool = False


def unpack(raw: bytes) -> bytes:
    """The rich text of a PR_RTF_COMPRESSED value, b"" where it is none; cut at its limit."""
    if len(raw) < _HEAD.size:
        return b""
    _, size, kind, _ = _HEAD.unpack_from(raw)
    if kind == _STORED:
        return raw[_HEAD.size : _HEAD.size + min(size, SIZE_LIMIT)]
    return _expanded(raw, min(size, SIZE_LIMIT)) if kind == _COMPRESSED else b""


def _expanded(raw: bytes, size: int) -> bytes:
    """MS-OXRTFCP section 3.1.2: eight tokens after each byte of flags; 1 is a reference into the last 4096 bytes."""
    out = bytearray(_DICTIONARY)
    position, wanted = _HEAD.size, size + len(_DICTIONARY)
    while position < len(raw) and len(out) < wanted:
        flags = raw[position]
        position += 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += raw[position : position + 1]
                position += 1
                continue
            if position + 2 > len(raw):
                return bytes(out[len(_DICTIONARY) :])
            pair = raw[position] << 8 | raw[position + 1]
            position += 2
            distance = (len(out) - (pair >> 4)) % _WINDOW  # how far back the window's offset lies
            if distance == 0:  # the place being written: the end of the text
                return bytes(out[len(_DICTIONARY) : wanted])
            length, start = (pair & 15) + 2, len(out) - distance
            if start < 0:
                return bytes(out[len(_DICTIONARY) : wanted])
            piece = out[start : start + length]
            out += (piece * (length // len(piece) + 1))[:length]
    return bytes(out[len(_DICTIONARY) : wanted])


@dataclass(slots=True)
class _Group:
    """What holds up to the closing brace; an opening one makes a copy."""

    hidden: bool = False
    twice: bool = False  # inside \htmlrtf: said a second time for readers of rich text
    fonts: bool = False
    font: int = -1
    skip: int = 1  # what stands for a \u character in old readers

    def copy(self) -> "_Group":
        return _Group(self.hidden, self.twice, self.fonts, self.font, self.skip)


@dataclass(slots=True)
class _Scan:
    group: _Group = field(default_factory=_Group)
    stack: list[_Group] = field(default_factory=list)
    deeper: int = 0  # groups that are open beyond NESTED
    out: list[str] = field(default_factory=list)
    octets: bytearray = field(default_factory=bytearray)
    codec: str = "cp1252"
    sets: dict[int, str] = field(default_factory=dict)
    is_html: bool = False
    starred: bool = False
    skipping: int = 0

    def is_silent(self) -> bool:
        return self.group.hidden or (self.is_html and self.group.twice)

    def say(self, text: str) -> None:
        self.flush()
        if not self.is_silent():
            self.out.append(text)

    def flush(self) -> None:
        """Bytes wait until something else comes: a character may be split over several tokens."""
        if self.octets:
            if not self.is_silent():
                codec = self.sets.get(self.group.font, self.codec)
                self.out.append(decode(bytes(self.octets), codec).text)
            self.octets.clear()


def read(raw: bytes) -> Unwrapped:
    """The text of an RTF document; any bytes give one."""
    scan = _Scan()
    for found in _TOKEN.finditer(raw[:SIZE_LIMIT]):
        if found["text"] is not None:
            _text(found["text"], scan)
        elif found["hex"] is not None:
            _text(bytes.fromhex(found["hex"].decode("ascii")), scan)
        elif found["brace"] is not None:
            _brace(found["brace"], scan)
        elif found["word"] is not None:
            _word(found["word"].decode("ascii").lower(), found["number"], scan)
        elif found["sign"] is not None:
            _sign(found["sign"], scan)
    scan.flush()
    halves = "".join(scan.out).replace("\0", "").encode("utf-16-le", "surrogatepass")  # \u says UTF-16
    return Unwrapped(halves.decode("utf-16-le", "ignore"), scan.is_html)


def _text(data: bytes, scan: _Scan) -> None:
    if scan.skipping:
        skipped = min(scan.skipping, len(data))
        scan.skipping -= skipped
        data = data[skipped:]
    scan.starred = False
    scan.octets += data


def _sign(sign: bytes, scan: _Scan) -> None:
    if sign == b"*":
        scan.starred = True
    elif scan.skipping:
        scan.skipping -= 1
    else:
        scan.say(_SIGNS.get(sign, ""))


def _brace(brace: bytes, scan: _Scan) -> None:
    scan.flush()
    scan.skipping, scan.starred = 0, False
    if brace == b"{":
        if len(scan.stack) < NESTED:
            scan.stack.append(scan.group)
            scan.group = scan.group.copy()
        else:
            scan.deeper += 1
    elif scan.deeper:
        scan.deeper -= 1
    elif scan.stack:
        scan.group = scan.stack.pop()


def _word(word: str, number: bytes | None, scan: _Scan) -> None:
    value = int(number) if number else 0
    starred, scan.starred = scan.starred, False
    if word in _UNSEEN or (starred and word != "htmltag"):
        scan.flush()
        scan.group.hidden, scan.group.fonts = True, word == "fonttbl"
    elif word in _BREAKS:
        scan.say(_BREAKS[word])
    elif action := _ACTIONS.get(word):
        action(scan, value, number)


def _unicode(scan: _Scan, value: int, _number: bytes | None) -> None:
    scan.say(chr(value & 0xFFFF))
    scan.skipping = scan.group.skip


def _font(scan: _Scan, value: int, _number: bytes | None) -> None:
    scan.flush()
    scan.group.font = value


def _font_set(scan: _Scan, value: int, _number: bytes | None) -> None:
    if scan.group.fonts and value in _FONT_SETS and len(scan.sets) < 1000:
        scan.sets[scan.group.font] = _FONT_SETS[value]


def _twice(scan: _Scan, value: int, number: bytes | None) -> None:
    scan.flush()
    scan.group.twice = number is None or value != 0


def _code_page(scan: _Scan, value: int, _number: bytes | None) -> None:
    scan.codec = f"cp{value}"


def _from_html(scan: _Scan, _value: int, _number: bytes | None) -> None:
    scan.is_html = True


def _tag(scan: _Scan, _value: int, _number: bytes | None) -> None:
    scan.flush()
    scan.group.hidden, scan.group.twice = not scan.is_html, False


def _skip(scan: _Scan, value: int, _number: bytes | None) -> None:
    scan.group.skip = min(max(value, 0), 8)


_ACTIONS: dict[str, Callable[[_Scan, int, bytes | None], None]] = {
    "u": _unicode,
    "f": _font,
    "fcharset": _font_set,
    "htmlrtf": _twice,
    "ansicpg": _code_page,
    "fromhtml": _from_html,
    "htmltag": _tag,
    "uc": _skip,
}
