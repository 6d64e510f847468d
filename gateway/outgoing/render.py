"""Turns a `NoticeView` into subject, text and HTML, with the templates of its language. The only door to Jinja.

What people wrote goes in as values and comes out as it was: it is never template source, and never unescaped HTML.
"""

import re
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2

from ..mail.encoded_words import one_line
from ..mail.marks import LEFT_TO_RIGHT, ends_right_to_left, without_bidi_controls
from ..mail.reply import OUR_MARKERS
from ..notices import Kind, Manner, NoticeView, answers_the_writer
from .filters import FILTERS
from .flat import FlatEnvironment
from .quick import QuickContext, fonts

FALLBACK_LANGUAGE = "en"
SUBJECT_LIMIT = 150  # characters of the ticket's own subject
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "ps", "ur"})

_REPLY_PREFIXES = re.compile(r"\A(?:(?:re|aw|antw|sv|پاسخ|جواب)(?:[\[(]\d{1,3}[\])])?\s?[:：]\s?)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def make_environment(folder: Path) -> jinja2.Environment:
    """For pages of reports."""
    environment = jinja2.Environment(**_options(folder))  # noqa: S701 (it escapes by the options)
    _furnish(environment)
    return environment


def _options(folder: Path) -> dict[str, Any]:
    return {
        "loader": jinja2.FileSystemLoader(folder),
        "undefined": jinja2.StrictUndefined,
        "autoescape": jinja2.select_autoescape(["html"], default=False),
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
        "auto_reload": False,
        "cache_size": -1,
    }


def _furnish(environment: jinja2.Environment) -> None:
    environment.context_class = QuickContext
    environment.filters.update(FILTERS)


@cache
def environment_of(folder: Path, language: str) -> FlatEnvironment:
    """For mails. One for the whole process: compiling a mail's templates takes longer than all else that is done for
    it.
    """
    environment = FlatEnvironment(**_options(folder))
    _furnish(environment)
    words = environment.get_template(f"{language}/_words.txt").module
    environment.fixed = _page(language) | {"language": language, "w": words}
    return environment


class Renderer:
    """`templates/<language>/<kind>.txt` and `.html`; each is compiled at its first use and kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.languages = frozenset(path.name for path in folder.iterdir() if (path / "_words.txt").is_file())

    def render(self, view: NoticeView) -> Rendered:
        """Languages that we have no templates for are served in English."""
        language = view.language if view.language in self.languages else FALLBACK_LANGUAGE
        view = _bare(view if view.language == language else replace(view, language=language))
        environment = environment_of(self._folder, language)
        context = {**_context(view), **environment.fixed}
        plain = environment.get_template(f"{language}/{view.kind.value}.txt")
        rich = environment.get_template(f"{language}/{view.kind.value}.html")
        subject = _overridden(plain, context) or _subject(view, str(environment.fixed["w"].UNTITLED))
        subject = _kept_in_order(subject, view.token)
        context["answer_subject"] = subject if subject.startswith("Re: ") else f"Re: {subject}"
        return Rendered(subject, plain.render(context), rich.render(context))


@cache
def templates_folder() -> Path:
    """Inside the package where it is installed from a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / FALLBACK_LANGUAGE).is_dir():
            return folder
    raise FileNotFoundError(f"no templates in {package} nor beside it")


def _bare(view: NoticeView) -> NoticeView:
    """Where nothing of the sender's may be said, templates do not even get it (reference: security, V3). The orders
    that a yes is asked for are told in our own words.
    """
    if not _content_free(view):
        return view
    view = replace(view, requester="", requester_address="", recipient="", answers="", tickets=())
    nameless = tuple(replace(file, name="", size=0) for file in view.withheld)
    lines = view.lines if view.kind is Kind.CONFIRM else ()
    return replace(view, subject="", follows="", article=None, history=(), lines=lines, withheld=nameless)


def _content_free(view: NoticeView) -> bool:
    """Only mails that answer the writer are concerned; the others go to people whom we know."""
    bare = answers_the_writer(view.kind, view.role) and view.manner is Manner.CONTENT_FREE
    return bare or view.kind is Kind.REFUSED


def _page(language: str) -> dict[str, Any]:
    """What the language decides about the page."""
    rtl = language in RIGHT_TO_LEFT
    return {
        "rtl": rtl,
        "dir": "rtl" if rtl else "ltr",
        "start": "right" if rtl else "left",
        "fonts": fonts(rtl),
        "marker": _MARKERS.get(language, _MARKERS[FALLBACK_LANGUAGE]),
    }


def _context(view: NoticeView) -> dict[str, Any]:
    """The view's fields by their names, its enums by their values."""
    context = {name: getattr(view, name) for name in _FIELDS}
    context["kind"] = view.kind.value
    context["role"] = view.role.value
    context["status"] = view.status.value
    context["content_free"] = _content_free(view)
    return context


def _overridden(template: jinja2.Template, context: dict[str, Any]) -> str:
    """The `subject` block of a text template, where it has one and it says something."""
    block = template.blocks.get("subject")
    return one_line("".join(block(template.new_context(context)))) if block else ""


def _subject(view: NoticeView, untitled: str) -> str:
    """The same for all mails of a ticket to a person, so that mail clients keep them together."""
    subject = _shortened(_REPLY_PREFIXES.sub("", one_line(without_bidi_controls(view.subject[:1000]))))
    if not subject:
        return f"{untitled} {view.token}".rstrip()
    return f"Re: {subject}" if view.token in subject else f"Re: {subject} {view.token}"


def _kept_in_order(subject: str, token: str) -> str:
    """Behind words of a right-to-left script a token's two halves would change places on the screen."""
    before, found, after = subject.partition(token) if token else (subject, "", "")
    return f"{before}{LEFT_TO_RIGHT}{found}{after}" if found and ends_right_to_left(before) else subject


def _shortened(subject: str) -> str:
    if len(subject) <= SUBJECT_LIMIT:
        return subject
    cut = subject[:SUBJECT_LIMIT]
    return (cut.rpartition(" ")[0] or cut) + "…"


_FIELDS = tuple(field.name for field in fields(NoticeView))
_MARKERS = MappingProxyType(dict(zip(("en", "fa"), OUR_MARKERS, strict=True)))
