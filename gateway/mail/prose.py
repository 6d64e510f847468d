"""Delivery reports in plain words, as qmail, Exim, old sendmail and many hosters write them."""

import re
from collections.abc import Callable

from .address import mailboxes
from .delivery_status import ADDRESS, Report, status_of
from .header import Header
from .wordlist import words as entries
from .words import text_of

LINE_LIMIT = 1000
RECIPIENT_LIMIT = 50
_DAEMONS = ("mailer-daemon", "mail-daemon", "mailerdaemon", "mail.delivery.system", "maildelivery")
_OFFICES = ("postmaster", "post_master", "no-reply", "noreply", "admin", "root", "exchange", "symantec")
_SUBJECTS = entries("""
    delivery status notification | delivery notification | delivery failure | delivery fail
    delivery has failed | delivery report | deliver mail | mail delivery | failure notice
    failure report | mail failure | mail failed | message delivery | could not be delivered
    couldn't be delivered | undeliver | undelivered | not delivered | non-deliver | nondeliver
    returned mail | returned to sender | returning | delayed mail | delayed | mail error
    mail system error | permanent delivery | mail could not | メールエラー通知 | 配信 | unzustellbar | zustellung
    non remis | échec | no se puede entregar | não entregue | недоставлен | 退信 | تحویل داده نشد
    عدم تحویل
""")
_FAILING = entries("""
    could not be delivered | couldn't be delivered | not be delivered | unable to deliver
    was not delivered | undeliverable | delivery failed | delivery to the following | failed permanently
    returned to you | user unknown | permanent error | permanent fatal errors | did not reach
    delivery failure | has been delayed | temporarily | rejected your message | returning message
    unknown user | bounced | error | cannot be | can't | failed | delivery
""")
_DELAYS = (
    "delay",
    "still being retried",
    "will be retried",
    "not yet been delivered",
    "no action is required",
    "will keep trying",
)
# Where the returned mail begins; nothing after it speaks of the failure.
_COPY = re.compile(
    r"^[ \t>*=_-]{0,80}(?:this is a copy of|below this line is|below is a copy|original message|unsent message|"
    r"message header|returned message|the following is a copy|copy of your message|"
    r"headers? of the (?:original )?message|"
    r"the original message|your original message|content of the original|included is a copy|message text follows|"
    r"here is a copy|a copy of the (?:original )?message|original mail|undelivered message|the message was|"
    r"(?:received: (?:from|by|\())|return-path: ?<)",
    re.IGNORECASE | re.MULTILINE,
)
_LABELLED = re.compile(
    r"(?:^|[\s*(])(?:to|recipients?|rcpt to|for|user|address(?:es)?|mailbox|final-recipient|"
    r"intended recipients?|failed recipients?|宛先|受信者)"
    r"\s{0,3}[:=]\s{0,8}(?:rfc822;\s?)?[<\"'(]?\Z",
    re.IGNORECASE,
)


def told(head: Header, text: str, listed: list[Report]) -> list[Report]:
    """The failures of a report in prose; `listed` are those that it lists in the form of RFC 3464 all the same."""
    subject = text_of(head.first("subject")).casefold()
    delayed = any(word in subject for word in _DELAYS)
    failed = [address for raw in head.every("x-failed-recipients") for address in ADDRESS.findall(text_of(raw))]
    if not failed and not _is_report(head, subject, text):
        return []
    if listed:
        return listed
    lines = _speech(text)
    if failed:
        words = " ".join(lines)[:5000]
        return [
            Report(address, "delayed" if delayed else "failed", _status(_near(lines, address) or words, words, delayed))
            for address in failed
        ]
    return _found(lines, _strangers(head), delayed)


def _is_report(head: Header, subject: str, text: str) -> bool:
    """A mail system wrote it and it speaks of failure, or the postmaster did and its subject says so."""
    senders = [m.address.casefold() for raw in head.every("from") for m in mailboxes(raw)] or [
        text_of(head.first("from")).casefold()
    ]
    path = text_of(head.first("return-path")).strip().casefold()
    senders.append(path.strip("<>"))
    if text_of(head.first("auto-submitted")).casefold().startswith("auto-replied") and not any(
        s in subject for s in _SUBJECTS
    ):
        return False
    says_so = any(phrase in subject for phrase in _SUBJECTS)
    if any(sender.startswith(_DAEMONS) for sender in senders):
        return says_so or any(phrase in text[:3000].casefold() for phrase in _FAILING)
    return says_so and (path == "<>" or any(sender.startswith(_OFFICES) for sender in senders))


def _speech(text: str) -> list[str]:
    """The lines before the copy of the returned mail; all of them where nothing stands before it."""
    found = _COPY.search(text)
    before = text[: found.start()] if found else text
    if not ADDRESS.search(before[:50_000]):
        before = text
    return [line[:LINE_LIMIT] for line in before.split("\n")[:2000]]


def _strangers(head: Header) -> frozenset[str]:
    """Addresses that are not the failed one: the report's writer and the one it was sent to."""
    found = [
        m.address.lower()
        for name in ("from", "to", "reply-to", "sender")
        for raw in head.every(name)
        for m in mailboxes(raw)
    ]
    return frozenset(found)


def _found(lines: list[str], strangers: frozenset[str], delayed: bool) -> list[Report]:
    """First the lines that name an address and little else, then labelled ones, then any address."""
    for test in (_is_alone, _is_labelled, _is_any):
        places = _places(lines, strangers, test)
        if not places and test is _is_alone:
            continue
        if places:
            return _reports(lines, places, delayed)
    return _reports(lines, _places(lines, frozenset(), _is_alone), delayed)


def _places(lines: list[str], strangers: frozenset[str], test: Callable[[str, re.Match[str]], bool]) -> dict[str, int]:
    places: dict[str, int] = {}
    for number, line in enumerate(lines):
        if "@" not in line:
            continue
        for match in ADDRESS.finditer(line):
            name = match[0].rstrip(".").strip("'\"").lower()
            if name in strangers or name.startswith(_DAEMONS) or name in places or len(places) >= RECIPIENT_LIMIT:
                continue
            if "." in name.rpartition("@")[2] and test(line, match):
                places[match[0].rstrip(".").strip("'\"").lower()] = number
    return places


def _is_alone(line: str, found: re.Match[str]) -> bool:
    before = line[: found.start()].strip(" \t<\"'(*>-.")
    after = line[found.end() :].lstrip(">\"') \t")
    return not before and (not after or after.startswith((":", "(", ";", ",", "...", "-", "<")))


def _is_labelled(line: str, found: re.Match[str]) -> bool:
    return _LABELLED.search(line[max(0, found.start() - 60) : found.start()]) is not None


def _is_any(line: str, found: re.Match[str]) -> bool:
    return True


def _reports(lines: list[str], places: dict[str, int], delayed: bool) -> list[Report]:
    whole = " ".join(lines)[:5000]
    return [
        Report(
            address,
            "delayed" if delayed else "failed",
            _status(_near(lines, address), whole, delayed),
            _near(lines, address)[:500].strip(),
        )
        for address in places
    ]


def _near(lines: list[str], address: str) -> str:
    """What is said about an address: its line and those after it, up to the next address that stands alone."""
    folded = address.lower()
    start = next((n for n, line in enumerate(lines) if folded in line.lower()), -1)
    if start < 0:
        return ""
    said = [lines[start]]
    for line in lines[start + 1 : start + 12]:
        found = ADDRESS.search(line)
        if found and found[0].lower() != folded and _is_alone(line, found):
            break
        said.append(line)
    return " ".join(said)


def _status(near: str, whole: str, delayed: bool) -> str:
    status = status_of(near) or status_of(whole)
    if delayed and not status.startswith("4"):
        return "4.4.7" if not status else f"4{status[1:]}"
    return status
