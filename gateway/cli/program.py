"""The command line: one program, a file for each group of commands."""

from importlib.metadata import PackageNotFoundError, version

from cyclopts import App as Program

from . import bring, check, mails, outbox, tickets, up
from .roles import Roles


def build(roles: Roles) -> Program:
    program = Program(
        name="postroom",
        help="Postroom turns mail into tickets and answers into mail. `postroom up` runs everything.",
        version=_version(),
    )
    up.add(program, roles)
    check.add(program, roles)
    bring.add(program, roles)
    tickets.add(program)
    mails.add(program)
    outbox.add(program)
    return program


def _version() -> str:
    try:
        return version("postroom")
    except PackageNotFoundError:
        return "unknown (not installed)"
