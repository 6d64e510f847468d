"""How much a child works, as the kernel counts it (proc(5))."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")  # seconds


@dataclass(frozen=True, slots=True)
class Effort:
    """`cpu`: seconds that it ever had. `wants`: is it at work, or kept from it by others?"""

    cpu: float
    wants: bool


def effort_of(pid: int) -> Effort:
    """Of who is gone: none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return Effort((int(fields[11]) + int(fields[12])) * _TICK, fields[0] in "RD")
    except (OSError, IndexError, ValueError):
        return Effort(0.0, wants=False)
