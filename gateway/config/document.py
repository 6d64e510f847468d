"""What stands in the document as it was written, where it is of the right type; and secrets that are not there."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from ..toml_lines import Place
from .mistakes import Fault, Mistake, dotted
from .secret import Secret

Table = Mapping[str, Any]
T = TypeVar("T")


def secret_faults(table: Table, key: str, least: int, above: Place) -> Iterator[Mistake]:
    """Neither the secret nor the name of its place is repeated: somebody may have written it there by mistake."""
    place: Place = (*above, key)
    where = table_in(table, key)
    env, file = text_in(where, "env"), text_in(where, "file")
    if bool(env) == bool(file):
        return  # said by the table itself
    source = "the environment variable" if env else "the file"
    try:
        length = len(Secret(env=env, file=file).read().strip())
    except KeyError:
        yield Mistake(place, f"{dotted(place)}: {source} named here is not set")
    except FileNotFoundError:
        yield Mistake(place, f"{dotted(place)}: {source} named here cannot be read", Fault.NO_FILE)
    except (OSError, ValueError):
        yield Mistake(place, f"{dotted(place)}: {source} named here cannot be read")
    else:
        if not length:
            yield Mistake(place, f"{dotted(place)}: {source} named here is empty")
        elif length < least:
            yield Mistake(place, f"{dotted(place)}: {source} named here holds fewer than {least} characters")


def table_in(document: Table, name: str) -> Table:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def tables_in(document: Table, name: str) -> list[Table]:
    value = document.get(name)
    return [entry if isinstance(entry, dict) else {} for entry in value] if isinstance(value, list) else []


def text_in(table: Table, key: str) -> str:
    return value_in(table, key, "")


def texts_in(table: Table, key: str) -> list[str]:
    value = table.get(key)
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def value_in(table: Table, key: str, default: T) -> T:
    value = table.get(key, default)
    return value if isinstance(value, type(default)) else default


def is_address(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(local and at and domain) and not any(not c.isprintable() or c in ' <>,;"()' for c in text)
