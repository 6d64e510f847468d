"""The one place that constructs things. Everything else is given what it needs."""

import os
import secrets
import ssl
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from .config import Config
from .config import Department as DepartmentTable
from .intake.reading import Reader
from .mail.acceptance import Acceptance
from .mail.inbound import Envelope, Mailbox
from .mail.reply_address import KeyRing
from .outgoing.folder import FolderRelay
from .outgoing.render import Renderer, templates_folder
from .outgoing.submit import Relay, RelayAddress, SmtpRelay, Tls
from .policy import Department, Policy
from .store.blobs import Blobs, open_blobs
from .store.commits import Committed
from .store.database import Database
from .store.holder import Holder
from .store.migrate import migrate
from .store.spool import Spool, SpoolSettings, nobody
from .tickets.lifecycle import Window
from .tickets.people import Agent, Standing

KEY_ID = 1


@dataclass(frozen=True)
class App:
    """The parts of one process."""

    config: Config
    policy: Policy
    database: Database
    spool: Spool
    blobs: Blobs
    reader: Reader
    renderer: Renderer
    relay: Relay
    holder: Holder
    alone: threading.Lock = field(default_factory=threading.Lock)  # held over a mail that may have killed a worker

    @classmethod
    def open(cls, config: Config, committed: Committed = nobody) -> "App":
        """Opens the database (creating or upgrading its tables) and constructs the parts. Starts nothing.

        `committed` is told of every mail that was just accepted, to wake the workers.
        """
        state = config.state
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = Database(config.database_url)
        migrate(database)
        children = max(1, min(config.work.threads, (os.cpu_count() or 2)))
        return cls(
            config=config,
            policy=make_policy(config),
            database=database,
            spool=Spool(database, SpoolSettings(state / "spool", config.listener.max_size, committed=committed)),
            blobs=open_blobs(database, state / "blobs"),
            reader=Reader(children),
            renderer=Renderer(templates_folder()),
            relay=make_relay(config),
            holder=Holder(state / "workers"),
        )

    def accept(self, envelope: Envelope, content: bytes, silent: bool = False) -> Acceptance:
        """Takes a mail over: it is durable when this returns `Accepted`, and in no place at all otherwise."""
        return self.spool.accept(envelope, content, silent)

    def close(self) -> None:
        self.reader.close()
        self.holder.close()
        self.relay.close()
        self.spool.close()
        self.database.close()


def make_policy(config: Config) -> Policy:
    agents = {
        agent.name: Agent(agent.name, Mailbox(agent.address).key, agent.shown or agent.name, agent.language)
        for agent in config.agent
    }
    return Policy(
        site=(("en", config.site.name.en), ("fa", config.site.name.fa)),
        zone=config.site.zone,
        departments=tuple(_department(table, agents) for table in config.department),
        agents=tuple(agents.values()),
        needed=Standing[config.trust.agents.upper()],
        authserv_id=config.trust.authserv_id,
        reply_domain=config.reply.domain.lower() if config.reply.addresses else "",
        ring=KeyRing({KEY_ID: _signing_key(config)}, KEY_ID),
    )


def _department(table: DepartmentTable, agents: dict[str, Agent]) -> Department:
    return Department(
        name=table.name,
        labels=(("en", table.label.en), ("fa", table.label.fa)),
        addresses=tuple(Mailbox(address).key for address in table.addresses),
        agents=tuple(agents[name] for name in table.agents),
        lead=table.lead,
        language=table.language,
        window=Window(timedelta(days=table.window_days)),
    )


def _signing_key(config: Config) -> bytes:
    """The configured secret; without one, a key of our own in the state folder, made at the first start."""
    if config.reply.secret is not None:
        return config.reply.secret.read().encode()
    path = config.state / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes().strip()


def make_relay(config: Config) -> Relay:
    relay = config.relay
    if relay.folder:
        return FolderRelay(Path(relay.folder))
    address = RelayAddress(
        host=relay.host,
        port=relay.port,
        tls=Tls(relay.tls),
        user=relay.user,
        password=relay.password.read() if relay.password else "",
        timeout=relay.timeout,
        local_hostname=config.listener.hostname,
    )
    return SmtpRelay(address)


def server_tls(config: Config) -> ssl.SSLContext | None:
    """The listener's certificate, where one is configured."""
    listener = config.listener
    if not listener.certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(listener.certificate, listener.private_key)
    return context
