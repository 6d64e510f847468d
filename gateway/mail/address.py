"""Address fields -> mailboxes (RFC 5322 section 3.4), and the judgement whether a From field names exactly one author.

Reading is lenient, judging is strict: `agent@corp <evil@x>` is read as evil@x, and is a defect.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from .charset import decode
from .inbound import Defect, Mailbox
from .words import text_of

FIELD_LIMIT = 16 * 1024
COUNT_LIMIT = 100
_PIECE = re.compile(r'[^\s"(),:;<>\[\]\\]+|\s+|.', re.DOTALL | re.ASCII)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_PAREN = re.compile(r"[()]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SOUND = re.compile(
    r'(?:[^\s"(),:;<>@\[\]\\\0-\x20\x7f]+|"[^"\\\0-\x1f\x7f]*")@(?:[\w-]+(?:\.[\w-]+)*|\[[0-9A-Fa-f.:IPv]+\])'
)
_PLAUSIBLE = re.compile(r"[^\s<>@,;:()\"]{1,200}@[^\s<>@,;:()\"]{1,200}")


class _Kind(Enum):
    WORD = 1
    QUOTED = 2
    COMMENT = 3
    BLANK = 4
    MARK = 5


_GAPS = frozenset({_Kind.COMMENT, _Kind.BLANK})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    text: str  # latin-1 for the bytes; quotes and outer brackets taken off


@dataclass(slots=True)
class _Draft:
    """One address as far as it has been read."""

    tokens: list[_Token] = field(default_factory=list)
    angle: list[_Token] | None = None
    clean: bool = True

    def is_empty(self) -> bool:
        return self.angle is None and all(t.kind is _Kind.BLANK for t in self.tokens)


@dataclass(frozen=True, slots=True)
class Reading:
    """The mailboxes of a field; `clean`: every reader must come to the same ones."""

    mailboxes: tuple[Mailbox, ...]
    clean: bool = True


def mailboxes(raw: bytes, hint: str = "") -> tuple[Mailbox, ...]:
    """The addresses of one field, at most 100. `hint`: the charset for raw 8-bit names."""
    return read(raw, hint).mailboxes


def read(raw: bytes, hint: str = "") -> Reading:
    tokens, clean = _tokens(raw[:FIELD_LIMIT].decode("latin-1"))
    found: list[Mailbox] = []
    for draft in _drafts(tokens):
        mailbox, sound = _mailbox(draft, hint)
        clean = clean and sound
        if mailbox.address:
            found.append(mailbox)
        if len(found) == COUNT_LIMIT:
            break
    return Reading(tuple(found), clean and len(raw) <= FIELD_LIMIT)


def author(fields: tuple[bytes, ...], hint: str = "") -> tuple[tuple[Mailbox, ...], tuple[Defect, ...]]:
    """The From fields of a mail: their mailboxes, and every reason not to believe that there is one author."""
    if not fields:
        return (), (Defect.NO_FROM,)
    readings = [read(raw, hint) for raw in fields]
    found = tuple(mailbox for reading in readings for mailbox in reading.mailboxes)[:COUNT_LIMIT]
    defects: list[Defect] = []
    if len(fields) > 1 or len(found) > 1:
        defects.append(Defect.MANY_FROM)
    if not found or not all(reading.clean for reading in readings):
        defects.append(Defect.BAD_FROM)
    return found, tuple(defects)


def _tokens(text: str) -> tuple[list[_Token], bool]:
    """Quotes and parentheses that never close are dropped, looked for once: the scan stays linear."""
    tokens: list[_Token] = []
    position, clean = 0, True
    quotes = parens = True
    while found := _PIECE.match(text, position):
        piece, position = found[0], found.end()
        if piece == '"':
            quoted = _QUOTED.match(text, position - 1) if quotes else None
            quotes = quoted is not None
            clean = clean and quotes
            if quoted:
                tokens.append(_Token(_Kind.QUOTED, _ESCAPE.sub(r"\1", quoted[1])))
                position = quoted.end()
        elif piece == "(":
            end = _comment_end(text, position) if parens else -1
            parens = end >= 0
            clean = clean and parens
            if parens:
                tokens.append(_Token(_Kind.COMMENT, text[position : end - 1]))
                position = end
        else:
            tokens.append(_Token(_kind(piece), piece))
    return tokens, clean


def _kind(piece: str) -> _Kind:
    if piece[0] in " \t\r\n\f\v":
        return _Kind.BLANK
    return _Kind.MARK if piece in "<>,;:" else _Kind.WORD


def _comment_end(text: str, start: int) -> int:
    """Behind the parenthesis that closes the comment, or -1 (comments nest: RFC 5322 section 3.2.2)."""
    depth = 1
    for found in _PAREN.finditer(text, start):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return found.end()
    return -1


def _drafts(tokens: list[_Token]) -> Iterator[_Draft]:
    draft = _Draft()
    inside = False
    for token in tokens:
        mark = token.text if token.kind is _Kind.MARK else ""
        if mark == "<":
            draft.clean = draft.clean and draft.angle is None and not inside
            if draft.angle is not None:  # a second address without a comma between
                yield draft
                draft = _Draft(clean=False)
            draft.angle, inside = [], True
        elif mark == ">":
            draft.clean, inside = draft.clean and inside, False
        elif mark in (",", ";") and not (inside and mark == "," and _is_route(draft)):
            draft.clean = draft.clean and not inside and mark == ","
            if not draft.is_empty():
                yield draft
            draft, inside = _Draft(), False
        elif mark == ":" and not inside:  # a group's name ends, or a stray `mailto:`
            draft = _Draft(clean=False)
        elif inside and draft.angle is not None:
            draft.angle.append(token)
        else:
            draft.tokens.append(token)
    if not draft.is_empty():
        draft.clean = draft.clean and not inside
        yield draft


def _is_route(draft: _Draft) -> bool:
    """`<@one,@two:user@host>`, RFC 5322 section 4.4."""
    return bool(draft.angle) and draft.angle is not None and draft.angle[0].text.startswith("@")


def _mailbox(draft: _Draft, hint: str) -> tuple[Mailbox, bool]:
    if draft.angle is not None:
        address = _spec(draft.angle)
        name = _name(draft.tokens, hint)
        sound = draft.clean and not any(t.kind is _Kind.WORD and "@" in t.text for t in draft.tokens)
        sound = (
            sound and not any(t.kind in _GAPS or t.kind is _Kind.MARK for t in draft.angle) and _plain_comments(draft)
        )
        if "@" not in address and (inner := _PLAUSIBLE.search(name)):
            return Mailbox(inner[0], name), False
        return Mailbox(address, name), sound and _SOUND.fullmatch(address) is not None
    return _bare(draft, hint)


def _plain_comments(draft: _Draft) -> bool:
    return not any(t.kind is _Kind.COMMENT and ("@" in t.text or "<" in t.text) for t in draft.tokens)


def _bare(draft: _Draft, hint: str) -> tuple[Mailbox, bool]:
    """An address without angle brackets: `a@b`, `a@b (Name)`, `Name a@b`, or an encoded word that holds it all."""
    groups = _groups(draft.tokens)
    holders = [group for group in groups if any("@" in t.text for t in group if t.kind is _Kind.WORD)]
    if not holders:
        return _within_words(draft, hint)
    address = _spec(holders[0])
    others = [t for group in groups if group is not holders[0] for t in (*group, _Token(_Kind.BLANK, " "))]
    names = _name(others, hint) or _name([t for t in draft.tokens if t.kind is _Kind.COMMENT], hint)
    sound = draft.clean and len(groups) == 1 and _plain_comments(draft) and _SOUND.fullmatch(address) is not None
    return Mailbox(address, names), sound and not _is_interrupted(draft.tokens)


def _is_interrupted(tokens: list[_Token]) -> bool:
    """A blank or comment inside the address: `agent @corp`, `agent@(x)corp`."""
    solid = [number for number, token in enumerate(tokens) if token.kind not in _GAPS]
    return any(token.kind in _GAPS for token in tokens[solid[0] : solid[-1]])


def _within_words(draft: _Draft, hint: str) -> tuple[Mailbox, bool]:
    text = text_of(" ".join(t.text for t in draft.tokens).encode("latin-1"), hint)
    found = _PLAUSIBLE.search(text)
    if found:
        return Mailbox(found[0], text[: found.start()].strip(' "<')), False
    words = [t for t in draft.tokens if t.kind is not _Kind.BLANK]
    return Mailbox(words[0].text if len(words) == 1 and words[0].text.isascii() else ""), False


def _groups(tokens: list[_Token]) -> list[list[_Token]]:
    """Runs of tokens with neither blank nor comment between; a blank beside @ or a dot joins (RFC 5322 section 4.4)."""
    groups: list[list[_Token]] = []
    joined = False
    for token in tokens:
        if token.kind in _GAPS:
            joined = joined and bool(groups) and groups[-1][-1].text.endswith(("@", "."))
            continue
        if groups and (joined or token.text.startswith(("@", "."))):
            groups[-1].append(token)
        else:
            groups.append([token])
        joined = True
    return groups


def _spec(tokens: list[_Token]) -> str:
    """The address itself: blanks and comments dropped, a route taken off, quotes kept."""
    shown = [f'"{t.text}"' if t.kind is _Kind.QUOTED else t.text for t in tokens if t.kind not in _GAPS]
    joined = "".join(shown)
    if joined.startswith("@") and ":" in joined:
        joined = joined.partition(":")[2]
    joined = joined.strip("'").removeprefix("mailto:")
    return joined if joined.isascii() else decode(joined.encode("latin-1")).text


def _name(tokens: list[_Token], hint: str) -> str:
    phrase = [t for t in tokens if t.kind is not _Kind.COMMENT]
    if not any(t.kind is not _Kind.BLANK for t in phrase):
        phrase = [t for t in tokens if t.kind is _Kind.COMMENT]
    text = text_of("".join(t.text for t in phrase).encode("latin-1"), hint)
    return " ".join(text.split()).strip("'\" ") if text.isascii() else text.strip("\"'")
