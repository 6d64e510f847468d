"""Which ticket a mail belongs to, and which part its sender plays in it."""

from dataclasses import replace

import pytest

from gateway.facts import Candidate, How
from gateway.matching import Foreign, Joined, Nowhere, match, part, weigh
from gateway.tickets.people import Agent, Person, Role, Standing
from gateway.tickets.ticket import Status, Ticket

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


@pytest.mark.parametrize("how", [How.IN_REPLY_TO, How.REFERENCES, How.MESSAGE_ID, How.CONVERSATION])
def test_ids_in_a_strangers_mail_lead_nowhere(how: How) -> None:
    assert match(facts(EVE, candidates=(Candidate(how, "<a@b>", ticket()),)), POLICY) == Nowhere()


def test_no_candidates_lead_nowhere() -> None:
    assert match(facts(), POLICY) == Nowhere()


WEAK = Candidate(How.IN_REPLY_TO, "<talk@colleague.example>", ticket(), mentioned=True)


def test_what_customers_only_mention_leads_customers_but_no_agent() -> None:
    assert match(facts(ALI, candidates=(WEAK,)), POLICY) == Joined(WEAK, Role.REQUESTER)
    assert match(facts(REZA, candidates=(WEAK,)), POLICY) == Joined(WEAK, Role.PARTICIPANT)
    assert match(facts(TOM, candidates=(WEAK,)), POLICY) == Nowhere()
    assert isinstance(match(facts(TOM, candidates=(replace(WEAK, mentioned=False),)), POLICY), Joined)


def went_on(*statuses: Status) -> tuple[Candidate, ...]:
    """Tickets 1, 2 ..., each going on from the one before, as candidates in this order."""
    numbers = range(1, len(statuses) + 1)
    chain = [ticket(number=n, follows=n - 1, status=status) for n, status in zip(numbers, statuses, strict=True)]
    return tuple(Candidate(How.REFERENCES, f"<{each.number}@b>", each) for each in chain)


@pytest.mark.parametrize(
    ("statuses", "number"),
    [
        ((Status.OPEN, Status.OPEN), 1),  # the old one was opened again
        ((Status.CLOSED, Status.OPEN), 2),
        ((Status.CLOSED, Status.CLOSED, Status.WAITING), 3),
        ((Status.CLOSED, Status.CLOSED), 2),  # a third one will go on from the second
        ((Status.CLOSED,), 1),
        ((Status.RESOLVED, Status.OPEN), 1),  # within its window
    ],
)
def test_a_finished_ticket_leads_on_to_the_one_that_goes_on_from_it(statuses: tuple[Status, ...], number: int) -> None:
    for candidates in (went_on(*statuses), (went_on(*statuses)[0], *reversed(went_on(*statuses)[1:]))):
        found = match(facts(ALI, candidates=candidates), POLICY)
        assert isinstance(found, Joined)
        assert found.candidate.ticket.number == number


def test_nobody_is_led_on_to_a_ticket_of_others() -> None:
    first, second = went_on(Status.CLOSED, Status.OPEN)
    theirs = replace(second, ticket=replace(second.ticket, requester=EVE, participants=()))
    assert match(facts(ALI, candidates=(first, theirs)), POLICY) == Joined(first, Role.REQUESTER)


def told(candidates: tuple[Candidate, ...], someone: Person | Agent = ALI) -> list[tuple[int, str, bool, str]]:
    known = facts(someone, candidates=candidates)
    return [(each.ticket, each.part, each.won, each.why) for each in weigh(known, POLICY, match(known, POLICY))]


def test_every_candidate_is_explained() -> None:
    foreign, own = Candidate(How.TOKEN, "#9", THEIRS), Candidate(How.IN_REPLY_TO, "<a@b>", ticket())
    believed, no_part = (
        "the most believed clue to a ticket in which its sender takes part",
        "its sender takes no part in it",
    )
    third = Candidate(How.REFERENCES, "<c@d>", ticket(number=8))
    assert told((foreign, own, third)) == [
        (9, "stranger", False, no_part),
        (7, "requester", True, believed),
        (8, "requester", False, "another clue is believed more"),
    ]
    marked = "a mark of ours names it, so the mail is held there; its sender takes no part"
    assert told((replace(own, ticket=THEIRS), foreign)) == [
        (9, "stranger", False, no_part),
        (9, "stranger", True, marked),
    ]
    assert told((WEAK,), TOM) == [
        (7, "agent", False, "its mails only mention that id, which leads no agent's answer to a customer")
    ]
    assert told(went_on(Status.CLOSED, Status.OPEN)) == [
        (1, "requester", False, "finished; #2 goes on from it"),
        (2, "requester", True, "it goes on from #1, which is finished"),
    ]
    settled = weigh(facts(ALI, candidates=(own,)), POLICY, None)
    assert [(each.won, each.why) for each in settled] == [(False, "the mail was settled before tickets were asked")]


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
