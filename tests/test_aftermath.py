"""What orders do beyond their own ticket."""

from gateway.aftermath import aftermath
from gateway.case import Case
from gateway.decisions import Settled, Settlement
from gateway.matching import Nowhere
from gateway.notices import Kind
from gateway.tickets.changes import AddParticipant, Unmerge
from gateway.tickets.effects import OnOther, Reunite, SetLanguage, Settle, SplitOff
from gateway.tickets.ticket import Status

from .builders import EVE, REZA, facts, mail, policy, ticket

CASE = Case(mail(), facts(), policy(), (), None, Nowhere())
OTHER = ticket(number=9, participants=(), version=3)


def test_two_orders_about_one_other_ticket_are_one_step_of_it() -> None:
    merged = ticket(number=9, participants=(), version=3, status=Status.MERGED, merged=7)
    first, second = OnOther(merged, (Unmerge(Status.OPEN),)), OnOther(merged, (AddParticipant(REZA),))
    (side,) = aftermath(CASE, ticket(), (first, second)).sides
    assert side.before == merged
    assert (side.after.status, side.after.participants) == (Status.OPEN, (REZA,))
    assert side.changes == (Unmerge(Status.OPEN), AddParticipant(REZA))


def test_an_article_goes_back_in_the_same_step_that_brings_its_author_along() -> None:
    back = (Reunite(5, OTHER), OnOther(OTHER, (AddParticipant(EVE),)))
    (side,) = aftermath(CASE, ticket(), back).sides
    assert (side.article, side.after.participants) == (5, (EVE,))


def test_two_parts_of_a_ticket_are_two_tickets() -> None:
    parts = (SplitOff(5, EVE, "First"), SplitOff(6, REZA, ""))
    first, second = aftermath(CASE, ticket(), parts).sides
    assert (first.before, first.after.subject, first.after.requester, first.article) == (None, "First", EVE, 5)
    assert (second.after.subject, second.after.requester, second.article) == ("Printer broken", REZA, 6)
    assert first.after.participants == ()
    assert {notice.kind for notice in first.notices} == {Kind.RECEIVED, Kind.NEW_MAIL}


def test_held_mail_is_let_in_or_refused_and_a_language_is_chosen() -> None:
    follows = aftermath(CASE, ticket(), (Settle(57, True), Settle(58, False), SetLanguage("fa")))
    assert follows.settled == (Settled(57, Settlement.RELEASED), Settled(58, Settlement.REFUSED))
    assert (follows.language, follows.sides) == ("fa", ())
