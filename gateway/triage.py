"""The heart: what becomes of one mail. Everything that is known comes in, one decision goes out. Pure."""

from collections.abc import Callable
from dataclasses import replace

from .aftermath import aftermath, asked
from .attendance import back_at_work, with_excuse
from .case import Case
from .decisions import Aftermath, Decision, Discard, Hold, Outcome, Quarantine, Update
from .errands import answers_no_ticket, is_errand, run_errand, written_in_vain
from .facts import Facts
from .filters import screen, verdict
from .findings import Verdict
from .mail import confirmation
from .mail.inbound import InboundMail
from .mail.reply_address import AddressKind
from .mail.shown import own_words
from .matching import Foreign, Joined, Nowhere, match
from .notices import Kind
from .passing_on import pass_on, passed_on
from .policy import Policy
from .proposing import propose, proposes
from .questions import answer, asks_something, confirmed, in_vain, nothing_done, told_in_vain
from .rating import rates, rating_effect
from .repeating import spoken_to
from .replying import Effect, acts_on_finished, agent_effect, customer_effect, is_courtesy
from .requesting import open_request
from .returning import come_back, keep_unread
from .telling import with_reach
from .tickets import lifecycle
from .tickets.changes import AddParticipant, Comment, apply
from .tickets.people import Role
from .tickets.standing import Act
from .tickets.ticket import ArticleKind, Status, Ticket


def triage(mail: InboundMail, facts: Facts, policy: Policy) -> Decision:
    """Decides about one mail. Ordinary trouble (a duplicate, a forgery, a bounce) is a decision, never an exception."""
    findings = screen(mail, facts, policy)
    worst = verdict(findings)
    case = Case(mail, facts, policy, findings, worst, match(facts, policy))
    decide = _BY_VERDICT.get(worst.verdict, _admitted) if worst else _admitted
    return back_at_work(case, decide(case))


# --- mail that does not act -------------------------------------------------------------------------------------------


def _discarded(case: Case) -> Decision:
    return Discard(Outcome.DISCARDED, case.reason, case.trail(""))


def _duplicate(case: Case) -> Decision:
    return Discard(Outcome.DUPLICATE, case.reason, case.trail(""))


def _quarantined(case: Case) -> Decision:
    return Quarantine(case.reason, case.trail(""))


def _automatic(case: Case) -> Decision:
    """A machine's answer is kept on its ticket for agents to see, and moves nothing."""
    if not isinstance(case.match, Joined) or not case.may(Act.APPEND):
        return with_excuse(case, Discard(Outcome.AUTOMATIC, case.reason, case.trail("")))
    ticket, trail = case.match.candidate.ticket, case.trail(case.how)
    article = case.article(ticket, ArticleKind.INTERNAL, case.words)
    return with_excuse(case, Update(Outcome.AUTOMATIC, ticket, ticket, (), article, (), case.reason, trail))


# --- mail that may act ------------------------------------------------------------------------------------------------


def _admitted(case: Case) -> Decision:
    rating = rates(case)
    if rating is not None:
        return _rate(rating)
    if case.facts.pending is not None and _says_yes(case):
        return confirmed(case, case.facts.pending)
    if in_vain(case) and _says_yes(case):
        return _says_yes_in_vain(case)
    match case.match:
        case Nowhere():
            return _begin(case)
        case Foreign(candidate) if case.may(Act.INTRUDE):
            return _let_in(case, candidate.ticket)
        case Foreign(candidate):
            return _hold(case, candidate.ticket, "names a ticket in which its sender takes no part")
        case Joined(candidate):
            return _joined(case, candidate.ticket)


def _begin(case: Case) -> Decision:
    """A mail that belongs to no ticket: rules from an admin, an errand of an agent, a question to us, a customer's mail
    that an agent passes on, or a request.
    """
    if case.facts.reply_kind is AddressKind.BOUNCE and case.facts.returned is not None:
        return keep_unread(case, case.facts.returned)
    if case.facts.proposal is not None and proposes(case):
        return propose(case, case.facts.proposal)
    if is_errand(case):
        return run_errand(case)
    if asks_something(case):
        return answer(case)
    forward = passed_on(case)
    if forward:
        return pass_on(case, forward)
    return written_in_vain(case) if answers_no_ticket(case) else open_request(case, None)


def _joined(case: Case, ticket: Ticket) -> Decision:
    if not case.may(Act.APPEND):
        return _hold(case, ticket, "its author may be forged")
    if case.author.role is Role.AGENT:
        return _from_agent(case, ticket)
    new, rest = case.words
    desk, mail = case.desk(ticket), case.weighed(ticket)
    thanks = ticket.status is Status.CLOSED and is_courtesy(mail, new, desk)
    late = lifecycle.finished(ticket) and not lifecycle.crossed(ticket, case.facts.asked)
    if late and not thanks and not acts_on_finished(case.mail, desk):
        return open_request(case, ticket)
    return _reply(case, ticket, customer_effect(mail, new, desk), rest)


def _rate(case: Case) -> Decision:
    assert isinstance(case.match, Joined), "it came to an address of a ticket"
    ticket = case.match.candidate.ticket
    effect = rating_effect(case, ticket)
    if effect is None:
        return _hold(case, ticket, "came to an address for the requester's rating, and is not from them")
    return _reply(case, ticket, effect, own_words(case.mail)[1])


def _from_agent(case: Case, ticket: Ticket) -> Decision:
    if not case.may(Act.ANSWER):
        standing = case.facts.author.standing
        return _hold(
            case, ticket, f"an agent's mail needs standing {case.policy.needed.label}, it has {standing.label}"
        )
    new, rest = own_words(case.mail)
    return _reply(case, ticket, agent_effect(case.weighed(ticket), new, case.desk(ticket)), rest)


def _let_in(case: Case, ticket: Ticket) -> Decision:
    """An agent let a stranger's mail in: they take part from now on, and what was said before is not theirs."""
    if case.agent:
        return _from_agent(case, ticket)
    new, rest = case.words
    change = AddParticipant(case.facts.author.person)
    moved = () if lifecycle.finished(ticket) else lifecycle.replied(ticket, case.facts.asked)
    return _reply(case, ticket, Effect((*moved, change), ArticleKind.PUBLIC, new), rest)


def _reply(case: Case, ticket: Ticket, effect: Effect, rest: str) -> Decision:
    if effect.kind is ArticleKind.HELD:
        return _ask(case, ticket, effect, rest)
    effect = _with_promise(case, ticket, effect)
    after = apply(ticket, effect.changes)
    article = case.article(ticket, effect.kind, (effect.text, rest))
    follows = aftermath(case, after, effect.beyond)
    step = spoken_to(case.step(ticket, after, article), follows.language)
    step = replace(step, transcript=effect.transcript, asks=effect.asks, asked=asked(effect.beyond), quiet=effect.quiet)
    comments = any(isinstance(change, Comment) for change in effect.changes)
    step = replace(step, comments=comments, late=effect.late)
    notices = with_reach(case, case.notices(step), follows, effect.trial)
    if effect.trial:
        article = replace(article, kind=ArticleKind.INTERNAL, text=own_words(case.mail)[0])
        effect, after, follows = replace(effect, changes=(), kind=ArticleKind.INTERNAL), ticket, Aftermath()
    outcome = Outcome.NOTE if effect.kind is ArticleKind.INTERNAL else Outcome.REPLY
    trail = case.trail(case.how, effect.transcript)
    follows = replace(follows, asks=bool(effect.asks))
    reason = "only a trial" if effect.trial else f"{case.author.role.value}'s {outcome.value}"
    return Update(outcome, ticket, after, effect.changes, article, notices, reason, trail, aftermath=follows)


def _with_promise(case: Case, ticket: Ticket, effect: Effect) -> Effect:
    """Where the ticket went to another department, another answer is promised."""
    promised = case.promised(ticket, apply(ticket, effect.changes))
    return replace(effect, changes=(*effect.changes, *promised)) if promised else effect


# --- mail that waits --------------------------------------------------------------------------------------------------


def _hold(case: Case, ticket: Ticket, reason: str) -> Decision:
    article = case.article(ticket, ArticleKind.HELD, case.words)
    notices = case.notices(case.step(ticket, ticket, article))
    candidate = next((c for c in case.facts.candidates if c.ticket.number == ticket.number), None)
    quiet = {Kind.HELD} if candidate and candidate.held_lately else set()
    quiet |= {Kind.REFUSED} if case.facts.traffic.refused else set()
    kept = tuple(notice for notice in notices if notice.kind not in quiet)
    how = f"{candidate.how.value} {candidate.evidence}" if candidate else ""
    return Hold(ticket, article, kept, reason, case.trail(how))


def _ask(case: Case, ticket: Ticket, effect: Effect, rest: str) -> Decision:
    """The whole mail waits until its author says that the orders are theirs."""
    article = case.article(ticket, ArticleKind.HELD, (effect.text, rest))
    step = replace(case.step(ticket, ticket, article), asks=effect.asks, quiet=True)
    trail = case.trail(case.how, effect.asks)
    return Hold(ticket, article, case.notices(step), "waits for its author's yes", trail, Aftermath(asks=True))


def _says_yes(case: Case) -> bool:
    """A forged yes is none, and neither is a machine's; an agent's needs the standing that agents need."""
    person = case.worst is None or case.worst.verdict is Verdict.CONTENT_FREE
    believed = case.may(Act.ANSWER) if case.agent else case.may(Act.APPEND)
    return person and believed and confirmation.says_yes(own_words(case.mail)[0])


def _says_yes_in_vain(case: Case) -> Decision:
    """Nothing comes of it, not even a new ticket where the old one is closed; but its author is told."""
    if not isinstance(case.match, Joined):
        return nothing_done(case)
    ticket = case.match.candidate.ticket
    lines = told_in_vain(case, case.desk(ticket).language)
    return _reply(case, ticket, Effect((), ArticleKind.INTERNAL, own_words(case.mail)[0], lines, quiet=True), "")


_BY_VERDICT: dict[Verdict, Callable[[Case], Decision]] = {
    Verdict.DISCARD: _discarded,
    Verdict.DUPLICATE: _duplicate,
    Verdict.QUARANTINE: _quarantined,
    Verdict.AUTOMATIC: _automatic,
    Verdict.BOUNCE: come_back,
}
