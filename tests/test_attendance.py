"""Agents whose answering machine answers us are away until they write again; who may say so, and who may not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.decisions import Absence, Aftermath, Decision, Discard, Hold, Outcome, Said, Update
from gateway.facts import Facts
from gateway.mail.inbound import InboundMail, Judgement, Mailbox, Nature
from gateway.policy import Policy
from gateway.tickets.people import Agent, Standing
from gateway.triage import triage

from .builders import MINA, NOW, SARA, TOM, about, facts, mail, policy, ticket

POLICY = policy()
AWAY = policy(away=frozenset({"tom"}), excused=frozenset({"tom"}))
ORDERED = policy(away=frozenset({"tom"}))
TEXT = "I am out of the office until Tuesday, 24 November 2026."
END = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)


def machine(agent: Agent, text: str = TEXT, nature: Nature = Nature.VACATION) -> InboundMail:
    return replace(
        by(agent, text), subject="Automatic reply: Printer", judgement=Judgement(nature, "a machine wrote it")
    )


def by(agent: Agent, text: str) -> InboundMail:
    return mail(text, from_=(Mailbox(agent.address, agent.shown),))


def absences(message: InboundMail, known: Facts, on: Policy = POLICY) -> tuple[Absence, ...]:
    return follows(triage(message, known, on)).absences


def follows(decision: Decision) -> Aftermath:
    return decision.aftermath if isinstance(decision, Update | Discard | Hold) else Aftermath()


@pytest.mark.parametrize("standing", [Standing.BEARER, Standing.ALIGNED, Standing.BOUND, Standing.PROVEN])
def test_a_vacation_reply_that_is_believed_counts(standing: Standing) -> None:
    """Held at a signed address given to that agent (BEARER), whatever answers to customers need here."""
    expected = (Absence("tom", True, END, Said.REPLY),)
    on_ticket = triage(machine(TOM), about(ticket(), TOM, standing), POLICY)
    assert isinstance(on_ticket, Update)
    assert (on_ticket.outcome, on_ticket.aftermath.absences) == (Outcome.AUTOMATIC, expected)
    assert "tom is away until 2026-11-24 20:30 UTC" in on_ticket.reason
    nowhere = triage(machine(TOM), facts(TOM, standing), POLICY)
    assert isinstance(nowhere, Discard)
    assert (nowhere.outcome, nowhere.aftermath.absences, nowhere.notices) == (Outcome.AUTOMATIC, expected, ())
    assert nowhere.author is not None, "without one nothing of it is written"


@pytest.mark.parametrize("standing", [Standing.FORGED, Standing.UNPROVEN])
def test_one_that_proves_nothing_does_not(standing: Standing) -> None:
    assert absences(machine(TOM), about(ticket(), TOM, standing)) == ()
    assert absences(machine(TOM), facts(TOM, standing)) == ()


def test_without_a_day_it_counts_for_a_week() -> None:
    assert absences(machine(TOM, "I am on leave."), facts(TOM)) == (
        Absence("tom", True, NOW + timedelta(days=7), Said.REPLY),
    )


@pytest.mark.parametrize(
    "message",
    [
        machine(TOM, "I was out of the office until 20 November 2026."),  # it is over
        machine(TOM, "We got your mail. This is an automatic reply."),
        machine(TOM, nature=Nature.RECEIPT),
        machine(TOM, nature=Nature.AUTOMATIC),
        by(TOM, TEXT),  # told to a colleague
        mail(TEXT, judgement=Judgement(Nature.VACATION, "a machine wrote it")),  # a customer's
    ],
)
def test_what_says_no_such_thing(message: InboundMail) -> None:
    known = about(ticket(), TOM) if message.writer.key == TOM.address else about(ticket())
    assert absences(message, known) == ()


def test_a_quote_of_ours_is_no_word_of_theirs() -> None:
    quote = "On Sat, 21 Nov 2026 at 10:00, Support <support@example.org> wrote:\n> I am away until 30 November."
    assert absences(machine(TOM, f"We got your mail.\n\n{quote}"), facts(TOM)) == ()


def test_what_was_ordered_stands_whatever_the_machine_says() -> None:
    assert absences(machine(TOM), facts(TOM), ORDERED) == ()
    assert absences(machine(TOM), facts(TOM), AWAY) != (), "a later machine's mail moves the end"


BACK = (Absence("tom", False, None, Said.REPLY),)


@pytest.mark.parametrize("text", ["We sent a new one.", "#take", "#note he called", "#nonsense"])
def test_whoever_writes_again_is_back(text: str) -> None:
    decision = triage(by(TOM, text), about(ticket(), TOM), AWAY)
    assert follows(decision).absences == BACK
    assert isinstance(decision, Update)
    assert decision.reason.endswith("; tom is back")
    assert absences(by(TOM, "My own printer is broken."), facts(TOM), AWAY) == BACK
    assert absences(by(TOM, "#list"), facts(TOM), AWAY) == BACK


def test_an_order_says_more_than_writing() -> None:
    assert absences(by(TOM, "#away"), facts(TOM), AWAY) == (Absence("tom", True, None, Said.ORDER),)
    assert absences(by(TOM, "#away"), about(ticket(), TOM), AWAY) == (Absence("tom", True, None, Said.ORDER),)
    assert absences(by(TOM, "#back"), about(ticket(), TOM), AWAY) == (Absence("tom", False, None, Said.ORDER),)


def test_nobody_else_brings_them_back() -> None:
    assert absences(by(MINA, "We sent a new one."), about(ticket(), MINA), AWAY) == ()
    assert absences(mail("Thank you."), about(ticket()), AWAY) == ()
    assert absences(by(TOM, "We sent a new one."), about(ticket(), TOM), ORDERED) == (), (
        "an order ends by #back or time"
    )
    for standing in (Standing.FORGED, Standing.UNPROVEN, Standing.BEARER):
        assert absences(by(TOM, "We sent a new one."), about(ticket(), TOM, standing), AWAY) == ()
    assert absences(by(TOM, "x"), about(ticket(), TOM, twin=5), AWAY) == (), "it came before"


def test_in_a_reply_about_a_ticket_the_order_stands_beside_others() -> None:
    decision = triage(
        by(SARA, "#مرخصی تا شنبه\n#یادداشت برمی‌گردم"), about(ticket(department="poshtibani"), SARA), POLICY
    )
    assert isinstance(decision, Update)
    assert [each.agent for each in decision.aftermath.absences] == ["sara"]
    assert "در مرخصی هستید" in "\n".join(decision.notices[0].lines)


def test_one_wrong_order_beside_it_and_nothing_is_done() -> None:
    assert absences(by(TOM, "#away until sunday\n#nonsense"), about(ticket(), TOM)) == ()
