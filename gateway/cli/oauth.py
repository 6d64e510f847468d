"""`postroom oauth`: signing in to providers that want OAuth 2.0. No token is ever printed."""

import io
import select
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, NoReturn

from cyclopts import App as Program
from cyclopts import Parameter
from rich.markup import escape

from ..config import Config
from ..oauth import browser, device
from ..oauth.asking import Given, Trouble
from ..oauth.browser import Door, Visit
from ..oauth.provider import Provider
from ..oauth.tokens import NoToken, Tokens, tokens_of
from . import desk
from .options import ConfigPath, Json
from .roles import Roles

LOOK = 0.2  # seconds between two looks at both ways by which an answer comes
PATIENCE = 900.0  # seconds for signing in with a browser

Name = Annotated[str, Parameter(help="An account, or a mailbox or relay that uses one.")]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account. `trouble` is "" where a token can be had."""

    account: str
    used_by: tuple[str, ...]
    since: datetime | None
    good_until: datetime | None
    trouble: str


def add(program: Program, roles: Roles) -> None:
    group = Program(name="oauth", help="Sign in to the providers of mailboxes and relays that want OAuth 2.0.")
    group.command(login)
    group.command(status)
    group.command(forget)
    program.command(group)


def login(
    name: Name,
    *,
    with_browser: Annotated[
        bool, Parameter(name="--browser", negative="", help="By a browser that comes back, not by a code.")
    ] = False,
    config: ConfigPath = None,
) -> None:
    """Sign in once: shows an address to open in any browser, and keeps what the provider gives."""
    found = _found(desk.load(config).config, name)
    provider = found.provider
    sign_in = _by_browser if with_browser or not provider.device_url else _by_code
    if sign_in is _by_browser and not provider.authorize_url:
        desk.fail(f"account {provider.account} has no {'' if with_browser else 'device_url and no '}authorize_url")
    try:
        found.ready()
        given = sign_in(provider)
        found.sign_in(given)
    except Trouble as trouble:
        desk.fail(f"account {provider.account}: {trouble}")
    except OSError as error:
        desk.fail(f"account {provider.account}: {error.filename or 'the loopback'}: {error.strerror or error}")
    except KeyboardInterrupt:
        print()
        desk.fail("given up; nothing was changed", 130)
    print(f"account {provider.account} is signed in")
    if not given.refresh_token:
        print("The provider gave nothing to renew it with: it ends soon. Does the scope ask for offline access?")


def status(*, config: ConfigPath = None, json: Json = False) -> None:
    """List the accounts: who uses them, since when they are signed in, and whether there is trouble."""
    chosen = desk.load(config).config
    rows = [_row(chosen, account.name) for account in chosen.account]
    if json:
        desk.print_json(rows)
        return
    if not rows:
        print("no [[account]] is configured")
        return
    listing = desk.table("account:bold", "used by", "since", "good until", "trouble")
    for row in rows:
        times = (desk.moment(each, chosen.site.zone) for each in (row.since, row.good_until))
        listing.add_row(row.account, ", ".join(row.used_by), *times, escape(row.trouble))
    desk.out.print(listing)


def forget(name: Name, *, config: ConfigPath = None) -> None:
    """Throw away what signing in gave. The provider itself is not told: take our right away there, too."""
    found = _found(desk.load(config).config, name)
    try:
        known = found.forget()
    except OSError as error:
        desk.fail(f"{error.filename}: {error.strerror or error}")
    print(f"account {found.provider.account} {'is signed in no longer' if known else 'was not signed in'}")


def _found(config: Config, name: str) -> Tokens:
    users = [(each.name, each.account) for each in config.mailbox if each.account]
    users += [(each.name, each.account) for each in config.relay if each.account]
    named = [account.name for account in config.account if account.name == name]
    named += [account for user, account in users if user == name]
    if named:
        return tokens_of(config, named[0])
    known = ", ".join(account.name for account in config.account)
    desk.fail(f"there is no account {desk.clean(name)!r}; " + (f"there is {known}" if known else "none is configured"))


def _row(config: Config, name: str) -> AccountRow:
    """Asks nobody: what is known is known from the file."""
    used_by = tuple(f"mailbox {each.name}" for each in config.mailbox if each.account == name)
    used_by += tuple(f"relay {each.name}" for each in config.relay if each.account == name)
    try:
        grant = tokens_of(config, name).grant()
    except NoToken as reason:
        return AccountRow(name, used_by, None, None, str(reason))
    return AccountRow(name, used_by, _moment(grant.since), _moment(grant.expires), grant.trouble)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(max(0.0, min(seconds, 4e9)), UTC)


def _by_code(provider: Provider) -> Given:
    invitation = device.invite(provider)
    print(f"Open {invitation.address} in any browser, as the owner of the mailbox, and enter {invitation.user_code}")
    print("Waiting; Ctrl-C gives up.", flush=True)
    return device.await_consent(provider, invitation)


def _by_browser(provider: Provider) -> Given:
    with browser.open_door() as door:
        visited = browser.visit(provider, door.port)
        door.expected = visited
        print(f"Open this address in a browser, as the owner of the mailbox:\n\n{visited.address}\n")
        print("If that browser runs on another machine, its last page cannot be shown: paste the address of that page")
        print("here. Waiting; Ctrl-C gives up.", flush=True)
        return browser.redeem(provider, visited, _code(door, visited))


def _code(door: Door, visited: Visit) -> str:
    """By whichever way it comes first."""
    listening = True
    for _ in range(int(PATIENCE / LOOK)):
        answer = door.answer(LOOK)
        if answer:
            return browser.code_in(answer, visited)
        if listening and _is_typed():
            line = sys.stdin.readline()
            listening = bool(line)
            if line.strip():
                return browser.code_in(line, visited)
    _too_late()


def _is_typed() -> bool:
    """Is there a line, or the end, on our input?"""
    try:
        return bool(select.select([sys.stdin], [], [], 0)[0])
    except (io.UnsupportedOperation, ValueError, OSError):
        return True  # a file or a text: reading does not wait


def _too_late() -> NoReturn:
    raise Trouble("nobody signed in in time; nothing was changed")
