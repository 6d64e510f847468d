"""Stored mails, with what was known of each when it was decided about."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from gateway.mail.inbound import InboundMail
from gateway.mail.parse import parse
from gateway.rules import read
from gateway.store import trials
from gateway.store.database import Connection
from gateway.store.journal import Entry, write
from gateway.store.trials import Chosen
from gateway.tickets.people import Standing
from gateway.tickets.ticket import Status
from gateway.trial import Past

from ..builders import NOW, policy
from .sorting import ALI, EVE, TOM, Sorting, letter, ticket

RULES = """
[[rule]]
name = "prizes"
when.subject = "prize"
then.hold = true

[[rule]]
name = "offers"
when.subject = "offer"
then.spam = true
"""


def with_rules(sorting: Sorting) -> Sorting:
    found = read(RULES, policy(), 1)
    assert not found.mistakes
    sorting.policy = replace(sorting.policy, rules=found.rules)
    return sorting


def sort(sorting: Sorting, number: int, sender: str = ALI, subject: str = "A thing", **fields: str) -> int:
    """The ticket. Each mail comes a minute after the one before."""
    sorting.later(minutes=1)
    return sorting.sort(letter(sender, subject, Message_ID=f"<{number}@c.example>", **fields)).ticket


def again(sorting: Sorting, id: int) -> InboundMail:
    spooled = sorting.spool.read(id)
    return parse(spooled.raw, spooled.envelope)


def chosen(sorting: Sorting, last: int = 100) -> tuple[Chosen, ...]:
    with sorting.database.read() as connection:
        return trials.choose(connection, last)


def pasts(sorting: Sorting, last: int = 100) -> list[Past]:
    return list(trials.pasts(sorting.database, chosen(sorting, last), lambda id: again(sorting, id)))


def test_openers_held_ones_and_what_customers_answer_are_chosen(sorting: Sorting) -> None:
    with_rules(sorting)
    number = sort(sorting, 1)
    sort(sorting, 2, subject="A prize")
    sort(sorting, 3, subject=f"Re: A thing {sorting.token(number)}")
    sort(sorting, 4, TOM, f"Re: A thing {sorting.token(number)}")  # an agent's answer
    sort(sorting, 5, EVE, Authentication_Results="border.example.org; dmarc=fail header.from=elsewhere.example")
    sort(sorting, 1)  # a second copy
    found = chosen(sorting)
    assert [(each.id, each.ticket, each.opened) for each in found] == [
        (1, number, True),
        (2, 0, False),
        (3, number, False),
    ]
    assert [each.at for each in found] == [NOW + timedelta(minutes=minute) for minute in (1, 2, 3)]
    assert {each.standing for each in found} == {Standing.ALIGNED}


def test_of_the_last_mails_only(sorting: Sorting) -> None:
    number = sort(sorting, 1)
    for each in range(2, 6):
        sort(sorting, each, EVE)
    assert [each.id for each in chosen(sorting, 2)] == [4, 5]
    sort(sorting, 7, subject=f"Re: A thing {sorting.token(number)}")
    assert [each.id for each in chosen(sorting, 2)] == [5], "an answer on a ticket that is older says nothing"
    assert chosen(sorting, 0) == ()


def test_a_mail_is_as_it_was_then(sorting: Sorting) -> None:
    weak = sort(sorting, 1, Authentication_Results="")
    sort(sorting, 2)
    first, second = pasts(sorting)
    assert (first.ticket, first.author.standing, second.author.standing) == (weak, Standing.UNPROVEN, Standing.ALIGNED)
    assert first.author.person.address == ALI
    assert first.author.person.id == second.author.person.id > 0
    assert first.mail.subject == "A thing"
    assert (first.at, second.at) == (NOW + timedelta(minutes=1), NOW + timedelta(minutes=2))


def test_open_tickets_are_those_of_mails_outside_of_the_trial(sorting: Sorting) -> None:
    """Those inside are counted by the trial itself."""
    for number in range(1, 4):
        sort(sorting, number)
    sort(sorting, 4, EVE)
    assert [past.others for past in pasts(sorting, 2)] == [2, 0]
    assert [past.others for past in pasts(sorting)] == [0, 0, 0, 0]


def test_what_was_over_at_that_moment_was_not_open(sorting: Sorting) -> None:
    numbers = [sort(sorting, number) for number in range(1, 5)]
    sort(sorting, 5)

    def end(connection: Connection) -> None:
        ends = NOW + timedelta(minutes=4, seconds=30)
        late = NOW + timedelta(minutes=6)
        lives: tuple[dict[str, Any], ...] = (
            {"status": Status.CLOSED.value, "closed": ends},
            {"status": Status.CLOSED.value, "closed": late, "resolved": ends},
            {"status": Status.RESOLVED.value, "resolved": late},
            {"status": Status.SPAM.value},
        )
        for number, values in zip(numbers, lives, strict=True):
            connection.execute(ticket.update().where(ticket.c.number == number).values(**values))
        write(connection, numbers[3], None, None, ends, (Entry("status", "new", "spam"),))

    sorting.write(end)
    (last,) = pasts(sorting, 1)
    assert last.others == 1
    assert [past.ended is None for past in pasts(sorting)] == [False] * 4 + [True]


def test_what_a_rule_took_for_spam_is_known(sorting: Sorting) -> None:
    with_rules(sorting)
    sort(sorting, 1, subject="An offer")
    second = sort(sorting, 2, subject="Re: it", In_Reply_To="<1@c.example>")
    first, answer = pasts(sorting)
    assert (first.spam, first.ended, first.opened) == (True, None, True)
    assert (answer.ticket, answer.opened, answer.spam) == (second, True, False)
    assert answer.follows is not None
    assert answer.follows.number == first.ticket


def test_a_mail_that_cannot_be_read_again_is_left_out(sorting: Sorting) -> None:
    for number in range(1, 30):
        sort(sorting, number)
    read = trials.pasts(sorting.database, chosen(sorting), lambda id: None if id % 2 else again(sorting, id))
    assert [past.id for past in read] == list(range(2, 30, 2))


def test_reading_stops_when_the_time_is_over(sorting: Sorting) -> None:
    for number in range(1, 30):
        sort(sorting, number)
    tries: list[int] = []

    def look(id: int) -> InboundMail:
        tries.append(id)
        return again(sorting, id)

    found = list(trials.pasts(sorting.database, chosen(sorting), look, lambda: len(tries) < 5))
    assert len(found) <= len(tries) < 20
