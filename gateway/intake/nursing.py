"""The process in which reading children are born: it has imported all that they need, and forks one when asked to.

It was started afresh, so no secret of ours is in the memory that children begin with. It never sees a mail, and each
child leaves it as it was, so that it lives as long as its worker: 35,000 births in a row added 4 kB.
"""

import gc
import os
import signal
import socket
import struct
import traceback
from collections.abc import Callable

BEAR, TELL = b"b", b"t"  # with what a child reads and writes: its pid, and itself; with a pid: how that child ended
NUMBER = struct.Struct(">i")  # a pid, or below zero the errno of why there is none; an exit code as subprocess has it


def tend(serve: Callable[[], None]) -> None:
    """Answers the socket on standard input until that ends; all children end then. Each child does `serve`, on its own
    standard input and output.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when this ends
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    gc.disable()
    gc.freeze()  # a collection would touch, and so copy, the memory that is shared with all children
    children: set[int] = set()
    asked = socket.socket(fileno=0)
    try:
        while _answered(asked, children, serve):
            pass
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)  # it is ours still: a pid is free again once we told how its child ended


def _answered(asked: socket.socket, children: set[int], serve: Callable[[], None]) -> bool:
    """Answers one question; False where there are no more."""
    question, ends, _, _ = socket.recv_fds(asked, 64, 2)
    match question[:1]:
        case b"":
            return False
        case _ if question == BEAR:
            _bear(asked, ends, children, serve)
        case _:
            pid = NUMBER.unpack(question[1:])[0]
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            children.discard(pid)
            asked.send(NUMBER.pack(code))
    return True


def _bear(asked: socket.socket, ends: list[int], children: set[int], serve: Callable[[], None]) -> None:
    try:
        pid = os.fork()
    except OSError as error:
        pid = -(error.errno or 1)
    if pid == 0:
        _live(ends, serve)
    for end in ends:
        os.close(end)
    if pid < 0:
        asked.send(NUMBER.pack(pid))
        return
    children.add(pid)
    itself = os.pidfd_open(pid)
    socket.send_fds(asked, [NUMBER.pack(pid)], [itself])
    os.close(itself)


def _live(ends: list[int], serve: Callable[[], None]) -> None:
    """The child; it never comes back from here."""
    code = 1
    try:
        for place, end in enumerate(ends):
            os.dup2(end, place)  # the first one takes the place of the socket, which is no child's business
            os.close(end)
        gc.enable()
        serve()
        code = 0
    except BaseException:  # whatever it is, it must not go on as a second one of us
        traceback.print_exc()
    finally:
        os._exit(code)
