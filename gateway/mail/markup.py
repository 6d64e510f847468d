"""A look at HTML before a tree is built from it: is it made to be slow? And the flat reading of what is. Linear.

Tree builders are quadratic in depth, in attributes of one tag and in unclosed formatting tags (security.md, fact 11).
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

from .wordlist import words

DEPTH_LIMIT = 500
_HARMLESS_SIZE = 20_000  # so little markup is never slow
_ATTRIBUTE_BUDGET = 100_000_000  # sum of squared attribute counts
_FORMATTING_BUDGET = 300_000  # open formatting tags, summed over all tags
_CHOICES_LIMIT = 1000  # options of one form; the tree builder is quadratic in them
_ROOTS_LIMIT = 50  # html and body tags; each one's attributes are merged into the first
_FOREIGN_LIMIT = 5000  # tags beside SVG or MathML, where other rules of nesting hold
_OPENING = re.compile(r"<(?:(?P<comment>!--)|(?P<bogus>[!?]|/(?![a-z]))|(?P<end>/?)(?P<name>[a-z][^\s/>]{0,40}))")
# The rest of a tag as the HTML standard reads it: quotes count only after an equals sign. Possessive, so linear.
_REST = re.compile(r"""(?:[^>"'=]++|=[ \t\n\r\f]*+(?:"[^"]*+"|'[^']*+')?+|["'])*+>?""")
_COMMENT_END = re.compile("--!?>")
_TAG_END = re.compile(">")
_SEPARATORS = re.compile(r"[\s/\"']")
_RAW = frozenset(words("script | style | textarea | title | xmp | iframe | noembed | noframes"))
_VOID = frozenset(
    words("area | base | br | col | embed | hr | img | input | link | meta | param | source | track | wbr")
)
# Their end may be left out, so that open ones do not mean depth.
_OPTIONAL_END = frozenset(words("p | li | td | th | tr | dd | dt | tbody | thead | tfoot | html | body | head"))
_FORMATTING = frozenset(words("a | b | big | code | em | font | i | nobr | s | small | strike | strong | tt | u"))
_BREAKING = frozenset(words("p | div | br | tr | li | h1 | h2 | h3 | h4 | table | ul | ol | blockquote | pre | hr"))
_UNSEEN = frozenset({"script", "style", "head", "title"})


@dataclass(slots=True)
class _Tally:
    """What the tags up to here add up to."""

    open: Counter[str] = field(default_factory=Counter)
    depth: int = 0
    formatting: int = 0
    spent: int = 0
    attributes: int = 0

    def count(self, name: str, end: str) -> None:
        self.spent += self.formatting
        if name in _VOID or name in _OPTIONAL_END:
            return
        step = 1 if not end else -1 if self.open[name] else 0  # an end that closes nothing does not flatten
        self.open[name] += step
        self.depth += 3 * step if name == "table" else step
        self.formatting += step if name in _FORMATTING else 0

    def is_over(self) -> bool:
        return self.depth > DEPTH_LIMIT or self.spent > _FORMATTING_BUDGET or self.attributes > _ATTRIBUTE_BUDGET


def is_hostile(html: str) -> bool:
    """True where building a tree would take more than linear time worth speaking of."""
    if len(html) < _HARMLESS_SIZE and html.count("<") < DEPTH_LIMIT:
        return False
    folded = html.lower()
    if folded.count("<option") > _CHOICES_LIMIT or folded.count("<html") + folded.count("<body") > _ROOTS_LIMIT:
        return True
    if ("<svg" in folded or "<math" in folded) and folded.count("<") > _FOREIGN_LIMIT:
        return True
    tally = _Tally()
    position = 0
    while found := _OPENING.search(folded, position):
        position = _after(folded, found, tally)
        if tally.is_over():
            return True
        if position < 0:
            break
    return False


def _after(html: str, found: re.Match[str], tally: _Tally) -> int:
    """Counts what begins at `<` and says where it ends, -1 for not at all."""
    name = found["name"]
    if name is None:
        closing = (
            _COMMENT_END.search(html, found.start() + 2) if found["comment"] else _TAG_END.search(html, found.end())
        )
        return closing.end() if closing else -1
    rest = _REST.match(html, found.end())
    end = rest.end() if rest else found.end()
    if end - found.end() > 200:
        tally.attributes += len(_SEPARATORS.findall(html, found.end(), end)) ** 2
    tally.count(name, found["end"])
    if name in _RAW and not found["end"]:
        return html.find(f"</{name}", end)
    return end


def flat(html: str) -> str:
    """The text between the tags, with a line break for each tag that would break the line."""
    pieces: list[str] = []
    position = 0
    hidden = ""
    while (start := html.find("<", position)) >= 0:
        if not hidden:
            pieces.append(html[position:start])
        end = html.find(">", start)
        if end < 0:
            break
        found = _OPENING.match(html[start : start + 50].lower())
        name = (found["name"] or "") if found else ""
        if found and name in _UNSEEN:
            hidden = "" if found["end"] else name
        elif name in _BREAKING:
            pieces.append("\n")
        position = end + 1
    else:
        pieces.append(html[position:])
    return unescape("".join(pieces))
