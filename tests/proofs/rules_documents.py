"""Sound documents of rules, made up: every condition and action, in both languages, patterns that are hard to try."""

import random
from dataclasses import dataclass

from tests.rules import examples

WORDS = ("invoice", "refund", "printer", "down", "contract", "ab", "a", "test", "no. 7", "Straße", "İstanbul", "𝒻𝒶𝓃𝒸𝓎")
PERSIAN = ("فاکتور", "می‌شود", "كتاب", "علي", "۱۲۳", "صورت‌حساب", "درخواست فوری", "مَدرَسه", "ﷺ", "ﻻ")
PATTERNS = (
    r"(a|b)*a(a|b){12}c",
    r"(a?){30}a{30}",
    r"((a+)+)+$",
    r"^(\w+\s?)*\d$",
    r"x*y*z*.*w",
    r"فاكتور\s*#?\d{1,5}",
    r"[آ-ي]+ها(\s|$)",
    r"(?i)RE:\s*\[\d+\]",
    r"(?P<Word>[\w.]+)@[\w.]+\.(com|example)",
    r"(ab|a)(bc|c)?(d|)*$",
    r"\Qa+b*\E",
)
_VIPS = ("vip = [", '  "boss@customer.example",', '  "*@bigcorp.example",  # all of them', "]")
HARD = (
    r".{35}y",
    r"[ab]*a[ab]{250}c",
    r"a[ab]{250}c",
    r"(.*a.*){8}b",
    r"[^\x00-\x7f]{20}",
    r"\pL{3}-\p{Arabic}?\d",
)  # one of them in a rule
GLOBS = ("*invoice*", "re?:*", "*فاكتور*", "?", "*a*b*c*d*", "[x]*")


@dataclass(frozen=True)
class Document:
    """`blocks` of lines; the first one belongs at the top."""

    blocks: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        return "\n".join(line for block in self.blocks for line in block) + "\n"

    def line(self, block: int, at: int) -> int:
        """The number of a line of a block."""
        return sum(map(len, self.blocks[:block])) + at + 1

    def with_block(self, number: int, block: tuple[str, ...]) -> "Document":
        return Document((*self.blocks[:number], block, *self.blocks[number:]))


def document(dice: random.Random) -> Document:
    top = (dice.choice(("# rules", "")), *dice.choice(((f"{examples.VIPS}  # the board",), _VIPS)))
    rules = [_rule(dice, number) for number in range(dice.randrange(1, 16))]
    blocks = [tuple(examples.ANSWER.splitlines()), *rules]
    return Document((top, *blocks))


def _rule(dice: random.Random, number: int) -> tuple[str, ...]:
    asked = dice.sample(sorted(examples.CONDITIONS), dice.randrange(1, 5))
    some = [name for name in asked if dice.random() < 0.75] or asked[:1]
    lines = [f"when.{name} = {value(dice, name)}" for name in some]
    lines += [f"unless.{name} = {value(dice, name)}" for name in asked if name not in some]
    lines += _times(dice)
    lines += [f"then.{name} = {dice.choice(examples.ACTIONS[name])}" for name in _deeds(dice)]
    goes_on = dice.random() < 0.5 and not any(line.startswith(("then.hold", "then.spam")) for line in lines)
    if goes_on:
        lines.append(dice.choice(("go_on = true", "stop = false")))
    elif "subject" not in asked:  # what stops leaves mail to the rules below
        lines.append(f'unless.subject = "never {number}"')
    else:
        lines.append(f'when.header.X-Rule-{number} = "{number}"' if "header" not in asked else "stop = true")
    dice.shuffle(lines)
    name = f'name = "rule {number} {dice.choice(WORDS + PERSIAN)}"'
    return (dice.choice(("", "# ---")), "[[rule]]", name, *_split(lines))


def _split(lines: list[str]) -> list[str]:
    """Lines, those of values that have many each alone."""
    return [part for line in lines for part in line.split("\n")]


def _deeds(dice: random.Random) -> list[str]:
    kind = dice.random()
    if kind < 0.1:
        return ["hold"]
    if kind < 0.2:
        return ["spam", *dice.sample(("department", "priority", "tag"), dice.randrange(0, 3))]
    free = ["department", "priority", "type", "product", "assign", "tag", "cc", dice.choice(("answer", "acknowledge"))]
    return dice.sample(free, dice.randrange(1, 5))


def _times(dice: random.Random) -> list[str]:
    return dice.choice(
        (
            [],
            [],
            [],
            ['from = "08:00"', 'until = "16:00"'],
            ['from = "22:00"', 'until = "06:30"'],
            ["from = 2026-03-21", "until = 2026-12-31"],
            ['from = "1405-01-01"'],
            ['until = "24:00"'],
        )
    )


def value(dice: random.Random, name: str) -> str:
    if name == "header" and dice.random() < 0.3:
        return f"{{ X-Field-1 = {dice.choice((_phrase, _table))(dice)} }}"
    if name in ("subject", "body") and dice.random() < 0.7:
        if name == "body" and dice.random() < 0.2:
            return f"{{ regex = '{dice.choice(HARD)}' }}"
        return dice.choice((_phrase, _phrases, _table))(dice)
    return dice.choice(examples.CONDITIONS[name]).written


def _phrase(dice: random.Random) -> str:
    return f'"{" ".join(dice.choices(WORDS + PERSIAN, k=dice.randrange(1, 4)))}"'


def _phrases(dice: random.Random) -> str:
    joint = dice.choice((", ", ",\n  "))
    return f"[{joint.join(_phrase(dice) for _ in range(dice.randrange(1, 8)))}]"


def _table(dice: random.Random) -> str:
    tests = (
        f"regex = '{dice.choice(PATTERNS)}'",
        f'glob = "{dice.choice(GLOBS)}"',
        f"word = {_phrase(dice)}",
        f"equals = {_phrase(dice)}",
        f"contains = {_phrase(dice)}",
    )
    return f"{{ {', '.join(dice.sample(tests, dice.randrange(1, 3)))} }}"
