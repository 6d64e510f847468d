"""What lies free in the C library's heaps goes back to the system."""

import ctypes
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.cli import heaps

SIZE = 60_000  # bytes: below what the C library asks the system for by itself
COUNT = 1_000

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc has the calls")


def held() -> int:
    """Bytes of memory of this process (proc(5))."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("Rss:"))


def test_what_lies_free_below_what_is_used_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heaps, "OFTEN", 0.0)
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = (
        ctypes.c_void_p,
        [ctypes.c_size_t],
        [ctypes.c_void_p],
    )
    pieces = [libc.malloc(SIZE) for _ in range(COUNT)]
    for piece in pieces:
        ctypes.memset(piece, 1, SIZE)
    for piece in pieces[:-1]:  # the last one keeps the end of the heap where it is
        libc.free(piece)
    before = held()
    assert heaps.Tidying().tidy()
    assert before - held() > SIZE * COUNT // 2
    libc.free(pieces[-1])


def test_it_is_not_done_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    tidying = heaps.Tidying()
    assert not tidying.tidy()
    monkeypatch.setattr(heaps, "OFTEN", 0.0)
    assert tidying.tidy()


_SEEN_AN_ATTACHMENT = """
import ctypes
from gateway.cli import heaps

class Info(ctypes.Structure):
    _names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in _names.split()]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Info
if SHARED:
    heaps.share()
bytearray(1_000_000)
apart = libc.mallinfo2().hblkhd
kept = bytearray(heaps.LARGE + 1_000)
print(libc.mallinfo2().hblkhd - apart)
"""


def apart(shared: bool) -> int:
    """Bytes of a piece as large as an attachment that lie in no heap, in a process that has had a larger one before."""
    program = _SEEN_AN_ATTACHMENT.replace("SHARED", str(shared))
    return int(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="a glibc before 2.33 cannot be asked")
def test_what_is_large_lies_in_no_heap_whatever_came_before() -> None:
    assert apart(shared=True) > heaps.LARGE
    assert apart(shared=False) == 0
