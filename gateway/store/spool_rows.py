"""Writes the rows of one batch: each mail's into `spool`, and its state (`waiting`) into `mail`.

The driver is asked itself, within its own transaction: what SQLAlchemy does for a statement costs more than the
statement, and PostgreSQL is spared three round trips.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy.sql.schema import ScalarElementColumnDefault

from .answers import Failed
from .database import plain
from .drafts import Entry
from .layout import Place
from .schema import mail, spool

Laid = tuple[Entry, Place]  # a mail and the columns that say where its body is

ROWS = 8  # that one statement inserts on SQLite; each statement lets go of the interpreter and has to get it back

_LATER = ("gone", "gone_why")  # nothing is gone yet
_COLUMNS = [column.name for column in spool.c if column.name not in _LATER]  # in the order of `_values`
_DEFAULTS = {
    column.name: column.default.arg for column in mail.c if isinstance(column.default, ScalarElementColumnDefault)
}
_STATE = ("id", "due", "outcome", *_DEFAULTS)
_NEW = ("waiting", *_DEFAULTS.values())


def _into(table: str, columns: Iterable[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)})"


def _marks(mark: str, count: int) -> str:
    return ", ".join([mark] * count)


def _numbered(first: int, count: int) -> str:
    return ", ".join(f"${place}" for place in range(first, first + count))


# Under the write lock all rows from the first new number on are those of the batch.
_INTO_MAIL = f"{_into('mail', _STATE)} SELECT id, accepted, {_marks('?', len(_NEW))} FROM spool WHERE id >= ?"  # noqa: S608
# Both rows of one mail. Another node's numbers may lie between ours, so that nothing here goes by a range of them. It
# is due by the server's clock, as claims go by it: a listener whose own clock is ahead must not hold its mails back.
_INTO_BOTH = (
    f"WITH spooled AS ({_into('spool', _COLUMNS)}"  # noqa: S608 (names of our own tables)
    f" VALUES (nextval('spool_id'), {_numbered(1, len(_COLUMNS) - 1)}) RETURNING id)"
    f" {_into('mail', _STATE)} SELECT id, now(), {_numbered(len(_COLUMNS), len(_NEW))} FROM spooled RETURNING id"
)


def insert_on_sqlite(driver: Any, first: int, laid: list[Laid]) -> list[int]:
    """Numbers them from `first` on; the write lock is held."""
    stamp = (
        datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    )  # as SQLAlchemy stores times on SQLite
    ids = list(range(first, first + len(laid)))
    rows = [(id, *_values(stamp, entry, place)) for id, (entry, place) in zip(ids, laid, strict=True)]
    for start in range(0, len(rows), ROWS):
        together = rows[start : start + ROWS]
        driver.execute(_into_spool(len(together)), tuple(chain.from_iterable(together)))
    driver.execute(_INTO_MAIL, (*_NEW, first))
    return ids


@cache
def _into_spool(rows: int) -> str:
    row = f"({_marks('?', len(_COLUMNS))})"
    return f"{_into('spool', _COLUMNS)} VALUES {', '.join([row] * rows)}"


def insert_on_postgresql(driver: Any, laid: list[Laid]) -> list[int]:
    """Begins the transaction as well; all of it is one round trip. Numbered by the sequence. Raises the driver's
    errors.
    """
    now = datetime.now(UTC)
    try:
        answers = [driver.line.ask(_INTO_BOTH, (*_values(now, entry, place), *_NEW)) for entry, place in laid]
        return [answer.rows(tuple)[0][0] for answer in answers]
    except Failed as failed:
        raise failed.error from failed


def _values(accepted: datetime | str, entry: Entry, place: Place) -> tuple[Any, ...]:
    """In the order of the table's columns after the id."""
    envelope, body = entry.envelope, entry.body
    return (
        accepted,
        envelope.source.value,
        _line(envelope.peer),
        _line(envelope.helo),
        _line(envelope.login),
        _line(envelope.sender),
        "\n".join(map(_line, envelope.recipients)),
        entry.silent,
        body.size,
        body.sha256(),
        *place,
    )


def _line(text: str) -> str:
    """Recipients are kept as lines, so that nothing of an envelope may hold one's end."""
    return text if text.isascii() and text.isprintable() else plain(text).replace("\r", " ").replace("\n", " ")
