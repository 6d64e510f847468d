"""Machines of a network of our own: network namespaces on one bridge, each with its processes."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass


def network_missing() -> str:
    """ "" where we may make network namespaces and a bridge, else why not."""
    if os.getuid() != 0:
        return "only root may make network namespaces"
    name = f"pr{os.getpid()}x"
    try:
        for words in (f"ip netns add {name}", f"ip netns exec {name} true", f"ip link add {name} type bridge"):
            subprocess.run(words.split(), check=True, capture_output=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return "network namespaces and bridges are not allowed here"
    finally:
        with suppress(OSError):
            subprocess.run(["ip", "link", "del", name], capture_output=True)
            subprocess.run(["ip", "netns", "del", name], capture_output=True)
    return ""


@dataclass(frozen=True)
class Machine:
    """One namespace, with one link to the bridge."""

    name: str
    address: str

    def pids(self) -> list[int]:
        said = subprocess.run(["ip", "netns", "pids", self.name], capture_output=True, text=True, check=True)
        return [int(word) for word in said.stdout.split()]

    def signal_all(self, number: signal.Signals) -> None:
        done: set[int] = set()
        while left := [pid for pid in self.pids() if pid not in done]:
            for pid in left:
                done.add(pid)
                with suppress(ProcessLookupError):
                    os.kill(pid, number)

    def stop(self, patience: float = 40.0) -> None:
        """SIGTERM, and SIGKILL for whoever does not heed it."""
        self.signal_all(signal.SIGTERM)
        ends = time.monotonic() + patience
        while self.pids() and time.monotonic() < ends:
            time.sleep(0.1)
        self.signal_all(signal.SIGKILL)

    def cut_off(self) -> None:
        """Nothing gets in or out, and nobody is told."""
        _run(f"ip link set {self.name} down")

    def join(self) -> None:
        _run(f"ip link set {self.name} up")


@dataclass(frozen=True)
class Network:
    address: str
    machines: tuple[Machine, ...]


@contextmanager
def network(count: int) -> Iterator[Network]:
    """So many machines, and our own address among them."""
    bridge, part = f"pr{os.getpid()}", f"10.{200 + os.getpid() % 50}.{os.getpid() // 50 % 250}"
    machines = tuple(Machine(f"{bridge}n{number}", f"{part}.{number + 10}") for number in range(count))
    try:
        for words in (f"link add {bridge} type bridge", f"addr add {part}.1/24 dev {bridge}", f"link set {bridge} up"):
            _run(f"ip {words}")
        for machine in machines:
            _make(machine, bridge)
        yield Network(f"{part}.1", machines)
    finally:
        for machine in machines:
            with suppress(subprocess.CalledProcessError):
                machine.signal_all(signal.SIGKILL)
            subprocess.run(["ip", "netns", "del", machine.name], capture_output=True)
        subprocess.run(["ip", "link", "del", bridge], capture_output=True)


def _make(machine: Machine, bridge: str) -> None:
    name = machine.name
    inside = f"ip -n {name}"
    for words in (
        f"ip netns add {name}",
        f"ip link add {name} type veth peer name eth0 netns {name}",
        f"ip link set {name} master {bridge} up",
        f"{inside} addr add {machine.address}/24 dev eth0",
        f"{inside} link set lo up",
        f"{inside} link set eth0 up",
    ):
        _run(words)


def _run(words: str) -> None:
    subprocess.run(words.split(), check=True, capture_output=True)
