"""Brakes on automatic answers, because headers that prevent loops get stripped. They never lose mail. Pure."""

from ..facts import Facts
from ..findings import Finding, Verdict
from ..mail.inbound import InboundMail
from ..policy import Policy


def address_brake(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    brakes, traffic = policy.brakes, facts.traffic
    if traffic.hour >= brakes.hour:
        return Finding(
            "address_brake", Verdict.SILENT, f"{traffic.hour} automatic mails to this address within an hour"
        )
    if traffic.day >= brakes.day:
        return Finding("address_brake", Verdict.SILENT, f"{traffic.day} automatic mails to this address within a day")
    on_ticket = max((candidate.automatic for candidate in facts.candidates), default=0)
    if on_ticket >= brakes.ticket:
        return Finding("address_brake", Verdict.SILENT, f"{on_ticket} automatic mails on this ticket without an answer")
    return None
