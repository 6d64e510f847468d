"""Mails of agents that want no ticket, such as "I am away until Sunday": orders about themselves or the house. They are
answered at once, whatever stands below them. Pure.
"""

from dataclasses import dataclass, replace

from . import commands
from .aftermath import absences
from .case import Case
from .commands import Complaint, Heard, Obeyed, Order, Orders, Question, Verdict, Words
from .decisions import Aftermath, Decision, Discard, Outcome
from .mail.inbound import Nature
from .mail.reply_address import AddressKind
from .mail.shown import own_words
from .mail.signed import only_signed
from .notices import Kind, Notice, Recipient, Voice
from .tickets.effects import Beyond
from .tickets.people import Agent, Person, Role
from .tickets.standing import Act, Ruling, counted, rule

NOTHING = Aftermath()
ASKABLE: tuple[Question, ...] = commands.AGENTS_LOBBY

_IN_VAIN = Words(
    "Your mail answers one of ours that is about no single ticket, so nobody was told of it and no ticket was opened. "
    "To do something about a ticket, answer a mail about it, or put its token from the list into the subject.",
    "ایمیل شما پاسخ به ایمیلی است که دربارهٔ یک درخواست معین نبود؛ از این رو کسی از آن باخبر نشد و درخواستی باز نشد. "
    "برای کاری دربارهٔ یک درخواست، به ایمیلی دربارهٔ همان درخواست پاسخ دهید یا شناسهٔ آن را در موضوع ایمیل بنویسید.",
)
_UNREAD = Words(
    "Whatever else is in your mail was not read: no ticket was opened.",
    "بقیهٔ ایمیل شما خوانده نشد و درخواستی باز نشد.",
)


def is_errand(case: Case) -> bool:
    return bool(_orders(case).orders)


def answers_no_ticket(case: Case) -> bool:
    """Does an agent answer a mail of ours that was for agents only and about no ticket, such as their digest?"""
    person = case.mail.judgement.nature is Nature.PERSON
    return person and case.agent is not None and case.facts.reply_kind is AddressKind.INTERNAL


def written_in_vain(case: Case) -> Decision:
    """Its author is told, for nobody else hears of it."""
    told = (_IN_VAIN.in_language(case.agent.language if case.agent else "en"),)
    return _ended(case, "answers a mail of ours that is about no ticket", Kind.TRANSCRIPT, told)


def _ended(case: Case, reason: str, kind: Kind, lines: tuple[str, ...] = (), follows: Aftermath = NOTHING) -> Discard:
    """The agent is written to at the address that we know them by."""
    agent = case.agent
    assert agent is not None, "errands are agents'"
    recipient = Recipient(Person(0, agent.address, agent.shown, agent.language), Role.AGENT, agent.language)
    notices = () if case.facts.silent else (Notice(kind, recipient, Voice.GENERATED, lines=lines),)
    return Discard(Outcome.ANSWERED, reason, case.trail("", lines), notices, case.author, follows)


def _orders(case: Case) -> Orders:
    if case.agent is None or case.mail.judgement.nature is not Nature.PERSON or "#" not in case.mail.text:
        return Orders((), "")
    return commands.read(own_words(case.mail)[0], commands.words(ASKABLE))


@dataclass(frozen=True, slots=True)
class _Errand:
    """An agent, what they want, and what comes of each order."""

    case: Case
    agent: Agent
    orders: Orders
    heard: Heard
    ruling: Ruling  # the strictest that the orders meet

    @property
    def asked_back(self) -> tuple[str, ...]:
        language = self.agent.language
        return tuple(commands.canonical(order, question, language) for order, question, _ in self.heard.done)

    def told(self, verdict: Verdict) -> tuple[str, ...]:
        language = self.agent.language
        return (
            *self.heard.transcript(language, verdict),
            *((_UNREAD.in_language(language),) if self._says_more else ()),
        )

    @property
    def _says_more(self) -> bool:
        names = self.case.mail.writer.name, self.agent.shown
        rest = self.orders.rest
        return bool(self.case.mail.attachments) or bool(rest and not only_signed(rest, names))


def run_errand(case: Case) -> Decision:
    """One order that cannot be followed, and none is. Who may be forged is told no more than that."""
    errand = _errand(case)
    if errand.ruling in (Ruling.HELD, Ruling.IGNORED):
        refused = _ended(case, "orders of an agent for whom nothing vouches", Kind.REFUSED)
        return replace(refused, notices=()) if case.facts.traffic.refused else refused
    if errand.heard.refused:
        return _ended(case, _REASON, Kind.TRANSCRIPT, errand.told(Verdict.NOT_DONE))
    if errand.orders.trial:
        return _ended(case, "only a trial", Kind.TRANSCRIPT, errand.told(Verdict.WOULD))
    if errand.ruling is Ruling.CONFIRM:
        return _ended(case, "waits for its author's yes", Kind.CONFIRM, errand.asked_back, Aftermath(asks=True))
    beyond = tuple(effect for effect in errand.heard.effects if isinstance(effect, Beyond))
    follows = Aftermath(absences=absences(case, beyond))
    return _ended(case, _REASON, Kind.TRANSCRIPT, errand.told(Verdict.DONE), follows)


def _errand(case: Case) -> _Errand:
    agent, orders = case.agent, _orders(case)
    assert agent is not None, "errands are agents'"
    standing = counted(case.facts.author.standing, case.policy.needed)
    heard, acts = Heard((), ()), set[Act]()
    for number, order in enumerate(orders.orders):
        question, meant = _understood(order)
        reply = commands.TOO_MANY if number >= commands.LIMIT else question.obey(meant.argument, case.lobby)
        acts.add(question.act)
        heard = _with(heard, meant, question, reply)
    ruling = max((rule(standing, act) for act in acts), key=_STRICTNESS.index)
    return _Errand(case, agent, orders, heard, ruling)


def _understood(order: Order) -> tuple[Question, Order]:
    found = commands.understood(order, ASKABLE)
    assert found is not None, "only known words are read as orders here"
    return found


def _with(heard: Heard, order: Order, question: Question, reply: Obeyed | Complaint) -> Heard:
    if isinstance(reply, Complaint):
        return replace(heard, refused=(*heard.refused, (order, reply)))
    return replace(heard, done=(*heard.done, (order, question, reply)))


_REASON = "orders of an agent that need no ticket"
_STRICTNESS = (Ruling.ALLOWED, Ruling.CONFIRM, Ruling.HELD, Ruling.IGNORED)
