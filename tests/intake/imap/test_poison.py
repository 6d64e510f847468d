"""A mail that breaks every connection is passed over in the end; those around it come."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.mail.mailboxes import Place

from .box import Box, until
from .hostile import VALIDITY, Act, Hostile, Quirk, Session, fetched, says, says_and_closes, says_first


def only(uid: int, act: Act) -> Act:
    """Where this mail's body is asked for, alone or with others."""

    def chosen(session: Session) -> bool | None:
        subject = session.server.mailbox.mails[uid]
        asks = "BODY" in session.line and subject in fetched(session)
        return act(session) if asks else True

    return chosen


@pytest.fixture
def open_at(tmp_path: Path) -> Iterator[Callable[[Hostile], Box]]:
    opened: list[tuple[Box, Hostile]] = []

    def make(server: Hostile) -> Box:
        box = Box(server.port, "me", tmp_path)
        lease = box.poller.notebook.lease("me")
        assert lease is not None
        box.poller.notebook.begin(lease, Place("me", "INBOX", VALIDITY), 0)
        opened.append((box, server))
        return box

    yield make
    for box, server in opened:
        box.close()
        server.close()


@pytest.mark.parametrize("act", [says_and_closes(), says("{tag} NO [CORRUPTION] broken\r\n"), says("{tag} OK x\r\n")])
def test_a_poison_mail_does_not_block_the_mailbox(
    open_at: Callable[[Hostile], Box], act: Act, caplog: pytest.LogCaptureFixture
) -> None:
    server = Hostile()
    for number in range(1, 6):
        server.mailbox.add(f"mail {number}")
    server.quirk = Quirk("UID FETCH", only(3, act))
    box = open_at(server)
    with box.running():
        until(lambda: len(box.accepted) == 4)
    assert box.subjects == ["mail 1", "mail 2", "mail 4", "mail 5"]
    assert box.passed == {3: "broken"}
    assert "uid=3" in caplog.text


def test_mails_that_go_before_they_are_read_are_gone(open_at: Callable[[Hostile], Box]) -> None:
    server = Hostile()
    for number in range(1, 4):
        server.mailbox.add(f"mail {number}")

    def remove(session: Session) -> bool:
        session.server.mailbox.mails.pop(2, None)
        return True

    server.quirk = Quirk("UID FETCH", remove)
    box = open_at(server)
    with box.running():
        until(lambda: box.subjects == ["mail 1", "mail 3"])
    assert box.passed in ({2: "gone"}, {})


def test_trouble_is_said_once_and_its_end_once(
    open_at: Callable[[Hostile], Box], caplog: pytest.LogCaptureFixture
) -> None:
    server = Hostile(Quirk("SELECT", says("{tag} NO [THROTTLED] slow down \x1b[31m\r\n")))
    server.quirk = Quirk("EXAMINE", says("{tag} NO [THROTTLED] slow down \x1b[31m\r\n"))
    box = open_at(server)
    with caplog.at_level("INFO"), box.running():
        until(lambda: server.quirk is not None and server.quirk.times > 3)
        server.quirk = None
        server.mailbox.add("mail")
        until(lambda: box.subjects == ["mail"])
        until(lambda: "available part=" in caplog.text)
    lines = [record.getMessage() for record in caplog.records if "available part" in record.getMessage()]
    assert lines == [
        'unavailable part=mailbox me reason="select failed: [THROTTLED] slow down ?[31m"',
        "available part=mailbox me",
    ]


def test_an_endless_tale_of_new_mail_does_not_make_us_busy(open_at: Callable[[Hostile], Box]) -> None:
    server = Hostile(Quirk("UID SEARCH", says_first("* 5 EXISTS\r\n")))
    box = open_at(server)
    with box.running():
        until(lambda: server.quirk is not None and server.quirk.times >= 3)
        heard = len(server.heard)
        until(lambda: server.quirk is not None and server.quirk.times >= 6)
        assert len(server.heard) - heard < 20
