"""What of a body is shown and what is folded: with the subject, and with what the ticket says already."""

import pytest

from gateway.mail.references import is_forward
from gateway.mail.shown import own_words, shown

from ..builders import mail

ANSWER = """Please unplug the printer and wait for a full minute before you plug it in again.
Should it still print twice, tell us the number that stands on its back."""
UNMARKED = f"It is A-17.\n\n{ANSWER}\n"
OUTLOOK = """From: Ali Rezaei
Sent: Saturday, 21 November 2026 10:00
To: Reza Karimi
Subject: The contract

Here is the contract that we talked about.
"""


def test_what_stands_on_the_ticket_is_folded_though_no_client_marked_it() -> None:
    assert shown(mail(UNMARKED), ()) == (UNMARKED.strip(), "")
    assert shown(mail(UNMARKED), (ANSWER,)) == ("It is A-17.", ANSWER)


def test_a_mail_that_only_repeats_is_shown() -> None:
    assert shown(mail(ANSWER), (ANSWER,)) == (ANSWER, "")


def test_what_an_agent_repeats_reaches_the_customer() -> None:
    assert own_words(mail(UNMARKED)) == (UNMARKED.strip(), "")


def test_a_forward_is_kept_whole_and_an_answer_is_not() -> None:
    body = f"See below.\n\n{OUTLOOK}"
    assert shown(mail(body, subject="Fwd: The contract"), ()) == (body.strip(), "")
    assert shown(mail(body, subject="RE: The contract"), ()) == ("See below.", OUTLOOK.strip())


def test_answers_between_quotes_keep_their_quotes() -> None:
    body = "> Which printer?\nThe one upstairs.\n> Since when?\nMonday.\n-- \nAli\n"
    assert shown(mail(body), ()) == ("> Which printer?\nThe one upstairs.\n> Since when?\nMonday.", "-- \nAli")


@pytest.mark.parametrize("subject", ["Fwd: a", "FW: a", "WG: a", "ارجاع: a", "  fwd : a", "转发：a", "TR: Re: a"])
def test_forwards_by_their_subject(subject: str) -> None:
    assert is_forward(subject)


@pytest.mark.parametrize("subject", ["Re: Fwd: a", "AW: a", "Forward the mail", "VS: a", "پاسخ: a", "", "fwd"])
def test_no_forwards_by_their_subject(subject: str) -> None:
    assert not is_forward(subject)
