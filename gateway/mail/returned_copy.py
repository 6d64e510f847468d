"""The copy of a mail that a report brings back: its Message-IDs and whom it was written to."""

import re
from collections.abc import Iterator

from . import header
from .header import Header
from .identifiers import ids
from .mime import Part
from .words import text_of

LIMIT = 20  # ids of one report
COPY_TYPES = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers"}
)
_ORIGINAL_ID = re.compile(
    r"^[ \t>]{0,8}message-id:[ \t]{0,8}(?:\n[ \t]{1,8})?(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE
)


def leaves(part: Part) -> Iterator[Part]:
    if not part.children:
        yield part
    for child in part.children:
        yield from leaves(child)


def copies(parts: list[Part]) -> list[Header]:
    """The headers of the mails that came back as parts."""
    found = [part for part in parts if part.content_type in COPY_TYPES]
    return [header.read(part.content([]).lstrip(b"\r\n"))[0] for part in found]


def original_ids(parts: list[Part], text: str, own: frozenset[str]) -> tuple[str, ...]:
    """The ids of the mail that came back: from its headers as a part, else from its copy in the text."""
    found = [id_ for returned in copies(parts) for id_ in ids(text_of(returned.first("message-id")))]
    if not found:
        found = [id_ for match in _ORIGINAL_ID.finditer(text) for id_ in ids(match[1])]
    return tuple(dict.fromkeys(id_ for id_ in found if id_ not in own))[:LIMIT]
