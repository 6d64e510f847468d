"""How much of what could go on for ever is tried: a share of it each time, all of it with POSTROOM_THOROUGH=1, as
`make prove-properties` does.
"""

import os

from hypothesis import settings

SHARE = 4  # the fourth part
LEAST = 40  # examples

THOROUGH = os.environ.get("POSTROOM_THOROUGH", "") not in ("", "0")


def examples(number: int) -> settings:
    """For a property: so many examples where all is tried. Others are made each time, so that the days add up."""
    return settings(max_examples=number if THOROUGH else min(number, max(LEAST, number // SHARE)), deadline=None)
