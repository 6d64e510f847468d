"""Mail that no person wrote, or that asks not to be answered by a machine (RFC 3834). Pure."""

from ..facts import Facts
from ..findings import Finding, Verdict
from ..mail.auto import suppresses_answer
from ..mail.inbound import InboundMail, Nature
from ..policy import Policy

ANSWERS = frozenset({Nature.VACATION, Nature.RECEIPT})


def reports_failure(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    if mail.bounce is None and mail.judgement.nature not in (Nature.BOUNCE, Nature.COMPLAINT):
        return None
    return Finding("reports_failure", Verdict.BOUNCE, mail.judgement.reason or "a delivery report")


def answers_us(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    """Vacation notes and receipts; and any machine's mail on a ticket that exists."""
    nature = mail.judgement.nature
    machine = nature in ANSWERS or (facts.candidates and nature in (Nature.AUTOMATIC, Nature.BULK))
    return Finding("answers_us", Verdict.AUTOMATIC, mail.judgement.reason) if machine else None


def writes_by_machine(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    """Alerts and mailing lists may open tickets, but are never answered."""
    if mail.judgement.nature not in (Nature.AUTOMATIC, Nature.LIST, Nature.BULK):
        return None
    return Finding("writes_by_machine", Verdict.SILENT, mail.judgement.reason)


def asks_for_silence(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    if not suppresses_answer(mail.fields):
        return None
    return Finding("asks_for_silence", Verdict.SILENT, "X-Auto-Response-Suppress asks for no automatic answer")
