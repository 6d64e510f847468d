"""Mistakes, and where they are made: each in a random place of a sound document, with the line that has to be told."""

import random
from dataclasses import dataclass

from .rules_documents import Document

# What is wrong -> one line of a rule, and a piece of what has to be said about it.
LINES: dict[str, tuple[str, str]] = {
    "an unknown key": ('prioritty = "high"', "a rule has no such key"),
    "a misspelt key": ("goes_on = true", "did you mean 'go_on'?"),
    "a condition without when": ('sender = "a@b.example"', "it is a condition, when.sender"),
    "an action without then": ('cc = "a@b.example"', "it is an action, then.cc"),
    "an unknown condition": ('when.recipiant = "a@b.example"', "did you mean 'recipient'?"),
    "an unknown action": ('then.departmnt = "support"', "did you mean 'department'?"),
    "an unknown test": ('when.body = { contians = "a" }', "did you mean 'contains'?"),
    "an unknown department": ('when.department = "suport"', "did you mean 'support'?"),
    "a department to go to": ('then.department = "billing"', "there is no department 'billing'"),
    "an unknown type": ('when.type = ["support", "inqiry"]', "did you mean 'inquiry'?"),
    "an unknown product": ('then.product = "prnter"', "did you mean 'printer'?"),
    "an unknown priority": ('then.priority = "hihg"', "did you mean 'high'?"),
    "an unknown agent": ('then.assign = "tomm"', "did you mean 'tom'?"),
    "a misspelt turn": ('then.assign = "roundrobin"', "did you mean 'round robin'?"),
    "an unknown language": ('when.language = "persian"', "there is no language"),
    "an unknown standing": ('when.standing = "prooven"', "did you mean 'proven'?"),
    "an unknown answer": ('then.answer = "holidays"', "did you mean 'holiday'?"),
    "a bad pattern": ("when.body = { regex = 'a(b' }", "is no regular expression"),
    "a pattern that looks back": ("when.body = { regex = '(?<=a)b' }", "it cannot look behind"),
    "a bad range": ("when.body = { regex = '[z-a]' }", "is no regular expression"),
    "a long pattern": ("when.body = { regex = '" + "ab" * 120 + "' }", "has 240 characters"),
    "a large pattern": (r"when.body = { regex = '(?:.{50}.{50}){3}' }", "at most 400 can be tried"),
    "an empty glob": ('when.body = { glob = "" }', "is empty"),
    "an address that is none": ('when.sender = "ali at customer.example"', "is no address"),
    "a domain for a sender": ('when.sender = "customer.example"', "a domain is a sender_domain"),
    "a domain that is none": ('when.sender_domain = "a@b.example"', "is no domain"),
    "a size without sense": ('when.larger_than = "five MB"', "is no size"),
    "a time of no day": ('from = "25:00"', "is neither a time"),
    "a day of no year": ('until = "1405-07-31"', "is neither a time"),
    "a number in quotes": ('when.open_tickets = "3"', "should be a number, without quotes"),
    "a number below all": ("when.spam_level = -1", "should be 0 or more"),
    "a yes in quotes": ('when.business_hours = "true"', "should be true or false"),
    "a number for words": ("when.body = 5", "should be text, in quotes"),
    "a date for words": ("when.body = 2026-03-01", "should be text, in quotes"),
    "no words": ('when.body = " "', "is empty"),
    "an empty list": ("when.body = []", "it needs at least one entry"),
    "a list with a number": ('when.body = ["a", 5]', "should be text, in quotes"),
    "words of marks alone": ('when.body = "\\u200c\\u200f"', "nothing but marks"),
    "no header's name": ('when.header = "X-Spam"', "should name a field"),
    "a header's odd name": ('when.header."X Spam" = "yes"', "is no name of a header field"),
    "a file of no kind": ('when.attachment = "a large one"', "is no kind of file"),
    "an address of ours": ('then.cc = "help@example.org"', "an address of ours"),
    "an agent in cc": ('then.cc = "mina@example.org"', "is an agent"),
    "a tag of two lines": ('then.tag = "a\\nb"', "should be one line"),
    "not to hold": ("then.hold = false", "can only be true"),
    "to acknowledge": ("then.acknowledge = true", "can only be false"),
    "an action as text": ('then = "spam"', "should hold actions"),
    "a wrong always": ('when = "never"', 'there is when = "always"'),
    "a bare word": ("when.body = invoice", 'texts stand in "quotes"'),
    "a yes": ("then.hold = yes", "yes and no are true and false"),
    "an open text": ('when.body = "invoice', "is not closed on its line"),
    "an open list": ('when.body = ["invoice", "bill"', "the list is not closed"),
    "an open table": ('when.body = { word = "a"', "the table is not closed"),
    "no equals sign": ('when.body "invoice"', 'an "=" is missing'),
    "two statements": ('from = "08:00" until = "09:00"', "more on the line than one statement"),
    "an escape": ('when.body = "\\d+"', "put the text into 'single quotes'"),
    "a bare time": ("from = 08:00", "times and Jalali days"),
}

# The same, of more than one line: the last one has to be told.
PAIRS: dict[str, tuple[tuple[str, ...], str]] = {
    "a key said twice": (('when.body = "a"', 'when.body = "b"'), "this was said before"),
    "stop and go on": (("go_on = true", "stop = true"), "contradict each other"),
    "a time and a day": (('from = "08:00"', 'until = "2026-03-01"'), "two times, or two days"),
    "a season that ends first": (("from = 2026-03-02", "until = 2026-03-01"), "ends before it begins"),
    "no time at all": (('from = "08:00"', 'until = "08:00"'), "are the same time"),
    "when and unless alike": (('when.body = "a"', 'unless.body = "a"'), "never matches"),
    "an answer unsaid": (('then.answer = "holiday"', "then.acknowledge = false"), "contradicts then.answer"),
    "spam for somebody": (("then.spam = true", 'then.assign = "tom"'), "contradicts then.spam"),
    "held and moved": (("then.hold = true", 'then.department = "support"'), "contradicts then.hold"),
    "held and on": (("go_on = true", "then.hold = true"), "cannot go on"),
    "a list's second line": (('when.body = ["a",', "  7]"), "should be text, in quotes"),
}

_P1 = ("[[rule]]", 'name = "p1"', 'when.body = "zq"', 'then.tag = "a"')
_Q = ("[[rule]]", 'name = "q"', 'when.body = "zr"', 'then.tag = "a"')

# Whole blocks: the line at this place has to be told.
BLOCKS: dict[str, tuple[tuple[str, ...], int, str]] = {
    "an unknown table": (("[[rul]]", 'name = "x"'), 0, "did you mean 'rule'?"),
    "no name": (("[[rule]]", 'when.body = "a"', "then.hold = true"), 0, "has no name"),
    "no condition": (("[[rule]]", 'name = "planted"', "then.hold = true"), 0, "has no condition"),
    "no action": (("[[rule]]", 'name = "planted"', 'when.body = "a"'), 0, "has no action"),
    "a long name": (("[[rule]]", f'name = "{"x" * 101}"', 'when.body = "a"', "then.hold = true"), 1, "at most 100"),
    "an open head": (("[[rule]", 'name = "planted"', 'when.body = "a"', "then.hold = true"), 0, "written [[rule]]"),
    "many rules in one": (("[[rules]]", 'name = "planted"', 'when.body = "a"'), 0, "did you mean 'rule'?"),
    "an answer in one language": (("[[answer]]", 'name = "planted"', 'en = "a"'), 0, "has no fa"),
    "an answer's odd key": (("[[answer]]", 'name = "p"', 'en = "a"', 'fa = "b"', 'de = "c"'), 4, "no such key"),
    "an answer twice": (("[[answer]]", 'name = "HOLIDAY"', 'en = "a"', 'fa = "b"'), 1, "another answer"),
    "a rule never reached": (
        (*_P1, "[[rule]]", 'name = "p2"', 'when.body = ["zq"]', 'when.subject = "b"', 'then.tag = "b"'),
        4,
        "is never reached",
    ),
    "a name twice": (
        (*_Q, "[[rule]]", 'name = "Q"', 'when.body = "b"', 'unless.body = "c"', 'then.tag = "b"'),
        5,
        "has the same name",
    ),
}


@dataclass(frozen=True)
class Planted:
    kind: str
    document: Document
    line: int
    sentence: str


def plant(dice: random.Random, sound: Document) -> Planted:
    """The same document with one mistake."""
    (planted,) = plant_some(dice, sound, 1)
    return planted


def plant_some(dice: random.Random, sound: Document, count: int) -> list[Planted]:
    """The same document with mistakes of several kinds, all at once."""
    kinds = dice.sample(KINDS, count)
    places = sorted(dice.randrange(2, len(sound.blocks) + 1) for _ in kinds)  # behind the answer that some speak of
    document, found = sound, list[tuple[str, int, int, str]]()
    for number, (kind, place) in enumerate(zip(kinds, places, strict=True)):
        lines, at, sentence = _block(dice, kind)
        document = document.with_block(place + number, tuple(_own_name(line, number) for line in lines))
        found.append((kind, place + number, at, sentence))
    return [Planted(kind, document, document.line(block, at), sentence) for kind, block, at, sentence in found]


def _own_name(line: str, number: int) -> str:
    """No two planted rules have one name, but where that is the mistake."""
    named = line.startswith("name = ") and not line.startswith(('name = "HOL', 'name = "x'))
    return f'{line[:-1]} {number}"' if named else line


def _block(dice: random.Random, kind: str) -> tuple[tuple[str, ...], int, str]:
    if kind in BLOCKS:
        return BLOCKS[kind]
    lines, sentence = PAIRS[kind] if kind in PAIRS else ((LINES[kind][0],), LINES[kind][1])
    around = [line for line in _AROUND if not _clashes(line, lines)]
    dice.shuffle(around)
    cut = dice.randrange(len(around) + 1)
    body = ("[[rule]]", *around[:cut], *lines, *around[cut:])
    return body, cut + len(lines), sentence


_AROUND = ('name = "planted"', 'when.subject = "planted"', 'then.tag = "planted"', 'unless.body = "never planted"')


def _clashes(line: str, planted: tuple[str, ...]) -> bool:
    """Would the line say something twice, or contradict what is planted in another way than it should?"""
    key, table = line.partition(" ")[0], line.partition(".")[0]
    said = [each.replace(" ", "=").partition("=")[0] for each in planted]
    whole = any(each == table for each in said)  # then = "spam"
    holds = any(each.startswith("then.hold") for each in planted) and table == "then"
    return key in said or whole or holds


def damage(dice: random.Random, text: str) -> str:
    """A text that is hardly a document any more."""
    for _ in range(dice.randrange(1, 6)):
        at, end = sorted(dice.randrange(len(text) + 1) for _ in range(2))
        end = min(end, at + dice.choice((0, 1, 5, 400)))
        put = dice.choice(("", dice.choice(_SHARDS), text[end : end + 60][::-1], text[:at][-200:]))
        text = text[:at] + put + text[end:]
    return text


_SHARDS = (
    *"[]{}=\"'#,.\n\r\0\\",
    '"""',
    "'''",
    "[[",
    "]]",
    "[rule]",
    "[[rule]]\n",
    "when",
    "a.b.c = 1\n",
    "\ufeff",
    "é",
    "1e999",
)

KINDS: tuple[str, ...] = (*LINES, *PAIRS, *BLOCKS)
