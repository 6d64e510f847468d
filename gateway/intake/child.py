"""The child that reads mails for `reading`: frames of mails in, frames of what is in them out, until its input ends.

It bounds its own memory, and the processor's time for each mail; the parent looks after the clock.
"""

import pickle
import resource
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import IO

from ..mail.inbound import Envelope, InboundMail
from ..mail.parse import parse
from .answered import pack
from .frames import LENGTH, send
from .nursing import tend

Parse = Callable[[bytes, Envelope], InboundMail]


def serve(cpu: float, memory: int, parse: Parse = parse) -> None:
    """The child: reads frames until its input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when this ends
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as target:
        _answer(source, target, cpu, parse)


def _answer(source: IO[bytes], target: IO[bytes], cpu: float, parse: Parse) -> None:
    while head := source.read(LENGTH.size):
        for raw, envelope in pickle.loads(source.read(LENGTH.unpack(head)[0])):  # noqa: S301 (from our own parent)
            signal.setitimer(signal.ITIMER_PROF, cpu)  # SIGPROF ends this process, even inside of C code
            send(target, pack(_attempt(parse, raw, envelope)))
            signal.setitimer(signal.ITIMER_PROF, 0)


def _attempt(parse: Parse, raw: bytes, envelope: Envelope) -> InboundMail | str:
    try:
        return parse(raw, envelope)
    except MemoryError:
        return "reading took more memory than it may have"
    except Exception as error:
        return f"the reader failed: {type(error).__name__}"


if __name__ == "__main__":
    tend(partial(serve, float(sys.argv[1]), int(sys.argv[2])))
