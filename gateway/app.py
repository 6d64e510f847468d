"""The one place that constructs things. Everything else is given what it needs."""

import hashlib
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from .config import Config, Listener, Submission, cores
from .configured import make_policy
from .connected import mailboxes, make_relay
from .intake.border import Border, NoBorder
from .intake.clamav import Scanner, ScannerSettings
from .intake.imap.watching import Poller
from .intake.reading import Reader, Unreadable
from .mail.acceptance import Acceptance
from .mail.inbound import Envelope, InboundMail
from .outgoing.dkim import NoSigner, Signer
from .outgoing.links import LinkFolder
from .outgoing.render import Renderer, templates_folder
from .outgoing.submit import Relay
from .pace import Pace
from .places import make_places
from .policy import Policy
from .store.blobs import Blobs
from .store.budget import MEMORY
from .store.clock import Clock
from .store.commits import Committed
from .store.database import Database
from .store.hands import Hands
from .store.holder import Holder
from .store.ledger import Claim
from .store.line import Line
from .store.mailboxes import Mailboxes
from .store.migrate import migrate
from .store.places import Places
from .store.segments import TornBody
from .store.spool import Spool, SpoolSettings, nobody


@dataclass(frozen=True)
class App:
    """The parts of one process."""

    config: Config
    policy: Policy
    database: Database
    clock: Clock
    spool: Spool
    blobs: Blobs
    places: Places
    reader: Reader
    renderer: Renderer
    relay: Relay
    holder: Holder  # of who works here. Its place is let go of what a dead owner had: nobody else may take it
    fetcher: Holder  # of who reads mailboxes
    scanner: Scanner
    border: Border
    links: LinkFolder | None = None
    pollers: tuple[Poller, ...] = ()
    signer: Signer = field(default_factory=NoSigner)
    alone: threading.Lock = field(default_factory=threading.Lock)  # held over a mail that may have killed a worker
    hands: Hands = field(default_factory=Hands)
    line: Line = field(default_factory=Line)  # mails that our workers are called for
    owed: SimpleQueue[Claim] = field(default_factory=SimpleQueue)  # claims to be given back once that is possible
    doubted: set[int] = field(default_factory=set)  # mails of which nobody knows whether we have them
    slow: set[int] = field(default_factory=set)  # mails that took long to read, and wait until no other one does
    unheard: SimpleQueue[tuple[int, ...]] = field(default_factory=SimpleQueue)  # notices, whose fate is to be told then
    pace: Pace = field(default_factory=Pace)

    @classmethod
    def open(cls, config: Config, committed: Committed = nobody) -> "App":
        """Opens the database (creating or upgrading its tables) and constructs the parts. Starts nothing.

        `committed` is told of every mail that was just accepted, to wake the workers.
        """
        state = config.state
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        signer = make_signer(config)  # a key that does not fit is no reason to leave anything open
        database = Database(config.database_url)
        migrate(database)
        children = max(2, cores() // config.work.count)  # one waits for a mail that may take long, another one reads
        fetcher = Holder(state / "pollers")
        places = make_places(config, database)
        settings = SpoolSettings(
            state / "spool",
            config.listener.max_size,
            committed=committed,
            memory=MEMORY // config.listener.processes,
            large=places.shared,
            placed=places.placed,
        )
        spool = Spool(database, settings)
        return cls(
            config=config,
            policy=make_policy(config),
            database=database,
            clock=Clock(database),
            spool=spool,
            pollers=tuple(Poller(each, spool.begin, Mailboxes(database, fetcher)) for each in mailboxes(config)),
            blobs=places.blobs,
            places=places,
            reader=Reader(children),
            renderer=Renderer(templates_folder()),
            relay=make_relay(config),
            links=make_links(config),
            holder=Holder(state / "workers"),
            fetcher=fetcher,
            scanner=make_scanner(config),
            border=make_border(config),
            signer=signer,
        )

    def accept(self, envelope: Envelope, content: bytes, silent: bool = False) -> Acceptance:
        """Takes a mail over: it is durable when this returns `Accepted`, and in no place at all otherwise."""
        return self.spool.accept(envelope, content, silent)

    def read_again(self, id: int) -> InboundMail | None:
        """A mail that is in the spool; None where it cannot be read."""
        try:
            spooled = self.spool.read(id)
            return self.reader.read_patiently(spooled.raw, spooled.envelope)
        except (Unreadable, LookupError, TornBody):
            return None

    def attached(self, id: int) -> tuple[bytes, ...]:
        """The SHA-256 of what is attached to a mail in the spool; none where it cannot be read."""
        mail = self.read_again(id)
        return tuple(hashlib.sha256(part.content).digest() for part in mail.attachments) if mail else ()

    @property
    def sender(self) -> str:
        """Who has the notices that this process issues: itself, unless a shared broker hands them to anybody."""
        return "" if self.config.broker.url else self.holder.name

    def close(self) -> None:
        self.reader.close()
        self.holder.close()
        self.fetcher.close()
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


def make_signer(config: Config) -> Signer:
    """Raises UnfitKey."""
    if not config.dkim:
        return NoSigner()
    from .outgoing.dkim.signing import signer

    return signer(config.dkim)


def make_links(config: Config) -> LinkFolder | None:
    return LinkFolder(Path(config.links.folder), config.links.days) if config.links.folder else None


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
