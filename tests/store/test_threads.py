"""Message-IDs that lead to tickets: what is remembered, who is led, and two mails at the same moment."""

import threading
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from sqlalchemy import func, select, update

from gateway.facts import How
from gateway.store import tickets, unit_of_work
from gateway.store.schema import thread, ticket
from gateway.store.tickets import Stale
from gateway.store.work import Applied

from .sorting import ALI, EVE, REZA, TOM, Sorting, letter, together

GHOST = "<talk@colleague.example>"


def rows(sorting: Sorting, id: str) -> list[tuple[int, str]]:
    query = select(thread.c.ticket, thread.c.kind).where(thread.c.message_id == id).order_by(thread.c.ticket)
    return [(row.ticket, row.kind) for row in sorting.all(query)]


def led(sorting: Sorting, sender: str = ALI, **headers: str) -> list[tuple[How, int]]:
    known = sorting.gather(sorting.arrive(letter(sender, subject="x", **headers)))
    return [(each.how, each.ticket.number) for each in known.candidates]


# --- the same moment --------------------------------------------------------------------------------------------------


def race(sorting: Sorting, *raws: bytes) -> list[Applied | Exception]:
    """All mails are decided about before any of the decisions is written; each ends as a worker ends it."""
    pairs = [(arrived, sorting.work(arrived)) for arrived in map(sorting.arrive, raws)]

    def end(pair: int) -> Applied:
        arrived, work = pairs[pair]
        try:
            applied = sorting.apply(work)
        except Stale:
            return sorting.settle(arrived)
        assert applied is not None
        return applied

    return together(*(partial(end, pair) for pair in range(len(pairs))))


def tickets_of(ends: list[Applied | Exception]) -> set[int]:
    assert all(isinstance(end, Applied) for end in ends), ends
    return {end.ticket for end in ends if isinstance(end, Applied)}


@pytest.mark.parametrize("again", range(5))
def test_two_answers_to_one_ghost_at_the_same_moment_are_one_ticket(sorting: Sorting, again: int) -> None:
    ends = race(
        sorting,
        letter(body="One.", Message_ID="<1@a.example>", In_Reply_To=GHOST),
        letter(body="Two.", Message_ID="<2@a.example>", In_Reply_To=GHOST),
    )
    assert len(tickets_of(ends)) == 1
    assert sorting.count(ticket) == 1


def test_whoever_opens_a_ticket_by_the_same_ghost_waits_for_the_first_to_commit(sorting: Sorting) -> None:
    """The person is known to both, so nothing else makes the second wait."""
    sorting.sort(letter(subject="Something else", Message_ID="<0@a.example>"))
    one, two = (sorting.arrive(letter(body=words, In_Reply_To=GHOST)) for words in ("One.", "Two."))
    first, second = sorting.work(one), sorting.work(two)
    waited = threading.Thread(target=lambda: ends.extend(together(lambda: sorting.apply(second))))
    ends: list[Applied | Exception | None] = []
    with sorting.database.engine.begin() as connection:
        opened = unit_of_work.apply(connection, first)
        waited.start()
        waited.join(0.4)
        assert not ends, "it did not wait"
    waited.join(20)
    assert isinstance(ends[0], Stale)
    assert opened is not None
    assert sorting.settle(two).ticket == opened.ticket


def test_a_mail_and_the_answer_to_it_at_the_same_moment_are_one_ticket(sorting: Sorting) -> None:
    first = letter(body="One.", Message_ID="<1@a.example>", Cc=REZA)
    answer = letter(REZA, body="Two.", Message_ID="<2@a.example>", In_Reply_To="<1@a.example>", Cc=ALI)
    assert len(tickets_of(race(sorting, first, answer))) == 1


def test_two_answers_to_a_closed_ticket_at_the_same_moment_are_one_new_ticket(sorting: Sorting) -> None:
    old = sorting.sort(letter(Message_ID="<1@a.example>")).ticket
    sorting.write(lambda c: c.execute(update(ticket).values(status="closed")))
    ends = race(sorting, *(letter(body=words, In_Reply_To="<1@a.example>") for words in ("One.", "Two.")))
    assert len(tickets_of(ends)) == 1
    assert sorting.ticket(tickets_of(ends).pop()).follows == old


def test_different_people_at_the_same_moment_have_tickets_of_their_own(sorting: Sorting) -> None:
    ends = race(sorting, letter(In_Reply_To=GHOST), letter(EVE, In_Reply_To=GHOST))
    assert len(tickets_of(ends)) == 2


def test_what_a_decision_looked_at_does_not_make_it_stale(sorting: Sorting) -> None:
    """Else a mail that opens a new ticket after a closed one would be decided about for ever."""
    sorting.sort(letter(Message_ID="<1@a.example>", In_Reply_To=GHOST))
    sorting.write(lambda c: c.execute(update(ticket).values(status="closed")))
    work = sorting.work(sorting.arrive(letter(body="Again.", In_Reply_To=GHOST)))
    assert sorting.apply(work) is not None
    for n in range(30):  # more tickets than one mail's clues are followed to
        sorting.sort(letter(f"eve{n}@elsewhere.example", In_Reply_To=GHOST))
    sorting.write(lambda c: c.execute(update(ticket).values(status="closed")))
    assert sorting.apply(sorting.work(sorting.arrive(letter(body="Once more.", In_Reply_To=GHOST)))) is not None


# --- what is remembered -----------------------------------------------------------------------------------------------


def test_ids_are_remembered_in_one_form_and_found_in_any(sorting: Sorting) -> None:
    number = sorting.sort(letter(Message_ID="<ABC.1@Mail.A.Example>", In_Reply_To="<GHOST@b.example>")).ticket
    assert rows(sorting, "abc.1@mail.a.example") == [(number, "stored")]
    assert rows(sorting, "ghost@b.example") == [(number, "ghost")]
    for written in ("<abc.1@mail.a.example>", "<ABC.1@MAIL.A.EXAMPLE>", "< ABC.1@mail.A.example >", "Ghost@B.example"):
        assert led(sorting, In_Reply_To=written) == [(How.IN_REPLY_TO, number)], written


def test_ids_stored_as_they_were_written_are_still_found(sorting: Sorting) -> None:
    number = sorting.sort(letter(Message_ID="<abc@a.example>")).ticket
    sorting.write(lambda c: c.execute(update(thread).values(message_id=func.upper(thread.c.message_id))))
    assert led(sorting, In_Reply_To="<ABC@A.EXAMPLE>") == [(How.IN_REPLY_TO, number)]


def test_an_id_in_the_form_of_ours_counts_only_if_we_issued_it(sorting: Sorting) -> None:
    """The tag in an id proves nothing that the table does not know better: the table is what counts."""
    number = sorting.sort(letter()).ticket
    issued = sorting.all(select(thread.c.message_id).where(thread.c.kind == "issued"))[0][0]
    assert led(sorting, In_Reply_To=f"<{issued}>") == [(How.IN_REPLY_TO, number)]
    sorting.write(lambda c: c.execute(thread.delete()))
    assert led(sorting, In_Reply_To=f"<{issued}>") == [], "its tag still verifies"


def test_an_id_of_another_ticket_is_not_drawn_away(sorting: Sorting) -> None:
    mine = sorting.sort(letter(Message_ID="<1@a.example>")).ticket
    sorting.sort(letter(EVE, Message_ID="<2@b.example>", References="<0@b.example> <1@a.example>"))
    assert [number for number, _ in rows(sorting, "1@a.example")] == [mine]
    assert len(rows(sorting, "0@b.example")) == 1
    reply = sorting.sort(letter(TOM, subject="Re", body="Unplug it.", In_Reply_To="<1@a.example>"))
    assert reply.ticket == mine


def test_an_id_of_a_closed_ticket_leads_on_to_the_one_that_goes_on_from_it(sorting: Sorting) -> None:
    old = sorting.sort(letter(Message_ID="<1@a.example>")).ticket
    sorting.write(lambda c: c.execute(update(ticket).values(status="closed")))
    new = sorting.sort(letter(body="Not solved.", In_Reply_To="<1@a.example>")).ticket
    assert rows(sorting, "1@a.example") == [(old, "stored"), (new, "ghost")]
    assert sorting.sort(letter(body="At all.", subject=sorting.token(old), In_Reply_To="<1@a.example>")).ticket == new


def test_a_mail_that_comes_after_its_answer_joins_it_and_is_stored(sorting: Sorting) -> None:
    number = sorting.sort(letter(In_Reply_To="<late@a.example>")).ticket
    late = letter(body="The first.", Message_ID="<LATE@a.example>")
    known = sorting.gather(sorting.arrive(late))
    assert [(each.how, each.mentioned) for each in known.candidates] == [(How.MESSAGE_ID, True)]
    assert sorting.sort(late).ticket == number
    assert rows(sorting, "late@a.example") == [(number, "stored")]


def test_an_id_used_twice_makes_no_talk_of_two_mails(sorting: Sorting) -> None:
    """Some machines give all of their mails one Message-ID."""
    numbers = {sorting.sort(letter(body=f"Page {n}.", Message_ID="<scan@copier.example>")).ticket for n in range(3)}
    assert len(numbers) == 3


def test_a_crowd_of_tickets_that_mention_an_id_does_not_hide_ones_own(sorting: Sorting) -> None:
    mine = sorting.sort(letter(In_Reply_To=GHOST)).ticket
    for n in range(30):
        sorting.sort(letter(f"eve{n}@elsewhere.example", In_Reply_To=GHOST))
    assert sorting.count(ticket) == 31
    assert (How.IN_REPLY_TO, mine) in led(sorting, In_Reply_To=GHOST)


def test_the_clue_that_we_made_ourselves_strengthens_one_that_was_only_mentioned(sorting: Sorting) -> None:
    number = sorting.sort(letter(Message_ID="<1@a.example>", In_Reply_To=GHOST)).ticket
    alone = sorting.gather(sorting.arrive(letter(TOM, subject="x", In_Reply_To=GHOST)))
    both = sorting.gather(sorting.arrive(letter(TOM, subject="x", In_Reply_To=GHOST, References="<1@a.example>")))
    assert [each.mentioned for each in (*alone.candidates, *both.candidates)] == [True, False]
    assert sorting.sort(letter(TOM, subject="Me too", body="Help.", In_Reply_To=GHOST)).ticket != number


# --- merged tickets ---------------------------------------------------------------------------------------------------


def chain(sorting: Sorting, length: int) -> list[int]:
    """Tickets of one person, each merged into the next."""
    numbers = [sorting.sort(letter(subject=f"T{n}", Message_ID=f"<{n}@a.example>")).ticket for n in range(length + 1)]
    for number, target in pairwise(numbers):
        merged = update(ticket).where(ticket.c.number == number).values(status="merged", merged_into=target)
        sorting.write(partial(lambda connection, change: connection.execute(change), change=merged))
    return numbers


def candidates(sorting: Sorting, **headers: str) -> list[tuple[str, int]]:
    known = sorting.gather(sorting.arrive(letter(**headers)))
    return [(each.evidence, each.ticket.number) for each in known.candidates]


def test_a_merged_ticket_leads_to_the_one_that_it_became_part_of(sorting: Sorting) -> None:
    old, new = chain(sorting, 1)
    assert sorting.ticket(old).merged == new
    assert candidates(sorting, subject=sorting.token(old)) == [(f"#{old}, merged into #{new}", new)]
    led_to = [(f"<0@a.example> of #{old}, merged into #{new}", new)]
    assert candidates(sorting, subject="x", In_Reply_To="<0@a.example>") == led_to
    both = candidates(sorting, subject=f"{sorting.token(new)} {sorting.token(old)}")
    assert both == [(f"#{new}", new)], "each ticket once"


@pytest.mark.parametrize(("length", "followed"), [(2, True), (5, True), (6, False)])
def test_chains_of_merged_tickets_are_followed_so_far(sorting: Sorting, length: int, followed: bool) -> None:
    numbers = chain(sorting, length)
    found = candidates(sorting, subject=sorting.token(numbers[0]))
    assert [number for _, number in found] == [numbers[-1] if followed else numbers[0]]


def test_a_ring_of_merged_tickets_does_no_harm(sorting: Sorting) -> None:
    numbers = chain(sorting, 2)
    ring = update(ticket).where(ticket.c.number == numbers[-1]).values(status="merged", merged_into=numbers[0])
    sorting.write(lambda connection: connection.execute(ring))
    for number in numbers:
        assert candidates(sorting, subject=sorting.token(number)) == [(f"#{number}", number)]


def test_a_ticket_that_is_open_again_is_no_longer_followed(sorting: Sorting) -> None:
    old, _ = chain(sorting, 1)
    sorting.write(lambda c: c.execute(update(ticket).where(ticket.c.number == old).values(status="open")))
    assert candidates(sorting, subject=sorting.token(old)) == [(f"#{old}", old)]


def test_a_change_keeps_what_a_ticket_was_merged_into(sorting: Sorting) -> None:
    old, new = chain(sorting, 1)
    before = sorting.ticket(old)
    sorting.write(lambda connection: tickets.rewrite(connection, before, replace(before, subject="Other")))
    assert sorting.ticket(old).merged == new
