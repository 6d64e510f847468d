"""One connection to a relay, and what is said over it. Whatever goes wrong is `Trouble`, with its fault.

`smtplib` knows EHLO and AUTH; replies are read here, because here a relay that drips has to come to an end.
"""

import select
import smtplib
import ssl
import time
from dataclasses import dataclass

from ..mail.delivery import Fault
from .relay import RelayAddress

PATIENCE = 90.0  # seconds that a mail may take up to its last dot, whatever each answer may take
LINE_LIMIT = 8192  # octets; RFC 5321 section 4.5.3.1.5 has 512
REPLY_LIMIT = 65_536
_GOODBYE = 2.0  # seconds that a QUIT may take


class Trouble(Exception):
    """Nothing was handed over. `words` say why, `fault` whether somebody else may be asked."""

    def __init__(self, words: str, fault: Fault = Fault.RELAY) -> None:
        super().__init__(words)
        self.words = words
        self.fault = fault


class Lost(Trouble):
    """The connection broke, or what came was no SMTP reply."""


@dataclass(frozen=True, slots=True)
class Reply:
    code: int
    words: str

    @property
    def good(self) -> bool:
        return self.code // 100 == 2


class Conversation(smtplib.SMTP):
    """Counts the `mails` that went over it, and remembers when it was last `used`."""

    def __init__(self, address: RelayAddress) -> None:
        super().__init__(local_hostname=address.local_hostname)
        self.mails = 0
        self.used = time.monotonic()
        self._pending = bytearray()
        self.expect(address.timeout, PATIENCE)

    def expect(self, step: float, whole: float) -> None:
        """From now on each step may take so many seconds, and all of them together no more than `whole`."""
        self.timeout = step
        self._ends = time.monotonic() + whole

    def ask(self, command: str) -> Reply:
        self.say(command)
        return self.heard()

    def say(self, *commands: str) -> None:
        """Several commands leave at once (RFC 2920)."""
        if any("\r" in command or "\n" in command for command in commands):
            raise Lost("a command of ours has two lines")
        self.put("".join(f"{command}\r\n" for command in commands).encode(self.command_encoding))

    def put(self, octets: bytes) -> None:
        if self.sock is None:
            raise Lost("the connection is closed")
        try:
            self._be_patient()
            self.sock.sendall(octets)
        except (OSError, ValueError) as reason:
            self.close()
            raise Lost(told(reason)) from None

    def heard(self) -> Reply:
        code, words = self.getreply()
        if not 200 <= code <= 599:
            raise Lost(f"no SMTP reply: {words.decode('utf-8', 'replace')}")
        return Reply(code, f"{code} {words.decode('utf-8', 'replace')}")

    def getreply(self) -> tuple[int, bytes]:
        """As in `smtplib`, which asks for replies here, too; -1 for what is none."""
        lines: list[bytes] = []
        size = 0
        while True:
            line = self._line()
            size += len(line)
            lines.append(line[4:].strip())
            if not line[:3].isdigit():
                return -1, line.strip()
            if size > REPLY_LIMIT:
                self.close()
                raise Lost("a reply without an end")
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(lines)

    def fit(self, idle: float) -> bool:
        """May the next mail go this way? Whatever a relay says unasked, it says to end the talk."""
        if self.sock is None or self._pending or time.monotonic() - self.used > idle:
            return False
        return not select.select([self.sock], [], [], 0)[0]

    def leave(self) -> None:
        try:
            if self.sock is not None:
                self.sock.settimeout(_GOODBYE)
                self.sock.sendall(b"QUIT\r\n")
        except OSError:
            pass  # it was going anyway
        finally:
            self.close()

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """What was said in the clear is forgotten, and what lies there unread ends the talk (RFC 3207 section 4.2)."""
        assert self.sock is not None
        if self._pending:
            raise Trouble("the relay speaks before the encryption begins")
        self._be_patient()
        self.sock = context.wrap_socket(self.sock, server_hostname=host)
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False

    def _line(self) -> bytes:
        while (end := self._pending.find(b"\n") + 1) == 0:
            self._pending += self._piece()
            if len(self._pending) > LINE_LIMIT:
                self.close()
                raise Lost("a line without an end")
        line = bytes(self._pending[:end])
        del self._pending[:end]
        return line

    def _piece(self) -> bytes:
        if self.sock is None:
            raise Lost("the connection is closed")
        try:
            self._be_patient()
            piece: bytes = self.sock.recv(4096)
        except (OSError, ValueError) as reason:
            self.close()
            raise Lost(told(reason)) from None
        if not piece:
            self.close()
            raise Lost("the relay hung up")
        return piece

    def _be_patient(self) -> None:
        """For one step, and never beyond the end."""
        assert self.sock is not None
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the relay takes too long")
        wanted = min(self.timeout, left)
        if self.sock.gettimeout() != wanted:
            self.sock.settimeout(wanted)


def told(reason: Exception) -> str:
    """An exception in words; what a relay said stands before our name for the trouble."""
    if isinstance(reason, smtplib.SMTPResponseException):
        said = reason.smtp_error
        return f"{reason.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"the relay's certificate is not believed: {reason.verify_message}"
    if isinstance(reason, ssl.SSLError):
        return f"TLS fails: {reason.reason or reason}"
    if isinstance(reason, TimeoutError):
        return "the relay does not answer in time"
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return str(reason) or type(reason).__name__
