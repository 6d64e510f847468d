"""`postroom import`: mails from files, folders, mbox, Maildir and standard input, by the same door as all others."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..app import App
from ..intake import files
from ..intake.files import Found, Skipped
from ..mail.acceptance import Accepted
from ..mail.inbound import Envelope, Source
from ..store import ledger
from . import desk
from .options import ConfigPath, Json
from .parts import opened
from .roles import Roles

AT_ONCE = 16  # mails on their way into the spool, so that they share commits


@dataclass
class Tally:
    """What an import came to."""

    accepted: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def add(program: Program, roles: Roles) -> None:
    @program.command(name="import")
    def bring(
        paths: Annotated[list[str], Parameter(help="Files, folders, mbox files, Maildirs, or - for standard input.")],
        /,
        *,
        to: str = "",
        silent: Annotated[bool, Parameter(negative="")] = False,
        config: ConfigPath = None,
        json: Json = False,
    ) -> None:
        """Import mails and bring each to its outcome. In folders, files that are no mails are passed over.

        Args:
            to: The address that the mails count as sent to; else To and Cc decide about the department.
            silent: Nobody is written to because of these mails.
        """
        loaded = desk.load(config)
        desk.announce(loaded)
        with opened(loaded) as app:
            tally = _accept_all(app, tuple(paths), to, silent)
            outcomes = _work_off(app, roles, tally.accepted)
        _report(tally, outcomes, json)


def _accept_all(app: App, paths: tuple[str, ...], to: str, silent: bool) -> Tally:
    tally = Tally()
    recipients = (to,) if to else ()

    def take(found: Found) -> tuple[Found, bool, int]:
        envelope = Envelope("", recipients, Source.FILE, found.name)
        acceptance = app.accept(envelope, found.content, silent)
        return found, isinstance(acceptance, Accepted), acceptance.id if isinstance(acceptance, Accepted) else 0

    with _progress() as progress, ThreadPoolExecutor(AT_ONCE) as pool:
        task = progress.add_task("reading", total=files.count(paths))
        for batch in _batches(files.find(paths)):
            tally.skipped += [each for each in batch if isinstance(each, Skipped)]
            for found, taken, id in pool.map(take, [each for each in batch if isinstance(each, Found)]):
                tally.accepted += [id] if taken else []
                tally.refused += [] if taken else [found.name]
            progress.advance(task, len(batch))
    return tally


def _batches(found: Iterable[Found | Skipped]) -> Iterable[list[Found | Skipped]]:
    batch: list[Found | Skipped] = []
    size = 0
    for each in found:
        batch.append(each)
        size += len(each.content) if isinstance(each, Found) else 0
        if len(batch) >= AT_ONCE * 4 or size > 64 * 1024 * 1024:
            yield batch
            batch, size = [], 0
    yield batch


def _work_off(app: App, roles: Roles, ids: list[int]) -> dict[str, int]:
    """Workers of our own until every imported mail has its outcome or is parked; a running Postroom helps."""
    with _progress() as progress:
        task = progress.add_task("sorting", total=len(ids))
        for left in roles.work_off(app, ids):
            progress.update(task, completed=len(ids) - left)
    with app.database.read() as connection:
        return ledger.outcomes_of(connection, ids)


def _progress() -> Progress:
    columns = (TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=desk.err, disable=not desk.err.is_terminal)


def _report(tally: Tally, outcomes: dict[str, int], json: bool) -> None:
    summary = {"accepted": len(tally.accepted), "outcomes": outcomes}
    if json:
        desk.print_json([summary | {"skipped": tally.skipped, "refused": tally.refused}])
    else:
        print(f"{len(tally.accepted)} mails imported; {len(tally.skipped)} files passed over")
        for name, number in outcomes.items():
            desk.out.print(f"  {number:6} {desk.coloured(name)}")
        for name in tally.refused:
            print(f"not taken, the store was out of reach or full: {desk.clean(name)}")
    raise SystemExit(1 if tally.refused else 0)
