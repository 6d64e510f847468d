"""A reading child that does what a mail's subject says: what a parser with a hole would do. Run by tests only."""

import os
import pickle
import signal
import sys
import time
from functools import partial
from pathlib import Path

from gateway.intake.child import serve
from gateway.intake.frames import LENGTH
from gateway.intake.nursing import tend
from gateway.mail.inbound import Envelope, InboundMail
from gateway.mail.parse import parse


class Foreign:
    """What an attacker would like to have unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("true",)


def act(raw: bytes, envelope: Envelope) -> InboundMail:
    mail = parse(raw, envelope)
    match mail.subject:
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(3)
        case "sleep":
            time.sleep(600)
        case "nap":
            time.sleep(2)
        case "spin":
            while True:
                sum(range(1000))
        case "hoard":
            return bytes(2_000_000_000) and mail  # type: ignore[return-value]
        case "raise":
            raise RecursionError("too deep")
        case "kill the worker":
            os.kill(parent_of(os.getppid()), signal.SIGKILL)
            time.sleep(600)
        case "kill the nurse":
            os.kill(os.getppid(), signal.SIGKILL)
            os._exit(3)
        case "drip":
            for _ in range(1000):
                answer(b"\0" * 3)
                time.sleep(0.05)
        case "noise":
            answer(LENGTH.pack(5) + b"noise")
        case "nothing":
            answer(LENGTH.pack(0))
        case "huge":
            answer(LENGTH.pack(0xFFFFFFFF))
        case "cut":
            answer(LENGTH.pack(1000) + b"x")
            os._exit(0)
        case "foreign":
            framed(pickle.dumps(Foreign()))
        case "dotted":
            framed(dotted("gateway.mail.inbound", "suppress.__init__.__globals__.__getitem__"))
        case "function":
            framed(dotted("gateway.mail.inbound", "dataclass"))
        case "number":
            framed(pickle.dumps(7))
    return mail


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def answer(content: bytes) -> None:
    os.write(sys.stdout.fileno(), content)


def framed(content: bytes) -> None:
    answer(LENGTH.pack(len(content)) + content)


def dotted(module: str, name: str) -> bytes:
    """A pickle that asks for this name (STACK_GLOBAL, protocol 4) and calls it with ("sys",)."""
    words = b"".join(b"\x8c" + bytes([len(word)]) + word.encode() for word in (module, name))
    return b"\x80\x04" + words + b"\x93\x8c\x03sys\x85R."


if __name__ == "__main__":
    tend(partial(serve, float(sys.argv[1]), int(sys.argv[2]), act))
