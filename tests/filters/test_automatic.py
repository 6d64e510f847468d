"""Mail that no person wrote (RFC 3834)."""

import pytest

from gateway.filters.automatic import answers_us, asks_for_silence, reports_failure, writes_by_machine
from gateway.findings import Finding, Verdict
from gateway.mail.inbound import Bounce, Failure, Nature, Severity

from ..builders import about, facts, mail, policy, ticket, written_by

POLICY = policy()
BOUNCE = Bounce((Failure("a@b", "5.1.1", Severity.HARD),))


def verdict_of(finding: Finding | None) -> Verdict | None:
    return finding.verdict if finding else None


@pytest.mark.parametrize("nature", Nature)
def test_delivery_reports_and_spam_complaints_tell_of_a_failure(nature: Nature) -> None:
    reports = nature in (Nature.BOUNCE, Nature.COMPLAINT)
    found = reports_failure(written_by(nature), facts(), POLICY)
    assert verdict_of(found) == (Verdict.BOUNCE if reports else None)


def test_a_report_that_was_read_counts_whoever_seems_to_have_written_it() -> None:
    found = reports_failure(mail(bounce=BOUNCE), facts(), POLICY)
    assert found == Finding("reports_failure", Verdict.BOUNCE, "a delivery report")


@pytest.mark.parametrize(
    ("nature", "alone", "on_a_ticket"),
    [
        (Nature.PERSON, None, None),
        (Nature.VACATION, Verdict.AUTOMATIC, Verdict.AUTOMATIC),
        (Nature.RECEIPT, Verdict.AUTOMATIC, Verdict.AUTOMATIC),
        (Nature.AUTOMATIC, None, Verdict.AUTOMATIC),
        (Nature.BULK, None, Verdict.AUTOMATIC),
        (Nature.LIST, None, None),
    ],
)
def test_a_machine_answers_us_where_there_is_something_to_answer(
    nature: Nature, alone: Verdict | None, on_a_ticket: Verdict | None
) -> None:
    assert verdict_of(answers_us(written_by(nature), facts(), POLICY)) == alone
    assert verdict_of(answers_us(written_by(nature), about(ticket()), POLICY)) == on_a_ticket


@pytest.mark.parametrize("nature", Nature)
def test_alerts_lists_and_bulk_are_never_answered(nature: Nature) -> None:
    machine = nature in (Nature.AUTOMATIC, Nature.LIST, Nature.BULK)
    found = writes_by_machine(written_by(nature), facts(), POLICY)
    assert verdict_of(found) == (Verdict.SILENT if machine else None)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("All", Verdict.SILENT), ("OOF, AutoReply", Verdict.SILENT), ("DR, NDR, RN, NRN", None), ("", None)],
)
def test_who_asks_for_no_automatic_answer_gets_none(value: str, verdict: Verdict | None) -> None:
    message = mail(fields=(("x-auto-response-suppress", value),))
    assert verdict_of(asks_for_silence(message, facts(), POLICY)) == verdict
    assert asks_for_silence(mail(), facts(), POLICY) is None
