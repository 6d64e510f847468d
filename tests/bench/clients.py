"""Many clients at once that do what a mail server does: after a 4xx they come back with the same mail."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

LINE = b"The printer on the second floor prints every page twice and then stops to think about it.\r\n"
PAUSE = 0.3  # seconds before a mail is tried again
TRIES = 200


@dataclass(slots=True)
class Seen:
    """What the clients were told: the codes of all replies, and of the final dots those with 250."""

    codes: Counter[str] = field(default_factory=Counter)
    accepted: int = 0

    def note(self, reply: bytes) -> bool:
        """Whether the client may go on."""
        self.codes[reply[:3].decode() or "closed"] += 1
        return reply[:1] in (b"2", b"3")

    @property
    def refused(self) -> int:
        return sum(count for code, count in self.codes.items() if code.startswith("5"))


@dataclass(frozen=True)
class Spike:
    """`clients` connections at once, spread over `sources` addresses of this machine, each with its mails."""

    clients: int
    mails: int
    size: int
    sources: int = 12

    async def run(self, port: int) -> Seen:
        seen = Seen()
        await asyncio.gather(*(self._client(port, number, seen) for number in range(self.clients)))
        return seen

    async def _client(self, port: int, number: int, seen: Seen) -> None:
        source = f"127.0.1.{1 + number % self.sources}"
        left = self.mails
        for _ in range(TRIES):
            try:
                left -= await self._visit(port, source, left, seen)
            except OSError:
                seen.codes["lost"] += 1
            if not left:
                return
            await asyncio.sleep(PAUSE)
        raise AssertionError(f"after {TRIES} tries a mail is still not accepted: {seen.codes}")

    async def _visit(self, port: int, source: str, mails: int, seen: Seen) -> int:
        """One connection; how many mails it got rid of."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
        done = 0
        try:
            if not seen.note(await reader.readline()):
                return 0
            writer.write(b"HELO client.test\r\n")
            while done < mails and seen.note(await reader.readline()) and await self._mail(reader, writer, seen):
                done += 1
                writer.write(b"RSET\r\n")
            return done
        finally:
            writer.close()

    async def _mail(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: Seen) -> bool:
        for line in (b"MAIL FROM:<ali@customer.example>\r\n", b"RCPT TO:<support@example.org>\r\n", b"DATA\r\n"):
            writer.write(line)
            if not seen.note(await reader.readline()):
                return False
        for piece in self._pieces():
            writer.write(piece)
            await writer.drain()
        if not seen.note(await reader.readline()):
            return False
        seen.accepted += 1
        return True

    def _pieces(self) -> Iterator[bytes]:
        piece = LINE * 600
        yield b"Subject: a spike\r\n\r\n"
        for _ in range(self.size // len(piece)):
            yield piece
        yield LINE * (self.size % len(piece) // len(LINE)) + b".\r\n"
