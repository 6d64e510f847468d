"""What a filter may say about a mail. Pure."""

from dataclasses import dataclass
from enum import IntEnum


class Verdict(IntEnum):
    """What follows from a finding; of several the highest counts."""

    CONTENT_FREE = 1  # may in; an automatic answer carries none of its words
    SILENT = 2  # may in; no automatic answer
    QUARANTINE = 3  # waits for a person
    AUTOMATIC = 4  # written by a machine that answers us: kept on its ticket, changes nothing
    BOUNCE = 5  # tells of a mail of ours that did not arrive
    DUPLICATE = 6  # is here already
    DISCARD = 7  # our own mail come home


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    verdict: Verdict
    reason: str
