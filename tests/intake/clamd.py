"""A clamd that a test plays, and a real one where it is installed: in a temporary folder, with one signature."""

import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# The test file of the European Institute for Computer Antivirus Research, in pieces: scanners look at this file, too.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
VIRUS = "Test.Eicar"


@dataclass
class FakeClamd:
    """Finds EICAR, and keeps what it was asked. `say` replaces the answers: None is silence, b"" hangs up."""

    place: str = ""
    say: list[bytes | None] = field(default_factory=list)
    limit: int = 1_000_000  # bytes of one stream
    asked: list[bytes] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)

    def answer(self, connection: socket.socket) -> None:
        command = _until_nul(connection)
        self.commands.append(command)
        scripted = self.say.pop(0) if self.say else b"?"
        if scripted != b"?":
            if scripted is None:
                connection.settimeout(5)
                while connection.recv(65536):
                    pass
            else:
                connection.sendall(scripted)
            return
        if command == b"zPING":
            connection.sendall(b"PONG\0")
            return
        content = b""
        while length := struct.unpack("!L", _exactly(connection, 4))[0]:
            content += _exactly(connection, length)
            if len(content) > self.limit:
                connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.asked.append(content)
        found = f"stream: {VIRUS} FOUND\0".encode() if EICAR in content else b"stream: OK\0"
        connection.sendall(found)


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise ConnectionError
        data += piece
    return data


def _until_nul(connection: socket.socket) -> bytes:
    command = b""
    while not command.endswith(b"\0"):
        command += _exactly(connection, 1)
    return command[:-1]


@contextmanager
def fake_clamd(place: Path | None = None) -> Iterator[FakeClamd]:
    """Listens on a socket in the file system, or on a free port of this machine."""
    fake = FakeClamd()

    class Session(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # the client may go away
                fake.answer(self.request)

    class Local(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

    class Far(socketserver.ThreadingMixIn, socketserver.TCPServer):
        daemon_threads = True

    server: Any = Local(str(place), Session) if place else Far(("127.0.0.1", 0), Session)
    fake.place = str(place) if place else f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


REAL = shutil.which("clamd") or next((path for path in ("/usr/sbin/clamd",) if Path(path).exists()), "")
NO_CLAMD = "clamd is not installed (on Debian: apt-get install clamav-daemon)"


@contextmanager
def real_clamd(folder: Path) -> Iterator[str]:
    """The path of its socket. It knows EICAR and nothing else, and takes streams of 100 KB."""
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "test.ndb").write_text(f"{VIRUS}:0:*:{EICAR.hex()}\n")
    place = folder / "clamd.sock"
    lines = (
        f"LocalSocket {place}",
        f"DatabaseDirectory {signatures}",
        f"TemporaryDirectory {folder}",
        "Foreground yes",
        "StreamMaxLength 100K",
        "MaxThreads 4",
    )
    (folder / "clamd.conf").write_text("\n".join(lines) + "\n")
    with (folder / "clamd.log").open("w") as log:
        process = subprocess.Popen([REAL, "-c", str(folder / "clamd.conf")], stdout=log, stderr=log)
    try:
        ends = time.monotonic() + 60
        while not place.exists():
            assert process.poll() is None, (folder / "clamd.log").read_text()
            assert time.monotonic() < ends, "clamd did not start"
            time.sleep(0.05)
        yield str(place)
    finally:
        process.terminate()
        process.wait(20)
