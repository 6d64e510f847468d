"""`postroom keys`: the keys that sign answer addresses. None is ever printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter

from .. import keyring
from ..config import Config
from ..config.keys import BEGINNING, Key
from . import desk
from .options import ConfigPath, Json
from .roles import Roles

NEXT_START = "Processes that are running take it up at their next start: restart them all, on every machine."
NOT_YET = "there is no key yet; `postroom up` makes one"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key, oldest first. `id` is None for one that serves subject tokens alone, `since` where nobody wrote it down,
    `until` for one that verifies without end or not at all.
    """

    id: int | None
    since: str | None
    does: str
    until: str | None


def add(program: Program, roles: Roles) -> None:
    group = Program(name="keys", help="List the keys that sign answer addresses, add a new one, retire an old one.")
    group.default(keys)
    group.command(rotate)
    group.command(retire)
    program.command(group)


def keys(*, config: ConfigPath = None, json: Json = False) -> None:
    """List the keys that sign answer addresses: since when each has signed, and what it does now."""
    loaded = desk.load(config)
    found = tuple(_rows(keyring.listed(loaded.config), datetime.now(UTC).date()))
    if json:
        desk.print_json(found)
        return
    if not found:
        desk.fail(NOT_YET)
    listing = desk.table("id:bold", "since", "does")
    for row in found:
        listing.add_row("-" if row.id is None else str(row.id), row.since or "the beginning", row.does)
    desk.out.print(listing)


def _rows(found: tuple[Key, ...], today: date) -> Iterator[KeyRow]:
    for key in found:
        since = None if key.since == BEGINNING else key.since.isoformat()
        until = None if key == found[-1] else keyring.until(key, found)
        if until is None:
            does = "signs"
        elif key.id is None or until < today:
            does, until = "serves subject tokens" if key == found[0] else "nothing", None
        else:
            does = f"verifies until {until.isoformat()}"
        if key == found[0] and not does.endswith("tokens"):
            does += ", serves subject tokens"
        yield KeyRow(key.id, since, does, until.isoformat() if until else None)


def rotate(*, config: ConfigPath = None) -> None:
    """Add a new key, which signs from the next start on. Addresses that were signed before still hold."""
    loaded = desk.load(config)
    path = keyring.place(loaded.config)
    if path is None:
        desk.fail(_by_hand(loaded.config))
    if not path.exists():
        desk.fail(NOT_YET)
    try:
        made = keyring.rotate(path)
    except (keyring.Refused, OSError) as error:
        desk.fail(_story(error))
    print(f"key {made.id} stands in {path}; it signs from now on, and its predecessor verifies for another 400 days")
    print(NEXT_START)


def _by_hand(config: Config) -> str:
    assert config.reply.secret is not None, "somebody named a variable"
    known = keyring.listed(config)
    made = keyring.next_key(known, datetime.now(UTC).date(), "SECRET")
    first = "" if len(known) > 1 else f" Its first line becomes `{known[0].id} {known[0].since.isoformat()} ` and what"
    first += " stands there now." if first else ""
    return (
        f"the keys stand in the environment variable {config.reply.secret.env}, which you change yourself: add the line"
        f" `{made.line}`, with 64 random characters (openssl rand -hex 32) in place of SECRET.{first}"
    )


def retire(
    id: Annotated[int, Parameter(help="The key's id, as `postroom keys` lists it.")],
    *,
    force: Annotated[bool, Parameter(negative="", help="Even if subject tokens are lost with it.")] = False,
    config: ConfigPath = None,
) -> None:
    """Take a key away that no longer signs: addresses that were signed with it are dead from the next start on."""
    loaded = desk.load(config)
    path = keyring.place(loaded.config)
    if path is None:
        desk.fail("the keys stand in an environment variable, which you change yourself: take the line of that key out")
    found = keyring.listed(loaded.config)
    if not found:
        desk.fail(NOT_YET)
    serves = found[0].id == id
    try:
        gone = keyring.forget(path, id) if force else keyring.retire(path, id)
    except (keyring.Refused, OSError) as error:
        desk.fail(_story(error))
    print(_dead(gone, found))
    if serves and force:
        print("Subject tokens were made with it: all that stand in mails until now lead to no ticket any more.")
    elif serves:
        print("The key itself stays in the file, for subject tokens alone, which must not change and prove nothing.")
    print(NEXT_START)


def _dead(gone: Key, found: tuple[Key, ...]) -> str:
    after = found[found.index(gone) + 1]
    since = "" if gone.since == BEGINNING else f"from {gone.since.isoformat()} "
    return (
        f"key {gone.id} is retired. Answers to mails of ours that went out {since}until {after.since.isoformat()} are"
        " refused at their signed address; who writes them is told so by their own mail server."
    )


def _story(error: Exception) -> str:
    return f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
