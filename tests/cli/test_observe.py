"""`postroom poll --observe` on a real Dovecot: what would become of mails, and that nothing becomes of them."""

import os
import signal
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.cli import scratch

from ..dovecot import Dovecot, dovecot, needed
from ..maildirs import mail
from ..scenarios.office import free_port
from .conftest import Call
from .postbox import Postbox

pytestmark = [pytest.mark.service, needed]

NOW = datetime.now(UTC)
OBSERVE = ("poll", "--observe", "--json")


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as started:
        yield started


@pytest.fixture
def box(server: Dovecot, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Postbox:
    made = Postbox(server, f"user{abs(hash(request.node.name)) % 10**8}", tmp_path)
    made.configure()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return made


def written(number: int, text: str, *fields: str, sender: str = "", subject: str = "") -> bytes:
    head = [
        f"From: Person <{sender or f'p{number}@customer{number}.example'}>",
        "To: support@example.org",
        f"Subject: {subject or f'Question {number}'}",
        f"Message-ID: <q{number}@customer.example>",
        *fields,
    ]
    return "\r\n".join([*head, "", text, ""]).encode()


def test_before_the_first_start_it_tells_what_would_be_and_leaves_nothing(box: Postbox, call: Call) -> None:
    mails = [
        written(1, "My screen is black since the morning, what shall I do?"),
        written(2, "It is the left one of two.", "In-Reply-To: <q1@customer.example>", sender="p1@customer1.example",
                subject="Re: Question 1"),
        written(3, "I am away.", "Auto-Submitted: auto-replied"),
        written(4, "Where is my refund for the ticket?"),
        written(4, "Where is my refund for the ticket?"),
    ]  # fmt: skip
    box.fill([mail(1)], NOW - timedelta(days=9))
    for index, content in enumerate(mails):
        box.fill([content], NOW - timedelta(hours=9 - index))
    ended = call(*OBSERVE, "--last", "5")
    assert ended.code == 0, ended.err
    *rows, told = ended.rows
    assert [row["outcome"] for row in rows] == ["ticket", "reply", "automatic", "ticket", "duplicate"]
    assert [row["ticket"] for row in rows] == [1, 1, 0, 2, 2]
    assert {row["who"] for row in rows} == {"unknown"}
    assert rows[0]["department"] == "support"
    assert (told["mails"], told["opened"], told["real"], told["departments"]) == (5, 2, 0, {"support": 2})
    assert sorted(path.name for path in box.house.iterdir()) == ["config.toml", "tmp"]
    assert not any((box.house / "tmp").iterdir())
    assert b"\\Seen" not in box.flags()


def test_what_answers_a_real_ticket_is_seen_and_the_real_database_stays_as_it_is(box: Postbox, call: Call) -> None:
    (box.house / "first.eml").write_bytes(written(1, "My printer prints everything twice."))
    assert call("import", "first.eml", "--to", "support@example.org", "--silent").code == 0
    (ticket,) = call("tickets", "--json").rows
    before = dump(box)
    box.fill(
        [
            written(1, "My printer prints everything twice."),
            written(2, "Thrice by now, by the way, and in blue.", "References: <q1@customer.example>",
                    sender="p1@customer1.example"),
            written(3, "Thrice and green.", sender="p1@customer1.example", subject=f"Re: [{ticket['token']}] printer"),
            written(4, "Something else entirely: the door.", sender="tom@example.org"),
        ]
    )  # fmt: skip
    ended = call(*OBSERVE, "--mailbox", "box")
    *rows, told = ended.rows
    assert [(row["outcome"], row["real"]) for row in rows][:3] == [
        ("duplicate", True),
        ("reply", True),
        ("reply", True),
    ]
    assert [row["ticket"] for row in rows][1:3] == [ticket["number"]] * 2
    assert [row["who"] for row in rows] == ["known", "known", "known", "agent"]
    assert told["real"] == 3
    assert dump(box) == before
    assert not any((box.house / "tmp").iterdir())


def dump(box: Postbox) -> list[tuple[object, ...]]:
    database = box.database()
    tables = ("spool", "mail", "ticket", "article", "notice", "person", "mailbox_folder", "mailbox_lease")
    with database.read() as connection:
        found = [tuple(row) for name in tables for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]
    database.close()
    return found


def test_the_table_is_clean_and_ends_with_a_sentence(box: Postbox, call: Call) -> None:
    evil = "=?utf-8?q?=1b[31mred=07?="
    box.fill([written(1, "Is the office open tomorrow?", subject=evil)])
    printed = call("poll", "--observe").out
    assert "\x1b[31m" not in printed
    assert "\x07" not in printed
    assert "box: 1 mails looked at and left as they are: 1 ticket; 1 tickets would be opened" in printed
    box.configure(extra='folder = "Nowhere"')
    assert "mailbox box: select failed: " in call("poll", "--observe").err


def test_rules_in_force_have_their_say(box: Postbox, call: Call) -> None:
    call("tick")
    rules = '[[rule]]\nname = "urgent"\nwhen = { subject = { contains = "fire" } }\nthen = { priority = "urgent" }\n'
    (box.house / "rules.toml").write_text(rules)
    ended = call("rules", "apply", "rules.toml", "--reason", "test")
    assert ended.code == 0, ended.err
    box.fill([written(1, "It burns.", subject="fire in the hall")])
    assert call(*OBSERVE).rows[0]["priority"] == "urgent"


def test_words_that_do_not_go_together_are_refused(box: Postbox, call: Call) -> None:
    assert "go with --observe" in call("poll", "--last", "5").err
    assert "there is no mailbox x; there are: box" in call("poll", "--observe", "--mailbox", "x").err
    assert "a number of mails" in call("poll", "--observe", "--last", "0").err
    box.configure(port=free_port())
    ended = call("poll", "--observe")
    assert (ended.code, ended.err) == (1, "postroom: mailbox box: Connection refused\n")


def test_nothing_stays_after_an_exception(box: Postbox, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    box.fill([mail(1)])
    seen: list[int] = []

    def broken(self: scratch.Scratch, id: int, at: datetime) -> None:
        (folder,) = (box.house / "tmp").iterdir()
        seen.append(folder.stat().st_mode & 0o777)
        raise ZeroDivisionError

    monkeypatch.setattr(scratch.Scratch, "judge", broken)
    with pytest.raises(ZeroDivisionError):
        call(*OBSERVE)
    assert seen == [0o700]
    assert not any((box.house / "tmp").iterdir())


def test_nothing_stays_after_a_sigterm(box: Postbox, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    box.fill([mail(1)])

    def stopped(self: scratch.Scratch, id: int, at: datetime) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        raise AssertionError("the signal ends the command at once")

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(scratch.Scratch, "judge", stopped)
    assert call(*OBSERVE).code == 128 + signal.SIGTERM
    assert not any((box.house / "tmp").iterdir())
    assert signal.getsignal(signal.SIGTERM) == before
