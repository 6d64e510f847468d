"""What of a ticket's articles the recipient of a notice may see: customers the one that it brings them, agents all."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Row, Select, bindparam, select

from ..notices import TELLS_OF_FILES, ArticleView, AttachmentView, Kind
from ..policy import Policy
from ..tickets.people import Role, Standing
from ..tickets.ticket import ArticleKind
from . import enclosures
from .asking import Asking
from .linking import Linking
from .outbox import Claimed
from .prepared import Prepared
from .schema import article, person

HISTORY = 5  # earlier articles that agents see

SHOW_ARTICLE = frozenset(
    {Kind.RESOLVED, Kind.ANSWERED, Kind.NEW_MAIL, Kind.REPEATED, Kind.NOTE, Kind.SHARED, Kind.HELD}
)
SHOW_HISTORY = frozenset(
    {Kind.NEW_MAIL, Kind.REPEATED, Kind.NOTE, Kind.HELD, Kind.AWAKE, Kind.OVERDUE, Kind.DUE_SOON, Kind.MOVED}
)
BRINGS_FILES = frozenset({Kind.MOVED})  # those of the history, to agents who have none of its mails

_INTERNAL = ArticleKind.INTERNAL.value
_CUSTOMERS = frozenset({Role.REQUESTER.value, Role.PARTICIPANT.value})
_LATEST = 2**62

# Statements that run for every notice are made once: making one costs more than running it.
ARTICLES = select(article, person.c.name.label("author_name"), person.c.address).join(
    person, person.c.id == article.c.author
)
ARTICLE = Prepared(ARTICLES.where(article.c.id == bindparam("id")))


def of_tickets(column: Column[Any]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """That a row belongs to a ticket, and that it belongs to one of several: the first is far cheaper to ask for."""
    return column == bindparam("number"), column.in_(bindparam("numbers", expanding=True))


def named(numbers: tuple[int, ...]) -> dict[str, Any]:
    """The value for the condition that `numbers` asks for: [0] for one ticket, [1] for several."""
    return {"number": numbers[0]} if len(numbers) == 1 else {"numbers": numbers}


def history_where(belongs: ColumnElement[bool], before: BindParameter[Any]) -> Select[Any]:
    return ARTICLES.where(belongs, article.c.id < before).order_by(article.c.id.desc()).limit(HISTORY)


HISTORIES = [Prepared(history_where(belongs, bindparam("before"))) for belongs in of_tickets(article.c.ticket)]


def shown_to(asking: Asking, claimed: Claimed) -> Row[Any] | None:
    """The article that the notice brings. Whatever it is attached to, a customer gets none but public ones."""
    if claimed.article is None or Kind(claimed.kind) not in SHOW_ARTICLE:
        return None
    row: Row[Any] | None = asking.row(ARTICLE, id=claimed.article)
    if row is None or (Role(claimed.role) is not Role.AGENT and row.kind != ArticleKind.PUBLIC.value):
        return None
    return row


def view_of(row: Row[Any], parts: list[Row[Any]], role: Role, linking: Linking | None = None) -> ArticleView:
    unverified = row.standing in (Standing.FORGED.label, Standing.UNPROVEN.label, Standing.BEARER.label)
    staff, internal = role is Role.AGENT, row.kind == _INTERNAL
    return ArticleView(
        author=row.author_name or row.address,
        author_address=row.address if staff else "",
        at=row.at,
        text=row.text,
        quoted=row.quoted if staff else "",
        attachments=enclosures.views(parts, role, linking),
        internal=internal,
        held=row.kind == ArticleKind.HELD.value,
        unverified=staff and unverified and row.author_role != Role.AGENT.value,
        seal=tuple(row.seal.split(", ")) if staff and row.seal else (),
        ordered=staff and internal and row.author_role in _CUSTOMERS,
    )


def writer(row: Row[Any] | None, shown: ArticleView | None, policy: Policy) -> str:
    """Agents appear under the name that the configuration gives them, never under what their mail client calls them."""
    if row is None or shown is None:
        return ""
    agent = policy.agent_at(row.address)
    return agent.shown if agent else shown.author


def history(
    asking: Asking, claimed: Claimed, numbers: tuple[int, ...], linking: Linking | None
) -> tuple[ArticleView, ...]:
    """For agents: what was said before, in this ticket and in those that became part of it, the newest first."""
    rows = _earlier(asking, claimed, numbers)
    if Kind(claimed.kind) not in BRINGS_FILES:
        return tuple(view_of(row, [], Role.AGENT) for row in rows)
    files = enclosures.views_among([enclosures.parts_of(asking, row.id) for row in rows], linking)
    return tuple(replace(view_of(row, [], Role.AGENT), attachments=own) for row, own in zip(rows, files, strict=True))


def files_of_history(asking: Asking, claimed: Claimed, numbers: tuple[int, ...]) -> list[Row[Any]]:
    """What goes along with a mail that brings no article of its own."""
    if Kind(claimed.kind) not in BRINGS_FILES:
        return []
    rows = _earlier(asking, claimed, numbers)
    return [part for row in rows for part in enclosures.parts_of(asking, row.id)]


def _earlier(asking: Asking, claimed: Claimed, numbers: tuple[int, ...]) -> Sequence[Row[Any]]:
    """A notice that does not show the article of its mail has it among what was said before."""
    kind = Kind(claimed.kind)
    if Role(claimed.role) is not Role.AGENT or kind not in SHOW_HISTORY:
        return []
    return asking.rows(HISTORIES[len(numbers) > 1], **named(numbers), before=before(claimed))


def before(claimed: Claimed) -> int:
    """The article that comes after those of the history."""
    if claimed.article is None:
        return _LATEST
    return claimed.article + (Kind(claimed.kind) not in SHOW_ARTICLE)


def withheld(asking: Asking, claimed: Claimed, quiet: bool) -> tuple[AttachmentView, ...]:
    if claimed.article is None or Kind(claimed.kind) not in TELLS_OF_FILES:
        return ()
    return enclosures.withheld(enclosures.parts_of(asking, claimed.article), quiet)
