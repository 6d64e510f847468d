"""Why a mail came back: a status code (RFC 3463 and the IANA registry of its codes) and the words beside it -> Reason.

What a mail system says in words is nearer the truth than most codes: 5.7.1 stands for nearly everything, and many
write 5.1.1 whatever happened. So a code that means one thing only counts first, then the words, then any code.
"""

import re

from .delivery_status import ADDRESS, REPLY, best_status
from .inbound import Failure, Reason, Severity
from .phrases import PHRASES, folded

WORDS_LIMIT = 4000
_URL = re.compile(r"https?://[^\s<>\"]{1,300}")
_EXIT = re.compile(r"\bx-?unix;\s{0,3}(\d{1,3})\b")

# By the subject and detail of a code, whatever its class. These are used for one thing only, by everybody.
EXACT: dict[str, Reason] = {
    "1.2": Reason.NO_SUCH_HOST,
    "1.6": Reason.MOVED,
    "1.7": Reason.SENDER,
    "1.8": Reason.SENDER,
    "2.2": Reason.MAILBOX_FULL,
    "2.3": Reason.TOO_BIG,
    "3.1": Reason.SYSTEM_FULL,
    "3.4": Reason.TOO_BIG,
    "6.1": Reason.CONTENT,
    "6.2": Reason.CONTENT,
    "6.3": Reason.CONTENT,
    "6.6": Reason.CONTENT,
    "7.13": Reason.SUSPENDED,
    "7.17": Reason.MOVED,
    "7.18": Reason.MOVED,
    "7.20": Reason.AUTHENTICATION,
    "7.21": Reason.AUTHENTICATION,
    "7.22": Reason.AUTHENTICATION,
    "7.23": Reason.AUTHENTICATION,
    "7.24": Reason.AUTHENTICATION,
    "7.25": Reason.BLOCKED,
    "7.26": Reason.AUTHENTICATION,
    "7.28": Reason.RATE,
    "7.29": Reason.AUTHENTICATION,
    "7.509": Reason.AUTHENTICATION,
    "7.515": Reason.AUTHENTICATION,
}
# These say something where the words do not.
LIKELY: dict[str, Reason] = {
    "1.1": Reason.NO_SUCH_USER,
    "1.3": Reason.NO_SUCH_USER,
    "1.4": Reason.NO_SUCH_USER,
    "1.10": Reason.NO_MAIL_TAKEN,
    "2.0": Reason.POLICY,
    "2.1": Reason.SUSPENDED,
    "2.4": Reason.SYSTEM,
    "3.0": Reason.SYSTEM,
    "3.2": Reason.SYSTEM,
    "3.3": Reason.SYSTEM,
    "3.5": Reason.SYSTEM,
    "4.0": Reason.NETWORK,
    "4.1": Reason.NETWORK,
    "4.2": Reason.NETWORK,
    "4.3": Reason.SYSTEM,
    "4.4": Reason.NO_SUCH_HOST,
    "4.5": Reason.SYSTEM_FULL,
    "4.6": Reason.NETWORK,
    "4.7": Reason.EXPIRED,
    "5.1": Reason.PROTOCOL,
    "5.2": Reason.PROTOCOL,
    "5.3": Reason.RATE,
    "5.4": Reason.PROTOCOL,
    "6.0": Reason.CONTENT,
    "6.4": Reason.CONTENT,
    "6.5": Reason.CONTENT,
    "6.9": Reason.CONTENT,
    "7.0": Reason.POLICY,
    "7.1": Reason.POLICY,
    "7.2": Reason.POLICY,
    "7.3": Reason.POLICY,
    "7.8": Reason.POLICY,
    "7.9": Reason.POLICY,
    "7.27": Reason.SENDER,
    "7.30": Reason.POLICY,
}
# How a program of the mail system ended (sysexits.h), told as `X-Unix; 67`.
EXITS: dict[str, Reason] = {
    "67": Reason.NO_SUCH_USER,
    "68": Reason.NO_SUCH_HOST,
    "73": Reason.SYSTEM_FULL,
    "78": Reason.SYSTEM,
}
# The code for a report that gives its reason in words only. It is the end of the matter, so class 5 whatever it was.
CODES: dict[Reason, str] = {
    Reason.NO_SUCH_USER: "5.1.1",
    Reason.MOVED: "5.1.6",
    Reason.MAILBOX_FULL: "5.2.2",
    Reason.SUSPENDED: "5.2.1",
    Reason.NO_SUCH_HOST: "5.1.2",
    Reason.NO_MAIL_TAKEN: "5.1.10",
    Reason.TOO_BIG: "5.3.4",
    Reason.RELAY: "5.7.1",
    Reason.SPAM: "5.7.1",
    Reason.VIRUS: "5.7.1",
    Reason.CONTENT: "5.6.0",
    Reason.AUTHENTICATION: "5.7.26",
    Reason.BLOCKED: "5.7.1",
    Reason.SENDER: "5.7.1",
    Reason.POLICY: "5.7.1",
    Reason.RATE: "5.7.28",
    Reason.NETWORK: "5.4.1",
    Reason.EXPIRED: "5.4.7",
    Reason.SYSTEM_FULL: "5.3.1",
    Reason.SYSTEM: "5.3.0",
    Reason.PROTOCOL: "5.5.0",
}
# Hosts that write to people, in their language, and give no code: Google Groups when the sender may not post.
HOSTS: dict[str, Reason] = {"googlegroups.com": Reason.SENDER}
# Words that many reports hold beside the reason.
VAGUE = frozenset({Reason.UNKNOWN, Reason.POLICY, Reason.SYSTEM})
# Of these a later mail to the same address will not arrive either.
DEAD = frozenset({Reason.NO_SUCH_USER, Reason.MOVED, Reason.NO_SUCH_HOST, Reason.NO_MAIL_TAKEN})


def reason_of(status: str, *sayings: str) -> Reason:
    """Why: by a code that can be trusted, else by the first of the sayings that tells, else by any code.

    `sayings`: what was said about the recipient, nearest first.
    """
    detail = status.partition(".")[2]
    if detail in EXACT:
        return EXACT[detail]
    found = next((reason for words in sayings if (reason := by_words(words)) is not Reason.UNKNOWN), Reason.UNKNOWN)
    if found in VAGUE:
        return LIKELY.get(detail, found)
    return found


def by_words(words: str) -> Reason:
    """The reason that a stretch of text tells, UNKNOWN where it tells none."""
    if exit_ := _EXIT.search(words[:200].casefold()):
        return EXITS.get(exit_[1], Reason.SYSTEM)
    sentence = folded(ADDRESS.sub(" ", _URL.sub(" ", words[:WORDS_LIMIT])))
    return next((reason for reason, phrases in PHRASES if any(p in sentence for p in phrases)), Reason.UNKNOWN)


def status_of(words: str) -> str:
    """A code for a report in prose: the one it states, else by its reason, else by its reply code."""
    stated = best_status("", words)
    if stated:
        return stated
    reply = REPLY.search(words)
    code = CODES.get(by_words(words), "")
    if not reply:
        return code
    return f"{reply[1]}{code[1:]}" if code else f"{reply[1]}.0.0"


def failure_of(recipient: str, words: str) -> Failure:
    """What a mail server said in the session, as if it had written a report about it."""
    status = status_of(words) or "5.0.0"
    reason = reason_of(status, words)
    return Failure(recipient, status, severity_of(reason, status), words, reason)


def severity_of(reason: Reason, status: str) -> Severity:
    """A class 4 passes whatever the reason (RFC 3463 section 2); of a class 5 it depends on the reason."""
    return Severity.HARD if reason in DEAD and not status.startswith("4") else Severity.SOFT
