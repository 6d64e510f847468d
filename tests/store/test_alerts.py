"""The one mail that tells of a brake."""

from dataclasses import replace

from sqlalchemy import select

from gateway.policy import Brakes
from gateway.store.schema import notice

from ..builders import SUPPORT, TOM
from .sorting import ALI, Sorting, letter
from .test_brakes import unproven

ALERTS = select(notice.c.recipient, notice.c.lines, notice.c.ticket).where(notice.c.kind == "alert")


def alerts(sorting: Sorting) -> list[tuple[str, ...]]:
    return [(row.recipient, *row.lines[:3]) for row in sorting.all(ALERTS.order_by(notice.c.id))]


def test_the_lead_hears_once_a_day_that_an_address_gets_no_more_answers(sorting: Sorting) -> None:
    for number in range(3):
        sorting.sort(unproven(ALI, number))
    assert alerts(sorting) == []
    for number in range(3, 6):
        sorting.sort(unproven(ALI, number))
    assert alerts(sorting) == [("tom@example.org", "address_brake", ALI, "3")]
    assert sorting.all(ALERTS)[0].ticket is None
    sorting.later(days=1)
    for number in range(6, 12):
        sorting.sort(unproven(ALI, number))
    assert len(alerts(sorting)) == 2


def test_the_mail_that_it_began_with_is_named(sorting: Sorting) -> None:
    last = [sorting.arrive(unproven(ALI, number)) for number in range(4)]
    for arrived in last:
        sorting.settle(arrived)
    assert sorting.all(ALERTS)[0].lines[3] == str(last[3].id)


def test_without_a_lead_all_agents_of_the_department_hear(sorting: Sorting) -> None:
    sorting.policy = replace(sorting.policy, departments=(replace(SUPPORT, lead=""),))
    for number in range(5):
        sorting.sort(unproven(ALI, number))
    assert {each[0] for each in alerts(sorting)} == {"tom@example.org", "mina@example.org"}
    assert len(alerts(sorting)) == 2


def test_a_domain_the_whole_and_a_ticket_have_alerts_of_their_own(sorting: Sorting) -> None:
    sorting.policy = replace(sorting.policy, brakes=Brakes(domain=2, everyone=4, ticket_hour=2))
    for number in range(4):
        sorting.sort(unproven(f"p{number}@crowd.example", number))
    for number in range(4):
        sorting.sort(unproven(f"p@crowd{number}.example", number))
    ticket = sorting.sort(letter()).ticket
    for number in range(4):
        sorting.sort(letter(subject=sorting.token(ticket), body=f"More {number}"))
    assert [each[1:] for each in alerts(sorting)] == [
        ("domain_brake", "crowd.example", "2"),
        ("total_brake", "", "4"),
        ("flood_brake", str(ticket), "2"),
    ]


def test_nobody_is_alerted_where_nothing_would_have_been_answered(sorting: Sorting) -> None:
    ticket = sorting.sort(letter()).ticket
    for number in range(2):
        sorting.sort(letter(subject=f"Thing {number}"))
    sorting.sort(letter(subject=sorting.token(ticket), body="More of it."))
    sorting.sort(letter(subject="Disk full", Auto_Submitted="auto-generated"))
    assert alerts(sorting) == []
    sorting.sort(letter(subject="Another thing"))
    assert len(alerts(sorting)) == 1


def test_no_flood_of_alerts_comes_of_a_flood_with_many_victims(sorting: Sorting) -> None:
    for victim in range(8):
        for number in range(4):
            sorting.sort(unproven(f"p{victim}@v{victim}.example", number))
    assert len(alerts(sorting)) == 5
    sorting.later(hours=1.1)
    for number in range(4):
        sorting.sort(unproven("q@w.example", number))
    assert len(alerts(sorting)) == 6


def test_an_alert_says_who_it_is_for_in_their_language(sorting: Sorting) -> None:
    persian = replace(TOM, language="fa")
    sorting.policy = replace(sorting.policy, agents=(persian,), departments=(replace(SUPPORT, agents=(persian,)),))
    for number in range(4):
        sorting.sort(unproven(ALI, number))
    row = sorting.all(select(notice).where(notice.c.kind == "alert"))[0]
    assert (row.language, row.role, row.voice) == ("fa", "agent", "auto-generated")
