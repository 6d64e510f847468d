"""Header values as they may stand on the wire: encoded words (RFC 2047), addresses, file names (RFC 2231), folding.

Whatever comes in, what goes out is one field in printable characters; what no field can carry is `Unsendable`.
"""

import binascii
import re
import unicodedata

from .inbound import Mailbox
from .marks import without_bidi_controls

LINE = 76  # RFC 2047 section 2: a line that holds an encoded word is no longer
WORD = 75
ADDRESS_LIMIT = 254  # RFC 5321 section 4.5.3.1.3, without the angle brackets
FILE_NAME_LIMIT = 120

_FRAME = len("=?utf-8?Q??=")
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ASCII_WORDS = re.compile(r"[!-~]{1,60}(?: [!-~]{1,60})*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~ -]{1,60}")
_QUOTABLE = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~ .:;()\[\]-]{1,60}")
_Q_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")  # section 5 (3)

_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-"
_DOT_ATOM = re.compile(rf"[{_ATEXT}]+(?:\.[{_ATEXT}]+)*")
_ODD_DOTS = re.compile(rf"[{_ATEXT}.]+")  # "a..b" and "a." exist in the wild and have to be quoted
_QUOTED_LOCAL = re.compile(r'"(?:[ !#-\[\]-~]|\\[ -~])+"')
_DOMAIN = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\.)*[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_LITERAL = re.compile(r"\[[0-9A-Za-z:.]{3,60}\]")


class Unsendable(ValueError):
    """A value that no mail can carry; said in one sentence."""


def one_line(text: str) -> str:
    """Text for one header value: controls and runs of white space become one space, lone surrogates U+FFFD."""
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
    return " ".join(text.translate(_CONTROLS).split())


def unstructured(name: str, text: str) -> str:
    """The field `name` with free text, folded; without the last CRLF."""
    text = one_line(text)
    if not text:
        return f"{name}:"
    if _ASCII_WORDS.fullmatch(text) and "=?" not in text:
        return fold(f"{name}: {text}")
    return f"{name}: " + "\r\n ".join(encoded(text, LINE - len(name) - 2))


def mailbox(name: str, box: Mailbox) -> str:
    """The field `name` with one address and the name shown for it (RFC 5322 section 3.4)."""
    address = written(box.address)
    shown = one_line(box.name)
    if not shown:
        return f"{name}: {address}"
    head = f"{name}: {_phrase(shown, LINE - len(name) - 2)}"
    last = len(head) - head.rfind("\n") - 1
    return f"{head} <{address}>" if last + len(address) + 3 <= LINE else f"{head}\r\n <{address}>"


def written(address: str) -> str:
    """An address as it stands in fields and on the wire: domain as A-label, odd local parts quoted."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or len(address) > ADDRESS_LIMIT or "=?" in local:
        raise Unsendable(f"{address[:80]!r} is not a mail address")
    return f"{_local_part(local)}@{_a_label(domain)}"


def fold(field: str) -> str:
    """A field folded at its single spaces so that lines stay within the limit where words allow."""
    if len(field) <= LINE:
        return field
    lines: list[str] = []
    line, *rest = field.split(" ")
    for word in rest:
        if len(line) + 1 + len(word) > LINE and (lines or not line.endswith(":")):
            lines.append(line)
            line = ""
        line = f"{line} {word}"
    return "\r\n".join([*lines, line])


def encoded(text: str, first: int) -> list[str]:
    """`text` as encoded words, the first at most `first` long; Q or B, whichever is shorter."""
    data = text.encode()
    quoted = len(data) + 2 * sum(character not in _Q_SAFE and character != " " for character in data.decode("latin-1"))
    return _q_words(text, first) if quoted <= 4 * -(-len(data) // 3) else _b_words(data, first)


def file_name(name: str) -> str:
    """A file name as we pass it on: no path, no controls, no bidi tricks, not endless."""
    name = one_line(without_bidi_controls(name).replace("/", "_").replace("\\", "_"))
    if len(name) > FILE_NAME_LIMIT:
        stem, dot, ending = name.rpartition(".")
        ending = dot + ending if dot and len(ending) <= 10 else ""
        name = (stem if ending else name)[: FILE_NAME_LIMIT - len(ending)] + ending
    return name.strip(" .") or "attachment"


def file_name_parameters(name: str) -> list[str]:
    """`filename=` in ASCII for everybody, and the real name after RFC 2231 where that is another one."""
    fallback = re.sub(r"[^A-Za-z0-9 ._+(),@#-]", "_", name)
    parameters = [f'filename="{fallback}"']
    if fallback == name:
        return parameters
    pieces = _percent_pieces(name, 54)
    if len(pieces) == 1:
        return [*parameters, f"filename*=UTF-8''{pieces[0]}"]
    numbered = [f"filename*{index}*={piece}" for index, piece in enumerate(pieces)]
    return [*parameters, numbered[0].replace("=", "=UTF-8''", 1), *numbered[1:]]


def _phrase(shown: str, first: int) -> str:
    if len(shown) <= first and "=?" not in shown:
        if _ATOMS.fullmatch(shown):
            return shown
        if _QUOTABLE.fullmatch(shown):
            return f'"{shown}"'
    return "\r\n ".join(encoded(shown, first))


def _local_part(local: str) -> str:
    if local.isascii():
        if _DOT_ATOM.fullmatch(local) or _QUOTED_LOCAL.fullmatch(local):
            return local
        if _ODD_DOTS.fullmatch(local):
            return f'"{local}"'
    elif _DOT_ATOM.fullmatch(local) and not any(unicodedata.category(c)[0] in "CZ" for c in local):
        return local  # RFC 6531: needs SMTPUTF8
    raise Unsendable(f"{local[:80]!r} is not the local part of a mail address")


def _a_label(domain: str) -> str:
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            raise Unsendable(f"{domain[:80]!r} is not a domain") from None
    if not (_DOMAIN.fullmatch(domain) or _LITERAL.fullmatch(domain)):
        raise Unsendable(f"{domain[:80]!r} is not a domain")
    return domain


def _q_words(text: str, first: int) -> list[str]:
    words: list[str] = []
    word, room = "", first - _FRAME
    for character in text:
        piece = character if character in _Q_SAFE else "_" if character == " " else _hex(character)
        if len(word) + len(piece) > room:
            words.append(f"=?utf-8?Q?{word}?=")
            word, room = "", WORD - _FRAME
        word += piece
    return [*words, f"=?utf-8?Q?{word}?="]


def _b_words(data: bytes, first: int) -> list[str]:
    """Section 5: a character is never split over two words."""
    words: list[str] = []
    start, room = 0, first - _FRAME
    while start < len(data):
        end = min(start + room // 4 * 3, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        words.append(f"=?utf-8?B?{binascii.b2a_base64(data[start:end], newline=False).decode()}?=")
        start, room = end, WORD - _FRAME
    return words


def _hex(character: str) -> str:
    return "".join(f"={octet:02X}" for octet in character.encode())


def _percent_pieces(name: str, size: int) -> list[str]:
    """RFC 2231 section 4: percent-encoded UTF-8, in pieces that each hold whole characters."""
    pieces = [""]
    for character in name:
        octets = character if character.isascii() and character.isalnum() else _hex(character).replace("=", "%")
        if len(pieces[-1]) + len(octets) > size:
            pieces.append("")
        pieces[-1] += octets
    return pieces
