"""The same request again: what joins an open ticket, what never does, and who is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.decisions import Discard, Outcome, Quarantine, Update
from gateway.facts import Beginning, EarlierRequest, Facts, Traffic
from gateway.mail.inbound import Attachment, Envelope, InboundMail, Mailbox, Nature, Source
from gateway.notices import Kind, Manner
from gateway.policy import Choice, Policy, Repeats
from gateway.tickets.changes import AddParticipant, Repeat, SetStatus, Wake
from gateway.tickets.people import Agent, Person, Role, Standing
from gateway.tickets.ticket import Status, Ticket
from gateway.triage import triage

from .builders import ALI, EVE, NOW, POSHTIBANI, REZA, SUPPORT, TOM, facts, mail, policy, ticket

WORDS = "The printer on floor 2 prints only blank pages since this morning."
AGAIN = "Hello again, the printer on floor 2 prints only blank pages since yesterday. Please hurry!"
CHASER = "Is there any news? I am still waiting for an answer."
PRODUCTS = (Choice("vpn", (("en", "VPN"),)), Choice("mail", (("en", "Mail"),)))


def rules(**changes: Any) -> Policy:
    return policy(repeats=Repeats(timedelta(days=7)), products=PRODUCTS, **changes)


def request(of: Ticket | None = None, **changes: Any) -> EarlierRequest:
    """Ali's, of two hours ago."""
    built = EarlierRequest(
        ticket=of or ticket(participants=()),
        subject="Printer",
        text=WORDS,
        attachments=(),
        at=NOW - timedelta(hours=2),
        recipients=("support@example.org",),
    )
    return replace(built, **changes)


def known(
    *earlier: EarlierRequest, someone: Person | Agent = ALI, standing: Standing = Standing.ALIGNED, **changes: Any
) -> Facts:
    waiting = sum(each.ticket.status is not Status.WAITING for each in earlier)
    newest = max((each.ticket.number for each in earlier), default=0)
    return facts(someone, standing, beginning=Beginning(len(earlier), waiting, newest, earlier=earlier), **changes)


def sent(text: str = AGAIN, **changes: Any) -> InboundMail:
    return mail(text, **({"subject": "Printer"} | changes))


def decided(letter: InboundMail, about: Facts, by: Policy | None = None) -> Update:
    decision = triage(letter, about, by or rules())
    assert isinstance(decision, Update)
    return decision


def joins(letter: InboundMail, about: Facts, by: Policy | None = None) -> bool:
    decision = decided(letter, about, by)
    assert decision.outcome in (Outcome.REPLY, Outcome.TICKET)
    return decision.outcome is Outcome.REPLY


def told(decision: Update) -> dict[str, Kind]:
    return {each.recipient.person.address.partition("@")[0]: each.kind for each in decision.notices}


# --- what joins -------------------------------------------------------------------------------------------------------


def test_the_same_request_goes_on_with_the_open_ticket() -> None:
    decision = decided(sent(), known(request()))
    assert decision.outcome is Outcome.REPLY
    assert decision.before == ticket(participants=())
    assert (decision.after.number, decision.after.repeats) == (7, 1)
    assert decision.changes == (Repeat(),)
    assert decision.reason == "the same request again, as #7"
    assert (decision.article.author.role, decision.article.text) == (Role.REQUESTER, AGAIN)
    assert told(decision) == {"ali": Kind.AGAIN, "tom": Kind.NEW_MAIL, "mina": Kind.NEW_MAIL}


def test_the_trail_says_why() -> None:
    trail = decided(sent(), known(request())).trail
    assert trail.winner == "the same request #7, 100% of the words"
    (found,) = trail.candidates
    assert (found.ticket, found.won, found.part) == (7, True, "requester")
    assert "while it is open" in found.why


def test_what_waited_for_the_requester_is_open_again() -> None:
    waiting = ticket(status=Status.WAITING, participants=())
    assert decided(sent(), known(request(waiting))).changes == (SetStatus(Status.OPEN), Repeat())
    asleep = ticket(snoozed=NOW + timedelta(days=1), participants=())
    assert decided(sent(), known(request(asleep))).changes == (Wake(), Repeat())


def test_who_is_in_copy_takes_part() -> None:
    decision = decided(sent(cc=(Mailbox(REZA.address, REZA.name),)), known(request()))
    assert decision.changes == (AddParticipant(Person(0, REZA.address, REZA.name)), Repeat())


def test_of_several_the_most_alike_is_meant_and_then_the_newest() -> None:
    other = request(ticket(number=9, participants=()), text="The door of the garage does not close.", subject="Door")
    twin = request(ticket(number=8, participants=()))
    assert decided(sent(), known(other, request())).after.number == 7
    assert decided(sent(), known(other, twin, request())).after.number == 8


@pytest.mark.parametrize("status", [Status.NEW, Status.OPEN])
def test_who_asks_for_news_means_the_only_request_that_waits(status: Status) -> None:
    one, answered = (
        request(ticket(status=status, participants=())),
        request(ticket(number=9, status=Status.WAITING, participants=())),
    )
    assert decided(sent(CHASER, subject="News?"), known(answered, one)).after.number == 7
    two = request(ticket(number=8, participants=()))
    assert not joins(sent(CHASER, subject="News?"), known(one, two))
    assert not joins(sent(CHASER, subject="News?"), known(answered)), "that one has its answer"
    elsewhere = replace(known(one), beginning=Beginning(2, 2, 9, earlier=(one,)))
    assert not joins(sent(CHASER, subject="News?"), elsewhere), "an older one waits, too"


def test_what_agents_moved_elsewhere_is_found_by_where_it_came_in() -> None:
    moved = request(ticket(department="poshtibani", participants=()))
    assert joins(sent(), known(moved))
    assert joins(sent(envelope=Envelope(ALI.address, ("poshtibani@example.org",), Source.SMTP)), known(moved)), (
        "and by where it is"
    )


# --- what never joins -------------------------------------------------------------------------------------------------


def test_another_request_is_another_ticket() -> None:
    assert not joins(sent("The printer on floor 3 prints only blank pages."), known(request()))
    assert not joins(sent("The printer on floor 2 makes a terrible noise."), known(request()))


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.SPAM, Status.MERGED])
def test_what_is_over_is_not_joined(status: Status) -> None:
    assert not joins(sent(), known(request(ticket(status=status, participants=()))))


def test_twice_in_a_year_is_two_tickets() -> None:
    assert joins(sent(), known(request(at=NOW - timedelta(days=6, hours=23))))
    assert not joins(sent(), known(request(at=NOW - timedelta(days=7, hours=1))))
    assert not joins(sent(), known(request()), policy())


def test_the_window_goes_by_when_the_mail_came() -> None:
    """However long it lay."""
    late = request(at=NOW - timedelta(days=10))
    assert joins(sent(), known(late, accepted=NOW - timedelta(days=4)))


def test_never_across_people() -> None:
    assert not joins(sent(), known(request(ticket(requester=REZA, participants=()))))
    assert not joins(sent(), known(request(), someone=EVE))
    taking_part = request(ticket(requester=REZA, participants=(ALI,)))
    assert not joins(sent(), known(taking_part))


def test_an_agents_request_is_a_ticket_each_time() -> None:
    own = request(ticket(requester=Person(9, TOM.address, TOM.shown), participants=()))
    assert not joins(sent(from_=(Mailbox(TOM.address),)), known(own, someone=TOM))


@pytest.mark.parametrize("nature", [Nature.AUTOMATIC, Nature.LIST, Nature.BULK])
def test_machines_may_have_something_new_to_say_in_the_same_words(nature: Nature) -> None:
    assert not joins(sent(judgement=replace(mail().judgement, nature=nature)), known(request()))


def test_a_forged_mail_is_kept_back_before() -> None:
    assert isinstance(triage(sent(), known(request(), standing=Standing.FORGED), rules()), Quarantine)


def test_a_duplicate_is_one_before() -> None:
    assert isinstance(triage(sent(), known(request(), twin=3), rules()), Discard)


def test_another_desk_gets_a_ticket_of_its_own() -> None:
    elsewhere = Envelope(ALI.address, ("poshtibani@example.org",), Source.SMTP)
    assert not joins(sent(envelope=elsewhere), known(request()))
    assert not joins(sent(f"Department: {POSHTIBANI.name}\n{AGAIN}"), known(request()))
    assert joins(sent(f"Department: {SUPPORT.name}\n{AGAIN}"), known(request()))


def test_first_lines_that_say_something_else_make_another_request() -> None:
    of_vpn = request(ticket(product="vpn", type="extension", participants=()))
    assert joins(sent(), known(of_vpn))
    assert joins(sent(f"Product: vpn\nType: extension\n{AGAIN}"), known(of_vpn))
    assert not joins(sent(f"Product: mail\n{AGAIN}"), known(of_vpn))
    assert not joins(sent(f"Type: inquiry\n{AGAIN}"), known(of_vpn))


def test_other_files_make_another_request_and_pictures_of_a_signature_do_not() -> None:
    page = Attachment("page.pdf", "application/pdf", b"a page")
    logo = Attachment("logo.png", "image/png", b"\x89PNG", inline=True)
    with_page = request(attachments=(b"1" * 32,))
    assert joins(sent(attachments=(page,)), known(with_page, contents=(b"1" * 32,)))
    assert not joins(sent(attachments=(page,)), known(with_page, contents=(b"2" * 32,)))
    assert joins(sent(attachments=(page, logo)), known(with_page, contents=(b"1" * 32, b"3" * 32)))


# --- who is told ------------------------------------------------------------------------------------------------------


def test_an_unproven_writer_hears_no_word_of_theirs_and_nobody_else_gets_it() -> None:
    shared = request(ticket(participants=(REZA,)))
    decision = decided(sent(), known(shared, standing=Standing.UNPROVEN))
    assert decision.outcome is Outcome.REPLY
    assert told(decision) == {"ali": Kind.AGAIN, "tom": Kind.NEW_MAIL, "mina": Kind.NEW_MAIL}
    assert {each.kind: each.manner for each in decision.notices}[Kind.AGAIN] is Manner.CONTENT_FREE
    assert told(decided(sent(), known(shared)))["reza"] is Kind.SHARED


def test_a_brake_holds_the_answer_back_and_not_the_mail() -> None:
    decision = decided(sent(), known(request(), traffic=Traffic(hour=99)))
    assert decision.outcome is Outcome.REPLY
    assert "ali" not in told(decision)


def test_a_silent_import_joins_and_tells_nobody() -> None:
    decision = decided(sent(), known(request(), silent=True))
    assert (decision.outcome, decision.notices) == (Outcome.REPLY, ())


@pytest.mark.parametrize(
    ("repeats", "limit", "lead_told", "heard"),
    [
        (0, 3, False, False),
        (1, 3, False, True),
        (1, 3, True, True),
        (2, 3, True, False),
        (2, 3, False, True),
        (50, 3, True, False),
        (0, 2, False, True),
        (4, 100, False, False),
    ],
)
def test_the_lead_hears_at_the_limit_and_once_a_day_from_then_on(
    repeats: int, limit: int, lead_told: bool, heard: bool
) -> None:
    by = rules()
    by = replace(by, repeats=replace(by.repeats, escalate=limit))
    decision = decided(sent(), known(request(ticket(repeats=repeats, participants=()), lead_told=lead_told)), by)
    assert (told(decision)["tom"] is Kind.REPEATED) is heard
    assert told(decision)["mina"] is Kind.NEW_MAIL


def test_a_language_that_is_asked_for_is_spoken_at_once() -> None:
    decision = decided(sent(f"#language fa\n{AGAIN}"), known(request()))
    assert decision.outcome is Outcome.REPLY
    assert decision.aftermath.language == "fa"
    assert {each.recipient.language for each in decision.notices if each.kind is Kind.AGAIN} == {"fa"}


def test_a_new_ticket_remembers_which_was_the_newest_that_was_known() -> None:
    assert decided(sent("Something else altogether."), known(request())).newest == 7
    assert decided(sent(), known(request())).newest is None
