"""What `backup`, `restore` and `verify` have in common: where keys lie, progress, and how findings are printed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from .. import keyring
from ..config import Config
from ..places import shared_places
from ..store.backup.manifest import REPLY_KEY
from ..store.backup.progress import Step, Told
from ..store.backup.shared import SharedPlaces
from ..store.checks import Result, Weight
from ..store.objects import FolderObjects, Objects
from . import desk


class Keys(Enum):
    """Which keys a backup takes along."""

    NONE = "none"
    REPLY = "reply"
    ALL = "all"


class InShared(Enum):
    """Which of the objects that lie in a place that all machines share a backup takes along."""

    FOLDERS = "folders"
    ALL = "all"
    NONE = "none"


def sorted_places(config: Config, wanted: InShared) -> SharedPlaces:
    """Raises Unavailable."""
    places = shared_places(config)

    def goes_along(place: Objects) -> bool:
        return wanted is InShared.ALL or (wanted is InShared.FOLDERS and isinstance(place, FolderObjects))

    taken = tuple(place for place in places if goes_along(place))
    return SharedPlaces(taken, tuple(place.name for place in places if place not in taken))


@dataclass(frozen=True, slots=True)
class KeyAt:
    """A key and the file in which it lies. Its name is the one that it has in a backup."""

    name: str
    path: Path


def key_places(config: Config, keys: Keys) -> list[KeyAt]:
    """Where they lie, or would lie; those in environment variables lie nowhere."""
    reply = keyring.place(config)
    found = [KeyAt(REPLY_KEY, reply)] if reply is not None and keys is not Keys.NONE else []
    if keys is Keys.ALL:
        signing = [table for table in config.dkim if table.key.file]
        found += [KeyAt(f"dkim-{table.domain}-{table.selector}.pem", Path(table.key.file)) for table in signing]
        folder = config.state / "oauth"
        found += [KeyAt(f"oauth-{account.name}.json", folder / f"{account.name}.json") for account in config.account]
    return found


def in_variables(config: Config) -> list[str]:
    """Keys that stand in the environment, which no backup takes along: what they are for, and the variable."""
    found = []
    if config.reply.secret is not None and config.reply.secret.env:
        found.append(f"the key of signed addresses and subject tokens, in the variable {config.reply.secret.env}")
    found += [
        f"the DKIM key of {table.domain}, in the variable {table.key.env}" for table in config.dkim if table.key.env
    ]
    return found


@contextmanager
def bar() -> Iterator[Told]:
    """A bar for each step, on a terminal only."""
    columns = (
        TextColumn("{task.description:9}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=desk.err, disable=not desk.err.is_terminal) as shown:

        def told(step: Step) -> None:
            if step.name not in tasks:
                tasks[step.name] = shown.add_task(step.name)
            shown.update(tasks[step.name], completed=step.done, total=step.total or None)

        yield told


def print_results(results: tuple[Result, ...], json: bool) -> None:
    """A table of what was asked, and a line for each finding."""
    if json:
        desk.print_json(results)
        return
    listing = desk.table("check", "", "looked at", "damage", "left over")
    for column in listing.columns[2:]:
        column.justify = "right"
    for each in results:
        damaged = sum(finding.weight is Weight.DAMAGE for finding in each.findings)
        left = len(each.findings) - damaged
        wrong = f"[bold red]{damaged}[/]" if damaged else "0"
        more = f" (and {each.more} more)" if each.more else ""
        listing.add_row(each.check, f"[dim]{escape(each.asks)}[/]", f"{each.looked:,}", wrong + more, str(left or ""))
    desk.out.print(listing)
    for each in results:
        for finding in each.findings:
            style = "bold red" if finding.weight is Weight.DAMAGE else "dim"
            words = f"{each.check}: {finding.subject}: expected {finding.expected}, found {finding.found}"
            desk.out.print(escape(desk.clean(words)), style=style, soft_wrap=True)
