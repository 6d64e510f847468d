"""How a reader and its child speak: a length and as many bytes, over pipes, as long as who asks has patience."""

import os
import select
import struct
from collections.abc import Callable
from typing import IO

LENGTH = struct.Struct(">I")
ANSWER = 512 * 1024 * 1024  # bytes of an answer at most


Patience = Callable[[], float]  # seconds to wait before it is asked again; raises what ends the waiting


def ask(target: int, source: int, question: bytes, patience: Patience) -> bytes:
    """Writes to `target` and reads from `source`, descriptors. Raises what `patience` raises, and EOFError or OSError
    where the child is gone.
    """
    _give(target, LENGTH.pack(len(question)) + question, patience)
    size = LENGTH.unpack(_receive(source, LENGTH.size, patience))[0]
    if size > ANSWER:
        raise ValueError("the answer is too large")
    return _receive(source, size, patience)


def _give(descriptor: int, content: bytes, patience: Patience) -> None:
    left = memoryview(content)
    while left:
        while not select.select([], [descriptor], [], patience())[1]:
            pass
        left = left[os.write(descriptor, left[: 1 << 20]) :]


def _receive(descriptor: int, size: int, patience: Patience) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        while not select.select([descriptor], [], [], patience())[0]:
            pass
        piece = os.read(descriptor, min(1 << 20, size - len(pieces)))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def send(stream: IO[bytes], content: bytes) -> None:
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()
