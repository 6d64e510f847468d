"""Mails that want no ticket: "which tickets do I have?", "write to me in Persian", and the yes to a question of ours.
They are answered at once. Pure.
"""

from dataclasses import dataclass, replace

from . import commands
from .aftermath import asked
from .case import Case
from .commands import Complaint, Obeyed, Order, Orders, Question, Words
from .decisions import Aftermath, Decision, Discard, Outcome, Quarantine, Settled, Settlement, Update
from .facts import Pending
from .mail import confirmation
from .mail.inbound import Nature
from .mail.persian import language_of
from .mail.shown import own_words
from .notices import Kind, Manner, Notice, Recipient, RulesState, RulesView, Voice
from .opening import department_for
from .proposing import rules_notice
from .tickets.effects import Ask, Asked, Beyond, SetLanguage
from .tickets.people import Role, Standing
from .tickets.standing import Act, Ruling, counted, may, rule
from .tickets.ticket import ArticleKind

_IN_VAIN = Words(
    "nothing more was done: a yes counts once, and within half an hour. If it is not done yet, ask for it again",
    "کار دیگری انجام نشد: تأیید تنها یک بار و تا نیم ساعت پذیرفته می‌شود. اگر هنوز انجام نشده است، دوباره درخواست کنید",
)


@dataclass(frozen=True, slots=True)
class _Answered:
    """One order and what came of it."""

    order: Order
    question: Question
    reply: Obeyed | Complaint


def asks_something(case: Case) -> bool:
    """Does the mail consist of nothing but orders that need no ticket? What is wrong with an order is said to nobody
    who may be forged: theirs is a request like any other.
    """
    orders = _orders(case)
    if not orders.orders or orders.rest or case.mail.attachments:
        return False
    heard = [_heard(case, order) for order in orders.orders[: commands.LIMIT]]
    wrong = any(isinstance(each.reply, Complaint) for each in heard)
    return not wrong or all(may(_standing(case), each.question.act) for each in heard)


def _standing(case: Case) -> Standing:
    return counted(case.facts.author.standing, case.policy.trusted)


def _known(case: Case) -> tuple[Question, ...]:
    """What the writer may ask here. What only admins may, and only with proof, are words like any other for others."""
    admin = case.admin is not None and case.may(Act.SEE_RULES)
    return (*commands.LOBBY, *commands.ADMINS) if admin else commands.LOBBY


def _orders(case: Case) -> Orders:
    if case.mail.judgement.nature is not Nature.PERSON or "#" not in case.mail.text:
        return Orders((), "")
    return commands.read(own_words(case.mail)[0], commands.words(_known(case)))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the first lines of a new request want besides a ticket, and the text below them."""

    language: str
    rest: str | None  # None: nothing stands above it


def wishes_of(case: Case) -> Wishes:
    orders = _orders(case)
    if not orders.orders:
        return Wishes("", None)
    heard = (_heard(case, order) for order in orders.orders[: commands.LIMIT])
    granted = (each.reply for each in heard if may(_standing(case), each.question.act))
    effects = (effect for reply in granted if isinstance(reply, Obeyed) for effect in reply.effects)
    return Wishes(next((each.language for each in effects if isinstance(each, SetLanguage)), ""), orders.rest)


def answer(case: Case) -> Decision:
    """A ticketless decision: what was asked for, a question back, or what is wrong with the order."""
    heard = tuple(_heard(case, order) for order in _orders(case).orders[: commands.LIMIT])
    ruling = max((rule(_standing(case), each.question.act) for each in heard), key=_STRICTNESS.index)
    if ruling in (Ruling.HELD, Ruling.IGNORED):
        return Quarantine("its author may be forged", case.trail(""))
    lines = tuple(commands.canonical(each.order, each.question, _language(case)) for each in heard)
    if ruling is Ruling.CONFIRM:
        return _discard(
            case, "asks us something; waits for its author's yes", Kind.CONFIRM, lines, Aftermath(asks=True)
        )
    effects = tuple(e for each in heard if isinstance(each.reply, Obeyed) for e in each.reply.effects)
    beyond = tuple(effect for effect in effects if isinstance(effect, Beyond))
    language = next((each.language for each in beyond if isinstance(each, SetLanguage)), "")
    wanted = asked(beyond)
    kind = Kind.LISTED if Asked.LIST in wanted else Kind.TRANSCRIPT
    only_asked = bool(effects) and all(isinstance(each, Ask) for each in effects) and len(effects) == len(heard)
    told = () if only_asked else tuple(line for each in heard for line in _told(each, language or _language(case)))
    decision = _discard(case, "asks us something", kind, told, Aftermath(language=language))
    notices = decision.notices if told or Asked.LIST in wanted else ()
    if Asked.RULES in wanted:
        notices = (*notices, *rules_notice(case, RulesView(RulesState.DOCUMENT, case.policy.rules.revision)))
    return replace(decision, notices=notices, trail=case.trail("", told or lines))


def _heard(case: Case, order: Order) -> _Answered:
    understood = commands.understood(order, _known(case))
    assert understood is not None, "only known words are read as orders here"
    question, meant = understood
    return _Answered(meant, question, question.obey(meant.argument, case.lobby))


def _told(each: _Answered, language: str) -> tuple[str, ...]:
    if isinstance(each.reply, Complaint):
        return (f"{each.order.line}\n  {each.reply.why.in_language(language)}",)
    told = each.reply.told.in_language(language)
    return (f"{each.order.line}\n  {told}",) if told else ()


def _language(case: Case) -> str:
    if case.agent:
        return case.agent.language
    person, mail = case.facts.author.person, case.mail
    written = language_of(f"{mail.subject}\n{mail.text}")
    return person.language or written or department_for(mail, case.policy).language


def _discard(case: Case, reason: str, kind: Kind, lines: tuple[str, ...], follows: Aftermath) -> Discard:
    person = case.facts.author.person
    recipient = Recipient(person, Role.REQUESTER, follows.language or _language(case))
    wanted = case.manner is not Manner.SILENT and not case.facts.silent
    notices = (Notice(kind, recipient, Voice.REPLIED, case.manner, lines),) if wanted else ()
    return Discard(Outcome.ANSWERED, reason, case.trail("", lines), notices, case.author, follows)


def confirmed(case: Case, pending: Pending) -> Decision:
    """The mail that waited goes through triage again, with its author proven."""
    reason = f"says yes to the orders of mail {pending.mail}"
    follows = Aftermath(settled=(Settled(pending.mail, Settlement.CONFIRMED),))
    if pending.ticket is None:
        return Discard(Outcome.ANSWERED, reason, case.trail(""), (), case.author, follows)
    ticket = pending.ticket
    article = case.article(ticket, ArticleKind.INTERNAL, (own_words(case.mail)[0], ""))  # the quote is our own question
    return Update(Outcome.NOTE, ticket, ticket, (), article, (), reason, case.trail(case.how), aftermath=follows)


def in_vain(case: Case) -> bool:
    """Does the mail bring back the code of a question that is answered already, or that was asked too long ago?"""
    found, person = confirmation.named(case.mail.subject), case.facts.author.person
    if case.facts.pending is not None or found is None or not person.id:
        return False
    return confirmation.holds(found[1], found[0], person.id, case.policy.ring)


def told_in_vain(case: Case, language: str) -> tuple[str, ...]:
    return (f"{own_words(case.mail)[0].split(chr(10))[0]}\n  {_IN_VAIN.in_language(language)}",)


def nothing_done(case: Case) -> Decision:
    """The same, where there is no ticket that it could stand on."""
    lines = told_in_vain(case, _language(case))
    return _discard(case, "says yes once more, or too late", Kind.TRANSCRIPT, lines, Aftermath())


_STRICTNESS = (Ruling.ALLOWED, Ruling.CONFIRM, Ruling.HELD, Ruling.IGNORED)
