"""T-SEC-1 and T-SEC-2: people who want to read what is not theirs, and who bring others along."""

import pytest

from .house import ALI, DESK, EVE, FAIL, NONE, PASS, REZA, STAFF, TOM, House, Out, number_in, token

SLACK = "no-reply@slack.example"
FRIEND = "feedback@slack.example"  # an address that somebody reads
CODE = "481-516-2342"


def outside(house: House, *but: str) -> list[Out]:
    return [out for out in house.sent if out.recipient not in STAFF and out.recipient not in but]


def says(out: Out, words: str) -> bool:
    return words in out.text or words in out.html or words in out.subject or words.encode() in out.raw


# --- T-SEC-1: the ticket trick ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("writer", [SLACK, FRIEND])
@pytest.mark.parametrize("proof", [PASS, NONE, FAIL])
def test_a_code_that_somebody_sends_to_a_ticket_reaches_nobody_outside(house: House, proof: str, writer: str) -> None:
    house.write(EVE, "I need help.")
    received = house.to(EVE)[0]
    code, place = f"{CODE} is your code", token(received)
    for to, subject in ((received.home, code), (DESK, f"{code} {place}"), (received.home, f"{code} {place}")):
        id = house.write(writer, f"Your code: {CODE}", subject, to, proof=proof)
        assert house.outcome(id) == ("held" if writer == FRIEND else "automatic"), house.reason(id)
    house.write(writer, f"Your code: {CODE}", code, DESK, proof=proof)
    house.write(writer, f"Your code: {CODE}", code, DESK, proof=proof, In_Reply_To=str(received.mail["message-id"]))
    _eve_tries_everything(house, received)
    assert not [out.subject for out in outside(house, writer) if says(out, CODE)]
    assert proof == PASS or not [out for out in house.to(writer) if says(out, CODE)]
    assert writer == SLACK or any(says(out, CODE) for out in house.to(TOM)), "agents see what was held"


def _eve_tries_everything(house: House, received: Out) -> None:
    for order in ("Any news?", "#status", "#list", "#help", "#close", "#reopen", "#status\n\nAnd?", "#language en"):
        house.answer(received, EVE, order)
    house.write(EVE, "#list", "my tickets")
    house.answer(house.to(TOM)[0], TOM, "We look at it.")
    house.answer(house.to(TOM)[-1], TOM, "Done?")
    house.answer(house.to(EVE)[-1], EVE, "What was in it?")


def test_an_agent_who_answers_the_notice_about_a_held_mail_writes_inside(house: House) -> None:
    house.write(EVE, "I need help.")
    received = house.to(EVE)[0]
    house.write(FRIEND, f"Your code: {CODE}", "Your code", received.home)
    held = house.to(TOM)[-1]
    assert says(held, CODE)
    before = len(house.to(EVE))
    house.answer(held, TOM, f"This looks strange.\n\nOn Sat, somebody wrote:\n> {CODE}")
    assert len(house.to(EVE)) == before


# --- T-SEC-2: taking part by Cc ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("proof", "own_address"), [(FAIL, True), (FAIL, False), (NONE, True), (NONE, False)], ids=str)
def test_nobody_comes_along_with_a_mail_that_nothing_proves(house: House, proof: str, own_address: bool) -> None:
    house.write(ALI, "The secret is in the cellar.")
    received = house.to(ALI)[0]
    number, to = number_in(received), received.home if own_address else DESK
    subject = f"Re: {token(received)}"
    house.write(ALI, "Please add my colleague.", subject, to, proof=proof, Cc=EVE)
    house.write(ALI, f"#cc {EVE}\nPlease.", subject, to, proof=proof, Cc=EVE)
    house.take(bytes(house.letter(ALI, "Again.", subject, proof, To=f"{to}, {EVE}")), to)
    house.answer(house.to(TOM)[0], TOM, "It is a secret indeed.")
    assert house.ticket(number).participants == ()
    assert not house.to(EVE)
    assert len(house.to(TOM)) > 1


def test_a_new_ticket_that_nothing_proves_brings_nobody(house: House) -> None:
    house.write(ALI, "Hello", proof=NONE, Cc=EVE)
    house.answer(house.to(TOM)[0], TOM, "An answer.")
    assert not house.to(EVE)


def test_who_is_brought_along_hears_of_what_comes_later_only(house: House) -> None:
    house.write(ALI, "The secret is in the cellar.")
    received = house.to(ALI)[0]
    house.answer(house.to(TOM)[0], TOM, "Under the third barrel.")
    house.write(ALI, "Please help him, too.", f"Re: {token(received)}", received.home, Cc=EVE)
    assert [person.address for person in house.ticket(number_in(received)).participants] == [EVE]
    quote = "\n".join(f"> {line}" for line in house.to(TOM)[-1].text.splitlines())
    house.answer(house.to(TOM)[-1], TOM, f"Good morning to both.\n\nOn Sat, Support wrote:\n{quote}")
    mails = house.to(EVE)
    assert any(says(out, "Good morning to both.") for out in mails)
    assert not [out for out in mails if says(out, "cellar") or says(out, "barrel")]
    for order in ("#status", "#list", "Tell me more.", "#close", "#reopen"):
        house.answer(mails[-1], EVE, order)
    assert not [out for out in house.to(EVE) if says(out, "cellar") or says(out, "barrel")]
    assert house.ticket(number_in(received)).requester.address == ALI


@pytest.mark.parametrize("proof", [PASS, NONE, FAIL])
def test_a_stranger_with_the_token_is_told_nothing_and_shares_nothing(house: House, proof: str) -> None:
    house.write(ALI, "The secret is in the cellar.", Cc=REZA)
    received = house.to(ALI)[0]
    number, at = number_in(received), len(house.sent)
    before = house.ticket(number)
    for order in ("Tell me all.", "#status", "#list", "#close", f"#cc {EVE}", "#reopen", "#leave", "#rate 1"):
        house.write(EVE, order, f"Re: {token(received)}", received.home, proof=proof)
        house.write(EVE, order, f"Re: {token(received)}", DESK, proof=proof)
    assert house.ticket(number) == before
    assert not [out for out in house.sent[at:] if out.recipient in (ALI, REZA)]
    assert not [out for out in house.to(EVE) if says(out, "cellar") or says(out, "#1001")]


@pytest.mark.parametrize("proof", [NONE, FAIL])
@pytest.mark.parametrize("words", ["#language BUY PILLS", "#list BUY PILLS", "#help BUY PILLS", "#rate BUY PILLS"])
def test_a_question_of_ours_carries_no_word_of_who_is_not_proven(house: House, words: str, proof: str) -> None:
    house.write(ALI, f"#language fa\n{words}", "BUY PILLS", proof=proof)
    house.write(ALI, words, "BUY PILLS", proof=proof)
    assert not [out.text for out in outside(house) if says(out, "PILLS")]
