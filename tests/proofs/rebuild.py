"""A long month, rebuilt: `python -m tests.proofs.rebuild [MAILS] [SEED]`. Ends with 1 where anything is different."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from gateway.cli import rebuild

from ..cli.lived import Month
from ..workers.house import open_house


def main(mails: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as name, open_house(Path(name) / "house") as house:
        Month(house, seed).live(mails)
        url = f"sqlite:///{Path(name) / 'new.db'}"
        target = rebuild._opened(url)
        found = rebuild._rebuild(house.app, target, url)
        target.close()
    outcomes = Counter(each.outcome for each in found.before.mails.values())
    statuses = Counter(each.status for each in found.before.tickets.values())
    print(f"seed {seed}: {found.replayed} of {found.mails} mails replayed: {dict(outcomes)}")
    print(f"{len(found.before.tickets)} tickets: {dict(statuses)}; {len(found.changes)} differences")
    for each in found.changes[:20]:
        print(each)
    return 1 if found.changes else 0


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*words, *(300, 20261128)[len(words) :]))
