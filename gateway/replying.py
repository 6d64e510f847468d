"""What a reply does to its ticket, by who wrote it: a customer or an agent. Pure."""

from dataclasses import dataclass, replace

from . import commands
from .commands import Desk, Orders, Session, Verdict, Words
from .mail.inbound import InboundMail, Nature
from .mail.persian import fold
from .mail.references import base_subject, is_forward
from .mail.reply_address import AddressKind
from .mail.shown import own_words
from .mail.signed import only_signed
from .mail.token import without_tokens
from .opening import people_brought
from .tickets import lifecycle
from .tickets.changes import Assign, Change, Reopen, SetDepartment, SetStatus, Thank
from .tickets.effects import Ask, Beyond, SetLanguage
from .tickets.standing import Act, Ruling, counted, may, rule
from .tickets.thanks import only_thanks
from .tickets.ticket import ArticleKind, Status, Ticket

_FORWARD = Words(
    "This mail is a forward, so it is kept as a note among agents. To send it to the customer, answer instead.",
    "این ایمیل بازفرستی است؛ پس یادداشتی میان کارشناسان ماند. برای فرستادن به درخواست‌کننده، به ایمیل او پاسخ دهید.",
)
_KEPT = Words(
    "Your text was kept as a note among agents, so that nothing went out by mistake.",
    "متن شما یادداشتی میان کارشناسان ماند تا چیزی به‌اشتباه فرستاده نشود.",
)
_HEARD_OF = (Assign, SetDepartment, Reopen)  # other agents want to know of these even where nothing was said


@dataclass(frozen=True, slots=True)
class Effect:
    """What one reply comes to. `text` is what is kept of it as new; `transcript` tells its writer what the orders did,
    `asks` names those that wait for a yes. `quiet`: the article is for the record, nobody is told of it. `trial`: all
    of this is only told, not done. `late`: it has stars that count no more.
    """

    changes: tuple[Change, ...]
    kind: ArticleKind
    text: str
    transcript: tuple[str, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    asks: tuple[str, ...] = ()
    quiet: bool = False
    trial: bool = False
    late: bool = False


# --- customers --------------------------------------------------------------------------------------------------------


def customer_orders(mail: InboundMail) -> Orders:
    """The orders at the top of what a customer wrote; unknown words are no orders but words."""
    if mail.judgement.nature is not Nature.PERSON or "#" not in mail.text:
        return Orders((), "")
    return commands.read(own_words(mail)[0], commands.CUSTOMERS)


def customer_effect(mail: InboundMail, new: str, desk: Desk) -> Effect:
    """A contribution, orders about one's own ticket, or both. What waits for a yes keeps nothing else waiting."""
    orders = customer_orders(mail)
    if not orders.orders:
        return _contribution(mail, new, desk, desk.ticket)
    session = commands.follow(orders.orders, desk, commands.REQUESTERS)
    text = commands.read(new, commands.CUSTOMERS).rest
    ruling = _ruling(session, orders, desk)
    if session.refused and not _proven(desk):
        return _contribution(mail, new, desk, desk.ticket)  # what is wrong with it is said to nobody who may be forged
    said = _contribution(mail, text, desk, session.ticket if ruling is Ruling.ALLOWED else desk.ticket)
    speaks = bool(text or mail.attachments)
    kind = ArticleKind.PUBLIC if speaks else ArticleKind.INTERNAL
    said = replace(said if speaks else Effect((), kind, new), text=new, kind=kind, quiet=not speaks)
    if ruling is Ruling.CONFIRM:
        asks = tuple(commands.canonical(order, command, desk.language) for order, command, _ in session.done)
        return replace(said, asks=asks, kind=kind if speaks else ArticleKind.HELD)
    if ruling is not Ruling.ALLOWED:
        return said
    return replace(
        said,
        changes=(*session.changes, *said.changes),
        beyond=beyond(session),
        transcript=_told_customer(session, desk),
        quiet=not speaks and not session.changes,
    )


def _contribution(mail: InboundMail, text: str, desk: Desk, at: Ticket) -> Effect:
    """What somebody's words do to the ticket `at`, which their orders may have moved already."""
    brought = people_brought(mail, desk.ticket, desk.facts, desk.policy)
    if is_courtesy(mail, text, desk):
        thanks = (Thank(),) if at.status in (Status.RESOLVED, Status.CLOSED) else ()
        return Effect((*thanks, *brought), ArticleKind.PUBLIC, text)
    moved = () if at.status is not desk.ticket.status else lifecycle.replied(at, desk.facts.asked)
    return Effect((*moved, *brought), ArticleKind.PUBLIC, text)


def is_courtesy(mail: InboundMail, text: str, desk: Desk) -> bool:
    """Does the mail say nothing that anybody has to do something about? Files and a new subject say something."""
    people = (desk.author.person, desk.ticket.requester, *desk.ticket.participants)
    names = (mail.writer.name, *(each.name for each in people), *(agent.shown for agent in desk.policy.agents))
    return not mail.attachments and only_thanks(text, names) and not _begins_anew(mail.subject, desk.ticket)


def _begins_anew(subject: str, ticket: Ticket) -> bool:
    """Is it another one than that of the ticket? One with a token of ours is not: nobody writes around it."""
    said = fold(base_subject(subject)).strip()
    ours = without_tokens(subject) != subject or said.endswith(fold(ticket.subject).strip())
    return bool(said) and not ours and not only_thanks(said)


def acts_on_finished(mail: InboundMail, desk: Desk) -> bool:
    """Is this mail, about a ticket that is finished, for orders on it, and not the beginning of another one?"""
    orders = customer_orders(mail)
    if not orders.orders:
        return False
    session = commands.follow(orders.orders, desk, commands.REQUESTERS)
    silent = is_courtesy(mail, orders.rest, desk) if orders.rest else not mail.attachments
    return silent or session.ticket.status is Status.OPEN


def _told_customer(session: Session, desk: Desk) -> tuple[str, ...]:
    """Questions are answered by mails of their own, and need no line that says so."""
    only_asked = not session.refused and all(isinstance(each, Ask) for each in session.effects)
    language = language_chosen(beyond(session)) or desk.language
    return () if only_asked else session.transcript(language, Verdict.DONE)


# --- agents -----------------------------------------------------------------------------------------------------------


def agent_effect(mail: InboundMail, new: str, desk: Desk) -> Effect:
    """An answer, a note, or orders. One mistyped order and nothing is done and nothing goes out."""
    orders = commands.read(new)
    if orders.orders and mail.judgement.nature is not Nature.PERSON:
        return Effect((), ArticleKind.INTERNAL, new, quiet=True)
    session = commands.follow(orders.orders, desk, commands.AGENTS)
    if session.refused:
        lines = (*session.transcript(desk.language, Verdict.NOT_DONE), _KEPT.in_language(desk.language))
        return Effect((), ArticleKind.INTERNAL, new, lines, quiet=True)
    match Ruling.ALLOWED if orders.trial else _ruling(session, orders, desk):
        case Ruling.CONFIRM:
            asks = tuple(commands.canonical(order, command, desk.language) for order, command, _ in session.done)
            return Effect((), ArticleKind.HELD, new, asks=asks, quiet=True)
        case Ruling.HELD | Ruling.IGNORED:
            return Effect((), ArticleKind.INTERNAL, new, session.transcript(desk.language, Verdict.NOT_DONE))
    verdict = Verdict.WOULD if orders.trial else Verdict.DONE
    effect = _answer(mail, new, desk, orders, session)
    lines = session.transcript(desk.language, verdict)
    if is_forward(mail.subject) and orders.rest:
        lines = (*lines, _FORWARD.in_language(desk.language))
    return replace(effect, transcript=lines, beyond=beyond(session), trial=orders.trial)


def _answer(mail: InboundMail, new: str, desk: Desk, orders: Orders, session: Session) -> Effect:
    rest = "" if only_signed(orders.rest, _names(mail, desk)) else orders.rest
    says_something = bool(rest or (mail.attachments and not orders.orders))
    inside = desk.facts.reply_kind is AddressKind.INTERNAL or desk.facts.pending is not None
    inside = inside or is_forward(mail.subject)  # somebody else's words, brought here for colleagues to see
    unwanted = session.ticket.status is Status.SPAM
    if session.internal or inside or unwanted or not says_something:
        text = "\n".join(part for part in (session.noted, rest) if part)
        news = any(isinstance(change, _HEARD_OF) for change in session.changes)
        return Effect(session.changes, ArticleKind.INTERNAL, text or new, quiet=not text and not news)
    return Effect((*_answered(session, desk), *session.changes), ArticleKind.PUBLIC, rest)


def _answered(session: Session, desk: Desk) -> tuple[Change, ...]:
    """What the answer does besides the orders above it: they say whose the ticket is, and how it stands."""
    said = {type(change) for change in session.changes}
    said |= {SetStatus} if session.ticket.status is not desk.ticket.status else set()
    said |= {Assign} if SetDepartment in said else set()  # who moves it hands it on
    answered = lifecycle.answered(desk.ticket, desk.author, desk.facts.now)
    return tuple(change for change in answered if type(change) not in said)


def _proven(desk: Desk) -> bool:
    return may(counted(desk.author.standing, desk.policy.trusted), Act.MANAGE_OWN)


def _names(mail: InboundMail, desk: Desk) -> tuple[str, ...]:
    agent = desk.policy.agent_named(desk.author.agent)
    return mail.writer.name, desk.author.person.name, agent.shown if agent else ""


# --- both -------------------------------------------------------------------------------------------------------------


def _ruling(session: Session, orders: Orders, desk: Desk) -> Ruling:
    """The strictest that the orders meet. One that somebody else wrote on the ticket before is asked back: it may have
    been planted there for a mail client to carry into this reply. (To agents such a line is refused.)
    """
    policy, facts = desk.policy, desk.facts
    standing = counted(desk.author.standing, policy.needed if desk.author.agent else policy.trusted)
    found = {rule(standing, act) for act in session.acts}
    moves = not desk.author.agent and not {Act.MANAGE_OWN, Act.RATE}.isdisjoint(session.acts)
    planted = moves and any(commands.was_planted(order, facts.around.planted) for order in orders.orders)
    found |= {Ruling.CONFIRM} if planted and not facts.confirmed else set()
    return max(found, key=_STRICTNESS.index, default=Ruling.ALLOWED)


_STRICTNESS = (Ruling.ALLOWED, Ruling.CONFIRM, Ruling.HELD, Ruling.IGNORED)


def beyond(session: Session) -> tuple[Beyond, ...]:
    """What the orders do besides changing their own ticket."""
    return tuple(effect for effect in session.effects if isinstance(effect, Beyond))


def language_chosen(effects: tuple[Beyond, ...]) -> str:
    """The one that the writer wants to be written to in, from this very answer on; "" where they did not say."""
    return next((each.language for each in effects if isinstance(each, SetLanguage)), "")
