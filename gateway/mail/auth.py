"""Is a mail from the domain that its author names? Pure: judges what others found out.

Either a trusted border server did, in its `Authentication-Results` (RFC 8601): only the topmost field counts, only with
the configured authserv-id. Or we are the border, and `Checked` holds what our own checks found (RFC 9989); then such
fields are anybody's word and nobody looks at them. Bounded and linear; anything unclear proves nothing.
"""

import re
from dataclasses import dataclass
from enum import Enum

from .inbound import FORGING_DEFECTS, InboundMail

FIELD_LIMIT = 8192  # characters of a field that are read
COUNT_LIMIT = 20  # results in a field; one with more proves nothing

_RESULT = re.compile(r"\s*([a-z0-9-]{1,40})\s*(?:/\s*\d{1,3}\s*)?=\s*([a-z]{1,20})(?![\w-])", re.IGNORECASE)
_PROPERTY = re.compile(r"(?<![\w.-])(header\.(?:from|d|i)|smtp\.(?:mailfrom|helo))\s*=\s*([^\s]{1,320})", re.IGNORECASE)
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@+")


class Authentication(Enum):
    FAILED = "failed"  # the mail contradicts itself or its domain's owner disowns it
    NOTHING = "nothing proven"
    ALIGNED = "the domain of the author is proven"


@dataclass(frozen=True, slots=True)
class Proven:
    """A domain that vouches for the mail, and the domain of the organisation that it belongs to."""

    domain: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Published:
    """The DMARC policy of the author's domain, in so far as it says who may vouch for its mail. What its owner wishes
    to be done with the rest (p=, t=) is of no interest: mail that fails has failed with p=none too.
    """

    organisation: str
    strict_dkim: bool = False
    strict_spf: bool = False


class Unpublished(Enum):
    NONE = "the author's domain publishes no policy"
    UNKNOWN = "nobody could tell whether it does"
    UNASKED = "nobody asked"


@dataclass(frozen=True, slots=True)
class Checked:
    """What our own checks found about a mail. Of the domains that vouch for it only those are named that concern its
    author. `complete`: whatever could speak for the author was heard.
    """

    policy: Published | Unpublished = Unpublished.UNKNOWN
    spf: Proven | None = None
    dkim: tuple[Proven, ...] = ()
    complete: bool = False


UNCHECKED = Checked(Unpublished.UNASKED)


def authentication(mail: InboundMail, authserv_id: str, checked: Checked = UNCHECKED) -> Authentication:
    """What is proven about exactly the parsed author. Lower where in doubt."""
    if FORGING_DEFECTS.intersection(mail.defects):
        return Authentication.FAILED
    if checked.policy is not Unpublished.UNASKED:
        return _by_our_checks(checked, mail.writer.domain)
    (server, *statements), whole = _statements(mail.header("authentication-results"))  # a lower one may be anybody's
    if not authserv_id or not _is_from(server, authserv_id):
        return Authentication.NOTHING
    judged = _by_results(statements, mail.writer.domain)
    return judged if whole or judged is Authentication.FAILED else Authentication.NOTHING


def _by_our_checks(checked: Checked, domain: str) -> Authentication:
    if isinstance(checked.policy, Published):
        if _is_aligned(checked, checked.policy, domain):
            return Authentication.ALIGNED
        return Authentication.FAILED if checked.complete else Authentication.NOTHING
    if checked.policy is Unpublished.NONE and any(proven.domain == domain for proven in _proven(checked)):
        return Authentication.ALIGNED
    return Authentication.NOTHING


def _proven(checked: Checked) -> tuple[Proven, ...]:
    return (*checked.dkim, checked.spf) if checked.spf else checked.dkim


def _is_aligned(checked: Checked, policy: Published, domain: str) -> bool:
    """RFC 9989 section 4.10.2: strict wants the very domain, relaxed the same organisation."""
    ways = [(proven, policy.strict_dkim) for proven in checked.dkim]
    ways += [(checked.spf, policy.strict_spf)] if checked.spf else []
    return any(
        proven.domain == domain or (not strict and proven.organisation == policy.organisation)
        for proven, strict in ways
    )


# --- the word of a trusted server -------------------------------------------------------------------------------------


def _is_from(server: str, authserv_id: str) -> bool:
    """Is this the trusted server's name, alone or with the only version that there is (RFC 8601 section 2.2)?"""
    words = server.lower().split()
    return words in ([authserv_id.lower()], [authserv_id.lower(), "1"])


@dataclass(frozen=True, slots=True)
class _Result:
    """`dkim=pass header.d=example.org`: the method, its result, and what they are about; all in lower case."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...]

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.properties if key == name]


def _read(statement: str) -> _Result:
    properties = tuple((name.lower(), value.lower()) for name, value in _PROPERTY.findall(statement))
    match = _RESULT.match(statement)
    if match is None:
        return _Result("dmarc" if statement.strip().lower().startswith("dmarc") else "", "", properties)
    return _Result(match[1].lower(), match[2].lower(), properties)


def _by_results(statements: list[str], domain: str) -> Authentication:
    results = [_read(statement) for statement in statements]
    said: set[str] = set()
    for result in results:
        if result.method != "dmarc":
            continue
        about = result.every("header.from")
        if result.result == "fail" or any(name != domain for name in about):
            return Authentication.FAILED
        said.add("unclear" if result.result == "pass" and not about else result.result)
    if said == {"pass"}:
        return Authentication.ALIGNED
    if said <= {"pass", "none"} and (_dkim_vouches(results, domain) or _spf_vouches(results, domain)):
        return Authentication.ALIGNED  # without a policy: for exactly this domain, as no alignment is published
    return Authentication.NOTHING


def _dkim_vouches(results: list[_Result], domain: str) -> bool:
    """One good signature is enough: others are often broken on the way."""
    for result in results:
        if (result.method, result.result) == ("dkim", "pass"):
            signers = result.every("header.d") or [_domain_of(name) for name in result.every("header.i")]
            if signers and all(signer == domain for signer in signers):
                return True
    return False


def _spf_vouches(results: list[_Result], domain: str) -> bool:
    """There is one sender, so every word about it must be good."""
    found = [result for result in results if result.method == "spf" and not _is_greeting(result)]
    senders = [_domain_of(name) for result in found for name in result.every("smtp.mailfrom")]
    passed = all(result.result == "pass" for result in found)
    return passed and bool(senders) and all(sender == domain for sender in senders)


def _is_greeting(result: _Result) -> bool:
    return bool(result.every("smtp.helo")) and not result.every("smtp.mailfrom")


def _domain_of(name: str) -> str:
    return name.rpartition("@")[2]


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
    kept = statements if whole else [*statements[:-1]] or [""]
    return kept, whole and len(statements) <= COUNT_LIMIT + 1
