"""How a reader and its child speak: a length and as many bytes, over pipes, as long as who asks has patience. One
question may be about several mails; each of them has an answer of its own.
"""

import os
import select
import struct
from collections.abc import Callable
from typing import IO

LENGTH = struct.Struct(">I")
ANSWER = 512 * 1024 * 1024  # bytes of an answer at most


Patience = Callable[[], float]  # seconds to wait before it is asked again; raises what ends the waiting


def give(target: int, question: bytes, patience: Patience) -> None:
    """To a descriptor. Raises what `patience` raises, and OSError where the child is gone."""
    _give(target, LENGTH.pack(len(question)) + question, patience)


def take(source: int, patience: Patience) -> bytes:
    """From a descriptor. Raises what `patience` raises, ValueError for an answer that is none, and EOFError or OSError
    where the child is gone.
    """
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
