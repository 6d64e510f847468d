"""Tickets in the console: what is shown, what is said, and that it goes the way of all mail."""

from email.message import EmailMessage
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from gateway.store.schema import mail, notice, ticket

from .house import Browser, ConsoleHouse


def request(subject: str = "Printer stops", text: str = "It stops.", html: str = "", name: str = "") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Ali <ali@customer.example>", "support@example.org", subject
    made["Message-ID"] = f"<{abs(hash((subject, text, html)))}@customer.example>"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    if name:
        made.add_attachment(b"<svg onload=alert(1)>", maintype="image", subtype="svg+xml", filename=name)
    return made.as_bytes()


def kinds(house: ConsoleHouse) -> list[tuple[str, str]]:
    with house.app.database.read() as connection:
        rows = connection.execute(select(notice.c.kind, notice.c.recipient).order_by(notice.c.id)).all()
    return [(row.kind, row.recipient) for row in rows if row.kind != "sign_in"]


def of_ticket(house: ConsoleHouse, column: str) -> str:
    with house.app.database.read() as connection:
        return str(connection.scalar(select(ticket.c[column])))


@pytest.fixture
def tom(house: ConsoleHouse) -> Browser:
    house.take_in(request())
    return house.signed_in()


def test_an_answer_goes_out_as_a_mail_of_the_agent(house: ConsoleHouse, tom: Browser) -> None:
    answered = tom.post("/tickets/1001/say", {"text": "Try it again.", "kind": "answer"})
    assert answered.to.startswith("/tickets/1001?done=")
    assert ("answered", "ali@customer.example") in kinds(house)
    assert of_ticket(house, "status") == "waiting"
    assert of_ticket(house, "assignee") == "tom"
    with house.app.database.read() as connection:
        sources = connection.execute(select(mail.c.outcome).order_by(mail.c.id)).scalars().all()
    assert list(sources) == ["ticket", "reply"]
    assert "Try it again." in tom.get("/tickets/1001").text


def test_a_note_reaches_no_customer(house: ConsoleHouse, tom: Browser) -> None:
    before = kinds(house)
    tom.post("/tickets/1001/say", {"text": "The customer is wrong.", "kind": "note"})
    assert not [each for each in kinds(house)[len(before) :] if each[1] == "ali@customer.example"]
    page = tom.get("/tickets/1001").text
    assert "The customer is wrong." in page
    assert "no customer sees it" in page


@pytest.mark.parametrize("text", ["#close", "#resolve\nplease", "  #priority urgent", "＃close", "#1 in the list"])
def test_words_that_look_like_an_order_are_words(house: ConsoleHouse, tom: Browser, text: str) -> None:
    tom.post("/tickets/1001/say", {"text": text, "kind": "answer"})
    assert of_ticket(house, "status") == "waiting"
    assert of_ticket(house, "priority") == "normal"
    assert ("answered", "ali@customer.example") in kinds(house)


def test_an_order_does_what_mail_does_and_no_transcript_is_mailed(house: ConsoleHouse, tom: Browser) -> None:
    done = tom.post("/tickets/1001/order", {"order": "priority", "argument": "urgent"})
    assert of_ticket(house, "priority") == "urgent"
    assert "urgent" in done.text
    assert "transcript" not in {kind for kind, _ in kinds(house)}


def test_an_order_that_cannot_be_followed_says_why_and_does_nothing(house: ConsoleHouse, tom: Browser) -> None:
    done = tom.post("/tickets/1001/order", {"order": "priority", "argument": "purple"})
    assert of_ticket(house, "priority") == "normal"
    assert "purple" in done.text
    assert tom.post("/tickets/1001/order", {"order": "rm", "argument": "-rf"}).status == 400


def test_nothing_said_is_no_mail(house: ConsoleHouse, tom: Browser) -> None:
    answered = tom.post("/tickets/1001/say", {"text": "  \n ", "kind": "answer"})
    assert answered.status == 400
    assert "Write something" in answered.text


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "\x1b[2J", "\u202e", "x" * 200_000])
def test_whatever_an_agent_pastes_is_an_answer_or_a_clear_word(house: ConsoleHouse, tom: Browser, text: str) -> None:
    form = urlencode({"text": text, "kind": "answer"}, errors="surrogatepass").encode()
    kind = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
    assert tom.ask("POST", "/tickets/1001/say", form, kind).status in (200, 303, 400)


def test_what_a_stranger_wrote_is_shown_and_never_runs(house: ConsoleHouse) -> None:
    evil = "<script>alert(1)</script>"
    house.take_in(request(evil, evil, f"<p>{evil}</p>", f"{evil}.svg"))
    tom = house.signed_in()
    for path in ("/", "/tickets", "/tickets/1001"):
        assert evil not in tom.get(path).text
    framed = tom.get("/tickets/1001/articles/1/html")
    assert evil in framed.text
    assert framed.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    file = tom.get("/tickets/1001/articles/1/files/0")
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment;")
    assert "<" not in file.headers["content-disposition"]


NOT_THERE = ["/tickets/7", "/tickets/1001/articles/9/html", "/tickets/1001/articles/1/files/5", f"/tickets/{10**30}"]


@pytest.mark.parametrize("path", NOT_THERE)
def test_what_is_not_there_is_one_clear_page(tom: Browser, path: str) -> None:
    answered = tom.get(path)
    assert answered.status == 404
    assert "no such page" in answered.text


def test_the_list_shows_what_is_asked_for(house: ConsoleHouse, tom: Browser) -> None:
    house.take_in(request("Second one", "Another."))
    assert tom.get("/tickets").text.count("<tr>") == 3
    assert tom.get("/tickets?assignee=-").text.count("<tr>") == 3
    assert "No tickets like that" in tom.get("/tickets?status=closed").text
    assert "No tickets like that" in tom.get("/tickets?assignee=tom").text
    assert "Second one" not in tom.get("/tickets?before=1002").text
    assert tom.get("/tickets?before=x&status=%00&department=%27").status == 200


def test_both_languages_have_the_same_words(house: ConsoleHouse, tom: Browser) -> None:
    tom.post("/language", {"language": "fa", "to": "/tickets"})
    page = tom.get("/tickets/1001").text
    assert '<html lang="fa" dir="rtl">' in page
    assert "تغییر درخواست" in page
