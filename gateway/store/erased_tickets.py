"""What erasing a person does to their tickets, to what is sent to them, and to their own row."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from ..tickets.changes import Close, apply
from ..tickets.ticket import Status
from . import belongings, tickets
from .erased_mails import Subject, blank
from .journal import entries_of, write
from .outbox import NoticeState
from .schema import (
    article,
    attempt,
    confirmation,
    guest_draft,
    guest_entrance,
    guest_visit,
    journal,
    mail,
    notice,
    participant,
    person,
    picture,
    ticket,
)
from .scrubbing import PLACES, rewrite
from .search.forgetting import forget

WORDS = "the recipient was erased"
_OVER = (Status.CLOSED, Status.MERGED, Status.SPAM)
_UNSENT = (NoticeState.WAITING.value, NoticeState.PARKED.value)
_OF_TICKET = {  # where a table says which ticket it is about
    mail.name: mail.c.ticket,
    ticket.name: ticket.c.number,
    article.name: article.c.ticket,
    journal.name: journal.c.ticket,
    notice.name: notice.c.ticket,
}


def notices(connection: Connection, subject: Subject) -> int:
    """What waits is not sent; a worker that has one in hand at this moment may still send it. How many waited."""
    theirs = belongings.notices_to(subject.who)
    about = notice.c.mail.in_(belongings.mails_of(subject.who))
    ended = {"state": NoticeState.CANCELLED.value, "holder": "", "finished": subject.now, "last_reply": WORDS}
    waits = notice.c.state.in_(_UNSENT)
    cancelled = connection.execute(update(notice).where(theirs | about, waits).values(ended)).rowcount
    mine = select(notice.c.id).where(theirs)
    connection.execute(update(attempt).where(attempt.c.notice.in_(mine)).values(words=""))
    gone = {"recipient": subject.pseudonym, "lines": [], "answer": "", "last_reply": WORDS, "domain": "invalid"}
    connection.execute(update(notice).where(theirs).values(gone))
    return cancelled


def words_without_mail(connection: Connection, subject: Subject) -> int:
    """Articles of theirs that no mail is behind."""
    mine = (article.c.author == subject.who.id, article.c.mail.is_(None))
    found = list(connection.scalars(select(article.c.id).where(*mine)))
    blank(connection, found)
    return len(found)


def of_person(connection: Connection, subject: Subject, ids: Sequence[int]) -> None:
    """Number, status, dates and everything that reports count stay. A ticket that they opened loses its subject and is
    closed: there is nobody left to answer.
    """
    mine = list(connection.scalars(belongings.asked(subject.who).where(ticket.c.number.in_(ids))))
    _close(connection, subject, mine)
    connection.execute(update(ticket).where(ticket.c.number.in_(mine)).values(subject="", tags=""))
    connection.execute(update(mail).where(mail.c.ticket.in_(mine)).values(subject=""))
    forget(connection, ids)
    finished = notice.c.state != NoticeState.WAITING.value
    connection.execute(update(notice).where(notice.c.ticket.in_(ids), finished).values(lines=[]))
    for place in PLACES:
        column = _OF_TICKET.get(place.name)
        if column is not None:
            for row in connection.execute(select(place.table).where(column.in_(ids))).mappings().all():
                rewrite(connection, place, row, subject.words)


def _close(connection: Connection, subject: Subject, numbers: Sequence[int]) -> None:
    for number, before in tickets.load(connection, numbers).items():
        if before.status not in _OVER:
            change = Close(subject.now)
            tickets.rewrite(connection, before, apply(before, (change,)))
            write(connection, number, None, None, subject.now, entries_of(before, (change,)))


def row_of(connection: Connection, subject: Subject) -> None:
    """From here on nobody finds them by their address."""
    id = subject.who.id
    connection.execute(delete(participant).where(participant.c.person == id))
    connection.execute(delete(picture).where(picture.c.person == id))
    connection.execute(delete(confirmation).where(confirmation.c.person == id))
    for table in (guest_entrance, guest_visit, guest_draft):
        connection.execute(delete(table).where(table.c.person == id))
    gone = {"address": subject.pseudonym, "name": "", "language": "", "trouble": "", "erased": subject.now}
    connection.execute(update(person).where(person.c.id == id).values(gone))
