"""A house in which a month has passed: requests, answers, orders, duplicates, machines; tickets that closed by time."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import event

from ..scenarios.office import Caught
from ..workers.house import ALI, MINA, NIMA, POSHTIBANI, REZA, SARA, SUPPORT, TOM, House

SENT = 3  # of so many notices one is sent: to make them all takes longer than all the rest

CUSTOMERS = (ALI, REZA, NIMA, *(f"c{number}@customer.example" for number in range(9)))
AGENTS = (TOM, MINA, SARA)
WORDS = ("printer", "scanner", "router", "invoice", "password", "screen", "cable", "پرینتر", "رمز", "فاکتور")
ORDERS = ("#resolve", "#resolve", "#priority high", "#assign mina", "#note", "#waiting", "#tag urgent-case", "#resolve")
THANKS = ("Thank you!", "ممنون")


class Quiet(House):
    """Most of its notices wait."""

    def deliver(self, notices: tuple[int, ...]) -> None:
        super().deliver(tuple(id for id in notices if id % SENT == 0))


@dataclass
class Month:
    """Mails come at seven past the hour, the clock is looked at at a quarter past: nothing comes between a moment and
    the look that follows it.
    """

    house: House
    seed: int
    hours: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        engine = self.house.app.database.engine
        event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA synchronous=OFF"))
        engine.dispose()
        self.house.later(minutes=7)
        self.house = Quiet(self.house.app, self.house.postbox, self.house.clock)

    def live(self, mails: int) -> None:
        acts: tuple[Callable[[], None], ...] = (
            *(self._asks,) * 5,
            *(self._answers,) * 7,
            *(self._replies,) * 5,
            self._twice,
            self._is_away,
            self._thanks,
        )
        for _ in range(mails):
            self._pass(self.dice.choice((1, 1, 4, 8, 16)))
            self.dice.choice(acts)()
        self._pass(24 * 4)

    def _pass(self, hours: int) -> None:
        """Looked at once: nothing comes meanwhile."""
        self.house.later(hours=hours - 1, minutes=8)
        self.house.tick()
        self.house.later(minutes=52)
        self.hours += hours

    def _text(self) -> str:
        return "\n\n".join(" ".join(self.dice.choices(WORDS, k=9)) + "." for _ in range(self.dice.choice((1, 2, 3))))

    def _asks(self) -> None:
        fields = {"Cc": self.dice.choice(CUSTOMERS)} if self.dice.random() < 0.2 else {}
        body = self._text()
        if self.dice.random() < 0.1:
            body = f"Priority: high\n\n{body}"
        to = self.dice.choice((SUPPORT, SUPPORT, POSHTIBANI))
        sender = self.dice.choice(CUSTOMERS)
        self.house.write(sender, to, " ".join(self.dice.choices(WORDS, k=3)), body, proof="pass", **fields)

    def _last(self, people: tuple[str, ...]) -> Caught | None:
        recent = [caught for caught in self.house.postbox.caught[-40:] if caught.recipient in people]
        answerable = [caught for caught in recent if caught.mail["reply-to"]]
        return self.dice.choice(answerable) if answerable else None

    def _answers(self) -> None:
        caught = self._last(AGENTS)
        if caught is None:
            return self._asks()
        order = self.dice.choice(ORDERS) + "\n\n" if self.dice.random() < 0.7 else ""
        self.house.answer(caught, caught.recipient, order + self._text(), proof="pass")
        return None

    def _replies(self) -> None:
        caught = self._last(CUSTOMERS)
        if caught is None:
            return self._asks()
        self.house.answer(caught, caught.recipient, self._text(), proof="pass" if self.dice.random() < 0.8 else "")
        return None

    def _thanks(self) -> None:
        caught = self._last(CUSTOMERS)
        if caught is not None:
            self.house.answer(caught, caught.recipient, self.dice.choice(THANKS), proof="pass")

    def _twice(self) -> None:
        """The same mail, by another way."""
        sender = self.dice.choice(CUSTOMERS)
        message_id = f"twice-{self.hours}@client.example"
        raw = f"From: {sender}\r\nTo: {SUPPORT}\r\nSubject: Twice\r\nMessage-ID: <{message_id}>\r\n\r\n{self.hours}\r\n"
        for _ in range(2):
            self.house.take(raw.encode(), sender, SUPPORT)

    def _is_away(self) -> None:
        caught = self._last(CUSTOMERS)
        if caught is not None:
            fields = {"Auto_Submitted": "auto-replied"}
            self.house.answer(caught, caught.recipient, "I am away until Monday.", proof="pass", **fields)
