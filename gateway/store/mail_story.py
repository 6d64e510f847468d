"""One mail's whole story, for whoever looks it up: how it came in, its trail, what it changed, and what it caused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from .listed import Explained, JournalRow
from .listings import explained
from .schema import article, journal, mail, mailbox_mail, person, spool


@dataclass(frozen=True, slots=True)
class Story:
    """`folder` is where in a mailbox it lay; `article`: what it became on its ticket, 0 where it is none."""

    told: Explained
    peer: str
    helo: str
    login: str
    envelope_sender: str
    recipients: tuple[str, ...]
    silent: bool
    size: int
    sha256: str
    due: datetime
    finished: datetime | None
    failures: int
    released: bool
    confirmed: bool
    folder: str
    article: int
    changes: tuple[JournalRow, ...]


def story(connection: Connection, id: int) -> Story | None:
    found = explained(connection, str(id))
    if not found:
        return None
    (told,) = found
    came = connection.execute(select(*_CAME).where(spool.c.id == id)).one()
    went = connection.execute(select(*_WENT).where(mail.c.id == id)).one()
    return Story(
        told=told,
        peer=came.peer,
        helo=came.helo,
        login=came.login,
        envelope_sender=came.sender,
        recipients=tuple(came.recipients.split("\n")) if came.recipients else (),
        silent=came.silent,
        size=came.size,
        sha256=came.sha256.hex(),
        due=went.due,
        finished=went.finished,
        failures=went.failures,
        released=went.released,
        confirmed=went.confirmed,
        folder=connection.scalar(select(mailbox_mail.c.folder).where(mailbox_mail.c.mail == id).limit(1)) or "",
        article=connection.scalar(select(article.c.id).where(article.c.mail == id)) or 0,
        changes=_changes(connection, id, told.mail.ticket),
    )


_CAME = (
    spool.c.peer,
    spool.c.helo,
    spool.c.login,
    spool.c.sender,
    spool.c.recipients,
    spool.c.silent,
    spool.c.size,
    spool.c.sha256,
)
_WENT = (mail.c.due, mail.c.finished, mail.c.failures, mail.c.released, mail.c.confirmed)


def _changes(connection: Connection, id: int, ticket: int | None) -> tuple[JournalRow, ...]:
    """Those of its ticket; rows of the journal are found by that."""
    if not ticket:
        return ()
    query = select(journal, person.c.address).outerjoin(person, person.c.id == journal.c.author)
    rows = connection.execute(query.where(journal.c.ticket == ticket, journal.c.mail == id).order_by(journal.c.id))
    return tuple(JournalRow(row.at, row.address or "postroom", row.change, row.old, row.new, row.mail) for row in rows)
