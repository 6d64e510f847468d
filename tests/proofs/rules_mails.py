"""Mails for made-up rules: ordinary ones in both languages, and such as are meant to hurt."""

import random
from dataclasses import dataclass
from functools import cached_property

from gateway.facts import Facts
from gateway.mail.inbound import Attachment, Envelope, InboundMail, Mailbox, Source
from gateway.sight import Sight, sight_of
from gateway.tickets.people import Standing
from gateway.tickets.ticket import Priority, Ticket
from tests.builders import mail, ticket
from tests.rules.desk import NIGHT, OPEN, RELAY, at, known

from .rules_documents import PATTERNS, PERSIAN, WORDS

HOSTILE: tuple[str, ...] = (
    "",
    "a" * 1_000_000,
    "ab" * 100_000,
    "".join(random.Random(1).choices("ab", k=40_000)) + "c",
    "\0" * 1000,
    "\u202e\u2066\u200f" * 20_000,
    "a" + "\u0301\u0327" * 30_000,
    "ه" + "\u064b\u0654" * 30_000,
    "\ufdfa" * 30_000,
    "\ud800\udfff broken",
    "👩‍👩‍👧" * 5_000,
    " \n\t\u00a0\u2028" * 20_000,
    "invoice " * 50_000,
    "فاکتور" * 10_000,
    "x" * 19_999 + "y",
    "(a|b)*a(a|b){12}c" * 500,
    "".join(chr(0x600 + number % 256) for number in range(30_000)),
    "".join(chr(number) for number in range(0x20, 0xD800)),
)


@dataclass(frozen=True)
class Letter:
    """A mail, what is known of it, and the ticket that it opens."""

    mail: InboundMail
    facts: Facts
    ticket: Ticket
    vouched: bool

    @cached_property
    def _sight(self) -> Sight:
        return sight_of(self.mail, self.facts, self.ticket, self.vouched)

    def seen(self) -> Sight:
        """As rules see it that never saw it; only its texts are folded already, which is the same for all rules."""
        texts = self._sight.texts
        texts.memo.clear()
        for text in (texts.subject, texts.body, *(text for name in _NAMES for text in texts.field(name))):
            text.found.clear()
        return self._sight


def letters(seed: int, count: int) -> list[Letter]:
    """The first ones are the hostile ones."""
    dice = random.Random(seed)
    return [_letter(dice, HOSTILE[number] if number < len(HOSTILE) else _prose(dice)) for number in range(count)]


def _letter(dice: random.Random, text: str) -> Letter:
    peer = dice.choice((RELAY, "198.51.100.7"))
    read = mail(
        text,
        subject=dice.choice((text, _prose(dice)[:200], "")),
        from_=dice.choice(((), (Mailbox(dice.choice(_SENDERS), "Somebody"),))),
        envelope=Envelope(
            "a@b.example", dice.choice((("help@example.org",), (), ("x",) * 500)), Source.SMTP, peer=peer
        ),
        fields=tuple((f"x-field-{number % 90}", text[:3000]) for number in range(dice.choice((0, 5, 1000)))),
        attachments=tuple(dice.choices(_FILES, k=dice.choice((0, 1, 100)))),
    )
    facts = dice.choice((at(OPEN), at(NIGHT), known(standing=dice.choice(list(Standing)), open_tickets=4)))
    opened = ticket(
        number=0,
        language=dice.choice(("en", "fa")),
        department=dice.choice(("support", "poshtibani", "gone")),
        type=dice.choice(("support", "inquiry", "")),
        product=dice.choice(("", "printer")),
        priority=dice.choice(list(Priority)),
    )
    return Letter(read, facts, opened, dice.random() < 0.1)


def _prose(dice: random.Random) -> str:
    if dice.random() < 0.15:
        return "".join(dice.choices("ab c", k=dice.randrange(20_000)))
    words = dice.choice((WORDS, PERSIAN, WORDS + PERSIAN + PATTERNS))
    return " ".join(dice.choices(words, k=dice.randrange(1, 600)))


_NAMES = ("x-mailer", "list-id", "x-any", "x-field-1")
_SENDERS = (
    "ali@customer.example",
    "x@bigcorp.example",
    "a@xn--bcher-kva.example",
    "",
    "@",
    "a@" + "b." * 500 + "example",
)
_FILES = (
    Attachment("scan.pdf", "application/pdf", b"%PDF" * 1000),
    Attachment("", "image/png", b"\x89PNG", inline=True),
    Attachment("a" * 5000 + ".doc", "application/octet-stream", b""),
)
