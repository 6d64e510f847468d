"""What requesters can write about their own tickets, and without one."""

from itertools import product

import pytest

from gateway.commands.command import Command, Complaint, Desk, Lobby, Obeyed, Question, Reply
from gateway.commands.grammar import read
from gateway.commands.lookup import understood, words
from gateway.commands.requesters import LOBBY, REQUESTERS
from gateway.mail.persian import fold
from gateway.tickets.changes import Close, Rate, RemoveParticipant, Reopen
from gateway.tickets.effects import Ask, Asked, Effect, SetLanguage
from gateway.tickets.people import Person
from gateway.tickets.standing import Act
from gateway.tickets.ticket import Status, Ticket

from ..builders import ALI, EVE, NOW, REZA, author, facts, policy, resolved, ticket

ALLOWED = {
    Status.NEW: {"close"},
    Status.OPEN: {"close"},
    Status.WAITING: {"close"},
    Status.RESOLVED: {"close", "reopen"},
    Status.CLOSED: {"reopen"},
    Status.MERGED: set[str](),
    Status.SPAM: set[str](),
}


def reply(line: str, found: Ticket | None = None, someone: Person = ALI) -> Reply:
    """What comes of one line of a requester's or participant's mail on a ticket."""
    (order,) = read(line, words(REQUESTERS)).orders
    meant = understood(order, REQUESTERS)
    assert meant is not None
    command, order = meant
    return command.obey(order.argument, Desk(author(someone), facts(someone), policy(), found or ticket()))


def effects(line: str, found: Ticket | None = None, someone: Person = ALI) -> tuple[Effect, ...]:
    outcome = reply(line, found, someone)
    assert isinstance(outcome, Obeyed), outcome
    return outcome.effects


def complaint(line: str, found: Ticket | None = None, someone: Person = ALI) -> str:
    outcome = reply(line, found, someone)
    assert isinstance(outcome, Complaint), outcome
    assert outcome.why.in_language("fa") != outcome.why.in_language("en")
    return outcome.why.in_language("en")


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("#status", Asked.STATUS),
        ("#وضعیت", Asked.STATUS),
        ("#وضعيت.", Asked.STATUS),
        ("#list", Asked.LIST),
        ("#فهرست", Asked.LIST),
        ("#لیست", Asked.LIST),
        ("#help", Asked.LIST),
        ("#help rate", Asked.LIST),
        ("#راهنما", Asked.LIST),
    ],
)
def test_what_they_ask_they_are_told(line: str, asked: Asked) -> None:
    assert effects(line) == (Ask(asked),)
    assert effects(line, someone=REZA) == (Ask(asked),)


@pytest.mark.parametrize("line", ["#close", "#Close.", "#بستن", "#solved", "#حل‌شد", "#حل شد", "#حلشد"])
def test_a_request_is_closed_at_once(line: str) -> None:
    assert effects(line) == (Close(NOW),)
    assert effects(line, resolved()) == (Close(NOW),)


@pytest.mark.parametrize(
    "line", ["#reopen", "#بازگشایی", "#notsolved", "#not-solved", "#حل‌نشد", "#حل نشد", "#حل‌نشد.", "#باز‌گشایی"]
)
def test_what_is_not_solved_is_open_again(line: str) -> None:
    assert effects(line, resolved()) == (Reopen(),)
    assert effects(line, ticket(status=Status.CLOSED, closed=NOW)) == (Reopen(),)
    assert effects(line, resolved(), REZA) == (Reopen(),)


@pytest.mark.parametrize(("line", "status"), list(product(("#close", "#reopen"), Status)))
def test_only_what_makes_a_difference_is_done(line: str, status: Status) -> None:
    outcome = reply(line, ticket(status=status))
    assert isinstance(outcome, Obeyed) == (line[1:] in ALLOWED[status])
    if isinstance(outcome, Complaint):
        assert "spam" not in outcome.why.en


@pytest.mark.parametrize(
    ("said", "stars"),
    [
        ("5", 5),
        ("۵", 5),
        ("٥", 5),
        ("1", 1),
        ("3/5", 3),
        ("۴ / ۵", 4),
        ("۴ از ۵", 4),
        ("4 of 5", 4),
        ("4 out of 5", 4),
        ("2 stars", 2),
        ("1 star.", 1),
        ("۳ ستاره", 3),
        ("★★★★", 4),
        ("★★★★☆", 4),
        ("⭐️⭐️⭐️", 3),
        ("*****", 5),
    ],
)
def test_stars_are_read_however_they_are_written(said: str, stars: int) -> None:
    assert effects(f"#rate {said}") == (Rate(stars),)
    assert effects(f"#امتیاز {said}") == (Rate(stars),)


@pytest.mark.parametrize(
    "said", ["", "0", "6", "55", "5/10", "4.5", "-1", "good", "★★★★★★", "☆", "five thousand", "5 5"]
)
def test_what_is_no_number_of_stars_is_no_rating(said: str) -> None:
    assert "#rate 5" in complaint(f"#rate {said}")


def test_a_rating_is_thanked_for_in_persian_digits() -> None:
    outcome = reply("#امتیاز ۴")
    assert isinstance(outcome, Obeyed)
    assert "۴ از ۵" in outcome.told.fa
    assert "4 of 5" in outcome.told.en


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("#language en", "en"),
        ("#language English", "en"),
        ("#lang: fa", "fa"),
        ("#language Farsi", "fa"),
        ("#language persian.", "fa"),
        ("#زبان فارسی", "fa"),
        ("#زبان فارسي", "fa"),
        ("#زبان انگلیسی", "en"),
    ],
)
def test_a_language_is_chosen_by_its_name_in_either(line: str, language: str) -> None:
    assert effects(line) == (SetLanguage(language),)


@pytest.mark.parametrize("line", ["#language", "#language de", "#زبان آلمانی", "#language en fa"])
def test_a_language_that_we_do_not_write_is_told_so(line: str) -> None:
    assert "#language en" in complaint(line)


@pytest.mark.parametrize("line", ["#leave", "#خروج", "#unsubscribe"])
def test_a_participant_leaves_and_a_requester_is_told_to_close(line: str) -> None:
    assert effects(line, someone=REZA) == (RemoveParticipant(REZA),)
    assert "#close" in complaint(line)
    assert "no part" in complaint(line, someone=EVE)


@pytest.mark.parametrize("line", ["#close", "#rate 5", "#امتیاز ۵", "#بستن"])
def test_a_participant_neither_closes_nor_rates_and_is_told_how_to_leave(line: str) -> None:
    assert "#leave" in complaint(line, someone=REZA)


@pytest.mark.parametrize("line", ["#close thank you all", "#status please", "#list me", "#leave now", "#reopen it"])
def test_what_stands_behind_an_order_is_not_guessed_at(line: str) -> None:
    assert "alone" in complaint(line, resolved(), REZA if "leave" in line else ALI)


@pytest.mark.parametrize("line", ["#help me, the printer is on fire", "#حل کنید لطفا"])
def test_a_cry_for_help_is_no_order(line: str) -> None:
    assert "alone" in complaint(line)


def test_without_a_ticket_one_may_ask_for_ones_list_and_choose_a_language() -> None:
    lobby = Lobby(author(ALI), facts(), policy())
    assert [question.name for question in LOBBY] == ["list", "help", "language"]
    said = [question.obey("fa" if question.name == "language" else "", lobby) for question in LOBBY]
    assert [outcome.effects for outcome in said if isinstance(outcome, Obeyed)] == [
        (Ask(Asked.LIST),),
        (Ask(Asked.LIST),),
        (SetLanguage("fa"),),
    ]


def test_no_writing_means_two_orders() -> None:
    everything: tuple[tuple[Command | Question, ...], ...] = (REQUESTERS, LOBBY)
    for commands in everything:
        writings = [fold(word) for each in commands for word in (each.name, each.persian, *each.also)]
        assert len(writings) == len(set(writings))


def test_what_can_be_done_without_a_ticket_can_be_done_with_one() -> None:
    with_ticket = {(each.name, each.persian, each.act, each.does, each.takes) for each in REQUESTERS}
    assert {(each.name, each.persian, each.act, each.does, each.takes) for each in LOBBY} <= with_ticket


def test_their_orders_need_no_more_than_what_concerns_their_own_tickets() -> None:
    acts = {each.act for each in REQUESTERS} | {each.act for each in LOBBY}
    assert acts == {Act.ASK, Act.MANAGE_OWN, Act.RATE}


@pytest.mark.parametrize("text", ["#1 problem", "#urgent please help", "#resolve", "#assign tom", "# close"])
def test_what_is_no_order_of_theirs_is_ordinary_text(text: str) -> None:
    read_ = read(text, words(REQUESTERS))
    assert (read_.orders == ()) == (text != "# close")
