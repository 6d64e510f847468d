"""`postroom up`, `listen`, `work` and `tick`: the processes."""

import gc
import logging
import socket
import sys
from collections.abc import Callable

from cyclopts import App as Program

from ..app import App
from ..config import Config
from ..store.due import Share
from . import desk
from .listening import bells, listen, poll
from .options import ConfigPath
from .parts import opened
from .roles import Roles
from .supervisor import Child, Supervisor, wait_for_stop

Ready = Callable[[str], None]
Bell = tuple[socket.socket, socket.socket]  # the listener's end, the worker's end


def add(program: Program, roles: Roles) -> None:
    @program.command
    def up(*, config: ConfigPath = None) -> None:
        """Run everything: the SMTP listener, the workers and the clock. Prints one `ready` line."""
        chosen = _prepare(config)
        rung = [] if chosen.broker.url else _make_bells(chosen.work.count)
        children = [_listener(chosen, roles, rung), *_workers(chosen, roles, rung)]
        children += [_poller(chosen, roles, rung)] if chosen.mailbox else []
        raise SystemExit(Supervisor(children).run(lambda lines: _announce(chosen, lines)))

    @program.command(name="listen")
    def listen_alone(*, config: ConfigPath = None) -> None:
        """Run the SMTP listener alone; `postroom work`, here or elsewhere, does the rest."""
        chosen = _prepare(config)
        raise SystemExit(Supervisor([_listener(chosen, roles, [])]).run(lambda lines: _announce(chosen, lines)))

    @program.command(name="poll")
    def poll_alone(*, config: ConfigPath = None) -> None:
        """Read the configured mailboxes alone; `postroom work`, here or elsewhere, does the rest."""
        chosen = _prepare(config)
        if not chosen.mailbox:
            desk.fail("no mailbox is configured")
        raise SystemExit(Supervisor([_poller(chosen, roles, [])]).run(lambda lines: _announce(chosen, lines)))

    @program.command
    def work(*, config: ConfigPath = None) -> None:
        """Run the workers alone: they read mail, write tickets, send notices and watch the clock."""
        chosen = _prepare(config)
        raise SystemExit(Supervisor(_workers(chosen, roles, [])).run(lambda lines: _announce(chosen, lines)))

    @program.command
    def tick(*, config: ConfigPath = None) -> None:
        """Do the periodic work that is due now, once, then read and send whatever is due. For cron, and for trying."""
        loaded = desk.load(config)
        desk.announce(loaded)
        _log_to_stderr()
        with opened(loaded) as app:
            done = roles.tick(app)
        print(f"done; {done} mails and notices were due")


def _prepare(path: str | None) -> Config:
    """Loads the configuration and brings the database up to date before any child starts."""
    loaded = desk.load(path)
    desk.announce(loaded)
    _log_to_stderr()
    with opened(loaded):
        pass  # the database is up to date now, and whatever keeps it from being so was said in one line
    gc.freeze()  # what is loaded by now stays shared with the children
    return loaded.config


def _log_to_stderr() -> None:
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("postroom").setLevel(logging.INFO)


def _make_bells(count: int) -> list[Bell]:
    made = [socket.socketpair() for _ in range(count)]
    for pair in made:
        for end in pair:
            end.setblocking(False)
    return made


def _listener(config: Config, roles: Roles, rung: list[Bell]) -> Child:
    def run(ready: Ready) -> None:
        ring = roles.remote_wake(config.broker.url) if config.broker.url else bells([pair[0] for pair in rung])
        listen(config, ready, ring)

    return Child("listener", run)


def _poller(config: Config, roles: Roles, rung: list[Bell]) -> Child:
    def run(ready: Ready) -> None:
        ring = roles.remote_wake(config.broker.url) if config.broker.url else bells([pair[0] for pair in rung])
        poll(config, ready, ring)

    return Child("poller", run)


def _workers(config: Config, roles: Roles, rung: list[Bell]) -> list[Child]:
    def make(index: int) -> Child:
        def run(ready: Ready) -> None:
            bell = rung[index][1].fileno() if rung else -1
            _work(config, roles, Share(index, config.work.count), bell, ready)

        return Child(f"worker {index + 1}", run)

    return [make(index) for index in range(config.work.count)]


def _work(config: Config, roles: Roles, share: Share, bell: int, ready: Ready) -> None:
    app = App.open(config)
    try:
        if config.broker.url:
            running = roles.start_remote(app, config.broker.url)
        else:
            running = roles.start_local(app, share, bell)
        ready("")
        wait_for_stop()
        running.stop()
    finally:
        app.close()


def _announce(config: Config, lines: list[str]) -> None:
    listening = "".join(f" {line}," for line in lines if line)
    broker = config.broker.url.split("://")[0] if config.broker.url else "in-process broker"
    out = f"mail out to {config.relay.folder or f'{config.relay.host}:{config.relay.port}'}"
    print(f"ready:{listening} {broker}, {out}", flush=True)
