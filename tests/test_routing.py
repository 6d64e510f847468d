"""Rules in triage: new requests only, once each; what they may do and what they may not."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.decisions import Decision, Quarantine, Update
from gateway.facts import Facts
from gateway.mail.inbound import InboundMail, Mailbox, Nature
from gateway.notices import Kind, Manner
from gateway.policy import Choice, Policy
from gateway.rules import read
from gateway.tickets.changes import AddParticipant, Assign, SetDepartment, SetPriority, SetStatus
from gateway.tickets.people import Agent, Person, Role, Standing
from gateway.tickets.standing import AUTHORITY, Act
from gateway.tickets.ticket import Priority, Status
from gateway.triage import triage

from .builders import ALI, EVE, NOW, REZA, TOM, about, facts, mail, policy, resolved, ticket, written_by
from .rules.examples import ANSWER

BOSS = Person(0, "boss@partner.example")
FORWARDED = """Please have a look.

---------- Forwarded message ---------
From: Ali Rezaei <ali@customer.example>
Date: Sat, 21 Nov 2026 at 09:00
Subject: Printer broken
To: Tom Baker <tom@example.org>

It is broken since Monday.
"""


def ruled(*lines: str, top: str = "", **changes: Any) -> Policy:
    """A policy with one rule that matches every mail about something broken, or the rules of `top`."""
    rule = "\n".join(("[[rule]]", 'name = "one"', 'when.body = "broken"', *lines)) if lines else ""
    known = policy(products=(Choice("printer", (("en", "Printer"), ("fa", "چاپگر"))),), **changes)
    reading = read(f"{top}\n{rule}\n", known, 5)
    assert reading.mistakes == ()
    return replace(known, rules=reading.rules)


def opened(mail_: InboundMail, known: Facts, policy_: Policy) -> Update:
    decision = triage(mail_, known, policy_)
    assert isinstance(decision, Update), decision
    assert decision.before is None
    return decision


def mailed(decision: Update) -> list[tuple[Kind, str]]:
    return [(notice.kind, notice.recipient.person.address.partition("@")[0]) for notice in decision.notices]


def quarantined(decision: Decision) -> Quarantine:
    assert isinstance(decision, Quarantine), decision
    return decision


# --- which mails ------------------------------------------------------------------------------------------------------


def test_a_new_request_goes_where_the_rules_send_it_and_the_trail_names_them() -> None:
    decision = opened(mail(), facts(), ruled('then.department = "poshtibani"', 'then.priority = "high"'))
    assert (decision.after.department, decision.after.priority) == ("poshtibani", Priority.HIGH)
    assert decision.changes == (SetDepartment("poshtibani"), SetPriority(Priority.HIGH))
    assert (decision.trail.revision, decision.trail.rules) == (5, ("one",))
    assert decision.opened is not None
    assert decision.opened.department == "support"
    assert mailed(decision) == [(Kind.RECEIVED, "ali"), (Kind.NEW_MAIL, "sara")]


def test_where_no_rule_matches_the_trail_names_the_revision_alone() -> None:
    decision = opened(mail("Hello"), facts(), ruled('then.department = "poshtibani"'))
    assert (decision.after.department, decision.changes) == ("support", ())
    assert (decision.trail.revision, decision.trail.rules) == (5, ())


@pytest.mark.parametrize(
    ("someone", "standing"), [(ALI, Standing.ALIGNED), (REZA, Standing.UNPROVEN), (TOM, Standing.BOUND)]
)
def test_replies_are_never_touched(someone: Person | Agent, standing: Standing) -> None:
    rules = ruled('then.department = "poshtibani"', "then.acknowledge = false", "go_on = true")
    for found in (ticket(), resolved()):
        with_rules, without = (triage(mail(), about(found, someone, standing), each) for each in (rules, policy()))
        assert isinstance(with_rules, Update)
        assert with_rules.trail.rules == ()
        assert replace(with_rules, trail=without.trail) == replace(without, trail=without.trail)


def test_a_request_that_goes_on_from_a_closed_one_is_a_new_one() -> None:
    closed = ticket(status=Status.CLOSED, closed=NOW)
    decision = opened(mail(), about(closed), ruled('then.department = "poshtibani"'))
    assert (decision.after.department, decision.after.follows) == ("poshtibani", 7)


@pytest.mark.parametrize("standing", [standing for standing in Standing if standing is not Standing.FORGED])
def test_the_mail_of_anybody_is_routed(standing: Standing) -> None:
    assert opened(mail(), facts(EVE, standing), ruled('then.priority = "urgent"')).after.priority is Priority.URGENT


def test_mail_that_opens_no_ticket_meets_no_rule() -> None:
    rules = ruled("then.hold = true")
    for known in (facts(standing=Standing.FORGED), facts(twin=3), facts(ours=True)):
        assert "rule" not in triage(mail(), known, rules).reason
    assert "rule" not in triage(written_by(Nature.VACATION, "It is broken"), facts(), rules).reason


def test_what_the_first_lines_say_is_seen_and_the_rules_win() -> None:
    text = "Department: poshtibani\nPriority: urgent\nIt is broken."
    seen = ruled('when.priority = "urgent"', 'when.department = "poshtibani"', 'then.priority = "low"')
    decision = opened(mail(text), facts(), seen)
    assert (decision.after.department, decision.after.priority) == ("poshtibani", Priority.LOW)


# --- hold and spam ----------------------------------------------------------------------------------------------------


def test_a_held_mail_waits_for_a_person_and_then_goes_its_way() -> None:
    later = '[[rule]]\nname = "next"\nwhen.body = "broken"\nthen.priority = "high"\n'
    rules = ruled(top='[[rule]]\nname = "look first"\nwhen.body = "broken"\nthen.hold = true\n' + later)
    waiting = quarantined(triage(mail(), facts(), rules))
    assert waiting.reason == "rule 'look first' holds it"
    assert (waiting.trail.revision, waiting.trail.rules) == (5, ("look first",))
    decision = opened(mail(), facts(released=True), rules)
    assert (decision.after.priority, decision.trail.rules) == (Priority.HIGH, ("next",))


def test_spam_is_a_ticket_that_nobody_hears_of() -> None:
    decision = opened(mail(cc=(Mailbox("reza@customer.example"),)), facts(), ruled("then.spam = true"))
    assert (decision.after.status, decision.notices, decision.aftermath.turns) == (Status.SPAM, (), ())
    assert decision.changes[-1] == SetStatus(Status.SPAM)
    assert opened(mail(), facts(released=True), ruled("then.spam = true")).after.status is Status.NEW


# --- the acknowledgement ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "standing", "language", "manner"),
    [
        ("It is broken.", Standing.ALIGNED, "We are back on Saturday.", Manner.FULL),
        ("It is broken.", Standing.UNPROVEN, "We are back on Saturday.", Manner.CONTENT_FREE),
        ("چاپگر ما خراب است broken", Standing.ALIGNED, "شنبه برمی‌گردیم.", Manner.FULL),
    ],
)
def test_the_words_of_the_house_stand_in_the_acknowledgement(
    text: str, standing: Standing, language: str, manner: Manner
) -> None:
    subject = "Printer" if text.isascii() else "چاپگر خراب"
    decision = opened(mail(text, subject=subject), facts(ALI, standing), ruled('then.answer = "holiday"', top=ANSWER))
    assert [(each.kind, each.answer, each.manner) for each in decision.notices if each.answer] == [
        (Kind.RECEIVED, language, manner)
    ]


def test_they_are_in_the_language_that_the_requester_chose() -> None:
    speaker = replace(ALI, language="fa")
    decision = opened(mail(), facts(speaker), ruled('then.answer = "holiday"', top=ANSWER))
    told = next(notice for notice in decision.notices if notice.kind is Kind.RECEIVED)
    assert (told.recipient.language, told.answer) == ("fa", "شنبه برمی‌گردیم.")


def test_the_acknowledgement_may_be_left_out_and_agents_hear_all_the_same() -> None:
    decision = opened(mail(), facts(), ruled("then.acknowledge = false"))
    assert mailed(decision) == [(Kind.NEW_MAIL, "tom"), (Kind.NEW_MAIL, "mina")]


def test_a_rule_makes_no_answer_of_silence() -> None:
    known = facts(traffic=replace(facts().traffic, hour=9))
    decision = opened(mail(), known, ruled('then.answer = "holiday"', top=ANSWER))
    assert Kind.RECEIVED not in {notice.kind for notice in decision.notices}
    assert opened(mail(), facts(silent=True), ruled('then.answer = "holiday"', top=ANSWER)).notices == ()


# --- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("standing", [Standing.UNPROVEN, Standing.BEARER, Standing.ALIGNED, Standing.PROVEN])
def test_whom_a_rule_brings_in_takes_part_and_gets_no_word_of_the_mail(standing: Standing) -> None:
    decision = opened(mail(), facts(EVE, standing), ruled(f'then.cc = "{BOSS.address}"'))
    assert decision.changes == (AddParticipant(BOSS),)
    assert decision.after.involves(BOSS.address)
    assert {
        notice.recipient.person.address for notice in decision.notices if notice.recipient.role is not Role.AGENT
    } == {EVE.address}


def test_who_was_brought_in_hears_of_later_mail_only_where_it_proves_its_author() -> None:
    joined = ticket(participants=(BOSS,))
    for standing, shares in ((Standing.UNPROVEN, False), (Standing.ALIGNED, True)):
        decision = triage(mail(), about(joined, ALI, standing), ruled(f'then.cc = "{BOSS.address}"'))
        assert isinstance(decision, Update)
        assert ((Kind.SHARED, "boss") in mailed(decision)) is shares
    assert AUTHORITY[Act.DISTRIBUTE][Standing.UNPROVEN] is not AUTHORITY[Act.DISTRIBUTE][Standing.ALIGNED]


def test_nobody_is_brought_in_twice() -> None:
    decision = opened(
        mail(cc=(Mailbox(BOSS.address),)), facts(), ruled(f'then.cc = ["{BOSS.address}", "{ALI.address}"]')
    )
    assert decision.changes == (AddParticipant(BOSS),)


def test_a_named_agent_gets_the_ticket_and_hears_of_it_alone() -> None:
    decision = opened(mail(), facts(), ruled('then.assign = "mina"'))
    assert decision.changes == (Assign("mina"),)
    assert mailed(decision) == [(Kind.RECEIVED, "ali"), (Kind.NEW_MAIL, "mina")]


def test_who_is_away_is_given_nothing() -> None:
    decision = opened(mail(), facts(), ruled('then.assign = "mina"', away=frozenset({"mina"})))
    assert decision.after.assignee == ""
    assert (Kind.NEW_MAIL, "tom") in mailed(decision)


# --- forwards ---------------------------------------------------------------------------------------------------------


def forward(above: str = "") -> InboundMail:
    text = f"{above}\n\n{FORWARDED}" if above else FORWARDED
    return mail(text, subject="Fwd: Printer broken", from_=(Mailbox(TOM.address, "Tom Baker"),))


def test_a_forwarded_request_is_routed_by_what_the_customer_wrote() -> None:
    rules = ruled(
        'when.sender = "ali@customer.example"', 'when.subject = { equals = "printer broken" }', 'then.priority = "high"'
    )
    decision = opened(forward(), facts(TOM, Standing.BOUND), rules)
    assert decision.after.requester.address == ALI.address
    assert (decision.after.priority, decision.trail.rules) == (Priority.HIGH, ("one",))


def test_the_orders_of_who_forwards_it_have_the_last_word() -> None:
    rules = ruled('then.priority = "high"', 'then.department = "poshtibani"')
    decision = opened(forward("#priority low"), facts(TOM, Standing.BOUND), rules)
    assert (decision.after.priority, decision.after.department) == (Priority.LOW, "poshtibani")


@pytest.mark.parametrize("deed", ["hold", "spam"])
def test_an_agent_who_forwards_has_looked_at_it(deed: str) -> None:
    decision = opened(forward(), facts(TOM, Standing.BOUND), ruled(f"then.{deed} = true"))
    assert (decision.after.status, decision.trail.rules) == (Status.NEW, ())


def test_the_customer_of_a_forward_gets_the_words_of_the_house() -> None:
    decision = opened(forward(), facts(TOM, Standing.BOUND), ruled('then.answer = "holiday"', top=ANSWER))
    told = {notice.kind: notice for notice in decision.notices}
    assert told[Kind.RECEIVED].answer == "We are back on Saturday."
    assert told[Kind.TRANSCRIPT].answer == ""
    silent = opened(forward(), facts(TOM, Standing.BOUND), ruled("then.acknowledge = false"))
    assert Kind.RECEIVED not in {notice.kind for notice in silent.notices}
