"""The outbox: what goes out, what became of it with every attempt, and what people order about it."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from .. import maillog
from ..store import outbox_orders
from ..store.database import Connection
from ..store.listed import OutboxRow
from ..store.outbox import NoticeState
from ..store.outbox_listing import (
    COUNTED,
    UNCERTAIN,
    OutboxFilter,
    OutboxTotals,
    in_hand,
    newest_totals,
    outbox_rows,
    state_shown,
)
from ..store.outbox_orders import CANCELLABLE, REQUEUABLE, Ordered
from .mails import TYPED, number
from .page import NOT_FOUND, Access, Answer, Desk, Moved, Page, Shown, Visit

LISTED = 50
FILTERS = ("state", "recipient", "ticket", "before")
STATES = (NoticeState.WAITING.value, UNCERTAIN, *(each.value for each in NoticeState if each.value != "waiting"))
REASON = 300  # letters


def listed(desk: Desk, visit: Visit) -> Answer:
    query = visit.query
    state = query.get("state", "")
    wanted = OutboxFilter(
        state=state if state in STATES else "",
        recipient=query.get("recipient", "").strip()[:TYPED],
        ticket=number(query.get("ticket", "")),
        before=number(query.get("before", "")),
    )
    with desk.database.read() as connection:
        rows = tuple(outbox_rows(connection, wanted, LISTED + 1))
        counted = newest_totals(connection, wanted)
    chosen = {name: query[name] for name in FILTERS if query.get(name)}
    more = urlencode(chosen | {"before": str(rows[LISTED - 1].id)}) if len(rows) > LISTED else ""
    values = {"rows": [(row, state_shown(row)) for row in rows[:LISTED]], "chosen": chosen, "more": more}
    return Shown("outbox.html", values | {"states": STATES, "counts": _counts(counted), "most": _most(counted)})


def _counts(counted: OutboxTotals) -> list[tuple[str, int]]:
    """Whatever is not nought; those in doubt are not counted twice."""
    figures = {"waiting": counted.states["waiting"] - counted.uncertain, UNCERTAIN: counted.uncertain}
    figures |= {state: count for state, count in counted.states.items() if state != "waiting"}
    return [(state, count) for state, count in figures.items() if count]


def _most(counted: OutboxTotals) -> int:
    """How many were counted, where there may be more; else 0."""
    return counted.written if counted.written == COUNTED else 0


def shown(desk: Desk, visit: Visit) -> Answer:
    return _notice_page(desk, visit)


def _notice_page(desk: Desk, visit: Visit, trouble: str = "") -> Answer:
    with desk.database.read() as connection:
        row = _one(connection, visit)
    if row is None:
        return NOT_FOUND
    busy = in_hand(row, visit.now)
    values = {
        "notice": row,
        "state": state_shown(row),
        "busy": busy,
        "requeuable": not busy and row.state in {each.value for each in REQUEUABLE},
        "cancellable": not busy and row.state in {each.value for each in CANCELLABLE},
        "trouble": trouble,
    }
    return Shown("notice.html", values, HTTPStatus.CONFLICT if trouble else HTTPStatus.OK)


def _one(connection: Connection, visit: Visit) -> OutboxRow | None:
    id = number(visit.path["id"])
    return next(outbox_rows(connection, OutboxFilter(id=id), 1), None) if id else None


def requeue(desk: Desk, visit: Visit) -> Answer:
    """What nobody heard the end of may have arrived: whoever sends it again says that they know."""
    with desk.database.read() as connection:
        row = _one(connection, visit)
    if row is not None and row.uncertain and visit.form.get("sure") != "yes":
        return _notice_page(desk, visit, "uncertain")
    return _order(
        desk,
        visit,
        "requeue",
        lambda connection, id: outbox_orders.requeue(connection, id, visit.policy, visit.now),
    )


def cancel(desk: Desk, visit: Visit) -> Answer:
    reason = " ".join(visit.form.get("reason", "").split())[:REASON]
    return _order(
        desk,
        visit,
        "cancel",
        lambda connection, id: outbox_orders.cancel(connection, id, reason, visit.policy, visit.now),
    )


def _order(desk: Desk, visit: Visit, name: str, work: Callable[[Connection, int], Ordered]) -> Answer:
    id = number(visit.path["id"])
    ordered = desk.database.write(lambda connection: work(connection, id)) if id else Ordered.NOT_SO
    if ordered is not Ordered.DONE:
        return _notice_page(desk, visit, ordered.value)
    maillog.ordered(visit.who.name, name, "notice", id)
    return Moved(f"/outbox/{id}?done={name}")


PAGES = (
    Page("outbox", "/outbox", Access.AGENT, listed),
    Page("notice", "/outbox/{id:int}", Access.AGENT, shown),
    Page("requeue-notice", "/outbox/{id:int}/requeue", Access.AGENT, post=requeue),
    Page("cancel-notice", "/outbox/{id:int}/cancel", Access.AGENT, post=cancel),
)
