"""Delivery reports (RFC 3464, and the many that do not follow it) -> who could not be reached, and why."""

import re
from collections.abc import Iterator

from . import body, complaint, header, mime
from .body import Body
from .delivery_status import Report, reports, severity_of
from .identifiers import ids
from .inbound import Bounce, Defect, Failure
from .mime import Part
from .prose import told
from .words import text_of

TEXT_LIMIT = 100_000  # characters of a report that are read
_ORIGINAL_ID = re.compile(
    r"^[ \t>]{0,8}message-id:[ \t]{0,8}(?:\n[ \t]{1,8})?(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE
)
_PASSED = frozenset({"delivered", "relayed", "expanded"})


def read(root: Part, content: Body) -> Bounce | None:
    """The report a mail is, or None where it is none, or reports no failure."""
    head = root.header
    if complaint.is_complaint(root):
        return None
    parts = list(_leaves(root))
    found = [report for part in parts if _is_status(part) for report in reports(_content(part))]
    if not found:
        found = told(head, content.text[:TEXT_LIMIT], _statuses(content))
    failed = [report for report in found if report.action not in _PASSED and not report.status.startswith("2")]
    if not failed:
        return None
    own = frozenset(ids(text_of(head.first("message-id"))))
    return Bounce(tuple(_failure(report) for report in _once(failed)), _original_ids(parts, content.text, own))


def failures(raw: bytes) -> list[tuple[str, str]] | None:
    """(recipient, status) for each failure of a raw mail, None where it is no report of one."""
    defects: list[Defect] = []
    root = mime.read(raw, defects)
    bounce = read(root, body.read(root, defects))
    return [(failure.recipient, failure.status) for failure in bounce.failures] if bounce else None


def _leaves(part: Part) -> Iterator[Part]:
    if not part.children:
        yield part
    for child in part.children:
        yield from _leaves(child)


def _is_status(part: Part) -> bool:
    return part.content_type in ("message/delivery-status", "message/global-delivery-status")


def _content(part: Part) -> str:
    return part.content([])[: 4 * TEXT_LIMIT].decode("utf-8", "replace").replace("\r\n", "\n")


def _statuses(content: Body) -> list[Report]:
    """Groups of a delivery-status that stand in the text itself."""
    text = content.text[:TEXT_LIMIT]
    return reports(text) if "final-recipient:" in text.lower() else []


def _once(found: list[Report]) -> list[Report]:
    return list({(report.recipient.lower(), report.status): report for report in reversed(found)}.values())[::-1]


def _failure(report: Report) -> Failure:
    status = report.status or ("4.0.0" if report.action == "delayed" else "5.0.0")
    return Failure(report.recipient, status, severity_of(status, report.action), report.words[:500])


def _original_ids(parts: list[Part], text: str, own: frozenset[str]) -> tuple[str, ...]:
    """The ids of the mail that came back: from its headers as a part, else from its copy in the text."""
    found: list[str] = []
    for part in parts:
        if part.content_type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
            returned, _ = header.read(part.content([]).lstrip(b"\r\n"))
            found += ids(text_of(returned.first("message-id")))
    if not found:
        found = [id_ for match in _ORIGINAL_ID.finditer(text) for id_ in ids(match[1])]
    return tuple(dict.fromkeys(id_ for id_ in found if id_ not in own))[:20]
