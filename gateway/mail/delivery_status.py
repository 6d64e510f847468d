"""message/delivery-status (RFC 3464 section 2) -> one report for each recipient, read leniently."""

import re
from dataclasses import dataclass

LIMIT = 200  # recipients of one report
_BLANK_LINE = re.compile(r"\n[ \t]{0,20}\n")
_STATUS = re.compile(r"(?<![\d.-])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
REPLY = re.compile(r"(?<![\d.=-])(?<![\d\]]:)([45])[0-5]\d(?![\d.:=]*\d)")
ADDRESS = re.compile(
    r"(?<![A-Za-z0-9!#$%&'*+/=?^_`{|}~.\"-])"
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\"-]{1,120}@(?:[A-Za-z0-9_-]{1,63}\.?){1,12}"
)
_WIDE = re.compile(r"[^\s<>@;:,()\"]{1,120}@[^\s<>@;:,()\"]{1,253}")  # RFC 6533: letters of any script
# What was written on the mail, then whom a system on the way made of it (RFC 3464 section 2.3.1).
_NAMES = ("original-recipient", "final-recipient", "x-actual-recipient")


@dataclass(frozen=True, slots=True)
class Report:
    """What is said about one recipient. `action`: failed, delayed, delivered, relayed, expanded, or ""."""

    recipient: str
    action: str
    status: str
    words: str = ""


def reports(text: str) -> list[Report]:
    """The per-recipient groups; they are set apart by blank lines, or only by the next Final-Recipient."""
    found: list[Report] = []
    for group in _BLANK_LINE.split(text.replace("\r", "")):
        fields: dict[str, str] = {}
        for name, value in _fields(group):
            if name == "final-recipient" and name in fields:
                found += _report(fields)
                fields = {}
            fields.setdefault(name, value)
        found += _report(fields)
        if len(found) > LIMIT:
            break
    return found[:LIMIT]


def _fields(group: str) -> list[tuple[str, str]]:
    fields: list[tuple[str, list[str]]] = []
    for line in group.split("\n"):
        if line[:1] in (" ", "\t"):
            if fields:
                fields[-1][1].append(line.strip())
            continue
        name, colon, value = line.partition(":")
        if colon and len(name) <= 40:
            fields.append((name.strip().lower(), [value.strip()]))
    return [(name, " ".join(value)[:2000]) for name, value in fields]


def _report(fields: dict[str, str]) -> list[Report]:
    if not any(name in fields for name in _NAMES[:2]):
        return []
    named = [found for name in _NAMES if (found := address(fields.get(name, "")))]
    recipient = next((found for found in named if "." in found.rpartition("@")[2]), named[0] if named else "")
    action = fields.get("action", "").partition(" ")[0].partition("(")[0].strip().lower()
    words = fields.get("diagnostic-code", "")
    stated = _STATUS.search(fields.get("status", ""))
    return [Report(recipient, action, best_status(stated[1] if stated else "", words), words)]


def address(value: str) -> str:
    """The address in `rfc822; <user@host>`, or ""."""
    found = (ADDRESS if value.isascii() else _WIDE).search(value)
    return bare(found[0]) if found else ""


def bare(found: str) -> str:
    """An address without what only stands around it."""
    name = found.rstrip(".").strip("'\"")
    return name[5:] if name[:5].lower() == "smtp=" else name


def best_status(stated: str, words: str) -> str:
    """What the other host said is nearer the truth than what was made of it on the way; x.0.0 and x.4.7 say least."""
    coded = [found[1] for found in _STATUS.finditer(words) if found[1][0] in "45"]
    telling = [code for code in coded if not code.endswith((".0.0", ".4.7"))]
    if telling:
        return telling[0]
    if stated and not stated.endswith(".0.0"):
        return stated
    exact = next((code for code in coded if not code.endswith(".0.0")), "")
    return exact or stated or (coded[0] if coded else "")
