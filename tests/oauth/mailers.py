"""An IMAP and an SMTP server that know XOAUTH2 and nothing else: the exact proof, a challenge after a wrong one."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CHALLENGE = base64.b64encode(b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}').decode()
SMTP = {
    "EHLO": "250-relay\r\n250-8BITMIME\r\n250 AUTH XOAUTH2 PLAIN LOGIN",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


@dataclass
class Mailer:
    """`token` is the one that is good; `answers` what came after a challenge."""

    user: str
    token: str
    refusal: str = "535 5.7.8 Username and Password not accepted"
    port: int = 0
    answers: list[bytes] = field(default_factory=list)
    proofs: list[str] = field(default_factory=list)

    def takes(self, proof: str) -> bool:
        self.proofs.append(proof)
        wanted = f"user={self.user}\x01auth=Bearer {self.token}\x01\x01"
        return proof == base64.b64encode(wanted.encode()).decode()


class _Imap(socketserver.StreamRequestHandler):
    mailer: Mailer
    timeout = 10

    def handle(self) -> None:
        self._say("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready")
        while line := self.rfile.readline().decode().strip():
            tag, command, *_ = line.split()
            self._obey(tag, command.upper(), line)

    def _obey(self, tag: str, command: str, line: str) -> None:
        if command == "AUTHENTICATE":
            assert line.split()[2:] == ["XOAUTH2"]
            self._say("+ ")
            good = self.mailer.takes(self.rfile.readline().decode().strip())
            if not good:
                self._say(f"+ {CHALLENGE}")
                self.mailer.answers.append(self.rfile.readline())
            self._say(f"{tag} OK welcome" if good else f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials")
            return
        if command == "SELECT" or command == "EXAMINE":
            self._say("* 0 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 1] x")
        if command == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2")
        self._say(f"{tag} OK done")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Smtp(socketserver.StreamRequestHandler):
    mailer: Mailer
    timeout = 10

    def handle(self) -> None:
        self._say("220 relay")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            self._say(self._auth(line) if verb == "AUTH" else self._data() if verb == "DATA" else SMTP[verb])

    def _auth(self, line: str) -> str:
        _, mechanism, proof = line.split()
        assert mechanism == "XOAUTH2"
        if self.mailer.takes(proof):
            return "235 2.7.0 Accepted"
        self._say(f"334 {CHALLENGE}")
        self.mailer.answers.append(self.rfile.readline())
        return self.mailer.refusal.replace("PROOF", proof)

    def _data(self) -> str:
        self._say("354 go on")
        while self.rfile.readline() != b".\r\n":
            pass
        return "250 queued"

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client may hang up."""


@contextmanager
def _serving(mailer: Mailer, handler: type[socketserver.StreamRequestHandler]) -> Iterator[Mailer]:
    with _Server(("127.0.0.1", 0), type("Desk", (handler,), {"mailer": mailer})) as server:
        mailer.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield mailer
        finally:
            server.shutdown()
            thread.join(5)


@contextmanager
def imap(user: str, token: str) -> Iterator[Mailer]:
    with _serving(Mailer(user, token), _Imap) as serving:
        yield serving


@contextmanager
def smtp(user: str, token: str) -> Iterator[Mailer]:
    with _serving(Mailer(user, token), _Smtp) as serving:
        yield serving
