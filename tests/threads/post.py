"""The post office of the set: mails go through the real parse, gather, triage and apply on one SQLite file, and what
people answer are the notices that really came out of it.
"""

from dataclasses import dataclass, fields, replace
from email.utils import format_datetime
from functools import cached_property

from sqlalchemy import select, update

from gateway.mail.inbound import Envelope, Mailbox, Source
from gateway.mail.outbound import OutboundMail
from gateway.mail.parse import parse
from gateway.mail.token import mint
from gateway.outgoing.compose import compose
from gateway.outgoing.render import Renderer, templates_folder
from gateway.store import letters
from gateway.store.outbox import Claimed
from gateway.store.schema import mail as mail_table
from gateway.store.schema import notice, ticket

from ..builders import KEY
from ..store.sorting import Sorting
from .languages import Language
from .letters import Client, Draft, write

TOM, SARA = "tom@example.org", "sara@example.org"
SUPPORT, POSHTIBANI = "support@example.org", "poshtibani@example.org"


@dataclass(frozen=True)
class Landed:
    """What became of a mail: its outcome and ticket (0 for none), and the ticket that this one goes on from."""

    outcome: str
    ticket: int
    follows: int = 0


@dataclass(frozen=True)
class Check:
    """A label and what came of it. Joined means that a mail became part of a ticket that was there before."""

    wanted: Landed
    got: Landed
    what: str = ""

    @property
    def should_join(self) -> bool:
        return self.wanted.outcome in JOINING

    @property
    def did_join(self) -> bool:
        return self.got.outcome in JOINING

    @property
    def right(self) -> bool:
        """A new ticket's number cannot be known beforehand."""
        if self.wanted.outcome == "ticket":
            return self.got.outcome == "ticket" and self.got.follows == self.wanted.follows
        return (self.wanted.outcome, self.wanted.ticket) == (self.got.outcome, self.got.ticket)


JOINING = ("reply", "note", "automatic")


class Post:
    def __init__(self, sorting: Sorting) -> None:
        self.sorting = sorting
        self.renderer = Renderer(templates_folder())
        self.count = 0

    def take(self, raw: bytes, sender: str, recipients: tuple[str, ...]) -> Landed:
        """One mail, all the way to its outcome."""
        arrived = self.sorting.spooled(parse(raw, Envelope(sender, recipients, Source.SMTP)), raw)
        number = self.sorting.settle(arrived).ticket
        outcome = self.sorting.all(select(mail_table.c.outcome).where(mail_table.c.id == arrived.id))[0][0]
        follows = self.sorting.ticket(number).follows if outcome == "ticket" else 0
        return Landed(outcome, number, follows)

    def notice(self, number: int, address: str) -> OutboundMail:
        """The last mail of ours on a ticket to this person, as it goes to the relay."""
        query = select(notice).where(notice.c.ticket == number, notice.c.recipient == address)
        row = self.sorting.all(query.order_by(notice.c.id.desc()).limit(1))[0]
        claimed = Claimed(**{each.name: getattr(row, each.name) for each in fields(Claimed)})
        with self.sorting.database.read() as connection:
            letter = letters.gather(connection, claimed, self.sorting.policy)
        assert letter is not None
        words = self.renderer.render(letter.view)
        return compose(letter, words, (), self.sorting.policy, self.sorting.now)


@dataclass
class Scene:
    """One thread of the set: its people, their client and language. `seed` tells scenes apart, `turn` varies what a
    kind of damage may do in more than one way.
    """

    post: Post
    client: Client
    language: Language
    seed: int
    turn: int

    def __post_init__(self) -> None:
        self.checks: list[Check] = []

    @cached_property
    def domain(self) -> str:
        return f"customer{self.seed}.example"

    @property
    def ali(self) -> str:
        return f"ali@{self.domain}"

    @property
    def reza(self) -> str:
        return f"reza@{self.domain}"

    @property
    def eve(self) -> str:
        return f"eve@elsewhere{self.seed}.example"

    # --- writing ------------------------------------------------------------------------------------------------------

    def id(self, sender: str = "") -> str:
        self.post.count += 1
        return self.client.id(self.post.count, (sender or self.ali).rpartition("@")[2])

    def first(self, sender: str = "", **changes: object) -> Draft:
        """A mail that begins something."""
        who = sender or self.ali
        index = b"\x01" + self.seed.to_bytes(5, "big") + self.talk if self.client.outlook else b""
        built = Draft(who, self.language.subject, self.language.words, self.id(who), thread_index=index)
        return replace(built, **changes)  # type: ignore[arg-type]

    @property
    def talk(self) -> bytes:
        """What names this scene's conversation in Outlook."""
        return (self.seed * 2654435761).to_bytes(16, "big")

    def answer(self, told: OutboundMail, sender: str = "") -> Draft:
        """An answer to a notice of ours as the client writes it, with the quote below; to the department's address."""
        who = sender or self.ali
        subject = told.subject.removeprefix("Re: ")
        mark = self.language.reply if self.client.localised else "Re: "
        quoted = "\n".join(f"> {line}" for line in told.text.splitlines())
        chain = (*told.references, told.message_id)
        return Draft(
            sender=who,
            subject=mark + subject,
            body=f"{self.language.words}\n\n{SUPPORT} {self.language.wrote}\n{quoted}\n",
            message_id=self.id(who),
            in_reply_to=told.message_id if self.client.in_reply_to else "",
            references=chain[-self.client.references :] if self.client.references else (),
            thread_index=self.index(1) if self.client.outlook else b"",
        )

    def index(self, answers: int) -> bytes:
        return b"\x01" + self.seed.to_bytes(5, "big") + self.talk + bytes(range(1, 6)) * answers

    def signed(self, draft: Draft, told: OutboundMail) -> Draft:
        """The same, to the notice's Reply-To."""
        to = told.reply_to.address if told.reply_to else SUPPORT
        return replace(draft, to=to, recipients=(to,))

    # --- sending ------------------------------------------------------------------------------------------------------

    def send(self, draft: Draft) -> Landed:
        sorting = self.post.sorting
        raw = write(draft, self.client, self.language, format_datetime(sorting.later(seconds=1)))
        return self.post.take(raw, draft.sender, draft.recipients or (Mailbox(draft.to).address,))

    def open(self, sender: str = "", **changes: object) -> int:
        """A first mail; the number of its ticket."""
        landed = self.send(self.first(sender, **changes))
        assert landed.outcome == "ticket", landed
        return landed.ticket

    def notice(self, number: int, address: str = "") -> OutboundMail:
        return self.post.notice(number, address or self.ali)

    def agent_answers(self, number: int, agent: str = TOM) -> None:
        told = self.notice(number, agent)
        landed = self.send(self.signed(self.answer(told, agent), told))
        assert landed == Landed("reply", number), landed

    def set(self, number: int, **columns: object) -> None:
        """Changes a ticket's row as an order or the passing of time would."""
        change = update(ticket).where(ticket.c.number == number).values(**columns)
        self.post.sorting.write(lambda connection: connection.execute(change))

    def token(self, number: int) -> str:
        return mint(number, KEY)

    def expect(self, wanted: Landed, draft: Draft, what: str = "") -> Landed:
        got = self.send(draft)
        self.checks.append(Check(wanted, got, what))
        return got


NEW = Landed("ticket", 0)


def joins(number: int) -> Landed:
    return Landed("reply", number)


def held(number: int) -> Landed:
    return Landed("held", number)


def follows(number: int) -> Landed:
    return Landed("ticket", 0, number)
