"""`postroom check`: does everything that Postroom needs answer?"""

import socket
from collections.abc import Iterator
from pathlib import Path

from cyclopts import App as Program

from ..app import mailboxes, make_border, make_scanner, server_tls, submission_tls
from ..config import Config
from ..configured import make_policy
from ..intake.imap import MailboxSettings, connect
from ..store import rules
from ..store.database import Database, Unavailable
from ..store.migrate import HEAD, version
from . import desk
from .options import ConfigPath, Json
from .roles import Roles


def add(program: Program, roles: Roles) -> None:
    @program.command
    def check(*, config: ConfigPath = None, json: Json = False) -> None:
        """Check the configuration: do database, broker, relay, mailboxes, virus scanner and DNS answer?

        One line for each problem, and exit code 1.
        """
        loaded = desk.load(config)
        desk.announce(loaded)
        problems = list(_problems(loaded.config, roles))
        if json:
            desk.print_json({"part": part, "problem": problem} for part, problem in problems)
        else:
            for part, problem in problems:
                print(f"{part}: {problem}")
            if not problems:
                print("all is well: configuration, database, broker, relay, mailboxes, virus scanner, DNS")
        raise SystemExit(1 if problems else 0)


def _problems(config: Config, roles: Roles) -> Iterator[tuple[str, str]]:
    for part, examine in _PARTS:
        problem = examine(config)
        if problem:
            yield part, problem
    for settings in mailboxes(config):
        problem = _mailbox(settings)
        if problem:
            yield f"mailbox {settings.name}", problem
    yield from (("rules", problem) for problem in _rules(config))
    if config.broker.url:
        problem = roles.broker_answers(config.broker.url)
        if problem:
            yield "broker", problem


def _database(config: Config) -> str:
    url = config.database_url
    shown = url if url.startswith("sqlite") else url.split("@")[-1]
    try:
        if url.startswith("sqlite"):
            config.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = Database(url)
        try:
            return database.durability_problem()
        finally:
            database.close()
    except (Unavailable, OSError) as error:
        return f"{shown} does not answer ({error})"


def _rules(config: Config) -> Iterator[str]:
    """What the configuration no longer has, though the rules in force name it."""
    url = config.database_url
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return  # there was no first start yet
    try:
        database = Database(url)
        try:
            if version(database) != HEAD:
                return  # the next start brings the tables up
            with database.read() as connection:
                found = rules.reading(connection, make_policy(config))
        finally:
            database.close()
    except (Unavailable, OSError):
        return  # that is said of the database
    if found is None:
        return
    for mistake in found.mistakes:
        yield f"revision {found.rules.revision}, line {mistake.line}: {desk.clean(mistake.sentence)}"


def _certificate(config: Config) -> str:
    try:
        server_tls(config)
        if config.submission.port:
            submission_tls(config)
    except (OSError, ValueError) as error:
        return f"cannot be used: {error}"
    return ""


def _mailbox(settings: MailboxSettings) -> str:
    """Whatever goes wrong on the way in is one line; a server may say anything."""
    try:
        with connect(settings) as server:
            server.select_folder(settings.folder, readonly=True)
    except Exception as error:
        return f"{settings.host}:{settings.port}: {type(error).__name__}: {desk.clean(str(error))[:200]}"
    return ""


def _relay(config: Config) -> str:
    relay = config.relay
    if relay.folder:
        return ""
    try:
        with socket.create_connection((relay.host, relay.port), timeout=5) as connection:
            connection.settimeout(5)
            greeting = connection.recv(512) if relay.tls != "tls" else b"220"
    except OSError as error:
        return f"{relay.host}:{relay.port} does not answer ({error.strerror or error})"
    words = desk.clean(greeting.decode("ascii", "replace").strip())
    return "" if greeting.startswith(b"220") else f"{relay.host}:{relay.port} greets with {words!r}"


def _scanner(config: Config) -> str:
    if not config.clamav.socket:
        return ""
    problem = make_scanner(config).problem()
    return f"{config.clamav.socket}: {desk.clean(problem)}" if problem else ""


def _border(config: Config) -> str:
    """Where we are the border server: can it be asked who may write for the house itself?"""
    domain = config.department[0].addresses[0].rpartition("@")[2] if config.department else config.reply.domain
    return desk.clean(make_border(config).problem(domain))


_PARTS = (
    ("database", _database),
    ("certificate", _certificate),
    ("relay", _relay),
    ("clamav", _scanner),
    ("dns", _border),
)
