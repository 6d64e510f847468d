"""Writes an article with its attachments: those that no mail of ours carries, too."""

from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from ..mail.inbound import Attachment
from ..tickets.attachments import Fate, Folded, Passed, Withheld
from ..tickets.ticket import Article, ArticleKind
from . import pictures
from .facts import Arrived
from .prepared import Prepared, PreparedRows
from .schema import article, attachment

_INSERT = Prepared(article.insert().returning(article.c.id))
_INSERT_AS = Prepared(article.insert())
_PARTS = PreparedRows(attachment)
_OF_MAIL = Prepared(select(article.c.id).where(article.c.mail == bindparam("wanted")))
_REWRITE = Prepared(update(article).where(article.c.id == bindparam("wanted")))
_MOVE = Prepared(update(article).where(article.c.id == bindparam("wanted")).returning(article.c.message_id))
_REFUSE = Prepared(update(article).where(article.c.mail == bindparam("wanted")).values(refused=True))


def insert(connection: Connection, arrived: Arrived, new: Article, number: int, author: int, given: int = 0) -> int:
    """The article's id: the one that is given, or the next one. A mail that was held and is let in keeps its article,
    as it is now.
    """
    values = {
        "ticket": number,
        "mail": arrived.id,
        "kind": new.kind.value,
        "author": author,
        "author_role": new.author.role.value,
        "standing": new.author.standing.label,
        "text": new.text,
        "quoted": new.quoted,
        "html": new.html,
        "message_id": new.message_id,
        "at": new.at,
        "seal": ", ".join(protection.value for protection in arrived.mail.protections),
    }
    held = _OF_MAIL.scalar(connection, {"wanted": arrived.id}) if arrived.again else None
    if held is not None:
        values.pop("at")
        _REWRITE.execute(connection, {"wanted": held, "refused": False, **values})
        return int(held)
    id = given or int(_INSERT.execute(connection, values).one().id)
    if given:
        _INSERT_AS.execute(connection, {"id": given, **values})
    fates = new.fates or (Passed(),) * len(new.attachments)
    parts = zip(new.attachments, arrived.contents, fates, strict=True)
    rows = [{"article": id, "position": position} | _columns(*part) for position, part in enumerate(parts)]
    _PARTS.insert(connection, rows)
    if new.kind is not ArticleKind.HELD:  # whoever borrows a name must not decide what is hidden of its owner's mail
        pictures.remember(connection, author, new.attachments, arrived.contents)
    return id


def insert_note(connection: Connection, new: Article, number: int, author: int) -> None:
    """What else a mail says, as an article of its own beside the one that the mail became."""
    values = {
        "ticket": number,
        "mail": None,
        "kind": new.kind.value,
        "author": author,
        "quoted": new.quoted,
        "html": "",
    }
    values |= {"author_role": new.author.role.value, "standing": new.author.standing.label}
    _INSERT.execute(connection, values | {"text": new.text, "message_id": "", "at": new.at})


def move(connection: Connection, id: int, number: int) -> str:
    """Puts an article into another ticket; returns its mail's Message-ID."""
    return str(_MOVE.scalar(connection, {"wanted": id, "ticket": number}) or "")


def refuse(connection: Connection, mail: int) -> None:
    """An agent does not want this held mail: it stays where it is, and nobody is asked again."""
    _REFUSE.execute(connection, {"wanted": mail})


def _columns(part: Attachment, sha256: bytes, fate: Fate) -> dict[str, Any]:
    return {
        "name": part.shown_name,
        "type": part.content_type,
        "size": part.size,
        "sha256": sha256,
        "inline": part.inline,
        "content_id": part.content_id,
        "hidden": isinstance(fate, Folded),
        "withheld": fate.words if isinstance(fate, Withheld) else "",
    }
