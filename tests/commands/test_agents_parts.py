"""Orders of agents that make one ticket of two and two of one."""

import pytest

from gateway.facts import Absorbed, Contribution, Origin, Surroundings
from gateway.tickets.changes import AddParticipant, Merge, RemoveParticipant, Unmerge
from gateway.tickets.effects import OnOther, Reunite, SplitOff
from gateway.tickets.people import Person, Role
from gateway.tickets.ticket import Status

from ..builders import ALI, EVE, REZA, TOM, person, resolved, ticket
from .agents_desk import complaint, desk, effects, session, told

OTHER = ticket(number=1043, requester=EVE, participants=(REZA,))
GONE = ticket(number=12, status=Status.MERGED, merged=7, requester=EVE, participants=())
ANN = Person(5, "ann@b.example", "Ann")


def named(*tickets: object) -> Surroundings:
    return Surroundings(named=tuple(tickets))  # type: ignore[arg-type]


# --- merging ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "#merge 1043",
        "#merge #1043",
        "#merge [#1043-7KQM]",
        "#merge into #1043.",
        "#merge with ticket 1043",
        "#join 1043",
        "#ادغام ۱۰۴۳",
        "#ادغام #۱۰۴۳",
        "#ادغام در ۱۰۴۳",
        "#ادغام با درخواست ۱۰۴۳",
        "#ادغام \u2068[#1043-7KQM]\u2069",
    ],
)
def test_a_ticket_becomes_part_of_another_and_brings_its_people_along(line: str) -> None:
    """Reza takes part there already."""
    assert effects(line, desk(around=named(OTHER))) == (Merge(1043), OnOther(OTHER, (AddParticipant(ALI),)))


def test_nobody_is_brought_along_who_takes_part_there() -> None:
    other = ticket(number=1043)
    assert effects("#merge 1043", desk(around=named(other))) == (Merge(1043),)


def test_who_came_along_is_told() -> None:
    en, fa = told("#merge 1043", desk(around=named(OTHER)))
    assert en == "this ticket is part of #1043; there these take part, too: Ali Rezaei <ali@customer.example>"
    assert "۱۰۴۳" in fa
    assert "ali@customer.example" in fa


@pytest.mark.parametrize("status", [Status.NEW, Status.OPEN, Status.WAITING, Status.RESOLVED])
def test_a_ticket_that_is_not_finished_may_be_merged(status: Status) -> None:
    assert effects("#merge 1043", desk(ticket(status=status), around=named(OTHER)))[0] == Merge(1043)


@pytest.mark.parametrize(
    ("line", "en", "fa"),
    [
        ("#merge", "#merge 1043", "#ادغام ۱۰۴۳"),
        ("#merge the other one", "#merge 1043", "#ادغام ۱۰۴۳"),
        ("#merge 1043 1044", "#merge 1043", "#ادغام ۱۰۴۳"),
        ("#merge 7", "the ticket itself", "خودِ همین"),
        ("#merge 55", "no ticket #55", "۵۵"),
    ],
)
def test_a_ticket_that_cannot_be_meant_is_refused(line: str, en: str, fa: str) -> None:
    in_english, in_persian = complaint(line, desk(around=named(OTHER)))
    assert en in in_english
    assert fa in in_persian


@pytest.mark.parametrize(
    ("other", "en", "fa"),
    [
        (ticket(number=1043, status=Status.CLOSED), "#1043 is closed", "«بسته»"),
        (ticket(number=1043, status=Status.SPAM), "#1043 is spam", "«هرزنامه»"),
        (ticket(number=1043, status=Status.MERGED, merged=9), "write #merge 9", "#ادغام ۹"),
        (ticket(number=1043, status=Status.MERGED, merged=7), "part of this ticket already", "بخشی از این درخواست"),
    ],
)
def test_a_ticket_that_takes_nothing_in_says_why(other: object, en: str, fa: str) -> None:
    in_english, in_persian = complaint("#merge 1043", desk(around=named(other)))
    assert en in in_english
    assert fa in in_persian


@pytest.mark.parametrize(
    ("status", "en", "fa"),
    [
        (Status.CLOSED, "#reopen first", "#بازگشایی"),
        (Status.SPAM, "#reopen first", "#بازگشایی"),
        (Status.MERGED, "merged into #3", "۳"),
    ],
)
def test_a_ticket_that_is_over_cannot_be_merged(status: Status, en: str, fa: str) -> None:
    in_english, in_persian = complaint("#merge 1043", desk(ticket(status=status, merged=3), around=named(OTHER)))
    assert en in in_english
    assert fa in in_persian


# --- taking that back -------------------------------------------------------------------------------------------------


def taken_in(*parts: Absorbed) -> Surroundings:
    return Surroundings(absorbed=parts)


BY_EVE = Absorbed(GONE, Status.WAITING, (EVE,))
BY_ANN = Absorbed(ticket(number=13, status=Status.MERGED, merged=7, requester=ANN), Status.NEW, (ANN, EVE))
BOTH = ticket(participants=(REZA, EVE, ANN))


@pytest.mark.parametrize(
    "line", ["#unmerge 12", "#unmerge #12", "#un-merge ۱۲", "#لغو‌ادغام ۱۲", "#لغو ادغام ۱۲", "#جداسازی ۱۲"]
)
def test_a_merged_ticket_is_one_of_its_own_again_and_its_people_leave(line: str) -> None:
    at = desk(ticket(participants=(REZA, EVE)), around=taken_in(BY_EVE))
    assert effects(line, at) == (OnOther(GONE, (Unmerge(Status.WAITING),)), RemoveParticipant(EVE))


def test_the_only_merged_ticket_needs_no_number() -> None:
    assert effects("#unmerge", desk(around=taken_in(BY_EVE)))[0] == OnOther(GONE, (Unmerge(Status.WAITING),))


def test_who_came_with_another_merged_ticket_too_stays() -> None:
    at = desk(BOTH, around=taken_in(BY_EVE, BY_ANN))
    assert effects("#unmerge 12", at) == (OnOther(GONE, (Unmerge(Status.WAITING),)),)
    assert effects("#unmerge 13", at) == (OnOther(BY_ANN.ticket, (Unmerge(Status.NEW),)), RemoveParticipant(ANN))


def test_with_the_last_of_several_merged_tickets_everybody_leaves() -> None:
    found = session("#unmerge 12\n#unmerge", desk(BOTH, around=taken_in(BY_EVE, BY_ANN)))
    assert not found.refused
    assert found.ticket.participants == (REZA,)
    assert len(session("#unmerge 12\n#unmerge 12", desk(BOTH, around=taken_in(BY_EVE, BY_ANN))).refused) == 1


def test_who_became_the_requester_or_left_since_is_not_taken_out() -> None:
    at = desk(ticket(requester=EVE), around=taken_in(BY_EVE))
    assert effects("#unmerge", at) == (OnOther(GONE, (Unmerge(Status.WAITING),)),)


def test_who_leaves_is_told() -> None:
    en, fa = told("#unmerge", desk(ticket(participants=(EVE,)), around=taken_in(BY_EVE)))
    assert en == "#12 is a ticket of its own again; these leave this one: Eve <eve@elsewhere.example>"
    assert "۱۲" in fa
    assert "eve@elsewhere.example" in fa


@pytest.mark.parametrize(
    ("line", "around", "en", "fa"),
    [
        ("#unmerge 12", Surroundings(), "no ticket was merged", "ادغام نشده"),
        ("#unmerge", taken_in(BY_EVE, BY_ANN), "which? Merged into this ticket: #12, #13", "۱۲، ۱۳"),
        ("#unmerge 55", taken_in(BY_EVE, BY_ANN), "#12, #13", "۱۲، ۱۳"),
        ("#unmerge it", taken_in(BY_EVE), "#12", "۱۲"),
    ],
)
def test_what_was_not_merged_cannot_be_taken_back(line: str, around: Surroundings, en: str, fa: str) -> None:
    in_english, in_persian = complaint(line, desk(around=around))
    assert en in in_english
    assert fa in in_persian


# --- splitting --------------------------------------------------------------------------------------------------------

ABOUT = Contribution(44, REZA, Role.PARTICIPANT, "Another thing")


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("#split", "Another thing"),
        ("#split  A new   subject", "A new subject"),
        ("#تفکیک", "Another thing"),
        ("#تفکیک خرابی چاپگر", "خرابی چاپگر"),
        ("#جدا کن خرابی چاپگر", "خرابی چاپگر"),
        ("#split " + "x" * 500, "x" * 300),
    ],
)
def test_the_mail_that_is_answered_becomes_a_ticket_of_its_writer(line: str, subject: str) -> None:
    assert effects(line, desk(around=Surroundings(about=ABOUT))) == (SplitOff(44, REZA, subject),)


def test_what_was_split_off_is_told_and_is_split_off_once() -> None:
    at = desk(around=Surroundings(about=ABOUT))
    en, fa = told("#split", at)
    assert en == "the mail of Reza Karimi <reza@customer.example> is a ticket of its own: “Another thing”"
    assert "«Another thing»" in fa
    assert len(session("#split\n#split", at).refused) == 1


@pytest.mark.parametrize(
    ("about", "en", "fa"),
    [
        (None, "no mail of a customer", "ایمیلی از درخواست‌کنندگان نیست"),
        (Contribution(44, person(TOM), Role.AGENT, ""), "an agent wrote", "نوشتهٔ کارشناسان"),
    ],
)
def test_what_no_customer_wrote_cannot_be_split_off(about: Contribution | None, en: str, fa: str) -> None:
    in_english, in_persian = complaint("#split", desk(around=Surroundings(about=about)))
    assert en in in_english
    assert fa in in_persian


# --- taking that back -------------------------------------------------------------------------------------------------

SOURCE = ticket(number=5)


@pytest.mark.parametrize("line", ["#unsplit", "#un-split", "#بازگرداندن", "#لغو تفکیک"])
def test_a_split_ticket_goes_back_where_it_came_from(line: str) -> None:
    at = desk(around=Surroundings(origin=Origin(SOURCE, 44)))
    assert effects(line, at) == (Reunite(44, SOURCE), Merge(5))


def test_people_who_joined_the_split_ticket_come_along() -> None:
    at = desk(ticket(requester=EVE), around=Surroundings(origin=Origin(SOURCE, 44)))
    expected = (Reunite(44, SOURCE), Merge(5), OnOther(SOURCE, (AddParticipant(EVE),)))
    assert effects("#unsplit", at) == expected


@pytest.mark.parametrize(
    ("line", "here", "origin", "en", "fa"),
    [
        ("#unsplit", ticket(), None, "was not split off", "جدا نشده است"),
        ("#unsplit 5", ticket(), SOURCE, "nothing may stand behind it", "چیزی نمی‌آید"),
        ("#unsplit", ticket(status=Status.CLOSED), SOURCE, "#reopen first", "#بازگشایی"),
        ("#unsplit", ticket(status=Status.MERGED, merged=9), SOURCE, "merged into #9", "۹"),
        ("#unsplit", ticket(), ticket(number=5, status=Status.CLOSED), "#5 is closed", "«بسته»"),
        ("#unsplit", ticket(), ticket(number=5, status=Status.MERGED, merged=9), "part of #9 by now", "۹"),
    ],
)
def test_what_cannot_go_back_says_why(line: str, here: object, origin: object, en: str, fa: str) -> None:
    around = Surroundings(origin=Origin(origin, 44) if origin else None)  # type: ignore[arg-type]
    in_english, in_persian = complaint(line, desk(here, around=around))  # type: ignore[arg-type]
    assert en in in_english
    assert fa in in_persian


def test_a_resolved_ticket_may_go_back() -> None:
    assert effects("#unsplit", desk(resolved(), around=Surroundings(origin=Origin(SOURCE, 44))))[-1] == Merge(5)
