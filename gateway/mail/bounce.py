"""Delivery reports (RFC 3464, and the many that do not follow it) -> who could not be reached, and why."""

from dataclasses import replace

from . import body, complaint, header, mime
from .body import Body
from .charset import decode
from .delivery_status import Report, reports
from .identifiers import ids
from .inbound import Bounce, Defect, Failure, Severity
from .mime import Part
from .named import blamed, near, speech
from .prose import is_daemon, named_in_header, told
from .reasons import HOSTS, VAGUE, reason_of, severity_of
from .returned_copy import leaves, original_ids
from .words import text_of

TEXT_LIMIT = 100_000  # characters of a report that are read
WORDS_LIMIT = 500
_PASSED = frozenset({"delivered", "relayed", "expanded"})
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})


def read(root: Part, content: Body) -> Bounce | None:
    """The report a mail is, or None where it is none, or says that all went well."""
    if complaint.is_complaint(root):
        return None
    parts = list(leaves(root))
    text = content.text[:TEXT_LIMIT]
    found = _found(root, parts, text)
    if not found and is_daemon(root.header):
        inner = next((part for part in parts if part.content_type == "message/rfc822"), None)
        return _read_inner(inner) if inner else None
    open_ = [report for report in found if report.action not in _PASSED and not report.status.startswith("2")]
    if not open_:
        return None
    lines = speech(text)
    late = [report for report in open_ if report.action == "delayed"]
    lost = [report for report in open_ if report.action != "delayed"]
    own = frozenset(ids(text_of(root.header.first("message-id"))))
    return Bounce(
        tuple(_failure(report, lines) for report in _once(lost)),
        original_ids(parts, text, own),
        tuple(_failure(report, lines) for report in _once(late)),
    )


def failures(raw: bytes) -> list[tuple[str, str]] | None:
    """(recipient, status) for each whom a raw mail reports as not reached, or not yet; None where it is no report."""
    defects: list[Defect] = []
    root = mime.read(raw, defects)
    bounce = read(root, body.read(root, defects))
    return [(one.recipient, one.status) for one in (*bounce.failures, *bounce.delays)] if bounce else None


def _found(root: Part, parts: list[Part], text: str) -> list[Report]:
    """Reports by their form (RFC 3464), else by their words; who is missing in the form is looked up in the words.

    People forward reports that they got, form and all: outside of a multipart/report a mail system must have written.
    """
    head = root.header
    formal = [report for part in parts if part.content_type in _STATUS_TYPES for report in reports(_content(part))]
    if not formal or not (root.content_type in ("multipart/report", *_STATUS_TYPES) or is_daemon(head)):
        return told(head, text, formal or _listed(text))
    if all(report.recipient for report in formal):
        return formal
    names = [*named_in_header(head), *(report.recipient for report in blamed(speech(text), frozenset(), ""))]
    spare = iter(name for name in names if name not in {report.recipient for report in formal})
    return [report if report.recipient else replace(report, recipient=next(spare, "")) for report in formal]


def _read_inner(part: Part) -> Bounce | None:
    """The report that a mail system put into a mail of its own, as virus scanners do."""
    defects: list[Defect] = []
    root = mime.read(part.content(defects), defects)
    found = list(leaves(root))
    if not any(leaf.content_type in _STATUS_TYPES for leaf in found):
        return None
    return read(replace(root, header=header.Header()), body.read(root, defects))


def _content(part: Part) -> str:
    text = decode(part.content([])[: 4 * TEXT_LIMIT], part.type.get("charset")).text
    return text.replace("\r\n", "\n")


def _listed(text: str) -> list[Report]:
    """Groups of a delivery-status that stand in the text itself."""
    return reports(text) if "final-recipient:" in text.lower() else []


def _once(found: list[Report]) -> list[Report]:
    return list({(report.recipient.lower(), report.status): report for report in reversed(found)}.values())[::-1]


def _failure(report: Report, lines: list[str]) -> Failure:
    status = report.status or ("4.0.0" if report.action == "delayed" else "5.0.0")
    about = near(lines, report.recipient) if report.recipient else ""
    reason = reason_of(status, report.words, about, " ".join(lines[:60]))
    reason = HOSTS.get(report.recipient.rpartition("@")[2].lower(), reason) if reason in VAGUE else reason
    severity = Severity.SOFT if report.action == "delayed" else severity_of(reason, status)
    return Failure(report.recipient, status, severity, (report.words or about)[:WORDS_LIMIT].strip(), reason)
