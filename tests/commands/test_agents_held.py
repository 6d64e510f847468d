"""Orders of agents about mails that are held on a ticket."""

from datetime import timedelta

import pytest

from gateway.commands import Desk
from gateway.facts import HeldMail, Surroundings
from gateway.tickets.effects import Settle

from ..builders import EVE, NOW, REZA
from .agents_desk import complaint, desk, effects, session, told

EVES = HeldMail(57, EVE, NOW - timedelta(hours=1))
REZAS = HeldMail(58, REZA, NOW)


def holding(*mails: HeldMail) -> Desk:
    return desk(around=Surroundings(held=mails))


@pytest.mark.parametrize(
    ("line", "admitted"),
    [
        ("#release", True),
        ("#admit", True),
        ("#let in", True),
        ("#پذیرش", True),
        ("#refuse", False),
        ("#reject", False),
        ("#رد", False),
        ("#رد کن", False),
    ],
)
def test_the_only_held_mail_is_meant(line: str, admitted: bool) -> None:
    assert effects(line, holding(EVES)) == (Settle(57, admitted),)
    assert effects(f"{line} 57", holding(EVES)) == (Settle(57, admitted),)


@pytest.mark.parametrize("argument", ["58", "#58", "mail 58", "۵۸", "نامهٔ ۵۸", "ایمیل ۵۸", "\u206858\u2069"])
def test_one_of_several_is_named(argument: str) -> None:
    assert effects(f"#release {argument}", holding(EVES, REZAS)) == (Settle(58, True),)
    assert effects(f"#رد {argument}", holding(EVES, REZAS)) == (Settle(58, False),)


@pytest.mark.parametrize("argument", ["all", "ALL", "both", "همه", "هر دو", "هر‌دو"])
def test_all_are_settled_together(argument: str) -> None:
    assert effects(f"#release {argument}", holding(EVES, REZAS)) == (Settle(57, True), Settle(58, True))


def test_what_was_settled_is_told_with_its_writer() -> None:
    en, fa = told("#release 57", holding(EVES, REZAS))
    assert en == "let in: mail 57 of Eve <eve@elsewhere.example> (Saturday 21 November 2026, 12:30)"
    assert "ایمیل ۵۷" in fa
    assert "شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۲:۳۰" in fa
    assert told("#refuse 57", holding(EVES))[0].startswith("refused: mail 57")


@pytest.mark.parametrize("line", ["#release", "#release 59", "#release the first", "#refuse 5", "#پذیرش", "#رد ۵۹"])
def test_where_it_is_not_clear_which_one_they_are_listed(line: str) -> None:
    en, fa = complaint(line, holding(EVES, REZAS))
    assert "which? Held: mail 57 of Eve <eve@elsewhere.example>" in en
    assert "mail 58 of Reza Karimi" in en
    assert "ایمیل ۵۷" in fa
    assert "ایمیل ۵۸" in fa


@pytest.mark.parametrize("line", ["#release", "#release all", "#refuse 57", "#پذیرش همه"])
def test_where_nothing_is_held_that_is_said(line: str) -> None:
    en, fa = complaint(line)
    assert "no mail is held" in en
    assert "نگه داشته نشده" in fa


def test_a_mail_that_was_settled_is_held_no_more_for_the_orders_behind() -> None:
    found = session("#release 57\n#refuse", holding(EVES, REZAS))
    assert found.effects == (Settle(57, True), Settle(58, False))
    assert len(session("#release all\n#refuse 58", holding(EVES, REZAS)).refused) == 1
