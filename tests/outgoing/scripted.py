"""A relay of our own making that answers after a script, one for each connection."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

DROP, HANG = "drop", "hang"
GOOD = {
    "CONNECT": "220 relay ready",
    "EHLO": "250-relay\r\n250-SIZE 1000000\r\n250 8BITMIME",
    "HELO": "250 relay",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 queued as 4XYZ",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


@dataclass
class ScriptedServer:
    """Answers each connection after its script: a reply, DROP or HANG for each verb, "DOT" for the end of the mail."""

    scripts: list[dict[str, str]]
    heard: list[list[str]] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "ScriptedServer":
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._over = threading.Event()
        self._start(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, target: Any, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            script = self.scripts[min(len(self.heard), len(self.scripts) - 1)]
            self.heard.append([])
            self._start(self._talk, connection, GOOD | script, self.heard[-1])

    def _talk(self, connection: socket.socket, script: dict[str, str], heard: list[str]) -> None:
        with suppress(OSError):
            self._converse(connection, script, heard)

    def _converse(self, connection: socket.socket, script: dict[str, str], heard: list[str]) -> None:
        with connection, connection.makefile("rb") as lines:
            verb, in_data = "CONNECT", False
            while self._answer(connection, script[verb], script.get("after " + verb)):
                in_data = verb == "DATA" and script[verb].startswith("354")
                while (line := lines.readline()) and in_data and line != b".\r\n":
                    pass
                if not line:
                    return
                verb = "DOT" if in_data else line.split()[0].decode().upper()
                heard.append(verb if in_data else line.decode().strip())

    def _answer(self, connection: socket.socket, reply: str, then: str | None) -> bool:
        if reply == HANG:
            self._over.wait(3)
        if reply in (HANG, DROP):
            return False
        connection.sendall(reply.encode() + b"\r\n")
        return then != DROP


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
