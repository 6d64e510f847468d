"""The first lines of a new mail: what they may say, and what is only text."""

import time
from dataclasses import replace

import pytest

from gateway.commands.fields import offered, read_fields
from gateway.policy import Choice
from gateway.tickets.ticket import Priority

from ..builders import POSHTIBANI, SUPPORT, policy

SALES = replace(SUPPORT, name="sales", labels=(("en", "Sales & Orders"), ("fa", "فروش و سفارش")))
ROUTER = Choice("router", (("en", "Router X"), ("fa", "مسیریاب ۲۰۰۰")))
LAMP = Choice("lamp", (("en", "Lamp with a very long name that nobody would ever call a short one"), ("fa", "چراغ")))
POLICY = policy(departments=(SUPPORT, POSHTIBANI, SALES), products=(ROUTER, LAMP))


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("Department: sales", "department", "sales"),
        ("department:Sales & Orders", "department", "sales"),
        ("Dept: SALES", "department", "sales"),
        ("بخش: فروش و سفارش", "department", "sales"),
        ("واحد: فروش و سفارش", "department", "sales"),
        ("دپارتمان : فروش‌وسفارش", "department", "sales"),
        ("واحد: sales", "department", "sales"),
        ("Department: فروش و سفارش", "department", "sales"),
        ("Priority: high", "priority", Priority.HIGH),
        ("PRIORITY: Urgent.", "priority", Priority.URGENT),
        ("Priority：low", "priority", Priority.LOW),  # a full-width colon
        ("Priority : normal", "priority", Priority.NORMAL),
        ("*Priority:* high", "priority", Priority.HIGH),  # what was bold
        ("اولویت: فوری", "priority", Priority.URGENT),
        ("اولويت﹕ فوري", "priority", Priority.URGENT),  # Arabic letters, a small colon
        ("\u200fاولویت: زیاد", "priority", Priority.HIGH),
        ("اولویت: high", "priority", Priority.HIGH),
        ("Type: extension", "type", "extension"),
        ("Type: non cooperation", "type", "non-cooperation"),
        ("نوع: عدم همکاری", "type", "non-cooperation"),
        ("نوع: عدم‌همكاري", "type", "non-cooperation"),
        ("نوع درخواست: استعلام", "type", "inquiry"),
        ("Product: Router X", "product", "router"),
        ("Product: router", "product", "router"),
        ("محصول: مسیریاب 2000", "product", "router"),
        ("محصول: مسیریاب ۲۰۰۰", "product", "router"),
        ("Product: Lamp with a very long name that nobody would ever call a short one", "product", "lamp"),
    ],
)
def test_a_field_is_read_by_name_or_label_in_any_writing(line: str, key: str, value: object) -> None:
    found = read_fields(f"{line}\nThe printer is broken.", POLICY)
    assert getattr(found, key) == value
    assert (found.rest, found.complaints) == ("The printer is broken.", ())
    others = {"department", "priority", "type", "product"} - {key}
    assert not any(getattr(found, other) for other in others)


def test_all_of_them_may_stand_together_with_empty_lines_between() -> None:
    found = read_fields("\n\nDepartment: sales\n\nاولویت: کم\nType: inquiry\nProduct: router\n\nHello\nType: x", POLICY)
    assert (found.department, found.priority, found.type, found.product) == (
        "sales",
        Priority.LOW,
        "inquiry",
        "router",
    )
    assert found.rest == "Hello\nType: x"


@pytest.mark.parametrize(
    "text",
    [
        "Hello,\nPriority: high",
        "سلام\nاولویت: فوری",
        "> Priority: high",
        "Priority high",
        "Type: my printer type is LaserJet and it jams",
        "Type: " + "x" * 41,
        "Subject: high\nPriority: high",
        "Error type: support",
        "http://example.com/type: support",
        "Type:\n- first\n- second",
        "",
    ],
)
def test_everything_else_is_text(text: str) -> None:
    found = read_fields(text, POLICY)
    assert (found.department, found.priority, found.type, found.product) == ("", None, "", "")
    assert (found.rest, found.complaints) == (text.strip(), ())


def test_each_field_counts_once() -> None:
    found = read_fields("Priority: low\nPriority: high\nType: inquiry", POLICY)
    assert (found.priority, found.type) == (Priority.LOW, "")
    assert found.rest == "Priority: high\nType: inquiry"


def test_a_form_whose_lines_were_left_empty_says_nothing() -> None:
    found = read_fields("Department:\nPriority:\nType: inquiry\n\nHello", POLICY)
    assert (found.department, found.priority, found.type, found.rest) == ("", None, "inquiry", "Hello")
    assert found.complaints == ()


@pytest.mark.parametrize(
    ("line", "english", "persian"),
    [
        (
            "Priority: very high",
            "We do not know the priority you asked for. There are: low, normal, high, urgent.",
            "اولویتی را که نوشته‌اید نمی‌شناسیم. این‌ها را داریم: کم، عادی، زیاد، فوری.",
        ),
        ("Department: billing", "There are: Support, Sales & Orders.", "پشتیبانی، فروش و سفارش."),
        ("نوع: شکایت", "There are: support, extension, non-cooperation, inquiry.", "تمدید، عدم همکاری، استعلام."),
        ("Product: Fridge", "There are: Router X, Lamp with", "مسیریاب ۲۰۰۰، چراغ."),
    ],
)
def test_a_wrong_value_is_told_with_what_there_is_and_spoils_no_other_field(
    line: str, english: str, persian: str
) -> None:
    other = "Type: inquiry" if "Type" not in line and "نوع" not in line else "Priority: low"
    found = read_fields(f"{line}\n{other}\nHello", POLICY)
    (said,) = found.complaints
    assert english in said.en
    assert persian in said.fa
    assert found.type == "inquiry" or found.priority is Priority.LOW
    assert found.rest == "Hello"


def test_where_there_are_no_products_the_field_says_nothing() -> None:
    found = read_fields("Product: Fridge\nPriority: low\nHello", policy())
    assert (found.product, found.priority, found.complaints) == ("", Priority.LOW, ())


def test_what_may_be_said_is_offered_in_the_readers_language() -> None:
    assert [name for name, _ in offered(POLICY, "en")] == ["Department", "Priority", "Type", "Product"]
    assert [name for name, _ in offered(policy(), "fa")] == ["بخش", "اولویت", "نوع"]
    assert ("اولویت", ("کم", "عادی", "زیاد", "فوری")) in offered(POLICY, "fa")
    for language in ("en", "fa"):
        for name, values in offered(POLICY, language):
            for value in values:
                assert read_fields(f"{name}: {value}\nHello", POLICY).rest == "Hello"


@pytest.mark.parametrize("text", ["a:" * 100_000, "\n" * 200_000, "Type: " + "x " * 100_000, "Type:\n" * 50_000])
def test_long_texts_take_no_time(text: str) -> None:
    begin = time.perf_counter()
    read_fields(text, POLICY)
    assert time.perf_counter() - begin < 0.5
