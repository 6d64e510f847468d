"""What follows from the organisation's decisions: here, what a move to another department does."""

import pytest

from gateway.tickets.changes import Assign, SetDepartment

from .builders import POSHTIBANI, SARA, SUPPORT, TOM, policy, ticket


@pytest.mark.parametrize(
    ("assignee", "freed"),
    [
        ("", False),  # nobody had it
        ("tom", True),
        ("gone", True),  # no agent any more
        ("sara", False),  # works there, too
    ],
)
def test_an_assignment_ends_where_the_assignee_does_not_work(assignee: str, freed: bool) -> None:
    changes = policy().moved(ticket(assignee=assignee), "poshtibani")
    assert changes == (SetDepartment("poshtibani"), *((Assign(""),) if freed else ()))


def test_a_lead_works_in_the_department_that_they_lead() -> None:
    led = policy(
        departments=(
            SUPPORT,
            POSHTIBANI.without((SARA,)),
        )
    )
    assert led.moved(ticket(assignee="sara"), "poshtibani")[1:] == (Assign(""),)
    assert TOM.name == SUPPORT.lead
    assert policy().moved(ticket(assignee="tom"), "support")[1:] == ()
