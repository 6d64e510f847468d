"""Orders in mail, from the spool to what each person gets: sleep, trials, what requesters may do, fields."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.tickets.ticket import Priority, Status

from ..canary import note
from .house import ALI, EVE, MINA, POSHTIBANI, REZA, SARA, SUPPORT, TOM, House, open_house

N = 1001


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A signed address is proof enough, as in the demo."""
    with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[House]:
    """Only the proof of the domain counts."""
    with open_house(tmp_path, agents="aligned") as opened:
        yield opened


def opened(house: House, **fields: str) -> None:
    """Ali's request, proven; everybody has read what came of it."""
    house.write(f"Ali Rezaei <{ALI}>", SUPPORT, "Printer broken", "It is broken.", proof="pass", **fields)


def tell_tom(house: House, order: str) -> None:
    """Tom answers the newest mail that he got."""
    newest = house.to(TOM)[-1]
    house.look()
    house.answer(newest, TOM, order)


# --- sleep ------------------------------------------------------------------------------------------------------------


def test_a_snoozed_ticket_wakes_once_and_tells_its_agent_once(house: House) -> None:
    opened(house)
    tell_tom(house, "#take\n#snooze tomorrow 14:30")
    assert house.ticket(N).snoozed == datetime(2026, 11, 22, 11, 0, tzinfo=UTC), "half past two in Tehran"
    transcript = house.only(TOM)
    assert "14:30" in transcript.text
    assert house.silent(ALI, MINA)

    house.later(hours=24)
    house.tick()
    assert house.ticket(N).snoozed is not None
    assert house.silent(TOM, MINA, ALI)

    house.later(hours=1.1)
    house.tick()
    house.later(minutes=1)
    house.tick()
    assert house.ticket(N).snoozed is None
    assert house.kind(house.only(TOM)) == "awake"
    assert house.silent(MINA, ALI)
    assert [entry for entry in house.journal(N) if entry[0] in ("snooze", "wake")] == [
        ("snooze", "", "until 2026-11-22T11:00:00+00:00"),
        ("wake", "until 2026-11-22T11:00:00+00:00", ""),
    ]


def test_a_persian_snooze_reads_the_persian_calendar(house: House) -> None:
    house.write(f"علی <{ALI}>", POSHTIBANI, "چاپگر", "چاپگر کار نمی‌کند.", proof="pass")
    told = house.to(SARA)[0]
    house.answer(told, SARA, "#تعویق ۵ آذر ساعت ۱۴:۳۰")
    assert house.ticket(N).snoozed == datetime(2026, 11, 26, 11, 0, tzinfo=UTC)


def test_a_customers_reply_wakes_the_ticket_early(house: House) -> None:
    opened(house)
    received = house.to(ALI)[0]
    tell_tom(house, "#take\n#snooze 3 days")
    house.look()
    house.answer(received, ALI, "It burns now.", proof="pass")
    assert house.ticket(N).snoozed is None
    assert house.kind(house.only(TOM)) == "new_mail"
    house.later(days=4)
    house.tick()
    assert house.silent(TOM, MINA, ALI), "it does not wake a second time"


def test_wake_ends_a_snooze_and_a_second_one_is_told_so(house: House) -> None:
    opened(house)
    tell_tom(house, "#snooze 3 days")
    tell_tom(house, "#wake")
    assert house.ticket(N).snoozed is None
    tell_tom(house, "#wake")
    assert "does not sleep" in house.only(TOM).text


# --- trials -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["?#", "#?", "؟#", "? # "])
def test_a_trial_does_nothing_and_tells_it_to_its_writer_only(house: House, mark: str) -> None:
    opened(house)
    tell_tom(house, f"{mark}resolve\nA new one is on its way.")
    transcript = house.only(TOM)
    assert house.kind(transcript) == "transcript"
    assert "Would be sent to:" in transcript.text
    assert ALI in transcript.text
    assert house.silent(ALI, MINA, SARA)
    ticket = house.ticket(N)
    assert (ticket.status, ticket.assignee, ticket.first_response) == (Status.NEW, "", None)
    assert [change for change, _, _ in house.journal(N)] == ["open"]
    assert [article.kind for article in house.whole(N).articles] == ["public", "internal"]


def test_a_trial_of_a_merge_and_a_new_participant_touches_no_ticket(house: House) -> None:
    opened(house)
    house.write(f"Reza <{REZA}>", SUPPORT, "Another thing", "Also broken.", proof="pass")
    tell_tom(house, f"?#cc {EVE}\n#merge {N}")
    assert [house.ticket(number).status for number in (N, N + 1)] == [Status.NEW, Status.NEW]
    assert not house.places(N) + house.places(N + 1)
    assert [change for change, _, _ in (*house.journal(N), *house.journal(N + 1))] == ["open", "open"]
    assert "trial" in house.only(TOM).text
    assert house.silent(ALI, REZA, EVE, MINA)


def test_a_trial_needs_no_yes(strict: House) -> None:
    opened(strict)
    told = strict.only(TOM)
    strict.look()
    strict.answer(told, TOM, f"?#cc {REZA}", proof="pass")
    assert strict.kind(strict.only(TOM)) == "transcript"
    assert not strict.ticket(N).participants


# --- requesters -------------------------------------------------------------------------------------------------------


def test_a_proven_requester_closes_and_rates_at_once(strict: House) -> None:
    opened(strict)
    received = strict.only(ALI)
    strict.look()
    strict.answer(received, ALI, "#close\n#rate 5", proof="pass")
    ticket = strict.ticket(N)
    assert (ticket.status, ticket.rating) == (Status.CLOSED, 5)
    assert len(strict.news(ALI)) == 1
    assert strict.balanced()


@pytest.mark.parametrize("to", ["signed", "department"])
def test_a_requester_whom_nothing_proves_is_asked_and_the_yes_counts(strict: House, to: str) -> None:
    """BEARER where the answer goes to the signed address, UNPROVEN where it goes to the department's."""
    opened(strict)
    received = strict.only(ALI)
    strict.look()
    elsewhere = {"To": SUPPORT} if to == "department" else {}
    strict.answer(received, ALI, "#close", **elsewhere)
    question = strict.only(ALI)
    assert strict.kind(question) == "confirm"
    assert strict.ticket(N).status is Status.NEW
    assert strict.silent(TOM, MINA)
    strict.answer(question, ALI, "yes", **elsewhere)
    assert strict.ticket(N).status is Status.CLOSED
    strict.answer(question, ALI, "yes", **elsewhere)
    assert [change for change, _, _ in strict.journal(N)].count("close") == 1
    assert strict.tickets() == 1, "a second yes opens nothing, though the first one closed the ticket"


def test_a_yes_for_a_list_that_comes_too_late_opens_no_ticket(strict: House) -> None:
    strict.write(f"Ali <{ALI}>", SUPPORT, "my tickets", "#list")
    question = strict.only(ALI)
    strict.later(minutes=31)
    strict.answer(question, ALI, "yes")
    assert strict.tickets() == 0
    assert strict.kind(strict.only(ALI)) == "transcript"
    assert strict.balanced()


def test_what_else_stands_in_the_mail_does_not_wait_for_the_yes(strict: House) -> None:
    opened(strict)
    received = strict.only(ALI)
    strict.look()
    strict.answer(received, ALI, "#close\nThe smoke is gone.")
    assert "The smoke is gone." in strict.only(TOM).text
    assert strict.kind(strict.only(ALI)) == "confirm"
    assert strict.ticket(N).status is Status.NEW


def test_where_a_signed_address_is_proof_enough_nobody_is_asked(house: House) -> None:
    opened(house)
    received = house.only(ALI)
    house.answer(received, ALI, "#close")
    assert house.ticket(N).status is Status.CLOSED


def test_a_forged_order_is_held(strict: House) -> None:
    opened(strict)
    received = strict.only(ALI)
    strict.look()
    id = strict.answer(received, ALI, "#close", proof="fail")
    assert strict.outcome(id) == "held"
    assert strict.ticket(N).status is Status.NEW
    assert strict.silent(ALI)


def test_a_list_is_told_to_who_is_proven_and_asked_back_from_who_is_not(strict: House) -> None:
    opened(strict)
    strict.write(f"Reza <{REZA}>", SUPPORT, "Salary of Ali", "Secret.", proof="pass")
    strict.look()
    strict.write(ALI, SUPPORT, "my tickets", "#list", proof="pass")
    listed = strict.only(ALI)
    assert strict.kind(listed) == "listed"
    assert "Printer broken" in listed.text
    assert "Salary" not in listed.text

    strict.write(ALI, SUPPORT, "my tickets", "#list")
    question = strict.only(ALI)
    assert strict.kind(question) == "confirm"
    assert "Printer" not in question.text
    strict.write(ALI, SUPPORT, f"Re: {question.subject}", "yes")
    assert "Printer broken" in strict.only(ALI).text
    assert strict.tickets() == 2


def test_a_requesters_status_tells_nothing_of_notes(house: House) -> None:
    opened(house)
    tell_tom(house, note("#note The customer is a fool."))
    received = house.to(ALI)[0]
    house.look()
    house.answer(received, ALI, "#status", proof="pass")
    told = house.only(ALI)
    assert house.kind(told) == "status"
    assert "fool" not in told.text
    assert house.silent(TOM, MINA), "nobody else is told that somebody asked"


def test_agents_are_told_of_a_customers_order_as_of_one_and_not_as_of_a_note(house: House) -> None:
    opened(house)
    received = house.only(ALI)
    house.look()
    house.answer(received, ALI, "#close", proof="pass")
    told = house.only(TOM)
    assert "Ali Rezaei gave an order" in told.text
    assert "#close" in told.text
    assert "does not see" not in told.text


def test_a_question_in_persian_is_answered_in_persian_though_it_is_one_word(house: House) -> None:
    house.write(f"علی <{ALI}>", POSHTIBANI, "چاپگر", "چاپگر کار نمی‌کند.", proof="pass")
    house.look()
    house.write(f"علی <{ALI}>", POSHTIBANI, "?", "#فهرست", proof="pass")
    listed = house.only(ALI)
    assert listed.mail["Content-Language"] == "fa"
    assert "چاپگر" in listed.text


def test_what_came_of_an_order_is_told_in_the_language_of_the_ticket(house: House) -> None:
    house.write(f"علی <{ALI}>", POSHTIBANI, "چاپگر", "چاپگر کار نمی‌کند.", proof="pass")
    received = house.only(ALI)
    house.answer(received, ALI, "#امتیاز ۵", proof="pass")
    assert "۵ از ۵" in house.only(ALI).text


@pytest.mark.parametrize("signature", ["Tom Baker\nExample Organisation", "Kind regards,\nTom Baker\n+98 21 1234 567"])
def test_an_order_above_a_bare_signature_sends_no_answer(house: House, signature: str) -> None:
    opened(house)
    tell_tom(house, f"#take\n\n{signature}")
    assert house.ticket(N).assignee == "tom"
    assert house.silent(ALI)
    told = next(caught for caught in house.to(TOM) if house.kind(caught) == "new_mail")
    house.answer(told, TOM, f"Please unplug it.\n\n{signature}")
    assert "Please unplug it." in house.only(ALI).text


def test_a_participant_leaves_and_hears_no_more(house: House) -> None:
    opened(house, Cc=REZA)
    told = house.to(TOM)[0]
    house.answer(told, TOM, "Please unplug it.")
    answer = house.to(REZA)[-1]
    house.look()
    house.answer(answer, REZA, "#leave", proof="pass")
    assert not house.ticket(N).participants
    assert house.kind(house.only(REZA)) == "transcript"
    house.answer(told, TOM, "Did that help?")
    assert len(house.news(ALI)) == 1
    assert house.silent(REZA)
    back = house.answer(answer, REZA, "And what about me?", proof="pass")
    assert house.outcome(back) == "held", "their signed address is worth nothing any more"


def test_the_requester_cannot_leave(house: House) -> None:
    opened(house)
    received = house.only(ALI)
    house.answer(received, ALI, "#leave", proof="pass")
    assert house.ticket(N).requester.address == ALI
    assert "#close" in house.only(ALI).text


def test_the_language_that_somebody_chose_is_that_of_the_next_mails(house: House) -> None:
    opened(house)
    received = house.only(ALI)
    house.look()
    house.answer(received, ALI, "#language fa", proof="pass")
    assert house.only(ALI).mail["Content-Language"] == "fa", "the answer itself already"
    tell_tom(house, "#resolve\nDone.")
    assert house.only(ALI).mail["Content-Language"] == "fa"
    house.write(ALI, SUPPORT, "Something else", "Another thing is broken.", proof="pass")
    assert house.only(ALI).mail["Content-Language"] == "fa"
    house.write(ALI, SUPPORT, "language", "#زبان انگلیسی", proof="pass")
    assert house.only(ALI).mail["Content-Language"] == "en"
    house.write(ALI, SUPPORT, "A third one", "Yet another.", proof="pass")
    assert house.only(ALI).mail["Content-Language"] == "en"


# --- fields -----------------------------------------------------------------------------------------------------------


def test_a_wrong_value_opens_the_ticket_and_names_what_there_is(house: House) -> None:
    text = "Priority: enormous\nDepartment: poshtibani\nType: inquiry\n\nIt is broken."
    house.write(ALI, SUPPORT, "Printer broken", text, proof="pass")
    ticket = house.ticket(N)
    assert (ticket.priority, ticket.department, ticket.type) == (Priority.NORMAL, "poshtibani", "inquiry")
    received = house.only(ALI)
    assert "low, normal, high, urgent" in received.text
    assert house.silent(TOM)
    assert "Priority: enormous" in house.only(SARA).text


def test_persian_fields_are_read_and_complained_of_in_persian(house: House) -> None:
    text = "اولویت: فوری\nواحد: انبار\n\nچاپگر کار نمی‌کند."
    house.write(f"علی <{ALI}>", SUPPORT, "چاپگر", text, proof="pass")
    ticket = house.ticket(N)
    assert (ticket.priority, ticket.department) == (Priority.URGENT, "support")
    assert "پشتیبانی فارسی" in house.only(ALI).text
