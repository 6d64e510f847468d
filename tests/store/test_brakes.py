"""What the brakes count, and that no number of mails at the same moment gets past them."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, update

from gateway.policy import Brakes
from gateway.store import sent_lately
from gateway.store.schema import mail, notice, spool
from gateway.store.tickets import Stale
from gateway.store.work import Work

from ..builders import NOW
from .sorting import ALI, TOM, Sorting, letter, together

THREADS = 8


def unproven(sender: str, number: int, body: str = "") -> bytes:
    return letter(sender, f"Thing {number}", body or f"Thing {number} is broken.", Authentication_Results="")


def answers(sorting: Sorting) -> int:
    return int(sorting.all(select(func.count()).where(notice.c.kind == "received"))[0][0])


def decided(sorting: Sorting, *raws: bytes) -> list[Work]:
    """Decided about before any of them is written, as by many workers at one moment."""
    return [sorting.work(sorting.arrive(raw)) for raw in raws]


def write_all(sorting: Sorting, works: list[Work]) -> None:
    """Eight at a time; what has become stale is decided again, as a worker does."""
    for start in range(0, len(works), THREADS):
        part = works[start : start + THREADS]
        ends = together(*(partial(sorting.apply, work) for work in part))
        odd = [end for end in ends if isinstance(end, Exception) and not isinstance(end, Stale)]
        assert not odd, odd
        for work, end in zip(part, ends, strict=True):
            if isinstance(end, Stale):
                sorting.settle(work.arrived)


def test_eight_threads_with_one_victim_let_three_answers_through(sorting: Sorting) -> None:
    write_all(sorting, decided(sorting, *(unproven(ALI, number) for number in range(2 * THREADS))))
    assert answers(sorting) == 3
    assert sorting.all(select(mail.c.outcome).distinct()) == [("ticket",)]
    assert sorting.count(mail) == 2 * THREADS


def test_proven_people_are_counted_by_their_address_all_the_same(sorting: Sorting) -> None:
    write_all(sorting, decided(sorting, *(letter(subject=f"Thing {number}") for number in range(THREADS))))
    assert answers(sorting) == 3


def test_eight_threads_with_many_victims_keep_to_the_limit_of_their_domain(sorting: Sorting) -> None:
    sorting.policy = replace(sorting.policy, brakes=Brakes(domain=5))
    raws = [unproven(f"p{number}@crowd.example", number) for number in range(2 * THREADS)]
    write_all(sorting, decided(sorting, *raws))
    assert answers(sorting) == 5


def test_eight_threads_with_many_domains_keep_to_the_limit_of_all(sorting: Sorting) -> None:
    sorting.policy = replace(sorting.policy, brakes=Brakes(everyone=6))
    raws = [unproven(f"p@crowd{number}.example", number) for number in range(2 * THREADS)]
    write_all(sorting, decided(sorting, *raws))
    assert answers(sorting) == 6


def test_who_is_far_from_a_limit_is_not_counted_and_who_comes_near_is(sorting: Sorting) -> None:
    """By numbers of notices there is room; a hundred thousand rows of an hour are not read for each mail."""
    sorting.policy = replace(sorting.policy, brakes=Brakes(domain=1000, everyone=1000))
    for number in range(5):
        sorting.sort(unproven(f"p{number}@crowd{number % 2}.example", number))
    with sorting.database.read() as connection:
        ask = partial(sent_lately.ask_unproven, connection, "p@crowd0.example", now=sorting.now)
        far = ask(Brakes(domain=1000, everyone=1000)).counts()
        near = ask(Brakes(domain=sent_lately.CROWD + 3, everyone=1000)).counts()
        nearer = ask(Brakes(domain=1000, everyone=sent_lately.CROWD + 5)).counts()
    assert far == (0, 0, None)
    assert near == (3, 0, sorting.now)
    assert nearer == (0, 5, sorting.now)
    sorting.later(minutes=61)
    with sorting.database.read() as connection:
        quiet = sent_lately.ask_unproven(connection, "p@crowd0.example", Brakes(domain=1, everyone=1), sorting.now)
        assert quiet.counts() == (0, 0, None)


def test_who_is_proven_is_answered_however_much_their_domain_gets(sorting: Sorting) -> None:
    sorting.policy = replace(sorting.policy, brakes=Brakes(domain=1, everyone=1))
    for number in range(3):
        sorting.sort(unproven(f"p{number}@crowd.example", number))
    assert answers(sorting) == 1
    sorting.sort(letter("q@crowd.example"))
    assert answers(sorting) == 2


def test_a_brake_that_bites_in_a_race_stands_in_the_trail(sorting: Sorting) -> None:
    works = decided(sorting, *(unproven(ALI, number) for number in range(4)))
    for work in works[:3]:
        sorting.apply(work)
    with pytest.raises(Stale):
        sorting.apply(works[3])
    sorting.settle(works[3].arrived)
    trail = sorting.all(select(mail.c.trail).where(mail.c.id == works[3].arrived.id))[0][0]
    assert "address_brake" in [finding["check"] for finding in trail["findings"]]


def test_an_hour_later_there_is_an_answer_again_and_after_ten_a_day_later(sorting: Sorting) -> None:
    for number in range(20):
        sorting.sort(unproven(ALI, number))
        sorting.later(minutes=21)
    assert answers(sorting) == 10
    sorting.later(days=1)
    sorting.sort(unproven(ALI, 99))
    assert answers(sorting) == 11


def test_every_notice_knows_the_domain_that_it_goes_to(sorting: Sorting) -> None:
    sorting.sort(letter())
    rows = sorting.all(select(notice.c.recipient, notice.c.domain))
    assert {recipient.rpartition("@")[2] for recipient, _ in rows} == {domain for _, domain in rows}
    assert ("ali@customer.example", "customer.example") in [tuple(row) for row in rows]


def test_a_ticket_with_very_much_mail_tells_nobody_of_each_and_keeps_all(sorting: Sorting) -> None:
    sorting.policy = replace(sorting.policy, brakes=Brakes(ticket_hour=4))
    number = sorting.sort(letter()).ticket
    for count in range(8):
        sorting.sort(letter(subject=sorting.token(number), body=f"More, number {count}."))
    told = [kind for kind in sorting.kinds(number) if kind == "new_mail"]
    assert len(told) == 4 * 2  # both agents of the department
    assert sorting.all(select(func.count()).select_from(mail).where(mail.c.ticket == number)) == [(9,)]
    sorting.later(hours=1.1)
    sorting.sort(letter(subject=sorting.token(number), body="Still there?"))
    assert len([kind for kind in sorting.kinds(number) if kind == "new_mail"]) == 5 * 2


def test_what_our_own_people_write_goes_out_however_much_there_is(sorting: Sorting) -> None:
    sorting.policy = replace(sorting.policy, brakes=Brakes(ticket_hour=2))
    number = sorting.sort(letter()).ticket
    for count in range(6):
        sorting.sort(letter(TOM, sorting.token(number), f"Answer number {count}."))
    assert sorting.kinds(number).count("answered") == 6


# --- echoes -----------------------------------------------------------------------------------------------------------


def loop(sorting: Sorting, number: int, body: str) -> int:
    """A mail that comes a second after the last answer; how many echoes it is."""
    raw = unproven(f"away+{number}@loop.example", number, body)
    arrived = sorting.arrive(raw)
    accepted = sorting.later(seconds=1)
    sorting.write(lambda c: c.execute(update(spool).where(spool.c.id == arrived.id).values(accepted=accepted)))
    sorting.later(seconds=1)
    count = sorting.gather(arrived).traffic.echoes
    sorting.settle(arrived)
    return count


AWAY = "I am away until Monday. Your mail will be read when I am back, it has the number {} on my list of mails."


def test_the_same_words_after_each_answer_are_echoes_whatever_address_they_come_from(sorting: Sorting) -> None:
    assert [loop(sorting, number, AWAY.format(number)) for number in range(8)] == [0, 1, 2, 3, 4, 4, 4, 4]
    assert answers(sorting) == 4


def test_other_words_and_other_domains_are_no_echo(sorting: Sorting) -> None:
    assert [loop(sorting, number, f"Question {'x' * number} of mine.") for number in range(4)] == [0, 0, 0, 0]
    arrived = sorting.arrive(unproven("ann@other.example", 1, "Question x of mine."))
    assert sorting.gather(arrived).traffic.echoes == 0


def test_a_mail_without_words_is_no_echo(sorting: Sorting) -> None:
    assert [loop(sorting, number, " ") for number in range(3)] == [0, 0, 0]


def test_people_who_say_the_same_at_the_same_moment_are_no_echoes(sorting: Sorting) -> None:
    """An outage: everybody writes before anybody is answered."""
    arrived = [sorting.arrive(unproven(f"p{number}@crowd.example", number, "No network!")) for number in range(20)]
    sorting.write(lambda c: c.execute(update(spool).values(accepted=NOW - timedelta(seconds=5))))
    for each in arrived:
        sorting.settle(each)
    assert answers(sorting) == 20


def test_domains_are_told_from_addresses() -> None:
    assert sent_lately.domain_of("ali@customer.example") == "customer.example"
    assert sent_lately.domain_of("nobody") == "nobody"
