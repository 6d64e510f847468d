"""The process that accepts mail: the SMTP listener on an event loop of its own."""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import uvloop

from .. import maillog
from ..app import App, server_tls, submission_tls
from ..config import Config
from ..intake.smtp.server import Server, serve
from ..intake.smtp.settings import Limits, Listener, Login, PasswordVerdict, RecipientVerdict, Submission
from ..mail.inbound import Mailbox
from ..policy import Policy
from ..store.commits import Committed
from ..store.database import Unavailable
from ..store.logins import Logins
from .supervisor import wait_for_stop

DRAIN = 20.0  # seconds that mails which are arriving have to end

Ready = Callable[[str], None]


def bells(sockets: Sequence[socket.socket]) -> Committed:
    """Rings every work process; one that is busy finds its rows by looking."""

    def ring(ids: list[int]) -> None:
        for each in sockets:
            try:
                each.send(b"x")
            except (BlockingIOError, ConnectionError):
                continue

    return ring


def listen(config: Config, ready: Ready, committed: Committed) -> None:
    """Accepts mail until SIGTERM, then lets what is arriving end."""
    app = App.open(config, committed)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(app, ready))
    finally:
        app.close()


def poll(config: Config, ready: Ready, committed: Committed) -> None:
    """Reads the configured mailboxes until SIGTERM; each in a thread of its own."""
    app = App.open(config, committed)
    stopped = threading.Event()
    threads = [threading.Thread(target=poller.run, args=(stopped,), name="poller") for poller in app.pollers]
    for thread in threads:
        thread.daemon = True  # a server that does not answer must not keep us from ending
        thread.start()
    ready(f"mailboxes {len(threads)}")
    wait_for_stop()
    stopped.set()
    for thread in threads:
        thread.join(5.0)
    app.close()


async def _serve(app: App, ready: Ready) -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    servers = {"smtp": await serve(_listener(app))}
    if app.config.submission.port:
        servers["submission"] = await serve(_submission(app))
    ready(", ".join(f"{name} {_shown(server)}" for name, server in servers.items()))
    await stopped.wait()
    await asyncio.gather(*(server.drain(DRAIN) for server in servers.values()))


def _shown(server: Server) -> str:
    host = f"[{server.address}]" if ":" in server.address else server.address
    return f"{host}:{server.port}"


def _listener(app: App) -> Listener:
    listener = app.config.listener
    limits = Limits(connections=listener.connections, connections_per_address=listener.connections_per_address)
    return Listener(
        host=listener.host,
        port=listener.port,
        hostname=listener.hostname,
        judge_recipient=lambda address: judge(address, app.policy),
        accept=app.spool,
        max_size=listener.max_size,
        tls=server_tls(app.config),
        limits=limits,
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
        submission=Submission(lambda name: _login(name, app.policy), _checker(Logins(app.database))),
    )


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
