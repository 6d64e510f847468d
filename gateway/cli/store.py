"""`postroom store move`: attachments and large mails to where [store] says that they belong."""

from collections.abc import Iterator

from cyclopts import App as Program
from rich.progress import Progress

from ..app import App
from ..store import relocating
from ..store.relocating import Relocation, Step
from . import desk
from .options import ConfigPath, Json
from .parts import working
from .roles import Roles
from .sorting import progress


def add(program: Program, roles: Roles) -> None:
    group = Program(name="store", help="Where attachments and large mails lie: move them.")
    program.command(group)

    @group.command
    def move(*, config: ConfigPath = None, json: Json = False) -> None:
        """Bring attachments and mails over 32 KB to where [store] says that they belong.

        From home (the database or the state folder) and from `earlier` to `url`; without a `url`, from `earlier` home.
        Let every machine run with the new configuration first: it finds bytes in the new place, in the earlier one and
        at home. Each is compared with its SHA-256 before and after, then the old copy goes. Stopped in the middle, the
        same command goes on. When it has come to its end without a complaint, `earlier` can be taken out again, and
        what is left there is wanted by nobody.
        """
        loaded = desk.load(config)
        store = loaded.config.store
        if not store.url and not store.earlier:
            desk.fail("[store] names neither url nor earlier: everything is at home already")
        with working(loaded) as app:
            _run(app, json)


def _run(app: App, json: bool) -> None:
    this = Relocation(app.database, app.config.state / "spool", app.places)
    mails, files = relocating.count(this)
    with progress() as bar:
        moved = _tally(bar, "mails", mails, relocating.mails(this))
        files_moved = _tally(bar, "files", files, relocating.attachments(this))
    if json:
        desk.print_json([{"mails": moved, "attachments": files_moved}])
    else:
        print(f"mails: {_words(moved)}; attachments: {_words(files_moved)}")
    raise SystemExit(1 if moved["damaged"] or files_moved["damaged"] else 0)


def _tally(bar: Progress, what: str, total: int, steps: Iterator[Step]) -> dict[str, int]:
    task = bar.add_task(what, total=total)
    tally = dict.fromkeys((step.value for step in Step), 0)
    for step in steps:
        tally[step.value] += 1
        bar.advance(task)
    return tally


def _words(tally: dict[str, int]) -> str:
    """What is damaged was so where it lay, and stays there."""
    damaged = f", {tally['damaged']} damaged or gone" if tally["damaged"] else ""
    return f"{tally['moved']} moved, {tally['there']} there already{damaged}"
