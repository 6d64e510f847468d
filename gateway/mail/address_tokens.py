"""The words, quoted strings, comments and marks of an address field (RFC 5322 section 3.2)."""

import re
from dataclasses import dataclass
from enum import Enum

_PIECE = re.compile(r'[^\s"(),:;<>\[\]\\]+|\s+|.', re.DOTALL | re.ASCII)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_PAREN = re.compile(r"[()]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Kind(Enum):
    WORD = 1
    QUOTED = 2
    COMMENT = 3
    BLANK = 4
    MARK = 5


GAPS = frozenset({Kind.COMMENT, Kind.BLANK})


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str  # latin-1 for the bytes; quotes and outer brackets taken off


def tokens_of(text: str) -> tuple[list[Token], bool]:
    """Quotes and parentheses that never close are dropped, looked for once: the scan stays linear."""
    tokens: list[Token] = []
    position, clean = 0, True
    quotes = parens = True
    while found := _PIECE.match(text, position):
        piece, position = found[0], found.end()
        if piece == '"':
            quoted = _QUOTED.match(text, position - 1) if quotes else None
            quotes = quoted is not None
            clean = clean and quotes
            if quoted:
                tokens.append(Token(Kind.QUOTED, _ESCAPE.sub(r"\1", quoted[1])))
                position = quoted.end()
        elif piece == "(":
            end = _comment_end(text, position) if parens else -1
            parens = end >= 0
            clean = clean and parens
            if parens:
                tokens.append(Token(Kind.COMMENT, text[position : end - 1]))
                position = end
        else:
            tokens.append(Token(_kind(piece), piece))
    return tokens, clean


def _kind(piece: str) -> Kind:
    if piece[0] in " \t\r\n\f\v":
        return Kind.BLANK
    return Kind.MARK if piece in "<>,;:" else Kind.WORD


def _comment_end(text: str, start: int) -> int:
    """Behind the parenthesis that closes the comment, or -1 (comments nest: RFC 5322 section 3.2.2)."""
    depth = 1
    for found in _PAREN.finditer(text, start):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return found.end()
    return -1
