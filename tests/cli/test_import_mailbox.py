"""`postroom import --mailbox` on a real Dovecot: each mail once, silently, resumable, beside a poller."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.cli import bring_mailbox
from gateway.intake.imap.apart import fetched_apart

from ..dovecot import Dovecot, dovecot, needed
from ..maildirs import mail
from ..scenarios.office import free_port
from .conftest import Call
from .postbox import Postbox

pytestmark = [pytest.mark.service, needed]

NOW = datetime.now(UTC)
SINCE = f"{NOW - timedelta(days=20):%Y-%m-%d}"


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as started:
        yield started


@pytest.fixture
def box(server: Dovecot, tmp_path: Path, request: pytest.FixtureRequest) -> Postbox:
    made = Postbox(server, f"user{abs(hash(request.node.name)) % 10**8}", tmp_path)
    made.configure()
    return made


IMPORT = ("import", "--mailbox", "box", "--json", "--since", SINCE)


def test_mails_since_a_day_are_imported_once_and_nobody_is_written_to(box: Postbox, call: Call) -> None:
    box.fill([mail(1)], NOW - timedelta(days=60))
    box.fill([mail(number) for number in range(2, 22)], NOW - timedelta(days=3))
    ended = call(*IMPORT, "--silent")
    assert ended.code == 0, ended.err
    (told,) = ended.rows
    assert (told["found"], told["accepted"], told["outcomes"]) == (20, 20, {"ticket": 20})
    assert not any((box.house / "out").glob("*"))
    assert len(box.rows()) == 20
    (again,) = call(*IMPORT, "--silent").rows
    assert (again["found"], again["accepted"], again["had"]) == (0, 0, 20)
    assert box.spooled() == 20


def test_watching_begins_behind_what_the_import_saw_so_that_nothing_falls_in_between(box: Postbox, call: Call) -> None:
    box.fill([mail(1), mail(2)])
    assert call(*IMPORT, "--silent").code == 0
    box.fill([mail(3)])
    assert box.poll() == 1
    assert box.spooled() == 3
    assert [cursor[1:] for cursor in box.cursors()] == [(3, 2)]


def test_beside_a_poller_its_mails_are_not_taken_twice_and_its_cursor_stays(box: Postbox, call: Call) -> None:
    box.fill([mail(1), mail(2)], NOW - timedelta(days=3))
    box.poll()
    box.fill([mail(3)])
    assert box.poll() == 1
    box.fill([mail(4)])
    before = box.cursors()
    (told,) = call(*IMPORT, "--silent").rows
    assert (told["accepted"], told["had"], told["later"]) == (2, 1, 1)
    assert box.cursors() == before
    assert box.poll() == 1
    assert box.spooled() == 4


def test_what_was_accepted_but_not_noted_is_a_duplicate_by_its_content(box: Postbox, call: Call) -> None:
    box.fill([mail(1), mail(2)])
    assert call(*IMPORT, "--silent").code == 0
    database = box.database()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM mailbox_mail WHERE uid = 1")
    database.close()
    (told,) = call(*IMPORT, "--silent").rows
    assert told["outcomes"] == {"duplicate": 1}
    assert len(call("tickets", "--json").rows) == 2


def test_a_mail_that_was_moved_back_is_known_by_its_content(box: Postbox, call: Call) -> None:
    box.fill([mail(1)])
    call(*IMPORT, "--silent", "--folder", "INBOX")
    box.fill([mail(1)], folder="Old")
    (told,) = call(*IMPORT, "--silent", "--folder", "Old").rows
    assert (told["accepted"], told["known"]) == (0, 1)
    assert box.spooled() == 1


def test_a_jalali_day_is_one_too(box: Postbox, call: Call) -> None:
    box.fill([mail(1)], datetime(2026, 11, 20, 12, tzinfo=UTC))
    for day, found in (("1405-08-28", 1), ("1405/09/07", 0), ("۱۴۰۵-۰۸-۲۸", 0)):
        ended = call("import", "--mailbox", "box", "--json", "--silent", "--since", day)
        assert ended.rows[0]["found"] == found, day


def test_with_notify_people_hear_of_it(box: Postbox, call: Call) -> None:
    box.fill([mail(1)])
    ended = call(*IMPORT, "--notify")
    assert ended.code == 0, ended.err
    assert list((box.house / "out").glob("*"))


def test_words_that_do_not_go_together_are_refused_in_one_line(box: Postbox, call: Call) -> None:
    def check(expected: str, *words: str) -> None:
        ended = call("import", *words)
        assert ended.code == 1
        assert expected in ended.err
        assert ended.err.count("\n") == 1

    check("old mail would be answered: give --silent", "--mailbox", "box", "--since", SINCE)
    check("not both", "--mailbox", "box", "--since", SINCE, "--silent", "--notify")
    check("say since when", "--mailbox", "box", "--silent")
    check("should be a day", "--mailbox", "box", "--silent", "--since", "tomorrow")
    check("there is no mailbox bx; there are: box", "--mailbox", "bx", "--silent", "--since", SINCE)
    check("name files or a mailbox, not both", "a.eml", "--mailbox", "box", "--silent", "--since", SINCE)
    check("go with --mailbox", "a.eml", "--since", SINCE)
    check("--to goes with files", "--mailbox", "box", "--silent", "--since", SINCE, "--to", "support@example.org")
    check("name files or folders to import")


def test_trouble_with_the_server_is_one_line(box: Postbox, call: Call) -> None:
    def check(expected: str, *words: str) -> None:
        ended = call(*IMPORT, "--silent", *words)
        assert ended.code == 1
        assert expected in ended.err
        assert ended.err.count("\n") == 1, ended.err
        assert "secret" not in ended.err

    check("the server: select failed: ", "--folder", "Nowhere")
    box.configure(port=free_port())
    check("the server: Connection refused")


def test_a_full_disk_stops_an_import_and_it_goes_on_later(
    box: Postbox, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.fill([mail(number) for number in range(5)])
    with monkeypatch.context() as patch:
        patch.setattr("gateway.store.space.Space.enough", lambda self: False)
        ended = call(*IMPORT, "--silent")
    assert ended.code == 1
    assert "there is no room to store it; the same command goes on from here (0 of 5 done)" in ended.err
    assert call(*IMPORT, "--silent").rows[0]["accepted"] == 5


def test_ctrl_c_keeps_what_was_fetched_and_the_next_one_goes_on(
    box: Postbox, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.fill([mail(number) for number in range(80)])
    count = 0

    def interrupted(*given: object) -> Iterator[object]:
        nonlocal count
        for found in fetched_apart(*given):  # type: ignore[arg-type]
            count += 1
            if count == 70:
                raise KeyboardInterrupt
            yield found

    with monkeypatch.context() as patch:
        patch.setattr(bring_mailbox, "fetched_apart", interrupted)
        ended = call(*IMPORT, "--silent")
    assert ended.code == 130
    assert "stopped; the same command goes on from here (69 of 80 done)" in ended.err
    assert box.spooled() == 69
    (told,) = call(*IMPORT, "--silent").rows
    assert (told["accepted"], told["had"], told["outcomes"]) == (11, 69, {"ticket": 80})
    assert box.spooled() == 80
