"""Several orders in one mail: each sees what the orders before it did, and a refused one is told with the rest."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.commands import AGENTS, LIMIT, LOBBY, REQUESTERS, Desk, Session, Verdict, canonical, find, follow, read
from gateway.commands.grammar import order_lines
from gateway.facts import HeldMail, Surroundings
from gateway.tickets.changes import Assign, Merge, Resolve, SetDepartment, SetPriority, apply
from gateway.tickets.effects import OnOther, Settle
from gateway.tickets.standing import Act
from gateway.tickets.ticket import Priority, Status

from ..builders import ALI, EVE, NOW, POSHTIBANI, SARA, author, facts, policy, ticket
from .agents_desk import desk, session

SHORT = replace(POSHTIBANI, window=replace(POSHTIBANI.window, length=timedelta(hours=1)))


def planted(text: str) -> Desk:
    """Somebody else wrote this on the ticket before."""
    return desk(around=Surroundings(planted=order_lines(text)))


# --- in sequence ------------------------------------------------------------------------------------------------------


def test_each_order_sees_the_ticket_as_the_orders_before_it_left_it() -> None:
    departments = (policy().departments[0], SHORT)
    found = session("#department poshtibani\n#priority urgent\n#resolve", desk(departments=departments))
    assert found.changes == (
        SetDepartment("poshtibani"),
        SetPriority(Priority.URGENT),
        Resolve(NOW, NOW + timedelta(hours=1), NOW + timedelta(minutes=30)),  # as long as its new department waits
    )
    assert found.ticket == apply(ticket(), found.changes)
    assert found.acts == (Act.ORDER_MEDIUM, Act.ORDER_LOW, Act.ORDER_LOW)
    assert not found.refused


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("#take\n#take", "#take"),
        ("#assign mina\n#ارجاع mina", "#ارجاع mina"),
        ("#priority high\n#priority زیاد", "#priority زیاد"),
        ("#resolve\n#resolve", "#resolve"),
        ("#close\n#resolve", "#resolve"),
        ("#spam\n#close", "#close"),
        ("#resolve\n#snooze tomorrow", "#snooze tomorrow"),
        ("#snooze tomorrow\n#wake\n#wake", "#wake"),
        ("#cc a@b.example\n#cc A@B.example", "#cc A@B.example"),
        ("#cc a@b.example\n#uncc a@b.example\n#uncc a@b.example", "#uncc a@b.example"),
        ("#requester reza@customer.example\n#uncc reza@customer.example", "#uncc reza@customer.example"),
        ("#release\n#refuse", "#refuse"),
        ("#release 57\n#release 57", "#release 57"),
    ],
)
def test_an_order_that_comes_too_late_is_refused(text: str, refused: str) -> None:
    around = Surroundings(held=(HeldMail(57, EVE, NOW),))
    found = session(text, desk(around=around))
    assert [order.line for order, _ in found.refused] == [refused]
    assert len(found.done) == text.count("\n")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("#close\n#reopen", Status.OPEN),
        ("#spam\n#not spam\n#resolve", Status.RESOLVED),
        ("#resolve\n#reopen\n#close", Status.CLOSED),
    ],
)
def test_orders_may_take_back_what_orders_before_them_did(text: str, status: Status) -> None:
    found = session(text)
    assert not found.refused
    assert found.ticket.status is status


def test_a_refused_order_changes_nothing_for_those_behind_it() -> None:
    found = session("#assign\n#take\n#nonsense\n#priority high")
    assert found.changes == (Assign("tom"), SetPriority(Priority.HIGH))
    assert [order.line for order, _ in found.refused] == ["#assign", "#nonsense"]


def test_nothing_is_done_for_a_ticket_that_has_become_part_of_another() -> None:
    at = desk(around=Surroundings(named=(ticket(number=9),)))
    for late in ("#cc a@b.example", "#take", "#priority high", "#department poshtibani"):
        found = session(f"#merge 9\n{late}", at)
        assert found.changes == (Merge(9),)
        ((order, complaint),) = found.refused
        assert order.line == late
        assert "#9" in complaint.why.en
        assert "۹" in complaint.why.fa


def test_another_ticket_is_seen_as_the_orders_before_left_it() -> None:
    """Eve's ticket takes Ali's people in; the next order to it finds them there."""
    other = ticket(number=9, requester=EVE, participants=())
    found = session("#merge 9\n#unmerge", desk(around=Surroundings(named=(other,))))
    ((_, _, merged),) = found.done
    (joined,) = [effect for effect in merged.effects if isinstance(effect, OnOther)]
    assert joined.before == other
    assert apply(other, joined.changes).involves(ALI.address)


def test_the_eleventh_order_is_refused_even_if_it_only_asks() -> None:
    found = session("#status\n" * LIMIT + "#help")
    ((order, complaint),) = found.refused
    assert order.line == "#help"
    assert str(LIMIT) in complaint.why.en
    assert "۱۰" in complaint.why.fa
    assert len(found.done) == LIMIT


def test_notes_are_put_together() -> None:
    found = session("#note He is angry.\n#take\n#یادداشت زنگ بزنید")
    assert found.internal
    assert found.noted == "He is angry.\nزنگ بزنید"
    assert not session("#take").internal
    assert session("#note").noted == ""


def test_no_orders_are_no_session() -> None:
    assert follow((), desk(), AGENTS) == Session((), (), ticket())


# --- planted lines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["#close", "?#Close:", "#spam", "#assign mina", "#note for you", "#حل شد", "#release"])
def test_a_line_that_a_customer_wrote_is_refused_and_another_writing_is_named(line: str) -> None:
    around = Surroundings(held=(HeldMail(57, EVE, NOW),), planted=order_lines(f"Hello,\n> {line}\n"))
    found = session(line, desk(around=around))
    ((_, complaint),) = found.refused
    assert not found.done
    named = complaint.why.en.partition("begin it with ")[2].removesuffix(" instead")
    assert complaint.why.fa.endswith(f"چنین آغاز کنید: {named}")
    argument = read(line).orders[0].argument if line != "#حل شد" else ""
    assert session(f"{named} {argument}", desk(around=around)).done


def test_where_every_writing_was_planted_none_is_named() -> None:
    close = find("close", AGENTS)
    assert close is not None
    every = "\n".join(f"#{word}" for word in (close.name, close.persian, *close.also))
    ((_, complaint),) = session("#close", planted(every)).refused
    assert "instead" not in complaint.why.en
    assert "آغاز کنید" not in complaint.why.fa


@pytest.mark.parametrize("line", ["#status", "#help", "#راهنما", "#help close"])
def test_what_only_asks_is_answered_whoever_else_wrote_it(line: str) -> None:
    assert session(line, planted(line)).done


def test_an_unknown_or_impossible_order_is_refused_for_what_it_is() -> None:
    ((_, complaint),) = session("#resolv", planted("#resolv")).refused
    assert "no such order" in complaint.why.en


def test_a_requesters_own_order_is_not_refused_because_somebody_wrote_it() -> None:
    at = Desk(author(ALI), replace(facts(ALI), around=Surroundings(planted=order_lines("#close"))), policy(), ticket())
    assert follow(read("#close").orders, at, REQUESTERS).done


# --- the transcript ---------------------------------------------------------------------------------------------------


def test_the_transcript_says_what_came_of_each_order_in_the_words_of_its_writer() -> None:
    found = session("#Take\n#حل شد")
    assert found.transcript("en", Verdict.DONE) == ("#Take\n  done", "#حل شد\n  done")
    assert found.transcript("fa", Verdict.DONE) == ("#Take\n  انجام شد", "#حل شد\n  انجام شد")


def test_refused_orders_stand_first_and_the_others_say_why_they_were_not_done() -> None:
    refused, other = session("#take\n#resolv").transcript("en", Verdict.NOT_DONE)
    assert refused.startswith("#resolv\n  refused: there is no such order")
    assert other == "#take\n  not done, because another order of this mail was refused"
    refused, other = session("#take\n#resolv").transcript("fa", Verdict.NOT_DONE)
    assert refused.startswith("#resolv\n  پذیرفته نشد: ")
    assert other.startswith("#take\n  انجام نشد، چون")


def test_where_no_order_was_refused_it_was_the_writer_who_may_not() -> None:
    (line,) = session("#take").transcript("en", Verdict.NOT_DONE)
    assert "another order" not in line
    assert "not done" in line


@pytest.mark.parametrize(("verdict", "begin"), [(Verdict.WOULD, "this was a trial"), (Verdict.ASKED, "waits")])
def test_what_is_not_done_yet_says_what_it_would_bring(verdict: Verdict, begin: str) -> None:
    known, plain = session("#snooze tomorrow\n#take").transcript("en", verdict)
    assert known.startswith(f"#snooze tomorrow\n  {begin}")
    assert known.endswith("the ticket sleeps until Sunday 22 November 2026, 09:00")
    assert plain == f"#take\n  {verdict.value.en}"
    in_persian = "\n".join(session("#snooze tomorrow\n#take").transcript("fa", verdict))
    assert "یکشنبه ۱ آذر ۱۴۰۵، ساعت ۰۹:۰۰" in in_persian
    assert verdict.value.fa in in_persian


@pytest.mark.parametrize("verdict", Verdict)
def test_what_was_asked_is_told_in_any_case(verdict: Verdict) -> None:
    (line,) = session("#status").transcript("en", verdict)
    assert line.startswith("#status\n  Status: open\n  ")


# --- orders in mails that ask for a yes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("#close", "#close"),
        ("?#بستن", "#close"),
        ("#حل شد", "#resolve"),
        ("#assign:  Sara   Ahmadi", "#assign Sara Ahmadi"),
        ("#ارجاع به \u2067sara\u2069", "#assign sara"),
        ("#note A \u2028new\x0bone", "#note A new one"),
        ("#یادداشت می‌آید", "#note می‌آید"),
    ],
)
def test_an_order_is_shown_in_our_word_and_one_line(line: str, shown: str) -> None:
    ((order, command, _),) = session(line).done
    assert canonical(order, command) == shown


def test_questions_that_need_no_ticket_are_shown_alike() -> None:
    (order,) = read("#زبان  فارسی").orders
    question = find(order.name, LOBBY)
    assert question is not None
    assert canonical(order, question) == "#language فارسی"


@given(st.text(max_size=60))
def test_what_is_shown_is_read_as_the_same_order(argument: str) -> None:
    for order, command, _ in session("#note " + argument.replace("\n", " ")).done:
        shown = canonical(order, command)
        ((again, same, _),) = session(shown).done
        assert (canonical(again, same), same) == (shown, command)


# --- any mail ---------------------------------------------------------------------------------------------------------

LINES = [f"#{command.name}" for command in AGENTS] + [f"#{command.persian}" for command in AGENTS]
ARGUMENTS = ["", "9", "#9", "tom", "me", "-", "high", "support", "tomorrow", "a@b.example", "all", "57", "x" * 300, "﷽"]
ARGUMENTS += ["reza@customer.example", "ali@customer.example", "۹", "فردا", "من", "همه", "<<<@@@>>>", "\u202e", "\x00"]


@given(
    st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(ARGUMENTS) | st.text(max_size=30)), max_size=LIMIT + 2),
    st.sampled_from(Status),
)
def test_any_orders_on_any_ticket_are_followed_or_refused(lines: list[tuple[str, str]], status: Status) -> None:
    around = Surroundings(named=(ticket(number=9),), held=(HeldMail(57, EVE, NOW), HeldMail(58, ALI, NOW)))
    orders = read("\n".join(f"{order} {argument}" for order, argument in lines)).orders
    found = follow(orders, desk(ticket(status=status), SARA, around), AGENTS)
    assert len(found.done) + len(found.refused) == len(orders) <= LIMIT + 1
    assert len(found.done) <= LIMIT
    assert found.ticket == apply(ticket(status=status), found.changes)
    for verdict in Verdict:
        for language in ("en", "fa"):
            assert all("\n  " in line for line in found.transcript(language, verdict))
    for _, complaint in found.refused:
        assert complaint.why.en
        assert complaint.why.fa
        assert max(map(len, (complaint.why.en, complaint.why.fa))) < 1000
    settled = [effect.mail for effect in found.effects if isinstance(effect, Settle)]
    assert len(settled) == len(set(settled))
