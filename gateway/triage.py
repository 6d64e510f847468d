"""The heart: what becomes of one mail. Everything that is known comes in, one decision goes out. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from .commands import Desk
from .decisions import Decision, Discard, Hold, Outcome, Quarantine, Trail, Update
from .facts import Facts
from .filters import screen, verdict
from .findings import Finding, Verdict
from .mail.inbound import InboundMail
from .mail.reply import Kind as PieceKind
from .mail.reply import split
from .matching import Foreign, Joined, Match, Nowhere, match
from .notices import Kind, Manner, Notice, Step, plan
from .opening import open_ticket, people_brought
from .policy import Policy
from .replying import Effect, agent_effect, customer_effect
from .tickets import lifecycle
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
        candidates = tuple(f"{c.how.value} {c.evidence} -> #{c.ticket.number}" for c in self.facts.candidates)
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
    article = _article(case, ArticleKind.INTERNAL, _words(case.mail))
    trail = case.trail(_how(case.match))
    return Update(Outcome.AUTOMATIC, ticket, ticket, (), article, (), _reason(case), trail)


def _bounce(case: Case) -> Decision:
    """What came back is written on its ticket; agents hear of it where a customer did not get our mail."""
    returned = case.facts.returned
    if returned is None:
        return Discard(Outcome.BOUNCE, _reason(case), case.trail(""))
    article = _article(case, ArticleKind.INTERNAL, (case.mail.text, ""))
    step = _step(case, returned.ticket, returned.ticket, article)
    notices = () if returned.to_agent else _notices(case, replace(step, author=None), frozenset({Kind.NOTE}))
    trail = case.trail(f"bounce of notice {returned.notice}")
    decision = Update(Outcome.BOUNCE, returned.ticket, returned.ticket, (), article, notices, _reason(case), trail)
    return replace(decision, bounced=returned.notice)


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
        new, rest = _own_words(case.mail)
        return _reply(
            case, ticket, agent_effect(case.mail, new, Desk(ticket, case.author, case.facts, case.policy)), rest
        )
    if lifecycle.finished(ticket):
        return _open(case, ticket)
    new, rest = _words(case.mail)
    return _reply(case, ticket, customer_effect(case.mail, new, ticket, case.facts, case.policy), rest)


def _reply(case: Case, ticket: Ticket, effect: Effect, rest: str) -> Decision:
    after = apply(ticket, effect.changes)
    article = _article(case, effect.kind, (effect.text, rest))
    step = replace(_step(case, ticket, after, article), transcript=effect.transcript)
    outcome = Outcome.NOTE if effect.kind is ArticleKind.INTERNAL else Outcome.REPLY
    trail = case.trail(_how(case.match), effect.transcript)
    reason = f"{case.author.role.value}'s {outcome.value}"
    return Update(outcome, ticket, after, effect.changes, article, _notices(case, step), reason, trail)


def _open(case: Case, follows: Ticket | None) -> Decision:
    if case.facts.author.standing is Standing.FORGED:
        return Quarantine("its author may be forged", case.trail(""))
    opened = open_ticket(case.mail, case.facts, case.policy, follows)
    changes = people_brought(case.mail, opened, case.facts, case.policy)
    after = apply(opened, changes)
    article = _article(case, ArticleKind.PUBLIC, _words(case.mail))
    article = replace(article, author=replace(article.author, role=Role.REQUESTER, agent=""))
    step = replace(_step(case, None, after, article), author=article.author)
    reason = f"goes on from closed ticket {follows.number}" if follows else "a new request"
    trail = case.trail("")
    return Update(Outcome.TICKET, None, after, changes, article, _notices(case, step), reason, trail)


def _hold(case: Case, ticket: Ticket, reason: str) -> Decision:
    article = _article(case, ArticleKind.HELD, _words(case.mail))
    notices = _notices(case, _step(case, ticket, ticket, article))
    candidate = next((c for c in case.facts.candidates if c.ticket.number == ticket.number), None)
    quiet = {Kind.HELD} if candidate and candidate.held_lately else set()
    quiet |= {Kind.REFUSED} if case.facts.traffic.refused else set()
    kept = tuple(notice for notice in notices if notice.kind not in quiet)
    how = f"{candidate.how.value} {candidate.evidence}" if candidate else ""
    return Hold(ticket, article, kept, reason, case.trail(how))


# --- parts ------------------------------------------------------------------------------------------------------------


def _article(case: Case, kind: ArticleKind, words: tuple[str, str]) -> Article:
    mail = case.mail
    text, quoted = words
    return Article(kind, case.author, text, quoted, mail.html, mail.attachments, mail.message_id, case.facts.now)


def _words(mail: InboundMail) -> tuple[str, str]:
    """The text that is shown, and what is folded away: quotes and signature. Answers between quotes keep them."""
    pieces = list(split(mail.text).pieces)
    new = [index for index, piece in enumerate(pieces) if piece.kind is PieceKind.NEW and piece.text.strip()]
    if not new:
        return mail.text.strip(), ""
    quoted_first = any(piece.kind is PieceKind.QUOTED for piece in pieces[: new[-1]])
    shown = pieces[: new[-1] + 1] if quoted_first else [piece for piece in pieces if piece.kind is PieceKind.NEW]
    folded = pieces[new[-1] + 1 :] if quoted_first else [piece for piece in pieces if piece.kind is not PieceKind.NEW]
    return "".join(piece.text for piece in shown).strip(), "".join(piece.text for piece in folded).strip()


def _own_words(mail: InboundMail) -> tuple[str, str]:
    """What an agent wrote, and all the rest: a quote may hold notes among agents, and customers get the first only."""
    pieces = split(mail.text).pieces
    rest = "".join(piece.text for piece in pieces if piece.kind is not PieceKind.NEW)
    return "".join(piece.text for piece in pieces if piece.kind is PieceKind.NEW).strip(), rest.strip()


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
