"""Mistakes in a configuration, each one sentence with its line. What an admin wrote is never repeated where it could
be a secret: names of keys, agents, departments and their addresses are said, values are not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import Any

from pydantic import BaseModel

from ..toml_lines import Place
from .secret import Secret
from .tables import Config

SECRETS = 'a secret never stands here itself: say where it lies, { env = "NAME" } or { file = "PATH" }'


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `line` is 0 where the mistake is something that is missing altogether."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}" if self.line else f"{self.file}: {self.sentence}"


class ConfigError(Exception):
    """A configuration that cannot be used; `problems` has every mistake."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Fault(Enum):
    """Sorts of mistakes that somebody may have to bear with."""

    WRONG = "wrong"  # nobody has
    NO_FILE = "no file"  # a secret's file is not there: whoever restores a backup may be about to bring it


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in one place."""

    place: Place
    sentence: str
    fault: Fault = Fault.WRONG


def mistake(detail: Mapping[str, Any]) -> Mistake:
    """One finding of pydantic, in our words."""
    place: Place = tuple(detail["loc"])
    return Mistake(place, f"{dotted(place)}: {_sentence(detail, place)}")


def dotted(place: Place) -> str:
    return ".".join(str(part) for part in place if isinstance(part, str)) or "configuration"


def meant(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


_PLAIN = {
    "string_type": "should be text, in quotes",
    "bool_type": "should be true or false",
    "int_type": "should be a whole number",
    "float_type": "should be a number",
    "tuple_type": "should be a list",
    "too_short": "is empty; it needs at least one entry",
}
_LISTS: tuple[Place, ...] = (
    ("department",),
    ("agent",),
    ("mailbox",),
    ("type",),
    ("product",),
    ("account",),
    ("dkim",),
)
_MISSING: dict[Place, str] = {
    ("relay",): 'is missing; say where mail goes out: host = "NAME", or folder = "PATH" for files',
    ("department",): "is missing; there must be at least one [[department]]",
}


def _sentence(detail: Mapping[str, Any], place: Place) -> str:
    type_ = detail["type"]
    if type_ == "missing":
        return _MISSING.get(place, "is missing")
    if type_ == "extra_forbidden":
        return _unknown(place)
    if type_ == "model_type":
        return _no_table(place)
    if type_ == "tuple_type" and place in _LISTS:
        return f"should be written [[{place[0]}]], once for each"
    message: str = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return _PLAIN.get(type_, message)


def _unknown(place: Place) -> str:
    inside = _model(place[:-1])
    if inside is Secret:
        return SECRETS
    what = "table" if len(place) == 1 else "key"
    hint = ' (a password is given as { env = "NAME" } or { file = "PATH" })' if "pass" in str(place[-1]) else ""
    return f"there is no such {what}" + meant(str(place[-1]), list(inside.model_fields) if inside else []) + hint


def _no_table(place: Place) -> str:
    model = _model(place)
    if model is Secret:
        return SECRETS
    if place[-1] in ("label", "name"):
        return 'should be text, or { en = "…", fa = "…" }'
    return f"should be a table, [{dotted(place)}]"


def _model(place: Place) -> type[BaseModel] | None:
    """The model of the table at a place."""
    model: type[BaseModel] = Config
    for part in place:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        if field is None:
            return None
        choices = (field.annotation, *getattr(field.annotation, "__args__", ()))
        inner = [choice for choice in choices if isinstance(choice, type) and issubclass(choice, BaseModel)]
        if not inner:
            return None
        model = inner[0]
    return model
