"""People who write during a drill. They remember what was answered: their memory is what the drill is judged by."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..proofs.kill import drained, uncertain
from ..scenarios.office import Caught, Office
from .drill import Counts, Found

LINE = "My thing is broken, and it was so dear to me.\r\n"
PAUSE = 0.03  # seconds before a mail is tried again
TIMEOUT = 20.0
CUT = ""  # the answer where the connection ended before one came


@dataclass(frozen=True)
class Letter:
    """One mail. It is the same bytes however often it is sent."""

    name: str
    size: int = 500
    recipient: str = "support@example.org"
    about: str = ""  # the subject, where it is not "Thing" and the name

    @property
    def subject(self) -> str:
        return self.about or f"Thing {self.name}"

    @property
    def sender(self) -> str:
        return f"{self.name}@customer.example"

    @property
    def raw(self) -> bytes:
        head = (
            f"From: Person {self.name} <{self.sender}>\r\nTo: {self.recipient}\r\nSubject: {self.subject}\r\n"
            f"Message-ID: <{self.name}@client.example>\r\nDate: Sat, 28 Nov 2026 10:00:00 +0000\r\n\r\n"
        )
        line = f"{self.name}: {LINE}"
        return (head + line * max(1, (self.size - len(head)) // len(line))).encode()


async def hand_in(port: int, letter: Letter) -> str:
    """The answer to the last dot, or to what ended it before; CUT where the connection ended without one."""
    try:
        async with asyncio.timeout(TIMEOUT):
            return await _dialogue(port, letter)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return CUT


async def _dialogue(port: int, letter: Letter) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await _say(reader, writer, letter)
    finally:
        writer.close()


async def _say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, letter: Letter) -> str:
    answer = await _reply(reader)
    envelope = (
        b"HELO client.example",
        f"MAIL FROM:<{letter.sender}>".encode(),
        f"RCPT TO:<{letter.recipient}>".encode(),
    )
    for line in (*envelope, b"DATA"):
        if answer[:1] != "2":
            return answer
        writer.write(line + b"\r\n")
        answer = await _reply(reader)
    if answer[:1] != "3":
        return answer
    writer.write(letter.raw + b".\r\n")
    await writer.drain()
    return await _reply(reader)


async def _reply(reader: asyncio.StreamReader) -> str:
    return (await reader.readuntil(b"\r\n")).decode().rstrip()


@dataclass
class Writer:
    """Sends letters one after the other, each until it is accepted, as a mail server would."""

    office: Office
    letters: list[Letter]
    pace: float = 0.0  # seconds between two letters
    accepted: list[Letter] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)  # by their code; "" for none
    strange: list[str] = field(default_factory=list)  # neither 250 nor 4xx
    longest: float = 0.0  # seconds until an answer came

    async def run(self) -> None:
        for letter in self.letters:
            while not await self._send(letter):
                await asyncio.sleep(PAUSE)
            self.accepted.append(letter)
            await asyncio.sleep(self.pace)

    async def _send(self, letter: Letter) -> bool:
        began = time.monotonic()
        answer = await hand_in(self.office.port, letter)
        self.longest = max(self.longest, time.monotonic() - began)
        self.answers[answer[:3]] += 1
        if answer and not answer.startswith(("250", "4")):
            self.strange.append(answer)
        return answer.startswith("250")


def judged(office: Office, letters: Iterable[Letter], patience: float = 120.0) -> Found:
    """Waits until all is done, then compares: each of these letters was answered with 250."""
    letters = list(letters)
    ledger = office.settled(patience)
    drained(office, patience)
    subjects = Counter(ticket["subject"] for ticket in office.rows("tickets"))
    came = Counter((each.recipient, str(each.mail["Message-ID"])) for each in office.sink.caught)
    issued = [
        (row["recipient"], f"<{row['message_id']}>") for row in office.rows("outbox") if row["kind"] == "received"
    ]
    thanked = Counter(recipient for recipient, id in issued if (recipient, id) in came)
    unheard = uncertain(office)
    copies = sum(count - 1 for count in came.values())
    broken = [] if ledger["balanced"] else [f"the ledger does not add up: {ledger}"]
    broken += [
        f"{each.name} has {thanked[each.sender]} acknowledgements" for each in letters if thanked[each.sender] != 1
    ]
    broken += [f"{copies} second copies, and {unheard} attempts of unknown end"] if copies > unheard else []
    tickets = [subjects[each.subject] for each in letters]
    broken += [f"{each.name} is on {count} tickets" for each, count in zip(letters, tickets, strict=True) if count != 1]
    lost, doubled = sum(count == 0 for count in tickets), sum(count > 1 for count in tickets)
    return Found(Counts(len(letters), lost, doubled, copies, unheard), tuple(broken))


def clocked(office: Office) -> dict[str, float]:
    """When the first mail to each address came, by the monotonic clock; fills while mail goes out."""
    came: dict[str, float] = {}
    take = office.sink.take

    def taken(caught: Caught) -> None:
        came.setdefault(caught.recipient, time.monotonic())
        take(caught)

    office.sink.take = taken  # type: ignore[method-assign]
    return came
