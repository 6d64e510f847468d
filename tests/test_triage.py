"""What becomes of a mail: by what the filters found, by who wrote it and how far that is proven."""

from dataclasses import replace
from datetime import timedelta
from enum import Enum

import pytest

from gateway.commands import LIMIT
from gateway.decisions import Decision, Discard, Hold, Outcome, Quarantine, Setback, Update
from gateway.facts import Candidate, Facts, How, Returned, Traffic
from gateway.mail.inbound import Bounce, Defect, Failure, InboundMail, Judgement, Mailbox, Nature, Severity
from gateway.mail.reply_address import AddressKind
from gateway.mail.token import mint
from gateway.notices import Kind, Manner, Voice
from gateway.tickets.attachments import AttachmentRules, Examination, Folded, Passed, Reason, Scan, Scanned, Withheld
from gateway.tickets.changes import AddParticipant, Assign, Reopen, Resolve, Thank
from gateway.tickets.people import Agent, Person, Role, Standing
from gateway.tickets.ticket import ArticleKind, Priority, Status, Ticket
from gateway.triage import triage

from .builders import (
    ALI,
    EVE,
    KEY,
    MINA,
    NOW,
    PICTURE,
    POSHTIBANI,
    REZA,
    SARA,
    SUPPORT,
    TOM,
    about,
    facts,
    mail,
    policy,
    resolved,
    ticket,
    written_by,
)

FORGED, UNPROVEN, BEARER, ALIGNED, BOUND, PROVEN = Standing
POLICY = policy()
BOUNCE = Bounce((Failure("ali@customer.example", "5.1.1", Severity.HARD, "no such user"),), ("t.7.1@in.example.org",))


def updated(decision: Decision) -> Update:
    assert isinstance(decision, Update), decision
    return decision


def held(decision: Decision) -> Hold:
    assert isinstance(decision, Hold), decision
    return decision


def mailed(decision: Update | Hold) -> set[tuple[Kind, str]]:
    """Which kind of mail goes to whom."""
    return {(notice.kind, notice.recipient.person.address.partition("@")[0]) for notice in decision.notices}


def manner(decision: Update | Hold, kind: Kind) -> Manner:
    return next(notice.manner for notice in decision.notices if notice.kind is kind)


# --- by verdict -------------------------------------------------------------------------------------------------------


def test_own_mail_come_home_is_discarded() -> None:
    decision = triage(mail(), about(ticket(), ours=True), POLICY)
    assert isinstance(decision, Discard)
    assert decision.outcome is Outcome.DISCARDED
    assert decision.trail.findings[0].check == "came_home"


def test_the_same_mail_a_second_time_is_a_duplicate() -> None:
    decision = triage(mail(), about(ticket(), twin=41), POLICY)
    assert isinstance(decision, Discard)
    assert decision.outcome is Outcome.DUPLICATE
    assert "41" in decision.reason


@pytest.mark.parametrize(
    ("message", "known", "outcome"),
    [
        (written_by(Nature.BOUNCE, bounce=BOUNCE), facts(ours=True, twin=3), Outcome.DISCARDED),
        (written_by(Nature.BOUNCE, bounce=BOUNCE), facts(twin=3), Outcome.DUPLICATE),
        (written_by(Nature.BOUNCE, bounce=BOUNCE), facts(standing=FORGED), Outcome.BOUNCE),
        (written_by(Nature.VACATION), facts(standing=FORGED), Outcome.AUTOMATIC),
    ],
)
def test_of_several_findings_the_highest_verdict_counts_and_all_are_kept(
    message: InboundMail, known: Facts, outcome: Outcome
) -> None:
    decision = triage(message, known, POLICY)
    assert isinstance(decision, Discard)
    assert decision.outcome is outcome
    assert len(decision.trail.findings) >= 2


def test_a_forged_mail_that_names_no_ticket_waits_for_a_person() -> None:
    decision = triage(mail(defects=(Defect.MANY_FROM,)), facts(standing=FORGED), POLICY)
    assert isinstance(decision, Quarantine)
    assert decision.reason == Defect.MANY_FROM.value
    assert decision.trail.defects == (Defect.MANY_FROM.value,)


def test_a_forged_mail_that_only_names_a_mail_of_a_strange_ticket_is_quarantined_too() -> None:
    known = facts(EVE, FORGED, candidates=(Candidate(How.REFERENCES, "<x@y>", ticket()),))
    assert isinstance(triage(mail(), known, POLICY), Quarantine)


def test_a_machines_mail_without_a_ticket_may_open_one_and_is_not_answered() -> None:
    decision = updated(triage(written_by(Nature.AUTOMATIC, "disk full"), facts(), POLICY))
    assert decision.outcome is Outcome.TICKET
    assert mailed(decision) == {(Kind.NEW_MAIL, "tom"), (Kind.NEW_MAIL, "mina")}


# --- machines that answer us ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nature", [Nature.VACATION, Nature.RECEIPT, Nature.AUTOMATIC, Nature.BULK])
@pytest.mark.parametrize("before", [ticket(), resolved(), ticket(status=Status.CLOSED)])
def test_out_of_office_is_kept_on_the_ticket_and_moves_nothing(nature: Nature, before: Ticket) -> None:
    decision = updated(triage(written_by(nature), about(before), POLICY))
    assert decision.outcome is Outcome.AUTOMATIC
    assert decision.after == before
    assert decision.changes == ()
    assert decision.article.kind is ArticleKind.INTERNAL
    assert decision.notices == ()


def test_out_of_office_of_a_stranger_belongs_nowhere() -> None:
    decision = triage(written_by(Nature.VACATION), about(ticket(), EVE), POLICY)
    assert isinstance(decision, Discard)
    assert decision.outcome is Outcome.AUTOMATIC


def test_an_agents_out_of_office_follows_no_order_in_it() -> None:
    decision = updated(triage(written_by(Nature.VACATION, "#resolve"), about(ticket(), TOM, BOUND), POLICY))
    assert decision.changes == ()
    assert decision.notices == ()


# --- bounces ----------------------------------------------------------------------------------------------------------

DAEMON = Person(0, "mailer-daemon@relay.example", "Mail Delivery System")


def returned(to_agent: bool, found: Ticket | None = None) -> Returned:
    return Returned(55, found or ticket(), "tom@example.org" if to_agent else ALI.address, to_agent)


def setback(decision: Update) -> Setback:
    assert decision.notices == ()
    assert decision.setback is not None
    return decision.setback


def told_of(decision: Update) -> set[tuple[Kind, str]]:
    return {(each.kind, each.recipient.person.address.partition("@")[0]) for each in setback(decision).notices}


def test_agents_hear_that_a_customer_did_not_get_our_mail() -> None:
    report = written_by(Nature.BOUNCE, "no such user", bounce=BOUNCE)
    decision = updated(triage(report, facts(DAEMON, UNPROVEN, returned=returned(False)), POLICY))
    assert decision.outcome is Outcome.BOUNCE
    assert setback(decision).lost.notice == 55
    assert decision.article.kind is ArticleKind.INTERNAL
    assert decision.after == ticket()
    assert told_of(decision) == {(Kind.UNDELIVERED, "tom"), (Kind.UNDELIVERED, "mina")}


def test_the_assignee_hears_of_a_bounce_and_who_wrote_what_came_back() -> None:
    report = written_by(Nature.BOUNCE, bounce=BOUNCE)
    known = facts(DAEMON, UNPROVEN, returned=returned(False, ticket(assignee="mina")))
    assert told_of(updated(triage(report, known, POLICY))) == {(Kind.UNDELIVERED, "mina")}
    known = replace(known, returned=replace(returned(False, ticket(assignee="mina")), wrote="tom@example.org"))
    assert told_of(updated(triage(report, known, POLICY))) == {(Kind.UNDELIVERED, "mina"), (Kind.UNDELIVERED, "tom")}


def test_a_bounce_of_an_agents_mail_makes_no_further_mail() -> None:
    report = written_by(Nature.BOUNCE, bounce=BOUNCE)
    decision = updated(triage(report, facts(DAEMON, UNPROVEN, returned=returned(True)), POLICY))
    assert setback(decision).lost.notice == 55
    assert told_of(decision) == set()


def test_a_bounce_of_nothing_that_we_sent_is_only_counted() -> None:
    decision = triage(written_by(Nature.BOUNCE, bounce=BOUNCE), about(ticket(), DAEMON, UNPROVEN), POLICY)
    assert isinstance(decision, Discard)
    assert decision.outcome is Outcome.BOUNCE


def test_a_spam_complaint_opens_nothing() -> None:
    decision = triage(written_by(Nature.COMPLAINT), facts(DAEMON, UNPROVEN), POLICY)
    assert isinstance(decision, Discard)


# --- who, how far proven, and what they may (security 7.4) ------------------------------------------------------------


class Fate(Enum):
    """In the order of what a mail is allowed to do."""

    QUARANTINED = 0
    HELD = 1
    UNVERIFIED = 2  # on the ticket, agents see it, nobody else
    FULL = 3


def fate(decision: Decision) -> Fate:
    match decision:
        case Quarantine():
            return Fate.QUARANTINED
        case Hold():
            return Fate.HELD
        case Update(outcome=Outcome.TICKET):
            return Fate.FULL if manner(decision, Kind.RECEIVED) is Manner.FULL else Fate.UNVERIFIED
        case Update():
            sent_on = any(notice.kind in (Kind.SHARED, Kind.ANSWERED) for notice in decision.notices)
            return Fate.FULL if sent_on else Fate.UNVERIFIED
        case Discard():
            raise AssertionError("nothing of this table is thrown away")


Q, H, U, F = Fate
TABLE: dict[str, tuple[tuple[Fate, ...], Person | Agent, Ticket | None]] = {
    "new ticket from a stranger": ((Q, U, U, F, F, F), EVE, None),
    "reply by the requester": ((H, U, U, F, F, F), ALI, ticket()),
    "reply by a participant": ((H, U, U, F, F, F), REZA, ticket()),
    "reply to a resolved ticket": ((H, U, U, F, F, F), ALI, resolved()),
    "reply to a closed ticket": ((H, U, U, F, F, F), ALI, ticket(status=Status.CLOSED)),
    "reply by an agent": ((H, H, H, F, F, F), TOM, ticket()),
    "token of a ticket in which the sender takes no part": ((H, H, H, H, H, H), EVE, ticket()),
    "reply by an agent of another department": ((H, H, H, H, F, F), SARA, ticket()),
}


@pytest.mark.parametrize("relation", TABLE)
@pytest.mark.parametrize("standing", Standing)
def test_what_each_standing_may_do(relation: str, standing: Standing) -> None:
    fates, someone, found = TABLE[relation]
    known = about(found, someone, standing) if found else facts(someone, standing)
    assert fate(triage(mail("Here is more."), known, POLICY)) is fates[standing]


def test_what_a_standing_may_do_only_grows_from_left_to_right() -> None:
    for relation, (fates, _, _) in TABLE.items():
        values = [each.value for each in fates]
        assert values == sorted(values), relation


@pytest.mark.parametrize("needed", [BEARER, ALIGNED, BOUND, PROVEN])
@pytest.mark.parametrize("standing", Standing)
def test_agents_need_the_standing_that_the_policy_names(needed: Standing, standing: Standing) -> None:
    decision = triage(mail("#resolve\nDone."), about(ticket(), TOM, standing), policy(needed=needed))
    assert isinstance(decision, Update if standing >= needed else Hold)


@pytest.mark.parametrize("standing", [FORGED, UNPROVEN, BEARER])
def test_below_the_needed_standing_an_agents_orders_are_not_followed(standing: Standing) -> None:
    decision = held(triage(mail("#resolve"), about(ticket(), TOM, standing), POLICY))
    assert decision.ticket == ticket()
    assert decision.article.kind is ArticleKind.HELD
    assert mailed(decision) == {(Kind.REFUSED, "tom"), (Kind.HELD, "mina")}
    assert manner(decision, Kind.REFUSED) is Manner.CONTENT_FREE


def test_an_agent_hears_of_refused_mail_once_a_day() -> None:
    known = about(ticket(), TOM, UNPROVEN, traffic=Traffic(refused=1))
    assert mailed(held(triage(mail(), known, POLICY))) == {(Kind.HELD, "mina")}


def test_agents_hear_of_held_mail_once_an_hour() -> None:
    known = facts(EVE, ALIGNED, candidates=(Candidate(How.TOKEN, "#7", ticket(), held_lately=True),))
    assert held(triage(mail(), known, POLICY)).notices == ()


def test_held_mail_of_a_stranger_is_shown_to_agents_only() -> None:
    decision = held(triage(mail(), about(ticket(), EVE), POLICY))
    assert mailed(decision) == {(Kind.HELD, "tom"), (Kind.HELD, "mina")}
    assert "takes no part" in decision.reason


def test_an_unverified_reply_reopens_but_brings_nobody_along() -> None:
    message = mail("It is not solved.", cc=(Mailbox("evil@elsewhere.example"),))
    decision = updated(triage(message, about(resolved(), standing=BEARER), POLICY))
    assert decision.changes == (Reopen(),)
    assert decision.after.participants == (REZA,)
    assert manner(decision, Kind.REOPENED) is Manner.CONTENT_FREE
    assert Kind.SHARED not in {notice.kind for notice in decision.notices}


@pytest.mark.parametrize("standing", Standing)
def test_people_in_cc_take_part_only_where_the_sender_is_proven(standing: Standing) -> None:
    message = mail(cc=(Mailbox("Friend@Elsewhere.example", "A Friend"),))
    decision = triage(message, facts(EVE, standing), POLICY)
    brought = [person.address for person in decision.after.participants] if isinstance(decision, Update) else []
    assert brought == (["friend@elsewhere.example"] if standing >= ALIGNED else [])


def test_a_reply_with_a_newcomer_in_cc_tells_the_others_but_not_who_has_it_already() -> None:
    message = mail(cc=(Mailbox("friend@elsewhere.example"),))
    decision = updated(triage(message, about(ticket()), POLICY))
    assert decision.changes == (AddParticipant(Person(0, "friend@elsewhere.example")),)
    assert (Kind.SHARED, "reza") in mailed(decision)
    assert "friend" not in {name for _, name in mailed(decision)}


# --- new tickets ------------------------------------------------------------------------------------------------------


def test_a_new_request_is_acknowledged_and_shown_to_the_department() -> None:
    decision = updated(triage(mail(), facts(), POLICY))
    assert decision.before is None
    assert decision.outcome is Outcome.TICKET
    assert decision.after.status is Status.NEW
    assert decision.article.author.role is Role.REQUESTER
    assert mailed(decision) == {(Kind.RECEIVED, "ali"), (Kind.NEW_MAIL, "tom"), (Kind.NEW_MAIL, "mina")}
    assert manner(decision, Kind.RECEIVED) is Manner.FULL


def test_an_acknowledgement_to_an_unproven_sender_has_no_word_of_theirs() -> None:
    decision = updated(triage(mail(), facts(standing=UNPROVEN), POLICY))
    assert manner(decision, Kind.RECEIVED) is Manner.CONTENT_FREE
    assert manner(decision, Kind.NEW_MAIL) is Manner.FULL


@pytest.mark.parametrize("traffic", [Traffic(hour=3), Traffic(day=10)])
def test_the_brakes_silence_the_acknowledgement_and_lose_nothing(traffic: Traffic) -> None:
    decision = updated(triage(mail(), facts(traffic=traffic), POLICY))
    assert decision.outcome is Outcome.TICKET
    assert mailed(decision) == {(Kind.NEW_MAIL, "tom"), (Kind.NEW_MAIL, "mina")}


def test_silent_import_sends_nothing_whatever_the_mail_is() -> None:
    for message, known in (
        (mail(), facts()),
        (mail(), about(ticket())),
        (mail(), about(resolved())),
        (mail("#resolve\nDone."), about(ticket(), TOM)),
        (mail("#nonsense"), about(ticket(), TOM)),
        (mail(), about(ticket(), EVE)),
        (mail(), about(ticket(), TOM, UNPROVEN)),
        (written_by(Nature.BOUNCE, bounce=BOUNCE), facts(DAEMON, UNPROVEN, returned=returned(False))),
    ):
        loud, silent = triage(message, known, POLICY), triage(message, replace(known, silent=True), POLICY)
        assert isinstance(loud, Update | Hold)
        assert isinstance(silent, Update | Hold)
        assert loud.notices or (isinstance(loud, Update) and told_of(loud)), loud.reason
        assert silent.notices == ()
        assert silent.article == loud.article


def test_a_reply_to_a_closed_ticket_opens_a_linked_one_in_the_same_department() -> None:
    closed = ticket(status=Status.CLOSED, department="poshtibani")
    decision = updated(triage(mail("Again."), about(closed), POLICY))
    assert decision.before is None
    assert decision.outcome is Outcome.TICKET
    assert decision.after.follows == 7
    assert decision.after.department == "poshtibani"
    assert decision.after.participants == ()
    assert mailed(decision) == {(Kind.RECEIVED, "ali"), (Kind.NEW_MAIL, "sara")}


def test_a_forged_reply_to_a_closed_ticket_opens_nothing() -> None:
    assert isinstance(triage(mail(), about(ticket(status=Status.CLOSED), standing=FORGED), POLICY), Hold)


# --- replies of customers ---------------------------------------------------------------------------------------------


def test_a_reply_reaches_agents_and_the_other_participants() -> None:
    decision = updated(triage(mail("More."), about(ticket()), POLICY))
    assert decision.outcome is Outcome.REPLY
    assert decision.article.kind is ArticleKind.PUBLIC
    assert mailed(decision) == {(Kind.NEW_MAIL, "tom"), (Kind.NEW_MAIL, "mina"), (Kind.SHARED, "reza")}


def test_a_participants_reply_goes_to_the_requester_too() -> None:
    decision = updated(triage(mail("More."), about(ticket(), REZA), POLICY))
    assert (Kind.SHARED, "ali") in mailed(decision)


def test_the_assignee_alone_hears_of_a_reply() -> None:
    decision = updated(triage(mail("More."), about(ticket(assignee="mina")), POLICY))
    assert {name for kind, name in mailed(decision) if kind is Kind.NEW_MAIL} == {"mina"}


def test_a_reply_to_a_resolved_ticket_reopens_it_and_says_so() -> None:
    decision = updated(triage(mail("It is not solved."), about(resolved()), POLICY))
    assert decision.after.status is Status.OPEN
    assert decision.after.closes is None
    assert (Kind.REOPENED, "ali") in mailed(decision)
    assert (Kind.NEW_MAIL, "tom") in mailed(decision)


@pytest.mark.parametrize("words", ["Thank you very much!", "خیلی ممنون"])
@pytest.mark.parametrize("before", [resolved(), ticket(status=Status.WAITING)])
def test_thanks_are_kept_and_open_nothing(words: str, before: Ticket) -> None:
    decision = updated(triage(mail(words), about(before), POLICY))
    assert decision.after == before
    assert decision.article.text == words


@pytest.mark.parametrize("words", ["Thank you very much, Tom!", "👍", "ممنون از پیگیری شما، مشکل برطرف شد"])
def test_thanks_to_a_closed_ticket_are_kept_on_it(words: str) -> None:
    closed = ticket(status=Status.CLOSED, closed=NOW)
    decision = updated(triage(mail(words), about(closed), POLICY))
    assert (decision.before, decision.after, decision.changes) == (closed, closed, (Thank(),))
    assert {kind for kind, _ in mailed(decision)} == {Kind.NEW_MAIL, Kind.SHARED}
    spam = updated(triage(mail(words), about(replace(closed, status=Status.SPAM)), POLICY))
    assert spam.before is None


def test_a_courtesy_under_a_new_subject_is_a_content() -> None:
    closed = ticket(status=Status.CLOSED, closed=NOW)
    token = f"Anything {mint(7, KEY)}"
    for subject, anew in (("Scanner broken", True), ("Re: Printer broken", False), ("Thank you!", False), ("", False),
                          ("AW: [EXT] Printer broken", False), (token, False)):  # fmt: skip
        decision = updated(triage(mail("Thanks!", subject=subject), about(closed), POLICY))
        assert (decision.before is None) is anew, subject


def test_thanks_with_a_picture_open_again() -> None:
    decision = updated(triage(mail("Thanks!", attachments=(PICTURE,)), about(resolved()), POLICY))
    assert decision.after.status is Status.OPEN


def test_orders_of_customers_are_only_words() -> None:
    decision = updated(triage(mail("#resolve"), about(ticket()), POLICY))
    assert decision.after.status is Status.OPEN
    assert decision.article.text == "#resolve"
    assert Kind.TRANSCRIPT not in {notice.kind for notice in decision.notices}


def test_answers_between_quotes_keep_the_quotes_and_the_tail_is_folded() -> None:
    text = "> Which one?\nThe left one.\n> Since when?\nMonday.\n-- \nAli\n"
    article = updated(triage(mail(text), about(ticket()), POLICY)).article
    assert article.text == "> Which one?\nThe left one.\n> Since when?\nMonday."
    assert article.quoted == "-- \nAli"


# --- agents -----------------------------------------------------------------------------------------------------------


def test_an_agents_plain_reply_goes_to_the_customers_and_stops_the_clock() -> None:
    decision = updated(triage(mail("Unplug it."), about(ticket(), TOM), POLICY))
    assert decision.outcome is Outcome.REPLY
    assert decision.after.status is Status.WAITING
    assert decision.after.first_response == NOW
    assert decision.after.assignee == "tom"
    assert mailed(decision) == {(Kind.ANSWERED, "ali"), (Kind.ANSWERED, "reza")}
    assert {notice.voice for notice in decision.notices} == {Voice.HUMAN}


def test_an_agents_bottom_posted_answer_does_not_carry_the_quoted_notes_to_customers() -> None:
    quote = (
        "On Sat, 21 Nov 2026 at 10:00, Postroom <support@example.org> wrote:\n> ---- Mina, internal ----\n> He lies.\n"
    )
    article = updated(triage(mail(quote + "\nUnplug it.\n"), about(ticket(), TOM), POLICY)).article
    assert article.kind is ArticleKind.PUBLIC
    assert article.text == "Unplug it."
    assert "He lies." in article.quoted


def test_an_agents_mail_with_nothing_but_quotes_stays_internal() -> None:
    article = updated(triage(mail("> internal: he lies\n"), about(ticket(), TOM), POLICY)).article
    assert article.kind is ArticleKind.INTERNAL
    assert article.text == ""


def test_an_agents_file_without_a_word_is_an_answer() -> None:
    decision = updated(triage(mail("", attachments=(PICTURE,)), about(ticket(), TOM), POLICY))
    assert decision.article.kind is ArticleKind.PUBLIC
    assert (Kind.ANSWERED, "ali") in mailed(decision)


def test_resolving_with_words_answers_and_resolves_in_one_mail_each() -> None:
    decision = updated(triage(mail("#resolve\nA new one is on its way."), about(ticket(), TOM), POLICY))
    assert decision.after.status is Status.RESOLVED
    assert decision.after.closes == NOW + timedelta(days=3)
    assert decision.article.text == "A new one is on its way."
    assert mailed(decision) == {(Kind.RESOLVED, "ali"), (Kind.RESOLVED, "reza"), (Kind.TRANSCRIPT, "tom")}


def test_resolving_without_words_tells_the_requester_alone() -> None:
    decision = updated(triage(mail("#resolve"), about(ticket(), TOM), POLICY))
    assert decision.changes == (Resolve(NOW, NOW + timedelta(days=3), NOW + timedelta(days=2)),)
    assert decision.article.kind is ArticleKind.INTERNAL
    told = mailed(decision)
    assert (Kind.RESOLVED, "ali") in told
    assert "reza" not in {name for _, name in told}


def test_a_note_stays_among_agents() -> None:
    decision = updated(triage(mail("#note\nHe is angry."), about(ticket(), TOM), POLICY))
    assert decision.outcome is Outcome.NOTE
    assert decision.article.kind is ArticleKind.INTERNAL
    assert mailed(decision) == {(Kind.TRANSCRIPT, "tom"), (Kind.NOTE, "mina")}


def test_the_words_behind_note_are_kept() -> None:
    decision = updated(triage(mail("#note He is angry.\nBe careful."), about(ticket(), TOM), POLICY))
    assert decision.article.text == "He is angry.\nBe careful."


def test_a_reply_to_an_internal_notice_stays_internal() -> None:
    known = about(ticket(), TOM, BOUND, reply_kind=AddressKind.INTERNAL)
    decision = updated(triage(mail("I would refuse."), known, POLICY))
    assert decision.article.kind is ArticleKind.INTERNAL
    assert decision.after.first_response is None
    assert mailed(decision) == {(Kind.NOTE, "mina")}


@pytest.mark.parametrize(
    "text",
    ["#resolv\nDone.", "#resolve\n#nonsense\nDone.", "#assign nobody\nDone.", "#حل نشد\nدوباره", "#resolve tomorrow"],
)
def test_after_a_mistyped_order_nothing_is_done_and_nothing_goes_out(text: str) -> None:
    decision = updated(triage(mail(text), about(ticket(), TOM), POLICY))
    assert decision.after == ticket()
    assert decision.article.kind is ArticleKind.INTERNAL
    assert decision.article.text == text
    assert mailed(decision) == {(Kind.TRANSCRIPT, "tom")}


def test_a_mistyped_order_is_told_with_the_orders_that_were_not_followed() -> None:
    decision = updated(triage(mail("#take\n#resolv"), about(ticket(), TOM), POLICY))
    lines = next(notice.lines for notice in decision.notices if notice.kind is Kind.TRANSCRIPT)
    assert lines[0].startswith("#resolv\n")
    assert "#resolve" in lines[0]
    assert "not done" in lines[1]
    assert decision.trail.orders == lines[:-1]
    assert lines[-1] == "No customer gets a mail from this."


def test_a_transcript_speaks_the_agents_language() -> None:
    found = ticket(department="poshtibani")
    decision = updated(triage(mail("#برداشتم"), about(found, SARA), POLICY))
    lines = next(notice.lines for notice in decision.notices if notice.kind is Kind.TRANSCRIPT)
    assert lines == ("#برداشتم\n  انجام شد", "با این ایمیل برای هیچ درخواست‌کننده‌ای چیزی فرستاده نشد.")


def test_the_eleventh_order_is_refused_and_not_mailed_to_the_customer() -> None:
    decision = updated(triage(mail("#take\n" * (LIMIT + 1)), about(ticket(), TOM), POLICY))
    assert decision.article.kind is ArticleKind.INTERNAL
    assert decision.changes == ()


def test_several_orders_see_what_the_orders_before_them_did() -> None:
    text = "#priority urgent\n#assign Mina\n#resolve\n#resolve\n"
    decision = updated(triage(mail(text), about(ticket(), TOM), POLICY))
    assert decision.changes == ()
    lines = next(notice.lines for notice in decision.notices if notice.kind is Kind.TRANSCRIPT)
    assert "resolved already" in lines[0]

    text = "#priority urgent\n#assign Mina\n#resolve"
    decision = updated(triage(mail(text), about(ticket(), TOM, BOUND), POLICY))
    after = decision.after
    assert (after.priority, after.assignee, after.status) == (Priority.URGENT, "mina", Status.RESOLVED)


def test_an_answer_with_an_assignment_leaves_the_ticket_with_the_one_who_was_named() -> None:
    decision = updated(triage(mail("#assign mina\nMina will help you."), about(ticket(), TOM, BOUND), POLICY))
    assert decision.changes[-1] == Assign("mina")
    assert decision.after.assignee == "mina"


def test_an_agents_answer_to_a_closed_ticket_is_an_answer_on_it() -> None:
    decision = updated(triage(mail("One more thing."), about(ticket(status=Status.CLOSED), TOM), POLICY))
    assert decision.after.status is Status.CLOSED
    assert (Kind.ANSWERED, "ali") in mailed(decision)


def test_an_agent_who_asked_is_a_requester_there() -> None:
    asked = ticket(requester=Person(9, TOM.address, TOM.shown, "en"), participants=())
    decision = updated(triage(mail("#resolve"), about(asked, TOM, BOUND), POLICY))
    assert decision.article.author.role is Role.REQUESTER
    assert decision.after.status is Status.OPEN
    assert mailed(decision) == {(Kind.NEW_MAIL, "mina")}


def test_an_agents_first_mail_opens_a_ticket_of_their_own() -> None:
    decision = updated(triage(mail(), facts(TOM), POLICY))
    assert decision.outcome is Outcome.TICKET
    assert decision.article.author.role is Role.REQUESTER
    assert mailed(decision) == {(Kind.RECEIVED, "tom"), (Kind.NEW_MAIL, "mina")}


def test_an_agent_of_another_department_takes_no_part() -> None:
    decision = held(triage(mail("#resolve"), about(ticket(), SARA, ALIGNED), POLICY))
    assert decision.ticket.status is Status.OPEN
    assert (Kind.REFUSED, "sara") in mailed(decision)


def test_an_agent_of_another_department_who_holds_the_address_or_the_ticket_answers() -> None:
    for known in (about(ticket(), SARA, BOUND), about(ticket(assignee="sara"), SARA, ALIGNED)):
        decision = updated(triage(mail("Unplug it."), known, POLICY))
        assert decision.article.author.role is Role.AGENT
        assert (Kind.ANSWERED, "ali") in mailed(decision)


def test_an_agent_of_another_department_who_was_copied_in_is_a_participant_without_orders() -> None:
    copied = ticket(participants=(Person(9, SARA.address, SARA.shown),))
    decision = updated(triage(mail("#resolve"), about(copied, SARA, ALIGNED), POLICY))
    assert decision.article.author.role is Role.PARTICIPANT
    assert decision.after.status is Status.OPEN


def test_the_lead_answers_without_being_listed() -> None:
    department = replace(SUPPORT, agents=(MINA,), lead="tom")
    decision = triage(mail("Unplug it."), about(ticket(), TOM), policy(departments=(department, POSHTIBANI)))
    assert isinstance(decision, Update)


def test_the_trail_names_the_standing_the_candidates_and_the_winner() -> None:
    theirs = ticket(number=9, requester=EVE, participants=())
    candidates = (Candidate(How.TOKEN, "#9", theirs), Candidate(How.REFERENCES, "<a@b>", ticket()))
    trail = triage(mail(judgement=Judgement(Nature.LIST, "a list")), facts(candidates=candidates), POLICY).trail
    assert trail.standing == "aligned"
    shown = [(each.how, each.evidence, each.ticket, each.part, each.won) for each in trail.candidates]
    assert shown == [("subject token", "#9", 9, "stranger", False), ("References", "<a@b>", 7, "requester", True)]
    assert trail.winner == "References <a@b>"
    assert [finding.check for finding in trail.findings] == ["writes_by_machine"]


# --- attachments ------------------------------------------------------------------------------------------------------

NO_PICTURES = policy(
    departments=(replace(SUPPORT, attachments=AttachmentRules(extensions=frozenset({"png"}))), POSHTIBANI)
)
TYPE = Withheld(Reason.TYPE)
INFECTED = Examination(scans=(Scan(Scanned.INFECTED, "Eicar"),))


def test_the_rules_of_the_tickets_department_decide_about_its_files() -> None:
    message = mail(attachments=(PICTURE,))
    assert updated(triage(message, facts(), NO_PICTURES)).article.fates == (TYPE,)
    elsewhere = about(ticket(department="poshtibani"))
    assert updated(triage(message, elsewhere, NO_PICTURES)).article.fates == (Passed(),)
    assert updated(triage(message, about(ticket()), NO_PICTURES)).article.fates == (TYPE,)
    assert held(triage(message, about(ticket(), EVE), NO_PICTURES)).article.fates == (TYPE,)


def test_the_writer_of_a_reply_is_told_of_withheld_files_once() -> None:
    message = mail(attachments=(PICTURE, PICTURE))
    replied = updated(triage(message, about(ticket()), NO_PICTURES))
    assert (Kind.WITHHELD, "ali") in mailed(replied)
    assert [notice.kind for notice in replied.notices].count(Kind.WITHHELD) == 1
    assert Kind.WITHHELD not in {kind for kind, _ in mailed(updated(triage(message, facts(), NO_PICTURES)))}
    assert Kind.WITHHELD not in {kind for kind, _ in mailed(updated(triage(message, about(ticket()), POLICY)))}
    assert (Kind.WITHHELD, "tom") in mailed(updated(triage(message, about(ticket(), TOM), NO_PICTURES)))


def test_held_mail_says_nothing_of_its_files() -> None:
    kinds = {kind for kind, _ in mailed(held(triage(mail(attachments=(PICTURE,)), about(ticket(), EVE), NO_PICTURES)))}
    assert kinds == {Kind.HELD}


@pytest.mark.parametrize("nature", [Nature.LIST, Nature.BULK, Nature.VACATION, Nature.AUTOMATIC])
def test_machines_are_not_told_of_files(nature: Nature) -> None:
    message = written_by(nature, attachments=(PICTURE,))
    decision = triage(message, about(ticket()), NO_PICTURES)
    assert isinstance(decision, Update)
    assert Kind.WITHHELD not in {kind for kind, _ in mailed(decision)}
    assert decision.article.fates == (TYPE,)


@pytest.mark.parametrize(
    ("standing", "expected"), [(UNPROVEN, None), (BEARER, Manner.CONTENT_FREE), (ALIGNED, Manner.FULL)]
)
def test_who_carries_a_virus_is_told_as_far_as_they_are_proven(standing: Standing, expected: Manner | None) -> None:
    message = mail(attachments=(PICTURE,))
    decision = updated(triage(message, about(ticket(), standing=standing, examination=INFECTED), POLICY))
    assert decision.article.fates == (Withheld(Reason.VIRUS, "Eicar"),)
    assert (Kind.NEW_MAIL, "tom") in mailed(decision)
    told = [notice.manner for notice in decision.notices if notice.kind is Kind.WITHHELD]
    assert told == ([expected] if expected else [])


def test_a_logo_that_was_seen_weighs_nothing() -> None:
    logo = replace(PICTURE, inline=True)
    seen = Examination(seen=frozenset({0}))
    thanks = mail("Thank you!", attachments=(logo,))
    kept = updated(triage(thanks, about(resolved(), examination=seen), POLICY))
    assert kept.after.status is Status.RESOLVED
    assert kept.article.fates == (Folded(),)
    assert kept.article.attachments == (logo,)
    assert updated(triage(thanks, about(resolved()), POLICY)).after.status is Status.OPEN
