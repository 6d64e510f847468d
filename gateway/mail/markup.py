"""A look at HTML before a tree is built from it: is it made to be slow? And the flat reading of what is. Linear.

Tree builders are quadratic in depth, in attributes of one tag and in unclosed formatting tags (security.md, fact 11).
"""

import re
from collections import Counter
from html import unescape

from .wordlist import words

DEPTH_LIMIT = 500
_ATTRIBUTE_BUDGET = 200_000_000  # sum of squared attribute counts
_FORMATTING_BUDGET = 300_000  # open formatting tags, summed over all tags
_CHOICES_LIMIT = 1000  # options of one form; the tree builder is quadratic in them
_HARMLESS_SIZE = 20_000  # so little markup is never slow
_ROOTS_LIMIT = 50  # html and body tags; each one's attributes are merged into the first
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_SPACES = re.compile(r"[\s/]")
_VOID = frozenset(
    words("area | base | br | col | embed | hr | img | input | link | meta | param | source | track | wbr")
)
# Their end may be left out, so that open ones do not mean depth.
_OPTIONAL_END = frozenset(words("p | li | td | th | tr | dd | dt | tbody | thead | tfoot | html | body | head"))
_FORMATTING = frozenset(words("a | b | big | code | em | font | i | nobr | s | small | strike | strong | tt | u"))
_BREAKING = frozenset(words("p | div | br | tr | li | h1 | h2 | h3 | h4 | table | ul | ol | blockquote | pre | hr"))
_UNSEEN = frozenset({"script", "style", "head", "title"})


def is_hostile(html: str) -> bool:
    """True where building a tree would take more than linear time worth speaking of."""
    if len(html) < _HARMLESS_SIZE and html.count("<") < DEPTH_LIMIT:
        return False
    folded = html.lower()
    if folded.count("<option") > _CHOICES_LIMIT or folded.count("<html") + folded.count("<body") > _ROOTS_LIMIT:
        return True
    foreign = "<svg" in folded or "<math" in folded
    open_: Counter[str] = Counter()
    depth = formatting = spent = attributes = 0
    position, quotes = 0, True
    while found := _TAG.search(html, position):
        name = found[2].lower()
        position, quotes = _tag_end(html, found.end(), quotes)
        if position - found.end() > 200:
            attributes += len(_SPACES.findall(html, found.end(), position)) ** 2
        spent += formatting
        if name not in _VOID and (foreign or name not in _OPTIONAL_END):
            step = _step(found[1], open_[name])
            open_[name] += step
            depth += 3 * step if name == "table" else step
            formatting += step if name in _FORMATTING else 0
        if depth > DEPTH_LIMIT or spent > _FORMATTING_BUDGET or attributes > _ATTRIBUTE_BUDGET:
            return True
    return attributes > _ATTRIBUTE_BUDGET


def _step(slash: str, already_open: int) -> int:
    """An end tag that closes nothing does not make the tree flatter."""
    if not slash:
        return 1
    return -1 if already_open else 0


def _tag_end(html: str, start: int, quotes: bool) -> tuple[int, bool]:
    """Where the tag ends; a `>` between quotes does not end it. Once quotes proved uneven, up to the next tag."""
    first = end = html.find(">", start)
    if end < 0:
        return len(html), quotes
    if not quotes:
        following = _TAG.search(html, start)
        return (following.start() if following else len(html)), False
    checked, double, single = start, 0, 0
    while end >= 0:
        double += html.count('"', checked, end)
        single += html.count("'", checked, end)
        if double % 2 == 0 and (single % 2 == 0 or double):
            return end + 1, True
        checked, end = end, html.find(">", end + 1)
    return first + 1, False


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
        found = _TAG.match(html, start)
        name = found[2].lower() if found else ""
        if found and name in _UNSEEN:
            hidden = "" if found[1] else name
        elif name in _BREAKING:
            pieces.append("\n")
        position = end + 1
    else:
        pieces.append(html[position:])
    return unescape("".join(pieces))
