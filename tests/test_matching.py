"""Which ticket a mail belongs to, and which part its sender plays in it."""

from dataclasses import replace

import pytest

from gateway.facts import Candidate, How
from gateway.matching import Foreign, Joined, Nowhere, match, part
from gateway.tickets.people import Agent, Person, Role, Standing
from gateway.tickets.ticket import Ticket

from .builders import ALI, EVE, MINA, POSHTIBANI, REZA, SARA, SUPPORT, TOM, author, facts, policy, ticket

POLICY = policy()
THEIRS = ticket(number=9, requester=EVE, participants=(), department="poshtibani")


@pytest.mark.parametrize("how", How)
def test_the_first_ticket_in_which_the_sender_takes_part_wins(how: How) -> None:
    candidates = (Candidate(How.TOKEN, "#9", THEIRS), Candidate(how, "seven", ticket()))
    found = match(facts(ALI, candidates=candidates), POLICY)
    assert found == Joined(candidates[1], Role.REQUESTER)


def test_candidates_are_believed_in_their_order() -> None:
    candidates = (Candidate(How.TOKEN, "#8", ticket(number=8)), Candidate(How.IN_REPLY_TO, "<a@b>", ticket()))
    found = match(facts(ALI, candidates=candidates), POLICY)
    assert isinstance(found, Joined)
    assert found.candidate.ticket.number == 8


@pytest.mark.parametrize("how", [How.REPLY_ADDRESS, How.TOKEN])
def test_a_mark_of_ours_in_a_strangers_mail_leads_to_the_ticket_but_not_into_it(how: How) -> None:
    candidate = Candidate(how, "x", ticket())
    assert match(facts(EVE, candidates=(candidate,)), POLICY) == Foreign(candidate)


@pytest.mark.parametrize("how", [How.IN_REPLY_TO, How.REFERENCES])
def test_ids_in_a_strangers_mail_lead_nowhere(how: How) -> None:
    assert match(facts(EVE, candidates=(Candidate(how, "<a@b>", ticket()),)), POLICY) == Nowhere()


def test_no_candidates_lead_nowhere() -> None:
    assert match(facts(), POLICY) == Nowhere()


@pytest.mark.parametrize(
    ("someone", "standing", "found", "role"),
    [
        (ALI, Standing.UNPROVEN, ticket(), Role.REQUESTER),
        (REZA, Standing.UNPROVEN, ticket(), Role.PARTICIPANT),
        (EVE, Standing.PROVEN, ticket(), Role.STRANGER),
        (TOM, Standing.UNPROVEN, ticket(), Role.AGENT),  # what it may do is the standing's business
        (SARA, Standing.ALIGNED, ticket(), Role.STRANGER),
        (SARA, Standing.BEARER, ticket(), Role.AGENT),  # holds an address that was given to her
        (SARA, Standing.BOUND, ticket(), Role.AGENT),
        (SARA, Standing.ALIGNED, ticket(assignee="sara"), Role.AGENT),
        (SARA, Standing.ALIGNED, ticket(participants=(Person(9, SARA.address),)), Role.PARTICIPANT),
        (TOM, Standing.BOUND, ticket(requester=Person(9, TOM.address)), Role.REQUESTER),
    ],
)
def test_the_part_that_somebody_plays(someone: Person | Agent, standing: Standing, found: Ticket, role: Role) -> None:
    assert part(author(someone, standing), found, POLICY) is role


def test_a_lead_answers_for_the_department_without_being_listed() -> None:
    led = policy(departments=(replace(SUPPORT, agents=(MINA,), lead="tom"), POSHTIBANI))
    assert part(author(TOM), ticket(), led) is Role.AGENT
