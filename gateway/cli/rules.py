"""`postroom rules`: what admins decide about new requests, revision by revision."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

from cyclopts import App as Program
from cyclopts import Parameter

from ..app import App
from ..policy import Policy
from ..rules import STARTER, Mistake, Reading, read
from ..store import rosters, rules
from ..store.revisions import Draft, Outcome, Revision
from ..trial import decoded
from . import desk, revisions, rules_try
from .options import ConfigPath, Json
from .organised import organised
from .parts import working
from .revisions import AuthorName, Reason
from .roles import Roles

File = Annotated[str, Parameter(help="The document of rules, a TOML file.")]


def add(program: Program, roles: Roles) -> None:
    group = Program(name="rules", help="Check, try and apply the rules for new requests; show and restore older ones.")
    group.command(check)
    group.command(try_, name="try")
    group.command(apply)
    group.command(show)
    group.command(history)
    group.command(rollback)
    program.command(group)


def check(file: File, *, config: ConfigPath = None, json: Json = False) -> None:
    """Check a document of rules: every mistake with its line, and exit code 1 where there are any."""
    loaded = desk.load(config)
    reading = _read(file, organised(loaded.config))[1]
    if reading.mistakes:
        _refuse(file, reading.mistakes, json)
    if json:
        return
    count = len(reading.rules.rules)
    print(f"all is well: {count} rule{'' if count == 1 else 's'}")


def try_(
    file: File,
    *,
    last: Annotated[int, Parameter(help="How many of the mails that came last are looked at.")] = 5000,
    diff: Annotated[bool, Parameter(negative="", help="Show differences instead of tables.")] = False,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Try a document on mail that is here: which tickets would be others under these rules. Nothing is changed."""
    loaded = desk.load(config)
    with working(loaded, alone=True) as app:
        document, reading = _read(file, _everybody(app))
        if reading.mistakes:
            _refuse(file, reading.mistakes, json)
        outcome = rules_try.run(app, document, reading.rules, last)
    rules_try.report(outcome, diff, json)


def apply(
    file: File, *, reason: Reason, author: AuthorName = "", config: ConfigPath = None, json: Json = False
) -> None:
    """Make a document the rules in force, as a new revision. The next mail is decided by it, without a restart."""
    loaded = desk.load(config)
    with working(loaded) as app:
        document, reading = _read(file, _everybody(app))
        if reading.mistakes:
            _refuse(file, reading.mistakes, json)
        made = _append(app, Draft(_in_force(app), author or revisions.user(), reason, document))
    revisions.tell(made, "rules", json)


def rollback(
    revision: Annotated[int, Parameter(help="The revision whose document comes back.")],
    *,
    reason: Reason,
    author: AuthorName = "",
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Bring the document of an older revision back, as a new revision."""
    loaded = desk.load(config)
    with working(loaded) as app:
        old = revisions.numbered(app, rules.kept, revision, "rules")
        mistakes = read(old.document, _everybody(app)).mistakes
        if mistakes:
            _refuse(f"revision {revision}", mistakes, json)
        made = _append(app, Draft(_in_force(app), author or revisions.user(), reason, old.document, revision))
    revisions.tell(made, "rules", json)


def show(
    revision: Annotated[int, Parameter(help="Which one; else the one in force.")] = 0,
    *,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Print a document of rules: the one in force, or that of a revision. Before the first, one to begin with."""
    loaded = desk.load(config)
    with working(loaded) as app:
        found = revisions.numbered(app, rules.kept, revision, "rules") if revision else _latest(app)
    revisions.print_document(found, json)


def history(*, config: ConfigPath = None, json: Json = False) -> None:
    """List all revisions of the rules, the newest first: who applied them, when and why."""
    loaded = desk.load(config)
    with working(loaded) as app, app.database.read() as connection:
        found = rules.history(connection)[::-1]
    if json:
        desk.print_json(found)
    elif not found:
        print("No rules were ever applied.")
    else:
        revisions.print_history(found, loaded)


# --- what they share --------------------------------------------------------------------------------------------------


def _read(file: str, policy: Policy) -> tuple[str, Reading]:
    """The document and what the codec says of it; without the file the program ends."""
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        desk.fail(f"{file}: {error.strerror or error}", 2)
    document = decoded(content)
    if isinstance(document, Mistake):
        return "", Reading(read("", policy).rules, (document,))
    return document, read(document, policy)


def _refuse(file: str, mistakes: tuple[Mistake, ...], json: bool) -> NoReturn:
    """Every mistake, a line each."""
    if json:
        desk.print_json({"file": file, "line": each.line, "sentence": each.sentence} for each in mistakes)
    else:
        for each in mistakes:
            print(f"{file}:{each.line}: {desk.clean(each.sentence)}")
    raise SystemExit(1)


def _append(app: App, draft: Draft) -> Outcome:
    now = datetime.now(UTC)
    return app.database.write(lambda connection: rules.append(connection, draft, now))


def _everybody(app: App) -> Policy:
    """Rules may name agents who are disabled now."""
    with app.database.read() as connection:
        return rosters.organised(connection, app.policy)


def _in_force(app: App) -> int:
    with app.database.read() as connection:
        found = rules.latest(connection)
    return found.number if found else 0


def _latest(app: App) -> Revision:
    """The one in force, or the starter under number 0."""
    with app.database.read() as connection:
        found = rules.latest(connection)
    return found or Revision(0, datetime.fromtimestamp(0, UTC), "", "a document to begin with", STARTER)
