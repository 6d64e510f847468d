"""What erasing a person does to mails: to theirs, to parked ones, and to those of others that quote or name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from ..decisions import Outcome
from . import people
from .belongings import Somebody
from .schema import article, mail, spool
from .scrubbing import Scrub
from .search.forgetting import forget_articles
from .stubs import settle_stub
from .taken import Why, take_attachments, take_raw

_KEPT_OF_TRAIL = ("standing", "revision")  # what nobody wrote


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about, and the moment that is written down."""

    who: Somebody
    now: datetime

    @property
    def pseudonym(self) -> str:
        return people.pseudonym(self.who.id)

    @property
    def words(self) -> Scrub:
        return Scrub(self.who.address, self.pseudonym, (self.who.name,) if self.who.name else ())


def own(connection: Connection, subject: Subject, ids: Sequence[int]) -> None:
    """Outcome, ticket and Message-ID stay."""
    take_raw(connection, ids, Why.ERASED, subject.now)
    here, theirs = spool.c.id.in_(ids), func.lower(spool.c.sender) == subject.who.address
    unknown = {"gone_why": Why.ERASED.value, "peer": "", "helo": ""}
    connection.execute(update(spool).where(here).values(unknown))
    connection.execute(update(spool).where(here, theirs).values(sender=subject.pseudonym))
    for row in connection.execute(select(mail).where(mail.c.id.in_(ids))).all():
        is_theirs = row.sender.lower() == subject.who.address
        values = {
            "sender": subject.pseudonym if is_theirs else row.sender,
            "subject": "",
            "error": "",
            "reason": subject.words.text(row.reason),
            "trail": {key: value for key, value in (row.trail or {}).items() if key in _KEPT_OF_TRAIL},
        }
        connection.execute(update(mail).where(mail.c.id == row.id).values(values))
    mine = select(article.c.id).where(article.c.mail.in_(ids), article.c.author == subject.who.id)
    blank(connection, list(connection.scalars(mine)))
    connection.execute(update(article).where(article.c.mail.in_(ids)).values(quoted="", html=""))  # whoever wrote them


def blank(connection: Connection, articles: Sequence[int]) -> None:
    take_attachments(connection, articles)
    connection.execute(update(article).where(article.c.id.in_(articles)).values(text="", quoted="", html=""))
    forget_articles(connection, articles)


def parked(connection: Connection, subject: Subject, ids: Sequence[int]) -> None:
    """Nobody could read them, and nobody will: they end here."""
    for row in connection.execute(select(mail.c.id, mail.c.ticket).where(mail.c.id.in_(ids))).all():
        settle_stub(connection, row.ticket or 0, 0, subject.now)
    ended = {"outcome": Outcome.DISCARDED.value, "parked": False, "finished": subject.now, "reason": "erased"}
    connection.execute(update(mail).where(mail.c.id.in_(ids)).values(ended))
    own(connection, subject, ids)


def of_others(connection: Connection, subject: Subject, ids: Sequence[int]) -> None:
    """Answers quote what they answer: the words that their writers added stay, as the article's text."""
    take_raw(connection, ids, Why.ERASED, subject.now)
    connection.execute(update(spool).where(spool.c.id.in_(ids)).values(gone_why=Why.ERASED.value))
    connection.execute(update(article).where(article.c.mail.in_(ids)).values(quoted="", html=""))
