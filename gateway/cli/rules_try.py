"""`postroom rules try`: the trial itself, and how its result is printed."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..app import App
from ..ruleset import RuleSet
from ..store import rules, trials
from ..store.in_force import in_force
from ..trial import NOTHING, Past, Result, Tried, compare, difference, differences, summed
from . import desk

SLOW = 250  # steps of the patterns of one rule, from which on an admin should know of them


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial came to. `diff` is between the documents; `unread` mails could not be read again; `steps` says how
    much work the patterns of a rule are, by its name.
    """

    result: Result
    unread: int
    seconds: float
    diff: tuple[str, ...]
    steps: dict[str, int]


def run(app: App, document: str, new: RuleSet, last: int) -> Outcome:
    started = time.monotonic()
    with app.database.read() as connection:
        policy = replace(in_force(connection, app.policy, datetime.now(UTC)), away=frozenset())
        before = rules.latest(connection)
        chosen = trials.choose(connection, last)
    read = 0
    with _progress() as progress:
        task = progress.add_task("trying", total=len(chosen))

        def counted(pasts: Iterable[Past]) -> Iterator[Past]:
            nonlocal read
            for past in pasts:
                read += 1
                progress.advance(task)
                yield past

        result = summed(compare(counted(trials.pasts(app.database, chosen, app.read_again)), policy, new), new)
    names = (f"revision {before.number}" if before else "no rules", "new")
    diff = difference(before.document if before else "", document, names)
    steps = {rule.name: rule.effort for rule in new.rules}
    return Outcome(result, len(chosen) - read, time.monotonic() - started, diff, steps)


def _progress() -> Progress:
    columns = (TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=desk.err, disable=not desk.err.is_terminal)


def report(outcome: Outcome, diff: bool, json: bool) -> None:
    if json:
        desk.print_json(_rows(outcome))
        return
    if diff:
        _print_diff(outcome)
    else:
        _print_changed(outcome.result.changed)
        _print_hits(outcome)
    print(_summary(outcome))


def _rows(outcome: Outcome) -> Iterator[dict[str, object]]:
    """A line for each mail that would end otherwise, one for each rule, and the sum."""
    for each in outcome.result.changed:
        yield {"row": "mail"} | desk.as_json(each) | {"diff": list(differences(each))}
    for name, hits in outcome.result.hits:
        yield {"row": "rule", "rule": name, "hits": hits, "steps": outcome.steps.get(name, 0)}
    result = outcome.result
    yield {
        "row": "sum",
        "replayed": result.replayed,
        "changed": len(result.changed),
        "unread": outcome.unread,
        "dead": result.dead,
        "seconds": round(outcome.seconds, 1),
        "diff": outcome.diff,
    }


def _print_changed(changed: tuple[Tried, ...]) -> None:
    if not changed:
        return
    listing = desk.table("mail:bold", "ticket", "sender", "subject", "what would change", "by:dim")
    for each in changed:
        words = [escape(desk.clean(word)) for word in (each.sender, each.subject)]
        moved = (f"{name}: {old or NOTHING} → {new or NOTHING}" for name, old, new in each.moved)
        what = "\n".join(escape(desk.clean(line)) for line in moved)
        by = escape(desk.clean(", ".join(each.new.rules)))
        listing.add_row(str(each.mail), f"#{each.ticket}" if each.ticket else "", *words, what, by)
    desk.out.print(listing)


def _print_hits(outcome: Outcome) -> None:
    listing = desk.table("rule:bold", "mails", "patterns:dim")
    listing.columns[1].justify = "right"
    for name, hits in outcome.result.hits:
        steps = outcome.steps.get(name, 0)
        slow = f"[yellow]{steps} steps a character[/]" if steps >= SLOW else f"{steps} steps" if steps else ""
        listing.add_row(escape(desk.clean(name)), str(hits) if hits else "[yellow]none[/]", slow)
    if outcome.result.hits:
        desk.out.print(listing)


def _print_diff(outcome: Outcome) -> None:
    for line in outcome.diff:
        _print_line(line)
    for each in outcome.result.changed:
        for line in differences(each):
            _print_line(line)


_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def _print_line(line: str) -> None:
    desk.out.print(escape(desk.clean(line)), style=_STYLES.get(line[:1]), soft_wrap=True)


def _summary(outcome: Outcome) -> str:
    result = outcome.result
    said = f"{result.replayed} mails tried in {outcome.seconds:.1f} s, {len(result.changed)} would end otherwise"
    unread = f"; {outcome.unread} could not be read again" if outcome.unread else ""
    dead = f"\nrules that no mail met: {', '.join(desk.clean(name) for name in result.dead)}" if result.dead else ""
    return said + unread + dead
