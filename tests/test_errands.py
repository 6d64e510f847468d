"""Mails of agents that want no ticket: who is believed, what is answered, and what never comes of them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.decisions import Absence, Discard, Outcome, Quarantine, Said, Update
from gateway.facts import Traffic
from gateway.mail.inbound import InboundMail, Mailbox, Nature
from gateway.notices import Kind
from gateway.policy import Policy
from gateway.tickets.people import Agent, Role, Standing
from gateway.triage import triage

from .builders import PICTURE, SARA, TOM, facts, mail, policy, written_by

POLICY = policy()
SUNDAY = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)  # its first minute in Tehran


def by(agent: Agent, text: str) -> InboundMail:
    return mail(text, subject="x", from_=(Mailbox(agent.address, agent.shown),))


def done(
    message: InboundMail, agent: Agent = TOM, on: Policy = POLICY, standing: Standing = Standing.ALIGNED
) -> Discard:
    decision = triage(message, facts(agent, standing), on)
    assert isinstance(decision, Discard), decision
    assert decision.outcome is Outcome.ANSWERED
    return decision


def told(decision: Discard) -> str:
    (notice,) = decision.notices
    assert (notice.kind, notice.recipient.role) == (Kind.TRANSCRIPT, Role.AGENT)
    return "\n".join(notice.lines)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("#away until sunday", SUNDAY),
        ("#away Sunday", SUNDAY),
        ("#away today", SUNDAY),  # it is Saturday
        ("#مرخصی تا یکشنبه", SUNDAY),
        ("#مرخصی تا یک‌شنبه", SUNDAY),
        ("#مرخصی امروز", SUNDAY),
        ("#away until 3 December", datetime(2026, 12, 2, 20, 30, tzinfo=UTC)),
        ("#مرخصی تا ۱۵ آذر", datetime(2026, 12, 5, 20, 30, tzinfo=UTC)),
        ("#away 3 days", datetime(2026, 11, 23, 20, 30, tzinfo=UTC)),
        ("#away tomorrow 14:30", datetime(2026, 11, 22, 11, 0, tzinfo=UTC)),
        ("#away", None),
        ("#مرخصی", None),
    ],
)
def test_an_agent_says_until_when_they_are_away(text: str, until: datetime | None) -> None:
    decision = done(by(TOM, text))
    assert decision.aftermath.absences == (Absence("tom", True, until, Said.ORDER),)
    assert text in told(decision)


def test_they_are_told_in_their_language() -> None:
    assert "در مرخصی هستید" in told(done(by(SARA, "#away until sunday"), SARA))
    assert "you are away until Sunday 22 November 2026, 00:00" in told(done(by(TOM, "#مرخصی تا یکشنبه")))


@pytest.mark.parametrize("text", ["#back", "#بازگشتم", "#برگشتم"])
def test_who_is_away_comes_back(text: str) -> None:
    decision = done(by(TOM, text), on=policy(away=frozenset({"tom"})))
    assert decision.aftermath.absences == (Absence("tom", False, None, Said.ORDER),)
    assert "not away" in told(done(by(TOM, text)))


@pytest.mark.parametrize(
    "text", ["#away until doomsday", "#away until 3 November 2026", "#away 999 weeks", "#back now"]
)
def test_what_cannot_be_followed_is_told_and_nothing_is_done(text: str) -> None:
    decision = done(by(TOM, f"#away\n{text}"))
    assert decision.aftermath.absences == ()
    assert "refused" in told(decision)
    assert "not done" in told(decision)


def test_a_trial_is_only_told() -> None:
    decision = done(by(TOM, "?#away until sunday"))
    assert decision.aftermath.absences == ()
    assert "this was a trial" in told(decision)


def test_what_stands_below_is_no_ticket_and_that_is_told() -> None:
    assert "not read" in told(done(by(TOM, "#away until sunday\n\nI am in the mountains.")))
    assert "not read" in told(done(replace(by(TOM, "#away"), attachments=(PICTURE,))))
    assert "not read" not in told(done(by(TOM, "#away until sunday\n\nBest regards\nTom Baker")))


@pytest.mark.parametrize("standing", [Standing.UNPROVEN, Standing.BEARER])
@pytest.mark.parametrize("text", ["#away", "#away until http://evil.example/", "#back"])
def test_for_whom_nothing_vouches_is_refused_without_a_word_of_the_mail(text: str, standing: Standing) -> None:
    decision = done(by(TOM, text), standing=standing)
    assert decision.aftermath.absences == ()
    assert [(notice.kind, notice.lines) for notice in decision.notices] == [(Kind.REFUSED, ())]
    again = triage(by(TOM, text), replace(facts(TOM, standing), traffic=Traffic(refused=1)), POLICY)
    assert isinstance(again, Discard)
    assert again.notices == ()


def test_a_site_may_take_the_address_for_proof() -> None:
    decision = done(by(TOM, "#away"), on=policy(needed=Standing.BEARER), standing=Standing.BEARER)
    assert len(decision.aftermath.absences) == 1


def test_forged_mail_waits_and_machines_and_customers_run_no_errands() -> None:
    assert isinstance(triage(by(TOM, "#away"), facts(TOM, Standing.FORGED), POLICY), Quarantine)
    assert isinstance(triage(mail("#away"), facts(), POLICY), Update)
    by_machine = replace(written_by(Nature.LIST, "#away"), from_=(Mailbox(TOM.address),))
    assert isinstance(triage(by_machine, facts(TOM), POLICY), Update)


def test_a_silent_import_answers_nobody() -> None:
    decision = triage(by(TOM, "#away"), replace(facts(TOM), silent=True), POLICY)
    assert isinstance(decision, Discard)
    assert decision.notices == ()
