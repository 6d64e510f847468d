"""A decision is written once and wholly, however many workers decide at the same moment."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from gateway.decisions import Outcome, Update
from gateway.mail.reply_address import KeyRing
from gateway.store import tickets
from gateway.store.facts import Arrived
from gateway.store.schema import article, fingerprint, journal, mail, notice, participant, person, thread, ticket
from gateway.store.taker import Taker
from gateway.store.tickets import Stale
from gateway.store.unit_of_work import outcome_of
from gateway.store.work import Applied
from gateway.tickets.people import Person, Role
from gateway.tickets.ticket import Status

from ..canary import note
from .sorting import ALI, EVE, REZA, TOM, Sorting, letter, together


def test_a_first_mail_becomes_a_ticket_with_article_journal_notices_and_trail(sorting: Sorting) -> None:
    applied = sorting.sort(letter(Message_ID="<1@a.example>", Cc=REZA))
    opened = sorting.ticket(applied.ticket)
    assert opened.number >= 1001
    assert (opened.status, opened.requester.address) == (Status.NEW, ALI)
    assert [each.address for each in opened.participants] == [REZA]
    row = sorting.all(select(mail))[0]
    assert (row.outcome, row.ticket, row.message_id, row.parked) == ("ticket", applied.ticket, "1@a.example", False)
    assert row.trail["standing"] == "aligned"
    assert row.finished == sorting.now
    assert [row.change for row in sorting.all(select(journal).order_by(journal.c.id))] == ["open", "participant"]
    assert sorting.count(article) == 1
    assert sorting.kinds() == ["received", "new_mail", "new_mail"]
    assert len(applied.notices) == 3
    assert sorting.all(select(participant.c.person).where(participant.c.ticket == applied.ticket))


def test_applied_a_second_time_it_changes_nothing(sorting: Sorting) -> None:
    work = sorting.work(sorting.arrive(letter(Message_ID="<1@a.example>")))
    assert sorting.apply(work) is not None
    before = [sorting.count(table) for table in (ticket, article, notice, journal, thread, fingerprint)]
    assert sorting.apply(work) is None
    assert [sorting.count(table) for table in (ticket, article, notice, journal, thread, fingerprint)] == before


def test_the_same_decision_applied_by_eight_workers_at_once_is_written_once(sorting: Sorting) -> None:
    work = sorting.work(sorting.arrive(letter(Message_ID="<1@a.example>")))
    ends = together(*[lambda: sorting.apply(work)] * 8)
    assert sorted(type(end).__name__ for end in ends) == ["Applied", *["NoneType"] * 7]
    assert (sorting.count(ticket), sorting.count(article)) == (1, 1)


def test_two_workers_who_decide_about_one_ticket_at_once_are_both_right_in_the_end(sorting: Sorting) -> None:
    opened = sorting.sort(letter(Message_ID="<1@a.example>", Cc=REZA)).ticket
    subject = f"Re: {sorting.token(opened)}"
    first = sorting.work(sorting.arrive(letter(subject=subject, body="From Ali.")))
    second = sorting.work(sorting.arrive(letter(REZA, subject, "From Reza.")))
    ends = together(lambda: sorting.apply(first), lambda: sorting.apply(second))
    assert sorted(type(end).__name__ for end in ends) == ["Applied", "Stale"]
    loser = second if isinstance(ends[1], Stale) else first
    assert sorting.outcome(loser.arrived.id) == "waiting"
    assert sorting.settle(loser.arrived).ticket == opened
    texts = {row.text for row in sorting.all(select(article.c.text))}
    assert texts == {"It is broken.", "From Ali.", "From Reza."}
    assert sorting.ticket(opened).version == 3


def test_many_replies_to_one_ticket_at_once_all_arrive_there(sorting: Sorting) -> None:
    opened = sorting.sort(letter(Message_ID="<1@a.example>")).ticket
    subject = f"Re: {sorting.token(opened)}"
    arrived = [sorting.arrive(letter(subject=subject, body=f"Reply {n}.")) for n in range(8)]
    ends = together(*[lambda each=each: sorting.settle(each) for each in arrived])
    assert [end.ticket if isinstance(end, Applied) else end for end in ends] == [opened] * 8
    assert sorting.count(article) == 9
    assert sorting.count(ticket) == 1


def test_the_same_mail_decided_twice_at_once_is_one_ticket_and_one_duplicate(sorting: Sorting) -> None:
    raw = letter(Message_ID="<1@a.example>")
    works = [sorting.work(sorting.arrive(raw)) for _ in range(2)]
    ends = together(*[lambda work=work: sorting.apply(work) for work in works])
    assert sorted(type(end).__name__ for end in ends) == ["Applied", "Stale"]
    loser = next(work for work, end in zip(works, ends, strict=True) if isinstance(end, Stale))
    assert sorting.settle(loser.arrived).ticket == 0
    assert sorted(row.outcome for row in sorting.all(select(mail.c.outcome))) == ["duplicate", "ticket"]
    assert sorting.count(ticket) == 1


def test_new_people_who_name_each_other_at_once_are_stored_once_and_nobody_waits_for_ever(sorting: Sorting) -> None:
    """Two transactions that add the same people in different orders would wait for each other."""
    names = [f"p{number}@customer.example" for number in range(12)]
    arrived: list[Arrived] = []
    for round_ in range(6):
        order = names if round_ % 2 else names[::-1]
        raw = letter(order[0], f"Thing {round_}", f"Round {round_}.", Cc=", ".join(order[1:]))
        arrived.append(sorting.arrive(raw))
    ends = together(*[lambda each=each: sorting.settle(each) for each in arrived])
    assert all(isinstance(end, Applied) for end in ends), ends
    stored = [row.address for row in sorting.all(select(person.c.address))]
    assert sorted(stored) == sorted({*stored})
    assert set(names) <= set(stored)
    assert sorting.count(ticket) == 6


def test_ticket_numbers_of_many_at_once_are_all_different(sorting: Sorting) -> None:
    arrived = [sorting.arrive(letter(f"q{n}@customer.example", f"Thing {n}")) for n in range(16)]
    ends = together(*[lambda each=each: sorting.settle(each) for each in arrived])
    numbers = [end.ticket for end in ends if isinstance(end, Applied)]
    assert len(set(numbers)) == 16
    assert min(numbers) == 1001


def test_words_without_a_message_id_are_a_duplicate_for_a_day_only(sorting: Sorting) -> None:
    raw = letter()
    assert sorting.sort(raw).ticket == 1001
    sorting.later(hours=23)
    assert sorting.sort(raw).ticket == 0
    sorting.later(hours=2)
    assert sorting.sort(raw).ticket > 1001
    assert sorting.sort(raw).ticket == 0


def test_with_a_message_id_it_is_a_duplicate_for_ever(sorting: Sorting) -> None:
    raw = letter(Message_ID="<1@a.example>")
    sorting.sort(raw)
    sorting.later(days=400)
    assert sorting.sort(raw).ticket == 0


def test_other_words_under_a_used_message_id_are_another_mail(sorting: Sorting) -> None:
    """Nobody suppresses a mail by using its id first."""
    assert sorting.sort(letter(Message_ID="<1@a.example>")).ticket
    assert sorting.sort(letter(EVE, body="Mine.", Message_ID="<1@a.example>")).ticket


def test_a_mail_held_on_a_ticket_leads_nobody_there(sorting: Sorting) -> None:
    opened = sorting.sort(letter(Message_ID="<1@a.example>")).ticket
    raw = letter(EVE, sorting.token(opened), "Tell me.", Message_ID="<e@x.example>", References="<ghost@x.example>")
    assert sorting.sort(raw).ticket == opened
    assert sorting.kinds(opened)[-2:] == ["held", "held"]
    ids = {row.message_id for row in sorting.all(select(thread.c.message_id))}
    assert not ids & {"e@x.example", "ghost@x.example"}
    assert "1@a.example" in ids


def test_ids_that_a_mail_mentions_lead_to_its_ticket_from_then_on(sorting: Sorting) -> None:
    first = sorting.sort(letter(Message_ID="<2@a.example>", References="<0@a.example> <1@a.example>")).ticket
    reply = sorting.sort(letter(body="More.", Message_ID="<3@a.example>", In_Reply_To="<0@a.example>"))
    assert reply.ticket == first
    kinds = {row.message_id: row.kind for row in sorting.all(select(thread).where(thread.c.kind != "issued"))}
    assert kinds == {"0@a.example": "ghost", "1@a.example": "ghost", "2@a.example": "stored", "3@a.example": "stored"}


def test_a_notice_is_issued_once_for_a_cause_and_person_and_keeps_its_message_id(sorting: Sorting) -> None:
    """Written again, as after a restored backup: the same ids come out, and no second row."""
    arrived = sorting.arrive(letter(Message_ID="<1@a.example>"))
    sorting.settle(arrived)
    rows = sorting.all(select(notice.c.id, notice.c.message_id, notice.c.once).order_by(notice.c.id))
    assert len({row.message_id for row in rows}) == len(rows) == 3
    assert all(row.message_id.startswith("t.1001.") and "@in.example.org" in row.message_id for row in rows)

    from gateway.store.issue import Cause, addressed, issue

    work = sorting.work(sorting.arrive(letter(body="Other.", Message_ID="<9@a.example>")))
    assert isinstance(work.decision, Update)
    people = {row.address: Person(row.id, row.address) for row in sorting.all(select(person))}
    notices = addressed(work.decision.notices, people)
    cause = Cause(f"mail {arrived.id}", 1001, sorting.all(select(article.c.id))[0][0], arrived.id)
    again = sorting.write(lambda connection: issue(connection, cause, notices, sorting.policy, sorting.now))
    assert again == tuple(row.id for row in rows)
    assert sorting.count(notice) == 3

    taker, anew = Taker("us"), replace(sorting.policy, ring=KeyRing({2: b"another key" * 3}, 2))
    under_another_key = sorting.write(lambda connection: issue(connection, cause, notices, anew, sorting.now, taker))
    assert (under_another_key, taker.took, sorting.count(notice)) == ((), [], 3)


def test_a_participant_who_is_an_author_and_gets_notices_fits_every_column(sorting: Sorting) -> None:
    """PostgreSQL enforces lengths; the longest word of each closed set must fit."""
    opened = sorting.sort(letter(Message_ID="<1@a.example>", Cc=REZA)).ticket
    sorting.sort(letter(REZA, f"Re: {sorting.token(opened)}", "From Reza."))
    roles = {row.author_role for row in sorting.all(select(article.c.author_role))}
    assert roles == {Role.REQUESTER.value, Role.PARTICIPANT.value}
    assert Role.PARTICIPANT.value in {row.role for row in sorting.all(select(notice.c.role))} | roles


def test_what_fails_half_way_leaves_no_half_ticket(sorting: Sorting, monkeypatch: pytest.MonkeyPatch) -> None:
    from gateway.store import unit_of_work

    work = sorting.work(sorting.arrive(letter(Message_ID="<1@a.example>")))

    def fail(*arguments: object) -> None:
        raise LookupError("in the middle")

    with monkeypatch.context() as patched:
        patched.setattr(unit_of_work, "_end", fail)
        with pytest.raises(LookupError):
            sorting.apply(work)
    assert [sorting.count(table) for table in (ticket, article, notice, journal, thread, fingerprint, person)] == [
        0
    ] * 7
    assert sorting.apply(work) is not None


def test_a_ticket_that_moved_on_refuses_the_old_version(sorting: Sorting) -> None:
    opened = sorting.sort(letter(Message_ID="<1@a.example>")).ticket
    before = sorting.ticket(opened)
    sorting.write(lambda connection: tickets.rewrite(connection, before, before))
    with pytest.raises(Stale):
        sorting.write(lambda connection: tickets.rewrite(connection, before, before))


def test_every_outcome_is_written_with_its_reason(sorting: Sorting) -> None:
    opened = sorting.sort(letter(Message_ID="<1@a.example>")).ticket
    token = sorting.token(opened)
    sorting.sort(letter(Message_ID="<1@a.example>"))
    sorting.sort(letter(subject=token, body="More."))
    sorting.sort(letter(subject=token, body="I am away.", Auto_Submitted="auto-replied"))
    sorting.sort(letter(EVE, token))
    sorting.sort(letter(TOM, token, note("#note Hm.")))
    issued = sorting.all(select(notice.c.message_id))[0][0]
    sorting.sort(letter(Message_ID=f"<{issued}>"))
    sorting.sort(letter(EVE, From="Eve <eve@elsewhere.example>, Bob <b@elsewhere.example>"))
    found = [(row.outcome, bool(row.reason)) for row in sorting.all(select(mail).order_by(mail.c.id))]
    outcomes = ["ticket", "duplicate", "reply", "automatic", "held", "note", "discarded", "quarantined"]
    assert found == [(outcome, True) for outcome in outcomes]


def test_a_decision_says_its_outcome(sorting: Sorting) -> None:
    assert outcome_of(sorting.work(sorting.arrive(letter())).decision) is Outcome.TICKET


def test_hostile_but_readable_words_fit_both_databases(sorting: Sorting) -> None:
    """Long local parts, long ids, controls and lone surrogates in every field."""
    long = "x" * 15_000
    raw = (
        f'From: "{long}" <{long}@customer.example>\r\nTo: support@example.org\r\nMessage-ID: <{"i" * 900}@a>\r\n'
        f"References: {' '.join(f'<{n}.{long[:240]}@b>' for n in range(80))}\r\nSubject: =?utf-8?b?7bKA7bKA?= \x01\x02"
        f"{long}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\x00\x01 \\udc80 {long}\r\n"
    ).encode() + b"\xed\xb2\x80 \xff\xfe\x00"
    applied = sorting.sort(raw)
    assert sorting.outcome(1) in {"ticket", "quarantined"}, applied


def test_a_requeued_row_that_ended_meanwhile_is_left_alone(sorting: Sorting) -> None:
    arrived = sorting.arrive(letter())
    work = sorting.work(arrived)
    sorting.write(lambda c: c.execute(update(mail).where(mail.c.id == arrived.id).values(outcome="discarded")))
    assert sorting.apply(work) is None
    assert sorting.count(ticket) == 0
