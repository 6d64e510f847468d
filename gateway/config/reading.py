"""From a file to a `Config`: found, read, and checked in one go, so that all mistakes come out together."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..toml_lines import line_of, places
from .demo import demo
from .disagreements import disagreements
from .mistakes import ConfigError, Fault, Mistake, Problem, mistake
from .tables import Config


class Origin(Enum):
    FILE = "file"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Loaded:
    config: Config
    origin: Origin
    path: str


def load(
    path: str | None, environment: Mapping[str, str] = os.environ, borne: frozenset[Fault] = frozenset()
) -> Loaded:
    """`path`, else $POSTROOM_CONFIG, else ./config.toml, else the demo. Raises ConfigError with all mistakes but those
    that are to be `borne` with.
    """
    chosen = path or environment.get("POSTROOM_CONFIG") or ("config.toml" if Path("config.toml").exists() else "")
    if not chosen:
        return Loaded(demo(), Origin.DEMO, "")
    try:
        text = Path(chosen).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError((Problem(chosen, 0, f"cannot be read: {reason}"),)) from None
    return Loaded(parse(text, chosen, borne), Origin.FILE, chosen)


def parse(text: str, file: str, borne: frozenset[Fault] = frozenset()) -> Config:
    """The configuration in `text`. Raises ConfigError with every mistake and its line, but those `borne` with."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((_syntax_problem(error, text, file),)) from None
    single = isinstance(document.get("relay"), dict)  # [relay] is a [[relay]] that is the only one
    document |= {"relay": [document["relay"]]} if single else {}
    found: list[Mistake] = []
    config = _validated(document, found)
    found += (each for each in disagreements(document) if each.fault not in borne)
    if config is None or found:
        lines = places(text)
        if single:
            lines |= {("relay", 0, *place[1:]): line for place, line in lines.items() if place[:1] == ("relay",)}
        problems = (Problem(file, line_of(each.place, lines), each.sentence) for each in found)
        raise ConfigError(tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line)))
    return config


def _validated(document: Mapping[str, Any], found: list[Mistake]) -> Config | None:
    """The tables as values, or None and what is wrong with them added to `found`."""
    try:
        return Config.model_validate(document)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
        around = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
        # A list whose entries are all wrong counts as empty, too; only the entries are worth a word.
        spoken = [detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in around]
        found += [mistake(dict(detail)) for detail in spoken]
        return None


def _syntax_problem(error: tomllib.TOMLDecodeError, text: str, file: str) -> Problem:
    message = str(error)
    line = text.count("\n") + 1
    if "(at line " in message:
        message, _, place = message.partition(" (at line ")
        line = int(place.partition(",")[0])
    return Problem(file, line, f"is not TOML: {message.removesuffix(' (at end of document)')}")
