"""A document of rules on its way through the editor: what the form brought, and how it stands to what is in force."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..rules import STARTER, Mistake, Reading, read
from ..store.revisions import LARGEST, Revision
from ..trial import decoded, difference
from .page import Visit

LEAST = 10  # lines that the editor shows, however short the document is


@dataclass(frozen=True, slots=True)
class Line:
    """Of a difference. `kind`: added, removed, place (which lines these are), or "" for what is the same."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody applied a revision since the editor began with another one: what either changed of that."""

    latest: Revision
    theirs: tuple[Line, ...]
    ours: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`base` is the revision that the editor began with, 0 for none."""

    document: str
    base: int
    reading: Reading


def sheet_of(visit: Visit) -> Sheet:
    """What the form brings. Who ticked that they saw a newer revision goes on from that one."""
    seen, began = (number_in(visit.form.get(name, "")) for name in ("seen", "base"))
    written = visit.form.get("document", "")
    document = decoded(written.encode("utf-8", "replace"))
    if isinstance(document, Mistake):
        return Sheet(written, max(seen, began), Reading(read("", visit.everybody).rules, (document,)))
    return Sheet(document, max(seen, began), read(document, visit.everybody))


def number_in(written: str) -> int:
    """A revision's number, 0 for none."""
    return min(int(written), LARGEST) if written.isascii() and written.isdecimal() and len(written) < 12 else 0


def overtaken(sheet: Sheet, last: Revision | None) -> bool:
    return sheet.base != (last.number if last else 0)


def conflict(sheet: Sheet, began: Revision | None, last: Revision) -> Conflict:
    """`began`: the revision that the editor began with; None where there were no rules."""
    name, before = f"revision {sheet.base}", began.document if began else STARTER
    theirs = difference(before, last.document, (name, f"revision {last.number}"))
    ours = difference(before, sheet.document, (name, "editor"))
    return Conflict(last, marked(theirs), marked(ours))


def marked(lines: tuple[str, ...]) -> tuple[Line, ...]:
    """A unified diff; its first two lines name the documents."""
    kinds = {"+": "added", "-": "removed", "@": "place"}
    return tuple(Line("place" if at < 2 else kinds.get(line[:1], ""), line) for at, line in enumerate(lines))


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """A mistake, and the line that it is in."""

    line: int
    sentence: str
    text: str


def shortcomings(sheet: Sheet) -> Iterator[Shortcoming]:
    lines = sheet.document.split("\n")
    for each in sheet.reading.mistakes:
        text = lines[each.line - 1] if each.line <= len(lines) else ""
        yield Shortcoming(each.line, each.sentence, text.strip()[:200])


def found(sheet: Sheet) -> dict[str, object]:
    """What the templates show of it."""
    mistakes = tuple(shortcomings(sheet))
    return {
        "mistakes": mistakes,
        "rule_count": len(sheet.reading.rules.rules),
        "wrong_lines": frozenset(each.line for each in mistakes),
        "lines": max(LEAST, sheet.document.count("\n") + 1),
    }
