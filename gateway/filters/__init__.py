"""Registry 1: may this mail in, and may we answer it? Each check is one function; the highest verdict wins. Pure."""

from collections.abc import Callable

from ..facts import Facts
from ..findings import Finding, Verdict
from ..mail.inbound import InboundMail
from ..policy import Policy
from .automatic import (
    addressed_to_others,
    answers_us,
    asks_for_silence,
    from_ourselves,
    reports_failure,
    sent_in_bulk,
    writes_by_machine,
)
from .brakes import address_brake, day_brake, domain_brake, echo_brake, flood_brake, ticket_brake, total_brake
from .identity import forged, unproven
from .malware import carries_malware
from .repeated import came_home, here_already
from .returned import to_our_return_path
from .roles import to_a_role
from .spam import marked_as_spam

Check = Callable[[InboundMail, Facts, Policy], Finding | None]

FILTERS: tuple[Check, ...] = (
    came_home,
    here_already,
    forged,
    marked_as_spam,
    reports_failure,
    answers_us,
    writes_by_machine,
    asks_for_silence,
    sent_in_bulk,
    from_ourselves,
    addressed_to_others,
    to_our_return_path,
    to_a_role,
    carries_malware,
    address_brake,
    day_brake,
    ticket_brake,
    flood_brake,
    echo_brake,
    domain_brake,
    total_brake,
    unproven,
)


def screen(mail: InboundMail, facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """Every finding, in the order of the registry."""
    return tuple(finding for check in FILTERS if (finding := check(mail, facts, policy)) is not None)


def verdict(findings: tuple[Finding, ...]) -> Finding | None:
    """The finding with the highest verdict, the first of equals; None where nothing was found."""
    return max(findings, key=lambda finding: finding.verdict, default=None)


__all__ = ["FILTERS", "Finding", "Verdict", "screen", "verdict"]
