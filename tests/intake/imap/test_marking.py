"""What becomes of accepted mails on servers that cannot or will not do what they are asked for."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.intake.imap.session import Client, connect
from gateway.intake.imap.settings import After
from gateway.mail.mailboxes import Place

from ...dovecot import needed
from .box import Box, until
from .conftest import OpenBox
from .hostile import VALIDITY, Hostile, Quirk, Session, says


@contextmanager
def without(box: Box, *capabilities: str) -> Iterator[Client]:
    """A connection to a server that cannot do this."""
    with connect(box.settings.server) as client:
        lost = {capability.encode() for capability in capabilities}
        client._cached_capabilities = tuple(each for each in client.capabilities() if each not in lost)
        yield client


@pytest.mark.service
@needed
def test_where_the_server_cannot_move_the_mail_is_copied_and_only_it_removed(open_box: OpenBox) -> None:
    box = open_box(after=After.MOVE)
    box.append("somebody's")
    box.look()
    with box.person() as person:
        person.store("1", "+FLAGS", "\\Deleted")
    box.append("ours")
    with without(box, "MOVE") as client:
        assert box.poller.look(client) == 1
    assert box.content("INBOX") == ["somebody's"]
    assert box.content("Postroom") == ["ours"]


@pytest.mark.service
@needed
def test_where_it_cannot_remove_one_mail_either_none_is_removed_and_none_copied_twice(open_box: OpenBox) -> None:
    box = open_box(after=After.MOVE)
    box.append("somebody's")
    box.look()
    with box.person() as person:
        person.store("1", "+FLAGS", "\\Deleted")
    box.append("ours")
    for _ in range(3):  # each is a new connection, which looks after what was left undone
        with without(box, "MOVE", "UIDPLUS") as client:
            box.poller.look(client)
    assert box.content("INBOX") == ["somebody's", "ours"]
    assert "\\Deleted" in box.flags()[1]
    assert box.content("Postroom") == ["ours"]


@pytest.fixture
def stranger() -> Iterator[Hostile]:
    opened = Hostile()
    yield opened
    opened.close()


@pytest.fixture
def shy(stranger: Hostile, tmp_path: Path) -> Iterator[Box]:
    opened = Box(stranger.port, "me", tmp_path)
    lease = opened.poller.notebook.lease("me")
    assert lease is not None
    opened.poller.notebook.begin(lease, Place("me", "INBOX", VALIDITY), 0)
    yield opened
    opened.close()


def no_keywords(session: Session) -> None:
    session.say(
        "* FLAGS (\\Seen)\r\n* OK [PERMANENTFLAGS (\\Seen)] ok\r\n* 3 EXISTS\r\n* 0 RECENT\r\n"
        f"* OK [UIDVALIDITY {VALIDITY}] ok\r\n* OK [UIDNEXT {session.server.mailbox.next}] ok\r\n"
        "{tag} OK [READ-WRITE] selected\r\n"
    )


@pytest.mark.parametrize(
    ("after", "quirk"),
    [
        (After.FLAG, Quirk("SELECT", no_keywords)),
        (After.FLAG, Quirk("SELECT", says("* OK [UIDVALIDITY 7] x\r\n* 3 EXISTS\r\n{tag} OK [READ-ONLY] x\r\n"))),
        (After.FLAG, Quirk("UID STORE", says("{tag} NO [NOPERM] no\r\n"))),
        (After.MOVE, Quirk("UID MOVE", says("{tag} BAD what\r\n"))),
        (After.MOVE, Quirk("CREATE", says("{tag} NO [CANNOT] no such name\r\n"))),
    ],
)
def test_mails_that_cannot_be_marked_are_taken_all_the_same_and_that_is_said_once(
    stranger: Hostile, shy: Box, after: After, quirk: Quirk, caplog: pytest.LogCaptureFixture
) -> None:
    stranger.quirk = quirk
    stranger.mailbox.add("first")
    stranger.mailbox.add("second")
    poller = shy.node.poller(replace(shy.settings, after=after))
    with shy.running(poller):
        until(lambda: len(shy.accepted) == 2)
        stranger.mailbox.add("third")
        until(lambda: len(shy.accepted) == 3)
    assert shy.subjects == ["first", "second", "third"]
    complaints = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [words.partition(" ")[0] for words in complaints] == ["left"]
