"""`postroom rebuild`: a new database from the raw mails, and what it says otherwise than the present one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter
from rich.markup import escape

from ..app import App
from ..store import rebuilding, rebuilt_ends
from ..store.blobs import open_blobs
from ..store.database import Database, Unavailable
from ..store.migrate import migrate
from ..trial.rebuilt import Changed, Ended, Reason, compare
from . import desk
from .options import ConfigPath, Json
from .parts import working
from .rebuild_replay import Replay
from .roles import Roles
from .sorting import progress

SHOWN = 20  # differences in a table
WIDTH = 60  # characters of a text, from where it differs
KNOWN = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
NOT_REPLAYED = (
    "commands (requeue, outbox, agent, rules are taken over by their dates), what relays and scanners said then,"
    " digests and reports; today's configuration counts for all times"
)

Diff = Annotated[bool, Parameter(negative="")]
Into = Annotated[str, Parameter(help="The new database: sqlite:///PATH or postgresql://...; it has to be empty.")]


def add(program: Program, roles: Roles) -> None:
    program.command(rebuild)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it. `replayed` mails of `mails`."""

    mails: int
    replayed: int
    before: Ended
    after: Ended
    changes: tuple[Changed, ...]

    @property
    def unexpected(self) -> tuple[Changed, ...]:
        return tuple(each for each in self.changes if each.reason is None)


def rebuild(*, into: Into, diff: Diff = False, config: ConfigPath = None, json: Json = False) -> None:
    """Make a new database from the raw mails in the spool, as if each came again when it came. Nothing is sent.

    Numbers stay what they are. Between mails time passes, so that tickets close when they did; rules are those that
    were in force at each moment. The present database is only read. Broken off, the new one is of no use: remove it.

    Args:
        diff: Say what is different: by mail (outcome, ticket, text) and by ticket (status, department and so on). Ends
            with 1 where a difference has no reason that was to be expected.
    """
    if not into.startswith(KNOWN):
        desk.fail("--into should begin with sqlite:/// or postgresql://")
    with working(desk.load(config), alone=True) as app:
        target = _opened(into)
        try:
            found = _rebuild(app, target, into)
        except KeyboardInterrupt:
            desk.fail(f"broken off; remove {_shown(into)} before you try again", 130)
        except Unavailable as error:
            desk.fail(f"a database does not answer ({error})")
        finally:
            target.close()
    _report(found, diff, json)
    if diff and found.unexpected:
        raise SystemExit(1)


def _shown(url: str) -> str:
    """Without a password."""
    return desk.clean(url.partition("://")[0] + "://…" if "@" in url else url)


def _opened(into: str) -> Database:
    if into.startswith("sqlite"):
        folder = Path(into.removeprefix("sqlite:///")).parent
        if not folder.is_dir():
            desk.fail(f"there is no folder {desk.clean(str(folder))}")
    database = Database(into)
    try:
        if not rebuilding.is_empty(database):
            desk.fail(f"{_shown(into)} is not empty; a rebuilt database begins with nothing")
        rebuilding.hurry(database)
        migrate(database)
    except Unavailable as error:
        desk.fail(f"{_shown(into)} does not answer ({error})")
    return database


def _rebuild(app: App, target: Database, into: str) -> Rebuilt:
    with app.database.read() as connection:
        found = rebuilding.originals(connection)
        until = rebuilding.until(connection)
        last = max((each.id for each in found), default=0)
        before, flags = rebuilt_ends.ended(connection, last), rebuilt_ends.flags(connection)
        emptied = rebuilt_ends.emptied(connection)
    blobs = open_blobs(target, Path(into.removeprefix("sqlite:///")).parent / "blobs")
    replay = Replay(app, target, blobs)
    with progress() as bar:
        task = bar.add_task("replaying", total=len(found))
        for _ in replay.run(found, until):
            bar.advance(task)
    exempt = replay.exemptions(flags, emptied)
    with target.read() as connection:
        after = rebuilt_ends.ended(connection, last)
    changes = compare(before, after, exempt)
    return Rebuilt(len(found), len(found) - replay.left_out, before, after, changes)


# --- what is printed --------------------------------------------------------------------------------------------------


def _report(found: Rebuilt, diff: bool, json: bool) -> None:
    if json:
        desk.print_json(_rows(found, diff))
        return
    if diff:
        _print_unexpected(found.unexpected)
        _print_expected(found)
    print(
        f"{found.replayed} of {found.mails} mails replayed; {len(found.after.tickets)} tickets"
        f" where there are {len(found.before.tickets)}"
    )
    print(f"Not replayed: {NOT_REPLAYED}.")
    if diff:
        print(f"{len(found.unexpected)} differences that nothing explains")


def _rows(found: Rebuilt, diff: bool) -> Iterator[dict[str, object]]:
    """A line for each field that differs, and the sum."""
    for each in found.changes if diff else ():
        yield {"row": "difference"} | desk.as_json(each)
    yield {
        "row": "sum",
        "mails": found.mails,
        "replayed": found.replayed,
        "tickets": len(found.after.tickets),
        "tickets_before": len(found.before.tickets),
        "unexpected": len(found.unexpected),
        "expected": {each.name.lower(): count for each, count in _reasons(found).items()},
    }


def _reasons(found: Rebuilt) -> Counter[Reason]:
    return Counter(each.reason for each in found.changes if each.reason is not None)


def _print_unexpected(changes: tuple[Changed, ...]) -> None:
    if not changes:
        return
    listing = desk.table("what", "id:bold", "field", "was", "would be")
    for each in changes[:SHOWN]:
        words = (escape(desk.clean(word)) for word in _apart(each.was, each.now))
        listing.add_row(each.what, str(each.id), each.field, *words)
    desk.out.print(listing)
    if len(changes) > SHOWN:
        print(f"... and {len(changes) - SHOWN} more; --json shows all")
    for name, count in Counter(f"{each.what} {each.field}" for each in changes).most_common():
        print(f"{count:8}  {name}")


def _print_expected(found: Rebuilt) -> None:
    for reason, count in _reasons(found).most_common():
        example = next(each for each in found.changes if each.reason is reason)
        print(f"expected: {count} differences, because {reason.value} (such as {example.what} {example.id})")


def _apart(was: str, now: str) -> tuple[str, str]:
    """From a little before the first place where they differ."""
    same = next((place for place, pair in enumerate(zip(was, now, strict=False)) if pair[0] != pair[1]), None)
    start = max(0, (min(len(was), len(now)) if same is None else same) - WIDTH // 4)
    before = "…" if start else ""
    return before + was[start : start + WIDTH], before + now[start : start + WIDTH]
