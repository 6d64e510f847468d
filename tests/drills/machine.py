"""What a result was found on: it says little without."""

import os
import platform
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    cores: int
    memory: str
    kernel: str
    disk: str
    python: str
    programs: tuple[str, ...]
    commit: str


PROGRAMS = {
    "strace": ("strace", "-V"),
    "PostgreSQL": ("psql", "--version"),
    "RabbitMQ": ("rabbitmqctl", "version"),
    "Redis": ("redis-server", "--version"),
    "Dovecot": ("dovecot", "--version"),
    "Postfix": ("postconf", "-d", "mail_version"),
}


def machine(folder: Path) -> Machine:
    """`folder` lies on the disk that is meant."""
    return Machine(
        cores=os.cpu_count() or 0,
        memory=_memory(),
        kernel=f"{platform.system()} {platform.release()}",
        disk=_disk(folder),
        python=platform.python_version(),
        programs=(f"SQLite {sqlite3.sqlite_version}", *_programs()),
        commit=_said("git", "rev-parse", "--short", "HEAD") or "unknown",
    )


def _memory() -> str:
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
    return f"{kilobytes / 2**20:.0f} GB"


def _disk(folder: Path) -> str:
    """Its kind of file system and how it is mounted; the device's name is nobody's business."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    inside = [each for each in mounts if folder.resolve().is_relative_to(each[1])]
    found = max(inside, key=lambda each: len(each[1]))
    return f"{found[2]} ({found[3]})"


def _programs() -> list[str]:
    found = []
    for name, command in PROGRAMS.items():
        said = _said(*command)
        if said:
            found.append(said if name.lower() in said.lower() else f"{name} {said.rpartition(' ')[2]}")
    return found


def _said(*command: str) -> str:
    path = shutil.which(command[0]) or shutil.which(command[0], path="/usr/sbin")
    if path is None:
        return ""
    done = subprocess.run([path, *command[1:]], capture_output=True, text=True, timeout=30, check=False)
    return next(iter(done.stdout.splitlines()), "").strip() if done.returncode == 0 else ""
