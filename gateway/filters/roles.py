"""Mail to the addresses that every domain must have (RFC 2142): read by people, never answered by us. Pure."""

from ..facts import Facts
from ..findings import Finding, Verdict
from ..mail.inbound import InboundMail
from ..policy import ROLES, Policy


def to_a_role(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    recipients = [address.lower() for address in mail.envelope.recipients]
    if not recipients or not all(address.partition("@")[0] in ROLES for address in recipients):
        return None
    return Finding("to_a_role", Verdict.SILENT, "addressed to postmaster or abuse")
