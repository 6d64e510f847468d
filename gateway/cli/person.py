"""`postroom person`: what is kept about somebody, all of it as files, and how it is taken away."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter

from ..app import App
from ..config import Loaded
from ..store import belongings, compacting, erasing, rosters, taken
from ..store.belongings import Belongings, Somebody
from ..store.database import Unavailable
from ..store.erased_mails import Subject
from . import desk, person_export
from .options import ConfigPath, Json
from .parts import working
from .roles import Roles
from .sorting import progress

PATIENCE = 30.0  # seconds until mails that are being worked on have to be done

Address = Annotated[str, Parameter(help="The person's mail address.")]
Yes = Annotated[bool, Parameter(name="--yes", negative="", help="Do it without asking.")]

WORDS = {
    "asked": "tickets that they opened",
    "shared": "other tickets that they take part in",
    "articles": "articles that they wrote",
    "attachments": "attachments of theirs",
    "mails": "raw mails of theirs",
    "waiting": "mails of theirs that wait for their outcome",
    "others": "raw mails of others in these tickets",
    "notices": "notices to them",
    "unsent": "of which are not sent yet",
    "attempts": "attempts to send them something",
    "journal": "journal entries of what they did",
}


def add(program: Program, roles: Roles) -> None:
    group = Program(name="person", help="Show, export and erase what is kept about one person.")
    group.command(show)
    group.command(export)
    group.command(erase)
    program.command(group)


def show(address: Address, *, config: ConfigPath = None, json: Json = False) -> None:
    """Count what is kept about somebody."""
    loaded = desk.load(config)
    with desk.database(loaded) as database, database.read() as connection:
        who = belongings.somebody(connection, address)
        found = belongings.count(connection, who)
    if json:
        desk.print_json([{"address": who.address, "person": who.id, "name": who.name} | desk.as_json(found)])
    elif not who.id and belongings.is_nothing(found):
        print(f"Nothing is kept about {desk.clean(who.address)}.")
    else:
        _print(who, found)


def _print(who: Somebody, found: Belongings) -> None:
    name = f" ({desk.clean(who.name)})" if who.name else ""
    print(f"{desk.clean(who.address)}{name}")
    for key, words in WORDS.items():
        print(f"{getattr(found, key):8}  {words}")


def export(
    address: Address,
    *,
    to: Annotated[Path, Parameter(help="A folder that is not there yet.")],
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Write everything that is kept about somebody into a new folder, with an index.html.

    What they wrote and were sent lies below visible/, what is kept about them besides below stored/: read that before
    you hand it on, for it holds notes among agents and mails of others.
    """
    loaded = desk.load(config)
    if to.exists():
        desk.fail(f"{desk.clean(str(to))} is there already; nothing is overwritten")
    with working(loaded) as app:
        with app.database.read() as connection:
            who = belongings.somebody(connection, address)
            found = belongings.count(connection, who)
        if not who.id and belongings.is_nothing(found):
            desk.fail(f"nothing is kept about {desk.clean(who.address)}")
        try:
            entries = person_export.export(app, who, to)
        except OSError as error:
            desk.fail(f"{desk.clean(str(error.filename or to))}: {error.strerror}")
    if json:
        desk.print_json(entries)
        return
    for each in entries:
        print(f"{each.count:8}  {each.name}")
    print(f"Written to {desk.clean(str(to))}; begin with index.html.")


def erase(address: Address, *, yes: Yes = False, config: ConfigPath = None) -> None:
    """Take away what somebody wrote, and their name and address. The ledger and what others wrote stay.

    What goes: their raw mails and attachments, the raw mails of others in their tickets (answers quote them), what they
    wrote in tickets, their subjects, what waits to be sent to them. Their address becomes erased-ID@invalid everywhere.
    What stays: numbers, dates and outcomes of mails and tickets, what other people wrote in answers of their own, and
    whatever a backup holds: backups have to run out, or be restored and erased again.
    A command that was killed is run again.
    """
    loaded = desk.load(config)
    with working(loaded) as app:
        with app.database.read() as connection:
            who = belongings.somebody(connection, address)
            found = belongings.count(connection, who)
            left = erasing.unfinished(connection)
        _refuse(app, who, found)
        if not who.id and belongings.is_nothing(found):
            if not left:
                print(f"Nothing is kept about {desk.clean(who.address)}.")
            _finish(app, loaded)
            return
        _print(who, found)
        if yes or _agreed(who):
            _erase(app, who, loaded)


def _refuse(app: App, who: Somebody, found: Belongings) -> None:
    with app.database.read() as connection:
        agent = rosters.organised(connection, app.policy).agent_at(who.address)
    if agent is not None:
        desk.fail(f"{who.address} is the agent {agent.name}; take them off the list of agents first")
    if app.policy.department_at(who.address) is not None:
        desk.fail(f"{who.address} is an address of a department")
    if found.waiting:
        desk.fail(f"{found.waiting} of their mails wait for their outcome; try again when they have it")


def _agreed(who: Somebody) -> bool:
    if not sys.stdin.isatty():
        print("Nothing was erased; add --yes to do it.")
        return False
    print("This cannot be undone. Write the address once more to erase all of this:", end=" ", flush=True)
    if sys.stdin.readline().strip().lower() == who.address:
        return True
    print("That is another one: nothing was erased.")
    return False


def _erase(app: App, who: Somebody, loaded: Loaded) -> None:
    with progress() as bar:
        task = bar.add_task("erasing", total=8)
        subject = Subject(who, datetime.now(UTC))
        for step in erasing.Erasing(app.database, app.spool, subject, app.attached).run():
            bar.advance(task)
            bar.console.print(f"{step.name}: {step.done}", style="dim") if bar.console.is_terminal else None
    _finish(app, loaded)
    print(f"{desk.clean(who.address)} is erased. Backups that were made before still hold what they held.")
    if not app.database.sqlite:
        print(
            "Dead rows are vacuumed; VACUUM FULL makes the files small again. The WAL holds old pages until it rolls."
        )


def _finish(app: App, loaded: Loaded) -> None:
    """Overwrites what the rows no longer know, also for an earlier command that did not come to it."""
    try:
        while taken.wipe(app.database, loaded.config.state / "spool", app.places.remove_mail):
            pass
    except OSError as error:
        desk.fail(f"the bytes in the segment files could not be overwritten ({error.strerror}); run this again")
    ends = time.monotonic() + PATIENCE
    while left := taken.remove_contents(app.database, app.blobs):
        if time.monotonic() > ends:
            desk.fail(f"{left} attachments wait until no mail is being worked on; run this again")
        time.sleep(0.05)
    try:
        clean = compacting.compact(app.database)
    except Unavailable:
        clean = False
    if not clean:
        desk.fail(
            "the database could not be written anew while others use it, so that its file may hold old bytes;"
            " run this again"
        )
    app.database.write(lambda connection: erasing.end(connection, datetime.now(UTC)))
