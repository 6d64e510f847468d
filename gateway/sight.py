"""What the rules see of a mail. Texts are folded once, when a rule first asks for them. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from .facts import Facts
from .mail.inbound import InboundMail
from .mail.persian import fold
from .tickets.ticket import Ticket

BODY = 30_000  # characters of a text that are looked at
FIELD = 2_000  # of the subject and other header fields
FIELDS = 8_000  # of all header fields of one name

_SPACES = "\n\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029"  # that are no plain space after folding


def plain(text: str, limit: int = BODY) -> str:
    """The form that texts are compared in: folded, and every stretch of white space is one space."""
    folded = fold(text[:limit])
    for space in _SPACES:
        if space in folded:
            folded = folded.replace(space, " ")
    while "  " in folded:
        folded = folded.replace("  ", " ")
    return folded.strip()[:limit]


class Text:
    """One text of a mail in the form for comparing. `found`: what word lists found in it, by list."""

    def __init__(self, text: str, limit: int = FIELD) -> None:
        self.plain = plain(text, limit)
        self.found: dict[object, frozenset[int]] = {}

    @cached_property
    def octets(self) -> bytes:
        return self.plain.encode("utf-8", "replace")


class Texts:
    """The texts of one mail, and what else is worth reckoning only once. `memo`: what conditions remember of it."""

    def __init__(self, mail: InboundMail) -> None:
        self._mail = mail
        self.memo: dict[object, bool] = {}
        self._fields: dict[str, tuple[Text, ...]] = {}

    @cached_property
    def subject(self) -> Text:
        return Text(self._mail.subject)

    @cached_property
    def body(self) -> Text:
        return Text(self._mail.text, BODY)

    def field(self, name: str) -> tuple[Text, ...]:
        """The header fields called `name` (lower case); of a great many of them the first ones."""
        if name not in self._fields:
            self._fields[name] = tuple(map(Text, _some(self._mail.headers(name))))
        return self._fields[name]

    @cached_property
    def size(self) -> int:
        """Bytes of the text and of all attachments, undone from their transfer encoding."""
        return len(self._mail.text.encode("utf-8", "replace")) + sum(part.size for part in self._mail.attachments)

    @cached_property
    def sender_domains(self) -> tuple[str, ...]:
        """The sender's domain and those above it."""
        labels = self._mail.writer.domain.split(".")[-10:]
        return tuple(".".join(labels[start:]) for start in range(len(labels)))

    @cached_property
    def recipients(self) -> tuple[str, ...]:
        """Whom the mail came to and whom it names in To and Cc (key form)."""
        envelope = (address.lower() for address in self._mail.envelope.recipients)
        return tuple(dict.fromkeys((*envelope, *(mailbox.key for mailbox in self._mail.addressed))))


def _some(values: tuple[str, ...]) -> Iterator[str]:
    left = FIELDS
    for value in values:
        if left <= 0:
            return
        yield value[: min(left, FIELD)]
        left -= min(len(value), FIELD) + 1


@dataclass(frozen=True, slots=True)
class Sight:
    """`ticket` is as the rules before this one left it. `vouched`: a person let the mail in, so that no rule holds it
    or takes it for spam.
    """

    mail: InboundMail
    facts: Facts
    ticket: Ticket
    vouched: bool
    texts: Texts

    def local(self, zone: str) -> datetime:
        """When the mail came, by the clocks of a zone."""
        return self.facts.came.astimezone(_zone(zone))


def sight_of(mail: InboundMail, facts: Facts, ticket: Ticket, vouched: bool = False) -> Sight:
    return Sight(mail, facts, ticket, vouched, Texts(mail))


@lru_cache(64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
