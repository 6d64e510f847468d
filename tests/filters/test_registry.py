"""The registry of filters: all are asked, all findings are kept, the highest verdict counts."""

from gateway.facts import Candidate, How, Traffic
from gateway.filters import FILTERS, Finding, Verdict, screen, verdict
from gateway.mail.inbound import Envelope, Nature

from ..builders import facts, mail, policy, resolved, written_by


def test_findings_come_in_the_order_of_the_registry() -> None:
    message = written_by(Nature.LIST, envelope=Envelope("", ("abuse@example.org",)))
    known = facts(twin=1, ours=True, traffic=Traffic(hour=99))
    names = [finding.check for finding in screen(message, known, policy())]
    assert names == ["came_home", "here_already", "writes_by_machine", "to_a_role", "address_brake"]
    assert names == [check.__name__ for check in FILTERS if check.__name__ in names]


def test_nothing_is_found_about_a_proven_persons_mail() -> None:
    assert screen(mail(), facts(), policy()) == ()


def test_the_highest_verdict_counts_and_the_first_of_equals() -> None:
    silent, other = Finding("a", Verdict.SILENT, "one"), Finding("b", Verdict.SILENT, "two")
    free = Finding("c", Verdict.CONTENT_FREE, "three")
    assert verdict((free, silent, other)) is silent
    assert verdict(()) is None


def test_a_finding_is_named_after_its_check_and_has_a_reason() -> None:
    known = facts(candidates=(Candidate(How.TOKEN, "#7", resolved(), automatic=99),), twin=4, ours=True)
    for nature in Nature:
        for finding in screen(written_by(nature), known, policy()):
            assert finding.check in {check.__name__ for check in FILTERS}
            assert finding.reason
