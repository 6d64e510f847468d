"""Reading children that never read their input. Run by tests only."""

import time
from functools import partial

from gateway.intake.nursing import tend

if __name__ == "__main__":
    tend(partial(time.sleep, 600))
