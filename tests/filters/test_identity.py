"""Mail whose author is not proven, or is disowned."""

import pytest

from gateway.filters.identity import forged, unproven
from gateway.findings import Finding, Verdict
from gateway.mail.inbound import FORGING_DEFECTS, Defect
from gateway.tickets.people import Standing

from ..builders import ALI, about, facts, mail, policy, ticket

POLICY = policy()


@pytest.mark.parametrize("standing", Standing)
def test_only_a_forged_mail_is_quarantined(standing: Standing) -> None:
    assert (forged(mail(), facts(ALI, standing), POLICY) is not None) is (standing is Standing.FORGED)


def test_a_forged_mail_on_a_ticket_is_left_to_be_held_there() -> None:
    assert forged(mail(), about(ticket(), ALI, Standing.FORGED), POLICY) is None


@pytest.mark.parametrize("defect", sorted(FORGING_DEFECTS, key=str))
def test_the_reason_names_what_is_wrong_with_it(defect: Defect) -> None:
    message = mail(defects=(Defect.BAD_CHARSET, defect))
    found = forged(message, facts(ALI, Standing.FORGED), POLICY)
    assert found == Finding("forged", Verdict.QUARANTINE, defect.value)


def test_the_reason_without_a_defect_is_the_domains_word() -> None:
    found = forged(mail(), facts(ALI, Standing.FORGED), POLICY)
    assert found is not None
    assert "disowns" in found.reason


@pytest.mark.parametrize("standing", Standing)
def test_below_aligned_an_answer_carries_no_word_of_theirs(standing: Standing) -> None:
    found = unproven(mail(), facts(ALI, standing), POLICY)
    assert (found.verdict if found else None) == (Verdict.CONTENT_FREE if standing < Standing.ALIGNED else None)
