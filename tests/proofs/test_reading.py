"""The short form of the reading proof; and planted faults, because a proof that cannot fail is none."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.mail.inbound import NOBODY, Envelope, InboundMail
from gateway.mail.parse import parse
from gateway.mail.reply import Reply, split

from .reading import BLOCK, Run, bytes_of, pool_of, try_one
from .reading_checks import MEMORY, Subject, faults, held, limit, peak
from .reading_damage import KINDS

SEED = 20261122
INPUTS = 1500


@pytest.mark.parametrize("kind", ["own", "corpus"])
def test_damaged_mails_are_read_in_time_and_whole(kind: str, tmp_path: Path) -> None:
    pool = pool_of(kind)
    if not pool:
        pytest.skip("the mail corpus is not here")
    found = [fault for number in range(INPUTS) for fault in try_one(SEED, number, pool, tmp_path)]
    assert not found, f"seed {SEED}, {kind}: {found[:5]}"


@pytest.mark.parametrize("raw", pool_of("own"))
def test_the_mails_that_are_damaged_are_read_without_a_fault(raw: bytes) -> None:
    assert faults(raw) == []


def test_an_input_is_the_same_bytes_every_time_and_not_those_of_another() -> None:
    pool = pool_of("own")
    assert bytes_of(1, 2, pool) == bytes_of(1, 2, pool)
    assert len({bytes_of(1, number, pool) for number in range(200)}) > 190
    assert len(set(KINDS)) > 20


def test_two_processes_try_every_number_once(tmp_path: Path) -> None:
    run = Run(SEED, 120, "own", tmp_path)
    assert sum(run.advance(2)) == 120
    assert run.faults == []


# --- planted faults ---------------------------------------------------------------------------------------------------


class Foreign(str):
    """A value that the allow-list does not know."""

    __slots__ = ()


def _raising(raw: bytes, envelope: Envelope) -> InboundMail:
    raise RecursionError("too deep")


def _slow(raw: bytes, envelope: Envelope) -> InboundMail:
    ends = time.process_time() + 0.7
    while time.process_time() < ends:
        pass
    return parse(raw, envelope)


def _losing(text: str) -> Reply:
    return replace(split(text), pieces=split(text).pieces[1:])


def _planted(**changes: object) -> Subject:
    return Subject(parse=lambda raw, envelope: replace(parse(raw, envelope), **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (Subject(parse=_raising), "RecursionError: too deep in _raising"),
        (Subject(parse=_slow), "s of processor time"),
        (Subject(split=_losing), "the pieces of the reply are not the text"),
        (_planted(message_id="a\0b"), "an id has a NUL"),
        (_planted(to=(replace(NOBODY, name="\ud83d"),)), "an address has half a character"),
        (_planted(message_id=Foreign("a@b")), "is not a value of a mail"),
        (_planted(subject="one\ntwo"), "a header value has more than one line"),
        (_planted(text=None), "AttributeError"),
    ],
)
def test_a_reader_that_fails_is_found(subject: Subject, words: str) -> None:
    found = faults(pool_of("own")[0], subject)
    assert any(words in each for each in found), found


def test_a_process_that_dies_is_a_fault_and_its_share_goes_on_behind_it(tmp_path: Path) -> None:
    run = Run(SEED, 4 * BLOCK, "own", tmp_path)
    steps = run.advance(1)
    tried = next(steps)
    ((_, process, _),) = run._open.values()
    process.kill()
    tried += sum(steps)
    assert [fault.words for fault in run.faults] == ["the process ended with -9"]
    assert len(list(tmp_path.iterdir())) == 1
    assert 3 * BLOCK <= tried <= 4 * BLOCK + 1  # it may have died between an input and the next


def test_memory_is_measured() -> None:
    before = held()
    hoard = b"x" * (64 << 20)
    assert peak() - before > 60 << 20
    assert len(hoard) < MEMORY


def test_the_limits_are_those_that_are_promised() -> None:
    assert limit(b"x" * 1_000_000) == 2.0
    assert limit(b"x" * 10_000) == 0.5
    assert MEMORY == 256 * 1024 * 1024
