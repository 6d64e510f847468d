"""What the attributes of an HTML element say: hidden, quoted, ruled off, kept as typed; as mailers write them."""

import re
from dataclasses import dataclass

Attributes = dict[str, str | None]

STYLE_LIMIT = 2000
_QUOTE_CLASSES = re.compile(r"yahoo_quoted|protonmail_quote|tutanota_quote|zmail_quote|\bmsg-quote\b")
_HIDING = re.compile(r"display\s{0,3}:\s{0,3}none|mso-hide\s{0,3}:\s{0,3}all|opacity\s{0,3}:\s{0,3}0(?![.\d]*[1-9])")
_NO_HEIGHT = re.compile(r"height\s{0,3}:\s{0,3}0(?![.\d]*[1-9])")
_CUT_OFF = re.compile(r"overflow\s{0,3}:\s{0,3}hidden")
_SIZE = re.compile(r"font-size\s{0,3}:\s{0,3}(?:(0(?![.\d]*[1-9]))|[^;\s])")
_VISIBILITY = re.compile(r"visibility\s{0,3}:\s{0,3}(?:(hidden|collapse)|visible)")
_AS_TYPED = re.compile(r"white-space\s{0,3}:\s{0,3}(?:pre|break-spaces)")
_NO_BORDER = re.compile(r"border\s{0,3}:\s{0,3}(?:none|0)")
# Outlook draws a line at the left of what it quotes, and one above the header of the mail that is answered.
_LEFT_LINE = re.compile(r"border-left\s{0,3}:[^;]{0,40}solid")
_OUTLOOK_QUOTE = re.compile(r"border\s{0,3}:\s{0,3}none\s{0,3};\s{0,3}border-left\s{0,3}:\s{0,3}solid")
_OUTLOOK_HEAD = re.compile(r"border\s{0,3}:\s{0,3}none\s{0,3};\s{0,3}border-top\s{0,3}:\s{0,3}solid")


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether text can be seen. Elements inside may take both back, unlike `display: none`."""

    tiny: bool = False
    invisible: bool = False


def style_of(attributes: Attributes) -> str:
    style = attributes.get("style")
    return style[:STYLE_LIMIT].lower() if style else ""


def is_hidden(attributes: Attributes, style: str) -> bool:
    """Nothing inside can be seen."""
    if "hidden" in attributes:
        return True
    if not style:
        return False
    cut = "height" in style and _NO_HEIGHT.search(style) is not None and _CUT_OFF.search(style) is not None
    return cut or _HIDING.search(style) is not None


def sight(before: Sight, style: str) -> Sight:
    """How text is seen inside an element of that style. Layouts set a size of 0 outside and the real one inside."""
    size = _SIZE.search(style) if "font-size" in style else None
    shown = _VISIBILITY.search(style) if "visibility" in style else None
    if size is None and shown is None:
        return before
    return Sight(size[1] is not None if size else before.tiny, shown[1] is not None if shown else before.invisible)


def is_quote(tag: str, attributes: Attributes, style: str) -> bool:
    """`blockquote`, unless it is the indentation some editors make of it, and the quote boxes of other mailers."""
    class_ = attributes.get("class") or ""
    if tag == "blockquote":
        if not _NO_BORDER.search(style) or _LEFT_LINE.search(style):
            return True
        return "cite" in (attributes.get("type") or "") or "quote" in class_
    if class_ and _QUOTE_CLASSES.search(class_[:200]):
        return True
    return attributes.get("name") == "quote" or _OUTLOOK_QUOTE.search(style) is not None


def begins_original(style: str) -> bool:
    """The box around the header of the mail that is answered."""
    return _OUTLOOK_HEAD.search(style) is not None


def is_as_typed(style: str) -> bool:
    """Line breaks and blanks count, as in `pre`."""
    return "white-space" in style and _AS_TYPED.search(style) is not None
