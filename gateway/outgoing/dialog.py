"""One mail over one connection: MAIL, RCPT, DATA, content (RFC 5321 section 3.3), and what each reply means for it.

Until the last dot is sent nothing was handed over; from then on the relay may have the mail, whatever we hear.
"""

from dataclasses import dataclass

from ..mail.delivery import Attempt, Delivery, Fault
from ..mail.encoded_words import written
from ..mail.outbound import OutboundMail, needs_smtputf8
from . import refusals
from .conversation import PATIENCE, Conversation, Lost, Reply
from .queue_ids import queue_id

DOT_PATIENCE = 120.0  # seconds at most: a relay that looks into large mails takes its time, and to give up is a copy
_MEGABYTE = 1_000_000


class Stale(Exception):
    """The connection was gone, or taken away with 421, before the relay took MAIL: nothing has happened yet."""


@dataclass(frozen=True, slots=True)
class Envelope:
    sender: str
    recipient: str
    size: int
    utf8: bool

    @classmethod
    def of(cls, mail: OutboundMail, raw: bytes) -> "Envelope":
        """Raises `Unsendable` for what is no address."""
        sender = written(mail.envelope_sender) if mail.envelope_sender else ""
        return cls(sender, written(mail.recipient), len(raw), needs_smtputf8(mail))


def hand_over(conversation: Conversation, envelope: Envelope, content: bytes, timeout: float) -> Attempt:
    """`content` has its dots doubled and the last one added. A connection that is not fit for more is left closed."""
    reason = _unfit(conversation, envelope)
    if reason:
        return Attempt(Delivery.BOUNCED, reason, fault=Fault.UNFIT)
    conversation.expect(timeout, PATIENCE)
    conversation.command_encoding = "utf-8" if envelope.utf8 else "ascii"
    refused = _announce(conversation, envelope)
    if refused is not None:
        return refused
    try:
        conversation.expect(PATIENCE, PATIENCE)
        conversation.put(content)
    except Lost as reason_why:
        return Attempt(Delivery.DEFERRED, reason_why.words, fault=Fault.RELAY)
    patience = min(4 * timeout, DOT_PATIENCE)
    conversation.expect(patience, patience)
    return _answer_to_the_dot(conversation)


def size_limit(conversation: Conversation) -> int:
    """RFC 1870: the largest mail that the relay takes; 0 where it does not say."""
    announced = conversation.esmtp_features.get("size", "").strip()
    return int(announced) if announced.isdigit() and len(announced) < 16 else 0


def offers_smtputf8(conversation: Conversation) -> bool:
    return conversation.has_extn("smtputf8") and conversation.has_extn("8bitmime")


def _unfit(conversation: Conversation, envelope: Envelope) -> str:
    if envelope.utf8 and not offers_smtputf8(conversation):
        return "the address needs SMTPUTF8, which the relay does not offer"
    limit = size_limit(conversation)
    if limit and envelope.size > limit:
        sizes = f"{envelope.size / _MEGABYTE:.1f} MB, and the relay takes {limit / _MEGABYTE:.1f} MB at most"
        return f"the mail is too large: {sizes}"
    return ""


def _announce(conversation: Conversation, envelope: Envelope) -> Attempt | None:
    """Up to the relay's go-ahead for the content; what it says instead. Commands go in one packet where it may be so
    (RFC 2920): a relay that is far away is asked twice for each mail and not four times.
    """
    commands = (_mail_command(conversation, envelope), f"RCPT TO:<{envelope.recipient}>", "DATA")
    waiting = _Commands(conversation, commands)
    try:
        reply = waiting.next()
    except Lost as reason:
        raise Stale(reason.words) from None
    if reply.code == 421:
        raise Stale(reply.words)
    if not reply.good:
        waiting.forget()
        delivery, fault = refusals.of_sender(reply.code)
        return Attempt(delivery, reply.words, fault=fault)
    for success in (2, 3):
        try:
            reply = waiting.next()
        except Lost as reason:
            return Attempt(Delivery.DEFERRED, reason.words, fault=Fault.RELAY)
        if reply.code // 100 != success:
            waiting.forget()
            delivery, fault = refusals.of_recipient(reply.code, reply.words)
            return Attempt(delivery, reply.words, fault=fault, again=refusals.come_again(reply.words))
    return None


class _Commands:
    """Commands that were sent at once or are sent one by one, and the replies to them."""

    def __init__(self, conversation: Conversation, commands: tuple[str, ...]) -> None:
        self._conversation = conversation
        self._unsaid = list(commands)
        self._unheard = 0

    def next(self) -> Reply:
        if not self._unheard:
            at_once = len(self._unsaid) if self._conversation.has_extn("pipelining") else 1
            said, self._unsaid = self._unsaid[:at_once], self._unsaid[at_once:]
            self._conversation.say(*said)
            self._unheard = len(said)
        self._unheard -= 1
        return self._conversation.heard()

    def forget(self) -> None:
        """A refusal stands; what was said after it has replies all the same. A go-ahead for a mail that nobody gets
        would want a mail: the connection ends instead (RFC 2920 section 3.1).
        """
        try:
            replies = [self._conversation.heard() for _ in range(self._unheard)]
        except Lost:
            self._conversation.close()
            return
        if any(reply.code // 100 == 3 for reply in replies):
            self._conversation.close()


def _answer_to_the_dot(conversation: Conversation) -> Attempt:
    """RFC 5321 section 6.1."""
    try:
        reply = conversation.heard()
    except Lost as reason:
        conversation.close()
        return Attempt(Delivery.UNCERTAIN, f"no answer to the whole mail: {reason.words}")
    if reply.code // 100 == 3:
        conversation.close()
        return Attempt(Delivery.UNCERTAIN, reply.words)
    if reply.good:
        return Attempt(Delivery.SENT, reply.words, queue_id=queue_id(reply.words))
    delivery, fault = refusals.of_content(reply.code, reply.words)
    return Attempt(delivery, reply.words, fault=fault, again=refusals.come_again(reply.words))


def _mail_command(conversation: Conversation, envelope: Envelope) -> str:
    """RFC 1870 and RFC 6531; without SMTPUTF8 our mail is 7-bit throughout."""
    command = f"MAIL FROM:<{envelope.sender}>"
    if conversation.has_extn("size"):
        command += f" SIZE={envelope.size}"
    return command + " BODY=8BITMIME SMTPUTF8" if envelope.utf8 else command
