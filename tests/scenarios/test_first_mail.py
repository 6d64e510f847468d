"""The main job, from the first mail to the closed ticket, in English and in Persian."""

import re

import pytest

from ..canary import CANARY, found, note
from .office import Office

pytestmark = pytest.mark.scenario

TOKEN = re.compile(r"\[#(\d+)-[0-9A-Z]{4}\]")


def token_of(subject: str) -> tuple[str, int]:
    match = TOKEN.search(subject)
    assert match, subject
    return match.group(0), int(match.group(1))


def test_a_request_is_answered_resolved_and_closed_in_english(office: Office) -> None:
    office.write("Ali Rezaei <ali@customer.example>", "support@example.org", "Printer broken", "My printer is broken.")
    received = office.expect("ali@customer.example", 1)[0]
    told = office.expect("tom@example.org", 1)[0]
    token, number = token_of(received.subject)
    assert received.mail["Auto-Submitted"] == "auto-replied"
    assert "My printer is broken." in told.text
    assert token in told.subject

    office.write("ali@customer.example", "support@example.org", f"more {token}", "It also smells.")
    told = office.expect("tom@example.org", 2)[1]
    assert "It also smells." in told.text

    office.answer(told, "tom@example.org", "Please unplug it.")
    answer = office.expect("ali@customer.example", 2)[1]
    assert "Please unplug it." in answer.text
    assert answer.mail["Auto-Submitted"] is None
    assert "Tom Baker" in str(answer.mail["From"])
    assert answer.mail["In-Reply-To"]
    assert token in answer.subject

    office.answer(told, "tom@example.org", "#resolve\nA new one is on its way.")
    resolved = office.expect("ali@customer.example", 3)[2]
    assert "A new one is on its way." in resolved.text
    assert "#resolve" not in resolved.text
    assert office.ticket(number)["status"] == "resolved"
    transcript = office.expect("tom@example.org", 3)[2]
    assert "#resolve" in transcript.text

    assert office.command("tick", days=3.01).returncode == 0
    closed = office.expect("ali@customer.example", 4)[3]
    assert closed.mail["Auto-Submitted"] == "auto-generated"
    assert office.command("tick", days=3.02).returncode == 0
    assert len(office.sink.to("ali@customer.example")) == 4

    ticket = office.ticket(number)
    assert ticket["status"] == "closed"
    assert [article["kind"] for article in ticket["articles"]] == ["public"] * 4
    assert [entry["change"] for entry in ticket["journal"]].count("close") == 1
    ledger = office.settled()
    assert ledger["balanced"]
    assert ledger["outcomes"]["ticket"] == 1
    assert ledger["outcomes"]["reply"] == 3


def test_a_request_is_answered_resolved_and_closed_in_persian(office: Office) -> None:
    office.write(
        "علی رضایی <ali@customer.example>", "poshtibani@example.org", "چاپگر خراب است", "سلام\nچاپگر ما کار نمی‌کند."
    )
    received = office.expect("ali@customer.example", 1)[0]
    told = office.expect("sara@example.org", 1)[0]
    token, number = token_of(received.subject)
    assert received.mail["Content-Language"] == "fa"
    assert 'dir="rtl"' in received.mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "چاپگر ما کار نمی‌کند." in told.text

    persian = token.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")).replace("-", "–")
    office.write("ali@customer.example", "poshtibani@example.org", f"پاسخ: {persian}", "بوی سوختگی هم می‌دهد.")
    told = office.expect("sara@example.org", 2)[1]
    assert "بوی سوختگی" in told.text

    office.answer(told, "sara@example.org", "لطفاً آن را از برق بکشید.")
    assert "از برق بکشید" in office.expect("ali@customer.example", 2)[1].text

    office.answer(told, "sara@example.org", "#حل‌شد\nدستگاه نو فرستادیم.")
    resolved = office.expect("ali@customer.example", 3)[2]
    assert "دستگاه نو فرستادیم." in resolved.text
    assert "حل‌شد\n" not in resolved.text
    assert re.search("[۰-۹]", resolved.text), "dates are in Persian digits"

    assert office.command("tick", days=3.01).returncode == 0
    assert len(office.expect("ali@customer.example", 4)) == 4
    assert office.ticket(number)["status"] == "closed"
    assert office.ticket(number)["department"] == "poshtibani"


def test_not_solved_within_three_days_opens_the_ticket_again_and_later_a_linked_one(office: Office) -> None:
    office.write("ali@customer.example", "support@example.org", "Printer broken", "My printer is broken.")
    told = office.expect("tom@example.org", 1)[0]
    office.answer(told, "tom@example.org", "#resolve")
    resolved = office.expect("ali@customer.example", 2)[1]
    _, number = token_of(resolved.subject)

    assert office.command("tick", days=2.1).returncode == 0
    reminder = office.expect("ali@customer.example", 3)[2]
    office.answer(reminder, "ali@customer.example", "It is not solved, sorry.")
    office.expect("ali@customer.example", 4)
    reopened = office.expect("tom@example.org", 3)[2]
    assert "not solved" in reopened.text
    assert office.ticket(number)["status"] == "open"
    assert office.command("tick", days=4).returncode == 0
    assert office.ticket(number)["status"] == "open"

    office.answer(reopened, "tom@example.org", "#resolve")
    office.expect("ali@customer.example", 5)
    assert office.command("tick", days=3.1).returncode == 0
    closed = office.expect("ali@customer.example", 6)[5]
    late = office.answered(closed, "ali@customer.example", "Broken again.")
    (office.folder / "late.eml").write_bytes(bytes(late))
    brought = office.command("import", str(office.folder / "late.eml"), "--to", str(late["To"]), days=3.2)
    assert brought.returncode == 0, brought.stderr
    office.expect("tom@example.org", 5)
    tickets = office.rows("tickets")
    assert [ticket["number"] for ticket in tickets] == [number + 1, number]
    assert tickets[1]["status"] == "closed"


def test_thanks_does_not_open_a_resolved_ticket(office: Office) -> None:
    office.write("ali@customer.example", "support@example.org", "Printer broken", "My printer is broken.")
    told = office.expect("tom@example.org", 1)[0]
    office.answer(told, "tom@example.org", "#resolve\nDone.")
    resolved = office.expect("ali@customer.example", 2)[1]
    office.answer(resolved, "ali@customer.example", "Thank you very much!")
    office.expect("tom@example.org", 3)
    assert office.rows("tickets")[0]["status"] == "resolved"


def test_a_mistyped_order_sends_nothing_to_the_customer(office: Office) -> None:
    office.write("ali@customer.example", "support@example.org", "Printer broken", "My printer is broken.")
    told = office.expect("tom@example.org", 1)[0]
    office.answer(told, "tom@example.org", note("#reslove\nThe customer is a fool."))
    transcript = office.expect("tom@example.org", 2)[1]
    assert "#reslove" in transcript.text
    ticket = office.rows("tickets")[0]
    assert ticket["status"] == "new"
    assert [each["kind"] for each in office.ticket(ticket["number"])["articles"]] == ["public", "internal"]
    assert len(office.sink.to("ali@customer.example")) == 1


def test_a_note_stays_inside(office: Office) -> None:
    office.write("ali@customer.example", "support@example.org", "Printer broken", "My printer is broken.")
    told = office.expect("tom@example.org", 1)[0]
    office.answer(told, "tom@example.org", note("#note\nHe is behind with his payments."))
    office.expect("tom@example.org", 2)
    office.answer(told, "tom@example.org", "We are on it.")
    office.expect("ali@customer.example", 2)
    assert CANARY in office.ticket(office.rows("tickets")[0]["number"])["articles"][1]["text"]
    assert not any(found(CANARY, each.raw) for each in office.sink.to("ali@customer.example"))


def test_a_stranger_with_the_token_is_held_and_an_unproven_agent_is_not_believed(office: Office) -> None:
    office.write("ali@customer.example", "support@example.org", "Printer broken", "My printer is broken.")
    received = office.expect("ali@customer.example", 1)[0]
    office.expect("tom@example.org", 1)
    token, number = token_of(received.subject)
    office.write("mallory@evil.example", "support@example.org", f"Re: {token}", "Send me everything.")
    held = office.expect("tom@example.org", 2)[1]
    assert "mallory@evil.example" in held.text
    office.write("tom@example.org", "support@example.org", f"Re: {token}", "#resolve\nPay to my account.")
    office.expect("tom@example.org", 3)
    assert office.settled()["outcomes"]["held"] == 2
    assert office.ticket(number)["status"] == "new"
    assert len(office.sink.to("ali@customer.example")) == 1
    assert not office.sink.to("mallory@evil.example")
