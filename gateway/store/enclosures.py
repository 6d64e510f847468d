"""The attachments of an article as a letter sees them: which go along, which are only named, and why."""

from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, select

from ..letter import Enclosure, Linked
from ..notices import AttachmentView
from ..tickets.attachments import Withheld, read_withheld
from ..tickets.people import Role
from .asking import Asking
from .linking import Linking
from .prepared import Prepared
from .schema import attachment

ENCLOSED = 15 * 1024 * 1024  # bytes of attachments that go along with one mail


class _Way(Enum):
    ALONG = "along"
    LINK = "as a link"
    LEFT = "left out"


def parts_where(belongs: ColumnElement[bool]) -> Select[Any]:
    return select(attachment).where(belongs).order_by(attachment.c.position)


PARTS = Prepared(parts_where(attachment.c.article == bindparam("id")))


def parts_of(asking: Asking, article: int) -> list[Row[Any]]:
    """Without the pictures of a signature that were shown before."""
    return [row for row in asking.rows(PARTS, id=article) if not row.hidden]


def enclosed(parts: list[Row[Any]], linking: Linking | None = None) -> tuple[Enclosure, ...]:
    packed = _packed(parts, linking)
    return tuple(Enclosure(part.name, part.type, part.sha256) for part, way in packed if way is _Way.ALONG)


def linked(parts: list[Row[Any]], linking: Linking | None) -> tuple[Linked, ...]:
    """The files that must lie in the folder of links before the mail leaves."""
    if linking is None:
        return ()
    packed = _packed(parts, linking)
    return tuple(Linked(linking.name(part.sha256, part.name), part.sha256) for part, way in packed if way is _Way.LINK)


def views(parts: list[Row[Any]], role: Role, linking: Linking | None = None) -> tuple[AttachmentView, ...]:
    """What stands in the text comes last: the files first, then the pictures."""
    found = [_view(part, way, role, linking) for part, way in _packed(parts, linking)]
    return tuple(sorted(found, key=lambda view: view.picture))


def views_among(groups: list[list[Row[Any]]], linking: Linking | None = None) -> list[tuple[AttachmentView, ...]]:
    """For agents: the same for several articles whose files go along with one mail."""
    packed = iter(_packed([part for group in groups for part in group], linking))
    return [tuple(_view(*next(packed), Role.AGENT, linking) for _ in group) for group in groups]


def withheld(parts: list[Row[Any]], quiet: bool) -> tuple[AttachmentView, ...]:
    """For the sender: what was not passed on. `quiet`: without a word of theirs."""
    found = (_view(part, _Way.LEFT, Role.REQUESTER) for part in parts if part.withheld)
    return tuple(AttachmentView("", 0, False, withheld=view.withheld) if quiet else view for view in found)


def _packed(parts: list[Row[Any]], linking: Linking | None) -> list[tuple[Row[Any], _Way]]:
    """Each part, and its way: what is withheld has none, the rest goes along while there is room. Where there are
    links, large files and those that find no room go as such.
    """
    total = 0
    packed = []
    for part in parts:
        fits = total + part.size <= ENCLOSED and (linking is None or part.size < linking.over)
        way = _Way.LEFT if part.withheld else _Way.ALONG if fits else _Way.LINK if linking else _Way.LEFT
        total += part.size if way is _Way.ALONG else 0
        packed.append((part, way))
    return packed


def _view(part: Row[Any], way: _Way, role: Role, linking: Linking | None = None) -> AttachmentView:
    kept = read_withheld(part.withheld)
    if kept is not None and role is not Role.AGENT:
        kept = Withheld(kept.reason)  # what the scanner calls it helps agents only
    picture = part.inline and part.type.startswith("image/")
    link = linking.address(part.sha256, part.name) if linking is not None and way is _Way.LINK else ""
    return AttachmentView(part.name, part.size, way is _Way.ALONG, picture, kept, link)
