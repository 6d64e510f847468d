"""Orders of agents about what a ticket says of itself."""

from dataclasses import replace

import pytest

from gateway.policy import Choice
from gateway.tickets.changes import Assign, Change, SetDepartment, SetPriority, SetProduct, SetType
from gateway.tickets.ticket import Priority

from ..builders import MINA, POSHTIBANI, SARA, SUPPORT, TOM, policy, ticket
from .agents_desk import complaint, desk, effects

PRODUCTS = (
    Choice("printer-x", (("en", "Printer X"), ("fa", "چاپگر ایکس"))),
    Choice("scanner", (("en", "Scanner"), ("fa", "اسکنر"))),
)
SALES = replace(
    POSHTIBANI, name="sales", labels=(("en", "Sales"), ("fa", "واحد فروش")), addresses=("sales@example.org",)
)
DEPARTMENTS = (SUPPORT, SALES)


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("#take", Assign("tom")),
        ("#mine", Assign("tom")),
        ("#برداشتم", Assign("tom")),
        ("#با من", Assign("tom")),
        ("#assign mina", Assign("mina")),
        ("#assign to mina", Assign("mina")),
        ("#assign  Mina   Sadr", Assign("mina")),
        ("#assign Tom Baker", Assign("tom")),
        ("#ارجاع به sara", Assign("sara")),
        ("#واگذاری sara@example.org", Assign("sara")),
        ("#department sales", SetDepartment("sales")),
        ("#dept SALES", SetDepartment("sales")),
        ("#move to sales", SetDepartment("sales")),
        ("#department sales@example.org", SetDepartment("sales")),
        ("#بخش واحد فروش", SetDepartment("sales")),
        ("#بخش واحدِ  فروش", SetDepartment("sales")),
        ("#انتقال به واحد فروش", SetDepartment("sales")),
        ("#priority high", SetPriority(Priority.HIGH)),
        ("#prio medium-", None),
        ("#اولویت خیلی فوری", SetPriority(Priority.URGENT)),
        ("#type extension", SetType("extension")),
        ("#type Non-Cooperation", SetType("non-cooperation")),
        ("#نوع عدم همكاري", SetType("non-cooperation")),
        ("#نوع تمدید", SetType("extension")),
        ("#product printer-x", SetProduct("printer-x")),
        ("#product Printer X", SetProduct("printer-x")),
        ("#محصول چاپگر ایکس", SetProduct("printer-x")),
        ("#محصول اسکنر", SetProduct("scanner")),
    ],
)
def test_what_an_order_says_of_a_ticket(line: str, change: Change | None) -> None:
    at = desk(departments=DEPARTMENTS, products=PRODUCTS)
    if change is None:
        complaint(line, at)
    else:
        assert effects(line, at) == (change,)


@pytest.mark.parametrize(
    "line", ["#assign -", "#assign nobody", "#assign none", "#ارجاع هیچ‌کس", "#ارجاع هیچ کس", "#ارجاع -"]
)
def test_a_ticket_may_be_given_to_nobody(line: str) -> None:
    assert effects(line, desk(ticket(assignee="mina"))) == (Assign(""),)
    en, fa = complaint(line)
    assert "nobody has the ticket" in en
    assert "با کسی نیست" in fa


@pytest.mark.parametrize("line", ["#product -", "#product none", "#محصول هیچ", "#محصول ندارد"])
def test_a_product_may_be_taken_away(line: str) -> None:
    assert effects(line, desk(ticket(product="scanner"), products=PRODUCTS)) == (SetProduct(""),)
    en, fa = complaint(line, desk(products=PRODUCTS))
    assert "no product" in en
    assert "محصولی ندارد" in fa


@pytest.mark.parametrize(
    ("line", "en", "fa"),
    [
        ("#take", "yours already", "با شماست"),
        ("#assign tom", "tom has the ticket already", "از پیش با"),
        ("#assign me", "#take", "#برداشتم"),
        ("#ارجاع من", "#take", "#برداشتم"),
        ("#ارجاع به خودم", "#take", "#برداشتم"),
        ("#assign evil", "no agent of that name; there are: tom, mina, sara", "کارشناسی با این نام نیست"),
        ("#department", "There are: Support, Sales", "پشتیبانی"),
        ("#department legal", "There are: Support, Sales", "واحد فروش"),
        ("#department support", "there already", "همان بخش"),
        ("#بخش پشتیبانی", "there already", "همان بخش"),
        ("#priority normal", "normal already", "«عادی»"),
        ("#priority 1", "low, normal, high or urgent", "کم، عادی، زیاد یا فوری"),
        ("#type", "There are: support, extension, non-cooperation, inquiry", "پشتیبانی"),
        ("#type printer", "There are: support, extension", "تمدید"),
        ("#type support", "support already", "«پشتیبانی»"),
        ("#product", "There are: Printer X (printer-x), Scanner; #product - takes it away", "چاپگر ایکس"),
        ("#product toaster", "There are: Printer X (printer-x)", "#محصول -"),
        ("#product scanner", "Scanner already", "«اسکنر»"),
    ],
)
def test_an_order_that_says_nothing_new_or_nothing_known_says_what_there_is(line: str, en: str, fa: str) -> None:
    found = ticket(assignee="tom", product="scanner")
    in_english, in_persian = complaint(line, desk(found, departments=DEPARTMENTS, products=PRODUCTS))
    assert en in in_english
    assert fa in in_persian


def test_where_there_are_no_products_that_is_said() -> None:
    en, fa = complaint("#product printer")
    assert "no products" in en
    assert "تعریف نشده" in fa


def test_a_label_that_departments_share_names_none_of_them() -> None:
    en, fa = complaint(
        "#department پشتیبانی", desk(ticket(department="sales"), departments=(SUPPORT, POSHTIBANI, SALES))
    )
    assert "support, poshtibani" in en
    assert "poshtibani" in fa
    assert effects("#department poshtibani", desk()) == (SetDepartment("poshtibani"),)


def test_a_name_that_agents_share_names_none_of_them() -> None:
    twin = replace(MINA, name="tom2", shown="Tom Baker")
    complaint("#assign Tom Baker", desk(agents=(TOM, twin, SARA)))
    assert effects("#assign tom2", desk(agents=(TOM, twin, SARA))) == (Assign("tom2"),)


def test_a_list_of_many_names_is_cut() -> None:
    many = tuple(replace(TOM, name=f"agent{number}", address=f"a{number}@example.org") for number in range(500))
    en, fa = complaint("#assign nobody else", desk(agents=many))
    assert "agent19, …" in en
    assert len(en) < 300
    assert len(fa) < 500


def test_agents_of_other_departments_can_be_given_a_ticket() -> None:
    assert not policy().department("support").employs(SARA)
    assert effects("#assign sara") == (Assign("sara"),)


def test_priorities_are_called_what_the_house_calls_them() -> None:
    called = (*policy().priorities[:3], Choice("urgent", (("en", "at once"), ("fa", "بی‌درنگ"))))
    for line in ("#priority at once", "#priority at-once", "#اولویت بی‌درنگ", "#priority urgent", "#اولویت فوری"):
        assert effects(line, desk(priorities=called)) == (SetPriority(Priority.URGENT),), line
    assert "high or at once" in complaint("#priority 1", desk(priorities=called))[0]
    assert "زیاد یا بی‌درنگ" in complaint("#priority 1", desk(priorities=called))[1]
