"""What templates can do with a value: dates, sizes and digits in the reader's language, and the words of people,
made safe and set in their own direction.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from ..mail.encoded_words import one_line
from ..mail.marks import without_bidi_controls
from ..mail.persian import direction, jalali, persian_digits
from ..mail.persian import isolate as isolated
from .amounts import AMOUNTS

URL_LIMIT = 2000
TOKEN_LENGTH = 20

_URL = re.compile(rf"https?://[^\s<>\"'`\u2066-\u2069\u202a-\u202e]{{1,{URL_LIMIT}}}", re.IGNORECASE)
_AFTER_URL = ".,;:!?)]}»…،؛؟"
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n(?:[^\S\n]*\n)*", re.ASCII)
_OFTEN = 2048  # short values that are kept: names and moments stand in a mail several times, and in many mails
_SHORT = 200  # letters of a value worth keeping
_LATELY = 64  # articles whose paragraphs are kept: the notices of a mail are written one after the other
_ARTICLE = 16_384  # letters of one worth keeping
_UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    direction: str
    html: Markup

    @property
    def align(self) -> str:
        return "right" if self.direction == "rtl" else "left"


def label(text: str) -> str:
    """A name, token, address or subject: one line that keeps to itself."""
    return _known_label(text) if len(text) < _SHORT else _label(text)


def _label(text: str) -> str:
    return one_line(without_bidi_controls(text))


_known_label = lru_cache(_OFTEN)(_label)


@pass_context
def digits(context: Context, value: object) -> str:
    text = str(value)
    return persian_digits(text) if context["language"] == "fa" else text


@pass_context
def moment(context: Context, at: datetime) -> str:
    """Weekday, date and time in the site's zone; Jalali for Persian readers."""
    return _moment(at, context["zone"], context["language"] == "fa")


@lru_cache(_OFTEN)
def _moment(at: datetime, zone_name: str, persian: bool) -> str:
    zone = _zone(zone_name)
    if persian:
        return jalali(at, zone)
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M} ({_zone_shown(local)})"


@pass_context
def size(context: Context, octets: int) -> str:
    """A file size as people say it; the unit's name comes from the language's `_words.txt`."""
    factor, unit = next(((factor, unit) for factor, unit in _UNITS if octets >= factor), (1, "B"))
    amount = octets / factor
    number = f"{amount:.1f}" if factor > 1 and amount < 10 else f"{amount:.0f}"
    return f"{digits(context, number)} {context['w'].UNITS[unit]}"


@pass_context
def duration(context: Context, minutes: int, longest: str = "day") -> str:
    """Minutes as people say them: "1 minute", "25 minutes", "3 hours", "2 days". Of working time, hours are the longest
    unit: whose day it is would be the question.
    """
    count, unit = (minutes, "minute") if minutes < 90 else (round(minutes / 60), "hour")
    if unit == "hour" and count >= 48 and longest == "day":
        count, unit = round(count / 24), "day"
    one_or_many = context["w"].DURATIONS[unit]
    return f"{digits(context, max(count, 1))} {one_or_many[0 if count <= 1 else 1]}"


@pass_context
def isolate(context: Context, value: str) -> str:
    """For plain text: a name, token or address that runs against the language's direction is set apart (UAX 9)."""
    value = label(value)
    return _known_apart(value, context["rtl"]) if len(value) < _SHORT else _apart(value, context["rtl"])


def _apart(value: str, rtl: bool) -> str:
    if value.isascii() and not rtl:
        return value
    against = ("L", "EN", "AN") if rtl else ("R", "AL")
    return isolated(value) if any(unicodedata.bidirectional(c) in against for c in value) else value


_known_apart = lru_cache(_OFTEN)(_apart)


def bdi(value: str) -> Markup:
    """For HTML: words that take their direction from themselves."""
    return _known_bdi(value) if len(value) < _SHORT else _bdi(value)


def _bdi(value: str) -> Markup:
    return Markup("<bdi>%s</bdi>") % label(value)


_known_bdi = lru_cache(_OFTEN)(_bdi)


def ltr(value: str) -> Markup:
    """For HTML: a token, address or URL; Outlook knows `dir` on a span but no `bdi`. A token stays in one line."""
    return _known_ltr(value) if len(value) < _SHORT else _ltr(value)


def _ltr(value: str) -> Markup:
    shown = label(value)
    whole = ";white-space:nowrap" if len(shown) <= TOKEN_LENGTH else ""
    return Markup('<span dir="ltr" style="unicode-bidi:isolate%s">%s</span>') % (whole, shown)


_known_ltr = lru_cache(_OFTEN)(_ltr)


def bare(text: str) -> str:
    """People's words for plain text, without the empty lines around them."""
    return text.strip("\r\n").rstrip()


def paragraphs(text: str) -> Iterable[Paragraph]:
    """People's words for HTML: a direction for each paragraph, links where they wrote an address. All who
    hear of a mail get the same ones.
    """
    return _known_paragraphs(text) if len(text) < _ARTICLE else _paragraphs(text)


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for block in _BLANK_LINES.split(bare(text).replace("\r\n", "\n")):
        if block.strip():
            yield Paragraph(direction(block), _lines(block.rstrip()))


@lru_cache(_LATELY)
def _known_paragraphs(text: str) -> tuple[Paragraph, ...]:
    return tuple(_paragraphs(text))


def linkify(text: str) -> Markup:
    """Escaped text with http and https addresses as links that show where they lead. Nothing is ever fetched."""
    if "://" not in text:
        return escape(text)
    pieces: list[Markup] = []
    end = 0
    for match in _URL.finditer(text):
        url = match[0].rstrip(_AFTER_URL)
        pieces += [escape(text[end : match.start()]), _LINK % (url, url)]
        end = match.start() + len(url)
    return Markup("").join([*pieces, escape(text[end:])])


def anchor(url: str) -> Markup:
    """For HTML: a link of ours that shows where it leads."""
    return _LINK % (url, url)


@pass_context
def web_address(context: Context, url: str) -> str:
    """For plain text, on a line of its own. Mail clients take all up to the next space for a part of the address."""
    return isolated(f" {url} ") if context["rtl"] else url


@pass_context
def mailto(context: Context, body: str) -> str:
    """The address of a link that answers this mail with one line (RFC 6068), for who clicks instead of writing."""
    return f"{_mailto(context['reply_address'], context['answer_subject'])}&body={quote(body, '', errors='replace')}"


@pass_context
def rating_link(context: Context, subject: str) -> str:
    """The address of a link whose mail says all in its subject, and leaves the body to who wants to say more."""
    return _mailto(context["rating_address"], label(subject))


def _mailto(address: str, subject: str) -> str:
    return f"mailto:{quote(address, '@', errors='replace')}?subject={quote(subject, '', errors='replace')}"


_LINK = Markup('<a href="%s" dir="ltr" class="link" style="color:#2a5f94;word-break:break-word">%s</a>')


def _lines(block: str) -> Markup:
    """Line ends stay line ends; indents and columns keep their width."""
    markup = str(linkify(block)).replace("\t", "    ").replace("  ", "&nbsp; ").replace("\n", "<br>\n")
    return Markup(markup)  # noqa: S704 (escaped by linkify; what was put in since is ours)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _zone_shown(local: datetime) -> str:
    """ "CET", or "UTC+03:30" where the zone has no letters of its own."""
    name, offset = local.tzname() or "", f"{local:%z}"
    return name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"


FILTERS: dict[str, Callable[..., Any]] = {
    "anchor": anchor,
    "bare": bare,
    "bdi": bdi,
    "digits": digits,
    "duration": duration,
    "isolate": isolate,
    "label": label,
    "linkify": linkify,
    "ltr": ltr,
    "mailto": mailto,
    "moment": moment,
    "paragraphs": paragraphs,
    "rating_link": rating_link,
    "size": size,
    "web_address": web_address,
    **AMOUNTS,
}
