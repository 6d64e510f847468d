"""Tickets made one and taken apart again, by mail: where tokens and addresses lead, who is told, who sees what."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.tickets.ticket import Status

from .. import services
from ..scenarios.office import Caught
from .house import ALI, MINA, NIMA, REZA, SUPPORT, TOM, House, open_house

N, M = 1001, 1002


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, agents="aligned") as opened:
        yield opened


def two_tickets(house: House, second: str = REZA) -> None:
    """Ali's, with an answer of Tom's, and a second one."""
    house.write(f"Ali <{ALI}>", SUPPORT, "Printer broken", "The secret of Ali.", proof="pass")
    house.answer(house.only(TOM), TOM, "An answer for Ali.", proof="pass")
    house.write(f"Second <{second}>", SUPPORT, "No printing", "The secret of the second.", proof="pass")


def about(house: House, address: str, number: int) -> Caught:
    """The newest mail that somebody got about a ticket."""
    return next(caught for caught in reversed(house.to(address)) if house.token(number) in caught.subject)


def tom_orders(house: House, number: int, order: str) -> None:
    newest = about(house, TOM, number)
    house.look()
    house.answer(newest, TOM, order, login="tom")


def texts(house: House, address: str) -> str:
    return "\n".join(caught.text for caught in house.to(address))


# --- merging ----------------------------------------------------------------------------------------------------------


def test_a_merged_ticket_leads_on_by_token_and_by_address(house: House) -> None:
    two_tickets(house)
    received = house.only(REZA)
    tom_orders(house, M, f"#merge {N}")
    first, second = house.ticket(N), house.ticket(M)
    assert (second.status, second.merged) == (Status.MERGED, N)
    assert [person.address for person in first.participants] == [REZA]
    told = house.only(REZA)
    assert house.kind(told) == "merged"
    assert house.token(N) in told.text
    assert house.silent(ALI), "nothing has changed for the one who was there"
    assert house.kind(house.only(TOM)) == "transcript"
    assert ("merge", "new", f"into #{N}") in house.journal(M)
    assert ("participant", "", REZA) in house.journal(N)

    by_token = house.write(REZA, SUPPORT, f"more {house.token(M)}", "By token.", proof="pass")
    by_address = house.answer(received, REZA, "By address.", proof="pass")
    assert (house.outcome(by_token), house.outcome(by_address)) == ("reply", "reply")
    words = [article.text for article in house.whole(N).articles]
    assert words[-2:] == ["By token.", "By address."]
    assert house.tickets() == 2
    assert house.balanced()


def test_nobody_gets_what_was_said_before_they_took_part(house: House) -> None:
    two_tickets(house)
    tom_orders(house, M, f"#merge {N}")
    house.write(ALI, SUPPORT, f"more {house.token(N)}", "Ali goes on.", proof="pass")
    house.answer(about(house, TOM, N), TOM, "An answer for both.", proof="pass")
    for address, hidden in ((ALI, "secret of the second"), (REZA, "secret of Ali"), (REZA, "An answer for Ali.")):
        assert hidden not in texts(house, address)
    assert "Ali goes on." in texts(house, REZA)
    assert "An answer for both." in texts(house, REZA)
    assert "An answer for both." in texts(house, ALI)
    told = about(house, TOM, N)
    assert "secret of the second" in told.text, "agents see all"


def test_a_double_request_of_one_person_is_told_once(house: House) -> None:
    two_tickets(house, ALI)
    tom_orders(house, M, f"#merge {house.token(N)}")
    assert not house.ticket(N).participants
    told = house.only(ALI)
    assert house.kind(told) == "merged"
    assert (house.token(N) in told.text, house.token(M) in told.text) == (True, True)
    id = house.answer(told, ALI, "All right.", proof="pass")
    assert house.outcome(id) == "reply"
    assert house.whole(N).articles[-1].text == "All right."


def test_a_merge_is_taken_back(house: House) -> None:
    two_tickets(house)
    tom_orders(house, M, f"#merge {N}")
    tom_orders(house, N, f"#unmerge {M}")
    first, second = house.ticket(N), house.ticket(M)
    assert (second.status, second.merged) == (Status.NEW, 0)
    assert not first.participants
    assert ("unmerge", f"into #{N}", "new") in house.journal(M)
    assert ("left", REZA, "") in house.journal(N)
    house.look()
    id = house.write(REZA, SUPPORT, f"more {house.token(M)}", "Back again.", proof="pass")
    assert house.outcome(id) == "reply"
    assert house.whole(M).articles[-1].text == "Back again."
    assert house.silent(ALI)
    held = house.write(REZA, SUPPORT, f"more {house.token(N)}", "Let me see.", proof="pass")
    assert house.outcome(held) == "held"


def test_who_answered_between_stays_where_they_wrote(house: House) -> None:
    two_tickets(house)
    tom_orders(house, M, f"#merge {N}")
    house.write(REZA, SUPPORT, f"more {house.token(M)}", "Between.", proof="pass")
    tom_orders(house, N, "#unmerge")
    assert house.whole(N).articles[-1].text in ("Between.", f"#unmerge {M}", "#unmerge")
    assert house.whole(M).articles[0].text == "The secret of the second."


def test_a_merge_into_itself_or_nowhere_is_refused(house: House) -> None:
    two_tickets(house)
    for order, why in ((f"#merge {M}", "the ticket itself"), ("#merge 4711", "no ticket"), ("#merge", "which ticket")):
        tom_orders(house, M, order)
        assert why in house.only(TOM).text
    assert house.ticket(M).status is Status.NEW
    assert house.silent(ALI, REZA)


def test_orders_on_a_merged_ticket_work_on_the_one_that_it_is_part_of(house: House) -> None:
    two_tickets(house)
    house.write(f"Nima <{NIMA}>", SUPPORT, "Third", "A third one.", proof="pass")
    old = about(house, TOM, M)
    tom_orders(house, M, f"#merge {N}")
    house.look()
    house.answer(old, TOM, "#resolve\nDone for both.", login="tom")
    assert house.ticket(N).status is Status.RESOLVED
    assert house.ticket(M).status is Status.MERGED
    assert "Done for both." in house.only(ALI).text
    assert "Done for both." in house.only(REZA).text


@pytest.mark.service
def test_the_same_on_postgresql(tmp_path: Path) -> None:
    with services.postgresql() as url, open_house(tmp_path, "aligned", url) as house:
        two_tickets(house)
        tom_orders(house, M, f"#merge {N}")
        tom_orders(house, N, f"#unmerge {M}")
        tom_orders(house, M, "#split")
        assert house.ticket(M).status is Status.NEW
        assert not house.ticket(N).participants
        assert house.ticket(M + 1).requester.address == REZA
        assert house.balanced()


# --- splitting --------------------------------------------------------------------------------------------------------


def with_two_mails(house: House) -> None:
    """Ali's ticket, with Reza in it, who writes about something else."""
    house.write(f"Ali <{ALI}>", SUPPORT, "Printer broken", "The secret of Ali.", Cc=REZA, proof="pass")
    house.write(f"Reza <{REZA}>", SUPPORT, f"Re: {house.token(N)}", "And my chair squeaks.", proof="pass")


def test_a_mail_is_split_off_and_becomes_its_writers_own_ticket(house: House) -> None:
    with_two_mails(house)
    tom_orders(house, N, "#split A chair")
    new = house.ticket(M)
    assert (new.subject, new.requester.address, new.status) == ("A chair", REZA, Status.NEW)
    assert not new.participants
    received = house.only(REZA)
    assert house.kind(received) == "received"
    assert house.token(M) in received.subject
    assert house.silent(ALI)
    assert house.kind(house.only(MINA)) == "new_mail"
    assert [house.kind(caught) for caught in house.news(TOM)] == ["transcript", "new_mail"]
    assert [article.text for article in house.whole(M).articles] == ["And my chair squeaks."]
    assert "And my chair squeaks." not in [article.text for article in house.whole(N).articles]
    assert ("split", f"#{N}") in [(change, old) for change, old, _ in house.journal(M)]
    assert "split off" in [change for change, _, _ in house.journal(N)]

    id = house.answer(received, REZA, "The left one.", proof="pass")
    assert house.outcome(id) == "reply"
    assert house.whole(M).articles[-1].text == "The left one."
    assert house.silent(ALI)
    house.write(REZA, SUPPORT, f"Re: {house.token(N)}", "The printer again.", proof="pass")
    assert house.whole(N).articles[-1].text == "The printer again."
    assert "secret of Ali" not in texts(house, REZA)


def test_the_mail_that_is_answered_is_the_one_that_is_split_off(house: House) -> None:
    with_two_mails(house)
    about_the_chair = about(house, TOM, N)
    house.write(ALI, SUPPORT, f"Re: {house.token(N)}", "It still smokes.", proof="pass")
    house.answer(about_the_chair, TOM, "#split", login="tom")
    assert [article.text for article in house.whole(M).articles] == ["And my chair squeaks."]


def test_a_split_is_taken_back(house: House) -> None:
    with_two_mails(house)
    tom_orders(house, N, "#split A chair")
    tom_orders(house, M, "#unsplit")
    assert house.ticket(M).status is Status.MERGED
    assert house.ticket(M).merged == N
    assert "And my chair squeaks." in [article.text for article in house.whole(N).articles]
    assert "And my chair squeaks." not in [article.text for article in house.whole(M).articles]
    id = house.write(REZA, SUPPORT, f"Re: {house.token(M)}", "By the token of the part.", proof="pass")
    assert house.outcome(id) == "reply"
    assert house.whole(N).articles[-1].text == "By the token of the part."
    assert house.balanced()
