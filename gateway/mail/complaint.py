"""Feedback reports about spam (RFC 5965): told from delivery reports, which they resemble, and read."""

from .address import mailboxes
from .charset import decode
from .complained import Complaint
from .delivery_status import address
from .identifiers import ids
from .mime import Part
from .returned_copy import copies, leaves, original_ids
from .words import text_of

FORM_LIMIT = 20_000  # characters of the form that are read
TEXT_LIMIT = 100_000
PEOPLE = 20  # who may have complained
_COMPLAINERS = ("original-rcpt-to", "removal-recipient")
_WRITTEN_TO = ("x-hmxmroriginalrecipient", "x-original-to", "x-apparently-to", "to")


def is_complaint(root: Part) -> bool:
    if root.type.get("report-type").lower() == "feedback-report":
        return True
    return any(child.content_type == "message/feedback-report" for child in root.children)


def read(root: Part, text: str) -> Complaint:
    """What a mail that is known to be a complaint says. Where its form names nobody, the copy tells who got it."""
    parts = list(leaves(root))
    form = _form(parts)
    own = frozenset(ids(text_of(root.header.first("message-id"))))
    named = [found for name in _COMPLAINERS for value in form.get(name, ()) if (found := address(value))]
    return Complaint(
        kind=(form.get("feedback-type") or ["abuse"])[0].strip().lower()[:40],
        sender=next((found for value in form.get("original-mail-from", ()) if (found := address(value))), ""),
        recipients=tuple(dict.fromkeys(named or _written_to(parts)))[:PEOPLE],
        original_ids=original_ids(parts, text[:TEXT_LIMIT], own),
    )


def _form(parts: list[Part]) -> dict[str, list[str]]:
    """The fields of the report by their names; some servers put them below header lines of their own."""
    found: dict[str, list[str]] = {}
    for part in parts:
        if part.content_type != "message/feedback-report":
            continue
        for line in decode(part.content([])[:FORM_LIMIT], part.type.get("charset")).text.splitlines():
            name, colon, value = line.partition(":")
            if colon and len(name) <= 40:
                found.setdefault(name.strip().lower(), []).append(value.strip())
    return found


def _written_to(parts: list[Part]) -> list[str]:
    heads = copies(parts)
    raws = [raw for head in heads for name in _WRITTEN_TO for raw in head.every(name)]
    return [mailbox.address for raw in raws for mailbox in mailboxes(raw)]
