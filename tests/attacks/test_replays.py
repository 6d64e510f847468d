"""T-TOK-2 to T-TOK-5, T-CMD-5, T-CMD-6: other people's addresses, old ones, mails sent again, codes for a yes."""

import base64
import random
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from gateway.mail import reply_address
from gateway.store import logins
from gateway.tickets.ticket import Status

from .house import ALI, DESK, EVE, FAIL, NONE, PASS, REZA, SARA, TOM, House, Out, number_in, token

CODE = re.compile(r"confirm-\d+-[a-z2-7]{26}")


def opened(house: House, **fields: str) -> tuple[int, Out, Out]:
    """The number of Ali's ticket, the mail that Ali got and the one that Tom got."""
    house.write(ALI, "It is broken.", **fields)
    return number_in(house.to(ALI)[0]), house.to(ALI)[0], house.to(TOM)[0]


def test_no_address_that_somebody_guessed_or_bent_is_ours(house: House) -> None:
    _, received, _ = opened(house)
    policy, dice = house.app.policy, random.Random(1)
    local, _, domain = received.home.partition("@")
    assert reply_address.read(received.home, policy.reply_domain, policy.ring)
    right = base64.b32decode(local.partition("+")[2].upper() + "===")
    for _ in range(20_000):
        wrong = bytearray(right) if dice.random() < 0.5 else bytearray(dice.randbytes(len(right)))
        for _ in range(dice.randint(1, 3)):
            wrong[dice.randrange(len(wrong))] ^= 1 << dice.randrange(8)
        if bytes(wrong) == right:
            continue
        symbols = base64.b32encode(wrong).decode().rstrip("=").lower()
        assert reply_address.read(f"support+{symbols}@{domain}", policy.reply_domain, policy.ring) is None


# --- other people's addresses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("proof", [PASS, NONE, FAIL])
def test_an_outsider_who_uses_the_addresses_of_others_is_held(house: House, proof: str) -> None:
    number, received, told = opened(house)
    before, at = house.ticket(number), len(house.sent)
    for home in (received.home, told.home):
        for body in ("I am he.", "#close", "#status", f"#cc {EVE}", "#note\nx"):
            assert house.outcome(house.write(EVE, body, "Re: Printer broken", home, proof=proof)) == "held"
    assert house.ticket(number) == before
    assert {out.recipient for out in house.sent[at:]} <= {TOM}


@pytest.mark.parametrize("whose", ["his own", "the agent's"])
def test_a_customer_named_in_from_without_proof_gives_no_orders(house: House, whose: str) -> None:
    number, received, told = opened(house, Cc=REZA)
    home = received.home if whose == "his own" else told.home
    before, shared = house.ticket(number), len(house.to(REZA))
    for body in ("#close", "#leave", "#rate 1", f"#requester {EVE}", "#close\nand more", "#language fa"):
        house.write(ALI, body, "Re: Printer broken", home, proof=NONE)
    after = house.ticket(number)
    assert (after.status, after.rating, after.language) == (before.status, before.rating, before.language)
    assert (after.requester, after.participants) == (before.requester, before.participants)
    assert len(house.to(REZA)) == shared


def test_an_agent_s_address_makes_nobody_an_agent(house: House) -> None:
    number, _, told = opened(house, Cc=REZA)
    before, at = house.ticket(number), len(house.to(ALI))
    for writer, proof in ((REZA, PASS), (REZA, NONE), (TOM, NONE), (TOM, FAIL), (f'"{TOM}" <{EVE}>', PASS)):
        for body in ("#close", f"#cc {EVE}", "#resolve\nDone.", "#spam", "Pay to my account."):
            house.write(writer, body, "Re: Printer broken", told.home, proof=proof)
    after = house.ticket(number)
    assert (after.status, after.requester, after.participants) == (before.status, before.requester, before.participants)
    assert not [
        out for out in house.to(ALI)[at:] if out.mail["Auto-Submitted"] is None and "Tom" in str(out.mail["From"])
    ]
    assert not house.to(EVE)


def test_who_left_is_a_stranger_with_an_old_address(house: House) -> None:
    number, _, told = opened(house, Cc=REZA)
    house.answer(told, TOM, "We look at it.")
    old = house.to(REZA)[-1]
    house.answer(old, REZA, "#leave")
    assert house.ticket(number).participants == ()
    at = len(house.to(REZA))
    for proof in (PASS, NONE, FAIL):
        id = house.answer(old, REZA, "Let me tell you something.", proof)
        assert house.outcome(id) == "held"
        house.answer(old, REZA, "#status", proof)
        house.answer(old, REZA, "#reopen", proof)
    house.answer(told, TOM, "Something that Reza need not know.")
    assert len(house.to(REZA)) == at
    assert house.ticket(number).participants == ()


def test_an_agent_who_is_none_any_more_has_no_say(house: House) -> None:
    number, _, told = opened(house)
    tom = house.app.policy.agent_named("tom")
    assert tom is not None
    house.app.database.write(lambda connection: logins.disable(connection, tom, datetime.now(UTC)))
    before, at = house.ticket(number), len(house.to(ALI))
    for body in ("#close", "#take", f"#cc {EVE}", "Pay to my account."):
        for proof in (PASS, NONE):
            house.answer(told, TOM, body, proof)
    after = house.ticket(number)
    assert (after.status, after.assignee, after.participants) == (before.status, before.assignee, before.participants)
    assert not [out for out in house.to(ALI)[at:] if "account" in out.text]


# --- the same mail again ----------------------------------------------------------------------------------------------


def test_a_mail_with_orders_counts_once_however_often_it_comes(house: House) -> None:
    number, _, told = opened(house)
    mail = house.letter(TOM, "#priority high\nWe look at it.", "Re: Printer broken", To=told.home)
    first = house.take(bytes(mail), told.home)
    assert house.outcome(first) == "reply"
    house.answer(told, TOM, "#priority low")
    sent = len(house.sent)
    for home in (told.home, DESK, told.home):
        assert house.outcome(house.take(bytes(mail), home)) == "duplicate"
    assert house.ticket(number).priority.value == "low"
    assert len(house.sent) == sent


@pytest.mark.parametrize("proof", [NONE, FAIL])
@pytest.mark.parametrize("fields", [("Message-ID",), ("Message-ID", "Date"), ("Date",), ("Subject",)], ids=str)
def test_an_agent_s_old_mail_that_somebody_else_sends_again_does_nothing(
    house: House, proof: str, fields: tuple[str, ...]
) -> None:
    number, _, told = opened(house)
    mail = house.letter(
        TOM, f"#close\n#cc {EVE}", "Re: Printer broken", To=told.home, Date="Sat, 21 Nov 2026 10:00:00 +0000"
    )
    house.take(bytes(house.letter(TOM, "#close", "Re: Printer broken", To=told.home)), told.home)
    house.answer(told, TOM, "#reopen")
    at = house.ticket(number)
    for name in fields:
        changed = {"Message-ID": "<new@evil.example>", "Date": "Sun, 22 Nov 2026 10:00:00 +0000", "Subject": "Hello"}
        del mail[name]
        mail[name] = changed[name]
    del mail["Authentication-Results"]
    if proof:
        mail["Authentication-Results"] = f"border.example.org; dmarc={proof} header.from=example.org"
    house.take(bytes(mail), told.home)
    after = house.ticket(number)
    assert (after.status, after.participants) == (at.status, at.participants)
    assert not house.to(EVE)


# --- codes ------------------------------------------------------------------------------------------------------------


def asked(house: House, home: str = DESK) -> tuple[int, Out, str]:
    """Tom wants a ticket closed by a mail that only his domain proves, and is asked whether it is his."""
    number, received, _ = opened(house)
    house.write(TOM, "#close", f"Re: {token(received)}", home)
    question = house.to(TOM)[-1]
    code = CODE.search(question.subject)
    assert code, question.subject
    assert house.ticket(number).status is not Status.CLOSED
    return number, question, code[0]


def test_only_who_is_asked_can_say_yes_and_once(house: House) -> None:
    number, question, code = asked(house)
    for writer, proof in ((EVE, PASS), (ALI, PASS), (SARA, PASS), (TOM, FAIL), (TOM, NONE), (f'"{TOM}" <{EVE}>', PASS)):
        house.write(writer, "yes", question.subject, question.home, proof=proof)
        house.write(writer, "yes", f"Re: {code}", DESK, proof=proof)
        assert house.ticket(number).status is not Status.CLOSED, (writer, proof)
    house.answer(question, TOM, "yes")
    assert house.ticket(number).status is Status.CLOSED
    house.write(TOM, "#reopen", f"Re: {token(house.to(ALI)[0])}")
    reopened = house.ticket(number).status
    for proof in (PASS, NONE, FAIL):
        house.answer(question, TOM, "yes", proof)
        house.write(TOM, "yes", f"Re: {code}", DESK, proof=proof)
    assert house.ticket(number).status is reopened


def test_a_code_that_somebody_guessed_is_none(house: House) -> None:
    number, question, code = asked(house)
    head, _, symbols = code.rpartition("-")
    other = code.replace("confirm-2", "confirm-1") if "confirm-2" in code else f"confirm-1-{symbols}"
    bent = f"{head}-{'b' if symbols[0] == 'a' else 'a'}{symbols[1:]}"
    for wrong in (other, bent, f"{head}-{'a' * 26}", f"{head}-{symbols[:25]}", "confirm-"):
        house.write(TOM, "yes", f"Re: {wrong}", question.home)
        assert house.ticket(number).status is not Status.CLOSED, wrong


def test_a_yes_comes_too_late_after_half_an_hour(house: House) -> None:
    number, question, _ = asked(house)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=31)):
        house.answer(question, TOM, "yes")
    assert house.ticket(number).status is not Status.CLOSED


@pytest.mark.parametrize(
    "fields", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Reply_To": EVE}], ids=str
)
def test_a_machine_s_yes_is_none_and_neither_is_one_that_leads_elsewhere(house: House, fields: dict[str, str]) -> None:
    number, question, _ = asked(house)
    house.answer(question, TOM, "yes", **fields)
    assert house.ticket(number).status is not Status.CLOSED
    assert not house.to(EVE)


def test_a_yes_is_for_the_very_orders_that_were_asked_about(house: House) -> None:
    number, question, _ = asked(house)
    house.answer(question, TOM, f"yes\n#cc {EVE}\n#spam")
    after = house.ticket(number)
    assert after.participants == ()
    assert after.status in (Status.CLOSED, Status.NEW, Status.OPEN)
