"""Which processors the threads of a work process run on."""

import os
import threading

import pytest

from workers.processors import kept_to_one

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system cannot tell processors apart")


def seen(index: int, of: int) -> set[int]:
    found: list[set[int]] = []
    with kept_to_one(index, of):
        thread = threading.Thread(target=lambda: found.append(os.sched_getaffinity(0)))
        thread.start()
    thread.join()
    return found[0]


def test_processes_that_share_a_machine_have_one_processor_each_in_turn() -> None:
    all_of_them = sorted(os.sched_getaffinity(0))
    for index in range(5):
        assert seen(index, 5) == {all_of_them[index % len(all_of_them)]}
    assert sorted(os.sched_getaffinity(0)) == all_of_them  # whoever began the threads goes on as before


def test_a_single_process_has_them_all() -> None:
    assert seen(0, 1) == os.sched_getaffinity(0)
