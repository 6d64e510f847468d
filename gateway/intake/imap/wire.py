"""The line to an IMAP server with bounds that the library lacks: how long, how many and how late its answers may be.

A server that is broken or hostile can end a connection and cost a little time; it cannot fill memory or hold us.
"""

import imaplib
import socket
import ssl
import time
from typing import Any, Literal

from .settings import Protection, Server

ANSWER = 16 * 1024 * 1024  # bytes of one answer, unless more was asked for: a search in a million mails
EARLY = 256 * 1024  # bytes of one answer as long as we are not logged in
LINES = 200_000  # lines of one answer: somebody may remove very many mails at once
LINE = 12 * 1024 * 1024  # bytes of one line
CHUNK = 128 * 1024
ONLY_THE_LAST = frozenset({"EXISTS", "RECENT", "EXPUNGE", "VANISHED"})  # untagged lines that need not be kept


class Wire(imaplib.IMAP4):
    """Connected, greeted, and encrypted from the first byte where the server is reached by TLS."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._held = bytearray()  # what came and is not read yet
        self._scanned = 0  # so much of it has no line end
        self._allowance = ANSWER
        self.news = False  # the server spoke of new mail
        self.state = "LOGOUT"
        self.renew()
        super().__init__(server.host, server.port)

    def allow(self, size: int) -> None:
        """The answer to the next command may be this long."""
        self._allowance = size

    def renew(self) -> None:
        """An answer begins: its bounds are counted from here."""
        self._ends = time.monotonic() + self._server.longest
        stranger = self.state in ("LOGOUT", "NONAUTH")
        self._bytes, self._lines = EARLY if stranger else self._allowance, LINES
        self._allowance = ANSWER

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.sock = socket.create_connection((host, port), self._server.timeout)
        if self._server.protection is Protection.TLS:
            self._encrypt()

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> tuple[Literal["OK"], list[None]]:
        """What was said before the handshake counts for nothing after it; what came too early ends the connection
        (RFC 9051 section 11.1).
        """
        if "STARTTLS" not in self.capabilities:
            raise self.error("the server does not offer STARTTLS")
        kind, words = self._simple_command("STARTTLS")
        if kind != "OK":
            raise self.error(f"STARTTLS refused: {_text(words[-1])}")
        if self._held:
            raise self.abort("the server sent something between STARTTLS and encryption")
        self._encrypt()
        self.untagged_responses.clear()
        self._get_capabilities()
        return "OK", [None]

    def read(self, size: int) -> bytes:
        if size > self._bytes:
            raise self.abort(f"the server announces {size} bytes, more than were asked for")
        while len(self._held) < size:
            self._fill()
        return self._take(size)

    def readline(self) -> bytes:
        while (end := self._line_end()) < 0:
            if len(self._held) > min(LINE, self._bytes):
                raise self.abort("the server sends a line without an end")
            self._fill()
        self._lines -= 1
        if self._lines < 0 or end >= self._bytes:
            raise self.abort("the server sends more than was asked for")
        return self._take(end + 1)

    def readable(self, seconds: float) -> bool:
        """Waits for a whole line, which then can be read at once."""
        ends = time.monotonic() + seconds
        while self._line_end() < 0:
            left = ends - time.monotonic()
            if left <= 0 or len(self._held) > LINE:
                return False
            self.sock.settimeout(left)
            try:
                self._receive()
            except TimeoutError:
                return False
        return True

    def shutdown(self) -> None:
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it is closed already
        finally:
            self.sock.close()

    def _encrypt(self) -> None:
        """With a deadline: the handshake has the socket's timeout as a whole."""
        context = self._server.context or ssl.create_default_context()
        self.sock.settimeout(self._server.timeout)
        try:
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        except BaseException:
            self.sock.close()
            raise

    def _line_end(self) -> int:
        end = self._held.find(b"\n", self._scanned)
        if end < 0:
            self._scanned = len(self._held)
        return end

    def _take(self, size: int) -> bytes:
        with memoryview(self._held) as view:
            taken = bytes(view[:size])
        del self._held[:size]
        self._scanned = 0
        self._bytes -= size
        return taken

    def _fill(self) -> None:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"the server's answer was not complete after {self._server.longest:.0f} s")
        self.sock.settimeout(min(left, self._server.timeout))
        try:
            self._receive()
        except TimeoutError:
            self._say_goodbye()
            raise TimeoutError("the server does not answer") from None

    def _receive(self) -> None:
        came = self.sock.recv(CHUNK)
        if not came:
            self._say_goodbye()
            raise self.abort("the server closed the connection")
        self._held += came

    def _say_goodbye(self) -> None:
        """Why a connection ended is told by a BYE that came before, where one did."""
        for words in self.untagged_responses.get("BYE", []):
            raise self.abort(_text(words))

    def _new_tag(self) -> Any:
        """What was left over from earlier answers is forgotten here: it would pile up over months."""
        self.renew()
        self.untagged_responses.clear()
        return super()._new_tag()  # type: ignore[misc]

    def _append_untagged(self, kind: str, data: Any) -> None:
        self.news = self.news or kind == "EXISTS"
        if kind in ONLY_THE_LAST:
            self.untagged_responses.pop(kind, None)
        super()._append_untagged(kind, data)  # type: ignore[misc]

    def _get_response(self) -> Any:
        """An untagged line that nobody understands is passed over (RFC 9051 section 7)."""
        while True:
            try:
                return super()._get_response()  # type: ignore[misc]
            except self.abort as error:
                if not str(error).startswith(("unexpected response: b'*", 'unexpected response: b"*')):
                    raise


def _text(words: Any) -> str:
    return words.decode("ascii", "replace") if isinstance(words, bytes) else str(words)
