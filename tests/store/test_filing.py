"""Large bodies are written by other threads: in their order, all of them before `finish` returns, with a bound."""

import random
import threading
from collections.abc import Iterator

import pytest

from gateway.store.filing import AHEAD, ALL_AHEAD, PORTION, Filing, Tail


@pytest.fixture
def filing() -> Iterator[Filing]:
    filing = Filing()
    yield filing
    assert filing.room.memory == ALL_AHEAD, "all room is given back"
    filing.close()


def test_pieces_are_written_in_their_order_whatever_their_sizes(filing: Filing) -> None:
    chance = random.Random(11)
    for _ in range(50):
        written: list[bytes] = []
        tail = Tail(filing, written.append)
        pieces = [chance.randbytes(chance.choice((1, 500, PORTION, AHEAD + 1))) for _ in range(chance.randrange(12))]
        for piece in pieces:
            tail.add(piece)
        tail.finish()
        assert written == pieces
        tail.finish()


def test_who_brings_pieces_waits_only_when_too_much_is_ahead(filing: Filing) -> None:
    slow, seen = threading.Event(), []

    def write(piece: bytes) -> None:
        assert slow.wait(20)
        seen.append(threading.current_thread().name)

    tail = Tail(filing, write)
    for _ in range(AHEAD // PORTION):
        tail.add(bytes(PORTION))
    assert not seen, "the writing has not even begun, and nobody waited for it"
    threading.Timer(0.2, slow.set).start()
    tail.add(bytes(2 * PORTION))
    assert len(seen) == AHEAD // PORTION + 1
    assert seen[0].startswith("filing")
    assert seen[-1] == threading.current_thread().name


def test_after_a_failure_nothing_more_is_written(filing: Filing) -> None:
    written = []

    def write(piece: bytes) -> None:
        written.append(piece)
        raise OSError(28, "No space left on device")

    tail = Tail(filing, write)
    for _ in range(3):
        tail.add(bytes(PORTION))
        tail.finish()
    assert len(written) == 1
    assert isinstance(tail.error, OSError)


def test_what_comes_while_the_process_ends_is_written_all_the_same() -> None:
    filing = Filing()
    filing.close()
    written: list[bytes] = []
    tail = Tail(filing, written.append)
    tail.add(bytes(PORTION))
    tail.finish()
    assert written == [bytes(PORTION)]
