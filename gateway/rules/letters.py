"""Folds the letters of a regular expression as texts are folded, and leaves its signs as they are. Pure.

`ي` and `ی`, `A` and `a`, `۵` and `5` are one letter to a pattern, as they are in the text that it is tried on.
"""

import re

from ..mail.persian import fold

_ATOM = re.compile(
    r"\\Q(?P<quoted>.*?)(?:\\E|$)"
    r"|\\x\{(?P<wide>[0-9A-Fa-f]{1,6})\}|\\x(?P<hex>[0-9A-Fa-f]{2})|\\(?P<octal>[1-7][0-7]{1,2}|0[0-7]{0,2})"
    r"|(?P<property>\\[pP](?:\{[^}]*\}|.))"
    r"|\\(?P<escaped>.)"
    r"|(?P<group>\(\?(?:P?<[^>]*>|[^:)]*[:)]))"
    r"|(?P<set>\[\^?\]?(?:\[:[^\]]*:\]|\\.|[^\]\\])*\])"
    r"|(?P<letter>.)",
    re.DOTALL,
)
_IN_SET = re.compile(
    r"(?P<named>\[:[^\]]*:\])"
    r"|\\x\{(?P<wide>[0-9A-Fa-f]{1,6})\}|\\x(?P<hex>[0-9A-Fa-f]{2})|\\(?P<octal>[1-7][0-7]{1,2}|0[0-7]{0,2})"
    r"|(?P<property>\\[pP](?:\{[^}]*\}|.))"
    r"|\\(?P<escaped>.)"
    r"|(?P<letter>.)",
    re.DOTALL,
)
_SIGNS = frozenset("\\.+*?()|[]{}^$-")
_SPACES = dict.fromkeys("ntrfv", " ")
_CLASSES = frozenset("dDsSbBAzaCE")
# Letters of folded text, roughly; RE2's own \w knows those of English only, and its \pL takes a thousand steps.
_LETTERS = (
    r"a-z\x{AA}\x{B5}\x{BA}\x{C0}-\x{2AF}\x{300}-\x{5FF}\x{610}-\x{61A}\x{620}-\x{669}\x{66E}-\x{6D3}"
    r"\x{6D5}-\x{1FFF}\x{2C00}-\x{2DFF}\x{3040}-\x{D7FF}\x{F900}-\x{FAFF}\x{10000}-\x{3FFFF}"
)
_WORD = f"0-9_{_LETTERS}"
_ALL_LETTERS = (r"\pL", r"\p{L}")
_NO_LETTERS = (r"\PL", r"\P{L}", r"\p{^L}")


class Unfit(ValueError):
    """What was written cannot be used; the sentence goes on from the name of its place."""


def folded_pattern(written: str) -> str:
    """Raises Unfit."""
    if not written.isascii() and re.search(r"(?<!\\)(?:\\\\)*\\[bB]", written):
        raise Unfit(r"uses \b, which knows English letters only; use word = … for whole words")
    return "".join(_outside(atom) for atom in _ATOM.finditer(written))


def _outside(atom: "re.Match[str]") -> str:
    kind = atom.lastgroup or ""
    found = atom[kind]
    match kind:
        case "quoted":
            return "".join(map(_literal, found))
        case "wide" | "hex" | "octal":
            return _literal(_numbered(kind, found))
        case "property" if found in _ALL_LETTERS:
            return f"[{_LETTERS}]"
        case "property" if found in _NO_LETTERS:
            return f"[^{_LETTERS}]"
        case "property" | "group":
            return atom[0]
        case "set":
            return _set(found)
        case "escaped":
            return {"w": f"[{_WORD}]", "W": f"[^{_WORD}]"}.get(found) or _escaped(found)
        case _:
            return found if found in _SIGNS else _literal(found)


def _escaped(letter: str) -> str:
    if letter in _SPACES:
        return " "
    return f"\\{letter}" if letter.isascii() else _literal(letter)


def _numbered(kind: str, digits: str) -> str:
    number = int(digits, 8 if kind == "octal" else 16)
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise Unfit(f"names a letter that does not exist: {digits}")
    return chr(number)


def _literal(letter: str) -> str:
    """One thing, whatever the letter becomes: a sign that counts it may follow."""
    folded = " " if letter.isspace() else fold(letter)
    if len(folded) == 1:
        return _guarded(folded)
    return f"(?:{''.join(map(_guarded, folded))})"


def _guarded(letter: str) -> str:
    return f"\\{letter}" if letter in _SIGNS else letter


def _set(written: str) -> str:
    """`[...]`. Letters that fold to nothing are left out of it, a ligature is its letters."""
    start = 2 if written.startswith("[^") else 1
    pieces = [_inside(atom) for atom in _IN_SET.finditer(written[start:-1])]
    inside = "".join(_spans(pieces))
    if not inside:
        raise Unfit(f"holds nothing that folded text could have: {written}")
    return f"{written[:start]}{inside}]"


def _inside(atom: "re.Match[str]") -> str:
    """One member as it stands in the set: a guarded letter, or what RE2 reads itself. A bare `-` may be a range."""
    kind = atom.lastgroup or ""
    found = atom[kind]
    match kind:
        case "property" if found in _ALL_LETTERS:
            return _LETTERS
        case "named" | "property":
            return atom[0]
        case "wide" | "hex" | "octal":
            return _members(_numbered(kind, found))
        case "escaped" if found == "w":
            return _WORD
        case "escaped" if found == "W":
            raise Unfit(r"has \W in brackets, where it cannot be understood")
        case "escaped" if found in _SPACES:
            return " "
        case "escaped" if found in _CLASSES:
            return atom[0]
        case _:
            return found if atom[0] == "-" else _members(found)


def _members(letter: str) -> str:
    return "".join(map(_guarded, " " if letter.isspace() else fold(letter)))


def _spans(pieces: list[str]) -> list[str]:
    """A range whose end folds to nothing, or to more than a letter, is none."""
    for at in range(1, len(pieces) - 1):
        if pieces[at] == "-" and not all(len(end.removeprefix("\\")) == 1 for end in (pieces[at - 1], pieces[at + 1])):
            raise Unfit("has a range in brackets that does not go from one letter to another")
    return pieces
