"""The pages of people who wrote to us: what a link shows, what a confirmed address may do, and what nobody may."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from gateway.console.pages import PAGES
from gateway.mail import request_link
from gateway.mail.request_link import RequestLink
from gateway.notices import Kind
from gateway.store.schema import article, guest_entrance, guest_visit, mail, notice, person, spool, ticket
from gateway.tickets.people import Role

from .guests import PAGES as SHOWN
from .guests import confirmed, form_data, guest_house, link_in, mailed, request
from .house import ADMIN, Answered, Browser, ConsoleHouse

ALI, MINA = "ali@customer.example", "mina@customer.example"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ConsoleHouse]:
    with guest_house(tmp_path) as opened:
        yield opened


@pytest.fixture
def asked(house: ConsoleHouse) -> ConsoleHouse:
    """Ali asked (1001), and so did Mina (1002)."""
    house.take_in(request(name="screen.gif"))
    house.take_in(request("Mina's secret", "My password is x.", "Mina <mina@customer.example>"), MINA)
    return house


def own_link(house: ConsoleHouse, to: str = ALI) -> str:
    return link_in(next(each for each in mailed(house) if each.to == to).words.text)


def column(house: ConsoleHouse, name: str, number: int = 1001) -> object:
    with house.app.database.read() as connection:
        return connection.scalar(select(ticket.c[name]).where(ticket.c.number == number))


def counted(house: ConsoleHouse) -> tuple[int, ...]:
    """Rows that a look must not change."""
    with house.app.database.read() as connection:
        tables = (spool, article, notice, guest_entrance, guest_visit)
        used = connection.scalar(select(func.count(guest_entrance.c.used)))
        return (*(connection.scalar(select(func.count()).select_from(each)) or 0 for each in tables), used or 0)


def answer(house: ConsoleHouse, text: str = "Try it again.", kind: str = "answer") -> None:
    house.signed_in().post("/tickets/1001/say", {"text": text, "kind": kind})


# --- the link in mails ------------------------------------------------------------------------------------------------


def test_every_mail_to_a_requester_has_the_link_and_no_other_mail_has(asked: ConsoleHouse) -> None:
    answer(asked)
    answer(asked, "Between us.", "note")
    sent = mailed(asked)
    assert {Kind.RECEIVED, Kind.ANSWERED, Kind.NEW_MAIL} <= {each.kind for each in sent}
    for each in sent:
        requester = each.view.role is Role.REQUESTER
        assert bool(link_in(each.words.text)) is requester
        assert (link_in(each.words.text) in each.words.html) is True
        assert bool(link_in(each.words.html)) is requester


def test_a_mail_that_may_go_to_somebody_else_has_no_link(house: ConsoleHouse) -> None:
    house.take_in(request(proven=False))
    received = mailed(house, Kind.RECEIVED)
    assert len(received) == 1
    assert not link_in(received[0].words.text + received[0].words.html)


@pytest.mark.parametrize("setting", [SHOWN + "requests = false\n", "[console]\nport = 2580\n", ""])
def test_without_pages_there_is_no_link_and_no_page(tmp_path: Path, setting: str) -> None:
    with guest_house(tmp_path, setting + ADMIN) as house:
        house.take_in(request())
        assert not [each for each in mailed(house) if "/r/" in each.words.text]
        if setting:
            codes = RequestLink(1001, 1, int(house.app.clock.now().timestamp() // 86_400))
            for path in ("/r", "/r/new", f"/r/{request_link.mint(codes, house.app.policy.ring)}"):
                assert house.browser().get(path).status in (404, 421)


def test_a_department_can_do_without(house: ConsoleHouse) -> None:
    house.take_in(request())
    code = own_link(house)
    assert house.browser().get(code).status == 200
    ali = confirmed(house)
    support, _ = house.app.policy.departments
    object.__setattr__(support, "requests", False)
    assert not [each for each in mailed(house) if each.view.own_page]
    assert house.browser().get(code).status == 410
    assert ali.get("/r/requests/1001").status == 404
    assert "Printer stops" not in ali.get("/r").text
    form = ali.get("/r/new").text.partition('name="department"')[2].partition("</select>")[0]
    assert 'value="poshtibani"' in form
    assert 'value="support"' not in form


# --- what a link shows ------------------------------------------------------------------------------------------------


def test_the_link_shows_one_request_and_changes_nothing(asked: ConsoleHouse) -> None:
    answer(asked)
    answer(asked, "The customer is wrong.", "note")
    code, before = own_link(asked), counted(asked)
    page = asked.browser().get(code)
    assert page.status == 200
    assert "It stops." in page.text
    assert "Try it again." in page.text
    assert "Tom Baker" in page.text
    assert counted(asked) == before
    for inside in ("The customer is wrong", "tom@example.org", "secret", MINA, "/tickets", "/account"):
        assert inside not in page.text


def test_held_mail_and_words_that_were_not_sent_on_are_shown_to_nobody(asked: ConsoleHouse) -> None:
    token = str(mailed(asked)[0].view.token)
    asked.take_in(request(f"Re: {token}", "Held words.", "Eve <eve@evil.example>"), "eve@evil.example")
    code = own_link(asked)
    assert "Held words." not in asked.browser().get(code).text
    ali = confirmed(asked)
    assert "Held words." not in ali.get("/r/requests/1001").text


def test_who_is_the_requester_no_more_reads_no_more(asked: ConsoleHouse) -> None:
    code = own_link(asked)
    asked.signed_in().post("/tickets/1001/order", {"order": "requester", "argument": MINA})
    assert column(asked, "requester") != 1
    assert asked.browser().get(code).status == 410


def test_a_file_of_the_request_comes_down_and_no_other(asked: ConsoleHouse) -> None:
    code = own_link(asked)
    browser = asked.browser()
    file = browser.get(f"{code}/articles/1/files/0")
    assert (file.status, file.content) == (200, b"GIF89a")
    assert file.headers["content-disposition"].startswith("attachment;")
    for path in ("articles/2/files/0", "articles/1/files/1", "articles/99/files/0"):
        assert browser.get(f"{code}/{path}").status == 404


def bad_codes(house: ConsoleHouse) -> list[str]:
    ring, today = house.app.policy.ring, int(house.app.clock.now().timestamp() // 86_400)
    good = own_link(house).rpartition("/")[2]
    old = request_link.mint(RequestLink(1001, 1, today - request_link.DAYS), ring)
    foreign = request_link.mint(RequestLink(1002, 1, today), ring)
    nothing = request_link.mint(RequestLink(7, 1, today), ring)
    flipped = ("b" if good[20] == "a" else "a").join((good[:20], good[21:]))
    return [old, foreign, nothing, flipped, good[:-1], good + "a", good.upper(), "x", "1-x", "%00", "%F0%9F%92%A9"]


def test_links_that_do_not_count_are_one_page_the_same_for_all(asked: ConsoleHouse) -> None:
    browser, before = asked.browser(), counted(asked)
    answers: list[Answered] = []
    for code in bad_codes(asked):
        for path in (f"/r/{code}", f"/r/enter/{code}", f"/r/confirm/{code}"):
            answers += [browser.get(path), browser.post(path)]
    assert {each.status for each in answers} == {410}
    assert len({each.text.replace("&#34;", "").partition("<main")[2] for each in answers}) == 1
    assert counted(asked) == before


# --- proving an address -----------------------------------------------------------------------------------------------


def test_the_button_mails_to_the_requester_whoever_presses_it(asked: ConsoleHouse) -> None:
    code, stranger = own_link(asked), asked.browser()
    assert stranger.post(code).to == f"{code}?asked=1"
    assert "on its way" in stranger.get(f"{code}?asked=1").text
    sent = mailed(asked, Kind.VISIT)
    assert [each.to for each in sent] == [ALI]
    link = link_in(sent[0].words.text, "/r/enter/")
    assert not stranger.cookies
    ali = asked.browser()
    before = counted(asked)
    assert "Show my requests" in ali.get(link).text
    assert counted(asked) == before
    assert ali.post(link).to == "/r/requests/1001"
    assert set(ali.cookies) == {"postroom-guest"}
    assert ali.post(link).status == 410
    assert ali.get(link).status == 410
    assert ali.get(code).to == "/r/requests/1001"


def test_known_and_unknown_addresses_are_answered_alike(asked: ConsoleHouse) -> None:
    browser = asked.browser()
    known, unknown = (browser.post("/r", {"address": each}) for each in (ALI, "nobody@nowhere.example"))
    assert (known.status, known.to) == (unknown.status, unknown.to) == (303, "/r?asked=1")
    assert [each.to for each in mailed(asked, Kind.VISIT)] == [ALI]


def test_nobody_is_mailed_more_than_a_few_links(asked: ConsoleHouse) -> None:
    browser = asked.browser()
    for _ in range(6):
        assert browser.post("/r", {"address": ALI}).to == "/r?asked=1"
    assert len(mailed(asked, Kind.VISIT)) == 3


def test_a_link_grows_old_and_a_visit_ends(asked: ConsoleHouse) -> None:
    ali = confirmed(asked)
    assert ali.get("/r/requests/1001").status == 200
    past = asked.app.clock.now() - timedelta(minutes=1)
    asked.app.database.write(lambda connection: connection.execute(update(guest_visit).values(expires=past)))
    assert ali.get("/r/requests/1001").to == "/r"
    ali.post("/r", {"address": ALI})
    asked.app.database.write(lambda connection: connection.execute(update(guest_entrance).values(expires=past)))
    assert ali.post(link_in(mailed(asked, Kind.VISIT)[-1].words.text, "/r/enter/")).status == 410


def test_leaving_ends_the_visit_for_who_kept_the_cookie(asked: ConsoleHouse) -> None:
    ali = confirmed(asked)
    kept = dict(ali.cookies)
    assert ali.post("/r/leave").to == "/r"
    assert not ali.cookies
    ali.cookies |= kept
    assert ali.get("/r/requests/1001").to == "/r"


def test_the_cookie_is_of_their_pages_only(asked: ConsoleHouse) -> None:
    asked.browser().post("/r", {"address": ALI})
    link = link_in(mailed(asked, Kind.VISIT)[-1].words.text, "/r/enter/")
    cookie = asked.browser().post(link).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Path=/r;" in cookie + ";"
    assert "SameSite=lax" in cookie
    assert "Max-Age=3600" in cookie
    ali = confirmed(asked)
    assert ali.get("/tickets").to.startswith("/sign-in")


# --- with a confirmed address -----------------------------------------------------------------------------------------


def test_the_list_has_all_of_theirs_and_nobody_elses(asked: ConsoleHouse) -> None:
    asked.take_in(request("کمک", "سلام", to="poshtibani@example.org"), to="poshtibani@example.org")
    ali = confirmed(asked)
    ali.post("/r/requests/1001", {"then": "solved"})
    page = ali.get("/r").text
    assert "Printer stops" in page
    assert "کمک" in page
    assert "closed" in page
    assert "secret" not in page
    older = ali.get("/r?before=1003").text
    assert "Printer stops" in older
    assert "کمک" not in older
    assert ali.get("/r?before=x%00").status == 200


@pytest.mark.parametrize("path", ["/r/requests/1002", "/r/requests/7", "/r/requests/1002/articles/2/files/0"])
def test_nobody_reaches_anothers_request(asked: ConsoleHouse, path: str) -> None:
    ali = confirmed(asked)
    found = ali.get(path)
    assert found.status == 404
    assert "secret" not in found.text
    if "files" not in path:
        before = counted(asked)
        assert ali.post(path, {"text": "I was here.", "then": "solved", "stars": "1"}).status == 404
        assert counted(asked) == before
        assert column(asked, "status", 1002) == "new"


def test_an_article_of_another_request_gives_no_file(asked: ConsoleHouse) -> None:
    mina = confirmed(asked, MINA)
    assert mina.get("/r/requests/1002/articles/1/files/0").status == 404
    assert confirmed(asked).get("/r/requests/1001/articles/1/files/0").content == b"GIF89a"


def test_an_answer_is_a_mail_of_theirs(asked: ConsoleHouse) -> None:
    ali = confirmed(asked)
    body, headers = form_data({"text": "It stops again.", "then": ""}, {"photo.gif": b"GIF89a-2"})
    said = ali.ask("POST", "/r/requests/1001", body, headers)
    assert said.to == "/r/requests/1001?done=yes#said"
    page = ali.get("/r/requests/1001?done=yes").text
    assert "It stops again." in page
    assert "photo.gif" in page
    with asked.app.database.read() as connection:
        last = select(mail.c.outcome, mail.c.trail, spool.c.source, spool.c.login)
        row = connection.execute(last.join(spool, spool.c.id == mail.c.id).order_by(mail.c.id.desc()).limit(1)).one()
    assert (row.outcome, row.source, row.login) == ("reply", "console", ALI)
    assert row.trail["standing"] == "proven"
    told = [each for each in mailed(asked, Kind.NEW_MAIL) if "It stops again." in each.words.text]
    assert [each.to for each in told] == ["tom@example.org"]


@pytest.mark.parametrize("text", ["#close", "#solved\nthanks", "＃close", "#rate 1"])
def test_words_that_look_like_an_order_are_words(asked: ConsoleHouse, text: str) -> None:
    confirmed(asked).post("/r/requests/1001", {"text": text, "then": ""})
    assert column(asked, "status") in ("new", "open")
    assert column(asked, "rating") == 0


def test_solved_not_solved_and_stars(asked: ConsoleHouse) -> None:
    asked.signed_in().post("/tickets/1001/say", {"text": "Done.", "kind": "answer", "then": "#resolve"})
    ali = confirmed(asked)
    assert "How well were you helped" in ali.get("/r/requests/1001").text
    assert ali.post("/r/requests/1001", {"stars": "4"}).to.endswith("?done=yes#said")
    assert column(asked, "rating") == 4
    assert column(asked, "status") == "resolved"
    assert ali.post("/r/requests/1001", {"text": "Still stops.", "then": "notsolved"}).to.endswith("?done=yes#said")
    assert column(asked, "status") == "open"
    assert ali.post("/r/requests/1001", {"then": "solved"}).to.endswith("?done=yes#said")
    assert column(asked, "status") == "closed"
    again = ali.post("/r/requests/1001", {"then": "solved"})
    assert again.status == 200
    assert "closed already" in again.text
    assert "transcript" not in {each.kind.value for each in mailed(asked)}


def test_nonsense_does_nothing(asked: ConsoleHouse) -> None:
    ali, before = confirmed(asked), counted(asked)
    for form in ({}, {"text": "  \n"}, {"stars": "9"}, {"stars": "5 #close"}, {"then": "#close"}):
        assert ali.post("/r/requests/1001", form).status == 400
    assert counted(asked) == before


def test_without_a_proof_every_page_refuses(asked: ConsoleHouse) -> None:
    """Each page that is open to everybody, but for the form for a new request and the question who it is."""
    mine = [page for page in PAGES if page.path.startswith("/r/") and page.name not in ("new-request", "own-requests")]
    assert len(mine) == 7
    visitors, before = (asked.browser(), asked.signed_in()), counted(asked)
    for page in mine:
        path = page.path.replace("{number:int}", "1001").replace("{article:int}", "1").replace("{place:int}", "0")
        path = path.replace("{code}", "a" * 45)
        for browser in visitors:
            for method in page.methods:
                found = browser.get(path) if method == "GET" else browser.post(path, {"text": "x"})
                assert found.status in (404, 410) or found.to == "/r", (page.name, method)
                assert "It stops" not in found.text
    assert counted(asked) == before


def test_pages_speak_the_language_of_their_reader(asked: ConsoleHouse) -> None:
    code, persian = own_link(asked), asked.browser("fa")
    assert '<html lang="fa" dir="rtl">' in persian.get(code).text
    asked.app.database.write(
        lambda connection: connection.execute(update(person).where(person.c.address == ALI).values(language="fa"))
    )
    english = asked.browser("en")
    assert '<html lang="fa" dir="rtl">' in english.get(code).text
    english.post("/language", {"language": "en", "to": code})
    assert '<html lang="en" dir="ltr">' in english.get(code).text


def test_an_erased_person_has_no_page_and_no_visit(asked: ConsoleHouse) -> None:
    code, ali = own_link(asked), confirmed(asked)
    now = asked.app.clock.now()
    gone = update(person).where(person.c.address == ALI).values(address="erased-1@invalid", erased=now)
    asked.app.database.write(lambda connection: connection.execute(gone))
    assert ali.get("/r/requests/1001").to == "/r"
    assert asked.browser().get(code).status == 410


def test_what_somebody_wrote_never_runs(house: ConsoleHouse) -> None:
    evil = "<script>alert(1)</script>"
    house.take_in(request(evil, evil, f'"{evil}" <{ALI}>', name=f"{evil}.gif"))
    ali: Browser = confirmed(house)
    for page in (ali.get("/r"), ali.get("/r/requests/1001"), house.browser().get(own_link(house))):
        assert page.status == 200
        assert "alert(1)" in page.text
        assert evil not in page.text
