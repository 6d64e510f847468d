"""`postroom import`: mails from files, folders, mbox, Maildir, standard input and mailboxes, by the same door."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter

from ..app import App
from ..intake import files
from ..intake.files import Found, Skipped
from ..mail.acceptance import Accepted
from ..mail.inbound import Envelope, Source
from . import bring_mailbox, desk
from .bring_mailbox import Asked
from .options import ConfigPath, Folders, Json
from .parts import opened
from .roles import Roles
from .sorting import progress, sort

AT_ONCE = 16  # mails on their way into the spool, so that they share commits
SHOWN = 20  # files that are named of those that were passed over
BATCH_BYTES = 8 * 1024 * 1024  # of mails that are in memory at one time


@dataclass
class Tally:
    """What an import came to."""

    accepted: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def add(program: Program, roles: Roles) -> None:
    @program.command(name="import")
    def bring(
        paths: Annotated[
            list[str] | None, Parameter(help="Files, folders, mbox files, Maildirs, or - for standard input.")
        ] = None,
        /,
        *,
        mailbox: str = "",
        since: str = "",
        folder: Folders = (),
        to: str = "",
        silent: Annotated[bool, Parameter(negative="")] = False,
        notify: Annotated[bool, Parameter(negative="")] = False,
        config: ConfigPath = None,
        json: Json = False,
    ) -> None:
        """Import mails and bring each to its outcome. In folders, files that are no mails are passed over.

        With --mailbox, mails that lie on an IMAP server since a day: they are read and left there as they are, each
        once, also beside a `postroom poll` that watches the mailbox; mail that came since that began is left to it.
        Stopped in the middle, the same command goes on. Old mail is not answered by accident: give --silent, or
        --notify if people shall hear of it.

        Args:
            mailbox: A mailbox of the configuration, by its name, instead of files.
            since: With --mailbox: the first day, such as 2026-01-31 or 1405-09-07.
            folder: With --mailbox: only this folder (may be repeated); else those that are read.
            to: The address that the mails count as sent to; else To and Cc decide about the department.
            silent: Nobody is written to because of these mails.
            notify: With --mailbox: people are written to as if these mails had just come.
        """
        files_named = tuple(paths or ())
        fault = _fault(files_named, Asked(mailbox, since, folder, silent), notify, to)
        if fault:
            desk.fail(fault)
        loaded = desk.load(config)
        desk.announce(loaded)
        if mailbox:
            bring_mailbox.run(loaded, roles, Asked(mailbox, since, folder, silent), json)
        with opened(loaded) as app:
            tally = _accept_all(app, files_named, to, silent)
            outcomes = sort(app, roles, tally.accepted)
        _report(tally, outcomes, json)


def _fault(paths: tuple[str, ...], asked: Asked, notify: bool, to: str) -> str:
    """ "" where the words of the command go together."""
    if not asked.mailbox:
        if asked.since or asked.folders or notify:
            return "--since, --folder and --notify go with --mailbox"
        missing = next((each for each in paths if each != "-" and not Path(each).exists()), "")
        if missing:
            return f"{desk.clean(missing)}: there is no such file or folder"
        return "" if paths else "name files or folders to import, or a mailbox with --mailbox NAME --since DATE"
    if paths:
        return "name files or a mailbox, not both"
    if to:
        return "--to goes with files; a mailbox has an address of its own"
    if not asked.since:
        return "say since when: --since 2026-01-31 (or 1405-09-07); all older mail is left where it is"
    if asked.silent == notify:
        return (
            "old mail would be answered: give --silent, so that nobody is written to, or --notify if people shall hear"
            if not notify
            else "give --silent or --notify, not both"
        )
    return ""


def _accept_all(app: App, paths: tuple[str, ...], to: str, silent: bool) -> Tally:
    tally = Tally()
    recipients = (to,) if to else ()

    def take(found: Found) -> tuple[Found, bool, int]:
        envelope = Envelope("", recipients, Source.FILE, found.name)
        acceptance = app.accept(envelope, found.content, silent)
        return found, isinstance(acceptance, Accepted), acceptance.id if isinstance(acceptance, Accepted) else 0

    with progress() as bar, ThreadPoolExecutor(AT_ONCE) as pool:
        total, done = files.count(paths), 0
        task = bar.add_task("reading", total=total)
        for batch in _batches(files.find(paths, app.config.listener.max_size)):
            tally.skipped += [each for each in batch if isinstance(each, Skipped)]
            for found, taken, id in pool.map(take, [each for each in batch if isinstance(each, Found)]):
                tally.accepted += [id] if taken else []
                tally.refused += [] if taken else [found.name]
            done += len(batch)
            bar.update(task, completed=done, total=max(total, done))  # an mbox counts as one file before it is read
    return tally


def _batches(found: Iterable[Found | Skipped]) -> Iterable[list[Found | Skipped]]:
    batch: list[Found | Skipped] = []
    size = 0
    for each in found:
        batch.append(each)
        size += len(each.content) if isinstance(each, Found) else 0
        if len(batch) >= AT_ONCE * 4 or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def _report(tally: Tally, outcomes: dict[str, int], json: bool) -> None:
    summary = {"accepted": len(tally.accepted), "outcomes": outcomes}
    if json:
        desk.print_json([summary | {"skipped": tally.skipped, "refused": tally.refused}])
    else:
        mails, files = desk.counted(len(tally.accepted), "mail"), desk.counted(len(tally.skipped), "file")
        print(f"{mails} imported; {files} passed over")
        for name, number in outcomes.items():
            desk.out.print(f"  {number:6} {desk.coloured(name)}")
        for each in tally.skipped[:SHOWN]:
            print(f"passed over: {desk.clean(each.name)}: {each.reason}")
        if len(tally.skipped) > SHOWN:
            print(f"and {len(tally.skipped) - SHOWN} more; --json names all")
        for name in tally.refused:
            print(f"not taken, the store was out of reach or full: {desk.clean(name)}")
    raise SystemExit(1 if tally.refused else 0)
