"""The statements of `mailboxes`, each made once: it runs for every batch of mails."""

import operator
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import TypeVar

from sqlalchemy import BigInteger, ColumnElement, Update, bindparam, case, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .database import UtcDateTime
from .schema import mailbox_folder, mailbox_lease, mailbox_mail

LEASE = timedelta(seconds=90)  # longer than any one answer of a server may take
CHUNK = 500  # values that are asked for at once: SQLite takes some ten thousand parameters, older ones 999

T = TypeVar("T")


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(items)
    while some := list(islice(left, size)):
        yield some


_FOLDER = mailbox_folder.c
_MAIL = mailbox_mail.c
_LEASE = mailbox_lease.c

CURSOR = (
    select(mailbox_folder)
    .where(_FOLDER.mailbox == bindparam("box"), or_(_FOLDER.folder == bindparam("folder"), _FOLDER.folder == ""))
    .order_by(_FOLDER.folder.desc())  # a folder's own row stands before the nameless one
    .limit(1)
)
KNOWN = (
    select(_MAIL.digest, func.min(_MAIL.mail).label("mail"))
    .where(_MAIL.mailbox == bindparam("box"), _MAIL.digest.in_(bindparam("digests", expanding=True)))
    .where(_MAIL.mail.is_not(None))
    .group_by(_MAIL.digest)
)
_HERE = (_MAIL.mailbox == bindparam("box"), _MAIL.folder == bindparam("inside"))
_OLD = (*_HERE, or_(_MAIL.validity < bindparam("validity_"), _MAIL.validity > bindparam("validity_")))
HAS_OLD = select(_MAIL.uid).where(*_OLD).limit(1)
FORGET_OLD = delete(mailbox_mail).where(*_OLD)
_AT_FOLDER = (_FOLDER.mailbox == bindparam("box"), _FOLDER.folder == bindparam("of"))
MOVE = (
    update(mailbox_folder)
    .where(*_AT_FOLDER)
    .values(folder=bindparam("name"), validity=bindparam("number"), uid=bindparam("to"), at=bindparam("when"))
)
ADOPT = (
    update(mailbox_folder)
    .where(_FOLDER.mailbox == bindparam("box"), _FOLDER.folder == "")
    .values(folder=bindparam("name"))
)
RESTART = MOVE.values(before=bindparam("old"))
_NOW = (*_HERE, _MAIL.validity == bindparam("validity_"))
_AGED = (*_HERE, _MAIL.validity == -bindparam("validity_", type_=BigInteger))
AGE = update(mailbox_mail).where(*_NOW).values(validity=-_MAIL.validity)  # a number that no server gives
FORGET_AGED = delete(mailbox_mail).where(*_AGED)
_OTHER = mailbox_mail.alias().c
_ELSEWHERE = or_(_OTHER.folder != _MAIL.folder, _OTHER.validity != _MAIL.validity, _OTHER.uid != _MAIL.uid)
_AGAIN = exists().where(_OTHER.mail == _MAIL.mail, _OTHER.mailbox == _MAIL.mailbox, _ELSEWHERE)
RECENT = (
    select(_MAIL.uid)
    .where(*_NOW, _MAIL.mail.is_not(None), ~_AGAIN)
    .order_by(_MAIL.uid.desc())
    .limit(bindparam("count"))
)


# The driver's own way on SQLite: there the handling of each value costs more than the insert.
_COLUMNS = [column.name for column in mailbox_mail.c]
PLAIN_WRITE = (
    f"INSERT INTO mailbox_mail ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
    " ON CONFLICT (mailbox, folder, validity, uid) DO UPDATE SET mail = excluded.mail, passed = excluded.passed,"
    " digest = excluded.digest, at = excluded.at WHERE mailbox_mail.mail IS NULL"
)
VALUES = operator.itemgetter(*_COLUMNS)


class Statements:
    """Those that differ between the databases: the clock is PostgreSQL's own, so that nodes whose clocks differ agree.
    On SQLite all nodes are on one machine and have its clock.
    """

    def __init__(self, dialect: str) -> None:
        build = sqlite.insert if dialect == "sqlite" else postgresql.insert
        now: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime())
        until: ColumnElement[datetime] = bindparam("until", type_=UtcDateTime())
        if dialect != "sqlite":
            now = func.clock_timestamp()  # now() is when the transaction began, before it waited for a lock
            until = now + LEASE
        mine: tuple[ColumnElement[bool], ...] = (
            _LEASE.mailbox == bindparam("box"),
            _LEASE.fence == bindparam("number"),
        )
        first = {"mailbox": bindparam("box"), "holder": bindparam("me"), "fence": 1, "until": until}
        fence = case((_LEASE.holder == bindparam("me"), _LEASE.fence), else_=_LEASE.fence + 1)
        free = or_(func.substr(_LEASE.holder, 1, 32) == bindparam("name"), _LEASE.until <= now)
        self.take = (
            build(mailbox_lease)
            .values(**first)
            .on_conflict_do_update(
                index_elements=["mailbox"],
                set_={"holder": bindparam("me"), "fence": fence, "until": until},
                where=free,
            )
            .returning(_LEASE.fence)
        )
        self.hold: Update = update(mailbox_lease).where(*mine).values(until=until)
        self.release: Update = update(mailbox_lease).where(*mine).values(until=now)
        written = build(mailbox_mail)
        values = {name: written.excluded[name] for name in ("mail", "passed", "digest", "at")}
        keys = ["mailbox", "folder", "validity", "uid"]
        self.write = written.on_conflict_do_update(index_elements=keys, set_=values, where=_MAIL.mail.is_(None))
        self.start = build(mailbox_folder).on_conflict_do_nothing()


statements = cache(Statements)
