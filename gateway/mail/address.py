"""Address fields -> mailboxes (RFC 5322 section 3.4), and the judgement whether a From field names exactly one author.

Reading is lenient, judging is strict: `agent@corp <evil@x>` is read as evil@x, and is a defect.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .address_tokens import GAPS, Kind, Token, tokens_of
from .charset import decode
from .inbound import Defect, Mailbox
from .words import text_of

FIELD_LIMIT = 16 * 1024
COUNT_LIMIT = 100
_CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f]")
_SOUND = re.compile(
    r'(?:[^\s"(),:;<>@\[\]\\\0-\x20\x7f]+|"[^"\\\0-\x1f\x7f]*")@(?:[\w-]+(?:\.[\w-]+)*|\[[0-9A-Fa-f.:IPv]+\])'
)
_PLAUSIBLE = re.compile(r"[^\s<>@,;:()\"]{1,200}@[^\s<>@,;:()\"]{1,200}")


@dataclass(slots=True)
class _Draft:
    """One address as far as it has been read."""

    tokens: list[Token] = field(default_factory=list)
    angle: list[Token] | None = None
    clean: bool = True

    def is_empty(self) -> bool:
        return self.angle is None and all(t.kind is Kind.BLANK for t in self.tokens)


@dataclass(frozen=True, slots=True)
class Reading:
    """The mailboxes of a field; `clean`: every reader must come to the same ones."""

    mailboxes: tuple[Mailbox, ...]
    clean: bool = True


def mailboxes(raw: bytes, hint: str = "") -> tuple[Mailbox, ...]:
    """The addresses of one field, at most 100. `hint`: the charset for raw 8-bit names."""
    return read(raw, hint).mailboxes


def read(raw: bytes, hint: str = "") -> Reading:
    text = raw[:FIELD_LIMIT].decode("latin-1")
    bare = _CONTROL.sub("", text)
    tokens, clean = tokens_of(bare)
    found: list[Mailbox] = []
    for draft in _rejoined(_drafts(tokens)):
        mailbox, sound = _mailbox(draft, hint)
        clean = clean and sound
        if mailbox.address:
            found.append(mailbox)
    return Reading(tuple(found[:COUNT_LIMIT]), clean and bare == text and len(raw) <= FIELD_LIMIT)


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


def _drafts(tokens: list[Token]) -> Iterator[_Draft]:
    draft = _Draft()
    inside = listed = False
    for token in tokens:
        mark = token.text if token.kind is Kind.MARK else ""
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
            yield _Draft(clean=False) if draft.is_empty() else draft
            draft, inside, listed = _Draft(), False, True
        elif mark == ":" and not inside:  # a group's name ends, or a stray `mailto:`
            draft = _Draft(clean=False)
        elif inside and draft.angle is not None:
            draft.angle.append(token)
        else:
            draft.tokens.append(token)
    if not draft.is_empty():
        draft.clean = draft.clean and not inside
        yield draft
    elif listed:  # a comma with nothing behind it: another reader may take the list for broken
        yield _Draft(clean=False)


def _rejoined(drafts: Iterator[_Draft]) -> Iterator[_Draft]:
    """`Lee, Ann <a@b.org>` without quotes is one mailbox: words alone go before the name that follows."""
    words: _Draft | None = None
    for draft in drafts:
        if words is not None:
            if draft.angle is not None and any(token.kind is not Kind.BLANK for token in draft.tokens):
                comma = [Token(Kind.WORD, ","), Token(Kind.BLANK, " ")]
                yield _Draft([*words.tokens, *comma, *draft.tokens], draft.angle, clean=False)
                words = None
                continue
            yield words
        is_words = draft.angle is None and draft.clean and not any("@" in token.text for token in draft.tokens)
        words = draft if is_words else None
        if words is None:
            yield draft
    if words is not None:
        yield words


def _is_route(draft: _Draft) -> bool:
    """`<@one,@two:user@host>`, RFC 5322 section 4.4."""
    return bool(draft.angle) and draft.angle is not None and draft.angle[0].text.startswith("@")


def _mailbox(draft: _Draft, hint: str) -> tuple[Mailbox, bool]:
    if draft.angle is not None:
        address = _spec(draft.angle)
        name = _name(draft.tokens, hint)
        sound = draft.clean and not any(t.kind is Kind.WORD and "@" in t.text for t in draft.tokens)
        gapped = any(t.kind in GAPS or t.kind is Kind.MARK for t in draft.angle)
        sound = sound and not gapped and _plain_comments(draft)
        if "@" not in address and (inner := _PLAUSIBLE.search(name)):
            return Mailbox(inner[0], name), False
        return Mailbox(address, name), sound and _SOUND.fullmatch(address) is not None
    return _bare(draft, hint)


def _plain_comments(draft: _Draft) -> bool:
    return not any(t.kind is Kind.COMMENT and ("@" in t.text or "<" in t.text) for t in draft.tokens)


def _bare(draft: _Draft, hint: str) -> tuple[Mailbox, bool]:
    """An address without angle brackets: `a@b`, `a@b (Name)`, `Name a@b`, or an encoded word that holds it all."""
    groups = _groups(draft.tokens)
    holders = [group for group in groups if any("@" in t.text for t in group if t.kind is Kind.WORD)]
    if not holders:
        return _within_words(draft, hint)
    address = _spec(holders[0])
    others = [t for group in groups if group is not holders[0] for t in (*group, Token(Kind.BLANK, " "))]
    names = _name(others, hint) or _name([t for t in draft.tokens if t.kind is Kind.COMMENT], hint)
    sound = draft.clean and len(groups) == 1 and _plain_comments(draft) and _SOUND.fullmatch(address) is not None
    return Mailbox(address, names), sound and not _is_interrupted(draft.tokens)


def _is_interrupted(tokens: list[Token]) -> bool:
    """A blank or comment inside the address: `agent @corp`, `agent@(x)corp`."""
    solid = [number for number, token in enumerate(tokens) if token.kind not in GAPS]
    return any(token.kind in GAPS for token in tokens[solid[0] : solid[-1]])


def _within_words(draft: _Draft, hint: str) -> tuple[Mailbox, bool]:
    text = text_of(" ".join(t.text for t in draft.tokens).encode("latin-1"), hint)
    found = _PLAUSIBLE.search(text)
    if found:
        return Mailbox(found[0], text[: found.start()].strip(' "<')), False
    words = [t for t in draft.tokens if t.kind is not Kind.BLANK]
    return Mailbox(words[0].text if len(words) == 1 and words[0].text.isascii() else ""), False


def _groups(tokens: list[Token]) -> list[list[Token]]:
    """Runs of tokens with neither blank nor comment between; a blank beside @ or a dot joins (RFC 5322 section 4.4)."""
    groups: list[list[Token]] = []
    joined = False
    for token in tokens:
        if token.kind in GAPS:
            joined = joined and bool(groups) and groups[-1][-1].text.endswith(("@", "."))
            continue
        if groups and (joined or token.text.startswith(("@", "."))):
            groups[-1].append(token)
        else:
            groups.append([token])
        joined = True
    return groups


def _spec(tokens: list[Token]) -> str:
    """The address itself: blanks and comments dropped, a route taken off, quotes kept."""
    shown = [f'"{t.text}"' if t.kind is Kind.QUOTED else t.text for t in tokens if t.kind not in GAPS]
    joined = "".join(shown)
    if joined.startswith("@") and ":" in joined:
        joined = joined.partition(":")[2]
    joined = joined.strip("'").removeprefix("mailto:")
    return joined if joined.isascii() else decode(joined.encode("latin-1")).text


def _name(tokens: list[Token], hint: str) -> str:
    phrase = [t for t in tokens if t.kind is not Kind.COMMENT]
    if not any(t.kind is not Kind.BLANK for t in phrase):
        phrase = [t for t in tokens if t.kind is Kind.COMMENT]
    text = text_of("".join(t.text for t in phrase).encode("latin-1"), hint)
    return " ".join(text.split()).strip("'\" ") if text.isascii() else text.strip("\"'")
