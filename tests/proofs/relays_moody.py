"""A relay that fails at random in every way a relay can, and remembers which mails it took, answered for or not."""

import random
import re
import socket
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

DROP, HANG, KEEP_AND_DROP, KEEP_AND_HANG, KEEP_AND_BABBLE = "drop", "hang", "keep, drop", "keep, hang", "keep, babble"
HANGS = 0.7  # seconds: longer than whoever waits for it

GOOD = {
    "CONNECT": "220 moody",
    "HELO": "250 moody",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 Go on",
    "DOT": "250 2.0.0 Ok: queued as {id}",
    "RSET": "250 2.0.0 Ok",
    "QUIT": "221 2.0.0 Bye",
}
FAULTS = {
    "CONNECT": ("421 4.3.2 not now", "554 5.7.1 not you", DROP, HANG),
    "EHLO": ("421 4.3.2 not now", "502 5.5.1 what?", "451 4.3.0 later", DROP),
    "MAIL": ("421 4.3.2 not now", "451 4.3.1 no space", "550 5.7.1 who are you?", "552 5.3.4 too large", DROP, HANG),
    "RCPT": (
        "421 4.3.2 not now",
        "450 4.2.0 Greylisted, try again in 300 seconds",
        "554 5.7.1 Relay access denied",
        "530 5.7.0 Log in first",
        DROP,
        HANG,
    ),
    "DATA": ("421 4.3.2 not now", "451 4.3.0 later", DROP, HANG),
    "DOT": ("421 4.3.2 not now", "451 4.3.0 later", DROP, KEEP_AND_DROP, KEEP_AND_HANG, KEEP_AND_BABBLE),
    "RSET": ("500 5.5.2 what?", DROP),
    "QUIT": (DROP,),
}
NOBODY = "550 5.1.1 No such user"
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)


@dataclass
class Moody:
    """`rate`: which share of all replies is a fault. `nobodies` are refused for good."""

    dice: random.Random
    piped: bool
    rate: float = 0.0
    nobodies: frozenset[str] = frozenset()
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)  # by Message-ID and recipient
    met: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, port: int = 0) -> None:
        self._socket = socket.create_server(("127.0.0.1", port), backlog=100)
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def stop(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def says(self, verb: str) -> str:
        with self.lock:
            faults = FAULTS.get(verb, ())
            if faults and self.dice.random() < self.rate:
                fault = self.dice.choice(faults)
                self.met[f"{verb} {fault[:8].strip()}"] += 1
                return fault
        if verb == "EHLO":
            return "250-moody\r\n250-SIZE 1000000\r\n" + ("250-PIPELINING\r\n" if self.piped else "") + "250 8BITMIME"
        return GOOD.get(verb, "502 5.5.2 what?")

    def keep(self, content: bytes, recipient: str) -> str:
        found = _MESSAGE_ID.search(content)
        assert found is not None
        with self.lock:
            self.taken[found[1].decode(), recipient] += 1
            return f"{sum(self.taken.values()):08X}"

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=_Session(self, connection).run, daemon=True).start()


@dataclass
class _Session:
    moody: Moody
    connection: socket.socket
    recipient: str = ""

    def run(self) -> None:
        with suppress(OSError), self.connection, self.connection.makefile("rb") as lines:
            if not self._reply(self.moody.says("CONNECT")):
                return
            while line := lines.readline():
                verb = line[:4].decode("ascii", "replace").upper()
                if not self._obey(verb, line):
                    return
                if verb == "DATA" and self.recipient:
                    content = []
                    while (line := lines.readline()) not in (b".\r\n", b""):
                        content.append(line)
                    if not line or not self._take(b"".join(content)):
                        return

    def _obey(self, verb: str, line: bytes) -> bool:
        if verb in ("MAIL", "RSET", "EHLO", "HELO"):
            self.recipient = ""
        address = line.decode().partition("<")[2].partition(">")[0]
        if verb == "RCPT" and address in self.moody.nobodies:
            return self._reply(NOBODY)
        if verb == "DATA" and not self.recipient:
            return self._reply("554 5.5.1 No valid recipients")
        reply = self.moody.says(verb)
        if verb == "RCPT" and reply.startswith("250"):
            self.recipient = address
        if verb == "DATA" and not reply.startswith("354"):
            self.recipient = ""
        return self._reply(reply) and verb != "QUIT"

    def _take(self, content: bytes) -> bool:
        reply = self.moody.says("DOT")
        kept = reply.startswith(("250", "keep"))
        id = self.moody.keep(content, self.recipient) if kept else ""
        self.recipient = ""
        if reply == KEEP_AND_BABBLE:
            return self._reply("so it is, all of it")
        return self._reply(reply.removeprefix("keep, ").format(id=id))

    def _reply(self, reply: str) -> bool:
        if reply == HANG:
            threading.Event().wait(HANGS)
        if reply in (HANG, DROP):
            return False
        self.connection.sendall(reply.encode() + b"\r\n")
        return not reply.startswith(("421", "554 5.7.1 not you"))
