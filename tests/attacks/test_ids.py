"""T-DUP-3 and T-DSN-2: Message-IDs that somebody used first, threads that somebody pulls at, forged reports."""

import pytest

from gateway.tickets.ticket import Ticket

from .house import ALI, DESK, EVE, FAIL, NONE, PASS, REZA, TOM, House, Out, number_in

ID = "<ali.1@customer.example>"


def asked(house: House, **fields: str) -> tuple[int, Out, Out]:
    house.write(ALI, "It is broken.", **fields)
    return number_in(house.to(ALI)[-1]), house.to(ALI)[-1], house.to(TOM)[-1]


@pytest.mark.parametrize("proof", [PASS, NONE])
def test_who_uses_a_message_id_first_keeps_nobody_out(house: House, proof: str) -> None:
    first = house.write(EVE, "I was here first.", Message_ID=ID, proof=proof)
    forged = house.write(ALI, "I was here first.", Message_ID=ID, proof=FAIL)
    genuine = house.write(ALI, "It is broken.", Message_ID=ID)
    assert [house.outcome(id) for id in (first, forged, genuine)] == ["ticket", "quarantined", "ticket"]
    assert house.number(first) != house.number(genuine)
    assert house.articles(house.number(genuine))[0].text == "It is broken."


@pytest.mark.parametrize("early", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("mention", [{"Message_ID": ID}, {"References": ID}, {"In_Reply_To": ID}], ids=str)
def test_an_id_that_somebody_else_uses_leads_no_agent_s_answer_to_them(
    house: House, early: bool, mention: dict[str, str]
) -> None:
    """Tom was in Ali's Cc and answers that mail, not ours: only Ali's id leads to the ticket."""

    def eve() -> int:
        return house.write(EVE, "Something else.", "Else", **mention)

    hers = eve() if early else 0
    id = house.write(ALI, "It is broken.", Message_ID=ID, Cc=TOM)
    hers = hers or eve()
    assert house.number(hers) != house.number(id)
    at = len(house.to(EVE))
    house.write(TOM, "The password is swordfish.", "Re: Printer broken", In_Reply_To=ID, References=ID)
    house.answer(house.to(TOM)[0], TOM, "A second answer.")
    assert not [out for out in house.to(EVE)[at:] if "swordfish" in out.text]


@pytest.mark.parametrize("proof", [PASS, NONE, FAIL])
def test_our_ids_lead_no_stranger_into_a_ticket(house: House, proof: str) -> None:
    number, received, told = asked(house, Message_ID=ID)
    before = house.ticket(number)
    for out in (received, told):
        known = str(out.mail["message-id"])
        for fields in ({"In_Reply_To": known}, {"References": f"{ID} {known}"}, {"Message_ID": known}):
            for body in ("#close", "#status", "Hello"):
                house.write(EVE, body, "Re: Printer broken", proof=proof, **fields)
    assert house.ticket(number) == before
    assert len(house.articles(number)) == 1
    assert len(house.to(ALI)) == 1
    house.answer(told, TOM, "The password is swordfish.")
    assert [out for out in house.to(ALI) if "swordfish" in out.text]
    assert not [out for out in house.to(EVE) if "swordfish" in out.text]


def test_what_ali_writes_later_is_not_drawn_into_a_ticket_of_eve_s(house: House) -> None:
    for name in ("Message_ID", "References", "In_Reply_To"):
        house.write(EVE, "Mine.", f"Hers {name}", **{name: ID})
    id = house.write(ALI, "It is broken.", Message_ID=ID)
    later = house.write(ALI, "And it smells.", In_Reply_To=ID, References=ID)
    assert house.number(id) == house.number(later)
    assert not [out for out in house.to(EVE) if "smells" in out.text]
    assert house.ticket(house.number(id)).requester.address == ALI


# --- reports ----------------------------------------------------------------------------------------------------------


def report(writer: str, original: str, failed: str = ALI, to: str = DESK, kind: str = "delivery-status") -> bytes:
    told = (
        f"Reporting-MTA: dns; mx.customer.example\r\n\r\nFinal-Recipient: rfc822; {failed}\r\nAction: failed\r\n"
        "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
    )
    if kind == "feedback-report":
        told = f"Feedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\nOriginal-Rcpt-To: {failed}\r\n"
    return (
        f"From: {writer}\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\nMessage-ID: <b@{failed}>\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\n#close\r\nIt did not arrive.\r\n"
        f"--b\r\nContent-Type: message/{kind}\r\n\r\n{told}\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {original}\r\nFrom: {DESK}\r\nTo: {failed}\r\n"
        "Subject: x\r\n\r\nx\r\n--b--\r\n"
    ).encode()


def seen(house: House, number: int) -> tuple[Ticket, list[str], int]:
    return house.ticket(number), [row.state for row in house.notices()], len(house.articles(number))


@pytest.mark.parametrize("kind", ["delivery-status", "feedback-report"])
def test_a_forged_report_without_an_id_of_ours_changes_nothing(house: House, kind: str) -> None:
    number, received, _ = asked(house, Message_ID=ID)
    known = str(received.mail["message-id"]).strip("<>")
    local, _, domain = known.partition("@")
    guessed = [
        f"<{local[:-1]}{'0' if local[-1] != '0' else '1'}@{domain}>",
        f"<t.{number}.1.0000000000000000@{domain}>",
    ]
    before, sent = seen(house, number), len(house.sent)
    for writer in ("MAILER-DAEMON@mx.customer.example", EVE, ALI):
        for original in (*guessed, ID, "<>", ""):
            house.take(report(writer, original, kind=kind), sender="")
    assert seen(house, number) == before
    assert len(house.sent) == sent


@pytest.mark.parametrize("kind", ["delivery-status", "feedback-report"])
def test_a_report_moves_no_ticket_and_is_told_to_agents_only(house: House, kind: str) -> None:
    """Whoever got a mail of ours knows its id, and may well say that it came back."""
    number, received, told = asked(house, Cc=REZA)
    before, sent = house.ticket(number), len(house.sent)
    for out in (received, told):
        for to in (DESK, out.home, str(received.mail["return-path"] or DESK)):
            house.take(report(EVE, str(out.mail["message-id"]), to=to, kind=kind), to, sender="")
    after = house.ticket(number)
    assert (after.status, after.requester, after.participants) == (before.status, before.requester, before.participants)
    assert {out.recipient for out in house.sent[sent:]} <= {TOM}
    house.answer(told, TOM, "An answer all the same.")
    assert [out for out in house.to(ALI) if "An answer all the same." in out.text], "nobody is cut off by a report"


def test_a_forged_copy_that_comes_first_does_not_keep_the_genuine_mail_out(house: House) -> None:
    """Whoever is in Cc has the mail at once, ours may still wait in a greylisting border server."""
    copy = house.letter(ALI, "It is broken.", proof=FAIL, Message_ID=ID, Date="Sat, 21 Nov 2026 10:00:00 +0000")
    genuine = house.letter(ALI, "It is broken.", Message_ID=ID, Date="Sat, 21 Nov 2026 10:00:00 +0000")
    house.take(bytes(copy))
    id = house.take(bytes(genuine))
    assert house.outcome(id) == "ticket"


def test_a_copy_that_proves_nothing_does_not_keep_an_agents_genuine_answer_out(house: House) -> None:
    """A customer in the Cc of an agent's answer sends it on to us, before the agent's own mail has arrived."""
    number, _, notice = asked(house)
    same = {"Message_ID": "<tom.1@example.org>", "Date": "Sat, 21 Nov 2026 10:00:00 +0000"}
    copy = house.answer(notice, TOM, "Unplug it.", proof=NONE, **same)
    genuine = house.answer(notice, TOM, "Unplug it.", **same)
    again = house.answer(notice, TOM, "Unplug it.", **same)
    assert [house.outcome(id) for id in (copy, genuine, again)] == ["held", "reply", "duplicate"]
    assert [out for out in house.to(ALI) if "Unplug it." in out.text]
    assert house.ticket(number).status.value == "waiting"


def test_a_mail_that_waits_for_a_yes_is_not_asked_about_twice(house: House) -> None:
    _, _, notice = asked(house)
    same = {"Message_ID": "<tom.1@example.org>", "Date": "Sat, 21 Nov 2026 10:00:00 +0000"}
    ids = [house.answer(notice, TOM, "#spam", **same) for _ in range(2)]
    assert [house.outcome(id) for id in ids] == ["held", "duplicate"]
