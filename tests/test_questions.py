"""Mails that want no ticket, and what a question back may repeat to somebody who proves nothing."""

from dataclasses import replace

import pytest

from gateway.commands import LOBBY, REQUESTERS, Complaint, Desk, Lobby, Order, canonical, understood
from gateway.commands.command import Reply
from gateway.decisions import Discard, Outcome, Quarantine, Settled, Settlement, Update
from gateway.facts import Pending
from gateway.mail.confirmation import mint
from gateway.mail.inbound import InboundMail, Nature
from gateway.notices import Kind, Manner
from gateway.policy import Policy
from gateway.tickets.people import Standing
from gateway.tickets.ticket import ArticleKind
from gateway.triage import triage

from .builders import ALI, PICTURE, RING, TOM, about, author, facts, mail, policy, ticket, written_by

POLICY = policy()
CODE = mint(57, ALI.id, RING)


def answered(message: InboundMail, standing: Standing = Standing.ALIGNED, on: Policy = POLICY) -> Discard:
    decision = triage(message, facts(ALI, standing), on)
    assert isinstance(decision, Discard), decision
    assert decision.outcome is Outcome.ANSWERED
    return decision


def kinds(decision: Discard) -> list[tuple[Kind, str]]:
    return [(notice.kind, notice.recipient.person.address) for notice in decision.notices]


@pytest.mark.parametrize("text", ["#list", "#فهرست", "#help", "#راهنما", "\n\n#list\n"])
def test_who_is_proven_is_told_at_once(text: str) -> None:
    decision = answered(mail(text))
    assert kinds(decision) == [(Kind.LISTED, ALI.address)]
    assert not decision.aftermath.asks


@pytest.mark.parametrize("standing", [Standing.UNPROVEN, Standing.BEARER])
def test_who_proves_nothing_is_asked_first(standing: Standing) -> None:
    decision = answered(mail("#list"), standing)
    assert kinds(decision) == [(Kind.CONFIRM, ALI.address)]
    assert decision.notices[0].lines == ("#list",)
    assert decision.notices[0].manner is Manner.CONTENT_FREE
    assert decision.aftermath.asks


def test_a_site_may_take_the_address_for_proof() -> None:
    assert kinds(answered(mail("#list"), Standing.BEARER, policy(trusted=Standing.BEARER))) == [
        (Kind.LISTED, ALI.address)
    ]


def test_a_forged_question_waits_for_a_person() -> None:
    assert isinstance(triage(mail("#list"), facts(ALI, Standing.FORGED), POLICY), Quarantine)


def test_a_language_is_chosen_and_told_in_it() -> None:
    decision = answered(mail("#language fa"))
    assert decision.aftermath.language == "fa"
    assert [notice.recipient.language for notice in decision.notices] == ["fa"]


@pytest.mark.parametrize("text", ["#list\nMy printer is broken.", "#1 problem: the printer", "#lists", "list", ""])
def test_whatever_says_more_is_a_request(text: str) -> None:
    decision = triage(mail(text), facts(), POLICY)
    assert isinstance(decision, Update)
    assert decision.outcome is Outcome.TICKET


def test_a_file_is_a_request_and_a_machine_asks_nothing() -> None:
    with_file = triage(mail("#list", attachments=(PICTURE,)), facts(), POLICY)
    by_machine = triage(written_by(Nature.LIST, "#list"), facts(), POLICY)
    assert isinstance(with_file, Update)
    assert isinstance(by_machine, Update)


def test_a_request_may_begin_with_the_language_of_its_answers() -> None:
    decision = triage(mail("#language fa\nMy printer is broken."), facts(), POLICY)
    assert isinstance(decision, Update)
    assert (decision.after.language, decision.aftermath.language) == ("fa", "fa")
    unproven = triage(mail("#language fa\nMy printer is broken."), facts(ALI, Standing.UNPROVEN), POLICY)
    assert isinstance(unproven, Update)
    assert (unproven.after.language, unproven.aftermath.language) == ("en", "")


def test_a_silent_import_answers_nobody() -> None:
    decision = triage(mail("#list"), replace(facts(), silent=True), POLICY)
    assert isinstance(decision, Discard)
    assert decision.notices == ()


# --- what is repeated -------------------------------------------------------------------------------------------------

LURE = "http://evil.example/win"


ARGUMENTS = [LURE, f"5 {LURE}", f"fa {LURE}", f"en{LURE}", f"شد {LURE}", f"{LURE} 5"]


def reply_on_a_ticket(name: str, argument: str) -> tuple[Reply, str]:
    found = understood(Order(name, argument, f"#{name} {argument}"), REQUESTERS)
    assert found is not None
    command, said = found
    desk = Desk(author(ALI), about(ticket()), POLICY, ticket())
    return command.obey(said.argument, desk), canonical(said, command)


def reply_without_one(name: str, argument: str) -> tuple[Reply, str]:
    found = understood(Order(name, argument, f"#{name} {argument}"), LOBBY)
    assert found is not None
    question, said = found
    return question.obey(said.argument, Lobby(author(ALI), facts(), POLICY)), canonical(said, question)


@pytest.mark.parametrize("argument", ARGUMENTS)
def test_no_order_that_is_asked_back_carries_words_of_a_stranger(argument: str) -> None:
    """A question goes to whoever is named as the author: it must not be a way to write to them."""
    replies = [reply_on_a_ticket(command.name, argument) for command in REQUESTERS]
    replies += [reply_without_one(question.name, argument) for question in LOBBY]
    asked = [shown for reply, shown in replies if not isinstance(reply, Complaint)]
    assert asked or argument != LURE, "#help takes one word behind it"
    assert not any(LURE in shown for shown in asked)


@pytest.mark.parametrize("text", [f"#language {LURE}", f"#help {LURE} now", f"#list {LURE}"])
def test_a_wrong_order_of_somebody_unproven_is_a_request_like_any_other(text: str) -> None:
    decision = triage(mail(text), facts(ALI, Standing.UNPROVEN), POLICY)
    told = [line for notice in decision.notices for line in notice.lines] if hasattr(decision, "notices") else []
    assert not any(LURE in line for line in told)


@pytest.mark.parametrize("text", [f"#rate {LURE}", f"#rate 5 {LURE}", f"#close {LURE}", f"#leave {LURE}"])
def test_the_same_on_a_ticket(text: str) -> None:
    for standing in (Standing.UNPROVEN, Standing.BEARER):
        decision = triage(mail(text), about(ticket(), ALI, standing), POLICY)
        assert isinstance(decision, Update)
        to_ali = [notice for notice in decision.notices if notice.recipient.person.address == ALI.address]
        assert not any(LURE in line for notice in to_ali for line in notice.lines)


# --- the yes ----------------------------------------------------------------------------------------------------------


def test_a_yes_sends_the_mail_that_waited_through_again() -> None:
    yes = mail("Yes!", subject=f"Re: Is this from you? {CODE}")
    without = replace(facts(ALI, Standing.UNPROVEN), pending=Pending(57, None))
    assert answered_by(yes, without) == (Settled(57, Settlement.CONFIRMED),)
    on_ticket = replace(about(ticket(), ALI, Standing.UNPROVEN), pending=Pending(57, ticket()))
    decision = triage(yes, on_ticket, POLICY)
    assert isinstance(decision, Update)
    assert (decision.outcome, decision.article.kind) == (Outcome.NOTE, ArticleKind.INTERNAL)
    assert decision.aftermath.settled == (Settled(57, Settlement.CONFIRMED),)
    assert decision.changes == ()
    assert decision.notices == ()


def answered_by(message: InboundMail, known: object) -> object:
    decision = triage(message, known, POLICY)  # type: ignore[arg-type]
    assert isinstance(decision, Discard)
    return decision.aftermath.settled


@pytest.mark.parametrize(
    ("standing", "counts"),
    [(Standing.FORGED, False), (Standing.UNPROVEN, False), (Standing.BEARER, False), (Standing.ALIGNED, True)],
)
def test_an_agents_yes_needs_what_agents_need(standing: Standing, counts: bool) -> None:
    known = replace(about(ticket(), TOM, standing), pending=Pending(57, ticket()))
    decision = triage(mail("yes", subject=f"Re: {CODE}"), known, POLICY)
    assert bool(decision.aftermath.settled if not isinstance(decision, Quarantine) else ()) is counts


@pytest.mark.parametrize("text", ["", "no", "Who are you?", "I am away until Monday. Yes."])
def test_anything_but_a_yes_is_none_and_never_goes_to_the_customer(text: str) -> None:
    known = replace(about(ticket(), TOM, Standing.BOUND), pending=Pending(57, ticket()))
    decision = triage(mail(text, subject=f"Re: {CODE}"), known, POLICY)
    assert isinstance(decision, Update)
    assert decision.aftermath.settled == ()
    assert decision.article.kind is ArticleKind.INTERNAL


@pytest.mark.parametrize("nature", [Nature.VACATION, Nature.AUTOMATIC, Nature.BULK])
def test_a_machines_yes_is_none(nature: Nature) -> None:
    known = replace(about(ticket(), ALI, Standing.ALIGNED), pending=Pending(57, ticket()))
    decision = triage(written_by(nature, "yes"), known, POLICY)
    assert not isinstance(decision, Quarantine)
    assert decision.aftermath.settled == ()
