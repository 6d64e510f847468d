"""`postroom explain`: which tickets a mail may have belonged to, which one won and why, for people and for programs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from gateway.cli.mails import _candidate, _winner
from gateway.rules import read
from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.schema import mail as mail_table

from ..store.sorting import EVE, REZA, Sorting, letter, replace
from .test_commands import Run, rows, run

__all__ = ["run"]  # a fixture

KEYS = {"how", "evidence", "ticket", "part", "won", "why"}
BELIEVED = "the most believed clue to a ticket in which its sender takes part"


@pytest.fixture
def sorted_mails(run: Run) -> Iterator[Sorting]:
    """Ali's ticket and Eve's; then a mail of Ali's that carries Eve's token and answers Ali's first mail."""
    Path("var").mkdir()
    database = Database("sqlite:///var/postroom.db")
    migrate(database)
    sorting = Sorting(database, Path("spool"))
    sorting.sort(letter(Message_ID="<first@customer.example>"))
    theirs = sorting.sort(letter(EVE, Message_ID="<other@elsewhere.example>")).ticket
    ids = {"Message_ID": "<reply@customer.example>", "In_Reply_To": "<first@customer.example>"}
    sorting.sort(letter(subject=f"Re: {sorting.token(theirs)}", **ids, References="<other@elsewhere.example>"))
    yield sorting
    sorting.close()
    database.close()


def told(run: Run, name: str) -> str:
    return re.sub(r"\s+", " ", run("explain", name))


def test_the_winner_and_the_others_are_told_with_their_reasons(sorted_mails: Sorting, run: Run) -> None:
    printed = told(run, "reply@customer.example")
    winner = "In-Reply-To <first@customer.example>"
    assert f"won by {winner}: {BELIEVED}" in printed
    assert "#1002 by subject token #1002, as stranger: did not count, its sender takes no part in it" in printed
    assert f"#1001 by {winner}, as requester: won, {BELIEVED}" in printed


def test_programs_get_candidates_and_winner_under_stable_keys(sorted_mails: Sorting, run: Run) -> None:
    (row,) = rows(run("explain", "reply@customer.example", "--json"))
    assert row["trail"]["winner"] == "In-Reply-To <first@customer.example>"
    candidates = row["trail"]["candidates"]
    assert all(set(each) == KEYS for each in candidates)
    shown = [(each["ticket"], each["part"], each["won"], each["why"]) for each in candidates]
    assert shown == [
        (1002, "stranger", False, "its sender takes no part in it"),
        (1001, "requester", True, BELIEVED),
    ]


def test_a_held_mail_names_the_mark_that_led_there(sorted_mails: Sorting, run: Run) -> None:
    sorted_mails.sort(letter(EVE, subject=sorted_mails.token(1001), Message_ID="<held@elsewhere.example>"))
    printed = told(run, "held@elsewhere.example")
    assert "won by subject token #1001: a mark of ours names it, so the mail is held there" in printed


def test_where_no_candidate_counts_it_says_so(sorted_mails: Sorting, run: Run) -> None:
    ids = {"Message_ID": "<stray@customer.example>", "In_Reply_To": "<first@customer.example>"}
    sorted_mails.sort(letter(REZA, **ids))
    printed = told(run, "stray@customer.example")
    assert "won by none of the candidates" in printed
    assert "as stranger: did not count" in printed
    assert "won by" not in told(run, "first@customer.example"), "there were none"


def test_the_rules_that_spoke_are_named_with_their_revision(sorted_mails: Sorting, run: Run) -> None:
    document = '[[rule]]\nname = "Smoke first"\nwhen.body = "smoke"\nthen.priority = "high"\n'
    rules = read(document, sorted_mails.policy, 12).rules
    sorted_mails.policy = replace(sorted_mails.policy, rules=rules)
    sorted_mails.sort(letter(body="There is smoke.", Message_ID="<smoke@customer.example>"))
    assert "rules Smoke first (revision 12)" in told(run, "smoke@customer.example")
    (row,) = rows(run("explain", "smoke@customer.example", "--json"))
    assert (row["trail"]["revision"], row["trail"]["rules"]) == (12, ["Smoke first"])
    assert "rules" not in told(run, "first@customer.example")


def test_trails_of_earlier_versions_are_shown_as_they_are(sorted_mails: Sorting, run: Run) -> None:
    old = {"candidates": ["subject token #9 -> #9"], "winner": "subject token #9"}
    change = update(mail_table).where(mail_table.c.id == 1).values(trail=old)
    sorted_mails.write(lambda connection: connection.execute(change))
    printed = run("explain", "1")
    assert "subject token #9 -> #9" in printed
    assert re.search(r"won by\s+subject token #9\n", printed)


def remember(sorting: Sorting, trail: dict[str, Any]) -> None:
    change = update(mail_table).where(mail_table.c.id == 1).values(trail=trail)
    sorting.write(lambda connection: connection.execute(change))


def test_the_revision_and_the_rules_that_spoke_are_told(sorted_mails: Sorting, run: Run) -> None:
    ruled = {"revision": 7, "rules": ["Very important people", "Invoices"]}
    for trail, says in (
        (ruled, "rules Very important people (revision 7) Invoices (revision 7)"),
        (ruled | {"rules": []}, "rules none of revision 7 spoke"),
    ):
        remember(sorted_mails, trail)
        assert says in told(run, "1")
        (row,) = rows(run("explain", "1", "--json"))
        assert (row["trail"]["revision"], row["trail"]["rules"]) == (7, trail["rules"])
    remember(sorted_mails, {"revision": 0})
    assert "spoke" not in told(run, "1")


def test_odd_trails_do_not_stop_the_telling() -> None:
    assert _winner({}) == ""
    assert _winner({"winner": "bounce of notice 3", "candidates": []}) == "bounce of notice 3"
    assert _candidate("as it was") == "as it was"
