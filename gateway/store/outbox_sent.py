"""Many notices that went out, written down by one statement where the database has words for it (PostgreSQL)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Connection,
    Integer,
    Text,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from ..mail.delivery import Attempt, Delivery
from .outbox import Claimed, NoticeState
from .prepared import Prepared
from .schema import attempt, notice
from .still import still_waits

_COLUMNS = {"id": BigInteger, "number": Integer, "holder": Text, "words": Text, "relay": Text, "queue_id": Text}
_GIVEN: tuple[BindParameter[Any], ...] = tuple(
    bindparam(f"each_{name}", type_=ARRAY(type_)) for name, type_ in _COLUMNS.items()
)
_SAID = func.unnest(*_GIVEN).table_valued(*_COLUMNS, name="said").render_derived()
_NOW = bindparam("now", type_=notice.c.finished.type)
_MOVED = (
    update(notice)
    .where(notice.c.id == _SAID.c.id, notice.c.attempts == _SAID.c.number, notice.c.holder == _SAID.c.holder)
    .where(still_waits(notice.c.state))
    .values(state=NoticeState.SENT.value, last_reply=_SAID.c.words, holder="", finished=_NOW)
    .returning(notice.c.id, _SAID.c.number, _SAID.c.words, _SAID.c.relay, _SAID.c.queue_id)
    .cte("moved")
)
_noted = (
    insert(attempt)
    .from_select(
        ["notice", "number", "at", "delivery", "words", "relay", "queue_id"],
        select(
            _MOVED.c.id,
            _MOVED.c.number,
            _NOW,
            literal(Delivery.SENT.value),
            _MOVED.c.words,
            _MOVED.c.relay,
            _MOVED.c.queue_id,
        ),
    )
    .returning(attempt.c.notice)
    .cte("noted")
)
_NOTED = Prepared(select(func.count()).select_from(_noted))


def record_sent(connection: Connection, sent: Sequence[tuple[Claimed, Attempt]], now: datetime) -> None:
    """As `outbox.record` does it for each: late words of a lost lease change nothing."""
    if not sent:
        return
    columns = zip(
        *(
            (claimed.id, claimed.attempts, claimed.holder, outcome.words, outcome.relay, outcome.queue_id)
            for claimed, outcome in sent
        ),
        strict=True,
    )
    names = (f"each_{name}" for name in _COLUMNS)
    _NOTED.execute(connection, dict(zip(names, map(list, columns), strict=True)) | {"now": now})
