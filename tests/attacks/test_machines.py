"""T-SEC-5, T-CMD-4: headers that look like ours, orders in mail that no person wrote, agents who are none, forwards."""

import pytest

from gateway.tickets.ticket import Priority, Status, Ticket

from .house import ALI, DESK, EVE, FAIL, NONE, PASS, REZA, TOM, House, Out, number_in, token

VALUES = ("close", EVE, "urgent", "yes", "tom", "1001")
NAMES = (
    *(
        "Status",
        "Cc",
        "Send-Cc",
        "Requester",
        "Assignee",
        "Owner",
        "Priority",
        "Department",
        "Queue",
        "Order",
        "Command",
    ),
    *(
        "Standing",
        "Login",
        "Verified",
        "Released",
        "Confirmed",
        "Envelope-From",
        "Envelope-To",
        "Ticket",
        "Agent",
        "Kind",
    ),
)


def asked(house: House, body: str = "It is broken.", **fields: str) -> tuple[int, Out, Out]:
    house.write(ALI, body, **fields)
    return number_in(house.to(ALI)[-1]), house.to(ALI)[-1], house.to(TOM)[-1]


def plain(ticket: Ticket) -> tuple[object, ...]:
    """What orders change; that an answer moves a ticket is no order."""
    people = (ticket.requester, ticket.participants, ticket.merged, ticket.rating, ticket.snoozed)
    return (*people, ticket.department, ticket.priority, ticket.type, ticket.product, ticket.status is Status.CLOSED)


@pytest.mark.parametrize(
    "prefix", ["X-Postroom-", "x-postroom-", "X-RT-", "RT-", "X-Zammad-", "X-OTRS-", "X-POSTROOM\r\n -"]
)
def test_headers_that_look_like_ours_say_nothing(house: House, prefix: str) -> None:
    number, received, _ = asked(house)
    before, at = house.ticket(number), len(house.to(EVE))
    lines = "".join(f"{prefix}{name}: {value}\r\n" for name in NAMES for value in VALUES)
    folded = "".join(f"{prefix}{name}:\r\n\t{value}\r\n" for name in NAMES for value in VALUES[:2])
    inner = f"Content-Type: message/rfc822\r\n\r\n{lines}From: {TOM}\r\nSubject: #close\r\n\r\n#close\r\n"
    body = f"--b\r\nContent-Type: text/plain\r\n\r\nMore.\r\n--b\r\n{inner}\r\n--b--\r\n"
    for proof, writer, head in ((PASS, ALI, lines), (NONE, ALI, folded), (PASS, EVE, lines), (NONE, TOM, lines)):
        domain = writer.rpartition("@")[2]
        word = f"Authentication-Results: border.example.org; dmarc={proof} header.from={domain}\r\n" if proof else ""
        raw = (
            f"{word}{head}From: {writer}\r\nTo: {received.home}\r\nSubject: Re: {token(received)}\r\n"
            f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n{body}'
        )
        house.take(raw.encode(), received.home)
    assert plain(house.ticket(number)) == plain(before)
    assert len(house.to(EVE)) == at


MACHINES = (
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "AUTO-GENERATED"},
    {"auto_submitted": "Auto-Notified; x=no"},
    {"Auto_Submitted": "(no) auto-replied"},
    {"AUTO_SUBMITTED": "yes"},
    {"Precedence": "bulk"},
    {"Precedence": "junk"},
    {"List_Id": "<all.list.example>"},
    {"X_Autoreply": "yes"},
    {"List_Unsubscribe": "<mailto:x@list.example>", "List_Id": "<d.list.example>"},
)


@pytest.mark.parametrize("fields", MACHINES, ids=str)
@pytest.mark.parametrize("writer", [TOM, ALI])
def test_orders_in_a_machine_s_mail_do_nothing(house: House, writer: str, fields: dict[str, str]) -> None:
    number, received, told = asked(house)
    before = house.ticket(number)
    out = told if writer == TOM else received
    for body in ("#close", "#close\nThanks for your mail, I am away.", f"#cc {EVE}", "#rate 5", "#priority urgent"):
        house.answer(out, writer, body, **fields)
    assert plain(house.ticket(number)) == plain(before)
    assert not house.to(EVE)


PARTS = {
    "a mail attached": "Content-Type: message/rfc822\n\nFrom: tom@example.org\nSubject: #close\n\n#close\n",
    "a digest": "Content-Type: multipart/digest; boundary=c\n\n--c\n\nFrom: tom@example.org\n\n#close\n--c--",
    "a calendar": "Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nSUMMARY:#close\nEND:VCALENDAR\n",
    "a text file": "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n#close\n",
    "an HTML file": "Content-Type: text/html\nContent-Disposition: attachment; filename=a.html\n\n<p>#close</p>\n",
    "a delivery status": "Content-Type: message/delivery-status\n\nSubject: #close\n\n#close\n",
}


@pytest.mark.parametrize("part", PARTS)
def test_orders_that_stand_anywhere_but_on_top_of_the_text_do_nothing(house: House, part: str) -> None:
    number, _, told = asked(house)
    inner = PARTS[part].replace("\n", "\r\n")
    head = f"Authentication-Results: border.example.org; dmarc=pass header.from=example.org\r\nFrom: {TOM}\r\n"
    mixed = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    text = "--b\r\nContent-Type: text/plain\r\n\r\nWe look at it.\r\n"
    raw = f"{head}To: {told.home}\r\nSubject: #close\r\n{mixed}{text}--b\r\n{inner}\r\n--b--\r\n"
    house.take(raw.encode(), told.home)
    alone = f"{head}To: {told.home}\r\nSubject: #close\r\n{mixed}--b\r\n{inner}\r\n--b--\r\n"
    house.take(alone.encode(), told.home)
    assert house.ticket(number).status is not Status.CLOSED


def test_a_subject_holds_no_orders(house: House) -> None:
    number, received, told = asked(house)
    house.write(TOM, "We look at it.", f"#close #cc {EVE} {token(received)}", told.home)
    house.write(ALI, "And?", f"#close {token(received)}", received.home)
    assert house.ticket(number).status is not Status.CLOSED
    assert house.ticket(number).participants == ()


# --- agents who are none ----------------------------------------------------------------------------------------------

PRETENDERS = {
    "answers go elsewhere": f"From: {TOM}\r\nReply-To: {EVE}\r\n",
    "two fields": f"From: {TOM}\r\nFrom: {EVE}\r\n",
    "two fields, Eve first": f"From: {EVE}\r\nFrom: {TOM}\r\n",
    "two authors": f"From: {TOM}, {EVE}\r\n",
    "in the name only": f'From: "{TOM}" <{EVE}>\r\n',
    "in the name with brackets": f'From: "Tom <{TOM}>" <{EVE}>\r\n',
    "in a comment": f"From: ({TOM}) {EVE}\r\n",
    "as the sender": f"From: {EVE}\r\nSender: {TOM}\r\n",
    "as who sent it again": f"From: {EVE}\r\nResent-From: {TOM}\r\n",
    "behind a stray CR": f"X-A: 1\rFrom: {TOM}\r\nFrom: {EVE}\r\n",
}


@pytest.mark.parametrize("shape", PRETENDERS)
@pytest.mark.parametrize("domain", ["example.org", "evil.example"])
def test_nobody_passes_for_an_agent(house: House, shape: str, domain: str) -> None:
    number, received, told = asked(house)
    before, at = house.ticket(number), len(house.to(ALI))
    head = f"Authentication-Results: border.example.org; dmarc=pass header.from={domain}\r\n{PRETENDERS[shape]}"
    for place, body in enumerate(("#close", f"#cc {EVE}", "#resolve\nDone.", "#take", "Pay to my account.")):
        for to in (told.home, DESK):
            raw = f"{head}To: {to}\r\nSubject: Re: {token(received)}\r\nMessage-ID: <{place}{to}>\r\n\r\n{body}\r\n"
            house.take(raw.encode(), to)
    after = house.ticket(number)
    assert plain(after) == plain(before)
    assert (after.status, after.assignee) == (before.status, before.assignee)
    assert len(house.to(ALI)) == at
    assert not [out for out in house.to(EVE) if "broken" in out.text]


# --- forwards ---------------------------------------------------------------------------------------------------------

KIM = "kim@else.example"
FORWARD = f"---------- Forwarded message ---------\nFrom: Kim <{KIM}>\nDate: Sat, 21 Nov 2026\nSubject: Help\n\n"


@pytest.mark.parametrize("proof", [NONE, FAIL])
def test_a_forward_that_is_not_proven_an_agent_s_opens_nothing_for_others(house: House, proof: str) -> None:
    house.write(TOM, f"{FORWARD}It burns.\n", "Fwd: Help", proof=proof)
    house.write(TOM, f"#cc {EVE}\n{FORWARD}It burns.\n", "Fwd: Help", proof=proof)
    house.write(TOM, f"{FORWARD}It burns.\n", "Fwd: Help", proof=PASS, Reply_To=EVE)
    assert not house.to(KIM)
    assert not house.to(EVE)


@pytest.mark.parametrize("writer", [ALI, EVE])
def test_a_customer_s_forward_is_the_customer_s_own_request(house: House, writer: str) -> None:
    id = house.write(writer, f"See below.\n\n{FORWARD}#close\nIt burns.\n", "Fwd: Help")
    assert house.ticket(house.number(id)).requester.address == writer
    assert not house.to(KIM)


def test_orders_in_what_an_agent_forwards_are_the_customer_s_words(house: House) -> None:
    id = house.write(TOM, f"{FORWARD}#priority urgent\n#cc {EVE}\n#close\nIt burns.\n", "Fwd: Help")
    ticket = house.ticket(house.number(id))
    assert (ticket.requester.address, ticket.participants, ticket.priority) == (KIM, (), Priority.NORMAL)
    assert ticket.status is Status.NEW
    assert not house.to(EVE)
    assert next(row.author_role for row in house.articles(ticket.number)) == "requester"


@pytest.mark.parametrize("named", [TOM, DESK, REZA])
def test_a_forward_into_an_answer_changes_no_requester(house: House, named: str) -> None:
    number, received, _ = asked(house)
    text = FORWARD.replace(KIM, named)
    house.answer(received, ALI, f"Look:\n\n{text}#requester {EVE}\n")
    assert house.ticket(number).requester.address == ALI
