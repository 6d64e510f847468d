"""Ten thousand mails in the names of people who never wrote: what they get of it, and that every mail is kept."""

import argparse
import sys
import tempfile
from pathlib import Path

from ..scenarios.flood import run

BAR = 40  # characters


def show(done: int, mails: int) -> None:
    filled = BAR * done // mails
    print(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done} of {mails}", end="", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=10_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), chosen.mails, show, patience=1800)
    print(f"\n{result}{'' if result.kept else '  BROKEN'}", flush=True)
    sys.exit(0 if result.kept else 1)


if __name__ == "__main__":
    main()
