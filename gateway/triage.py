"""The heart: what becomes of one mail. Everything that is known comes in, one decision goes out. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from .commands import Desk
from .decisions import Decision, Discard, Hold, Outcome, Quarantine, Trail, Update
from .facts import Facts
from .filters import screen, verdict
from .findings import Finding, Verdict
from .mail.inbound import InboundMail
from .mail.shown import own_words, shown
from .matching import Foreign, Joined, Match, Nowhere, match, weigh
from .notices import Kind, Manner, Notice, Step, plan
from .opening import open_ticket, people_brought
from .policy import Policy
from .replying import Effect, agent_effect, customer_effect
from .tickets import attachments, lifecycle
from .tickets.attachments import Fate, Folded
from .tickets.changes import apply
from .tickets.people import Author, Role, Standing
from .tickets.standing import Act, may
from .tickets.ticket import Article, ArticleKind, Ticket


@dataclass(frozen=True, slots=True)
class Case:
    """One mail on the table, with what was found out about it so far."""

    mail: InboundMail
    facts: Facts
    policy: Policy
    findings: tuple[Finding, ...]
    worst: Finding | None
    match: Match

    @property
    def author(self) -> Author:
        """The author, with the part that they play in the matched ticket."""
        role = self.match.role if isinstance(self.match, Joined) else Role.STRANGER
        known = self.policy.agent_at(self.facts.author.person.address)
        agent = known.name if known and role in (Role.AGENT, Role.STRANGER) else ""
        return replace(self.facts.author, role=Role.AGENT if agent else role, agent=agent)

    @property
    def manner(self) -> Manner:
        worst = self.worst.verdict if self.worst else None
        if worst is None:
            return Manner.FULL
        return Manner.CONTENT_FREE if worst is Verdict.CONTENT_FREE else Manner.SILENT

    def trail(self, winner: str, orders: tuple[str, ...] = ()) -> Trail:
        found = self.match if winner and winner == _how(self.match) else None
        candidates = weigh(self.facts, self.policy, found)
        defects = tuple(defect.value for defect in self.mail.defects)
        return Trail(self.facts.author.standing.label, self.findings, candidates, winner, orders, defects)


def triage(mail: InboundMail, facts: Facts, policy: Policy) -> Decision:
    """Decides about one mail. Ordinary trouble (a duplicate, a forgery, a bounce) is a decision, never an exception."""
    findings = screen(mail, facts, policy)
    worst = verdict(findings)
    case = Case(mail, facts, policy, findings, worst, match(facts, policy))
    decide = _BY_VERDICT.get(worst.verdict, _admitted) if worst else _admitted
    return decide(case)


# --- mail that does not act -------------------------------------------------------------------------------------------


def _discarded(case: Case) -> Decision:
    return Discard(Outcome.DISCARDED, _reason(case), case.trail(""))


def _duplicate(case: Case) -> Decision:
    return Discard(Outcome.DUPLICATE, _reason(case), case.trail(""))


def _quarantined(case: Case) -> Decision:
    return Quarantine(_reason(case), case.trail(""))


def _automatic(case: Case) -> Decision:
    """A machine's answer is kept on its ticket for agents to see, and moves nothing."""
    if not isinstance(case.match, Joined) or not may(case.facts.author.standing, Act.APPEND):
        return Discard(Outcome.AUTOMATIC, _reason(case), case.trail(""))
    ticket = case.match.candidate.ticket
    article = _article(case, ticket, ArticleKind.INTERNAL, _words(case))
    trail = case.trail(_how(case.match))
    return Update(Outcome.AUTOMATIC, ticket, ticket, (), article, (), _reason(case), trail)


def _bounce(case: Case) -> Decision:
    """What came back is written on its ticket; agents hear of it where a customer did not get our mail. A warning that
    it takes longer is kept there too, but nobody hears of it and the notice counts as sent.
    """
    returned, report = case.facts.returned, case.mail.bounce
    outcome = Outcome.AUTOMATIC if report and report.only_warns else Outcome.BOUNCE
    if returned is None:
        return Discard(outcome, _reason(case), case.trail(""))
    article = _article(case, returned.ticket, ArticleKind.INTERNAL, (case.mail.text, ""))
    step = _step(case, returned.ticket, returned.ticket, article)
    heard = returned.to_agent or outcome is Outcome.AUTOMATIC
    notices = () if heard else _notices(case, replace(step, author=None), frozenset({Kind.NOTE}))
    trail = case.trail(f"report about notice {returned.notice}")
    decision = Update(outcome, returned.ticket, returned.ticket, (), article, notices, _reason(case), trail)
    return replace(decision, bounced=0 if outcome is Outcome.AUTOMATIC else returned.notice)


# --- mail that may act ------------------------------------------------------------------------------------------------


def _admitted(case: Case) -> Decision:
    match case.match:
        case Nowhere():
            return _open(case, None)
        case Foreign(candidate):
            return _hold(case, candidate.ticket, "names a ticket in which its sender takes no part")
        case Joined(candidate):
            return _joined(case, candidate.ticket)


def _joined(case: Case, ticket: Ticket) -> Decision:
    standing = case.facts.author.standing
    if not may(standing, Act.APPEND):
        return _hold(case, ticket, "its author may be forged")
    if case.author.role is Role.AGENT:
        if standing < case.policy.needed:
            return _hold(
                case, ticket, f"an agent's mail needs standing {case.policy.needed.label}, it has {standing.label}"
            )
        new, rest = own_words(case.mail)
        desk = Desk(ticket, case.author, case.facts, case.policy)
        return _reply(case, ticket, agent_effect(_weighed(case, ticket), new, desk), rest)
    if lifecycle.finished(ticket):
        return _open(case, ticket)
    new, rest = _words(case)
    effect = customer_effect(_weighed(case, ticket), new, ticket, case.facts, case.policy)
    return _reply(case, ticket, effect, rest)


def _reply(case: Case, ticket: Ticket, effect: Effect, rest: str) -> Decision:
    after = apply(ticket, effect.changes)
    article = _article(case, ticket, effect.kind, (effect.text, rest))
    step = replace(_step(case, ticket, after, article), transcript=effect.transcript)
    outcome = Outcome.NOTE if effect.kind is ArticleKind.INTERNAL else Outcome.REPLY
    trail = case.trail(_how(case.match), effect.transcript)
    reason = f"{case.author.role.value}'s {outcome.value}"
    return Update(outcome, ticket, after, effect.changes, article, _notices(case, step), reason, trail)


def _open(case: Case, follows: Ticket | None) -> Decision:
    if case.facts.author.standing is Standing.FORGED and not case.facts.released:
        return Quarantine("its author may be forged", case.trail(""))
    opened = open_ticket(case.mail, case.facts, case.policy, follows)
    changes = people_brought(case.mail, opened, case.facts, case.policy)
    after = apply(opened, changes)
    article = _article(case, after, ArticleKind.PUBLIC, _words(case))
    article = replace(article, author=replace(article.author, role=Role.REQUESTER, agent=""))
    step = replace(_step(case, None, after, article), author=article.author)
    reason = f"goes on from closed ticket {follows.number}" if follows else "a new request"
    trail = case.trail(_how(case.match))
    return Update(Outcome.TICKET, None, after, changes, article, _notices(case, step), reason, trail)


def _hold(case: Case, ticket: Ticket, reason: str) -> Decision:
    article = _article(case, ticket, ArticleKind.HELD, _words(case))
    notices = _notices(case, _step(case, ticket, ticket, article))
    candidate = next((c for c in case.facts.candidates if c.ticket.number == ticket.number), None)
    quiet = {Kind.HELD} if candidate and candidate.held_lately else set()
    quiet |= {Kind.REFUSED} if case.facts.traffic.refused else set()
    kept = tuple(notice for notice in notices if notice.kind not in quiet)
    how = f"{candidate.how.value} {candidate.evidence}" if candidate else ""
    return Hold(ticket, article, kept, reason, case.trail(how))


# --- parts ------------------------------------------------------------------------------------------------------------


def _article(case: Case, ticket: Ticket, kind: ArticleKind, words: tuple[str, str]) -> Article:
    mail = case.mail
    text, quoted = words
    at, fates = case.facts.now, _fates(case, ticket)
    return Article(kind, case.author, text, quoted, mail.html, mail.attachments, mail.message_id, at, fates)


def _fates(case: Case, ticket: Ticket) -> tuple[Fate, ...]:
    rules = case.policy.department(ticket.department).attachments
    return attachments.fates(case.mail.attachments, case.facts.examination, rules)


def _weighed(case: Case, ticket: Ticket) -> InboundMail:
    """The mail without the pictures of its signature, which say nothing: "Thanks!" with a logo is only thanks."""
    pairs = zip(case.mail.attachments, _fates(case, ticket), strict=True)
    return replace(case.mail, attachments=tuple(part for part, fate in pairs if not isinstance(fate, Folded)))


def _words(case: Case) -> tuple[str, str]:
    return shown(case.mail, case.facts.said)


def _step(case: Case, before: Ticket | None, after: Ticket, article: Article) -> Step:
    addressed = frozenset(mailbox.key for mailbox in case.mail.addressed)
    return Step(before, after, article, case.author, case.policy.staff(after), case.manner, addressed)


def _notices(case: Case, step: Step, only: frozenset[Kind] = frozenset(Kind)) -> tuple[Notice, ...]:
    if case.facts.silent:
        return ()
    return tuple(notice for notice in plan(step) if notice.kind in only)


def _how(found: Match) -> str:
    return f"{found.candidate.how.value} {found.candidate.evidence}" if not isinstance(found, Nowhere) else ""


def _reason(case: Case) -> str:
    return case.worst.reason if case.worst else ""


_BY_VERDICT: dict[Verdict, Callable[[Case], Decision]] = {
    Verdict.DISCARD: _discarded,
    Verdict.DUPLICATE: _duplicate,
    Verdict.QUARANTINE: _quarantined,
    Verdict.AUTOMATIC: _automatic,
    Verdict.BOUNCE: _bounce,
}
