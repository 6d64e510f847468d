"""Statements that run for every mail, made once and given to the driver as they are: what SQLAlchemy does around each
execution costs several times what the driver needs. Types, defaults and errors are SQLAlchemy's all the same.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Delete, Dialect, Insert, Select, Table, Update
from sqlalchemy.types import TypeEngine

from .answers import Answer
from .driver import ask, begun, send, translated
from .rows import Expected, Rows
from .wording import LIST, array_type, listed, literal, numbered

Statement = Select[Any] | CompoundSelect[Any] | Insert | Update | Delete
Convert = Callable[[Any], Any]
Values = Mapping[str, Any]

_NONE: Values = {}
ROWS = 32  # that one statement inserts on PostgreSQL


class Prepared:
    """One statement. What is not a `bindparam` of an insert or an update are the columns to be written."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._writes = isinstance(statement, Insert | Update)
        self._made: dict[tuple[str, ...], _Made] = {}

    def execute(self, connection: Connection, values: Values = _NONE) -> Rows:
        dialect = connection.dialect
        key = (dialect.name, *values) if self._writes else (dialect.name,)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = _Made(self.statement, dialect, list(values) if self._writes else None)
        return made.run(connection, values)

    def scalar(self, connection: Connection, values: Values = _NONE) -> Any | None:
        return self.execute(connection, values).scalar()

    def scalars(self, connection: Connection, values: Values = _NONE) -> list[Any]:
        return self.execute(connection, values).scalars()


class _Made:
    """A statement in the words of one database. Its constants are words of it on PostgreSQL, which plans by them."""

    def __init__(self, statement: Statement, dialect: Dialect, columns: list[str] | None) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
        self._spread = dialect.name == "sqlite"  # there a list is as many marks as it has values
        self._lists = {found[2]: None for found in LIST.finditer(compiled.string)}  # their names, in one order
        self._fixed: dict[str, Any] = {}
        constants: dict[str, str] = {}
        arrays: dict[str, str] = {}
        self._given: list[tuple[str, str, Convert | None]] = []
        defaults = {column.key: column.default.arg for column in (*compiled.insert_prefetch, *compiled.update_prefetch)}
        for bind, name in compiled.bind_names.items():
            convert = _binder(bind.type, dialect)
            if name in self._lists and not self._spread:
                arrays[name] = array_type(bind.type, dialect)
            if bind.key not in defaults and (bind.required or (columns and bind.key in columns)):
                self._given.append((name, bind.key, convert))
                continue
            value = defaults.get(bind.key, bind.effective_value)
            words = None if self._spread else literal(bind.type, dialect, value)
            if words is None:
                self._fixed[name] = _converted(value, convert, name in self._lists)
            else:
                constants[name] = words
        if self._spread:
            self._text, self._order = str(compiled.string), list(compiled.positiontup)
        else:
            self._text, self._order = numbered(listed(compiled.string, constants, arrays), constants)
        self._filled = [self._fixed.get(name) for name in self._order]
        self._places = [
            (place, key, convert, name in self._lists)
            for name, key, convert in self._given
            for place, each in enumerate(self._order)
            if each == name
        ]
        loaders = [_loader(column.type, dialect) for column in statement.exported_columns]
        self._loaders = [(place, load) for place, load in enumerate(loaders) if load is not None]
        self._row: Callable[[Any], Any] | None = None
        self._spread_texts: dict[tuple[int, ...], str] = {}  # by the lengths of the lists

    def run(self, connection: Connection, values: Values) -> Rows:
        if self._spread and self._lists:
            return self._run_spread(connection, values)
        parameters = self._filled.copy()
        for place, key, convert, many in self._places:
            value = values[key]
            parameters[place] = value if convert is None else _converted(value, convert, many)
        return _read(connection, self._text, parameters, self)

    def _run_spread(self, connection: Connection, values: Values) -> Rows:
        bound = dict(self._fixed)
        for name, key, convert in self._given:
            value = values[key]
            if name in self._lists:
                bound[name] = widened(_converted(value, convert, many=True))
            else:
                bound[name] = value if convert is None else convert(value)
        parameters: list[Any] = []
        for name in self._order:
            parameters.extend(bound[name]) if name in self._lists else parameters.append(bound[name])
        lengths = tuple([len(bound[name]) for name in self._lists])
        text = self._spread_texts.get(lengths)
        if text is None:
            text = LIST.sub(lambda found: _marks(found, len(bound[found[2]])), self._text)
            self._spread_texts[lengths] = text
        return _read(connection, text, parameters, self)

    def read(self, answer: Answer) -> list[Any]:
        """Raises what the database says about it."""
        if self._row is None:
            self._row = _shape(answer.names())
        if not self._loaders:
            return answer.rows(self._row)
        return self._loaded(answer.rows(list))

    def fetch(self, cursor: Any) -> list[Any]:
        if self._row is None:
            self._row = _shape([described[0] for described in cursor.description])
        if not self._loaders:
            return list(map(self._row, cursor.fetchall()))
        return self._loaded(list(map(list, cursor.fetchall())))

    def _loaded(self, found: list[list[Any]]) -> list[Any]:
        make: Any = self._row
        for values in found:
            for place, load in self._loaders:
                values[place] = load(values[place])
        return list(map(make, found))


class PreparedRows:
    """Inserts rows of one table, all in one statement; `ending` is what stands behind them."""

    def __init__(self, table: Table, ending: str = "") -> None:
        self._table = table
        self._ending = ending
        self._made: dict[tuple[str, ...], tuple[str, list[tuple[str, Any, Convert | None]]]] = {}

    def insert(self, connection: Connection, rows: Sequence[Values]) -> None:
        """The columns of the first are those of all."""
        for start in range(0, len(rows), ROWS):
            self.insert_some(connection, rows[start : start + ROWS])

    def insert_some(self, connection: Connection, rows: Sequence[Values]) -> Rows:
        """At least one, and `ROWS` of them at most: how many there are now that were not."""
        key = (connection.dialect.name, *rows[0])
        made = self._made.get(key) or self._made.setdefault(key, self._make(connection.dialect, rows[0]))
        return self._insert(connection, made, rows)

    def _insert(self, connection: Connection, made: Any, rows: Sequence[Values]) -> Rows:
        head, columns = made
        dialect = connection.dialect.name
        text = f"{head} VALUES {_groups(dialect, len(columns), len(rows))}{self._ending}"
        parameters = [
            value if convert is None else convert(value)
            for row in rows
            for name, default, convert in columns
            for value in (row.get(name, default),)
        ]
        begun(connection)
        if dialect == "sqlite":
            return Rows([], ask(connection, text, parameters).rowcount)
        return Expected(connection, send(connection, text, parameters), _nothing)

    def _make(self, dialect: Dialect, row: Values) -> tuple[str, list[tuple[str, Any, Convert | None]]]:
        columns = [
            column for column in self._table.c if column.key in row or (column.default and column.default.is_scalar)
        ]
        known = [
            (column.key, getattr(column.default, "arg", None), _binder(column.type, dialect)) for column in columns
        ]
        quote = dialect.identifier_preparer
        names = ", ".join(quote.format_column(column) for column in columns)
        return f"INSERT INTO {quote.format_table(self._table)} ({names})", known


def _read(connection: Connection, text: str, parameters: Any, made: _Made) -> Rows:
    begun(connection)
    if connection.dialect.name != "sqlite":
        return Expected(connection, send(connection, text, parameters), made.read)
    cursor = ask(connection, text, parameters)
    if cursor.description is None:
        return Rows([], cursor.rowcount)
    try:
        rows = made.fetch(cursor)
    except connection.dialect.loaded_dbapi.Error as error:  # SQLite reads as it is asked for rows
        raise translated(connection, text, error) from error
    return Rows(rows, cursor.rowcount)


def _nothing(answer: Answer) -> list[Any]:
    return []


def _shape(names: list[str]) -> Any:
    shape: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    return shape._make


@cache
def _groups(dialect: str, columns: int, rows: int) -> str:
    marks = ["?"] * (rows * columns) if dialect == "sqlite" else [f"${place + 1}" for place in range(rows * columns)]
    return ", ".join(f"({', '.join(marks[row * columns : (row + 1) * columns])})" for row in range(rows))


def _marks(found: re.Match[str], count: int) -> str:
    """No value is in an empty list."""
    return f"{found[1] or ''}IN ({', '.join('?' * count) or 'SELECT 1 WHERE 0'})"


def widened(values: list[Any]) -> list[Any]:
    """The last one again and again up to a power of two: each connection remembers each form of a statement."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values)) if values else values


def _converted(value: Any, convert: Convert | None, many: bool) -> Any:
    if many:
        return [each if convert is None else convert(each) for each in value]
    return value if convert is None else convert(value)


def _binder(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _loader(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return type_.dialect_impl(dialect).result_processor(dialect, None)
