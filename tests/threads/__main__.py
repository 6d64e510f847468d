"""`python -m tests.threads`: plays the set, prints kinds of damage with their counts, and every fault."""

import sys
import time
from collections import Counter

from .labelled import Thread, play_all, score


def main() -> int:
    began = time.perf_counter()
    threads = list(play_all(int(sys.argv[1])) if len(sys.argv) > 1 else play_all())
    took = time.perf_counter() - began
    _print_table(threads)
    found = score(threads)
    print(f"{found.threads} threads, {found.mails} labelled mails, {took:.1f} s")
    print(f"clients: {len({each.client for each in threads})}, languages: {len({each.language for each in threads})}")
    print(f"precision {found.precision:.2%} ({found.joined_right} of {found.joined} that joined a ticket)")
    print(f"recall    {found.recall:.2%} ({found.joined_right} of {found.should_join} that should)")
    print(f"other labels missed: {found.other}")
    faults = [fault for each in threads for fault in each.faults]
    print("\n".join(faults))
    return 1 if faults else 0


def _print_table(threads: list[Thread]) -> None:
    counts = Counter(each.kind for each in threads)
    print(f"{'kind':46} threads  mails  right")
    for kind, count in counts.items():
        checks = [check for each in threads if each.kind == kind for check in each.checks]
        print(f"{kind:46} {count:7} {len(checks):6} {sum(check.right for check in checks):6}")


if __name__ == "__main__":
    sys.exit(main())
