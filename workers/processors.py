"""Keeps the threads of a work process on one processor where several such processes share a machine.

Only one of a process's threads has the interpreter at a time. Where they run on several processors, each hand-over
moves what the work needs from the cache of one to that of another, which costs up to half as much as the work itself;
where they run on one, its processes share the machine as well.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept_to_one(index: int, of: int) -> Iterator[None]:
    """For the threads that are begun meanwhile, of the process with this `index` among `of`. A single process has all
    processors, and so have all where the system cannot tell them apart (macOS).
    """
    if of < 2 or not hasattr(os, "sched_setaffinity"):
        yield
        return
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(ours)[index % len(ours)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, ours)
