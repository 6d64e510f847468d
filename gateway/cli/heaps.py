"""The heaps of the C library, in which all that is larger than half a kilobyte lies, and what SQLite keeps. A process
with many threads that works for months should hold what it needs, and not what it once needed.

Both calls are glibc's (malloc.h, `mallopt(3)`, `malloc_trim(3)`); other C libraries have none, and nothing is done.
"""

import ctypes
import time

HEAPS = 2  # of a process; its threads share one interpreter, so that few of them want memory at one moment
OFTEN = 10.0  # seconds between two times that what is free goes back to the system; it takes some milliseconds
LARGE = 128 * 1024  # bytes from which on a piece of memory lies in none of the heaps
_M_ARENA_MAX = -8
_M_MMAP_THRESHOLD = -3


def share() -> None:
    """Before the first thread. By itself glibc makes up to eight heaps for each processor, and what threads leave free
    in theirs is of no use to others: a fifth of a worker's memory. And once it has seen an attachment, it puts such
    into the heaps, where each leaves a hole that small things are put into and keep open.
    """
    call = getattr(ctypes.CDLL(None), "mallopt", None)
    if call is not None:
        call(_M_ARENA_MAX, HEAPS)
        call(_M_MMAP_THRESHOLD, LARGE)


class Tidying:
    """Gives free pages back to the system, now and then. By itself glibc gives back the end of a heap only, and a tenth
    to a fifth of a worker's memory lay free between what was in use.
    """

    def __init__(self) -> None:
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        self._last = time.monotonic()

    def tidy(self) -> bool:
        """Did it, where it was due?"""
        if self._trim is None or time.monotonic() - self._last < OFTEN:
            return False
        self._last = time.monotonic()
        self._trim(ctypes.c_size_t(0))
        return True
