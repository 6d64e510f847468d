"""Which small pictures a person sent before: the logo of their signature is shown the first time only."""

from sqlalchemy import Connection, bindparam, select

from ..mail.inbound import Attachment, InboundMail
from ..tickets.attachments import is_small_picture
from ..tickets.people import Person
from . import people
from .prepared import Prepared
from .schema import picture

_SEEN = Prepared(
    select(picture.c.sha256).where(
        picture.c.person == bindparam("who"), picture.c.sha256.in_(bindparam("contents", expanding=True))
    )
)


def seen(connection: Connection, author: Person, mail: InboundMail, contents: tuple[bytes, ...]) -> frozenset[int]:
    """The positions of the attachments that are such a picture. `contents`: the SHA-256 of each attachment."""
    placed = _small(mail.attachments, contents)
    if not author.id or not placed:
        return frozenset()
    known = set(_SEEN.scalars(connection, {"who": author.id, "contents": sorted(set(placed.values()))}))
    return frozenset(position for position, sha256 in placed.items() if sha256 in known)


def remember(
    connection: Connection, author: int, attachments: tuple[Attachment, ...], contents: tuple[bytes, ...]
) -> None:
    found = sorted(set(_small(attachments, contents).values()))
    people.insert_new(connection, picture, [{"person": author, "sha256": sha256} for sha256 in found])


def _small(attachments: tuple[Attachment, ...], contents: tuple[bytes, ...]) -> dict[int, bytes]:
    pairs = enumerate(zip(attachments, contents, strict=False))
    return {position: sha256 for position, (part, sha256) in pairs if is_small_picture(part)}
