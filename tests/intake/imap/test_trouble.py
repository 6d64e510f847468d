"""Mailboxes in hard times, with a real Dovecot: large mails, other numbers, frozen servers, nodes beside each other."""

import os
import signal
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gateway.intake.imap.fetching import Fetched, Missing, fetch
from gateway.intake.imap.session import connect
from gateway.mail.acceptance import Deferred
from gateway.mail.mailboxes import LeaseLost, Passed, Place
from gateway.store.database import Unavailable
from gateway.store.mailboxes import Mailboxes

from ...dovecot import Dovecot, needed
from .box import Box, until
from .conftest import OpenBox

pytestmark = [pytest.mark.service, needed]


def test_a_large_mail_is_never_whole_in_memory(box: Box) -> None:
    box.look()
    body = b"0123456789" * 7 + b"\r\n"
    box.append("large", body=body * (10_000_000 // len(body)))
    box.append("small")
    tracemalloc.start()
    try:
        assert box.look() == 2
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000
    assert box.subjects == ["large", "small"]
    assert box.accepted[0].raw == b"Subject: large\r\n\r\n" + body * (10_000_000 // len(body))


def test_a_mail_above_the_limit_is_passed_over_and_the_next_one_comes(open_box: OpenBox) -> None:
    box = open_box(largest=100_000)
    box.look()
    box.append("too large", body=b"x" * 100_000 + b"\r\n")
    box.append("well")
    assert box.look() == 1
    assert box.subjects == ["well"]
    assert list(box.passed.values()) == ["large"]


def _rebuild(server: Dovecot, box: Box) -> None:
    """What an administrator does by hand, or a move to another server: all mails get new numbers."""
    time.sleep(1.1)  # Dovecot makes a UIDVALIDITY of the second in which it is made
    removed = 0
    for file in list((server.folder / "mail" / box.user).rglob("dovecot*")):
        file.unlink(missing_ok=True)
        removed += 1
    assert removed


def _mails(*subjects: str) -> list[bytes]:
    return [f"Subject: {subject}\r\n\r\nx\r\n".encode() for subject in subjects]


def test_a_folder_that_is_numbered_anew_brings_nothing_twice_and_loses_nothing(server: Dovecot, box: Box) -> None:
    for number in range(5):
        box.append(f"old {number}", when=time.time() - 90_000)
    box.look()
    wanted = [f"mail {number}" for number in range(300)]
    server.deliver(box.user, _mails(*wanted))
    assert box.look() == 300
    with box.person() as person:
        person.store("1,25,100", "+FLAGS", "\\Deleted")
        person.expunge()
    _rebuild(server, box)
    server.deliver(box.user, _mails("new"))
    assert box.look() == 1
    assert box.look() == 0
    assert box.subjects == [*wanted, "new"]
    assert Counter(box.passed.values()) == {"before": 4}


def test_reading_anew_may_be_cut_anywhere(server: Dovecot, box: Box) -> None:
    box.look()
    wanted = [f"mail {number}" for number in range(150)]
    server.deliver(box.user, _mails(*wanted))
    box.look()
    _rebuild(server, box)
    notebook, calls = box.poller.notebook, 0

    class Cut(Mailboxes):
        def note(self, *args: Any) -> None:
            nonlocal calls
            calls += 1
            if calls % 2:
                raise OSError("cut")
            notebook.note(*args)

    box.poller.notebook = Cut(box.node.database, box.node.holder)
    server.deliver(box.user, _mails("new"))
    for _ in range(2):
        with pytest.raises(OSError, match="cut"):
            box.look()
    box.poller.notebook = notebook
    box.look()
    new = Counter(box.subjects)
    assert set(new) == {*wanted, "new"}
    assert [new[subject] for subject in wanted] == [1] * len(wanted)


@contextmanager
def frozen(pids: list[int]) -> Iterator[None]:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def family(pid: int) -> list[int]:
    children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [pid, *(each for child in children for each in family(child))]


@pytest.mark.parametrize("idle", [True, False])
def test_a_server_that_freezes_is_noticed_and_nothing_is_lost(server: Dovecot, open_box: OpenBox, idle: bool) -> None:
    box = open_box(every=3600.0 if idle else 1.0, idle=idle)
    box.settings = replace(box.settings, server=replace(box.settings.server, timeout=1.0, longest=2.0))
    poller = box.node.poller(replace(box.settings, pauses=replace(box.settings.pauses, idle=1.0)))
    with box.running(poller):
        until(lambda: box.begun)
        box.append("before")
        until(lambda: box.subjects == ["before"])
        with frozen(family(server.pid)):  # in IDLE, and then in each new connection
            until(lambda: poller.diary.open, 6.0)
            time.sleep(0.5)
        until(lambda: not poller.diary.open)
        box.append("after")
        until(lambda: box.subjects == ["before", "after"])


def test_while_the_database_is_away_mails_stay_and_one_line_says_so(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    class Away(Mailboxes):
        def note(self, *args: Any) -> None:
            if away:
                raise Unavailable("OperationalError")
            super().note(*args)

    away = True
    poller = replace(box.poller, notebook=Away(box.node.database, box.node.holder))
    with box.running(poller):
        until(lambda: box.begun)
        box.append("mail")
        until(lambda: poller.diary.open)
        time.sleep(0.5)
        away = False
        until(lambda: not poller.diary.open)
        until(lambda: box.poller.notebook.known(box.user, [sha256(box.accepted[-1].raw).digest()]))
    assert len([record for record in caplog.records if "unavailable" in record.getMessage()]) == 1
    assert box.subjects == ["mail"]


def test_two_nodes_take_each_mail_once(box: Box) -> None:
    other = box.add_node()
    settings = replace(box.settings, every=0.5)
    pollers = [node.poller(settings) for node in (box.node, other)]
    with box.running(pollers[0]), box.running(pollers[1]):
        until(lambda: box.begun)
        wanted = [f"mail {number}" for number in range(30)]
        box.append(*wanted)
        until(lambda: len(box.accepted) >= len(wanted))
        time.sleep(1.0)
        assert box.subjects == wanted


def test_a_node_that_comes_back_late_writes_nothing(box: Box) -> None:
    box.look()
    box.append("one")
    other = Mailboxes(box.add_node().database, box.nodes[1].holder)
    late = box.poller.notebook.lease(box.user)
    assert late is not None
    box.poller.notebook.release(late)
    assert other.lease(box.user) not in (None, late)
    place = Place(box.user, "INBOX", 1)
    with pytest.raises(LeaseLost):
        box.poller.notebook.note(late, place, (), 99)
    assert box.look() == 0
    assert box.subjects == []


def test_fetching_is_for_others_too(box: Box) -> None:
    box.append("first", "second")
    with connect(box.settings.server) as client:
        client.select_folder("INBOX", readonly=True)
        found = list(fetch(client, [1, 2, 77], box.node.begin, 1_000_000))
    assert [each.uid for each in found] == [1, 2, 77]
    assert found[2] == Missing(77, Passed.GONE)
    for each in found[:2]:
        assert isinstance(each, Fetched)
        assert not isinstance(each.draft, Deferred)
        each.draft.discard()
