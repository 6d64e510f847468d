"""`postroom report`: tables, JSON with its keys, a page; periods in both calendars; mistakes in one line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from gateway.store.database import Database
from gateway.store.schema import journal, person, ticket

from .conftest import Call

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
KEYS = {"by", "key", "since", "until", "opened", "resolved", "closed", "reopened", "repeats", "open"} | {
    "first_response",
    "promise",
    "ratings",
    "ages",
}
ANSWER_KEYS = {"answered", "waiting", "never", "average", "median", "p95", "clock_median"}


@pytest.fixture
def desk(call: Call) -> Call:
    """Twenty-five tickets, one a day, each answered after its number in minutes, each third resolved."""
    call("tick")
    database = Database("sqlite:///var/postroom.db")
    with database.engine.begin() as connection:
        connection.execute(person.insert().values(id=1, address="ali@customer.example", name="", language=""))
        connection.execute(person.insert().values(id=2, address="tom@example.org", name="", language=""))
        for number in range(25):
            created = NOW - timedelta(days=number, minutes=90)
            row = _ticket(number, created)
            connection.execute(ticket.insert().values(row))
            told = [("open", "", row["department"], created, 1), ("answered", "", "", row["first_response"], 2)]
            told += [("resolve", "open", "resolved", created + timedelta(hours=1), 2)] if number % 3 == 0 else []
            told += [("rate", "", "4", created + timedelta(hours=1), 1)] if number % 5 == 0 else []
            for change, old, new, at, author in told:
                values = {"ticket": 1001 + number, "change": change, "old": old, "new": new, "at": at, "author": author}
                connection.execute(journal.insert().values(values))
    database.close()
    return call


def _ticket(number: int, created: datetime) -> dict[str, Any]:
    return {
        "number": 1001 + number,
        "subject": "x",
        "status": "resolved" if number % 3 == 0 else "waiting",
        "department": "poshtibani" if number % 2 else "support",
        "assignee": "tom",
        "priority": "normal",
        "type": "support",
        "requester": 1,
        "language": "en",
        "created": created,
        "first_response": created + timedelta(minutes=number),
        "promised": created + timedelta(minutes=20),
    }


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_last_thirty_days_are_shown_as_tables(desk: Call) -> None:
    printed = desk("report").out
    assert "2026-10-30 to 2026-11-28 (Asia/Tehran), all departments" in printed
    for piece in ("opened                  25", "median                12 min", "84% (21 of 25)", "4.0★ (4★ 5)"):
        assert piece in printed
    assert "less than 1 day" in printed
    rows = [line.split() for line in printed.splitlines() if line.startswith(("support ", "poshtibani "))]
    assert [row[:2] for row in rows] == [["support", "13"], ["poshtibani", "12"]]
    assert "working time" in printed


@pytest.mark.parametrize("by", ["department", "agent", "type", "week", "day"])
def test_json_lines_have_the_same_keys_whatever_they_are_told_apart_by(desk: Call, by: str) -> None:
    total, *groups = desk("report", "--by", by, "--json").rows
    assert (total["by"], total["opened"], total["first_response"]["median"]) == ("total", 25, 720)
    assert total["until"] == "2026-11-28T09:00:00Z"
    assert total["promise"] == {"kept": 21, "late": 4, "overdue": 0, "share": 0.84}
    assert total["ratings"] == {"count": 5, "average": 4.0, "stars": [0, 0, 0, 5, 0]}
    assert [age["days"] for age in total["ages"]] == [1, 3, 7, 14, 28, None]
    for row in (total, *groups):
        assert set(row) == KEYS
        assert set(row["first_response"]) == ANSWER_KEYS
    assert {row["by"] for row in groups} == {by}
    assert sum(row["opened"] for row in groups) == 25


def test_one_department_and_a_period_in_either_calendar(desk: Call) -> None:
    whole = desk("report", "--department", "support", "--since", "2026-11-20", "--until", "2026-11-24", "--json").rows
    assert (whole[0]["since"], whole[0]["until"]) == ("2026-11-19T20:30:00Z", "2026-11-24T20:30:00Z")
    assert whole[0]["opened"] == 3
    for since, until in (("1405-08-29", "1405-09-03"), ("۱۴۰۵/۸/۲۹", "۱۴۰۵/۹/۳")):
        assert desk("report", "--department", "support", "--since", since, "--until", until, "--json").rows == whole


def test_the_last_day_goes_as_far_as_it_has_gone(desk: Call) -> None:
    assert desk("report", "--until", "2027-01-01", "--json").rows == desk("report", "--json").rows


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "yesterday"), "--since should be a day, such as 2026-11-28 or 1405-09-07, and is not yesterday"),
        (("--until", "2026-02-30"), "--until should be a day"),
        (("--since", "1405-13-01"), "--since should be a day"),
        (("--since", "1-2-3-4"), "--since should be a day"),
        (("--since", "2026-11-10", "--until", "2026-11-09"), "the first day comes after the last"),
        (("--since", "2026-12-24"), "the first day comes after the last"),
        (("--department", "nobody"), "there is no department nobody; there are: support, poshtibani"),
        (("--html", "report.html", "--json"), "give one of them"),
        (("--html", "no/such/folder.html"), "no/such/folder.html: No such file or directory"),
    ],
)
def test_a_mistake_is_one_clear_line(desk: Call, words: tuple[str, ...], said: str) -> None:
    ended = desk("report", *words)
    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_an_empty_period_says_so(desk: Call) -> None:
    assert "Nothing was opened" in desk("report", "--since", "2025-01-01", "--until", "2025-02-01").out


@pytest.mark.parametrize(("language", "says"), [("en", "How the desk did"), ("fa", "گزارش پاسخ‌گویی")])
def test_a_page_is_written(desk: Call, tmp_path: Path, language: str, says: str) -> None:
    ended = desk("report", "--html", "report.html", "--language", language)
    assert ended.out == "the report is in report.html\n"
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert says in html
    assert html.count("<svg") > 5
    assert "Tom Baker" in html


def test_the_page_speaks_the_language_of_its_department(desk: Call, tmp_path: Path) -> None:
    desk("report", "--html", "report.html", "--department", "poshtibani")
    assert 'lang="fa" dir="rtl"' in (tmp_path / "report.html").read_text(encoding="utf-8")
