"""The roster: agents, how departments work, and holidays, as admins changed them since the configuration was written.

A document of its own, in the configuration's words, kept by the database revision by revision. What it says of an agent
or a department goes before what the configuration says of them; what it does not name stays as configured.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from .desk import Office, Person
from .hours import Holidays
from .model import Table

Entry = TypeVar("Entry", bound=Table)


class Roster(Table):
    """`gone`: agents who left, of the configuration or of those here; they stay known by how they were last.
    `holidays`: all of them, None for the configured ones.
    """

    gone: tuple[str, ...] = Field(default=(), strict=False)
    agent: tuple[Person, ...] = Field(default=(), strict=False)
    department: tuple[Office, ...] = Field(default=(), strict=False)
    holidays: Holidays | None = None


NOTHING_CHANGED = Roster()


class UnfitRoster(ValueError):
    """A document that is none of ours; says why."""


def read_roster(document: str) -> Roster:
    """Raises UnfitRoster."""
    try:
        return Roster.model_validate(tomllib.loads(document))
    except tomllib.TOMLDecodeError as error:
        raise UnfitRoster(f"is not TOML: {error}") from None
    except ValidationError as error:
        place = ".".join(map(str, error.errors(include_url=False, include_input=False)[0]["loc"]))
        raise UnfitRoster(f"{place} is not what it should be") from None


def entry(table: type[Entry], given: Mapping[str, Any]) -> Entry | frozenset[str]:
    """What was given as a table, or the names of the keys that are wrong; "" for what lies between them."""
    try:
        return table.model_validate(dict(given))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
        return frozenset(str(next(iter(detail["loc"]), "")) for detail in details)


def roster_text(roster: Roster) -> str:
    """The document that reads back as this roster. Only what differs from a table's defaults is written."""
    parts = [f"gone = {_value(roster.gone)}\n"] if roster.gone else []
    parts += [f"[[agent]]\n{_lines(each)}" for each in roster.agent]
    parts += [f"[[department]]\n{_lines(each)}" for each in roster.department]
    parts += [f"[holidays]\n{_lines(roster.holidays)}"] if roster.holidays is not None else []
    return "\n".join(parts)


def _lines(table: Table) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in _set(table))


def _set(table: Table) -> Iterator[tuple[str, Any]]:
    for key, field in type(table).model_fields.items():
        value = getattr(table, key)
        if field.is_required() or value != field.default:
            yield key, value.model_dump() if isinstance(value, Table) else value


def _value(value: Any) -> str:
    """As TOML has it, whose texts and numbers are written as those of JSON."""
    match value:
        case tuple():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return f"{{ {', '.join(f'{key} = {_value(each)}' for key, each in value.items())} }}"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case _:
            return json.dumps(value)
