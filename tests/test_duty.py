"""Who gets a new ticket: in turn, or who has the least to do; nobody who is away; the lead where nobody is there."""

from dataclasses import replace

import pytest

from gateway.decisions import Turn, Update
from gateway.duty import Given, given
from gateway.facts import Beginning, Candidate, DeskState, Facts, How
from gateway.mail.inbound import Mailbox
from gateway.notices import Kind
from gateway.policy import Assigning, Policy
from gateway.tickets.changes import Assign
from gateway.tickets.people import Agent, Person, Standing
from gateway.tickets.ticket import Status, Ticket
from gateway.triage import triage

from .builders import ALI, MINA, POSHTIBANI, SARA, SUPPORT, TOM, facts, mail, policy, ticket

ANNA = Agent("anna", "anna@example.org", "Anna", "en")
TURNS, LEAST = Assigning.ROUND_ROBIN, Assigning.LEAST_LOADED
NEW = ticket(status=Status.NEW)


def office(assigns: Assigning = TURNS, lead: str = "sara", away: frozenset[str] = frozenset()) -> Policy:
    """Tom, Mina and Anna answer in support; its lead is one of them or Sara."""
    support = replace(SUPPORT, agents=(TOM, MINA, ANNA), lead=lead, assigns=assigns)
    return policy(departments=(support, POSHTIBANI), agents=(TOM, MINA, ANNA, SARA), away=away)


def seen(last: str = "", version: int = 0, **loads: int) -> Facts:
    return facts(beginning=Beginning(desks=(DeskState("support", last, version, tuple(loads.items())),)))


def to(found: Given) -> str:
    return next((change.agent for change in found.changes if isinstance(change, Assign)), "")


@pytest.mark.parametrize(
    ("last", "agent"), [("", "tom"), ("tom", "mina"), ("mina", "anna"), ("anna", "tom"), ("gone", "tom")]
)
def test_the_next_one_in_the_order_of_the_configuration(last: str, agent: str) -> None:
    found = given(NEW, None, seen(last, 7), office())
    assert found == Given((Assign(agent),), (Turn("support", agent, 7),))


@pytest.mark.parametrize(
    ("away", "last", "agent"),
    [("mina", "tom", "anna"), ("mina anna", "tom", "tom"), ("tom", "tom", "mina"), ("tom mina", "anna", "anna")],
)
def test_who_is_away_has_no_turn(away: str, last: str, agent: str) -> None:
    assert to(given(NEW, None, seen(last), office(away=frozenset(away.split())))) == agent


def test_who_is_disabled_has_no_turn() -> None:
    assert to(given(NEW, None, seen("tom"), office().without({"mina"}))) == "anna"


@pytest.mark.parametrize(
    ("loads", "last", "agent"),
    [
        ({}, "", "tom"),
        ({"tom": 1}, "", "mina"),
        ({"tom": 2, "mina": 2, "anna": 1}, "", "anna"),
        ({"tom": 1, "mina": 1, "anna": 1}, "tom", "mina"),  # of equals, the next in turn
        ({"tom": 0, "mina": 9}, "tom", "anna"),
        ({"tom": 5, "mina": 5, "anna": 6, "sara": 0}, "mina", "tom"),
    ],
)
def test_who_has_the_least_to_do(loads: dict[str, int], last: str, agent: str) -> None:
    assert to(given(NEW, None, seen(last, 3, **loads), office(LEAST))) == agent


@pytest.mark.parametrize("assigns", [TURNS, LEAST])
@pytest.mark.parametrize("away", ["tom mina anna", "tom mina anna sara"])
def test_where_nobody_is_on_duty_the_lead_gets_it_and_no_turn_passes(assigns: Assigning, away: str) -> None:
    found = given(NEW, None, seen("tom", 4), office(assigns, away=frozenset(away.split())))
    assert found == Given((Assign("sara"),), ())
    nobody = office(assigns, lead="", away=frozenset(away.split()))
    assert given(NEW, None, seen("tom", 4), nobody) == Given()


def test_a_rule_may_wish_it_otherwise_than_the_department() -> None:
    least = seen("tom", 4, mina=1)
    assert to(given(NEW, LEAST, least, office(TURNS))) == "anna"
    assert to(given(NEW, TURNS, least, office(LEAST))) == "mina"
    assert to(given(NEW, TURNS, least, office(Assigning.NOBODY))) == "mina"
    assert given(NEW, Assigning.NOBODY, least, office()) == Given()
    assert given(NEW, None, least, office(Assigning.NOBODY)) == Given()


@pytest.mark.parametrize(
    "there",
    [
        replace(NEW, assignee="anna"),
        replace(NEW, status=Status.SPAM),
        replace(NEW, status=Status.CLOSED),
        replace(NEW, status=Status.RESOLVED),
        replace(NEW, status=Status.MERGED),
        replace(NEW, department="poshtibani"),  # gives nothing by turn
    ],
)
def test_what_somebody_has_or_nobody_works_on_is_given_to_nobody(there: Ticket) -> None:
    assert given(there, None, seen(), office()) == Given()


def test_nobody_gets_their_own_request() -> None:
    asked_by_tom = replace(NEW, requester=Person(9, TOM.address, TOM.shown))
    assert to(given(asked_by_tom, None, seen(), office())) == "mina"
    alone = office(away=frozenset({"mina", "anna"}), lead="tom")
    assert given(asked_by_tom, None, seen(), alone) == Given()


def test_a_desk_that_nobody_looked_at_gives_nothing() -> None:
    assert given(NEW, None, facts(), office()) == Given()


# --- in the decision --------------------------------------------------------------------------------------------------


def test_a_new_request_is_given_and_only_its_agent_hears() -> None:
    decision = triage(mail(), seen("tom", 4), office())
    assert isinstance(decision, Update)
    assert decision.after.assignee == "mina"
    assert decision.aftermath.turns == (Turn("support", "mina", 4),)
    told = [n.recipient.person.address for n in decision.notices if n.kind is Kind.NEW_MAIL]
    assert told == [MINA.address]


FORWARD = "---------- Forwarded message ---------\nFrom: Kim <kim@else.example>\nSubject: Help\n\nIt burns."


@pytest.mark.parametrize(
    ("orders", "agent", "turns"),
    [("", "mina", 1), ("#take\n\n", "tom", 0), ("#assign anna\n\n", "anna", 0), ("#nonsense\n\n", "mina", 1)],
)
def test_a_mail_that_is_passed_on_is_given_unless_an_order_says_to_whom(orders: str, agent: str, turns: int) -> None:
    from_tom = mail(orders + FORWARD, subject="Fwd: Help", from_=(Mailbox(TOM.address),))
    known = replace(seen("tom", 4), author=replace(facts(TOM).author, standing=Standing.PROVEN))
    decision = triage(from_tom, known, office())
    assert isinstance(decision, Update)
    assert (decision.after.requester.address, decision.after.assignee) == ("kim@else.example", agent)
    assert len(decision.aftermath.turns) == turns


# --- who hears --------------------------------------------------------------------------------------------------------


def heard(there: Ticket, on: Policy) -> list[str]:
    staff = on.staff(there)
    concerned = (staff.assignee, *staff.cover) if staff.assignee else staff.agents
    return [agent.name for agent in concerned]


@pytest.mark.parametrize(
    ("assignee", "away", "lead", "names"),
    [
        ("", "", "sara", "tom mina anna"),
        ("", "tom", "sara", "mina anna"),
        ("", "tom mina anna", "sara", "sara"),
        ("", "tom mina anna sara", "sara", "sara"),
        ("", "tom mina anna", "", "tom mina anna"),
        ("tom", "", "sara", "tom"),
        ("tom", "mina", "sara", "tom"),
        ("tom", "tom", "sara", "tom mina anna"),
        ("tom", "tom mina", "sara", "tom anna"),
        ("tom", "tom mina anna", "sara", "tom sara"),
        ("tom", "tom mina anna", "tom", "tom"),
        ("tom", "tom mina anna", "", "tom"),
        ("sara", "sara", "", "sara tom mina anna"),
    ],
)
def test_who_hears_of_a_ticket(assignee: str, away: str, lead: str, names: str) -> None:
    """Who is on duty; the lead where nobody is; the assignee in any case; never nobody."""
    on = office(lead=lead, away=frozenset(away.split()))
    assert heard(ticket(assignee=assignee), on) == names.split()


def test_the_customers_next_mail_reaches_who_stands_in() -> None:
    on = office(away=frozenset({"tom"}))
    mine = ticket(assignee="tom")
    decision = triage(mail("Any news?"), replace(facts(ALI), candidates=_on(mine)), on)
    assert isinstance(decision, Update)
    told = sorted(n.recipient.person.address for n in decision.notices if n.kind is Kind.NEW_MAIL)
    assert told == sorted(agent.address for agent in (TOM, MINA, ANNA))


def _on(there: Ticket) -> tuple[Candidate, ...]:
    return (Candidate(How.TOKEN, "#7", there),)
