"""What each order gives: changes, a note, or a complaint in the agent's language."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.commands import COMMANDS, Complaint, Desk, KeepInternal, Obeyed, Order, obey, read
from gateway.mail.persian import fold
from gateway.tickets.changes import Assign, Change, Resolve, SetPriority
from gateway.tickets.ticket import Priority, Status, Ticket

from ..builders import NOW, SARA, TOM, author, facts, policy, resolved, ticket

RESOLVE = Resolve(NOW, NOW + timedelta(days=3))


def desk(found: Ticket | None = None) -> Desk:
    return Desk(found or ticket(), author(TOM), facts(TOM), policy())


def outcome(line: str, found: Ticket | None = None) -> Obeyed | KeepInternal | Complaint:
    (order,) = read(line).orders
    return obey(order, desk(found))


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("#resolve", RESOLVE),
        ("#حل‌شد", RESOLVE),
        ("#حل شد", RESOLVE),
        ("#حل شد.", RESOLVE),
        ("#حلشد", RESOLVE),
        ("#حل", RESOLVE),
        ("#take", Assign("tom")),
        ("#برداشتم", Assign("tom")),
        ("#assign sara", Assign("sara")),
        ("#assign SARA", Assign("sara")),
        ("#assign Sara@Example.org", Assign("sara")),
        ("#ارجاع sara", Assign("sara")),
        ("#priority high", SetPriority(Priority.HIGH)),
        ("#priority URGENT", SetPriority(Priority.URGENT)),
        ("#priority فوری", SetPriority(Priority.URGENT)),
        ("#اولویت فوري", SetPriority(Priority.URGENT)),
        ("#اولویت کم", SetPriority(Priority.LOW)),
        ("#اولويت عادی", SetPriority(Priority.NORMAL)),
        ("#اولویت بالا", SetPriority(Priority.HIGH)),
        ("#اولویت زياد", SetPriority(Priority.HIGH)),
    ],
)
def test_what_an_order_changes(line: str, change: Change) -> None:
    assert outcome(line) == Obeyed((change,))


@pytest.mark.parametrize("line", ["#note", "#note he is angry", "#یادداشت", "#يادداشت مهم"])
def test_a_note_keeps_the_article_internal(line: str) -> None:
    assert outcome(line) == KeepInternal()


@pytest.mark.parametrize(
    ("line", "en", "fa"),
    [
        ("#resolv", "#resolve", "#حل‌شد"),
        ("#assign", "#assign NAME", "ارجاع"),
        ("#assign nobody", "tom, mina, sara", "tom"),
        ("#assign evil@example.org", "no agent", "کارشناسی"),
        ("#priority", "low, normal, high or urgent", "فوری"),
        ("#priority very high", "low, normal, high or urgent", "فوری"),
        ("#resolve tomorrow", "nothing may stand behind it", "متن"),
        ("#take care", "nothing may stand behind it", "متن"),
        ("#حل نشد", "nothing may stand behind it", "متن"),  # "not solved"
    ],
)
def test_an_order_that_cannot_be_followed_says_why(line: str, en: str, fa: str) -> None:
    complaint = outcome(line)
    assert isinstance(complaint, Complaint)
    assert en in complaint.in_language("en")
    assert fa in complaint.in_language("fa")


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.MERGED, Status.SPAM])
def test_what_is_over_cannot_be_resolved(status: Status) -> None:
    complaint = outcome("#resolve", ticket(status=status))
    assert isinstance(complaint, Complaint)
    assert status.value in complaint.en


def test_resolving_waits_as_long_as_the_department_says() -> None:
    found = ticket(department="poshtibani")
    assert outcome("#resolve", found) == Obeyed((RESOLVE,))
    assert isinstance(outcome("#resolve", resolved()), Complaint)


def test_persian_names_of_agents_are_found_however_they_are_typed() -> None:
    ali = replace(SARA, name="علی")
    with_ali = replace(desk(), policy=policy(agents=(TOM, ali)))
    assert obey(Order("assign", "علي", "#assign علي"), with_ali) == Obeyed((Assign("علی"),))


def test_every_order_can_be_typed_in_english_and_in_persian() -> None:
    english = {command for name, command in COMMANDS.items() if name.isascii()}
    persian = {command for name, command in COMMANDS.items() if not name.isascii()}
    assert english <= persian


def test_names_are_kept_as_the_grammar_reads_them() -> None:
    for name in COMMANDS:
        assert fold(name) == name
        assert orders_named(name) == [name]


def orders_named(name: str) -> list[str]:
    return [order.name for order in read(f"#{name}").orders]
