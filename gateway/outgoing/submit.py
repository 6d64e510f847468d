"""Hands a mail to a relay over SMTP and says what became of it. `folder.FolderRelay` writes files in its place.

Every failure is a value. What the relay says about a recipient is final; trouble with our own set-up never is.
"""

import re
import ssl
import threading
import time
from dataclasses import dataclass, replace

from ..mail.delivery import Attempt, Delivery, Fault
from ..mail.encoded_words import Unsendable
from ..mail.outbound import OutboundMail
from .conversation import Conversation, Lost, Trouble
from .dialog import Envelope, Stale, hand_over, offers_smtputf8, size_limit
from .reaching import begin
from .relay import Proof, Relay, RelayAddress, Tls

__all__ = ["Abilities", "Proof", "Relay", "RelayAddress", "SmtpRelay", "Tls", "look"]

WORDS_LIMIT = 500
IDLE = 60.0  # seconds after which a connection is not used any more: many relays have hung up by then
MAILS = 100  # that go over one connection: relays count, and those behind a balancer should share the work
LOOKING = 10.0  # seconds that any answer may take while somebody waits for `postroom check`
_DOT = re.compile(rb"\n\.")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class SmtpRelay:
    """Connections are kept and lent to one mail at a time; connecting anew is the exception."""

    def __init__(self, address: RelayAddress) -> None:
        trusted = address.context or (ssl.create_default_context() if address.tls is not Tls.NONE else None)
        self._address = replace(address, context=trusted)  # made once: it reads every certificate of this machine
        self._kept: list[Conversation] = []  # the one that was used last stands last
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        """One attempt. A kept connection that proves stale before MAIL is taken is replaced once."""
        attempt = self._submit(mail, raw)
        words, name = _one_line(attempt.words), self._address.name
        return Attempt(attempt.delivery, words, name, attempt.queue_id, attempt.fault, attempt.again)

    def close(self) -> None:
        """Ends every connection that nobody uses; the others end with their mail."""
        with self._lock:
            kept, self._kept, self._closed = self._kept, [], True
        for conversation in kept:
            conversation.leave()

    def _submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        try:
            envelope = Envelope.of(mail, raw)
        except Unsendable as reason:
            return Attempt(Delivery.BOUNCED, str(reason))
        content = _dotted(raw)
        kept = self._take()
        if kept is not None:
            try:
                return self._use(kept, envelope, content)
            except Stale:
                pass
        try:
            return self._use(begin(self._address), envelope, content)
        except Stale as reason:
            return Attempt(Delivery.DEFERRED, str(reason), fault=Fault.RELAY)
        except Trouble as reason:
            return Attempt(Delivery.DEFERRED, reason.words, fault=reason.fault)

    def _use(self, conversation: Conversation, envelope: Envelope, content: bytes) -> Attempt:
        fit = False
        try:
            attempt = hand_over(conversation, envelope, content, self._address.timeout)
            fit = attempt.delivery is Delivery.SENT or _reset(conversation)
            return attempt
        finally:
            if fit:
                self._keep(conversation)
            else:
                conversation.close()

    def _take(self) -> Conversation | None:
        while True:
            with self._lock:
                if not self._kept:
                    return None
                conversation = self._kept.pop()
            if conversation.fit(IDLE):
                return conversation
            conversation.leave()

    def _keep(self, conversation: Conversation) -> None:
        """Those that have become too many for a calmer hour go unused, and end here."""
        now = time.monotonic()
        conversation.mails += 1
        conversation.used = now
        with self._lock:
            idle = [each for each in self._kept if now - each.used > IDLE]
            self._kept = [each for each in self._kept if now - each.used <= IDLE]
            if conversation.mails < MAILS and not self._closed:
                self._kept.append(conversation)
            else:
                idle.append(conversation)
        for each in idle:
            each.leave()


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a relay says of itself. `size`: of the largest mail that it takes, 0 where it does not say."""

    size: int
    smtputf8: bool


def look(address: RelayAddress) -> Abilities | str:
    """Reaches the relay, logs in, leaves; or says in one line why not."""
    try:
        conversation = begin(replace(address, timeout=min(address.timeout, LOOKING)))
    except Trouble as reason:
        return _one_line(reason.words)
    abilities = Abilities(size_limit(conversation), offers_smtputf8(conversation))
    conversation.leave()
    return abilities


def _dotted(raw: bytes) -> bytes:
    """RFC 5321 section 4.5.2, and the last dot. (The pattern finds out sooner than `in` that there are none.)"""
    doubled = raw.replace(b"\n.", b"\n..") if _DOT.search(raw) else raw
    return b"".join((b"." if raw.startswith(b".") else b"", doubled, b".\r\n"))


def _reset(conversation: Conversation) -> bool:
    """Is the connection fit for the next mail?"""
    if conversation.sock is None:
        return False
    try:
        return conversation.ask("RSET").code == 250
    except Lost:
        return False


def _one_line(words: str) -> str:
    return _UNPRINTABLE.sub(" ", words).strip()[:WORDS_LIMIT]
