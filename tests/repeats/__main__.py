"""`python -m tests.repeats`: judges every pair; prints each kind with its counts, the figures and every fault."""

import sys
import time
from collections import Counter

from .pairs import Letter
from .score import Played, held_out, play, score, tuned


def main() -> int:
    began = time.perf_counter()
    parts = {"tuned": [play(pair) for pair in tuned()], "held out": [play(pair) for pair in held_out()]}
    took = time.perf_counter() - began
    everything = [each for played in parts.values() for each in played]
    _print_kinds(everything)
    print(f"{'part':24} pairs  precision  recall")
    _print_figures(parts | {"all": everything})
    print(f"{len(everything)} pairs, {took / len(everything) * 1000:.2f} ms for each with both of its mails read")
    for each in everything:
        if not each.right:
            _print_fault(each)
    found = score(everything)
    return 0 if found.precision >= 0.99 and found.recall >= 0.9 else 1


def _print_kinds(everything: list[Played]) -> None:
    kinds = Counter((each.pair.same, each.pair.kind) for each in everything)
    print(f"{'kind':32} pairs  right")
    for same, kind in sorted(kinds, reverse=True):
        found = [each for each in everything if (each.pair.same, each.pair.kind) == (same, kind)]
        print(f"{'=' if same else '/'} {kind:30} {len(found):5} {sum(each.right for each in found):6}")


def _print_figures(parts: dict[str, list[Played]]) -> None:
    for name, played in parts.items():
        for language in ("en", "fa", ""):
            of = [each for each in played if each.pair.language == language or not language]
            hand = [each for each in of if not each.pair.kind.startswith("made: ")]
            for title, some in ((f"{name} {language}", of), (f"{name} {language} by hand", hand)):
                found = score(some)
                print(f"{title:24} {len(some):5} {found.precision:10.2%} {found.recall:7.2%}")


def _print_fault(each: Played) -> None:
    taken = "taken for the same" if each.likeness.same else f"not joined ({each.likeness.against or 'too little'})"
    print(f"{each.pair.kind}: {taken}")
    for letter in (each.pair.first, each.pair.second):
        print(f"    {_line(letter)}")


def _line(letter: Letter) -> str:
    return " ".join(f"{letter.subject} | {letter.body} {' '.join(letter.files)}".split())


if __name__ == "__main__":
    sys.exit(main())
