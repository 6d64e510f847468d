"""Brakes on automatic mail, because headers that prevent loops get stripped. They never lose mail. Pure.

A brake bites where its count has reached the policy's limit; `store/brakes` counts, and counts once more when an answer
is written.
"""

from collections.abc import Callable

from ..facts import Facts
from ..findings import Finding, Verdict
from ..mail.inbound import InboundMail
from ..mail.persian import fold
from ..mail.token import without_tokens
from ..policy import Brakes, Policy
from ..tickets.standing import Act, may

GIST = 2000  # characters of a text that are compared
MANY_WORDS = 12  # from which on a number more or less does not make another text


def address_brake(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    count = facts.traffic.hour
    if count < policy.brakes.hour:
        return None
    return _bite("address_brake", f"{count} automatic mails to this address within an hour")


def day_brake(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    count = facts.traffic.day
    if count < policy.brakes.day:
        return None
    return _bite("day_brake", f"{count} automatic mails to this address within a day")


def ticket_brake(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    count = max((candidate.automatic for candidate in facts.candidates), default=0)
    if count < policy.brakes.ticket:
        return None
    return _bite("ticket_brake", f"{count} automatic mails on this ticket without an answer")


def flood_brake(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    """Whoever writes, people or machines that answer each other in our people's names: it ends at so many an hour."""
    count = max((candidate.lately for candidate in facts.candidates), default=0)
    if count < policy.brakes.ticket_hour:
        return None
    return _bite("flood_brake", f"{count} mails to this ticket within an hour")


def echo_brake(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    """A machine that answers each of our answers from another address of its own."""
    count = facts.traffic.echoes
    if count < policy.brakes.echoes:
        return None
    return _bite("echo_brake", f"{count} automatic mails to this domain, each of which brought the same words again")


def domain_brake(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    count = facts.traffic.domain
    if may(facts.author.standing, Act.BE_QUOTED) or count < policy.brakes.domain:
        return None
    return _bite("domain_brake", f"{count} automatic mails to unproven people of this domain within an hour")


def total_brake(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    count = facts.traffic.everyone
    if may(facts.author.standing, Act.BE_QUOTED) or count < policy.brakes.everyone:
        return None
    return _bite("total_brake", f"{count} automatic mails to unproven people within an hour")


# The brakes by the names of their checks, with the limit of each.
LIMITS: dict[str, Callable[[Brakes], int]] = {
    "address_brake": lambda brakes: brakes.hour,
    "day_brake": lambda brakes: brakes.day,
    "ticket_brake": lambda brakes: brakes.ticket,
    "flood_brake": lambda brakes: brakes.ticket_hour,
    "echo_brake": lambda brakes: brakes.echoes,
    "domain_brake": lambda brakes: brakes.domain,
    "total_brake": lambda brakes: brakes.everyone,
}


def _bite(check: str, reason: str) -> Finding:
    return Finding(check, Verdict.SILENT, reason)


def gist(text: str) -> str:
    """What a text says: equal for two mails of one machine, though it may count them, or put our token into them."""
    words = fold(without_tokens(text[:GIST])).split()
    unnumbered = [word for word in words if word.isalpha() or not any(map(str.isdigit, word))]
    return " ".join(unnumbered if len(unnumbered) >= MANY_WORDS else words)
