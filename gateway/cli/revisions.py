"""What the commands about a document with revisions have in common: the rules, and the roster."""

import getpass
from typing import Annotated

from cyclopts import Parameter
from rich.markup import escape

from ..app import App
from ..config import Loaded
from ..store.revisions import Outcome, Overtaken, Revision, Revisions, Unchanged
from . import desk

Reason = Annotated[str, Parameter(help="Why, in a few words; the history keeps them.")]
AuthorName = Annotated[str, Parameter(help="Who decided it; else the name of the system's user.")]


def user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name
        return "unknown"


def print_history(found: tuple[Revision, ...], loaded: Loaded) -> None:
    listing = desk.table("revision:bold", "at", "author", "reason", "restores:dim")
    for each in found:
        words = [escape(desk.clean(word)) for word in (each.author, each.reason)]
        at = desk.moment(each.at, loaded.config.site.zone)
        listing.add_row(str(each.number), at, *words, str(each.restores) if each.restores else "")
    desk.out.print(listing)


def numbered(app: App, kept: Revisions, number: int, command: str) -> Revision:
    """Without it the program ends. `command`: whose `history` lists what there is."""
    with app.database.read() as connection:
        found = kept.revision(connection, number)
    if found is None:
        desk.fail(f"there is no revision {number}; `postroom {command} history` lists them")
    return found


def tell(made: Outcome, what: str, json: bool) -> None:
    """What became of a draft. `what`: what is in force then, in the plural."""
    match made:
        case Overtaken(number):
            desk.fail(f"somebody else applied revision {number} at this moment; nothing was changed, try again")
        case Unchanged(number):
            desk.fail(f"these are the {what} in force already, as revision {number}; nothing was changed")
        case Revision():
            if json:
                desk.print_json([made])
                return
            restored = f"; it restores revision {made.restores}" if made.restores else ""
            print(f"revision {made.number} is in force{restored}")


def print_document(found: Revision, json: bool) -> None:
    if json:
        desk.print_json([found])
    else:
        print(found.document, end="" if found.document.endswith("\n") else "\n")
