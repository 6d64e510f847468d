"""Mail that no person wrote, or that asks not to be answered by a machine (RFC 3834). Pure."""

from ..facts import Facts
from ..findings import Finding, Verdict
from ..mail.auto import calls_itself_bulk, suppresses_answer
from ..mail.inbound import ENVELOPED, InboundMail, Nature
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


def sent_in_bulk(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    """A person may have written it, as the rest of it says; then they are many who read an answer, or none."""
    if not calls_itself_bulk(mail.fields):
        return None
    return Finding("sent_in_bulk", Verdict.SILENT, "its Precedence is that of mass mail")


def from_ourselves(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    """An address of ours in From: an answer would come home."""
    if not policy.owns(mail.writer.key):
        return None
    return Finding("from_ourselves", Verdict.SILENT, "an address of ours stands in From")


def addressed_to_others(mail: InboundMail, facts: Facts, policy: Policy) -> Finding | None:
    """A blind copy: its writer did not ask us, and need not be told that we read it (RFC 5230 section 4.5).

    A mailbox that we fetch from, or an alias that starts a program, may have addresses that we do not know.
    """
    named = {mailbox.key for mailbox in mail.addressed}
    if mail.envelope.source not in ENVELOPED or not named or facts.candidates:
        return None
    given = {address.lower() for address in mail.envelope.recipients}
    if any(key in given or policy.receives(key) or policy.serves(key) for key in named):
        return None
    return Finding("addressed_to_others", Verdict.SILENT, "neither To nor Cc names us")
