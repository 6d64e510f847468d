"""The lines of a report in prose -> the addresses that it says could not be reached, and what it says about each."""

import re
from collections.abc import Callable

from .delivery_status import ADDRESS, Report, bare
from .persian import fold
from .reasons import status_of
from .wordlist import words

LINE_LIMIT = 1000
LINES = 2000
RECIPIENT_LIMIT = 50
ABOUT = 12  # lines that may speak of one address
DAEMONS = ("mailer-daemon", "mail-daemon", "mailerdaemon", "mailer_daemon", "mdaemon@", "mail.delivery", "maildelivery")


def entries(text: str) -> tuple[str, ...]:
    return tuple(fold(entry) for entry in words(text))


# Where the returned mail begins; nothing after it speaks of the failure.
_COPY = re.compile(
    r"^[ \t>*=_-]{0,80}(?:this is a copy of|below this line is|below is a copy|original message|unsent message|"
    r"message header|returned m(?:essage|ail)|the following is a copy|copy of your message|"
    r"headers? of the (?:original )?message|the header and|the headers of|"
    r"the original message|your original message|content of the original|included is a copy|message text follows|"
    r"here is a copy|a copy of the (?:original )?message|original mail|undelivered message|the message was|"
    r"enclosed is a copy|(?:received: ?(?:from|by|\())|return-path: ?<)",
    re.IGNORECASE | re.MULTILINE,
)
# A line that says: here they come.
_HERALDS = entries("""
    following recipient | following address | following destination | did not reach | failed recipient
    could not be delivered to | cannot be delivered to | not delivered to | couldn't be delivered to
    unable to deliver message to | unable to deliver to | undeliverable to | delivery to the following
    delivery failed to | failed to these recipients | had permanent | had transient | had fatal | permanent errors
    delivered to these | address(es) failed | addresses failed | délivré à | delivre a | remis à | folgende empfänger
    folgenden empfänger | siguientes destinatarios | seguenti destinatari | seguintes destinatários
    следующим адресатам | گیرندگان زیر | نشانی زیر | نشانی‌های زیر | آدرس زیر | 次の受信者 | 以下收件人 | 下列收件人
""")
_LABELLED = re.compile(
    r"(?:^|[\s*(])(?:to|recipients?|rcpt to|for|user|address(?:es)?|mailbox|final-recipient|"
    r"intended recipients?|failed recipients?|گیرنده|宛先|受信者|收件人)"
    r"\s{0,3}[:=]\s{0,8}(?:rfc822;\s?)?[<\"'(]?\Z",
    re.IGNORECASE,
)
_REPLY_CODE = re.compile(r"[245]\d\d[ -]")
_AFTER = (":", "(", ";", ",", "...", "-", "<", "[", "on ", "|")

Test = Callable[[str, re.Match[str]], bool]


def speech(text: str) -> list[str]:
    """The lines before the copy of the returned mail; all of them where nothing stands before it."""
    found = _COPY.search(text)
    before = text[: found.start()] if found else text
    if not ADDRESS.search(before[:50_000]):
        before = text
    return [line[:LINE_LIMIT] for line in before.split("\n")[:LINES]]


def blamed(lines: list[str], strangers: frozenset[str], action: str) -> list[Report]:
    """Addresses after a line that announces them count more than others; then those that stand alone, then labelled
    ones, then any.
    """
    herald = next((n for n, line in enumerate(lines) if _is_herald(line)), -1)
    stretches = [(lines[herald:], _TESTS), (lines, _TESTS)] if herald >= 0 else [(lines, _TESTS)]
    for stretch, tests in stretches:
        for test in tests:
            if places := _places(stretch, strangers, test):
                return _reports(lines, places, action)
    return _reports(lines, _places(lines, frozenset(), _is_alone), action)


def near(lines: list[str], address: str) -> str:
    """What is said about an address: its line and those after it, up to the next address that stands alone."""
    folded = address.lower()
    start = next((n for n, line in enumerate(lines) if folded in line.lower()), -1)
    if start < 0:
        return ""
    said = [lines[start]]
    for line in lines[start + 1 : start + ABOUT]:
        found = ADDRESS.search(line)
        if found and found[0].lower() != folded and (_is_alone(line, found) or _leads(line, found)):
            break
        said.append(line)
    return " ".join(said)


def told_status(about: str, whole: str, action: str) -> str:
    status = status_of(about) or status_of(whole)
    if action == "delayed" and not status.startswith("4"):
        return f"4{status[1:]}" if status else "4.4.7"
    return status


def _is_herald(line: str) -> bool:
    folded = fold(line)
    return any(phrase in folded for phrase in _HERALDS)


def _places(lines: list[str], strangers: frozenset[str], test: Test) -> list[str]:
    places: dict[str, None] = {}
    for line in lines:
        if "@" not in line:
            continue
        for match in ADDRESS.finditer(line):
            name = bare(match[0])
            folded = name.lower()
            if folded in strangers or folded.startswith(DAEMONS) or len(places) >= RECIPIENT_LIMIT:
                continue
            if "." in folded.rpartition("@")[2] and test(line, match):
                places[folded] = None
    return list(places)


def _is_alone(line: str, found: re.Match[str]) -> bool:
    before = _before(line, found)
    after = line[found.end() :].lstrip(">\"') \t")
    return not before and (not after or after.startswith(_AFTER))


def _is_labelled(line: str, found: re.Match[str]) -> bool:
    return _LABELLED.search(line[max(0, found.start() - 60) : found.start()]) is not None


def _leads(line: str, found: re.Match[str]) -> bool:
    """It begins a sentence about itself."""
    return not _before(line, found) and line[found.end() : found.end() + 1] in (" ", ">", "\t")


def _is_any(line: str, found: re.Match[str]) -> bool:
    return True


_TESTS: tuple[Test, ...] = (_is_alone, _is_labelled, _leads, _is_any)


def _before(line: str, found: re.Match[str]) -> str:
    before = line[: found.start()]
    code = _REPLY_CODE.match(before)
    return before[code.end() if code else 0 :].strip(" \t<\"'(*>-.[")


def _reports(lines: list[str], addresses: list[str], action: str) -> list[Report]:
    whole = " ".join(lines)[:5000]
    found = []
    for address in addresses:
        about = near(lines, address)
        found.append(Report(address, action, told_status(about, whole, action), about[:500].strip()))
    return found
