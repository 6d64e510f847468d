"""A mail that could not be read is a stub ticket to people, and later the ticket, a merged or a closed one."""

from sqlalchemy import select

from gateway.store import ledger, stubs
from gateway.store.schema import article, mail, ticket
from gateway.store.work import Applied
from gateway.tickets.ticket import Status

from .sorting import ALI, EVE, Sorting, letter, together


def park(sorting: Sorting, id: int) -> int:
    return sorting.write(lambda connection: stubs.park(connection, id, "Traceback: why", sorting.policy, sorting.now))


def requeue(sorting: Sorting, id: int) -> None:
    assert sorting.write(lambda connection: ledger.requeue(connection, id, sorting.now))


def test_a_parked_mail_is_a_ticket_that_says_what_to_do(sorting: Sorting) -> None:
    arrived = sorting.arrive(letter(), "poshtibani@example.org")
    stub = sorting.ticket(park(sorting, arrived.id))
    assert (stub.status, stub.department, stub.requester.address) == (Status.NEW, "poshtibani", ALI)
    assert f"postroom requeue mail {arrived.id}" in sorting.all(select(article.c.text))[0][0]
    row = sorting.all(select(mail))[0]
    assert (row.outcome, row.parked, row.error, row.ticket) == ("waiting", True, "Traceback: why", stub.number)
    assert sorting.kinds() == []


def test_it_has_one_stub_however_often_and_by_how_many_it_is_parked(sorting: Sorting) -> None:
    id = sorting.arrive(letter()).id
    numbers = together(*[lambda: park(sorting, id)] * 6)
    assert len(set(numbers)) == 1, numbers
    requeue(sorting, id)
    assert park(sorting, id) == numbers[0]
    assert sorting.count(ticket) == 1


def test_read_after_all_the_stub_becomes_the_ticket(sorting: Sorting) -> None:
    arrived = sorting.arrive(letter(subject="Printer broken"))
    stub = park(sorting, arrived.id)
    requeue(sorting, arrived.id)
    assert sorting.settle(arrived).ticket == stub
    assert sorting.ticket(stub).subject == "Printer broken"
    assert sorting.count(ticket) == 1
    assert sorting.kinds(stub) == ["received", "new_mail", "new_mail"]
    assert sorting.outcome(arrived.id) == "ticket"


def test_become_a_reply_elsewhere_the_stub_is_merged(sorting: Sorting) -> None:
    opened = sorting.sort(letter()).ticket
    arrived = sorting.arrive(letter(subject=sorting.token(opened), body="More."))
    stub = park(sorting, arrived.id)
    requeue(sorting, arrived.id)
    assert sorting.settle(arrived).ticket == opened
    rows = sorting.all(select(ticket.c.status, ticket.c.merged_into).where(ticket.c.number == stub))
    assert [tuple(row) for row in rows] == [("merged", opened)]


def test_held_elsewhere_the_stub_is_merged_too(sorting: Sorting) -> None:
    opened = sorting.sort(letter()).ticket
    arrived = sorting.arrive(letter(EVE, sorting.token(opened)))
    stub = park(sorting, arrived.id)
    requeue(sorting, arrived.id)
    assert sorting.settle(arrived).ticket == opened
    assert sorting.ticket(stub).status is Status.MERGED


def test_discarded_the_stub_is_closed(sorting: Sorting) -> None:
    sorting.sort(letter())
    arrived = sorting.arrive(letter())
    stub = park(sorting, arrived.id)
    requeue(sorting, arrived.id)
    assert sorting.settle(arrived).ticket == 0
    assert sorting.ticket(stub).status is Status.CLOSED
    assert sorting.outcome(arrived.id) == "duplicate"


def test_parking_and_deciding_at_once_end_in_one_ticket(sorting: Sorting) -> None:
    arrived = sorting.arrive(letter())
    ends = together(lambda: park(sorting, arrived.id), lambda: sorting.settle(arrived))
    decided = ends[1]
    assert isinstance(decided, Applied)
    assert sorting.count(ticket) == 1
    row = sorting.all(select(mail))[0]
    assert (row.outcome, row.parked, row.ticket) == ("ticket", False, decided.ticket)
