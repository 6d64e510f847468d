"""A ticket's life, told right: thanks, late replies, moves, ratings; from the spool to what each person gets."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from gateway.mail import reply_address
from gateway.mail.reply_address import AddressKind
from gateway.tickets.ticket import Status

from ..scenarios.office import Caught
from .house import ALI, EVE, MINA, POSHTIBANI, REZA, SARA, SUPPORT, TOM, House, open_house

N = 1001
VACATION = {"Auto_Submitted": "auto-replied", "X_Autoreply": "yes"}


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


def opened(house: House, subject: str = "Printer broken", **fields: str) -> None:
    house.write(f"Ali Rezaei <{ALI}>", SUPPORT, subject, "It is broken.", proof="pass", **fields)


def tom_says(house: House, words: str) -> None:
    """Tom answers the newest mail that he got; everybody has read what came before."""
    newest = house.to(TOM)[-1]
    house.look()
    house.answer(newest, TOM, words, proof="pass")


def resolved(house: House) -> Caught:
    """Tom's solution, as Ali got it."""
    opened(house)
    tom_says(house, "#resolve\nA new cartridge is in it now.")
    found = house.only(ALI)
    assert house.kind(found) == "resolved"
    house.look()
    return found


def closed(house: House) -> Caught:
    resolved(house)
    house.later(days=3, minutes=1)
    house.tick()
    found = house.only(ALI)
    assert house.kind(found) == "closed"
    return found


def plain(caught: Caught) -> str:
    """Without the marks of direction."""
    return re.sub("[\u200e\u200f\u2066-\u2069]", "", caught.text.replace("\r\n", "\n"))


# --- thanks -----------------------------------------------------------------------------------------------------------


def test_thanks_leave_a_ticket_resolved_and_its_agent_sees_how_to_undo_that(house: House) -> None:
    solution = resolved(house)
    house.answer(solution, ALI, "Great, that fixed it, have a nice weekend. Thanks Tom!")
    assert house.ticket(N).status is Status.RESOLVED
    told = house.only(TOM)
    assert (house.kind(told), house.silent(ALI, MINA)) == ("new_mail", True)
    assert "ONLY THANKS" in told.text
    assert "left resolved" in told.text
    assert "#reopen" in told.text
    assert ("thanks", "resolved", "resolved") in house.journal(N)

    house.answer(told, TOM, "#reopen")
    assert house.ticket(N).status is Status.OPEN
    assert house.silent(ALI), "the undo is between ourselves"


def test_thanks_with_a_content_open_it_again(house: House) -> None:
    solution = resolved(house)
    house.answer(solution, ALI, "Thanks, but the pages are all black.")
    assert house.ticket(N).status is Status.OPEN
    told = house.only(TOM)
    assert "REOPENED" in told.text
    assert "ONLY THANKS" not in told.text


def test_thanks_to_a_closed_ticket_are_kept_on_it_and_open_nothing(house: House) -> None:
    end = closed(house)
    house.look()
    house.answer(end, ALI, "Thank you all!")
    assert (house.tickets(), house.ticket(N).status) == (1, Status.CLOSED)
    told = house.only(TOM)
    assert "left closed" in told.text
    assert house.silent(ALI, MINA)
    house.answer(told, TOM, "#reopen")
    assert house.ticket(N).status is Status.OPEN


def test_a_new_subject_above_a_thank_you_is_a_content(house: House) -> None:
    end = closed(house)
    ids = {"In_Reply_To": str(end.mail["message-id"])}
    house.write(f"Ali <{ALI}>", SUPPORT, "The scanner is broken, too", "Thanks", proof="pass", **ids)
    assert house.tickets() == 2


@pytest.mark.parametrize("words", ["I am away until Monday.", "Thank you for your mail. I am away."])
def test_vacation_replies_open_nothing_whenever_they_come(house: House, words: str) -> None:
    solution = resolved(house)
    house.answer(solution, ALI, words, **VACATION)
    assert house.ticket(N).status is Status.RESOLVED
    house.later(days=3, minutes=1)
    house.tick()
    end = house.only(ALI)
    house.answer(end, ALI, words, **VACATION)
    assert (house.tickets(), house.ticket(N).status) == (1, Status.CLOSED)
    assert house.silent(TOM, MINA, ALI)


# --- late replies -----------------------------------------------------------------------------------------------------


def test_a_late_reply_opens_a_linked_ticket_that_tells_of_the_old_one(house: House) -> None:
    end = closed(house)
    star(house, end, 4)
    house.look()
    house.later(days=20)
    house.answer(end, ALI, "It is broken again.", proof="pass")
    assert (house.tickets(), house.ticket(N).status) == (2, Status.CLOSED)
    assert (house.ticket(N + 1).follows, house.ticket(N + 1).assignee) == (N, "")
    for agent in (TOM, MINA):
        told = house.only(agent)
        assert f"The request before this one: Printer broken {house.token(N)}" in told.text
        assert "Tom Baker looked after it." in told.text
        assert "The customer gave it 4 of 5." in told.text
        assert "A new cartridge is in it now." in told.text
        assert "Closed on Tuesday 24 November 2026" in told.text
    received = house.only(ALI)
    assert "cartridge" not in received.text

    house.answer(received, ALI, "Hurry, please.", proof="pass")
    assert "The request before this one" not in house.only(TOM).text, "it is told once"


# --- moves ------------------------------------------------------------------------------------------------------------


def test_a_moved_ticket_is_told_to_the_whole_new_department_with_its_history(house: House) -> None:
    opened(house)
    tom_says(house, "#take")
    tom_says(house, "#note\nThe fuse is fine.")
    house.look()
    house.answer(house.to(TOM)[0], TOM, "#department poshtibani\nMy colleagues look after it.", proof="pass")
    ticket = house.ticket(N)
    assert (ticket.department, ticket.assignee, ticket.status) == ("poshtibani", "", Status.WAITING)
    told = house.only(SARA)
    assert house.kind(told) == "moved"
    text = plain(told)
    for words in (
        "It is broken.",
        "The fuse is fine.",
        "My colleagues look after it.",
        "از بخش پشتیبانی آمده",
        "هنوز با کسی نیست",
    ):
        assert words in text
    assert house.kind(house.only(ALI)) == "answered"
    assert house.kind(house.only(TOM)) == "transcript"
    assert house.silent(MINA)
    assert [entry for entry in house.journal(N) if entry[0] in ("department", "assign")] == [
        ("assign", "", "tom"),
        ("department", "support", "poshtibani"),
        ("assign", "tom", ""),
    ]

    house.answer(told, SARA, "سلام، فردا می‌آییم.", proof="pass")
    assert "فردا می‌آییم" in house.only(ALI).text, "an answer to it goes to the customer"
    assert house.ticket(N).assignee == "sara"
    house.look()
    house.answer(house.to(ALI)[-1], ALI, "Thanks, and when exactly?", proof="pass")
    assert house.kind(house.only(SARA)) == "new_mail"
    assert house.silent(TOM, MINA), "the old department hears nothing more"


def test_who_moves_an_untaken_ticket_does_not_take_it_by_their_answer(house: House) -> None:
    opened(house)
    tom_says(house, "#department poshtibani\nMy colleagues look after it.")
    assert house.ticket(N).assignee == ""


def test_an_assignment_after_the_move_stands(house: House) -> None:
    opened(house)
    tom_says(house, "#take")
    tom_says(house, "#department poshtibani\n#assign sara")
    assert house.ticket(N).assignee == "sara"
    assert house.kind(house.only(SARA)) == "moved"


# --- ratings ----------------------------------------------------------------------------------------------------------


def links(caught: Caught) -> list[tuple[str, str]]:
    """Where each star leads: an address and a subject."""
    page = caught.mail.get_body(("html",))
    assert page is not None
    found = (urlsplit(html.unescape(link)) for link in re.findall('href="(mailto:[^"]*)"', page.get_content()))
    all_links = [(unquote(link.path), parse_qs(link.query)["subject"][0]) for link in found]
    return [link for link in all_links if link[1].startswith(("Rating", "امتیاز"))]


def star(house: House, caught: Caught, stars: int, words: str = "", sender: str = ALI, **more: str) -> int:
    """A click on a star, and what its mail program sends then: it proves nothing."""
    address, subject = links(caught)[stars - 1]
    return house.write(sender, address, subject, words, **more)


@pytest.mark.parametrize("agents", ["bearer", "aligned"])
def test_a_click_on_a_star_is_enough(tmp_path: Path, agents: str) -> None:
    with open_house(tmp_path, agents) as house:
        end = closed(house)
        house.look()
        star(house, end, 5)
        ticket = house.ticket(N)
        assert (ticket.rating, ticket.status, house.tickets()) == (5, Status.CLOSED, 1)
        told = house.only(ALI)
        assert (house.kind(told), house.silent(TOM, MINA)) == ("rated", True)
        assert "We noted 5 of 5 ★★★★★" in told.text
        assert ("rate", "", "5") in house.journal(N)
        assert house.balanced()


def test_a_rating_can_be_changed_for_thirty_days_and_the_same_one_is_told_once(house: House) -> None:
    end = closed(house)
    star(house, end, 5)
    house.look()
    star(house, end, 5)
    assert house.silent(ALI, TOM)
    star(house, end, 3)
    assert house.ticket(N).rating == 3
    thanks = house.only(ALI)
    assert [subject for _, subject in links(thanks)] == [f"Rating: {n}/5 {house.token(N)}" for n in range(1, 6)]

    house.later(days=31)
    star(house, end, 1)
    assert house.ticket(N).rating == 3
    assert "came too late to be noted" in house.only(ALI).text
    assert house.silent(TOM, MINA)


def test_a_comment_with_the_stars_is_told_to_assignee_and_lead_and_opens_nothing(house: House) -> None:
    opened(house)
    house.news(ALI)
    house.answer(house.only(MINA), MINA, "#take\n#resolve\nIt is done.", proof="pass")
    solution = house.only(ALI)
    house.look()
    star(house, solution, 4, "You were quick. It still smells, though.\n\nAli Rezaei")
    ticket = house.ticket(N)
    assert (ticket.rating, ticket.status, ticket.assignee) == (4, Status.RESOLVED, "mina")
    for agent in (MINA, TOM):  # Tom leads
        told = house.only(agent)
        assert house.kind(told) == "note"
        assert "on how well we helped" in told.text
        assert "4 of 5 ★★★★☆" in told.text
        assert "It still smells, though." in told.text
        assert "#reopen" in told.text
    assert house.whole(N).articles[-1].kind == "internal"
    house.answer(house.to(MINA)[-1], MINA, "#reopen", proof="pass")
    assert house.ticket(N).status is Status.OPEN


def test_a_reply_to_the_thank_you_is_a_comment(house: House) -> None:
    end = closed(house)
    star(house, end, 2)
    thanks = house.only(ALI)
    bad = house.only(TOM)
    assert "2 of 5 ★★☆☆☆" in bad.text, "a bad rating is told without a word, too"
    assert house.silent(MINA)
    house.answer(thanks, ALI, "Three days are too long for a cartridge.\n#reopen")
    assert (house.ticket(N).status, house.ticket(N).rating, house.tickets()) == (Status.CLOSED, 2, 1)
    told = house.only(TOM)
    assert "Three days are too long" in told.text
    assert house.silent(ALI, MINA), "a comment is not answered, so that no machine talks with us"
    assert ("comment", "", "on the rating") in house.journal(N)


def test_stars_may_be_written_by_hand(house: House) -> None:
    end = closed(house)
    address, _ = links(end)[0]
    assert address in end.text.replace("\r\n", "")
    house.write(ALI, address, "", "#rate 4\nWell done!")
    assert house.ticket(N).rating == 4
    assert house.whole(N).articles[-1].text == "★★★★☆\nWell done!"


def test_a_mail_to_an_address_for_ratings_does_nothing_else_whatever_it_says(strict: House) -> None:
    solution = resolved(strict)
    words = f"#reopen\n#close\n#cc {EVE}\n#language fa\n#leave"
    star(strict, solution, 3, words, proof="pass", Cc=EVE)
    ticket = strict.ticket(N)
    assert (ticket.rating, ticket.status, ticket.participants) == (3, Status.RESOLVED, ())
    assert ticket.language == "en"
    assert strict.silent(EVE)


def test_somebody_elses_address_for_ratings_counts_for_nobody(house: House) -> None:
    opened(house, Cc=REZA)
    tom_says(house, "#resolve\nDone.")
    house.later(days=3, minutes=1)
    house.tick()
    end = house.to(ALI)[-1]
    house.look()
    for sender in (EVE, REZA, MINA):
        id = star(house, end, 1, "Badly.", sender=sender, proof="pass")
        assert house.outcome(id) == "held"
    star(house, end, 1, "Badly.", proof="fail")  # Ali's domain disowns it
    assert (house.ticket(N).rating, house.ticket(N).status, house.tickets()) == (0, Status.CLOSED, 1)
    assert house.silent(ALI, EVE, REZA)
    assert {house.kind(caught) for caught in house.news(TOM)} == {"held"}


def test_an_altered_address_for_ratings_is_not_received(house: House) -> None:
    end = closed(house)
    policy = house.app.policy
    address, _ = links(end)[4]
    read = reply_address.read(address, policy.reply_domain, policy.ring)
    assert read is not None
    assert (read.kind, read.ticket) == (AddressKind.RATING, N)
    assert policy.receives(address)
    public = str(end.mail["reply-to"]).rpartition("<")[2].rstrip(">")
    local, _, domain = address.partition("@")
    for altered in (f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}", _with_kind_of(public, address)):
        assert not policy.receives(altered)


def _with_kind_of(one: str, other: str) -> str:
    """The first address with the first symbols, where the kind lies, of the second."""
    head, _, tail = one.partition("+")
    return f"{head}+{other.partition('+')[2][:2]}{tail[2:]}"


def test_a_reply_address_is_none_for_ratings(strict: House) -> None:
    """A star's subject to the address for replies is a reply, and asks nobody to be believed."""
    end = closed(strict)
    public = str(end.mail["reply-to"]).rpartition("<")[2].rstrip(">")
    strict.write(ALI, public, links(end)[0][1], "#rate 1")
    assert strict.ticket(N).rating == 0
    assert strict.kind(strict.only(ALI)) == "confirm", "asked, as any order that proves nothing"


@pytest.mark.parametrize("words", ["", "I am away. Thank you."])
def test_machines_do_not_rate(house: House, words: str) -> None:
    end = closed(house)
    house.look()
    star(house, end, 1, words, **VACATION)
    star(house, end, 1, words, Auto_Submitted="auto-generated")
    assert house.silent(ALI, TOM, MINA)
    star(house, end, 1, words, Precedence="bulk", List_Id="<news.example.org>")
    assert house.kind(house.only(TOM)) == "held", "what a list sends is for people to see"
    assert (house.ticket(N).rating, house.tickets()) == (0, 1)
    assert house.silent(ALI, MINA)


def test_a_bad_rating_by_an_order_is_for_the_lead_too(house: House) -> None:
    opened(house)
    house.news(ALI)
    house.answer(house.only(MINA), MINA, "#take\n#resolve\nIt is done.", proof="pass")
    solution = house.only(ALI)
    house.look()
    house.answer(solution, ALI, "#rate 1", proof="pass")
    assert [house.kind(house.only(agent)) for agent in (MINA, TOM)] == ["note", "note"]
    assert house.kind(house.only(ALI)) == "transcript"


# --- the same in Persian ----------------------------------------------------------------------------------------------


def test_the_whole_life_in_persian(house: House) -> None:
    house.write(f"علی رضایی <{ALI}>", POSHTIBANI, "چاپگر خراب است", "چاپگر کار نمی‌کند.", proof="pass")
    told = house.only(SARA)
    house.look()
    house.answer(told, SARA, "#حل‌شد\nکارتریج تازه‌ای در آن گذاشتیم.", proof="pass")
    solution = house.only(ALI)
    house.look()

    house.answer(solution, ALI, "سلام، دستتون درد نکنه 🌹 مشکل حل شد")
    assert house.ticket(N).status is Status.RESOLVED
    told = house.only(SARA)
    assert "فقط تشکر" in told.text
    assert "#بازگشایی" in plain(told)
    house.answer(told, SARA, "#بازگشایی", proof="pass")
    assert house.ticket(N).status is Status.OPEN
    house.look()
    house.answer(house.to(SARA)[-2], SARA, "#حل‌شد\nاکنون درست است.", proof="pass")
    house.look()

    house.later(days=3, minutes=1)
    house.tick()
    end = house.only(ALI)
    assert "امتیاز: ۵ از ۵" in plain(end)
    star(house, end, 5, "خیلی سریع بودید")
    thanks = house.only(ALI)
    assert "امتیاز ۵ از ۵ ★★★★★" in plain(thanks)
    assert "خیلی سریع بودید" in house.only(SARA).text
    house.answer(thanks, ALI, "ممنون از خانم احمدی")
    assert "ممنون از خانم احمدی" in house.only(SARA).text
    assert house.silent(ALI)

    house.answer(end, ALI, "دوباره خراب شد", proof="pass")
    assert house.ticket(N + 1).follows == N
    told = house.only(SARA)
    assert "درخواست پیشین: چاپگر خراب است" in plain(told)
    assert "امتیاز ۵ از ۵" in plain(told)
    house.look()
    house.answer(told, SARA, "#بخش support\nهمکارانم به شما کمک می‌کنند.", proof="pass")
    moved = house.only(TOM)
    assert (house.kind(moved), house.kind(house.only(MINA))) == ("moved", "moved")
    assert "همکارانم به شما کمک می‌کنند." in moved.text
    assert "The request before this one" in moved.text
    assert house.kind(house.only(ALI)) == "answered"
    assert house.balanced()
