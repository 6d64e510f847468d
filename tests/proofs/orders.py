"""Planted orders in 200 forms, carried into an agent's answer by each of 24 mail programs: none is ever carried out."""

import sys
import tempfile
from pathlib import Path

from ..attacks.carrying import PLANTED, carried
from ..attacks.clients import CLIENTS
from ..attacks.house import opened
from .flood import show


def main() -> None:
    acted, total = [], len(PLANTED) * len(CLIENTS)
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as house:
        for done, wrong in enumerate(carried(house, 1), 1):
            acted += [wrong] if wrong else []
            if done % 50 == 0 or done == total:
                show(done, total)
    print("", *acted, f"{len(acted)} of {total} carried out", sep="\n", flush=True)
    sys.exit(1 if acted else 0)


if __name__ == "__main__":
    main()
