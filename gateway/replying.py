"""What a reply does to its ticket, by who wrote it: a customer, an agent, or a machine. Pure."""

from dataclasses import dataclass, replace

from . import commands
from .commands import Complaint, KeepInternal, Obeyed, Order
from .commands.vocabulary import Desk
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


def agent_effect(new: str, ticket: Ticket, author: Author, facts: Facts, policy: Policy) -> Effect:
    """An answer, a note, or orders. One mistyped order and nothing is done and nothing goes out."""
    read = commands.read(new)
    session = _follow(read.orders, Desk(ticket, author, facts, policy))
    if session.complaints:
        return Effect((), ArticleKind.INTERNAL, new, session.transcript(author, policy))
    internal = session.internal or facts.reply_kind is AddressKind.INTERNAL or not read.rest
    if internal:
        return Effect(session.changes, ArticleKind.INTERNAL, read.rest or new, session.transcript(author, policy))
    answered = lifecycle.answered(ticket, author, facts.now)
    changes = (*answered, *session.changes)
    return Effect(changes, ArticleKind.PUBLIC, read.rest, session.transcript(author, policy))


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
    for order in orders:
        outcome = commands.obey(order, desk)
        if isinstance(outcome, Complaint):
            session = replace(session, complaints=(*session.complaints, (order, outcome)))
            continue
        session = replace(session, done=(*session.done, (order, outcome)))
        if isinstance(outcome, Obeyed):
            desk = replace(desk, ticket=apply(desk.ticket, outcome.changes))
    return session
