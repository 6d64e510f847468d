"""What a trusted border server says about the sender: `Authentication-Results` of the configured authserv-id only, the
topmost one (RFC 8601 sections 2.2 and 5). Bounded and linear; anything unclear proves nothing. Pure.
"""

import re
from enum import Enum

from .inbound import FORGING_DEFECTS, InboundMail

FIELD_LIMIT = 8192  # characters of a field that are read

_RESULT = re.compile(r"\s*([a-z0-9-]{1,40})\s*(?:/\s*\d{1,3}\s*)?=\s*([a-z]{1,20})(?![\w-])", re.IGNORECASE)
_ABOUT = re.compile(r"(?<![\w.-])header\.from\s*=\s*([^\s]{1,320})", re.IGNORECASE)
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@+")


class Authentication(Enum):
    FAILED = "failed"  # the mail contradicts itself or its domain's owner disowns it
    NOTHING = "nothing proven"
    ALIGNED = "the domain of the author is proven"


def authentication(mail: InboundMail, authserv_id: str) -> Authentication:
    """What is proven about exactly the parsed author. Lower where in doubt."""
    if FORGING_DEFECTS.intersection(mail.defects):
        return Authentication.FAILED
    field = mail.header("authentication-results")  # a lower one may be anybody's
    (server, *results), whole = _statements(field)
    if not authserv_id or not _is_from(server, authserv_id):
        return Authentication.NOTHING
    judged = _judge(results, mail.writer.domain)
    return judged if whole or judged is Authentication.FAILED else Authentication.NOTHING


def _is_from(server: str, authserv_id: str) -> bool:
    """Is this the trusted server's name, alone or with the only version that there is (RFC 8601 section 2.2)?"""
    words = server.lower().split()
    return words in ([authserv_id.lower()], [authserv_id.lower(), "1"])


def _judge(results: list[str], domain: str) -> Authentication:
    aligned = False
    for statement in results:
        match = _RESULT.match(statement)
        if match is None or match[1].lower() != "dmarc":
            continue
        result = match[2].lower()
        about = [name.lower() for name in _ABOUT.findall(statement)]
        if result == "fail" or any(name != domain for name in about):
            return Authentication.FAILED
        aligned = aligned or (result == "pass" and bool(about))
    return Authentication.ALIGNED if aligned else Authentication.NOTHING


def _statements(field: str) -> tuple[list[str], bool]:
    """The field split at its semicolons, without comments; and whether all of it could be read.

    What stands in quotes was often chosen by a sender (a local part, say): there, signs that could mean something are
    taken out. A statement that is cut off is left out.
    """
    found: list[list[str]] = [[]]
    depth = 0
    quoted = escaped = False
    for c in field[:FIELD_LIMIT]:
        if escaped:
            escaped = False
        elif c == "\\" and (quoted or depth):
            escaped = True
        elif depth:
            depth += (c == "(") - (c == ")")
        elif c == '"':
            quoted = not quoted
        elif quoted:
            found[-1].append(c if c in _PLAIN else "?")
        elif c == "(":
            depth = 1
            found[-1].append(" ")
        elif c == ";":
            found.append([])
        else:
            found[-1].append(c)
    whole = not (depth or quoted or len(field) > FIELD_LIMIT)
    statements = ["".join(piece) for piece in found]
    return (statements if whole else [*statements[:-1]] or [""]), whole
