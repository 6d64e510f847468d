"""The words of a prepared statement on PostgreSQL: constants as they are, arrays for lists, the marks of the server."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.types import TypeEngine

LIST = re.compile(r"(NOT )?IN \(__\[POSTCOMPILE_(\w+)\]\)")
_NAME = re.compile(r"%\((\w+)\)s")
_LENGTH = re.compile(r"\(\d+\)")


def literal(type_: TypeEngine[Any], dialect: Dialect, value: Any) -> str | None:
    """The words for a constant, or for a list of some; None for what is no plain one."""
    values = value if isinstance(value, list | tuple) else [value]
    write = type_.dialect_impl(dialect).literal_processor(dialect)
    if write is None or not values or not all(isinstance(each, str | int) for each in values):
        return None
    return ", ".join(str(write(each)) for each in values)


def array_type(type_: TypeEngine[Any], dialect: Dialect) -> str:
    """The type of a list, its items of any length."""
    return _LENGTH.sub("", type_.compile(dialect=dialect)).replace("VARCHAR", "TEXT") + "[]"


def listed(text: str, constants: Mapping[str, str], arrays: Mapping[str, str]) -> str:
    """With arrays in place of lists. The detour keeps the planner from looking at how many values there are this time:
    it would find the plan for one value cheaper than the one for any, and plan anew each time.
    """

    def array(found: re.Match[str]) -> str:
        negated, name = found[1], found[2]
        if name in constants:
            return f"{negated or ''}IN ({constants[name]})"
        given = f"ARRAY(SELECT unnest(%({name})s::{arrays[name]}))"
        return f"<> ALL({given})" if negated else f"= ANY({given})"

    return LIST.sub(array, text)


def numbered(text: str, constants: Mapping[str, str]) -> tuple[str, list[str]]:
    """With the marks of the server in place of names that are no constants; and the names in their order."""
    order: list[str] = []

    def number(found: re.Match[str]) -> str:
        if found[1] in constants:
            return constants[found[1]]
        if found[1] not in order:
            order.append(found[1])
        return f"${order.index(found[1]) + 1}"

    return _NAME.sub(number, text).replace("%%", "%"), order
