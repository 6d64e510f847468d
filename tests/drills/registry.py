"""All drills, in the order in which they are told of."""

from . import (
    brokers,
    calls,
    clocks,
    dialogues,
    disks,
    kills,
    mime,
    nodes,
    outages,
    poison,
    proven,
    slow,
    spike,
    syncs,
    together,
    upgrades,
)
from .drill import Drill

DRILLS: tuple[Drill, ...] = (
    *calls.drills(),
    *syncs.drills(),
    *kills.drills(),
    *disks.drills(),
    *outages.drills(),
    *brokers.drills(),
    *together.drills(),
    *nodes.drills(),
    *upgrades.drills(),
    *dialogues.drills(),
    *mime.drills(),
    *poison.drills(),
    *slow.drills(),
    *clocks.drills(),
    *spike.drills(),
    *proven.drills(),
)
