"""What a reply does to its ticket, by who wrote it: a customer, an agent, or a machine. Pure."""

from dataclasses import dataclass, replace

from . import commands
from .commands import Complaint, Desk, KeepInternal, Obeyed, Order
from .facts import Facts
from .mail.inbound import InboundMail
from .mail.reply_address import AddressKind
from .opening import people_brought
from .policy import Policy
from .tickets import lifecycle
from .tickets.changes import Change, apply
from .tickets.people import Author
from .tickets.thanks import only_thanks
from .tickets.ticket import ArticleKind, Ticket


@dataclass(frozen=True, slots=True)
class Effect:
    """What one reply comes to. `text` is what is kept of it as new; `transcript` tells an agent what the orders did."""

    changes: tuple[Change, ...]
    kind: ArticleKind
    text: str
    transcript: tuple[str, ...] = ()


def customer_effect(mail: InboundMail, new: str, ticket: Ticket, facts: Facts, policy: Policy) -> Effect:
    brought = people_brought(mail, ticket, facts, policy)
    moved = () if only_thanks(new) and not mail.attachments else lifecycle.replied(ticket)
    return Effect((*moved, *brought), ArticleKind.PUBLIC, new)


def agent_effect(mail: InboundMail, new: str, desk: Desk) -> Effect:
    """An answer, a note, or orders. One mistyped order and nothing is done and nothing goes out."""
    read = commands.read(new)
    session = _follow(read.orders, desk)
    transcript = session.transcript(desk.author, desk.policy)
    if session.complaints:
        return Effect((), ArticleKind.INTERNAL, new, transcript)
    says_something = bool(read.rest or (mail.attachments and not read.orders))
    if session.internal or desk.facts.reply_kind is AddressKind.INTERNAL or not says_something:
        text = "\n".join(part for part in (session.noted, read.rest) if part)
        return Effect(session.changes, ArticleKind.INTERNAL, text or new, transcript)
    answered = lifecycle.answered(desk.ticket, desk.author, desk.facts.now)
    return Effect((*answered, *session.changes), ArticleKind.PUBLIC, read.rest, transcript)


@dataclass(frozen=True, slots=True)
class _Session:
    """The orders of one mail and what came of each, in turn."""

    done: tuple[tuple[Order, Obeyed | KeepInternal], ...] = ()
    complaints: tuple[tuple[Order, Complaint], ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for _, outcome in self.done if isinstance(outcome, Obeyed) for change in outcome.changes)

    @property
    def internal(self) -> bool:
        return any(isinstance(outcome, KeepInternal) for _, outcome in self.done)

    @property
    def noted(self) -> str:
        """What stands behind `#note` in its own line."""
        return "\n".join(order.argument for order, outcome in self.done if isinstance(outcome, KeepInternal))

    def transcript(self, author: Author, policy: Policy) -> tuple[str, ...]:
        agent = policy.agent_named(author.agent)
        language = agent.language if agent else "en"
        words = _WORDS[language]
        lines = [f"{order.line}\n  {words.refused}: {why.in_language(language)}" for order, why in self.complaints]
        verdict = words.not_done if self.complaints else words.done
        return (*lines, *(f"{order.line}\n  {verdict}" for order, _ in self.done))


@dataclass(frozen=True, slots=True)
class _Words:
    done: str
    refused: str
    not_done: str


_WORDS = {
    "en": _Words("done", "refused", "not done, because another order of this mail was refused"),
    "fa": _Words("انجام شد", "پذیرفته نشد", "انجام نشد، چون دستور دیگری در همین نامه پذیرفته نشد"),
}


def _follow(orders: tuple[Order, ...], desk: Desk) -> _Session:
    """Each order sees the ticket as the orders before it left it."""
    session = _Session()
    for number, order in enumerate(orders):
        outcome = commands.obey(order, desk) if number < commands.LIMIT else commands.TOO_MANY
        if isinstance(outcome, Complaint):
            session = replace(session, complaints=(*session.complaints, (order, outcome)))
            continue
        session = replace(session, done=(*session.done, (order, outcome)))
        if isinstance(outcome, Obeyed):
            desk = replace(desk, ticket=apply(desk.ticket, outcome.changes))
    return session
