"""Makes HTML of a page's values: one set of templates, with the words and the direction of a language. The console's
door to Jinja. What people wrote is escaped, always.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2

from ..outgoing.render import RIGHT_TO_LEFT, make_environment, templates_folder
from .dates import FILTERS
from .page import LANGUAGES, Desk, Shown, Visit
from .reasons import Reasons

STATIC = Path(__file__).parent / "static"


@cache
def _environment(language: str) -> jinja2.Environment:
    environment = make_environment(templates_folder())
    environment.filters.update(FILTERS)
    mail_words = environment.get_template(f"{language}/_words.txt").module
    rtl = language in RIGHT_TO_LEFT
    said = _words(environment, language)
    environment.globals |= {
        "language": language,
        "other_language": "en" if language == "fa" else "fa",
        "dir": "rtl" if rtl else "ltr",
        "rtl": rtl,
        "w": mail_words,
        "say": said,
        "static": _static,
    }
    environment.filters["why"] = Reasons(said.REASONS, language).told
    return environment


def words_of(language: str) -> SimpleNamespace:
    said: SimpleNamespace = _environment(language).globals["say"]  # type: ignore[assignment]
    return said


def _words(environment: jinja2.Environment, language: str) -> SimpleNamespace:
    """All that the files of a language say; no name stands in two of them."""
    files = sorted((templates_folder() / "console" / "words" / language).glob("*.txt"))
    said: dict[str, object] = {}
    for file in files:
        module = environment.get_template(f"console/words/{language}/{file.name}").module
        said |= {name: value for name, value in vars(module).items() if name.isupper()}
    return SimpleNamespace(**said)


@cache
def _static(name: str) -> str:
    """The address of a file of ours, which changes with what is in it: browsers keep it for ever."""
    return f"/static/{name}?{sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def html(desk: Desk, visit: Visit, shown: Shown) -> str:
    policy = visit.policy
    language = _language(visit, shown)
    site = dict(policy.site)
    context: dict[str, Any] = {
        "site": site.get(language, site["en"]),
        "zone": policy.zone,
        "visit": visit,
        "now": visit.now,
        "here": visit.here,
        "labels": Labels(visit, language),
        **shown.values,
    }
    return _environment(language).get_template(f"console/{shown.template}").render(context)


def _language(visit: Visit, shown: Shown) -> str:
    wanted = visit.chosen or shown.language
    return wanted if wanted in LANGUAGES else visit.language


class Labels:
    """What people read for the words that tickets remember."""

    def __init__(self, visit: Visit, language: str = "") -> None:
        self._policy = visit.policy
        self._language = language or visit.language

    def department(self, name: str) -> str:
        found = next((each for each in self._policy.departments if each.name == name), None)
        return found.label(self._language) if found else name

    def agent(self, name: str) -> str:
        found = self._policy.agent_named(name) if name else None
        return found.shown if found else name

    def priority(self, name: str) -> str:
        return next((each.label(self._language) for each in self._policy.priorities if each.name == name), name)

    def type(self, name: str) -> str:
        return next((each.label(self._language) for each in self._policy.types if each.name == name), name)

    def of(self, change: str, value: str) -> str:
        """A value of a change in the journal."""
        if change in ("assign", "department", "open", "priority", "type", "product"):
            return str(getattr(self, {"assign": "agent", "open": "department"}.get(change, change))(value))
        return self.statuses.get(value, value)

    @property
    def statuses(self) -> dict[str, str]:
        words: Any = _environment(self._language).globals["w"]
        found: dict[str, str] = words.STATUSES
        return found

    def product(self, name: str) -> str:
        return next((each.label(self._language) for each in self._policy.products if each.name == name), name)
