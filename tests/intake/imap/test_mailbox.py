"""Watching with a real Dovecot, where one is installed."""

import threading
import time
from dataclasses import replace

import pytest

from gateway.intake.imap.fetching import NoRoom
from gateway.intake.imap.session import connect
from gateway.intake.imap.settings import After
from gateway.mail.inbound import Source
from gateway.store.mailboxes import Mailboxes

from ...dovecot import needed
from .box import Box, until
from .conftest import OpenBox

pytestmark = [pytest.mark.service, needed]


def test_a_mailbox_starts_at_now_and_each_new_mail_is_accepted_once(box: Box) -> None:
    box.append("old")
    assert box.look() == 0
    box.append("first", "second")
    assert box.look() == 2
    assert box.look() == 0
    assert box.subjects == ["first", "second"]
    envelope = box.accepted[0].envelope
    assert envelope.source is Source.IMAP
    assert envelope.recipients == ("support@example.org",)


def test_the_seen_flag_belongs_to_people(box: Box) -> None:
    box.look()
    box.append("read by somebody")
    with box.person() as person:
        person.store("1", "+FLAGS", "\\Seen")
    assert box.look() == 1
    box.append("not read by us")
    box.look()
    assert ["\\Seen" in flags for flags in box.flags()] == [True, False]


def test_what_the_spool_cannot_take_now_stays_and_comes_later_in_order(box: Box) -> None:
    box.look()
    box.append("first", "second")
    box.node.full = True
    with pytest.raises(NoRoom):
        box.look()
    box.node.full = False
    assert box.look() == 2
    assert box.subjects == ["first", "second"]


def test_new_mail_is_there_within_two_seconds(open_box: OpenBox) -> None:
    box = open_box(every=3600.0)
    with box.running():
        until(lambda: box.begun)
        for number in range(4):
            box.append(f"mail {number}")
            appended = time.monotonic()
            until(lambda: len(box.accepted) == number + 1, 2.0)  # noqa: B023 (asked at once)
            print(f"{time.monotonic() - appended:.2f} s")


def test_without_idle_the_mailbox_is_looked_at_as_often_as_is_written(open_box: OpenBox) -> None:
    box = open_box(idle=False, every=1.0)
    with box.running():
        until(lambda: box.begun)
        box.append("mail")
        until(lambda: box.subjects == ["mail"], 5.0)


def test_all_folders_are_read(open_box: OpenBox) -> None:
    box = open_box(folders=("INBOX", "Web", "اداره"))
    with connect(box.settings.server) as client:
        client.create_folder("Web")
        client.create_folder("اداره")
    with box.running():
        until(lambda: box.begun)
        box.append("by mail")
        box.append("by web", folder="Web")
        with connect(box.settings.server) as client:
            client.append("اداره", b"Subject: Persian\r\n\r\nx\r\n")
        until(lambda: sorted(box.subjects) == ["Persian", "by mail", "by web"])


def test_a_mail_gets_our_keyword_and_nothing_else(open_box: OpenBox) -> None:
    box = open_box(after=After.FLAG)
    box.append("old")
    with box.running():
        until(lambda: box.begun)
        box.append("new")
        until(lambda: "$Postroom" in box.flags()[-1])
    assert "$Postroom" not in box.flags()[0]
    assert "\\Seen" not in "".join(box.flags())


def test_a_mail_is_moved_to_a_folder_that_is_made_for_it(open_box: OpenBox) -> None:
    box = open_box(after=After.MOVE, move_to="Done/اداره")
    box.append("old")
    with box.running():
        until(lambda: box.begun)
        box.append("first", "second")
        until(lambda: box.content("INBOX") == ["old"])
    with connect(box.settings.server) as client:
        client.select_folder("Done/اداره", readonly=True)
        assert len(client.search()) == 2
    assert box.subjects == ["first", "second"]


def test_what_people_put_back_is_left_there_and_is_no_second_mail(open_box: OpenBox) -> None:
    box = open_box(after=After.MOVE)
    box.look()
    box.append("one")
    assert box.look() == 1
    with box.person("Postroom") as person:
        person._simple_command("MOVE", "1", "INBOX")
    assert box.look() == 0
    assert box.look() == 0
    assert box.content("INBOX") == ["one"]
    assert box.subjects == ["one"]


def test_mails_that_others_remove_do_no_harm(box: Box) -> None:
    box.look()
    box.append("first", "second", "third")
    with box.person() as person:
        person.store("2", "+FLAGS", "\\Deleted")
        person.expunge()
    assert box.look() == 2
    assert box.subjects == ["first", "third"]


def test_what_was_noted_and_not_yet_moved_is_moved_after_a_restart(box: Box) -> None:
    box.append("old")
    box.look()
    box.append("accepted")
    assert box.look() == 1
    poller = box.node.poller(replace(box.settings, after=After.MOVE))
    with connect(box.settings.server) as client:
        assert poller.look(client) == 0
    assert box.content("INBOX") == ["old"]
    assert box.content("Postroom") == ["accepted"]


def test_it_stops_at_once_and_leaves_the_mailbox_to_others(open_box: OpenBox) -> None:
    box = open_box(every=3600.0)
    other = Mailboxes(box.add_node().database, box.nodes[1].holder)
    stopped = threading.Event()
    thread = threading.Thread(target=box.poller.run, args=(stopped,), daemon=True)
    thread.start()
    until(lambda: box.begun)
    assert other.lease(box.user) is None
    stopped.set()
    thread.join(2)
    assert not thread.is_alive()
    assert other.lease(box.user) is not None
