"""`postroom agent`: who may log in to hand mail in, and who is an agent no more."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter
from rich.markup import escape

from ..app import App
from ..config import Loaded
from ..config.mistakes import meant
from ..decisions import Absence
from ..mail.persian import fold
from ..store import absences, logins, passwords, reach, rosters, visits
from ..store.database import Unavailable
from ..store.logins import LoginRow
from ..tickets.people import Agent
from . import desk
from .options import ConfigPath, Json
from .parts import opened
from .roles import Roles

Name = Annotated[str, Parameter(help="The agent's name, as orders have it.")]
Stdin = Annotated[bool, Parameter(name="--stdin", negative="", help="Read the password from standard input, one line.")]


def add(program: Program, roles: Roles) -> None:
    group = Program(name="agent", help="List agents, give them passwords to log in with, and disable them.")
    group.command(list_agents, name="list")
    group.command(add_agent, name="add")
    group.command(passwd)
    group.command(disable)
    group.command(enable)
    group.command(sign_out, name="sign-out")
    program.command(group)


def list_agents(*, config: ConfigPath = None, json: Json = False) -> None:
    """List the agents: who has a password, who is disabled, who is away until when, and whom mail does not reach."""
    loaded = desk.load(config)
    with _office(loaded) as app, app.database.read() as connection:
        away = {each.agent: each for each in absences.away(connection, datetime.now(UTC))}
        agents = rosters.organised(connection, app.policy).agents
        rows = tuple(_placed(row, away.get(row.name)) for row in logins.rows(connection, agents))
        troubled = reach.troubled(connection, [row.address for row in rows])
    rows = tuple(_reached(row, troubled.get(row.address)) for row in rows)
    if json:
        desk.print_json(rows)
    elif not rows:
        print("No agents.")
    else:
        _print_list(rows, loaded.config.site.zone)


def _print_list(rows: tuple[LoginRow, ...], zone: str) -> None:
    listing = desk.table("name:bold", "address", "password", "state", "away", "addresses taken back:dim")
    for row in rows:
        name, address = escape(desk.clean(row.name)), escape(desk.clean(row.address))
        password, revoked = "yes" if row.password else "no", desk.moment(row.revoked, zone)
        listing.add_row(name, address, password, _state(row, zone), _away(row, zone), revoked)
    desk.out.print(listing)


def _placed(row: LoginRow, away: Absence | None) -> LoginRow:
    return replace(row, away=away.how.value, away_until=away.until) if away else row


def _reached(row: LoginRow, trouble: tuple[datetime, str] | None) -> LoginRow:
    return replace(row, unreachable=trouble[0], trouble=trouble[1]) if trouble else row


def _state(row: LoginRow, zone: str) -> str:
    state = "[red]disabled[/]" if row.disabled else "[green]agent[/]"
    if row.unreachable is None:
        return state
    said = escape(desk.clean(row.trouble[:100]))
    return f"{state} [red]mail comes back since {desk.moment(row.unreachable, zone)}[/] [dim]{said}[/]"


def _away(row: LoginRow, zone: str) -> str:
    if not row.away:
        return ""
    until = f"until {desk.moment(row.away_until, zone)}" if row.away_until else "until #back"
    return f"[yellow]{until}[/] [dim]({row.away})[/]"


def add_agent(name: Name, *, stdin: Stdin = False, config: ConfigPath = None) -> None:
    """Give an agent a password, asked for twice, so that they can log in on the port of [submission]."""
    loaded = desk.load(config)
    with _office(loaded) as app:
        agent = _known(app, name)
        if _row(app, agent).password:
            desk.fail(f"{agent.name} has a password already; `postroom agent passwd {agent.name}` changes it")
        _set_password(app, agent, stdin)
    print(f"{agent.name} can log in now, as {agent.name} or {agent.address}{_hint(loaded)}")


def passwd(name: Name, *, stdin: Stdin = False, config: ConfigPath = None) -> None:
    """Change an agent's password. The old one is worth nothing at once."""
    loaded = desk.load(config)
    with _office(loaded) as app:
        agent = _known(app, name)
        if not _row(app, agent).password:
            desk.fail(f"{agent.name} has no password yet; `postroom agent add {agent.name}` gives one")
        _set_password(app, agent, stdin)
    print(f"{agent.name} has a new password")


def disable(name: Name, *, config: ConfigPath = None) -> None:
    """Take an agent's place away at once: no login, no orders, no notices. Their answer addresses are dead for ever."""
    loaded = desk.load(config)
    with _office(loaded) as app:
        agent = _known(app, name)
        now = datetime.now(UTC)
        parked = app.database.write(lambda connection: logins.disable(connection, agent, now))
    waited = f"; {parked} notices that waited for them are parked" if parked else ""
    print(f"{agent.name} is no agent any more{waited}. They are still on the list of agents; tickets keep their name.")


def enable(name: Name, *, config: ConfigPath = None) -> None:
    """Make a disabled agent one again. Answer addresses from before stay dead; new notices bring new ones."""
    loaded = desk.load(config)
    with _office(loaded) as app:
        agent = _known(app, name)
        app.database.write(lambda connection: logins.enable(connection, agent.name))
    print(f"{agent.name} is an agent again")


def sign_out(
    name: Name,
    *,
    factor: Annotated[
        bool, Parameter(negative="", help="Forget the second factor, too: the telephone is lost.")
    ] = False,
    config: ConfigPath = None,
) -> None:
    """End every visit of an agent to the console, on all browsers."""
    loaded = desk.load(config)
    with _office(loaded) as app:
        agent = _known(app, name)
        now = datetime.now(UTC)
        ended = app.database.write(lambda connection: visits.end(connection, agent.name, now))
        if factor:
            app.database.write(lambda connection: visits.forget_factor(connection, agent.name))
    print(f"{agent.name} is signed out of {ended} browser{'' if ended == 1 else 's'}")
    if factor:
        print("The second factor is forgotten: at the next sign-in that needs one, a new key is shown.")


def _known(app: App, name: str) -> Agent:
    """The agent who is called so; without one the program ends with 2 and says who there is."""
    with app.database.read() as connection:
        agents = rosters.organised(connection, app.policy).agents
    found = next((agent for agent in agents if fold(agent.name) == fold(name)), None)
    if found is None:
        names = [agent.name for agent in agents]
        there = f"there are {', '.join(names)}" if names else "there are none"
        desk.fail(f"there is no agent {desk.clean(name)!r}{meant(fold(name), names)} ({there})", 2)
    return found


def _row(app: App, agent: Agent) -> LoginRow:
    with app.database.read() as connection:
        return logins.rows(connection, [agent])[0]


def _set_password(app: App, agent: Agent, stdin: bool) -> None:
    password = _line() if stdin else _asked(agent)
    if problem := passwords.problem(password):
        desk.fail(problem)
    password_hash = passwords.hashed(password)
    app.database.write(lambda connection: logins.set_password(connection, agent.name, password_hash))


def _line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked(agent: Agent) -> str:
    if not sys.stdin.isatty():
        desk.fail("there is no terminal to ask for the password; give it on standard input, with --stdin")
    try:
        first = getpass.getpass(f"New password for {agent.name}: ")
        if problem := passwords.problem(first):
            desk.fail(problem)  # before it is typed a second time
        again = getpass.getpass("The same again: ")
    except (EOFError, KeyboardInterrupt):
        desk.fail("nothing was changed")
    if again != first:
        desk.fail("the two passwords differ; nothing was changed")
    return first


@contextmanager
def _office(loaded: Loaded) -> Iterator[App]:
    with opened(loaded) as app:
        try:
            yield app
        except Unavailable as error:
            desk.fail(f"the database does not answer ({error})")


def _hint(loaded: Loaded) -> str:
    submission = loaded.config.submission
    where = f"{submission.host}:{submission.port}"
    return f", on {where}" if submission.port else "; [submission] of the configuration opens no port for that yet"
