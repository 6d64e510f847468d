"""Is it the recipient that a relay minds, this mail, or us?"""

import pytest

from gateway.mail.delivery import Delivery, Fault
from gateway.outgoing.refusals import LONGEST_WAIT, about_us, come_again, of_content, of_recipient, of_sender


@pytest.mark.parametrize(
    "words",
    [
        "530 5.7.0 Authentication required",
        "535 5.7.8 Error: authentication failed",
        "550 5.7.8 bad credentials",
        "554 5.7.1 <sara@example.com>: Relay access denied",
        "550 5.7.1 Unable to relay",
        "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
        "550 5.7.1 <sara@example.com>... Relaying denied. Proper authentication required.",
        "550 relay not permitted",
        "550 5.7.57 Client not authenticated to send mail",
        "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    ],
)
def test_our_own_set_up_is_minded_and_may_be_put_right(words: str) -> None:
    code = int(words[:3])
    assert about_us(code, words)
    assert of_recipient(code, words) == (Delivery.DEFERRED, Fault.REFUSES)
    assert of_content(code, words) == (Delivery.DEFERRED, Fault.NONE)


@pytest.mark.parametrize(
    "words",
    [
        "550 5.1.1 <sara@example.com>: Recipient address rejected: User unknown",
        "550 5.1.1 undeliverable address: host mx.example.com said: 554 5.7.1 Relay access denied",
        "550 5.7.1 Message rejected as spam",
        "550 5.7.1 Recipient not authorized, your IP has been found on a block list",
        "552 5.2.2 Mailbox full",
        "550 no such user relay@example.com",
        "554 5.7.1 no",
        "550",
    ],
)
def test_what_is_said_of_a_recipient_is_final(words: str) -> None:
    code = int(words[:3])
    assert not about_us(code, words)
    assert of_recipient(code, words) == (Delivery.BOUNCED, Fault.NONE)
    assert of_content(code, words) == (Delivery.BOUNCED, Fault.NONE)


def test_what_passes_stays_with_the_relay_unless_it_goes_away_itself() -> None:
    assert of_recipient(450, "450 4.2.0 Greylisted") == (Delivery.DEFERRED, Fault.NONE)
    assert of_recipient(421, "421 4.3.2 shutting down") == (Delivery.DEFERRED, Fault.RELAY)
    assert of_content(421, "421 4.3.2 shutting down") == (Delivery.DEFERRED, Fault.NONE)
    assert of_content(451, "451 4.3.0 later") == (Delivery.DEFERRED, Fault.NONE)


def test_nobody_is_bounced_for_what_is_said_of_the_sender() -> None:
    assert of_sender(421) == (Delivery.DEFERRED, Fault.RELAY)
    assert of_sender(451) == of_sender(550) == of_sender(530) == (Delivery.DEFERRED, Fault.REFUSES)
    assert of_sender(552) == (Delivery.BOUNCED, Fault.UNFIT)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted, try again in 300 seconds", 300),
        ("451 4.7.1 Greylisting in action, please come back in 00:04:59", 0),
        ("450 4.7.1 Please try again in 5 minutes", 300),
        ("451 Temporarily rejected. Try again later.", 0),
        ("450 try again in 99999 seconds", LONGEST_WAIT),
        ("451 greylisted for 60s", 60),
        ("450 4.2.0 greylist 7 mails", 0),
        ("450 " + "again " * 80, 0),
    ],
)
def test_when_greylisting_wants_to_see_us_again(words: str, seconds: int) -> None:
    assert come_again(words) == seconds
