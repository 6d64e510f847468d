"""HTML mail -> readable text, so that quotes, links, lists and tables are seen by readers of plain text.

An own iterative walk over the tree; what would be slow to build is read flat (`markup`).
"""

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .inbound import Defect
from .markup import flat, is_hostile
from .page import Page
from .styles import Attributes, Sight, begins_original, is_as_typed, is_hidden, is_quote, sight, style_of
from .wordlist import words

SIZE_LIMIT = 2 * 1024 * 1024
LINK_LIMIT = 5000
_SKIPPED = frozenset(
    words("""
    script | style | head | title | template | svg | math | iframe | object | applet | canvas | audio | video | select
    datalist | textarea
""")
)
_PARAGRAPHS = frozenset(
    words("p | h1 | h2 | h3 | h4 | h5 | h6 | table | ul | ol | dl | pre | figure | fieldset | listing | xmp")
)
_BLOCKS = _PARAGRAPHS | frozenset(
    words("""
    div | tr | li | dt | dd | address | article | aside | center | details | figcaption | footer | form | header | main
    nav | section | summary | caption
""")
)
_TYPED = frozenset({"pre", "listing", "xmp"})
_EMPTY = frozenset(words("br | hr | img | wbr | col | input | meta | link | area | base | embed"))
_SHOWN_SCHEMES = ("http://", "https://", "ftp://", "mailto:", "tel:")


@dataclass(slots=True)
class _Open:
    """An element that the walk is inside of, and what its end has to undo."""

    tag: str
    before: Sight
    quotes: bool = False
    typed: bool = False
    link: str = ""
    mark: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class _Walk:
    page: Page = field(default_factory=Page)
    lists: list[int] = field(default_factory=list)  # the next number of each open list, 0 for bullets
    links: int = 0
    sight: Sight = field(default_factory=Sight)
    pictures: bool = False  # whether the words for pictures are told


def to_text(html: str, defects: list[Defect]) -> str:
    """The text a reader would see, quotes as `> ` lines. Never an exception for any string."""
    if len(html) > SIZE_LIMIT:
        defects.append(Defect.TRUNCATED)
        html = html[:SIZE_LIMIT]
    if is_hostile(html):
        defects.append(Defect.HTML_TOO_DEEP)
        return "\n".join(" ".join(line.split()) for line in flat(html).split("\n")).strip("\n")
    root = LexborHTMLParser(html).root
    if root is None:
        return ""
    walk = _Walk()
    _visit(root, walk)
    text = walk.page.text()
    if not text.strip() and "<img" in html.lower():  # a letter made of pictures
        walk = _Walk(pictures=True)
        _visit(root, walk)
        text = walk.page.text()
    return text


def _visit(root: LexborNode, walk: _Walk) -> None:
    """Depth first without recursion: down to the child, else on to the next, else up."""
    node: LexborNode | None = root
    stack: list[_Open] = []
    while node is not None:
        opened = _enter(node, walk)
        child = node.child if opened else None
        if opened and child is not None:
            stack.append(opened)
            node = child
            continue
        if opened:
            _leave(opened, walk)
        while node is not None and stack and node.next is None:
            node = node.parent
            _leave(stack.pop(), walk)
        node = node.next if node is not None and stack else None


def _enter(node: LexborNode, walk: _Walk) -> _Open | None:
    """Writes what begins here; None for text and for what is left out, which have no inside."""
    tag = node.tag or ""
    if tag == "-text":
        if not (walk.sight.tiny or walk.sight.invisible):
            walk.page.write(node.text_content or "")
        return None
    if tag in _SKIPPED or tag.startswith(("-", "!")):
        return None
    if tag in _EMPTY:
        _stand(tag, node, walk)
        return None
    attributes = node.attributes
    style = style_of(attributes) if attributes else ""
    if attributes and is_hidden(attributes, style):
        return None
    opened = _Open(tag, walk.sight)
    if style:
        walk.sight = sight(walk.sight, style)
        opened.typed = is_as_typed(style)
    opened.quotes = bool(attributes) and tag in ("blockquote", "div") and is_quote(tag, attributes, style)
    opened.quotes = opened.quotes or (tag == "blockquote" and not attributes)
    _begin(opened, attributes, walk)
    if style and tag == "div" and begins_original(style):
        walk.page.rule()
    return opened


def _stand(tag: str, node: LexborNode, walk: _Walk) -> None:
    """The elements that have no inside."""
    if tag == "br":
        walk.page.feed()
    elif tag == "hr":
        if not is_hidden(node.attributes, style_of(node.attributes)):
            walk.page.rule()
    elif tag == "img":
        alt = node.attributes.get("alt") or ""
        walk.page.write(alt if len(alt) <= 4 or walk.pictures else "")  # an emoji; longer ones describe logos


def _begin(opened: _Open, attributes: Attributes, walk: _Walk) -> None:
    page, tag = walk.page, opened.tag
    page.preserve(opened.typed)
    if opened.quotes:
        page.deepen()
    elif tag in _BLOCKS:
        _begin_block(tag, attributes, walk)
    elif tag in ("td", "th"):
        page.tabulate()
    elif tag == "a":
        opened.link, opened.mark = attributes.get("href") or "", page.mark()


def _begin_block(tag: str, attributes: Attributes, walk: _Walk) -> None:
    page = walk.page
    page.end_line()
    if tag in _PARAGRAPHS and not (tag in ("ul", "ol") and walk.lists):
        page.leave_blank()
    if tag in _TYPED:
        page.preserve(1)
    elif tag in ("ul", "ol"):
        start = attributes.get("start") or "1"
        walk.lists.append(
            (int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1) if tag == "ol" else 0
        )
        page.indent(1)
    elif tag == "li":
        number = walk.lists[-1] if walk.lists else 0
        page.item(f"{number}. " if number else "- ")
        if number:
            walk.lists[-1] += 1


def _leave(opened: _Open, walk: _Walk) -> None:
    page, tag = walk.page, opened.tag
    walk.sight = opened.before
    if opened.quotes:
        page.raise_()
    elif tag in _BLOCKS:
        if tag in ("ul", "ol"):
            walk.lists.pop()
            page.indent(-1)
        page.end_line()
        if tag in _TYPED:
            page.preserve(-1)
        if tag in _PARAGRAPHS and not (tag in ("ul", "ol") and walk.lists):
            page.leave_blank()
    elif opened.link:
        _link(opened, walk)
    page.preserve(-opened.typed)


def _link(opened: _Open, walk: _Walk) -> None:
    """`text <url>`, or only the text where it says the same."""
    url = opened.link.strip()[:2000]
    label = walk.page.since(opened.mark)
    if not label or not url.lower().startswith(_SHOWN_SCHEMES) or walk.links >= LINK_LIMIT:
        return
    if _bare(url) in (_bare(label), "") or _bare(url) in _bare(label):
        return
    walk.links += 1
    walk.page.write(f" <{url.removeprefix('mailto:')}>")


def _bare(url: str) -> str:
    bare = url.strip().lower()
    for prefix in ("http://", "https://", "mailto:", "tel:", "www."):
        bare = bare.removeprefix(prefix)
    return bare.rstrip("/")
