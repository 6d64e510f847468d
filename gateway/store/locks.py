"""Locks by name, until the transaction ends: for what has no row yet that could be locked. On SQLite only one writes at
a time anyway.
"""

import hashlib
from collections.abc import Iterable

from sqlalchemy import BigInteger, Connection, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from .prepared import Prepared
from .side_by_side import lock

_LOCK = Prepared(
    select(func.pg_advisory_xact_lock(func.unnest(bindparam("keys", type_=ARRAY(BigInteger))).column_valued("key")))
)


def take(connection: Connection, names: Iterable[str]) -> None:
    """In one order: two that want the same ones must not wait for each other. Raises Clash where another piece of the
    same transaction has one (`side_by_side`).
    """
    if connection.dialect.name == "sqlite":
        return
    keys = sorted(map(_key, names))
    lock(keys)
    _LOCK.execute(connection, {"keys": keys})


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:8], "big", signed=True)
