"""Registry 3: what admins decide about new requests. One TOML document is read by `codec` and followed by `engine`.

A new condition or action is an entry in `conditions.CONDITIONS` or `actions.ACTIONS`. Pure.
"""

from .codec import Reading, read
from .engine import follow
from .mistakes import Mistake
from .result import Routing
from .starter import STARTER
from .writing import Longer, Wish, with_rule

__all__ = ["STARTER", "Longer", "Mistake", "Reading", "Routing", "Wish", "follow", "read", "with_rule"]
