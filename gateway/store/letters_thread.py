"""The ids that a letter threads with."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, bindparam, literal, select, union_all

from .asking import Asking
from .letters_articles import named, of_tickets
from .letters_particulars import Matter
from .outbox import NoticeState
from .prepared import Prepared
from .schema import article, mail, notice

THREAD = 20  # ids in References

_ASKED_BY = Prepared(select(mail.c.message_id).where(mail.c.id == bindparam("mail"), mail.c.message_id != ""))


def thread_where(theirs_belongs: ColumnElement[bool], ours_belongs: ColumnElement[bool]) -> "CompoundSelect[Any]":
    """`ours` is 0 for what they wrote: it stands before our answer to it, which has the same time."""
    persons: BindParameter[Any] = bindparam("persons", expanding=True)
    wrote = (article.c.message_id, article.c.at, literal(0).label("ours"))
    sent = (notice.c.message_id, notice.c.created, notice.c.id, notice.c.person, notice.c.ticket)
    ended = (NoticeState.PARKED.value, NoticeState.CANCELLED.value)
    return union_all(
        select(*wrote, article.c.author.label("who"), article.c.ticket.label("about")).where(
            theirs_belongs, article.c.author.in_(persons), article.c.message_id != ""
        ),
        select(*sent).where(ours_belongs, notice.c.person.in_(persons), notice.c.state.not_in(ended)),
    )


_OF = list(zip(of_tickets(article.c.ticket), of_tickets(notice.c.ticket), strict=True))
THREAD_OF = [Prepared(thread_where(*both)) for both in _OF]


def ids_for(asking: Asking, matter: Matter) -> list[str]:
    """Ids of the mails of this ticket that the recipient has: what they wrote and what we sent them, oldest first."""
    claimed = matter.claimed
    if claimed.ticket is None:
        return [row.message_id for row in asking.rows(_ASKED_BY, mail=claimed.mail)]
    found = asking.rows(THREAD_OF[len(matter.numbers) > 1], **named(matter.numbers), persons=asking.persons)
    theirs = (row for row in found if row.who == claimed.person and row.ours < claimed.id)
    rows = sorted(theirs, key=lambda row: (row.at, row.ours > 0))
    ids = list(dict.fromkeys(row.message_id for row in rows))
    return ids if len(ids) <= THREAD else [ids[0], *ids[-THREAD + 1 :]]
