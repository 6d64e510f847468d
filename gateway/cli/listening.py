"""The process that accepts mail: the SMTP listener on an event loop of its own."""

import asyncio
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import uvloop

from .. import maillog, meters
from ..app import App, server_tls, submission_tls
from ..config import Config
from ..configured import Networks
from ..hosts import at
from ..intake.smtp.server import Server, serve
from ..intake.smtp.settings import Limits, Listener, Login, PasswordVerdict, RecipientVerdict, Submission
from ..mail.inbound import Mailbox, Source
from ..policy import Policy
from ..store import rosters
from ..store.commits import Committed
from ..store.database import Unavailable
from ..store.logins import Logins
from .supervisor import wait_for_stop

DRAIN = 20.0  # seconds that mails which are arriving have to end
BEAT = 1.0  # seconds between two signs of life
LEAVE = 5.0  # seconds that mailboxes have to be left in good order

Ready = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Share:
    """One of several listener processes; `held` keeps their port and tells its number."""

    index: int = 0
    count: int = 1
    held: socket.socket | None = None

    @property
    def first(self) -> bool:
        return self.index == 0

    def of(self, most: int) -> int:
        """This one's part of what all of them may use, rounded up."""
        return -(-most // self.count)


ALONE = Share()


def listen(config: Config, ready: Ready, committed: Committed, share: Share) -> None:
    """Accepts mail until SIGTERM, then lets what is arriving end."""
    app = App.open(config, committed)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(app, ready, share))
    finally:
        app.close()


def poll(config: Config, ready: Ready, committed: Committed) -> None:
    """Reads the configured mailboxes until SIGTERM; each in a thread of its own."""
    app = App.open(config, committed)
    stopped = threading.Event()
    # Daemons: a server that does not answer must not keep us from ending; what it has not given us stays with it.
    threads = [threading.Thread(target=each.run, args=(stopped,), name="poller", daemon=True) for each in app.pollers]
    for thread in threads:
        thread.start()
    meters.beat()
    ready(f"mailboxes {len(threads)}")
    wait_for_stop(lambda: _signs_of_life(app, 0, any(thread.is_alive() for thread in threads)))
    stopped.set()
    ends = time.monotonic() + LEAVE
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))
    app.close()


async def _serve(app: App, ready: Ready, share: Share) -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    servers = {"smtp": await serve(_listener(app, share))}
    if share.first:
        servers |= await _other_entrances(app)
    ready(", ".join(f"{name} {_shown(server)}" for name, server in servers.items()) if share.first else "")
    beating = asyncio.create_task(_beat(app, tuple(servers.values())))
    await stopped.wait()
    beating.cancel()
    meters.beat(False)
    await asyncio.gather(*(server.drain(DRAIN) for server in servers.values()))


async def _other_entrances(app: App) -> dict[str, Server]:
    servers: dict[str, Server] = {}
    if app.config.submission.port:
        servers["submission"] = await serve(_submission(app))
    if app.config.lmtp.port or app.config.lmtp.socket:
        servers["lmtp"] = await serve(_lmtp(app))
    return servers


async def _beat(app: App, servers: tuple[Server, ...]) -> None:
    """On the loop that serves: where it hangs, no sign of life comes."""
    while True:
        _signs_of_life(app, sum(server.connections for server in servers), True)
        await asyncio.sleep(BEAT)


def _signs_of_life(app: App, connections: int, alive: bool) -> None:
    meters.beat(alive)
    meters.levels(connections, app.database.in_use)


def _shown(server: Server) -> str:
    return at(server.address, server.port) if server.port else server.address


def _listener(app: App, share: Share = ALONE) -> Listener:
    listener = app.config.listener
    limits = Limits(
        connections=share.of(listener.connections), connections_per_address=listener.connections_per_address
    )
    return Listener(
        host=listener.host,
        port=share.held.getsockname()[1] if share.held else listener.port,
        hostname=listener.hostname,
        judge_recipient=lambda address: judge(address, app.policy),
        accept=app.spool,
        max_size=listener.max_size,
        tls=server_tls(app.config),
        limits=limits,
        share_port=share.held is not None,
        proxy_from=Networks(listener.proxy_from) if listener.proxy_from else (),
    )


def _submission(app: App) -> Listener:
    """The same, for agents who log in."""
    table = app.config.submission
    return replace(
        _listener(app),
        host=table.host,
        port=table.port,
        tls=submission_tls(app.config),
        tls_first=table.tls == "tls",
        submission=Submission(_finder(app), _checker(Logins(app.database))),
    )


def _lmtp(app: App) -> Listener:
    """The same, for a mail server of the house."""
    table = app.config.lmtp
    return replace(
        _listener(app),
        host=table.host,
        port=table.port,
        socket=table.socket,
        tls=None,
        proxy_from=(),
        source=Source.LMTP,
    )


def _finder(app: App) -> Callable[[str], Login | None]:
    """Where the database is away the configured agents are known; their passwords are not, then."""

    def find(name: str) -> Login | None:
        try:
            with app.database.read() as connection:
                return _login(name, rosters.organised(connection, app.policy))
        except Unavailable:
            return _login(name, app.policy)

    return find


def _login(name: str, policy: Policy) -> Login | None:
    """Agents log in by their name or by their address."""
    agent = policy.agent_at(Mailbox(name).key) if "@" in name else policy.agent_named(name)
    return Login(agent.name, agent.address) if agent else None


def _checker(logins: Logins) -> Callable[[str, str], PasswordVerdict]:
    def check(agent: str, password: str) -> PasswordVerdict:
        try:
            return PasswordVerdict.RIGHT if logins.check(agent, password) else PasswordVerdict.WRONG
        except Unavailable as error:
            maillog.unavailable("database", str(error))
            return PasswordVerdict.UNAVAILABLE

    return check


def judge(address: str, policy: Policy) -> RecipientVerdict:
    """Only the addresses of configured departments, signed reply addresses, postmaster and abuse are ours."""
    key = Mailbox(address).key
    if policy.receives(key):
        return RecipientVerdict.ACCEPTED
    return RecipientVerdict.UNKNOWN if policy.serves(key) else RecipientVerdict.RELAY
