"""Postfix's own `smtp-sink`, with its switches for faults. Skips where it is not installed."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from .scripted import free_port

PROGRAM = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin:/usr/lib/postfix/sbin")


@dataclass(frozen=True)
class Sink:
    port: int
    process: "subprocess.Popen[bytes]"

    def freeze(self) -> None:
        """It is there and says nothing: connections are taken by the kernel all the same."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def sinks(*switches: tuple[str, ...]) -> Iterator[list[Sink]]:
    """One for each group of switches."""
    if PROGRAM is None:
        pytest.skip("no smtp-sink here; Debian's postfix brings one")
    who = ["-u", "nobody"] if os.geteuid() == 0 else []
    started = []
    try:
        for each in switches:
            port = free_port()
            command = [PROGRAM, *who, *each, f"127.0.0.1:{port}", "128"]
            process = subprocess.Popen(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            started.append(Sink(port, process))
        for sink in started:
            _wait(sink.port)
        yield started
    finally:
        for sink in started:
            sink.process.kill()
            sink.process.wait(5)


def _wait(port: int) -> None:
    ends = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < ends, "smtp-sink does not start"
            time.sleep(0.01)
        else:
            return
