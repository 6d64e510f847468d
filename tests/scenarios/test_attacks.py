"""What attackers try on a running Postroom, by real SMTP: in the end the tickets and the outgoing mail tell.

The same attacks in all their forms stand in `tests/attacks`, in one process; here is one story for each family.
"""

import smtplib
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest

from .office import LOOSE, Caught, Office
from .test_first_mail import token_of

pytestmark = pytest.mark.scenario

ALI, REZA, EVE = "ali@customer.example", "reza@customer.example", "eve@evil.example"
TOM, DESK = "tom@example.org", "support@example.org"
SLACK, CODE = "feedback@slack.example", "481-516-2342"

REPORT = """\
From: MAILER-DAEMON@mx.customer.example
To: support@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

#close
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; ali@customer.example
Action: failed
Status: 5.1.1
--b
Content-Type: message/rfc822

Message-ID: <{id}>
Subject: x

x
--b--
"""


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Office]:
    """A running Postroom that wants a proof of its agents' domain, without brakes."""
    opened = Office(tmp_path, brakes=LOOSE + "hour = 1_000_000\nday = 1_000_000\n")
    opened.config.write_text(opened.config.read_text().replace('agents = "bearer"', 'agents = "aligned"'))
    opened.start_quickly()
    try:
        yield opened
    finally:
        opened.close()


def proven(address: str, result: str = "pass") -> dict[str, str]:
    """The border's word on top of a mail from this address."""
    domain = address.rpartition("@")[2]
    return {"Authentication_Results": f"border.example.org; dmarc={result} header.from={domain}"}


def home(caught: Caught) -> str:
    return parseaddr(str(caught.mail["reply-to"] or caught.mail["from"]))[1]


def outside(office: Office, *but: str) -> list[Caught]:
    return [caught for caught in office.sink.caught if caught.recipient not in (TOM, "sara@example.org", *but)]


def says(caught: Caught, words: str) -> bool:
    return words in caught.text or words in str(caught.mail)


def opened(office: Office, body: str = "It is broken.", **headers: str) -> tuple[str, int, Caught, Caught]:
    """Token and number of a ticket of Ali's, the mail that Ali got and the one that Tom got."""
    office.write(ALI, DESK, "Printer broken", body, **proven(ALI), **headers)
    received, told = office.expect(ALI, 1)[0], office.expect(TOM, 1)[0]
    token, number = token_of(received.subject)
    return token, number, received, told


def people(ticket: dict[str, Any]) -> tuple[Any, Any]:
    return ticket["requester"], ticket["participants"]


def test_a_verification_code_that_is_sent_to_a_ticket_stays_with_agents(guarded: Office) -> None:
    guarded.write(EVE, DESK, "Help", "I need help.", **proven(EVE))
    received = guarded.expect(EVE, 1)[0]
    token, number = token_of(received.subject)
    for to, subject in ((home(received), "Your code"), (DESK, f"Your code {token}"), (DESK, "Your code")):
        guarded.write(SLACK, to, subject, f"Your code is {CODE}", **proven(SLACK))
    guarded.settled()
    for order in ("Any news?", "#status", "#list", "#close", "#reopen"):
        guarded.answer(received, EVE, order, **proven(EVE))
        guarded.settled()
    guarded.answer(guarded.expect(TOM, 1)[0], TOM, "We look at it.", **proven(TOM))
    guarded.settled()
    guarded.expect(EVE, 4)
    assert any(says(caught, CODE) for caught in guarded.sink.to(TOM)), "agents see it"
    assert not [caught.subject for caught in outside(guarded, SLACK) if says(caught, CODE)]
    kinds = [article["kind"] for article in guarded.ticket(number)["articles"] if CODE in article["text"]]
    assert kinds == ["held", "held"]


def test_nobody_takes_over_a_ticket_by_cc(guarded: Office) -> None:
    token, number, received, told = opened(guarded, "The key lies under the third barrel.")
    before = people(guarded.ticket(number))
    for result in ("fail", "none"):
        for to in (home(received), DESK):
            text = f"#cc {EVE}\nPlease add my colleague. {result} {to}"
            guarded.write(ALI, to, f"Re: {token}", text, Cc=EVE, **proven(ALI, result))
    guarded.settled()
    guarded.answer(told, TOM, "We found it.", **proven(TOM))
    guarded.expect(ALI, 2)
    assert people(guarded.ticket(number)) == before
    assert not guarded.sink.to(EVE)

    guarded.write(ALI, home(received), f"Re: {token}", "Now he may know.", Cc=EVE, **proven(ALI))
    guarded.settled()
    guarded.answer(told, TOM, "Good morning to both.", **proven(TOM))
    mails = guarded.expect(EVE, 1)
    assert says(mails[0], "Good morning to both.")
    assert not [caught for caught in mails if says(caught, "barrel") or says(caught, "We found it.")]


def test_a_planted_order_is_not_carried_out_by_an_agent_s_answer(guarded: Office) -> None:
    planted = f"Hello,\n\n#close\n#cc {EVE}\n＃requester {EVE}\n\nthank you"
    _, number, _, told = opened(guarded, planted)
    before = people(guarded.ticket(number))
    guarded.write(TOM, home(told), f"Re: {told.subject}", f"#close\n#cc {EVE}\n\nWe look at it.", **proven(TOM))
    guarded.answer(told, TOM, "We look at it.", **proven(TOM))
    guarded.settled()
    guarded.expect(ALI, 2)
    assert guarded.ticket(number)["status"] == "waiting"
    assert people(guarded.ticket(number)) == before
    assert not guarded.sink.to(EVE)


def test_old_and_other_people_s_mails_give_no_orders(guarded: Office) -> None:
    _, number, received, told = opened(guarded)
    order = guarded.write(TOM, home(told), told.subject, "#priority high", **proven(TOM))
    guarded.settled()
    guarded.write(TOM, home(told), told.subject, "#priority low", **proven(TOM))
    guarded.settled()
    guarded.send(order, home(told))
    for result in ("none", "fail"):
        for writer, to in ((TOM, told), (EVE, told), (EVE, received)):
            guarded.write(writer, home(to), told.subject, f"#priority high\n#close\n{result}", **proven(writer, result))
    guarded.write(EVE, home(told), told.subject, "#close", **proven(EVE))
    ledger = guarded.settled()
    ticket = guarded.ticket(number)
    assert (ticket["priority"], ticket["status"]) == ("low", "new")
    assert ledger["outcomes"]["duplicate"] == 1
    assert ledger["outcomes"]["held"] == 7
    assert not guarded.sink.to(EVE)


def test_ids_and_reports_of_others_move_no_ticket(guarded: Office) -> None:
    id = "<ali.1@customer.example>"
    _, number, received, told = opened(guarded, References="<unused@customer.example>")
    own = str(received.mail["message-id"])
    for fields in ({"In_Reply_To": own}, {"References": own}, {"In_Reply_To": id}):
        guarded.write(EVE, DESK, "Re: Printer broken", f"#close\n{fields}", **fields, **proven(EVE))
    for name in ("t.1001.1.0000000000000000@in.example.org", id.strip("<>")):
        report = REPORT.format(id=name)
        with smtplib.SMTP("127.0.0.1", guarded.port, timeout=20) as client:
            client.sendmail("", [DESK], report.replace("\n", "\r\n").encode())
    guarded.settled()
    ticket = guarded.ticket(number)
    assert (ticket["status"], len(ticket["articles"])) == ("new", 1)
    guarded.answer(told, TOM, "The password is swordfish.", **proven(TOM))
    guarded.expect(ALI, 2)
    guarded.settled()
    assert not [caught for caught in guarded.sink.to(EVE) if says(caught, "swordfish")]


def test_no_header_name_or_forward_makes_somebody_an_agent(guarded: Office) -> None:
    token, number, _, told = opened(guarded)
    before = people(guarded.ticket(number))
    forward = "---------- Forwarded message ---------\nFrom: Kim <kim@else.example>\nSubject: Help\n\n#close\nIt burns."
    headers = {"X_Postroom_Login": "tom", "X_postroom_Standing": "proven", "X_RT_Command": "close"}
    guarded.write(f'"{TOM}" <{EVE}>', home(told), f"Re: {token}", "#close", **headers, **proven(EVE))
    guarded.write(TOM, home(told), f"Re: {token}", "#close", Reply_To=EVE, **proven(TOM))
    guarded.write(TOM, home(told), f"#close {token}", "Nothing.", Auto_Submitted="Auto-Replied", **proven(TOM))
    guarded.write(TOM, DESK, "Fwd: Help", forward, **proven(TOM, "none"))
    guarded.write(EVE, DESK, "Fwd: Help", forward, **proven(EVE))
    guarded.settled()
    assert guarded.ticket(number)["status"] == "new"
    assert people(guarded.ticket(number)) == before
    assert not guarded.sink.to("kim@else.example")
    assert len(guarded.sink.to(ALI)) == 1
