"""The command line: one program, a file for each group of commands.

Only the group that is asked for is loaded: a listing does not wait for the libraries of the listener and the workers.
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from cyclopts import App as Program
from cyclopts import Parameter

from .options import has_room
from .roles import Roles

# Which file adds which commands.
GROUPS: dict[str, tuple[str, ...]] = {
    "up": ("up", "listen", "poll", "web", "work", "tick"),
    "check": ("check",),
    "bring": ("import",),
    "reconcile": ("reconcile",),
    "accept": ("accept",),
    "tickets": ("tickets", "ticket"),
    "mails": ("mails", "explain", "ledger"),
    "outbox": ("outbox", "requeue"),
    "report": ("report",),
    "agents": ("agent",),
    "keys": ("keys",),
    "oauth": ("oauth",),
    "dkim": ("dkim",),
    "rules": ("rules",),
    "roster": ("roster",),
    "store": ("store",),
    "backup": ("backup",),
    "restore": ("restore",),
    "verify": ("verify",),
    "person": ("person",),
    "rebuild": ("rebuild",),
    "retention": ("retention",),
}


def build(roles: Roles, words: Sequence[str]) -> Program:
    """The program for a command line of these words; with every command where they name none (as for help)."""
    program = Program(
        name="postroom",
        help="Postroom turns mail into tickets and answers into mail. `postroom up` runs everything.",
        version=_version(),
        default_parameter=Parameter(validator=has_room),
    )
    asked = [name for name, commands in GROUPS.items() if words and words[0] in commands]
    for name in asked or GROUPS:
        import_module(f".{name}", __package__).add(program, roles)
    return program


def _version() -> str:
    try:
        return version("postroom")
    except PackageNotFoundError:
        return "unknown (not installed)"
