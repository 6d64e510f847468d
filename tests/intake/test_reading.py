"""A mail may do to the child what it likes: it is unreadable, and the next one is fine."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.intake.reading import ASIDE, Answer, Busy, NoReader, Question, Reader, ReadLimits, Unreadable
from gateway.mail.inbound import Envelope, InboundMail
from gateway.mail.parse import parse

from .processes import children_of, gone, is_alive, nurses

MAILS = Path(__file__).parent.parent / "mails"
ENVELOPE = Envelope("ali@customer.example", ("support@example.org",))
LIMITS = ReadLimits(cpu=0.5, wall=3, quick=3)  # none goes aside, where it might get no processor


def mail(subject: str, body: str = "It is broken.") -> bytes:
    return f"From: ali@customer.example\r\nSubject: {subject}\r\n\r\n{body}\r\n".encode()


def question(subject: str) -> Question:
    return mail(subject), ENVELOPE


def subjects(answers: list[Answer]) -> list[str]:
    """Of those that were read."""
    return [each.subject for each in answers if isinstance(each, InboundMail)]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One child that does what the subject says."""
    opened = Reader(1, LIMITS, "tests.intake.poisonous")
    opened.open()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("segfault", "ended with SIGSEGV"),
        ("exit", "ended with 3"),
        ("sleep", "longer than 3 s"),
        ("drip", "no proper answer"),
        ("spin", r"more than 0\.5 s of CPU"),
        ("hoard", "more memory than it may have"),
        ("raise", "the reader failed: RecursionError"),
        ("noise", "no proper answer: UnpicklingError"),
        ("nothing", "no proper answer: EOFError"),
        ("huge", "no proper answer: ValueError"),
        ("cut", "ended with 0"),
        ("foreign", "no proper answer: UnpicklingError"),
        ("dotted", "no proper answer: UnpicklingError"),
        ("function", "no proper answer: UnpicklingError"),
        ("number", "7"),
    ],
)
def test_whatever_it_does_is_unreadable_and_the_next_mail_is_fine(reader: Reader, subject: str, words: str) -> None:
    began = time.monotonic()
    with pytest.raises(Unreadable, match=words):
        reader.read(mail(subject), ENVELOPE)
    assert time.monotonic() - began < 20
    assert reader.read(mail("hello"), ENVELOPE).subject == "hello"


def test_the_child_reads_what_we_would_read(reader: Reader) -> None:
    for path in sorted(MAILS.glob("*.eml")):
        raw = path.read_bytes()
        assert reader.read(raw, ENVELOPE) == parse(raw, ENVELOPE), path.name


def test_a_large_mail_passes_both_ways(reader: Reader) -> None:
    body = "0123456789 " * 800_000
    assert len(reader.read(mail("large", body), ENVELOPE).fields) == 2


def test_a_child_that_does_not_listen_ends_at_the_wall_clock() -> None:
    """The mail is larger than the pipe: writing it waits, too."""
    deaf = Reader(1, ReadLimits(wall=1), "tests.intake.deaf")
    with pytest.raises(Unreadable, match="longer than 1 s"):
        deaf.read(mail("large", "x" * 5_000_000), ENVELOPE)
    deaf.close()


def test_a_child_that_died_while_idle_is_not_the_next_mails_fault() -> None:
    others = nurses()  # of a reader that the tests of a process share
    reader = Reader(1, LIMITS)
    reader.read(mail("one"), ENVELOPE)
    [child] = [pid for nurse in set(nurses()).difference(others) for pid in children_of(nurse)]
    os.kill(child, signal.SIGKILL)
    assert gone(child)
    assert reader.read(mail("two"), ENVELOPE).subject == "two"
    reader.close()


def test_many_threads_share_few_children() -> None:
    reader = Reader(2, ReadLimits(mails=7))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: reader.read(mail(f"T{n}"), ENVELOPE).subject, range(60)))
    assert found == [f"T{n}" for n in range(60)]
    reader.close()


def test_one_poisonous_mail_holds_up_no_other() -> None:
    reader = Reader(2, LIMITS, "tests.intake.poisonous")
    reader.open()
    subjects = ["sleep", *[f"T{n}" for n in range(40)]]

    def read(subject: str) -> float:
        try:
            reader.read(mail(subject), ENVELOPE)
        except Unreadable:
            return 0
        return time.monotonic()

    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(read, subjects))
    assert max(ends) - began < LIMITS.wall
    reader.close()


def test_a_mail_that_takes_long_goes_aside_and_its_place_to_a_new_child() -> None:
    others = nurses("tests.intake.poisonous")
    reader = Reader(1, ReadLimits(cpu=1.5, wall=60, quick=0.3), "tests.intake.poisonous")
    reader.read(mail("hello"), ENVELOPE)
    [nurse] = set(nurses("tests.intake.poisonous")).difference(others)
    [child] = children_of(nurse)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(reader.read, mail("spin"), ENVELOPE)
        while os.getpriority(os.PRIO_PROCESS, child) != ASIDE:
            time.sleep(0.01)
        assert reader.read(mail("T1"), ENVELOPE).subject == "T1"
        assert not slow.done()
        [other] = set(children_of(nurse)).difference([child])
        assert os.getpriority(os.PRIO_PROCESS, other) == 0
        with pytest.raises(Busy):
            reader.read(mail("spin"), ENVELOPE)
        with pytest.raises(Busy):
            reader.read_aside(mail("T2"), ENVELOPE)
        assert reader.read(mail("T3"), ENVELOPE).subject == "T3"
        assert reader.read_aside(mail("T4"), ENVELOPE, wait=True).subject == "T4"
        with pytest.raises(Unreadable, match=r"more than 1\.5 s of CPU"):
            slow.result()
    assert gone(child)
    assert len(children_of(nurse)) == 1  # who was aside stays there, and nobody is left over
    reader.close()


def test_who_gets_no_processor_is_read_another_time_and_who_sleeps_has_failed() -> None:
    reader = Reader(1, ReadLimits(cpu=10, wall=1, quick=0.2), "tests.intake.poisonous")
    with pytest.raises(Busy):
        reader.read(mail("spin"), ENVELOPE)
    with pytest.raises(Unreadable, match="longer than 1 s"):
        reader.read(mail("sleep"), ENVELOPE)
    assert reader.read(mail("T1"), ENVELOPE).subject == "T1"
    reader.close()


def test_a_machine_that_starts_no_process_is_not_the_mails_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    reader = Reader(1, LIMITS)
    with pytest.raises(NoReader):
        reader.read(mail("hello"), ENVELOPE)
    monkeypatch.undo()
    assert reader.read(mail("hello"), ENVELOPE).subject == "hello"
    reader.close()


def test_a_closed_reader_leaves_no_process() -> None:
    others = nurses()
    reader = Reader(2, LIMITS)
    reader.read(mail("hello"), ENVELOPE)
    ours = set(nurses()).difference(others)
    found = [*ours, *(pid for nurse in ours for pid in children_of(nurse))]
    assert len(found) == 2
    reader.close()
    assert not any(is_alive(pid) for pid in found)


def test_several_are_read_one_after_the_other_and_each_has_its_answer(reader: Reader) -> None:
    found = reader.read_some([question("one"), question("two"), question("three")])
    assert subjects(found) == ["one", "two", "three"]


def test_several_that_fill_the_pipes_pass_both_ways(reader: Reader) -> None:
    body = "0123456789 " * 30_000
    found = reader.read_some([(mail(f"large {number}", body), ENVELOPE) for number in range(8)])
    assert len(subjects(found)) == 8


@pytest.mark.parametrize("trouble", ["segfault", "exit", "sleep", "raise", "noise", "cut", "foreign"])
def test_the_first_trouble_is_that_mails_and_those_behind_it_are_left(reader: Reader, trouble: str) -> None:
    found = reader.read_some([question("one"), question(trouble), question("three")])
    assert subjects(found) == ["one"]
    assert [type(each) for each in found[1:]] == [Unreadable]
    assert subjects(reader.read_some([question("three")])) == ["three"]


def test_who_ends_the_child_and_its_nurse_is_read_once_more_and_those_before_it_are_kept(reader: Reader) -> None:
    assert subjects(reader.read_some([question("one"), question("kill the nurse")])) == ["one"]
    (found,) = reader.read_some([question("kill the nurse"), question("two")])
    assert isinstance(found, Unreadable)


def test_of_several_none_is_read_after_the_time_that_there_is(reader: Reader) -> None:
    """And nobody gets an answer that was for another one."""
    assert subjects(reader.read_some([question("one"), question("two")], 0.0)) == ["one"]
    assert subjects(reader.read_some([question("three"), question("four")])) == ["three", "four"]


def test_one_behind_others_that_takes_long_keeps_them_waiting_no_longer_than_it_takes_to_see_that() -> None:
    reader = Reader(1, ReadLimits(cpu=5, wall=20, quick=0.2), "tests.intake.poisonous")
    began = time.monotonic()
    found = reader.read_some([question("one"), question("nap"), question("three")])
    assert time.monotonic() - began < 2, "the nap of two seconds was waited for"
    assert subjects(found) == ["one"]
    assert [type(each) for each in found[1:]] == [Busy]
    assert reader.read_aside(mail("nap"), ENVELOPE).subject == "nap"
    reader.close()


def test_after_one_that_went_aside_nothing_more_is_read_there() -> None:
    reader = Reader(1, ReadLimits(cpu=5, wall=20, quick=0.2), "tests.intake.poisonous")
    found = reader.read_some([question("nap"), question("three")])
    assert subjects(found) == ["nap"]
    assert subjects(reader.read_some([question("three")])) == ["three"]
    reader.close()
