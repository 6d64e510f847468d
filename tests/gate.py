"""A gate on the way to a server: while it is frozen nothing gets through and nobody hears why; while it is shut it
turns everybody away, as a server does that is not there.
"""

import socket
import threading
from contextlib import suppress
from types import TracebackType

CHUNK = 64 * 1024


class Gate:
    """Listens on a port of its own, at an address of this machine. Open at first."""

    def __init__(self, host: str, port: int, at: str = "127.0.0.1") -> None:
        self._to = (host, port)
        self._at = at
        self._flows = threading.Event()
        self._flows.set()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listening = socket.create_server((at, 0))
        self.port: int = self._listening.getsockname()[1]
        self._watch(self._listening)

    def freeze(self) -> None:
        self._flows.clear()

    def thaw(self) -> None:
        self._flows.set()

    def shut(self) -> None:
        """Whoever is inside is thrown out, too."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def open(self) -> None:
        """On the same port as before."""
        self._listening = socket.create_server((self._at, self.port))
        self._watch(self._listening)

    def __enter__(self) -> "Gate":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.thaw()
        self.shut()

    def _watch(self, listening: socket.socket) -> None:
        threading.Thread(target=self._let_in, args=(listening,), daemon=True).start()

    def _let_in(self, listening: socket.socket) -> None:
        while True:
            try:
                inside, _ = listening.accept()
                outside = socket.create_connection(self._to, timeout=5)
            except OSError:
                return
            outside.settimeout(None)
            self._pairs.append((inside, outside))
            for one, other in ((inside, outside), (outside, inside)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while chunk := one.recv(CHUNK):
                self._flows.wait()
                other.sendall(chunk)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        one.close()
