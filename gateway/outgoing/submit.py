"""Hands a mail to a relay and says what became of it. `SmtpRelay` speaks SMTP; `folder.FolderRelay` writes files.

Every failure is a value. What the relay says about a recipient is final; trouble with our own set-up never is.
"""

import re
import smtplib
import ssl
import threading
from dataclasses import dataclass

from ..mail.delivery import Attempt, Delivery
from ..mail.encoded_words import Unsendable, written
from ..mail.outbound import OutboundMail, needs_smtputf8
from .relay import Relay, RelayAddress, Tls

__all__ = ["Relay", "RelayAddress", "SmtpRelay", "Tls"]

WORDS_LIMIT = 500
_GOODBYE = 2.0  # seconds that a QUIT may take
_LEADING_DOT = re.compile(rb"(?m)^\.")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_OUR_TROUBLE = frozenset({530, 534, 535, 538})  # RFC 4954: the relay wants a login or another one
_TOO_LARGE = 552  # RFC 1870: said at MAIL, it is about this very mail


class SmtpRelay:
    """One kept connection per thread; connecting anew is the exception."""

    def __init__(self, address: RelayAddress, context: ssl.SSLContext | None = None) -> None:
        self._address = address
        self._context = context or ssl.create_default_context()
        self._mine = threading.local()
        self._open: set[smtplib.SMTP] = set()
        self._lock = threading.Lock()

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        """One attempt. A kept connection that proves stale before MAIL is taken is replaced once."""
        try:
            envelope = _Envelope.of(mail, raw)
        except Unsendable as reason:
            return _attempt(Delivery.BOUNCED, str(reason))
        kept: smtplib.SMTP | None = getattr(self._mine, "connection", None)
        if kept is not None:
            try:
                return self._use(kept, envelope, raw)
            except _Stale:
                pass
        try:
            return self._use(self._connect(), envelope, raw)
        except (_Stale, smtplib.SMTPException, OSError, ValueError) as reason:
            return _attempt(Delivery.DEFERRED, _told(reason))

    def close(self) -> None:
        """Ends every connection, those of other threads too."""
        with self._lock:
            connections, self._open = self._open, set()
        self._mine = threading.local()
        for connection in connections:
            _say_goodbye(connection)

    def _use(self, connection: smtplib.SMTP, envelope: "_Envelope", raw: bytes) -> Attempt:
        fit = False
        try:
            attempt = _dialog(connection, envelope, raw)
            fit = attempt.delivery is Delivery.SENT or _reset(connection)
            return attempt
        finally:
            if not fit:
                self._drop(connection)

    def _connect(self) -> smtplib.SMTP:
        """Anything that goes wrong here, 5xx as well, is our set-up's trouble and not the recipient's."""
        connection = _connected(self._address, self._context)
        with self._lock:
            self._open.add(connection)
        self._mine.connection = connection
        try:
            _introduce(connection, self._address, self._context)
        except BaseException:
            self._drop(connection)
            raise
        return connection

    def _drop(self, connection: smtplib.SMTP) -> None:
        self._mine.connection = None
        with self._lock:
            self._open.discard(connection)
        connection.close()


# --- one mail over one connection ---------------------------------------------------------------------------------


class _Stale(Exception):
    """The connection was gone, or taken away with 421, before the relay took MAIL: nothing has happened yet."""


class _Lost(Exception):
    """The connection broke, or what came was no SMTP reply."""


@dataclass(frozen=True, slots=True)
class _Envelope:
    sender: str
    recipient: str
    size: int
    utf8: bool

    @classmethod
    def of(cls, mail: OutboundMail, raw: bytes) -> "_Envelope":
        sender = written(mail.envelope_sender) if mail.envelope_sender else ""
        return cls(sender, written(mail.recipient), len(raw), needs_smtputf8(mail))


@dataclass(frozen=True, slots=True)
class _Reply:
    code: int
    words: str


def _dialog(connection: smtplib.SMTP, envelope: _Envelope, raw: bytes) -> Attempt:
    """MAIL, RCPT, DATA, content (RFC 5321 section 3.3); before the last dot a lost connection has sent nothing."""
    if envelope.utf8 and not (connection.has_extn("smtputf8") and connection.has_extn("8bitmime")):
        return _attempt(Delivery.BOUNCED, "the address needs SMTPUTF8, which the relay does not offer")
    connection.command_encoding = "utf-8" if envelope.utf8 else "ascii"
    try:
        reply = _ask(connection, _mail_command(connection, envelope))
    except _Lost as reason:
        raise _Stale(str(reason)) from None
    if reply.code == 421:
        raise _Stale(reply.words)
    if reply.code // 100 != 2:
        return _attempt(Delivery.BOUNCED if reply.code == _TOO_LARGE else Delivery.DEFERRED, reply.words)
    try:
        for command, success in ((f"RCPT TO:<{envelope.recipient}>", 2), ("DATA", 3)):
            reply = _ask(connection, command)
            if reply.code // 100 != success:
                return _attempt(_refusal(reply.code), reply.words)
        connection.send(_LEADING_DOT.sub(b"..", raw) + b".\r\n")
    except (_Lost, smtplib.SMTPException, OSError) as reason:
        return _attempt(Delivery.DEFERRED, _told(reason))
    return _answer_to_the_dot(connection)


def _answer_to_the_dot(connection: smtplib.SMTP) -> Attempt:
    """From here on the relay may have the mail, whatever we hear (RFC 5321 section 6.1)."""
    try:
        reply = _heard(connection)
    except _Lost as reason:
        return _attempt(Delivery.UNCERTAIN, str(reason))
    if reply.code // 100 == 3:
        return _attempt(Delivery.UNCERTAIN, reply.words)
    return _attempt(Delivery.SENT if reply.code // 100 == 2 else _refusal(reply.code), reply.words)


def _mail_command(connection: smtplib.SMTP, envelope: _Envelope) -> str:
    """RFC 1870 and RFC 6531; without SMTPUTF8 our mail is 7-bit throughout."""
    command = f"MAIL FROM:<{envelope.sender}>"
    if connection.has_extn("size"):
        command += f" SIZE={envelope.size}"
    return command + " BODY=8BITMIME SMTPUTF8" if envelope.utf8 else command


def _refusal(code: int) -> Delivery:
    return Delivery.BOUNCED if code // 100 == 5 and code not in _OUR_TROUBLE else Delivery.DEFERRED


def _ask(connection: smtplib.SMTP, command: str) -> _Reply:
    try:
        connection.putcmd(command)
    except (smtplib.SMTPException, OSError, ValueError) as reason:
        raise _Lost(_told(reason)) from None
    return _heard(connection)


def _heard(connection: smtplib.SMTP) -> _Reply:
    try:
        code, words = connection.getreply()
    except (smtplib.SMTPException, OSError) as reason:
        raise _Lost(_told(reason)) from None
    said = words.decode("utf-8", "replace")
    if not 200 <= code <= 599:
        raise _Lost(f"no SMTP reply: {said}")
    return _Reply(code, f"{code} {said}")


def _reset(connection: smtplib.SMTP) -> bool:
    """Is the connection fit for the next mail?"""
    if connection.sock is None:
        return False
    try:
        return _ask(connection, "RSET").code == 250
    except _Lost:
        return False


# --- the connection -----------------------------------------------------------------------------------------------


def _connected(address: RelayAddress, context: ssl.SSLContext) -> smtplib.SMTP:
    where, port, name = address.host, address.port, address.local_hostname
    if address.tls is Tls.TLS:
        return smtplib.SMTP_SSL(where, port, name, timeout=address.timeout, context=context)
    return smtplib.SMTP(where, port, name, timeout=address.timeout)


def _introduce(connection: smtplib.SMTP, address: RelayAddress, context: ssl.SSLContext) -> None:
    _greet(connection)
    if address.tls is Tls.STARTTLS:
        connection.starttls(context=context)
        _greet(connection)
    if address.user:
        connection.login(address.user, address.password)


def _greet(connection: smtplib.SMTP) -> None:
    """EHLO, and HELO for a server of before 1993 (RFC 5321 section 3.2); a 4xx is no reason to try the other."""
    code, words = connection.ehlo()
    if code // 100 == 5:
        code, words = connection.helo()
    if code != 250:
        raise smtplib.SMTPHeloError(code, words)


def _say_goodbye(connection: smtplib.SMTP) -> None:
    try:
        if connection.sock is not None:
            connection.sock.settimeout(_GOODBYE)
            connection.putcmd("QUIT")
    except (smtplib.SMTPException, OSError):
        pass  # it was going anyway
    finally:
        connection.close()


def _attempt(delivery: Delivery, words: str) -> Attempt:
    return Attempt(delivery, _UNPRINTABLE.sub(" ", words).strip()[:WORDS_LIMIT])


def _told(reason: Exception) -> str:
    """An exception in words; what a relay said stands before our name for the trouble."""
    if isinstance(reason, smtplib.SMTPResponseException):
        said = reason.smtp_error
        return f"{reason.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    return str(reason) or type(reason).__name__
