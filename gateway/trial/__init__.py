"""What other rules would have made of mail that is here: each mail goes through triage again, with the facts as they
were then. What one mail leaves behind changes what the next one meets, so there is a small world for each rule set.

Pure; `store/trials` gathers the mails.
"""

from .compare import NOTHING, Result, Tried, compare, summed
from .document import LARGEST, decoded, difference, differences
from .past import Fate, Past, Routed, routed_by
from .words import moved, told

__all__ = [
    "LARGEST",
    "NOTHING",
    "Fate",
    "Past",
    "Result",
    "Routed",
    "Tried",
    "compare",
    "decoded",
    "difference",
    "differences",
    "moved",
    "routed_by",
    "summed",
    "told",
]
