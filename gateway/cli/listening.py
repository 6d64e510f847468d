"""The process that accepts mail: the SMTP listener on an event loop of its own."""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Sequence

import uvloop

from ..app import App, server_tls
from ..config import Config
from ..intake.smtp.server import Server, serve
from ..intake.smtp.settings import Limits, Listener, RecipientVerdict
from ..mail.inbound import Mailbox
from ..policy import Policy
from ..store.commits import Committed
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
    server: Server = await serve(_listener(app))
    host = f"[{server.address}]" if ":" in server.address else server.address
    ready(f"smtp {host}:{server.port}")
    await stopped.wait()
    await server.drain(DRAIN)


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


def judge(address: str, policy: Policy) -> RecipientVerdict:
    """Only the addresses of configured departments, signed reply addresses, postmaster and abuse are ours."""
    key = Mailbox(address).key
    if policy.receives(key):
        return RecipientVerdict.ACCEPTED
    return RecipientVerdict.UNKNOWN if policy.serves(key) else RecipientVerdict.RELAY
