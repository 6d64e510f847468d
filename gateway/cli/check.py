"""`postroom check`: does everything that Postroom needs answer?"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from cyclopts import App as Program

from ..app import make_border, make_links, make_scanner, server_tls, submission_tls
from ..config import Config, Relay
from ..configured import make_policy
from ..connected import mailboxes, relay_address
from ..intake.imap.session import connect
from ..intake.imap.settings import MailboxSettings
from ..outgoing.submit import Abilities
from ..outgoing.submit import look as look_at_relay
from ..places import make_places
from ..store import rosters, rules
from ..store.database import Database, Unavailable
from ..store.objects import look
from . import desk, proofs
from .options import ConfigPath, Json
from .organised import faults, standing
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
                print("all is well: configuration, database, store, broker, relay, mailboxes, virus scanner, DNS")
        raise SystemExit(1 if problems else 0)


def _problems(config: Config, roles: Roles) -> Iterator[tuple[str, str]]:
    for part, examine in _PARTS:
        problem = examine(config)
        if problem:
            yield part, problem
    troubled = proofs.accounts(config)
    yield from (("oauth", problem) for problem in troubled.values())
    yield from _relays(config, troubled)
    for table, settings in zip(config.mailbox, mailboxes(config), strict=True):
        if table.account in troubled:
            continue  # that is said of the account
        problem = _mailbox(settings)
        if problem:
            yield f"mailbox {settings.name}", problem
    yield from (("dkim", problem) for problem in proofs.signatures(config))
    yield from _decided(config)
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


def _store(config: Config) -> str:
    """A few bytes are put there, read and removed again; the earlier place is only asked."""
    if not config.store.url and not config.store.earlier:
        return ""
    database = Database(config.database_url)
    try:
        places = make_places(config, database)
        if places.earlier:
            places.earlier.find("trial/none")
        return look(places.shared) if places.shared else ""
    except (Unavailable, OSError) as error:
        return desk.clean(str(error))
    finally:
        database.close()


def _decided(config: Config) -> Iterator[tuple[str, str]]:
    """What the configuration no longer has, though the roster or the rules in force name it."""
    database = standing(config)
    if database is None:
        return  # there was no first start yet, or it is said of the database
    policy = make_policy(config)
    try:
        with database.read() as connection:
            unfit = faults(connection, policy)
            found = rules.reading(connection, rosters.organised(connection, policy))
    except Unavailable:
        return
    finally:
        database.close()
    yield from (("roster", desk.clean(problem)) for problem in unfit)
    if found is None:
        return
    for mistake in found.mistakes:
        yield "rules", f"revision {found.rules.revision}, line {mistake.line}: {desk.clean(mistake.sentence)}"


def _certificate(config: Config) -> str:
    try:
        server_tls(config)
        if config.submission.port:
            submission_tls(config)
    except (OSError, ValueError) as error:
        return f"cannot be used: {error}"
    return ""


def _lmtp(config: Config) -> str:
    """Can the socket be made, or is it there already?"""
    path = Path(config.lmtp.socket)
    if not config.lmtp.socket:
        return ""
    if not path.parent.is_dir():
        return f"{path.parent}: there is no such folder for the socket"
    return f"{path}: is there, and is no socket" if os.path.lexists(path) and not path.is_socket() else ""


def _mailbox(settings: MailboxSettings) -> str:
    """Whatever goes wrong on the way in is one line; a server may say anything."""
    try:
        with connect(settings.server) as server:
            for folder in settings.folders:
                server.select_folder(folder, readonly=True)
    except Exception as error:
        return f"{settings.server.host}:{settings.server.port}: {type(error).__name__}: {desk.clean(str(error))[:200]}"
    return ""


def _relays(config: Config, troubled: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each is greeted and logged in to, and left again; nothing is sent."""
    for table in config.relay:
        said = table.folder or table.account in troubled
        problem = "" if said else _relay(table, config)
        if problem:
            name = "relay" if len(config.relay) == 1 else f"relay {table.name}"
            yield name, f"{table.host}:{table.port}: {problem}"


def _relay(table: Relay, config: Config) -> str:
    try:
        found = look_at_relay(relay_address(table, config))
    except OSError as error:
        return f"{table.ca} cannot be used: {error.strerror}"
    if isinstance(found, str):
        return desk.clean(found)
    return _too_small(found, table, config) or _too_plain(found, config)


def _too_small(found: Abilities, table: Relay, config: Config) -> str:
    """A file may come in that no mail of ours carries to those who should have it."""
    served = [each for each in config.department if not table.departments or each.name in table.departments]
    largest = max((each.attachments.max_size for each in served), default=0)
    if not found.size or found.size >= largest or config.links.folder:
        return ""
    sizes = f"takes mails of up to {found.size} bytes, and attachments.max_size passes on files of {largest}"
    return f"{sizes}: make that less, or give out large files as [links]"


def _too_plain(found: Abilities, config: Config) -> str:
    ours = [agent.address for agent in config.agent] + [each for dep in config.department for each in dep.addresses]
    odd = [address for address in ours if not address.rpartition("@")[0].isascii()]
    return f"does not offer SMTPUTF8, which {odd[0]} needs" if odd and not found.smtputf8 else ""


def _scanner(config: Config) -> str:
    if not config.clamav.socket:
        return ""
    problem = make_scanner(config).problem()
    return f"{config.clamav.socket}: {desk.clean(problem)}" if problem else ""


def _border(config: Config) -> str:
    """Where we are the border server: can it be asked who may write for the house itself?"""
    domain = config.department[0].addresses[0].rpartition("@")[2] if config.department else config.reply.domain
    return desk.clean(make_border(config).problem(domain))


def _links(config: Config) -> str:
    folder = make_links(config)
    return folder.problem() if folder else ""


_PARTS = (
    ("database", _database),
    ("store", _store),
    ("certificate", _certificate),
    ("lmtp", _lmtp),
    ("links", _links),
    ("clamav", _scanner),
    ("dns", _border),
)
