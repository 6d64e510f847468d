"""A mail that opens a ticket: what it says of it, where rules send it, who gets it, what is promised. Pure."""

from dataclasses import replace

from .case import Case
from .decisions import Aftermath, Decision, Outcome, Quarantine, Update
from .opening import opened, people_brought
from .questions import wishes_of
from .repeating import asked_before, said_again
from .routing import give, route
from .sight import sight_of
from .tickets.changes import Change, apply
from .tickets.people import Role
from .tickets.standing import Act
from .tickets.ticket import ArticleKind, Status, Ticket


def open_request(case: Case, follows: Ticket | None) -> Decision:
    """`follows`: the closed ticket that it goes on from."""
    if not case.may(Act.OPEN) and not case.facts.released:
        return Quarantine("its author may be forged", case.trail(""))
    wishes = wishes_of(case)
    new = opened(case.mail, case.facts, case.policy, follows, wishes.rest)
    if follows is None and (found := asked_before(case, new.ticket)) is not None:
        return said_again(case, found, wishes.language)
    ticket = replace(new.ticket, language=wishes.language) if wishes.language else new.ticket
    brought = people_brought(case.mail, ticket, case.facts, case.policy)
    routed = route(sight_of(case.mail, case.facts, apply(ticket, brought), case.facts.released), case.policy)
    trail = routed.noted(case.trail(case.how))
    if routed.routing.held_by:
        return Quarantine(f"rule '{routed.routing.held_by}' holds it", trail)
    given = give(routed, routed.ticket, case.facts, case.policy)
    changes: tuple[Change, ...] = (*brought, *routed.changes, *given.changes)
    changes = (*changes, *case.promised(None, apply(ticket, changes)))
    after = apply(ticket, changes)
    article = case.article(after, ArticleKind.PUBLIC, case.words)
    article = replace(article, author=replace(article.author, role=Role.REQUESTER, agent=""))
    step = routed.told(replace(case.step(None, after, article), author=article.author, remarks=new.remarks))
    reason = f"goes on from closed ticket {follows.number}" if follows else "a new request"
    notices = () if after.status is Status.SPAM else case.notices(step)
    decision = Update(Outcome.TICKET, None, after, changes, article, notices, reason, trail, opened=ticket)
    follows_on = Aftermath(language=wishes.language, turns=given.turns)
    return replace(decision, aftermath=follows_on, newest=case.facts.beginning.newest)
