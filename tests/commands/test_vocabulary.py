"""All orders of agents, by their words: which there are, how they are found, and what the first of them give."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.commands import AGENTS, LOBBY, REQUESTERS, Command, Complaint, Obeyed, find, read, understood, words
from gateway.commands.grammar import folded
from gateway.tickets.changes import Assign, Change, Resolve, SetPriority
from gateway.tickets.people import Standing
from gateway.tickets.standing import Act, Ruling, rule
from gateway.tickets.ticket import Priority, Status

from ..builders import NOW, SARA, TOM, resolved, ticket
from ..folded import every
from .agents_desk import complaint, desk, effects, outcome

RESOLVE = Resolve(NOW, NOW + timedelta(days=3), NOW + timedelta(days=2))


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("#resolve", RESOLVE),
        ("#done", RESOLVE),
        ("#solved", RESOLVE),
        ("#حل‌شد", RESOLVE),
        ("#حل شد", RESOLVE),
        ("#حل شد.", RESOLVE),
        ("#حل شد!", RESOLVE),
        ("#حل_شد", RESOLVE),
        ("#حل-شد", RESOLVE),
        ("#حلشد", RESOLVE),
        ("#حل", RESOLVE),
        ("#take", Assign("tom")),
        ("#برداشتم", Assign("tom")),
        ("#assign sara", Assign("sara")),
        ("#assign SARA", Assign("sara")),
        ("#assign @sara", Assign("sara")),
        ("#assign Sara@Example.org", Assign("sara")),
        ("#assign Sara Ahmadi", Assign("sara")),
        ("#ارجاع sara", Assign("sara")),
        ("#ارجاع به sara", Assign("sara")),
        ("#priority high", SetPriority(Priority.HIGH)),
        ("#priority:high", SetPriority(Priority.HIGH)),
        ("#priority URGENT", SetPriority(Priority.URGENT)),
        ("#priority فوری", SetPriority(Priority.URGENT)),
        ("#اولویت فوري", SetPriority(Priority.URGENT)),
        ("#اولویت کم", SetPriority(Priority.LOW)),
        ("#اولویت بالا", SetPriority(Priority.HIGH)),
        ("#اولویت زياد", SetPriority(Priority.HIGH)),
    ],
)
def test_what_an_order_changes(line: str, change: Change) -> None:
    assert effects(line) == (change,)


@pytest.mark.parametrize("line", ["#priority normal", "#اولويت عادی"])
def test_what_is_so_already_is_asked_of_another_ticket(line: str) -> None:
    assert effects(line, desk(ticket(priority=Priority.LOW))) == (SetPriority(Priority.NORMAL),)


@pytest.mark.parametrize(
    ("line", "note"),
    [("#note", ""), ("#note he is angry", "he is angry"), ("#یادداشت", ""), ("#يادداشت مهم", "مهم")],
)
def test_a_note_keeps_the_article_internal(line: str, note: str) -> None:
    assert outcome(line) == Obeyed((), internal=True, note=note)


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
    in_english, in_persian = complaint(line)
    assert en in in_english
    assert fa in in_persian


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.MERGED, Status.SPAM])
def test_what_is_over_cannot_be_resolved(status: Status) -> None:
    en, _ = complaint("#resolve", desk(ticket(status=status)))
    assert status.value in en


def test_resolving_waits_as_long_as_the_department_says() -> None:
    found = ticket(department="poshtibani")
    assert effects("#resolve", desk(found)) == (RESOLVE,)
    assert isinstance(outcome("#resolve", desk(resolved())), Complaint)


def test_persian_names_of_agents_are_found_however_they_are_typed() -> None:
    ali = replace(SARA, name="علی")
    assert effects("#assign علي", desk(agents=(TOM, ali))) == (Assign("علی"),)


# --- the registry -----------------------------------------------------------------------------------------------------

WRITINGS = [(command, word) for command in AGENTS for word in (command.name, command.persian, *command.also)]


def test_every_order_can_be_typed_in_english_and_in_persian() -> None:
    for command in AGENTS:
        assert command.name.isascii()
        assert not command.persian.isascii()
        assert find(command.name, AGENTS) is command
        assert find(command.persian, AGENTS) is command


@every(("command", "word"), WRITINGS)
def test_every_writing_is_read_as_its_order(command: Command, word: str) -> None:
    spellings = [word, word.upper(), word.replace("\u200c", ""), word.replace("\u200c", "_"), word.replace(" ", "_")]
    spellings += [word.replace(" ", "\u200c"), word.replace("\u200c", "-"), word.replace("ی", "ي").replace("ک", "ك")]
    for spelling in spellings:
        (order,) = read(f"#{spelling}").orders
        assert understood(order, AGENTS) == (command, replace(order, argument=""))
    (order,) = read(f"#{word} something more").orders
    assert understood(order, AGENTS) == (command, replace(order, argument="something more"))
    assert read(f"#{word} x", words(AGENTS)).orders


def test_no_two_orders_share_a_writing() -> None:
    for one, other in combinations(AGENTS, 2):
        assert not words((one,)) & words((other,))


@pytest.mark.parametrize("commands", [AGENTS, REQUESTERS, LOBBY])
def test_words_are_kept_as_the_grammar_reads_them(commands: tuple[Command, ...]) -> None:
    for word in words(commands):
        assert [folded(part) for part in word.split()] == word.split()
        assert find(word, commands) is not None


def test_every_order_says_in_both_languages_what_it_does_and_takes() -> None:
    for command in AGENTS:
        assert command.does.en.isascii()
        assert command.does.fa
        assert bool(command.takes.en) == bool(command.takes.fa)


def test_every_order_is_an_order_and_those_that_reach_farther_ask_for_more() -> None:
    acts = {command.name: command.act for command in AGENTS}
    assert set(acts.values()) == {Act.ORDER_LOW, Act.ORDER_MEDIUM, Act.ORDER_HIGH}
    low = "take note resolve reopen snooze wake priority type product status help away back"
    assert {name for name, act in acts.items() if act is Act.ORDER_LOW} == set(low.split())
    assert {name for name, act in acts.items() if act is Act.ORDER_MEDIUM} == {"assign", "close", "department"}
    high = "cc uncc requester merge unmerge split unsplit release refuse spam"
    assert {name for name, act in acts.items() if act is Act.ORDER_HIGH} == set(high.split())
    assert all(rule(Standing.BEARER, act) is Ruling.IGNORED for act in acts.values())


# --- unknown words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("#resolv", "resolve"),
        ("#reslove", "resolve"),
        ("#resolve_it", "resolve"),
        ("#asign tom", "assign"),
        ("#unassign", "assign"),
        ("#prioritty high", "priority"),
        ("#clsoe", "close"),
        ("#snoze 3 days", "snooze"),
        ("#deparment support", "department"),
        ("#mrege 7", "merge"),
        ("#halp", "help"),
        ("#ارجا سارا", "assign"),
        ("#ارچاع سارا", "assign"),
        ("#اولوت زیاد", "priority"),
        ("#حلشده‌است", "resolve"),
        ("#بازکشایی", "reopen"),
    ],
)
def test_a_mistyped_order_is_told_which_one_it_looks_like(line: str, meant: str) -> None:
    en, fa = complaint(line)
    command = find(meant, AGENTS)
    assert command is not None
    assert f"did you mean #{meant}?" in en
    assert f"#{command.persian}" in fa
    assert "#help" in en
    assert "#راهنما" in fa


@pytest.mark.parametrize("line", ["#xyzzy", "#hashtag", "#فلان‌چیز", "#x"])
def test_what_looks_like_no_order_is_told_where_all_of_them_stand(line: str) -> None:
    en, fa = complaint(line)
    assert "did you mean" not in en
    assert "#help" in en
    assert "#راهنما" in fa


@given(
    st.text(alphabet="abcdefghijklmnoprstuvwxyzآابپتثجچحخدذرزسشصضطظعغفقکگلمنوهی", min_size=1, max_size=40),
    st.text(max_size=80),
)
def test_any_word_is_an_order_or_a_complaint(word: str, argument: str) -> None:
    for order in read(f"#{word} {argument}").orders:
        outcome_ = outcome(order.line) if "\n" not in order.line else None
        if isinstance(outcome_, Complaint):
            assert outcome_.why.en
            assert outcome_.why.fa
