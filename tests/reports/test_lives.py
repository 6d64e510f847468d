"""What came later is undone by what the journal says of the time before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.reports import Life, as_of
from gateway.reports.lives import UNDO
from gateway.tickets.changes import (
    Answered,
    Assign,
    Change,
    Close,
    Merge,
    Promise,
    Reopen,
    Resolve,
    SetDepartment,
    SetStatus,
    SetType,
    Unanswered,
    Unmerge,
    apply,
)
from gateway.tickets.ticket import Status, Ticket

from ..builders import NOW, ticket

LATER = NOW + timedelta(hours=1)
CHANGES: tuple[Change, ...] = (
    SetStatus(Status.WAITING),
    Resolve(LATER, LATER),
    Reopen(),
    Close(LATER),
    Merge(9),
    Unmerge(Status.OPEN),
    SetDepartment("poshtibani"),
    Assign("mina"),
    SetType("inquiry"),
    Answered(LATER),
    Unanswered(None),
    Promise(LATER, None),
)


def life(of: Ticket) -> Life:
    return Life(of.created, of.status, of.department, of.assignee, of.type, of.first_response, "", of.promised)


def before(change: Change) -> Ticket:
    """A ticket to which it makes a difference."""
    status = {"merge": Status.OPEN, "unmerge": Status.MERGED, "reopen": Status.RESOLVED}.get(change.name, Status.OPEN)
    answered = NOW if change.name == "unanswered" else None
    return ticket(
        status=status, assignee="tom", first_response=answered, promised=datetime(2026, 11, 21, 9, tzinfo=UTC)
    )


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_each_change_that_a_report_sees_can_be_undone(change: Change) -> None:
    start = before(change)
    after = change.apply(start)
    assert life(after) != life(start)
    assert as_of(life(after), [(change.name, change.told(start)[0])]) == life(start)


def test_all_of_them_are_known() -> None:
    assert set(UNDO) == {change.name for change in CHANGES}


def test_several_changes_are_undone_from_the_newest_on() -> None:
    start, told = ticket(), []
    at = start
    for change in (Assign("tom"), Resolve(LATER, LATER), Reopen(), Assign("mina"), SetDepartment("poshtibani")):
        told.append((change.name, change.told(at)[0]))
        at = apply(at, (change,))
    assert as_of(life(at), reversed(told)) == life(start)
    assert as_of(life(at), [told[-1]]) == replace(life(at), department="support")
