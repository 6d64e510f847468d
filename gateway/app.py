"""The one place that constructs things. Everything else is given what it needs."""

import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path

from .config import Config, Listener, Submission, cores
from .configured import make_policy
from .intake.border import Border, NoBorder
from .intake.clamav import Scanner, ScannerSettings
from .intake.imap import MailboxSettings, Poller, Protection
from .intake.reading import Reader, Unreadable
from .mail.acceptance import Acceptance
from .mail.inbound import Envelope, InboundMail
from .outgoing.folder import FolderRelay
from .outgoing.render import Renderer, templates_folder
from .outgoing.submit import Relay, RelayAddress, SmtpRelay, Tls
from .policy import Policy
from .store.blobs import Blobs, open_blobs
from .store.commits import Committed
from .store.cursors import MailboxCursors
from .store.database import Database
from .store.holder import Holder
from .store.migrate import migrate
from .store.segments import TornBody
from .store.spool import Spool, SpoolSettings, nobody


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
    scanner: Scanner
    border: Border
    pollers: tuple[Poller, ...] = ()
    alone: threading.Lock = field(default_factory=threading.Lock)  # held over a mail that may have killed a worker
    in_hand: dict[int, int] = field(default_factory=dict)  # notices that are being sent, by which thread of ours
    writing: threading.Lock = field(default_factory=threading.Lock)  # mails made at once only share the interpreter

    @classmethod
    def open(cls, config: Config, committed: Committed = nobody) -> "App":
        """Opens the database (creating or upgrading its tables) and constructs the parts. Starts nothing.

        `committed` is told of every mail that was just accepted, to wake the workers.
        """
        state = config.state
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = Database(config.database_url)
        migrate(database)
        children = max(1, cores() // config.work.count)
        spool = Spool(database, SpoolSettings(state / "spool", config.listener.max_size, committed=committed))
        return cls(
            config=config,
            policy=make_policy(config),
            database=database,
            spool=spool,
            pollers=tuple(Poller(settings, spool.accept, MailboxCursors(database)) for settings in mailboxes(config)),
            blobs=open_blobs(database, state / "blobs"),
            reader=Reader(children),
            renderer=Renderer(templates_folder()),
            relay=make_relay(config),
            holder=Holder(state / "workers"),
            scanner=make_scanner(config),
            border=make_border(config),
        )

    def accept(self, envelope: Envelope, content: bytes, silent: bool = False) -> Acceptance:
        """Takes a mail over: it is durable when this returns `Accepted`, and in no place at all otherwise."""
        return self.spool.accept(envelope, content, silent)

    def read_again(self, id: int) -> InboundMail | None:
        """A mail that is in the spool; None where it cannot be read."""
        try:
            spooled = self.spool.read(id)
            return self.reader.read(spooled.raw, spooled.envelope)
        except (Unreadable, LookupError, TornBody):
            return None

    @property
    def sender(self) -> str:
        """Who has the notices that this process issues: itself, unless a shared broker hands them to anybody."""
        return "" if self.config.broker.url else self.holder.name

    def close(self) -> None:
        self.reader.close()
        self.holder.close()
        self.relay.close()
        self.spool.close()
        self.database.close()


def make_scanner(config: Config) -> Scanner:
    table = config.clamav
    return Scanner(ScannerSettings(table.socket, table.timeout, table.max_size))


def make_border(config: Config) -> Border:
    if not config.trust.border:
        return NoBorder()
    from .intake.border.checks import OwnChecks
    from .intake.border.resolving import Remembering, SystemResolver

    return OwnChecks(Remembering(SystemResolver()))


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


def mailboxes(config: Config) -> tuple[MailboxSettings, ...]:
    return tuple(
        MailboxSettings(
            name=table.name,
            host=table.host,
            port=table.port,
            protection=Protection(table.tls),
            user=table.user,
            password=table.password.read(),
            folder=table.folder,
            to=table.to,
            every=table.every,
        )
        for table in config.mailbox
    )


def server_tls(config: Config) -> ssl.SSLContext | None:
    """The listener's certificate, where one is configured."""
    return _tls(config.listener)


def submission_tls(config: Config) -> ssl.SSLContext | None:
    """The certificate of the agents' own entrance: its own one, or the listener's."""
    return _tls(config.submission if config.submission.certificate else config.listener)


def _tls(table: Listener | Submission) -> ssl.SSLContext | None:
    if not table.certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(table.certificate, table.private_key)
    return context
