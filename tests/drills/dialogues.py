"""Damaged SMTP dialogues against the real session on a real socket. An amount is so many dialogues."""

import asyncio
import random
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from os import cpu_count

import uvloop

from ..intake.smtp.wire import MemoryAcceptor, Wire, limits, run
from .drill import Counts, Drill, Found, Round, Size, measured

ABREAST = 8
ALONE = 5000  # dialogues that are not worth a second process
TIMEOUT = 20.0  # seconds in which a dialogue must have ended
REPLY = re.compile(rb"[2345][0-9]{2}[ -][\x20-\x7e]*\r\n")
ACCEPTED = re.compile(rb"250 2\.0\.0 Accepted as (\d+)\r\n")
LEAKS = (b"Traceback", b"Error:", b"Exception", b"secret", b"/gateway/")

COMMANDS = (
    *(b"EHLO x", b"HELO x", b"NOOP", b"RSET", b"QUIT", b"VRFY x", b"HELP", b"STARTTLS", b"AUTH PLAIN AAAA", b"EXPN x"),
    *(b"MAIL FROM:<>", b"MAIL FROM:<a@b.test> SIZE=99", b"MAIL FROM:<a@b.test> BODY=8BITMIME SMTPUTF8"),
    *(b"RCPT TO:<box@gw.test>", b"RCPT TO:<nobody@gw.test>", b"RCPT TO:<x@elsewhere.test>", b"RCPT TO:<postmaster>"),
    *(b"DATA", b"BDAT 3 LAST\r\nabc", b"XCLIENT NAME=x", b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2", b"GET / HTTP/1.1", b"."),
)
NASTY: tuple[bytes, ...] = (
    b"\r",
    b"\n",
    b"\0",
    b"\xff",
    b"\r\n",
    b".",
    b"..",
    b"\r\n.\r\n",
    b"\n.\n",
    b"<",
    b">",
    b":",
    b" ",
    b"\xd9\xbe",
)
NASTY += (b"A" * 600, b"\r\n" * 50, b"X" * 5000)
FALSE_ENDS = (
    b"\n.\n",
    b"\r.\r",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r\n.\r",
    b"\r.\r\n",
    b"\r\n\0.\r\n",
    b"\r\n.\0\r\n",
    b"\r\n. \r\n",
)
EVIL = "evil@smuggled.test"
SMUGGLED = f"MAIL FROM:<{EVIL}>\r\nRCPT TO:<box@gw.test>\r\nDATA\r\nevil\r\n".encode()


def stream(dice: random.Random, ends: tuple[bytes, ...] = FALSE_ENDS) -> bytes:
    """What one client sends. Where its commands are whole, its text may hide others behind an end that is none."""
    if dice.random() < 0.3:
        text = b"Subject: x\r\n\r\ntext" + dice.choice(ends) + SMUGGLED
        return b"EHLO x\r\n" + _mail(text) + b"QUIT\r\n"
    parts = [_mail(dice.randbytes(dice.randrange(200))) if dice.random() < 0.3 else _command(dice) for _ in range(6)]
    return _damaged(dice, b"EHLO x\r\n" + b"".join(parts))


def _mail(text: bytes) -> bytes:
    return b"MAIL FROM:<a@b.test>\r\nRCPT TO:<box@gw.test>\r\nDATA\r\n" + text + b"\r\n.\r\n"


def _command(dice: random.Random) -> bytes:
    return dice.choice(COMMANDS) + b"\r\n"


def _damaged(dice: random.Random, sent: bytes) -> bytes:
    for _ in range(dice.choice((0, 0, 1, 1, 2, 5))):
        place = dice.randrange(len(sent) + 1)
        match dice.randrange(4):
            case 0:
                sent = sent[:place] + dice.choice(NASTY) + sent[place:]
            case 1:
                sent = sent[:place] + sent[place + dice.randrange(1, 30) :]
            case 2:
                sent = sent[:place] + sent[max(0, place - dice.randrange(1, 60)) :]
            case 3:
                sent = sent[:place] + bytes([dice.randrange(256)]) + sent[place + 1 :]
    return sent


@dataclass
class Talk:
    """Holds dialogues one after the other; `broken` says what was wrong, with the number that shows it again."""

    wire: Wire
    seed: str
    make: Callable[[random.Random], bytes]
    accepted: list[int] = field(default_factory=list)
    left: int = 0  # dialogues that were cut, by either side: nobody knows what became of their last mail
    broken: list[str] = field(default_factory=list)

    async def hold(self, number: int) -> None:
        dice = random.Random(f"{self.seed}/{number}")
        sent = self.make(dice)
        cut = dice.random() < 0.05
        self.left += cut
        try:
            async with asyncio.timeout(TIMEOUT):
                heard = await self._said(sent, dice, cut)
        except TimeoutError:
            self.broken.append(f"dialogue {number} had no end: {sent[:200]!r}")
            return
        ids = [int(match[1]) for match in ACCEPTED.finditer(heard)]
        self.accepted += ids
        whole = heard[: heard.rfind(b"\n") + 1] if cut else heard
        wrong = [line for line in whole.splitlines(keepends=True) if not REPLY.fullmatch(line)]
        wrong += [leak for leak in LEAKS if leak in heard]
        self.broken += [f"dialogue {number} heard {wrong[0][:100]!r}"] if wrong else []

    async def _said(self, sent: bytes, dice: random.Random, cut: bool) -> bytes:
        reader, writer = await asyncio.open_connection(self.wire.host, self.wire.server.port)
        heard = asyncio.create_task(self._heard(reader))
        with suppress(ConnectionError, RuntimeError):  # uvloop's word for a connection that is closed
            for piece in _pieces(sent, dice):
                writer.write(piece)
                await asyncio.sleep(0)
            writer.transport.abort() if cut else writer.write_eof()
        try:
            return await heard
        finally:
            writer.close()

    async def _heard(self, reader: asyncio.StreamReader) -> bytes:
        """All that came. The session closes while more is on its way to it, which may take its last replies along."""
        heard = b""
        try:
            while piece := await reader.read(65536):
                heard += piece
        except ConnectionError:
            self.left += 1
        return heard

    def over(self, acceptor: MemoryAcceptor) -> list[str]:
        """What the whole of it must add up to."""
        stored = len(acceptor.mails)
        broken = list(self.broken)
        if len(set(self.accepted)) != len(self.accepted) or any(id > stored for id in self.accepted):
            broken.append("an id was given twice, or for nothing")
        if not 0 <= stored - len(self.accepted) <= self.left * 6:
            broken.append(f"{stored} mails are stored, {len(self.accepted)} were accepted, {self.left} clients left")
        broken += ["a mail was smuggled in"] if any(envelope.sender == EVIL for envelope, _ in acceptor.mails) else []
        return broken


def _pieces(sent: bytes, dice: random.Random) -> Iterator[bytes]:
    while sent:
        size = dice.choice((1, 2, 7, 60, 1000, len(sent)))
        yield sent[:size]
        sent = sent[size:]


def hold(seed: str, first: int, count: int, make: Callable[[random.Random], bytes] = stream) -> tuple[int, list[str]]:
    """So many dialogues from this number on; how many mails they brought, and what was wrong."""
    talks: list[Talk] = []

    async def all_of_them(wire: Wire) -> None:
        talks.append(talk := Talk(wire, seed, make))
        await asyncio.gather(*(_some(talk, first + start, first + count) for start in range(ABREAST)))

    acceptor = run(all_of_them, loop_factory=uvloop.new_event_loop, limits=limits(connections_per_address=1000))
    return len(acceptor.mails), talks[0].over(acceptor)


async def _some(talk: Talk, first: int, stop: int) -> None:
    for number in range(first, stop, ABREAST):
        await talk.hold(number)


def drilled(round: Round) -> Found:
    seed, first = f"{round.seed}/{round.drill}", round.number * round.amount
    shares = max(1, min(cpu_count() or 1, round.amount // ALONE))
    size = round.amount // shares
    if shares == 1:
        results = [hold(seed, first, size)]
    else:
        with ProcessPoolExecutor(shares, get_context("spawn")) as pool:
            results = list(pool.map(hold, [seed] * shares, range(first, first + shares * size, size), [size] * shares))
    broken = tuple(sentence for _, wrong in results for sentence in wrong)
    return Found(Counts(inputs=shares * size), broken, (measured("mails in it", sum(mails for mails, _ in results)),))


def drills() -> Iterator[Drill]:
    promise = "damaged dialogues get well-formed replies, end, smuggle nothing in, and each 250 is one stored mail"
    yield Drill("fuzz-smtp", promise, drilled, Size(1, 3000), Size(10, 50_000))
