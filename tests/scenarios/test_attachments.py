"""Files that are not passed on, through the real processes: what the ticket shows and what mail comes back."""

import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from ..intake.clamd import EICAR, VIRUS, fake_clamd
from .office import Caught, Office
from .test_first_mail import token_of

pytestmark = pytest.mark.scenario

MZ = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"
LOGO = b"\x89PNG\r\n\x1a\n logo"


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Office]:
    """A Postroom with a virus scanner, behind a relay on this machine whose spam marks it believes."""
    with fake_clamd(tmp_path / "clamd.sock") as fake:
        trusted = 'spam_headers_from = ["127.0.0.0/8"]\n'
        office = Office(tmp_path, f'{trusted}[clamav]\nsocket = "{fake.place}"')
        office.start_quickly()
        try:
            yield office
        finally:
            office.close()


def send(
    office: Office, sender: str, to: str, subject: str, body: str, *files: tuple[str, bytes], proven: bool
) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = f"<{time.time_ns()}@client.example>"
    if proven:
        mail["Authentication-Results"] = f"border.example.org; dmarc=pass header.from={sender.rpartition('@')[2]}"
    mail.set_content(body)
    for name, content in files:
        kind = ("image", "png") if name.endswith(".png") else ("application", "octet-stream")
        cid = "<logo@client.example>" if name.endswith(".png") else None
        mail.add_attachment(content, *kind, filename=name, cid=cid)
    office.send(mail, to)


def text_of(caught: Caught) -> str:
    """Without the marks of direction."""
    return caught.text.replace("\r\n", "\n").replace("\u2068", "").replace("\u2069", "")


def enclosed(caught: Caught) -> list[str]:
    return [part.get_filename() or "" for part in caught.mail.iter_attachments()]


def test_a_program_and_a_virus_are_kept_and_named_and_sent_to_nobody(guarded: Office) -> None:
    files = (("fatora.pdf.exe", MZ), ("letter.doc", EICAR), ("bill.pdf", b"%PDF-1.7"), ("logo.png", LOGO))
    send(guarded, "ali@customer.example", "support@example.org", "Bill", "My bill.", *files, proven=True)
    received = guarded.expect("ali@customer.example", 1)[0]
    told = guarded.expect("tom@example.org", 1)[0]
    token, number = token_of(received.subject)
    assert "These files were not passed on:\n- fatora.pdf.exe, 16 bytes: files of this type" in text_of(received)
    assert "- letter.doc, 68 bytes: a virus was found in it. Do not send it again" in text_of(received)
    assert VIRUS not in text_of(received)
    assert received.mail["Auto-Submitted"] == "auto-replied"
    assert enclosed(told) == ["bill.pdf", "logo.png"]
    assert "- fatora.pdf.exe, 16 bytes (not passed on: files of this type are not accepted)" in text_of(told)
    assert f"- letter.doc, 68 bytes (not passed on: a virus was found in it – {VIRUS})" in text_of(told)
    parts = guarded.ticket(number)["articles"][0]["attachments"]
    assert [(part["name"], part["withheld"]) for part in parts] == [
        ("fatora.pdf.exe", "type"),
        ("letter.doc", f"virus {VIRUS}"),
        ("bill.pdf", ""),
        ("logo.png", ""),
    ]
    assert "[attachment withheld: type] fatora.pdf.exe" in guarded.command("ticket", str(number)).stdout

    again = (("again.scr", b"x"), ("logo.png", LOGO))
    send(guarded, "ali@customer.example", "support@example.org", f"Re: {token}", "Again.", *again, proven=True)
    notice = guarded.expect("ali@customer.example", 2)[1]
    told = guarded.expect("tom@example.org", 2)[1]
    assert "- again.scr, 1 bytes: files of this type are not accepted" in text_of(notice)
    assert token in notice.subject
    assert enclosed(told) == [], "the logo was shown before"
    assert [part["hidden"] for part in guarded.ticket(number)["articles"][1]["attachments"]] == [False, True]


def test_a_persian_sender_reads_it_in_persian(guarded: Office) -> None:
    words = "سلام\nفایل را فرستادم."
    send(guarded, "ali@customer.example", "poshtibani@example.org", "فاکتور", words, ("فاکتور.exe", MZ), proven=True)
    received = guarded.expect("ali@customer.example", 1)[0]
    assert "این فایل‌ها به گیرندگان تحویل داده نشد:\n- فاکتور.exe، ۱۶ بایت: این نوع فایل پذیرفته نمی‌شود." in (
        text_of(received)
    )
    assert 'dir="rtl"' in received.mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "تحویل داده نشد: این نوع فایل پذیرفته نمی‌شود" in guarded.expect("sara@example.org", 1)[0].text


def test_whoever_may_be_somebody_else_reads_no_names_and_gets_no_answer_to_malware(guarded: Office) -> None:
    files = (("CANARY.exe", MZ),)
    send(guarded, "eve@elsewhere.example", "support@example.org", "One", "One.", *files, proven=False)
    answer = guarded.expect("eve@elsewhere.example", 1)[0]
    assert "Some files that came with it were not passed on." in answer.text
    assert "CANARY" not in answer.raw.decode()
    victim, worm = "victim@elsewhere.example", ("letter.doc", EICAR)
    send(guarded, victim, "support@example.org", "Two", "Two.", worm, proven=False)
    assert VIRUS in guarded.expect("tom@example.org", 2)[1].text
    assert guarded.settled()["outcomes"]["ticket"] == 2
    assert guarded.sink.to(victim) == []


def test_what_our_relay_marked_as_spam_is_kept_and_not_answered(guarded: Office) -> None:
    guarded.write("eve@elsewhere.example", "support@example.org", "Buy", "Buy now.", X_Spam_Flag="YES")
    guarded.write("ali@customer.example", "support@example.org", "Help", "Help me.", X_Spam_Status="No, score=0.1")
    guarded.expect("ali@customer.example", 1)
    ledger = guarded.settled()
    assert (ledger["outcomes"]["quarantined"], ledger["outcomes"]["ticket"], ledger["balanced"]) == (1, 1, True)
    assert guarded.sink.to("eve@elsewhere.example") == []
    (kept,) = guarded.rows("mails", "--outcome", "quarantined")
    assert "marked it as spam: x-spam-flag" in kept["reason"]
    assert guarded.command("requeue", "mail", str(kept["id"])).returncode == 0
    assert "Buy now." in guarded.expect("tom@example.org", 2)[1].text
    assert guarded.settled()["outcomes"]["quarantined"] == 0


def test_a_stranger_may_mark_what_they_like(office: Office) -> None:
    office.write("eve@elsewhere.example", "support@example.org", "Help", "Help me.", X_Spam_Flag="YES")
    office.expect("eve@elsewhere.example", 1)
    assert office.settled()["outcomes"]["ticket"] == 1
