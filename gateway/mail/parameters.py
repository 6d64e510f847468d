"""Content-Type and Content-Disposition: a value and its parameters (RFC 2045 section 5.1, RFC 2231), as they come."""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from .charset import decode
from .words import text_of

LIMIT = 16 * 1024  # bytes of one such field that are read
COUNT_LIMIT = 200
_SEPARATOR = re.compile(rb"[\s;]*")
_NAME = re.compile(rb"([^\s=;\"]{1,80})\s{0,20}=\s{0,20}")
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*?)\Z")
_ESCAPE = re.compile(rb'\\([\\"])')


_EXACT = frozenset({"boundary"})  # compared with the body byte for byte, blanks at the end included


@dataclass(frozen=True, slots=True)
class Parameters:
    """`value` in lower case; `named` decoded; `repeated`: one name twice with different values."""

    value: str
    named: dict[str, str]
    repeated: frozenset[str] = frozenset()

    def get(self, name: str) -> str:
        return self.named.get(name, "")


@dataclass(frozen=True, slots=True)
class _Section:
    """One piece of a parameter: RFC 2231 section 3 numbers them, section 4 marks the percent-encoded ones."""

    number: int
    extended: bool
    raw: bytes


def read(raw: bytes, hint: str = "") -> Parameters:
    """`hint`: the charset for raw 8-bit values."""
    value, _, rest = raw[:LIMIT].partition(b";")
    if b"=" in value:  # `attachment filename=x`, or no value at all
        before = value[: value.index(b"=")].rstrip().rpartition(b" ")[0]
        value, rest = before, raw[len(before) : LIMIT]
    if not rest:
        return Parameters(_bare(value), {})
    sections: dict[str, list[_Section]] = {}
    repeated: set[str] = set()
    for name, data in _pairs(rest):
        found = _SECTION.match(name)
        if found is None:
            continue
        section = _Section(int(found[2] or 0), bool(found[3]), data)
        known = sections.setdefault(found[1], [])
        twin = next((s for s in known if s.number == section.number and s.extended == section.extended), None)
        if twin is None:
            known.append(section)
        elif twin.raw != section.raw:
            repeated.add(found[1])
    named = {name: _exact(s) if name in _EXACT else _value(s, hint) for name, s in sections.items()}
    return Parameters(_bare(value), named, frozenset(repeated))


def _bare(value: bytes) -> str:
    return value.partition(b"(")[0].strip(b" \t\"'").decode("latin-1").lower()


def _pairs(raw: bytes) -> list[tuple[str, bytes]]:
    """`name=value` pairs; a value is a quoted string or all up to the next semicolon, blanks included."""
    pairs: list[tuple[str, bytes]] = []
    position, closed = 0, True
    while position < len(raw) and len(pairs) < COUNT_LIMIT:
        gap = _SEPARATOR.match(raw, position)
        position = gap.end() if gap else position
        found = _NAME.match(raw, position)
        if found is None:
            following = raw.find(b";", position)
            position = following + 1 if following >= 0 else len(raw)
            continue
        quoted = _QUOTED.match(raw, found.end()) if closed else None
        if quoted:
            data, position = _ESCAPE.sub(rb"\1", quoted[1]), quoted.end()
            if raw[position : position + 1] not in (b"", b";", b" ", b"\t"):
                data, position = _unquoted(raw, found.end())
        else:
            closed = closed and raw[found.end() : found.end() + 1] != b'"'
            data, position = _unquoted(raw, found.end())
        pairs.append((found[1].decode("latin-1").lower(), data))
    return pairs


def _unquoted(raw: bytes, start: int) -> tuple[bytes, int]:
    end = raw.find(b";", start)
    end = len(raw) if end < 0 else end
    return raw[start:end].strip(b' \t"'), end


def _value(sections: list[_Section], hint: str) -> str:
    """Extended sections go before plain ones of the same number (RFC 2231 section 4)."""
    chosen: dict[int, _Section] = {}
    for section in sections:
        if section.number not in chosen or section.extended:
            chosen[section.number] = section
    ordered = [chosen[number] for number in sorted(chosen)]
    if not any(section.extended for section in ordered):
        return text_of(b"".join(section.raw for section in ordered), hint)
    charset, body = _charset(ordered[0])
    pieces = [unquote_to_bytes(s.raw) if s.extended else s.raw for s in [_Section(0, True, body), *ordered[1:]]]
    text = decode(b"".join(pieces), charset or hint).text
    return text_of(text.encode("utf-8", "replace"), "utf-8")


def _exact(sections: list[_Section]) -> str:
    if any(section.extended for section in sections):
        return _value(sections, "utf-8")
    return b"".join([s.raw for s in sorted(sections, key=lambda s: s.number)]).decode("utf-8", "surrogateescape")


def _charset(first: _Section) -> tuple[str, bytes]:
    pieces = first.raw.split(b"'", 2)
    if first.extended and len(pieces) == 3:
        return pieces[0].decode("latin-1"), pieces[2]
    return "", first.raw
