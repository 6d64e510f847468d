"""Where promises of a first answer begin and change: in every decision that opens a ticket or moves one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.decisions import Decision, Update
from gateway.facts import Facts
from gateway.mail.inbound import Mailbox, Nature
from gateway.notices import Kind
from gateway.policy import Policy
from gateway.tickets.changes import Promise
from gateway.tickets.people import Standing
from gateway.tickets.ticket import ArticleKind, Status, Ticket
from gateway.triage import triage

from .builders import NOW, POSHTIBANI, SUPPORT, TOM, about, facts, mail, policy, ticket, written_by

HALF = timedelta(minutes=30)
DESK = policy(departments=(replace(SUPPORT, promise=HALF), replace(POSHTIBANI, promise=4 * HALF)))
UNTIL = Promise(NOW + HALF, NOW + 0.8 * HALF)
LONGER = Promise(NOW + 4 * HALF, NOW + 3.2 * HALF)
WAITING = ticket(status=Status.NEW, created=NOW, promised=NOW + HALF, nudge_at=NOW + 0.8 * HALF)


def updated(decision: Decision) -> Update:
    assert isinstance(decision, Update), decision
    return decision


def promises(decision: Decision) -> tuple[Promise, ...]:
    return tuple(change for change in updated(decision).changes if isinstance(change, Promise))


@pytest.mark.parametrize(
    ("known", "house", "promise"),
    [
        (facts(), DESK, (UNTIL,)),
        (facts(standing=Standing.UNPROVEN), DESK, (UNTIL,)),
        (facts(silent=True), DESK, ()),
        (facts(), policy(), ()),
        (facts(accepted=NOW - HALF), DESK, (Promise(NOW, NOW - 0.2 * HALF),)),
        (facts(accepted=NOW - 9 * HALF, released=True), DESK, (UNTIL,)),
    ],
)
def test_a_new_ticket_is_promised_an_answer_from_when_its_mail_came(
    known: Facts, house: Policy, promise: tuple[Promise, ...]
) -> None:
    decision = updated(triage(mail(), known, house))
    assert promises(decision) == promise
    assert decision.after.promised == (promise[0].until if promise else None)


def test_the_first_lines_say_whose_promise_it_is() -> None:
    decision = triage(mail("Department: poshtibani\n\nIt is broken."), facts(), DESK)
    assert updated(decision).after.department == "poshtibani"
    assert promises(decision) == (LONGER,)


def test_a_machines_request_is_promised_an_answer_though_nobody_is_told() -> None:
    decision = updated(triage(written_by(Nature.AUTOMATIC, "Disk full."), facts(), DESK))
    assert promises(decision) == (UNTIL,)
    assert Kind.RECEIVED not in {notice.kind for notice in decision.notices}


def test_the_request_that_goes_on_from_a_closed_ticket_has_a_promise_of_its_own() -> None:
    closed = ticket(status=Status.CLOSED, closed=NOW, promised=NOW - HALF, first_response=NOW - HALF)
    decision = triage(mail("It is broken again."), about(closed), DESK)
    assert promises(decision) == (UNTIL,)


FORWARDED = "Please look.\n\n---------- Forwarded message ---------\nFrom: Ali Rezaei <ali@customer.example>\n"
FORWARDED += "Date: Sat, Nov 21, 2026 at 9:00 AM\nSubject: Printer broken\nTo: <tom@example.org>\n\nIt is broken.\n"


@pytest.mark.parametrize(("order", "promise"), [("", UNTIL), ("#department poshtibani\n", LONGER)])
def test_the_request_that_an_agent_passes_on_has_one(order: str, promise: Promise) -> None:
    sent = mail(order + FORWARDED, subject="Fwd: Printer broken", from_=(Mailbox("tom@example.org"),))
    decision = updated(triage(sent, facts(TOM, Standing.PROVEN), DESK))
    assert decision.after.requester.address == "ali@customer.example"
    assert promises(decision) == (promise,)


def from_tom(words: str, found: Ticket) -> Update:
    sent = mail(words, from_=(Mailbox("tom@example.org"),))
    return updated(triage(sent, about(found, TOM, Standing.PROVEN), DESK))


def test_an_order_that_moves_a_ticket_moves_its_promise() -> None:
    decision = from_tom("#department poshtibani", WAITING)
    assert promises(decision) == (LONGER,)
    assert decision.after.promised == NOW + 4 * HALF
    assert promises(from_tom("#priority high", WAITING)) == ()


def test_one_that_is_answered_in_the_same_mail_needs_no_other_promise() -> None:
    decision = from_tom("#department poshtibani\nUnplug it.", WAITING)
    assert decision.article.kind is ArticleKind.PUBLIC
    assert promises(decision) == ()
    assert (decision.after.first_response, decision.after.nudge_at) == (NOW, None)


def test_a_trial_promises_nothing() -> None:
    decision = from_tom("#?department poshtibani", WAITING)
    assert decision.reason == "only a trial"
    assert (decision.changes, decision.after) == ((), WAITING)
