"""What every command shares: the configuration, the database, and how results are printed."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from .. import config as configuration
from ..config import ConfigError, Fault, Loaded, Origin
from ..config.hours import read_date
from ..policy import Department, Policy
from ..store.database import Database, Unavailable

Row = TypeVar("Row")
SHOWN = 100  # rows of a table, where nobody says how many

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def fail(sentence: str, code: int = 1) -> NoReturn:
    """Ends the program with one clear line."""
    print(f"postroom: {sentence}", file=sys.stderr)
    raise SystemExit(code)


def load(path: str | None, borne: frozenset[Fault] = frozenset()) -> Loaded:
    """The configuration; all its mistakes but those that are to be `borne` with are printed, a line each, before the
    program ends with 2.
    """
    try:
        return configuration.load(path, borne=borne)
    except ConfigError as error:
        for problem in error.problems:
            print(f"postroom: {problem}", file=sys.stderr)
        raise SystemExit(2) from None


def announce(loaded: Loaded) -> None:
    if loaded.origin is Origin.DEMO:
        state = loaded.config.site.state
        print(
            f"postroom: no configuration file: demo defaults, everything below {state}; agents are believed by their"
            " reply address alone. See config.example.toml.",
            file=sys.stderr,
        )


@contextmanager
def database(loaded: Loaded) -> Iterator[Database]:
    """The database of a running or stopped Postroom; nothing is created."""
    url = loaded.config.database_url
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite") and not path.exists():
        fail(f"there is no database at {path} yet; `postroom up` makes one")
    opened = Database(url)
    try:
        yield opened
    except Unavailable as error:
        fail(f"the database does not answer ({error})")
    finally:
        opened.close()


def day(option: str, text: str) -> date | None:
    """In either calendar and any digits."""
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").split("-")) if text else (0, 0, 0)
        return read_date(f"{year:04}-{month:02}-{day:02}") if text else None
    except ValueError:
        fail(f"{option} should be a day, such as 2026-11-28 or 1405-09-07, and is not {clean(text)}")


def department(policy: Policy, name: str) -> Department | None:
    """By its name in the configuration; none where no name is given."""
    found = next((each for each in policy.departments if each.name == name), None)
    if name and found is None:
        there = ", ".join(each.name for each in policy.departments)
        fail(f"there is no department {clean(name)}; there are: {there}")
    return found


# --- printing -----------------------------------------------------------------------------------------------------


def as_json(value: object) -> Any:
    """Plain JSON types: field names as keys, ISO 8601 times in UTC, enums by value."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return value


def print_json(values: Iterable[object]) -> None:
    """JSON lines."""
    for value in values:
        print(json.dumps(as_json(value), ensure_ascii=False))


def print_rest(rows: Sequence[Row], number: Callable[[Row], int]) -> None:
    """Says so where a table has more rows than are shown."""
    if len(rows) > SHOWN:
        print(f"the newest {SHOWN} are shown; the next ones: --before {number(rows[SHOWN - 1])}")


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def table(*columns: str) -> Table:
    built = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        name, _, style = column.partition(":")
        built.add_column(name, style=style or None, overflow="fold" if style != "id" else "ellipsis", no_wrap=False)
    return built


def moment(value: datetime | None, zone: str) -> str:
    return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if value else ""


_ISO = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?\+00:00")


def dated(text: str, zone: str) -> str:
    """The same text, the moments in it as all others are shown."""
    return _ISO.sub(lambda found: moment(datetime.fromisoformat(found[0]), zone), text)


_CONTROLS = dict.fromkeys([*range(32), *range(127, 160), *range(8234, 8239), *range(8294, 8298)], " ")


def clean(text: str) -> str:
    """Text of strangers for a terminal: one line, without controls, escapes and direction tricks."""
    return text.translate(_CONTROLS)


STATUS_STYLE = {
    "new": "bold yellow",
    "open": "yellow",
    "waiting": "cyan",
    "resolved": "green",
    "closed": "dim",
    "sent": "green",
    "bounced": "red",
    "parked": "bold red",
    "uncertain": "bold yellow",
    "cancelled": "dim",
    "held": "magenta",
    "quarantined": "magenta",
    "ticket": "green",
    "reply": "green",
    "note": "cyan",
}


def coloured(word: str) -> str:
    style = STATUS_STYLE.get(word)
    return f"[{style}]{word}[/]" if style else word
