"""What is asked where a mail may open a ticket: how much its writer has open already."""

import pytest

from gateway.tickets.ticket import Status

from .sorting import ALI, EVE, Sorting, letter, ticket


def open_tickets(sorting: Sorting, sender: str, number: int) -> int:
    arrived = sorting.arrive(letter(sender, f"Thing {number}", Message_ID=f"<{number}@c.example>"))
    return sorting.gather(arrived).beginning.open_tickets


def test_who_is_new_has_none_and_everybody_has_their_own(sorting: Sorting) -> None:
    assert open_tickets(sorting, ALI, 1) == 0
    for number in (2, 3):
        sorting.sort(letter(ALI, f"Thing {number}", Message_ID=f"<{number}@c.example>"))
    assert open_tickets(sorting, ALI, 4) == 2
    assert open_tickets(sorting, EVE, 5) == 0


@pytest.mark.parametrize("status", Status)
def test_what_is_solved_or_over_is_not_open(sorting: Sorting, status: Status) -> None:
    number = sorting.sort(letter(ALI, "Thing 1", Message_ID="<1@c.example>")).ticket
    moved = ticket.update().where(ticket.c.number == number).values(status=status.value)
    sorting.write(lambda connection: connection.execute(moved))
    open_ = status in (Status.NEW, Status.OPEN, Status.WAITING)
    assert open_tickets(sorting, ALI, 2) == open_
