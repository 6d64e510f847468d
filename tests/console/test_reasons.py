"""Why a mail went where it went is kept in English and told in the reader's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.console.looks import words_of
from gateway.console.reasons import PLACE, Reasons
from gateway.mail.auto import RULES
from gateway.mail.inbound import Defect
from gateway.tickets.people import Role

FA = Reasons(words_of("fa").REASONS, "fa")
SAID = Path("gateway")


def written() -> Iterator[str]:
    """Every text of the core's source; what differs from mail to mail is a place."""
    for path in (*SAID.glob("*.py"), *(SAID / "filters").glob("*.py"), *(SAID / "mail").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                yield "".join(str(each.value) if isinstance(each, ast.Constant) else PLACE for each in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_what_is_translated_is_what_the_core_says() -> None:
    """Somebody who changes a sentence there finds it here."""
    said = set(written()) | {f"{role.value}'s {kind}" for role in Role for kind in ("reply", "note")}
    said |= {"brings revision {} of the rules"}  # a sum stands in its place
    assert not set(words_of("fa").REASONS) - said


def test_all_that_checks_find_is_translated() -> None:
    checks = [rule.reason for rule in RULES] + [defect.value for defect in Defect]
    assert [each for each in checks if FA.told(each) == each] == []


def test_places_are_the_same_in_both() -> None:
    assert [kept for kept, told in words_of("fa").REASONS.items() if kept.count(PLACE) != told.count(PLACE)] == []


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("a new request", "درخواستی تازه"),
        ("says exactly what mail 12 says", "عین ایمیل ۱۲ است"),
        ("the same request again, as #1003", "همان درخواست دوباره، مانند \u2066#۱۰۰۳\u2069"),
        (
            "it reports a failed delivery (no such user, 5.1.1)",
            "خبر می‌دهد که ایمیلی نرسید \u2068(no such user, 5.1.1)\u2069",
        ),
        ("something that nobody translated", "something that nobody translated"),
        ("something (with a note)", "something (with a note)"),
        (f"our relay marked it as spam: {'x' * 600}", f"our relay marked it as spam: {'x' * 600}"),
        ("", ""),
    ],
)
def test_a_sentence_in_persian(kept: str, told: str) -> None:
    assert FA.told(kept) == told


def test_english_is_as_it_is_kept() -> None:
    assert (
        Reasons(words_of("en").REASONS, "en").told("says exactly what mail 12 says") == "says exactly what mail 12 says"
    )
