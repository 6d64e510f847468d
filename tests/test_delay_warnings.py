"""A mail system that still tries to deliver our notice: kept on the ticket, and nothing else follows."""

from gateway.decisions import Discard, Outcome, Update
from gateway.facts import Returned
from gateway.mail.inbound import Bounce, Envelope, Failure, Nature, Severity, Source
from gateway.mail.parse import parse
from gateway.tickets.people import Person, Standing
from gateway.tickets.ticket import ArticleKind
from gateway.triage import triage

from .builders import ALI, facts, policy, ticket, written_by
from .mail.bounces import FAILED, dsn

POLICY = policy()
DAEMON = Person(0, "mailer-daemon@relay.example", "Mail Delivery System")
LATE = Failure(ALI.address, "4.4.1", Severity.SOFT)
LOST = Failure(ALI.address, "5.1.1", Severity.HARD)
KNOWN = facts(DAEMON, Standing.UNPROVEN, returned=Returned(55, ticket(), ALI.address, False))


def test_a_delay_warning_leaves_the_notice_as_sent_and_tells_nobody() -> None:
    decision = triage(written_by(Nature.AUTOMATIC, bounce=Bounce((), delays=(LATE,))), KNOWN, POLICY)
    assert isinstance(decision, Update)
    assert decision.outcome is Outcome.AUTOMATIC
    assert decision.setback is None
    assert decision.notices == ()
    assert (decision.article.kind, decision.after, decision.changes) == (ArticleKind.INTERNAL, ticket(), ())


def test_a_delay_warning_about_nothing_of_ours_opens_nothing() -> None:
    report = written_by(Nature.AUTOMATIC, bounce=Bounce((), delays=(LATE,)))
    decision = triage(report, facts(DAEMON, Standing.UNPROVEN), POLICY)
    assert isinstance(decision, Discard)
    assert decision.outcome is Outcome.AUTOMATIC


def test_a_report_of_a_failure_and_a_delay_is_a_bounce() -> None:
    report = written_by(Nature.BOUNCE, bounce=Bounce((LOST,), delays=(LATE,)))
    decision = triage(report, KNOWN, POLICY)
    assert isinstance(decision, Update)
    assert decision.setback is not None
    assert (decision.outcome, decision.setback.lost.notice) == (Outcome.BOUNCE, 55)


def test_from_the_bytes_to_the_decision() -> None:
    def outcome(raw: bytes) -> tuple[Outcome, int, str]:
        decision = triage(parse(raw, Envelope("", ("support@example.org",), Source.SMTP)), KNOWN, POLICY)
        assert isinstance(decision, Update)
        return decision.outcome, decision.setback.lost.notice if decision.setback else 0, decision.reason

    late = FAILED.replace("failed", "delayed").replace("5.1.1", "4.4.1")
    assert outcome(dsn(late)) == (Outcome.AUTOMATIC, 0, "it warns that delivery takes longer (4.4.1)")
    assert outcome(dsn(FAILED)) == (Outcome.BOUNCE, 55, "it reports a failed delivery (no such user, 5.1.1)")
