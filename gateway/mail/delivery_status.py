"""message/delivery-status (RFC 3464 section 2) -> one report for each recipient, read leniently."""

import re
from dataclasses import dataclass

from .inbound import Severity
from .wordlist import words

LIMIT = 200  # recipients of one report
_BLANK_LINE = re.compile(r"\n[ \t]{0,20}\n")
_STATUS = re.compile(r"(?<![\d.-])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.:=-])([45])[0-5]\d(?![\d.:=]*\d)")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\"-]{1,120}@(?:[A-Za-z0-9_-]{1,63}\.?){1,12}")
ADDRESS = _ADDRESS

# The words of a report that name the reason, where it has no code or only a vague one; the first hit counts.
REASONS = (
    ("5.2.2", words("""
        mailbox full | mailbox is full | quota | over quota | mailfolder is full | exceeded storage | disk full
    """)),
    ("5.3.4", words("message too large | message size | too big | size exceeds | exceeds limit | exceeds the maximum")),
    ("4.4.7", words("""
        delivery time expired | retry time not reached | retry timeout | message expired | too old | for 4 days
    """)),
    ("5.1.2", words("""
        host unknown | unknown host | domain not found | host not found | no such domain | nxdomain
        name or service not known | not find any host | unrouteable | unroutable | no such host
        domain does not exist | unresolvable
    """)),
    ("4.4.1", words("""
        connection timed out | connection refused | could not connect | timed out | no route to host | temporarily
        deferred
    """)),
    ("5.7.1", words("""
        relaying denied | relay access denied | not permitted to relay | access denied | blocked | blacklist | spam
        not allowed | prohibited | permission | rejected for policy | spf | dmarc
    """)),
    ("5.1.1", words("""
        user unknown | unknown user | no such user | does not exist | doesn't exist | unknown recipient
        recipient unknown | not listed in | no mailbox | invalid recipient | mailbox unavailable | unknown address
        mailbox not found | not found | no account | invalid address | unknown local | user not | address rejected
        no such
    """)),
)  # fmt: skip
# Permanent, but the address lives: the mail was too big, or the mailbox is full today.
LIVING = frozenset({"5.2.2", "5.2.3", "5.3.4"})


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
    recipient = next(
        (
            a
            for name in ("final-recipient", "original-recipient", "x-actual-recipient")
            if (a := address(fields.get(name, "")))
        ),
        "",
    )
    if not recipient and "final-recipient" not in fields and "original-recipient" not in fields:
        return []
    action = fields.get("action", "").partition(" ")[0].partition("(")[0].strip().lower()
    words = fields.get("diagnostic-code", "")
    stated = _STATUS.search(fields.get("status", ""))
    return [Report(recipient, action, best_status(stated[1] if stated else "", words), words)]


def address(value: str) -> str:
    """The address in `rfc822; <user@host>`, or ""."""
    found = _ADDRESS.search(value)
    return found[0].rstrip(".").strip("'\"") if found else ""


def best_status(stated: str, words: str) -> str:
    """The stated code, unless it is a vague x.0.0 and the words know better."""
    if stated and not stated.endswith(".0.0"):
        return stated
    coded = [code for code in _STATUS.findall(words) if code[0] in "45"]
    exact = next((code for code in coded if not code.endswith(".0.0")), "")
    if exact and (not stated or exact[0] == stated[0] or stated[0] == "2"):
        return exact
    return stated or (coded[0] if coded else "")


def status_of(words: str) -> str:
    """An enhanced code for a report in prose: the one it states, else by its reason, else by its reply code."""
    stated = best_status("", words)
    if stated and not stated.endswith(".0.0"):
        return stated
    folded = words.casefold()
    reply = _REPLY.search(words)
    for status, phrases in REASONS:
        if any(phrase in folded for phrase in phrases):
            return f"{reply[1]}{status[1:]}" if reply else status
    return stated or (f"{reply[1]}.0.0" if reply else "")


def severity_of(status: str, action: str) -> Severity:
    """4.x and delays pass; 5.x is final, unless the address itself is alive (RFC 3463 section 2)."""
    if action == "delayed" or status.startswith("4") or status in LIVING:
        return Severity.SOFT
    return Severity.HARD
