"""A relay that takes every mail and remembers when which came: `python -m tests.bench.sink PORT FILE`.

At SIGTERM it writes a line for each mail: seconds (of the monotonic clock), Message-ID, recipient.
"""

import asyncio
import re
import signal
import sys
import time
from pathlib import Path
from typing import cast

import uvloop

_ID = re.compile(rb"^message-id:\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_GREETING = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"


class _Session(asyncio.Protocol):
    def __init__(self, came: list[str]) -> None:
        self._came = came
        self._waiting = bytearray()
        self._recipients: list[str] = []
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own are none by their class
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        answers = b""
        while (ends := self._waiting.find(b"\r\n.\r\n" if self._in_data else b"\r\n")) >= 0:
            piece = bytes(self._waiting[:ends])
            del self._waiting[: ends + (5 if self._in_data else 2)]
            answers += self._mail(piece) if self._in_data else self._command(piece)
        if answers:
            self._transport.write(answers)

    def _command(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"EHLO":
            return _GREETING
        if verb == b"RCPT":
            self._recipients.append(line.partition(b"<")[2].partition(b">")[0].decode())
        if verb == b"DATA":
            self._in_data = True
            return b"354 go on\r\n"
        if verb == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
            return b""
        return b"250 ok\r\n"

    def _mail(self, content: bytes) -> bytes:
        found = _ID.search(content)
        name = found[1].decode() if found else ""
        self._came += [f"{time.monotonic()} {name} {recipient}" for recipient in self._recipients]
        self._recipients, self._in_data = [], False
        return b"250 2.0.0 queued\r\n"


async def run(port: int, target: Path) -> None:
    came: list[str] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Session(came), "127.0.0.1", port)
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    server.close()
    target.write_text("".join(f"{line}\n" for line in came), encoding="utf-8")


if __name__ == "__main__":
    uvloop.install()
    asyncio.run(run(int(sys.argv[1]), Path(sys.argv[2])))
