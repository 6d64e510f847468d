"""The attachments of an article as a letter sees them: which go along, which are only named, and why."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from ..letter import Enclosure
from ..notices import AttachmentView
from ..tickets.attachments import Withheld, read_withheld
from ..tickets.people import Role
from .schema import attachment

ENCLOSED = 15 * 1024 * 1024  # bytes of attachments that go along with one mail

_PARTS = select(attachment).where(attachment.c.article == bindparam("id")).order_by(attachment.c.position)


def parts_of(connection: Connection, article: int) -> list[Row[Any]]:
    """Without the pictures of a signature that were shown before."""
    return [row for row in connection.execute(_PARTS, {"id": article}) if not row.hidden]


def enclosed(parts: list[Row[Any]]) -> tuple[Enclosure, ...]:
    return tuple(Enclosure(part.name, part.type, part.sha256) for part, fits in _fitting(parts) if fits)


def views(parts: list[Row[Any]], role: Role) -> tuple[AttachmentView, ...]:
    """What stands in the text comes last: the files first, then the pictures."""
    found = [_view(part, fits, role) for part, fits in _fitting(parts)]
    return tuple(sorted(found, key=lambda view: view.picture))


def views_among(groups: list[list[Row[Any]]]) -> list[tuple[AttachmentView, ...]]:
    """For agents: the same for several articles whose files go along with one mail."""
    fitting = iter(_fitting([part for group in groups for part in group]))
    return [tuple(_view(*next(fitting), Role.AGENT) for _ in group) for group in groups]


def withheld(parts: list[Row[Any]], quiet: bool) -> tuple[AttachmentView, ...]:
    """For the sender: what was not passed on. `quiet`: without a word of theirs."""
    found = (_view(part, False, Role.REQUESTER) for part in parts if part.withheld)
    return tuple(AttachmentView("", 0, False, withheld=view.withheld) if quiet else view for view in found)


def _fitting(parts: list[Row[Any]]) -> list[tuple[Row[Any], bool]]:
    """Each part, and whether it goes along: what is withheld never does, the rest while there is room."""
    total = 0
    fitting = []
    for part in parts:
        fits = not part.withheld and total + part.size <= ENCLOSED
        total += part.size if fits else 0
        fitting.append((part, fits))
    return fitting


def _view(part: Row[Any], fits: bool, role: Role) -> AttachmentView:
    kept = read_withheld(part.withheld)
    if kept is not None and role is not Role.AGENT:
        kept = Withheld(kept.reason)  # what the scanner calls it helps agents only
    picture = part.inline and part.type.startswith("image/")
    return AttachmentView(part.name, part.size, fits, picture, kept)
