"""A connection to an IMAP server: logged in, encrypted where it is wanted, no answer larger or later than allowed."""

import base64
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from imapclient import IMAPClient

from .settings import Proof, Protection, Server
from .trouble import NoIdle, Refused, said, words_of
from .wire import Wire

SLICE = 0.5  # seconds after which somebody who waits looks whether we are to stop
# Response codes (RFC 9051 section 7.1, RFC 5530) of a refusal that passes by itself.
PASSING = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[THROTTLED]", "[OVERQUOTA]", "[ALERT] TOO MANY")


class Client(IMAPClient):  # type: ignore[misc]
    """The library's client on a line with bounds, with an IDLE that survives any server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        direct = server.protection is Protection.TLS
        super().__init__(server.host, server.port, ssl=direct, timeout=server.timeout)
        self.normalise_times = False
        self.pulse: Callable[[], None] = lambda: (
            None
        )  # called before each fetch: whoever waits for us learns that we live
        self._imap.debug = 0  # the library formats all that comes, for a log that nobody reads

    def _create_IMAP4(self) -> Wire:
        return Wire(self._server)

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """Says goodbye where that is quickly done."""
        try:
            self._imap.send(b"BYE LOGOUT\r\n")
        except Exception:  # noqa: S110 (whatever it is: the connection ends in any case)
            pass
        finally:
            self._imap.shutdown()

    @property
    def news(self) -> bool:
        """Has the server spoken of new mail since `heed`?"""
        return bool(self._imap.news)

    def heed(self) -> None:
        """What the server says from here on counts as news."""
        self._imap.news = False

    def fetch_at_most(self, uids: Sequence[int], items: Iterable[str], size: int) -> dict[int, dict[bytes, Any]]:
        """`fetch` whose answer may be so long."""
        self.pulse()
        self._imap.allow(size)
        found: dict[int, dict[bytes, Any]] = self.fetch(uids, list(items))
        return found

    def encrypt(self) -> None:
        self._imap.starttls()
        self._starttls_done = True

    def greeted_as_known(self) -> bool:
        return bool(self._imap.state != "NONAUTH")

    def prove(self, secret: str) -> None:
        """Logs in. Afterwards the server is asked anew what it can: only now it speaks to us and not to anybody."""
        if self._server.proof is Proof.XOAUTH2:
            self.sasl_login("XOAUTH2", _Token(self._server.user, secret))
        elif secret.isascii() and self._server.user.isascii() and not self.has_capability("LOGINDISABLED"):
            quote = self._imap._quote
            kind, words = self._imap._simple_command("LOGIN", quote(self._server.user), quote(secret))
            self._checkok("login", kind, words)
            self._imap.state = "AUTH"
        elif self.has_capability("AUTH=PLAIN"):
            self.sasl_login("PLAIN", lambda challenge: _plain(self._server.user, secret))
        else:
            raise Refused("the server allows no login by password here")
        self._cached_capabilities = self._do_capabilites()

    def idle_for(self, seconds: float, stopped: threading.Event) -> bool:
        """Waits by IDLE (RFC 2177) until the server speaks of new mail, seconds have passed or we are to stop.

        False where the server refused it or ended it by itself.
        """
        tag = self._imap._command("IDLE")
        if not self._begun(tag):
            return False
        ends = time.monotonic() + seconds
        while not (self.news or stopped.is_set()) and (left := ends - time.monotonic()) > 0:
            if self._imap.readable(min(SLICE, left)):
                self._imap._get_response()
                self._imap._check_bye()
                if self._imap.tagged_commands[tag]:
                    return self._end_of_idle(tag)
        self._imap.renew()
        self._imap.send(b"DONE\r\n")
        while not self._imap.tagged_commands[tag]:
            self._imap._get_response()
        self._end_of_idle(tag)
        return True

    def _begun(self, tag: bytes) -> bool:
        try:
            while self._imap._get_response() is not None:  # mail may come in before the "+"
                if self._imap.tagged_commands[tag]:
                    return self._end_of_idle(tag)
        except TimeoutError:
            raise NoIdle("the server offers IDLE and does not answer to it") from None
        return True

    def _end_of_idle(self, tag: bytes) -> bool:
        del self._imap.tagged_commands[tag]
        return False


class _Token:
    """Answers the server's challenges: the first with the token, the one that carries an error with nothing."""

    def __init__(self, user: str, token: str) -> None:
        self._answers = [_bearer(user, token), b""]

    def __call__(self, challenge: bytes) -> bytes | None:
        return self._answers.pop(0) if self._answers else None


def connect(server: Server) -> Client:
    """Logged in. Certificates are verified; plain text is used only where the configuration says so."""
    client = Client(server)
    try:
        if client.greeted_as_known():
            raise Refused("the server greets us as somebody it knows already (PREAUTH)")
        if server.protection is Protection.STARTTLS:
            client.encrypt()
        _prove(client, server)
    except BaseException:
        client.hang_up()
        raise
    return client


def _prove(client: Client, server: Server) -> None:
    secret = _secret(server)
    if any(character in secret + server.user for character in "\r\n\0"):
        raise Refused("the name or the password holds a line end")
    try:
        client.prove(secret)
    except client.Error as error:
        words = _without(said(error), server.user, secret)
        if isinstance(error, client.AbortError) or any(code in words.upper() for code in PASSING):
            raise client.AbortError(words) from None
        raise Refused(f"login refused: {words}") from None


def _without(words: str, user: str, secret: str) -> str:
    """A server may say anything, also what it was told."""
    escaped = secret.replace("\\", "\\\\").replace('"', '\\"')
    sent = [each.decode() for each in map(base64.b64encode, (_plain(user, secret), _bearer(user, secret)))]
    for form in (*sent, escaped, secret):
        words = words.replace(form, "...") if form else words
    return words


def _plain(user: str, secret: str) -> bytes:
    return f"\0{user}\0{secret}".encode()


def _bearer(user: str, token: str) -> bytes:
    return f"user={user}\1auth=Bearer {token}\1\1".encode()


def _secret(server: Server) -> str:
    try:
        return server.secret()
    except PermissionError as error:
        raise Refused(words_of(error)) from None
    except (OSError, TimeoutError):
        raise
    except Exception as error:
        raise Refused(str(error)[:200]) from None
