"""Each change gives the next ticket and says what it changed."""

from datetime import timedelta
from typing import get_args

import pytest

from gateway.tickets.changes import (
    AddParticipant,
    Answered,
    Assign,
    Change,
    Close,
    Comment,
    Late,
    Merge,
    Promise,
    Rate,
    Remind,
    RemoveParticipant,
    Reopen,
    Repeat,
    Resolve,
    SetDepartment,
    SetPriority,
    SetProduct,
    SetRequester,
    SetStatus,
    SetType,
    Snooze,
    Tag,
    Thank,
    Unanswered,
    Unmerge,
    Wake,
    Warn,
    apply,
)
from gateway.tickets.people import Person
from gateway.tickets.ticket import Nudge, Priority, Status, Ticket

from ..builders import ALI, EVE, NOW, REZA, resolved, ticket

LATER, SOON = NOW + timedelta(days=3), NOW + timedelta(days=2)

EACH: list[tuple[Change, Ticket, Ticket, tuple[str, str]]] = [
    (SetStatus(Status.WAITING), ticket(), ticket(status=Status.WAITING), ("open", "waiting")),
    (
        Resolve(NOW, LATER, SOON),
        ticket(reminded=True, nudge_at=LATER),
        ticket(status=Status.RESOLVED, resolved=NOW, closes=LATER, reminds=SOON),
        ("open", "resolved until 2026-11-24T10:00:00+00:00"),
    ),
    (Reopen(), resolved(reminded=True, closed=NOW), ticket(), ("resolved", "open")),
    (Remind(), resolved(), resolved(reminded=True, reminds=None), ("", "reminded")),
    (Close(NOW), ticket(nudge_at=LATER, reminds=SOON), ticket(status=Status.CLOSED, closed=NOW), ("open", "closed")),
    (Assign("sara"), ticket(assignee="tom"), ticket(assignee="sara"), ("tom", "sara")),
    (SetPriority(Priority.HIGH), ticket(), ticket(priority=Priority.HIGH), ("normal", "high")),
    (SetDepartment("poshtibani"), ticket(), ticket(department="poshtibani"), ("support", "poshtibani")),
    (AddParticipant(EVE), ticket(), ticket(participants=(REZA, EVE)), ("", EVE.address)),
    (Answered(NOW), ticket(nudge_at=LATER), ticket(first_response=NOW), ("", NOW.isoformat())),
    (
        Promise(LATER, SOON),
        ticket(promised=NOW, nudge=Nudge.LATE),
        ticket(promised=LATER, nudge_at=SOON),
        (NOW.isoformat(), LATER.isoformat()),
    ),
    (Warn(LATER), ticket(nudge_at=SOON), ticket(nudge=Nudge.WARNED, nudge_at=LATER), ("", "warned")),
    (Late(), ticket(nudge=Nudge.WARNED, nudge_at=LATER), ticket(nudge=Nudge.LATE), ("warned", "late")),
    (Unanswered(SOON), ticket(first_response=NOW), ticket(nudge_at=SOON), (NOW.isoformat(), "")),
    (Repeat(), ticket(), ticket(repeats=1), ("", "1")),
    (SetType("inquiry"), ticket(), ticket(type="inquiry"), ("support", "inquiry")),
    (SetProduct("printer"), ticket(), ticket(product="printer"), ("", "printer")),
    (Tag("urgent"), ticket(tags=("old",)), ticket(tags=("old", "urgent")), ("", "urgent")),
    (SetRequester(EVE), ticket(), ticket(requester=EVE), (ALI.address, EVE.address)),
    (RemoveParticipant(REZA), ticket(), ticket(participants=()), (REZA.address, "")),
    (Snooze(LATER), ticket(), ticket(snoozed=LATER), ("", f"until {LATER.isoformat()}")),
    (Wake(), ticket(snoozed=LATER), ticket(), (f"until {LATER.isoformat()}", "")),
    (Rate(5), ticket(rating=2), ticket(rating=5), ("2", "5")),
    (Comment(), ticket(), ticket(), ("", "on the rating")),
    (Thank(), resolved(), resolved(), ("resolved", "resolved")),
    (Merge(9), ticket(), ticket(status=Status.MERGED, merged=9), ("open", "into #9")),
    (Unmerge(Status.OPEN), ticket(status=Status.MERGED, merged=9), ticket(), ("into #9", "open")),
]


@pytest.mark.parametrize(("change", "before", "after", "told"), EACH, ids=lambda value: type(value).__name__)
def test_what_a_change_does_and_says(change: Change, before: Ticket, after: Ticket, told: tuple[str, str]) -> None:
    assert change.apply(before) == after
    assert change.told(before) == told


def test_every_change_is_in_this_table_and_has_a_name_of_its_own() -> None:
    assert {type(change) for change, *_ in EACH} == set(get_args(Change))
    names = [change.name for change, *_ in EACH]
    assert len(set(names)) == len(names)


def test_a_participant_who_turns_out_to_be_the_requester_is_not_both() -> None:
    after = SetRequester(REZA).apply(ticket())
    assert (after.requester, after.participants) == (REZA, ())


def test_nobody_is_added_twice_nor_the_requester_as_a_participant() -> None:
    for person in (ALI, REZA, Person(0, REZA.address, "Another Name")):
        assert AddParticipant(person).apply(ticket()) == ticket()


def test_only_the_first_answer_counts() -> None:
    assert Answered(LATER).apply(ticket(first_response=NOW)).first_response == NOW


def test_a_promise_may_be_taken_back_and_a_new_tickets_own_is_told_as_new() -> None:
    assert Promise(None, None).apply(ticket(promised=LATER, nudge_at=SOON)) == ticket()
    assert Promise(None, None).told(ticket(promised=LATER)) == (LATER.isoformat(), "")
    assert Promise(LATER, SOON).told(ticket(promised=LATER)) == ("", LATER.isoformat())


def test_changes_are_applied_in_turn() -> None:
    after = apply(ticket(), [Resolve(NOW, LATER), Reopen(), Assign("tom"), Assign("sara")])
    assert after == ticket(assignee="sara")
    assert apply(ticket(), []) == ticket()
