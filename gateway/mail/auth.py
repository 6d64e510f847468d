"""What a trusted border server says about the sender: `Authentication-Results` of the configured authserv-id only, the
topmost one (RFC 8601 sections 2.2 and 5). Bounded and linear; anything unclear proves nothing. Pure.
"""

import re
from enum import Enum

from .inbound import FORGING_DEFECTS, InboundMail

FIELD_LIMIT = 8192  # characters of a field that are read
METHODS_LIMIT = 20

_COMMENT = re.compile(r"\([^()]{0,500}\)")
_RESULT = re.compile(r"\s*([a-z0-9-]{1,40})\s*(?:/\s*\d{1,3}\s*)?=\s*([a-z]{1,20})", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(header\.from|header\.d|header\.i|smtp\.mailfrom)\s*=\s*\"?([^\s;\"]{1,320})", re.IGNORECASE)


class Authentication(Enum):
    FAILED = "failed"  # the mail contradicts itself or its domain's owner disowns it
    NOTHING = "nothing proven"
    ALIGNED = "the domain of the author is proven"


def authentication(mail: InboundMail, authserv_id: str) -> Authentication:
    """What is proven about exactly the parsed author. Lower where in doubt."""
    if FORGING_DEFECTS.intersection(mail.defects):
        return Authentication.FAILED
    field = _trusted_field(mail, authserv_id) if authserv_id else ""
    return _judge(field, mail.writer.domain) if field else Authentication.NOTHING


def _trusted_field(mail: InboundMail, authserv_id: str) -> str:
    """The topmost field, and only if it is the trusted server's; a lower one may be anybody's."""
    first = mail.header("authentication-results")[:FIELD_LIMIT]
    first = _COMMENT.sub(" ", first)
    name, _, results = first.partition(";")
    words = name.strip().strip('"').split()
    return results if words and words[0].strip('"').lower() == authserv_id.lower() else ""


def _judge(results: str, domain: str) -> Authentication:
    aligned = False
    for statement in results.split(";")[:METHODS_LIMIT]:
        match = _RESULT.match(statement)
        if match is None:
            continue
        method, result = match.group(1).lower(), match.group(2).lower()
        if method != "dmarc":
            continue
        about = {name.lower(): value.lower() for name, value in _PROPERTY.findall(statement)}
        if result == "fail" or about.get("header.from", domain) != domain:
            return Authentication.FAILED
        aligned = aligned or (result == "pass" and about.get("header.from") == domain)
    return Authentication.ALIGNED if aligned else Authentication.NOTHING
