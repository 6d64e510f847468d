"""Orders of agents that only ask: how a ticket stands, and which orders there are."""

from dataclasses import replace

import pytest

from gateway.commands import AGENTS, read
from gateway.facts import HeldMail, Surroundings
from gateway.policy import Choice
from gateway.tickets.ticket import Priority, Status

from ..builders import EVE, NOW, SUPPORT, ticket
from .agents_desk import complaint, desk, effects, outcome, session, told

PRODUCTS = (Choice("printer-x", (("en", "Printer X"), ("fa", "چاپگر ایکس"))),)


def test_the_status_is_told_in_a_few_lines_of_either_language() -> None:
    found = ticket(assignee="mina", priority=Priority.HIGH, type="extension", product="printer-x", snoozed=NOW)
    at = desk(found, around=Surroundings(held=(HeldMail(57, EVE, NOW),)), products=PRODUCTS)
    en, fa = told("#status", at)
    assert en.split("\n") == [
        "Status: open",
        "Sleeps until: Saturday 21 November 2026, 13:30",
        "Agent: Mina Sadr",
        "Department: Support",
        "Priority: high",
        "Type: extension",
        "Product: Printer X",
        "Requester: Ali Rezaei <ali@customer.example>",
        "Also in it: Reza Karimi <reza@customer.example>",
        "Held: mail 57 of Eve <eve@elsewhere.example> (Saturday 21 November 2026, 13:30)",
    ]
    lines = fa.split("\n")
    assert lines[0] == "وضعیت: باز"
    assert lines[1] == "کنار گذاشته تا: شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۳:۳۰"
    assert lines[3:7] == ["بخش: پشتیبانی", "اولویت: زیاد", "نوع: تمدید", "محصول: چاپگر ایکس"]
    assert len(lines) == len(en.split("\n"))


def test_a_bare_ticket_has_a_short_status() -> None:
    en, fa = told("#وضعیت", desk(ticket(status=Status.NEW, participants=())))
    assert en.split("\n")[:3] == ["Status: new", "Agent: nobody", "Department: Support"]
    assert "Product" not in en
    assert "Also in it" not in en
    assert "کارشناس: هیچ‌کس" in fa


def test_what_is_no_longer_configured_is_told_by_its_word() -> None:
    found = ticket(assignee="gone", type="old", product="older")
    en, _ = told("#status", desk(found, products=PRODUCTS))
    assert "Agent: gone\n" in en
    assert "Type: old\n" in en
    assert "Product: older\n" in en


def test_the_status_is_that_after_the_orders_before() -> None:
    found = session("#take\n#priority urgent\n#resolve\n#status")
    told_ = found.done[-1][2].told.en
    assert "Status: resolved" in told_
    assert "Agent: Tom Baker" in told_
    assert "Priority: urgent" in told_


def test_names_in_the_other_direction_are_set_apart() -> None:
    people = ticket(requester=replace(EVE, name="اِوا"), participants=())
    en, fa = told("#status", desk(people))
    assert "Requester: \u2068اِوا\u2069 <eve@elsewhere.example>" in en
    assert "درخواست‌کننده: اِوا <\u2068eve@elsewhere.example\u2069>" in fa


def test_nobodys_words_make_more_lines_than_they_should() -> None:
    odd = ticket(requester=replace(EVE, name="Eve\nStatus: closed\u2028\u202e" + "x" * 500), participants=())
    at = desk(odd, departments=(replace(SUPPORT, labels=()),))
    en, _ = told("#status", at)
    assert len(en.split("\n")) == 6
    assert "\u202e" not in en
    assert max(map(len, en.split("\n"))) < 150


def test_asking_does_nothing() -> None:
    for line in ("#status", "#help", "#help close"):
        assert effects(line) == ()


# --- help -------------------------------------------------------------------------------------------------------------


def test_help_tells_all_orders_with_what_they_take_and_do() -> None:
    en, fa = told("#help")
    for command in AGENTS:
        assert f"#{command.name} {command.takes.en}".rstrip() in en
        assert command.does.en in en
        assert f"#{command.persian} {command.takes.fa}".rstrip() in fa
        assert command.does.fa in fa
    assert len(en.split("\n")) == len(fa.split("\n")) == len(AGENTS) + 1


def test_every_line_of_help_fits_a_mail_and_begins_with_its_order() -> None:
    *lines, last = told("#help")[0].split("\n")
    assert [line.partition(": ")[0].split()[0] for line in lines] == [f"#{command.name}" for command in AGENTS]
    assert max(map(len, lines)) < 78
    assert "?#close" in last


def test_the_orders_that_help_tells_are_orders() -> None:
    for said in told("#help"):
        for line in said.split("\n")[:-1]:
            (order,) = read(line).orders
            assert not any("no such order" in why.why.en for _, why in session(order.line).refused)


@pytest.mark.parametrize("line", ["#help merge", "#help #merge", "#help MERGE", "#راهنما ادغام", "#help join"])
def test_help_about_one_order_tells_how_else_it_is_written(line: str) -> None:
    en, fa = told(line)
    assert en.startswith("#merge NUMBER: ")
    assert "#ادغام" in en
    assert fa.startswith("#ادغام شماره: ")
    assert "#merge" in fa
    assert "#join" in fa


@pytest.mark.parametrize("line", ["#help me with the printer", "#help flying", "#راهنما لطفا"])
def test_help_about_no_order_says_how_to_see_them_all(line: str) -> None:
    en, fa = complaint(line)
    assert "#help alone" in en
    assert "#راهنما" in fa


def test_every_writing_that_help_tells_can_be_written() -> None:
    for command in AGENTS:
        for word in told(f"#help {command.name}")[0].split("written as ")[1].split():
            (order,) = read(word).orders
            assert outcome(f"#help {order.name}") == outcome(f"#help {command.name}")
