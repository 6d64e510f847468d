"""An agent forwards a customer's mail: the ticket is the customer's, the agent's own words stay inside. Pure."""

from dataclasses import dataclass, replace

from . import commands
from .aftermath import aftermath
from .case import Case
from .commands import Session, Verdict, Words
from .decisions import Decision, Discard, Outcome, Update
from .mail.forwarded import Forwarded, forwarded
from .mail.inbound import InboundMail, Nature
from .notices import Kind, Manner, Notice, Recipient, Voice
from .opening import open_ticket
from .replying import beyond
from .routing import give, route
from .sight import sight_of
from .telling import with_reach
from .tickets.changes import apply
from .tickets.people import Author, Person, Role
from .tickets.standing import Act
from .tickets.ticket import Article, ArticleKind

_OPENED = Words(
    "Opened for {address}. Should that be the wrong person, answer this mail with: #requester ADDRESS",
    "به نام {address} باز شد. اگر شخص دیگری منظور است، در پاسخ به همین ایمیل بنویسید: ‎#درخواست‌کننده نشانی",
)
_WOULD_OPEN = Words("A ticket would be opened for {address}.", "درخواستی به نام {address} باز می‌شد.")
_UNTOLD = Words(
    "The customer was told nothing, because an order of this mail was refused.",
    "چون دستوری در این ایمیل پذیرفته نشد، برای درخواست‌کننده چیزی فرستاده نشد.",
)


def passed_on(case: Case) -> Forwarded | None:
    """The customer's mail inside of this one, where an agent who may do so forwards it."""
    if case.agent is None or not case.may(Act.FORWARD) or case.mail.judgement.nature is not Nature.PERSON:
        return None
    found = forwarded(case.mail)
    if found is None or case.policy.owns(found.writer.key) or case.policy.agent_at(found.writer.key):
        return None
    return found


def pass_on(case: Case, found: Forwarded) -> Decision:
    person = Person(0, found.writer.key, found.writer.name)
    customer = Author(person, case.facts.author.standing, Role.REQUESTER)
    sent, facts = _as_sent(case.mail, found), replace(case.facts, author=customer)
    ticket = open_ticket(sent, facts, case.policy)
    routed = route(sight_of(sent, facts, ticket, vouched=True), case.policy)
    orders = commands.read(found.above)
    session = commands.follow(orders.orders, case.desk(routed.ticket), commands.AGENTS)
    told = _Told(case, person, session, orders.trial)
    if orders.trial:
        return Discard(Outcome.ANSWERED, "only a trial", case.trail("", told.lines), told.transcript, case.author)
    ordered = session.changes if told.obeyed else ()
    given = give(routed, apply(routed.ticket, ordered), facts, case.policy)
    settled = (*ordered, *given.changes)
    settled = (*settled, *case.promised(None, apply(routed.ticket, settled)))
    after, changes = apply(routed.ticket, settled), (*routed.changes, *settled)
    article = replace(
        case.article(after, ArticleKind.PUBLIC, (found.text, "")), author=customer, html="", message_id=""
    )
    follows = aftermath(case, after, beyond(session) if told.obeyed else ())
    step = routed.told(replace(case.step(None, after, article), author=customer, manner=told.manner))
    others = tuple(each for each in case.notices(step) if each.recipient.person.address != case.author.person.address)
    notices = with_reach(case, (*others, *told.transcript), follows, False)
    reason = f"{case.author.agent} forwards a mail of {person.address}"
    note, trail = _note(case, article, found, session, orders.rest), routed.noted(case.trail("", told.lines))
    decision = Update(Outcome.TICKET, None, after, changes, article, notices, reason, trail, note=note, opened=ticket)
    return replace(decision, aftermath=replace(follows, turns=given.turns))


def _as_sent(mail: InboundMail, found: Forwarded) -> InboundMail:
    """The customer's mail, as far as it can be told; it came to the address that the agent sent it to."""
    return replace(mail, subject=found.subject or mail.subject, from_=(found.writer,), text=found.text, html="")


def _note(case: Case, article: Article, found: Forwarded, session: Session, rest: str) -> Article | None:
    """The agent's own words, for agents only."""
    text = found.above if session.refused else "\n".join(part for part in (session.noted, rest) if part)
    if not text.strip():
        return None
    return replace(
        article, kind=ArticleKind.INTERNAL, author=case.author, text=text, quoted="", attachments=(), fates=()
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the agent is told of the forward and its orders."""

    case: Case
    person: Person
    session: Session
    trial: bool

    @property
    def obeyed(self) -> bool:
        """One order that cannot be followed at once, and none is."""
        return not self.session.refused and all(self.case.may(act) for act in self.session.acts)

    @property
    def manner(self) -> Manner:
        return Manner.FULL if self.obeyed else Manner.SILENT

    @property
    def lines(self) -> tuple[str, ...]:
        language = self._language
        verdict = Verdict.WOULD if self.trial else Verdict.DONE if self.obeyed else Verdict.NOT_DONE
        opened = (_WOULD_OPEN if self.trial else _OPENED).in_language(language).format(address=self.person.address)
        untold = () if self.obeyed else (_UNTOLD.in_language(language),)
        return (opened, *self.session.transcript(language, verdict), *untold)

    @property
    def transcript(self) -> tuple[Notice, ...]:
        agent = self.case.agent
        if agent is None or self.case.facts.silent:
            return ()
        recipient = Recipient(Person(0, agent.address, agent.shown, agent.language), Role.AGENT, agent.language)
        return (Notice(Kind.TRANSCRIPT, recipient, Voice.GENERATED, lines=self.lines),)

    @property
    def _language(self) -> str:
        return self.case.agent.language if self.case.agent else "en"
