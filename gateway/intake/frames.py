"""How a reader and its child speak: a length and as many bytes, over pipes, until a time by which all is there."""

import os
import select
import struct
import time
from typing import IO

LENGTH = struct.Struct(">I")
ANSWER = 512 * 1024 * 1024  # bytes of an answer at most


def ask(target: int, source: int, question: bytes, ends: float) -> bytes:
    """Writes to `target` and reads from `source`, descriptors. Raises TimeoutError, EOFError or OSError where the child
    does not answer until `ends`.
    """
    _give(target, LENGTH.pack(len(question)) + question, ends)
    size = LENGTH.unpack(_receive(source, LENGTH.size, ends))[0]
    if size > ANSWER:
        raise ValueError("the answer is too large")
    return _receive(source, size, ends)


def _give(descriptor: int, content: bytes, ends: float) -> None:
    left = memoryview(content)
    while left:
        if not select.select([], [descriptor], [], max(0.0, ends - time.monotonic()))[1]:
            raise TimeoutError
        left = left[os.write(descriptor, left[: 1 << 20]) :]


def _receive(descriptor: int, size: int, ends: float) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        if not select.select([descriptor], [], [], max(0.0, ends - time.monotonic()))[0]:
            raise TimeoutError
        piece = os.read(descriptor, min(1 << 20, size - len(pieces)))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def send(stream: IO[bytes], content: bytes) -> None:
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()
