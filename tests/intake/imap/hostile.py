"""An IMAP server that can be told to misbehave: small and honest, until a `Quirk` takes a command from it."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

CAPABILITY = "IMAP4rev1 UIDPLUS MOVE IDLE"
LONG_AGO, LATELY = '"28-Nov-2020 10:00:00 +0000"', '"28-Nov-2099 10:00:00 +0000"'
OLD = 2  # UIDs up to this one were there long ago
VALIDITY = 7


@dataclass
class Mailbox:
    """One folder, INBOX, that all its users share."""

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = VALIDITY
    next: int = 1
    changed: threading.Condition = field(default_factory=threading.Condition)

    def add(self, subject: str, body: str = "x") -> int:
        with self.changed:
            uid = self.next
            self.mails[uid] = f"Subject: {subject}\r\n\r\n{body}\r\n".encode()
            self.next += 1
            self.changed.notify_all()
        return uid


class Over(Exception):
    """This connection ends."""


@dataclass
class Session:
    """One connection. `say` writes what it is given; {tag} in it is the tag of the command that is answered."""

    server: "Hostile"
    socket: socket.socket
    tag: str = "*"
    line: str = ""
    buffer: bytes = b""

    def say(self, text: str | bytes) -> None:
        raw = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        try:
            self.socket.sendall(raw.replace(b"{tag}", self.tag.encode()))
        except OSError:
            raise Over from None

    def read(self) -> str:
        while b"\n" not in self.buffer:
            try:
                came = self.socket.recv(65536)
            except OSError:
                raise Over from None
            if not came:
                raise Over
            self.buffer += came
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    def encrypt(self, context: ssl.SSLContext) -> None:
        try:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        except OSError:
            raise Over from None

    def hold(self) -> None:
        """Says nothing until the other side goes."""
        while True:
            self.read()


Act = Callable[[Session], bool | None]  # True: the command is to be answered as usual


@dataclass
class Quirk:
    """`act` takes the commands that begin with `command`; the greeting counts as one, "GREETING"."""

    command: str
    act: Act
    times: int = 0  # that it was met with


class Hostile:
    """Listens on a port of its own, with a thread for each connection."""

    def __init__(
        self, quirk: Quirk | None = None, context: ssl.SSLContext | None = None, capability: str = CAPABILITY
    ) -> None:
        self.mailbox = Mailbox()
        self.quirk = quirk
        self.context = context  # for TLS: from the first byte unless STARTTLS is one of the capabilities
        self.capability = capability
        self.patience = 30.0  # seconds without a word from the other side
        self.heard: list[str] = []
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.settimeout(self.patience)
            threading.Thread(target=self._serve, args=(Session(self, connection),), daemon=True).start()

    def _serve(self, session: Session) -> None:
        try:
            if self.context is not None and "STARTTLS" not in self.capability:
                session.encrypt(self.context)
            session.line = "GREETING"
            self._answer(session)
            while True:
                line = session.read()
                self.heard.append(line)
                session.tag, _, session.line = line.partition(" ")
                self._answer(session)
        except Over:
            pass
        finally:
            session.socket.close()

    def _answer(self, session: Session) -> None:
        quirk = self.quirk
        if quirk is not None and session.line.upper().startswith(quirk.command):
            quirk.times += 1
            if not quirk.act(session):
                return
        obey(session)


def obey(session: Session) -> None:
    """The honest answer."""
    line = session.line.upper()
    for command, answer in ANSWERS:
        if re.match(command, line):
            answer(session)
            return
    session.say("{tag} BAD unknown\r\n")


def _greeting(session: Session) -> None:
    session.say("* OK ready\r\n")


def _capability(session: Session) -> None:
    session.say(f"* CAPABILITY {session.server.capability}\r\n{{tag}} OK x\r\n")


def _done(session: Session) -> None:
    session.say("{tag} OK done\r\n")


def _starttls(session: Session) -> None:
    assert session.server.context is not None
    session.say("{tag} OK begin\r\n")
    session.encrypt(session.server.context)


def _select(session: Session) -> None:
    box = session.server.mailbox
    session.say(
        f"* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\*)] ok\r\n* {len(box.mails)} EXISTS\r\n"
        f"* 0 RECENT\r\n* OK [UIDVALIDITY {box.validity}] ok\r\n* OK [UIDNEXT {box.next}] ok\r\n"
        "{tag} OK [READ-WRITE] selected\r\n"
    )


def _uids(words: str, box: Mailbox) -> list[int]:
    found = []
    highest = max(box.mails, default=0)
    for part in words.split(","):
        first, _, last = part.replace("*", str(highest)).partition(":")
        low, high = sorted((int(first), int(last or first)))
        found += [uid for uid in sorted(box.mails) if low <= uid <= high]
    return found


def _search(session: Session) -> None:
    match = re.search(r"UID SEARCH UID (\S+)", session.line)
    found = _uids(match[1], session.server.mailbox) if match else sorted(session.server.mailbox.mails)
    session.say(f"* SEARCH {' '.join(map(str, found))}".rstrip() + "\r\n{tag} OK done\r\n")


def fetched(session: Session, change: Callable[[bytes], bytes] = lambda content: content) -> bytes:
    """The lines of a FETCH; `change` may lie about the bytes."""
    box = session.server.mailbox
    match = re.match(r"UID FETCH (\S+) \((.*)\)", session.line)
    assert match is not None, session.line
    lines = b""
    for uid in _uids(match[1], box):
        place, content = sorted(box.mails).index(uid) + 1, change(box.mails[uid])
        lines += b"* %d FETCH (UID %d" % (place, uid)
        if "RFC822.SIZE" in match[2]:
            lines += b" RFC822.SIZE %d" % len(content)
        if "INTERNALDATE" in match[2]:
            lines += b" INTERNALDATE " + (LONG_AGO if uid <= OLD else LATELY).encode()
        if "BODY.PEEK[]" in match[2]:
            part = re.search(r"<(\d+)\.(\d+)>", match[2])
            if part:
                content = content[int(part[1]) : int(part[1]) + int(part[2])]
            origin = b"<%s>" % part[1].encode() if part else b""
            lines += b" BODY[]%s {%d}\r\n%s" % (origin, len(content), content)
        lines += b")\r\n"
    return lines


def _fetch(session: Session) -> None:
    session.say(fetched(session) + b"{tag} OK done\r\n")


def _idle(session: Session) -> None:
    box = session.server.mailbox
    session.say("+ idling\r\n")
    known, tag = len(box.mails), session.tag
    session.socket.settimeout(0.2)
    while True:
        if len(box.mails) != known:
            known = len(box.mails)
            session.say(f"* {known} EXISTS\r\n")
        try:
            came = session.socket.recv(4096)
        except TimeoutError:
            continue
        except OSError:
            raise Over from None
        if not came:
            raise Over
        session.socket.settimeout(session.server.patience)
        session.tag = tag
        session.say("{tag} OK done\r\n")
        return


def _authenticate(session: Session) -> None:
    """Takes whatever comes after one challenge."""
    session.say("+ \r\n")
    session.server.heard.append(session.read())
    session.say("{tag} OK welcome\r\n")


def _logout(session: Session) -> None:
    session.say("* BYE\r\n{tag} OK x\r\n")
    raise Over


ANSWERS: tuple[tuple[str, Callable[[Session], None]], ...] = (
    ("GREETING", _greeting),
    ("CAPABILITY", _capability),
    ("STARTTLS", _starttls),
    ("AUTHENTICATE", _authenticate),
    ("LOGIN|NOOP|LIST|UID STORE|UID COPY|UID MOVE|UID EXPUNGE|CREATE", _done),
    ("SELECT|EXAMINE", _select),
    ("UID SEARCH", _search),
    ("UID FETCH", _fetch),
    ("IDLE", _idle),
    ("LOGOUT", _logout),
)


# --- ways to misbehave ------------------------------------------------------------------------------------------------


def says(*texts: str | bytes) -> Act:
    """This and nothing else; then the connection goes on."""

    def act(session: Session) -> None:
        for text in texts:
            session.say(text)

    return act


def says_and_closes(*texts: str | bytes) -> Act:
    def act(session: Session) -> None:
        says(*texts)(session)
        raise Over

    return act


def says_and_holds(*texts: str | bytes) -> Act:
    def act(session: Session) -> None:
        says(*texts)(session)
        session.hold()

    return act


def says_first(*texts: str | bytes) -> Act:
    """This before the honest answer."""

    def act(session: Session) -> bool:
        says(*texts)(session)
        return True

    return act


def says_for_ever(text: str | bytes, pause: float = 0.0, first: str | bytes = b"") -> Act:
    def act(session: Session) -> None:
        session.say(first)
        while True:
            session.say(text)
            time.sleep(pause)

    return act


def fetches(change: Callable[[bytes], bytes]) -> Act:
    """The answer to a FETCH, changed."""

    def act(session: Session) -> None:
        session.say(change(fetched(session)) + b"{tag} OK done\r\n")

    return act
