"""The same request again: a customer's mail that would open a ticket, but says what an open one of theirs says already,
joins that one. Pure.
"""

from dataclasses import replace
from datetime import timedelta

from .case import Case
from .decisions import Aftermath, Outcome, Update
from .facts import Candidate, EarlierRequest, How
from .mail.inbound import Nature
from .matching import Joined
from .notices import Step
from .opening import department_for, people_brought
from .sameness import Found, find, said_in
from .tickets import lifecycle
from .tickets.changes import Repeat, apply
from .tickets.people import Role
from .tickets.standing import Act
from .tickets.ticket import ArticleKind, Status, Ticket

_OPEN = frozenset({Status.NEW, Status.OPEN, Status.WAITING})


def asked_before(case: Case, would: Ticket) -> Found | None:
    """The open request that this mail makes again. `would` is the ticket that it would open by its own words."""
    beginning = case.facts.beginning
    if not _may_repeat(case):
        return None
    earlier = tuple(each for each in beginning.earlier if _is_near(case, would, each))
    return find(said_in(case.mail, case.facts.contents), earlier, beginning.unanswered) if earlier else None


def _may_repeat(case: Case) -> bool:
    """A person who is no agent: machines may have something new to say in the same words."""
    person = case.agent is None and case.mail.judgement.nature is Nature.PERSON
    return person and case.policy.repeats.within > timedelta(0) and case.may(Act.APPEND)


def _is_near(case: Case, would: Ticket, each: EarlierRequest) -> bool:
    """Is it a request of the same person that is open, not too old, and of the same desk?"""
    own = each.ticket.requester.address == case.facts.author.person.address and each.ticket.status in _OPEN
    recent = case.facts.came - each.at <= case.policy.repeats.within
    return own and recent and _same_desk(case, would, each) and _same_fields(case, would, each.ticket)


def _same_desk(case: Case, would: Ticket, each: EarlierRequest) -> bool:
    """Does it go where that one is, or was it addressed to where that one came in?"""
    addressed = department_for(case.mail, case.policy).name
    if would.department not in (addressed, each.ticket.department):
        return False  # its first lines name another one
    came_to = (case.policy.department_at(address) for address in each.recipients)
    there = next((department.name for department in came_to if department), "")
    return would.department in (each.ticket.department, there)


def _same_fields(case: Case, would: Ticket, ticket: Ticket) -> bool:
    """Its first lines may name a type and a product: then these must be the ticket's."""
    return would.type in (ticket.type, case.policy.types[0].name) and would.product in (ticket.product, "")


def said_again(case: Case, found: Found, language: str) -> Update:
    """The mail goes on with the open ticket. `language`: the one that its author asks for, "" for no wish."""
    ticket = found.request.ticket
    candidate = Candidate(How.SAME_REQUEST, f"#{ticket.number}, {found.score:.0%} of the words", ticket)
    facts = replace(case.facts, candidates=(*case.facts.candidates, candidate))
    case = replace(case, facts=facts, match=Joined(candidate, Role.REQUESTER))
    changes = (
        *lifecycle.replied(ticket, case.facts.asked),
        *people_brought(case.mail, ticket, case.facts, case.policy),
        Repeat(),
    )
    after = apply(ticket, changes)
    article = case.article(after, ArticleKind.PUBLIC, case.words)
    step = spoken_to(case.step(ticket, after, article), language)
    notices = case.notices(replace(step, escalates=_escalates(case, found.request, after)))
    reason = f"the same request again, as #{ticket.number}"
    trail, follows = case.trail(case.how), Aftermath(language=language)
    return Update(Outcome.REPLY, ticket, after, changes, article, notices, reason, trail, aftermath=follows)


def spoken_to(step: Step, language: str) -> Step:
    """Its author chose a language, and is answered in it from now on."""
    if not language or step.author is None:
        return step
    return replace(step, author=replace(step.author, person=replace(step.author.person, language=language)))


def _escalates(case: Case, request: EarlierRequest, after: Ticket) -> bool:
    """The lead hears of it when it came so many times, and once a day from then on."""
    times, limit = after.repeats + 1, case.policy.repeats.escalate
    return times == limit or (times > limit and not request.lead_told)
