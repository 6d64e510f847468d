"""The ticket as a value, and the people in it."""

import pytest

from gateway.tickets.people import Person
from gateway.tickets.ticket import Ticket

from ..builders import ALI, EVE, REZA, ticket


@pytest.mark.parametrize(
    ("address", "takes_part"),
    [(ALI.address, True), (REZA.address, True), (EVE.address, False), ("", False), ("Ali@customer.example", False)],
)
def test_who_takes_part(address: str, takes_part: bool) -> None:
    assert ticket().involves(address) is takes_part


def test_a_ticket_cannot_be_changed_in_place() -> None:
    found: Ticket = ticket()
    with pytest.raises(AttributeError):
        found.subject = "other"  # type: ignore[misc]


def test_a_person_without_a_name_is_shown_by_address() -> None:
    assert Person(1, "a@b.example").shown == "a@b.example"
    assert ALI.shown == "Ali Rezaei"
