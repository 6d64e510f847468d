"""Puts notices into the outbox: each a row with its recipient and the Message-ID that it keeps through every retry."""

import base64
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, literal_column, select, true, update

from ..notices import Notice
from ..policy import Policy
from ..tickets.people import Person
from . import brakes, fences, people, reach
from .fences import NEWEST, Fence
from .outbox import LEASE, Claimed
from .prepared import Prepared
from .schema import notice, thread
from .sent_lately import domain_of
from .taker import Taker


@dataclass(frozen=True, slots=True)
class Cause:
    """What a notice is issued for. `name` tells causes apart for ever, so that each is told once to each person.

    `due` is when time was to bring it, where no mail did.
    """

    name: str
    ticket: int | None  # none: it is about a person, or about ourselves
    article: int | None
    mail: int | None
    due: datetime | None = None
    writer: int = 0  # of the article, where that is known; else it is asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """What has to be known of notices and of those whom they go to, as it is on its way."""

    marks: Iterable[Row[Any]]  # of people whom mail does not reach, or who called it spam
    sent: brakes.Asked


def addressed(notices: tuple[Notice, ...], known: dict[str, Person]) -> tuple[Notice, ...]:
    """The same notices, their recipients with ids."""
    return tuple(
        replace(notice, recipient=replace(notice.recipient, person=known[notice.recipient.person.address]))
        for notice in notices
    )


def issue(
    connection: Connection,
    cause: Cause,
    notices: tuple[Notice, ...],
    policy: Policy,
    now: datetime,
    taker: Taker | None = None,
    asked: Asked | None = None,
) -> tuple[int, ...]:
    """Writes the rows; recipients have ids. Returns the new rows' ids; what was told before is not told again, and
    what a brake holds back is not written. Raises Stale where a brake bit since the facts were gathered.

    A `taker` has them from the start: its first attempt is counted here, which saves it a claim for each. `asked`:
    what has to be known of these notices, where it was asked before.
    """
    asked = asked or _ask(connection, cause, notices, policy, now)
    notices = brakes.admitted(connection, asked.sent, notices, policy.brakes, now)
    notices = reach.admitted(connection, notices, asked.marks, now)
    if not notices:
        return ()
    state = _held(taker.name, now) if taker else _free(now)
    rows = [_row(cause, each, policy, now) | state for each in notices]
    people.insert_new(connection, notice, rows)
    names = [row["message_id"] for row in rows]
    found = _IDS.execute(connection, {"message_ids": names}).all()
    ids = tuple(row.id for row in found)
    if found and found[0].until is not None:
        known = Fence(found[0].until, found[0].at)
        names, ids = _fenced(connection, cause, found, known, policy, now)
    elif taker:
        taker.took.extend(_taken(rows, found))
    if cause.ticket is not None:
        issued = [{"message_id": name, "ticket": cause.ticket, "kind": "issued"} for name in names]
        people.insert_new(connection, thread, issued)
    return ids


def _ask(connection: Connection, cause: Cause, notices: tuple[Notice, ...], policy: Policy, now: datetime) -> Asked:
    marks = reach.ask(connection, notices)
    if cause.mail is None:
        return Asked(marks, brakes.NOTHING)
    writer = cause.writer or brakes.writer_of(connection, cause, notices)
    answers = brakes.answers_to(notices, lambda person: person.id == writer)
    return Asked(marks, brakes.ask(connection, cause.ticket, notices, answers, policy.brakes, now))


_fence = NEWEST.subquery()
_IDS = Prepared(
    select(notice.c.id, notice.c.message_id, notice.c.created, _fence.c.until, _fence.c.at)
    .join(_fence, true(), isouter=True)
    .where(notice.c.message_id.in_(bindparam("message_ids", expanding=True)))
    .order_by(literal_column("+notice.id"))  # a plus, or SQLite reads all notices to have them in order
)
_RENAME = update(notice).where(notice.c.id == bindparam("wanted")).values(message_id=bindparam("name"))


def _fenced(
    connection: Connection, cause: Cause, found: Sequence[Any], known: Fence, policy: Policy, now: datetime
) -> tuple[list[str], tuple[int, ...]]:
    """The Message-IDs, and the notices that are to be sent. After a backup was restored, numbers are given a second
    time; two mails must not have one id.
    """
    fresh = [row for row in found if row.created == now]
    caused = fences.moment(connection, cause.mail, cause.due)
    if caused is not None and caused < known.until:
        fences.hold_back(connection, [row.id for row in fresh], known, caused, now)
        return [row.message_id for row in found], tuple(row.id for row in found if row not in fresh)
    once = {row.id: f"{row.message_id} since {known.at.isoformat()}" for row in fresh}
    names = {id: _message_id(cause, text, policy) for id, text in once.items()}
    if names:
        connection.execute(_RENAME, [{"wanted": id, "name": name} for id, name in names.items()])
    return [names.get(row.id, row.message_id) for row in found], tuple(row.id for row in found)


def _row(cause: Cause, each: Notice, policy: Policy, now: datetime) -> dict[str, Any]:
    person = each.recipient.person
    once = f"{cause.name}: {each.kind.value} to {person.id}"
    return {
        "kind": each.kind.value,
        "ticket": cause.ticket,
        "article": cause.article,
        "mail": cause.mail,
        "person": person.id,
        "recipient": person.address,
        "domain": domain_of(person.address),
        "role": each.recipient.role.value,
        "language": each.recipient.language,
        "voice": each.voice.value,
        "manner": each.manner.value,
        "lines": list(each.lines),
        "answer": each.answer,
        "message_id": _message_id(cause, once, policy),
        "state": "waiting",
        "created": now,
        "last_reply": "",
        "once": once,
    }


def _taken(rows: list[dict[str, Any]], found: Sequence[Any]) -> Iterator[Claimed]:
    """As they were written, if they were: what was told before has a row, perhaps under another key's Message-ID."""
    ids = {row.message_id: row.id for row in found}
    for row in rows:
        if id := ids.get(row["message_id"]):
            values = {name: row[name] for name in _KNOWN}
            yield Claimed(id=id, **{**values, "lines": tuple(row["lines"])})


_KNOWN = tuple(field.name for field in fields(Claimed) if field.name not in ("id", "uncertain"))


def _free(now: datetime) -> dict[str, Any]:
    return {"attempts": 0, "holder": "", "due": now}


def _held(holder: str, now: datetime) -> dict[str, Any]:
    return {"attempts": 1, "holder": holder, "due": now + LEASE}


def _message_id(cause: Cause, once: str, policy: Policy) -> str:
    """`t.<ticket>.<article>.<tag>@domain`: says that we sent it and carries no authority (reference: security, 7.3)."""
    text = f"postroom message id {cause.ticket or 0} {once}".encode()
    tag = base64.b32encode(hmac.digest(policy.ring.signing, text, "sha256")[:10]).decode().lower()
    domain = policy.reply_domain or policy.departments[0].addresses[0].rpartition("@")[2]
    return f"t.{cause.ticket or 0}.{cause.article or 0}.{tag}@{domain}"
