"""`postroom up`, `listen`, `work` and `tick`: the processes."""

import gc
from collections.abc import Callable
from typing import Annotated, NoReturn

from cyclopts import App as Program
from cyclopts import Parameter

from ..app import App
from ..config import Config
from ..store.bell import Pair, pairs, ringer
from ..store.commits import Committed
from ..store.due import Share
from . import desk, log_lines
from . import observe as observing
from .entrance import listeners
from .listening import poll
from .options import ConfigPath, Json
from .parts import opened
from .roles import Roles
from .supervisor import Child, Supervisor, wait_for_stop
from .watching import watched
from .web import show

Ready = Callable[[str], None]


def add(program: Program, roles: Roles) -> None:
    @program.command
    def up(*, config: ConfigPath = None) -> None:
        """Run everything: the SMTP listener, the workers and the clock. Prints one `ready` line."""
        chosen = _prepare(config)
        rung = [] if chosen.broker.url else pairs(chosen.work.count)
        children = [*_listeners(chosen, roles, rung), *_workers(chosen, roles, rung)]
        children += [_poller(chosen, roles, rung)] if chosen.mailbox else []
        children += [_web(chosen, roles, rung)] if chosen.console.port else []
        _supervise(chosen, "up", children)

    @program.command(name="listen")
    def listen_alone(*, config: ConfigPath = None) -> None:
        """Run the SMTP listener alone; `postroom work`, here or elsewhere, does the rest."""
        chosen = _prepare(config)
        _supervise(chosen, "listen", _listeners(chosen, roles, []))

    add_poll(program, roles)

    @program.command(name="web")
    def web_alone(*, config: ConfigPath = None) -> None:
        """Run the web console alone; `postroom work`, here or elsewhere, does what people ask for in it."""
        chosen = _prepare(config)
        if not chosen.console.port:
            desk.fail("no console is configured: [console] has no port")
        _supervise(chosen, "web", [_web(chosen, roles, [])])

    @program.command
    def work(*, config: ConfigPath = None) -> None:
        """Run the workers alone: they read mail, write tickets, send notices and watch the clock."""
        chosen = _prepare(config)
        _supervise(chosen, "work", _workers(chosen, roles, []))

    @program.command
    def tick(*, config: ConfigPath = None) -> None:
        """Do the periodic work that is due now, once, then read and send whatever is due. For cron, and for trying."""
        loaded = desk.load(config)
        desk.announce(loaded)
        log_lines.begin(loaded.config.log)
        with opened(loaded) as app:
            done = roles.tick(app)
        print(f"done; {done} mails and notices were due")


def add_poll(program: Program, roles: Roles) -> None:
    @program.command(name="poll")
    def poll_alone(
        *,
        observe: Annotated[bool, Parameter(negative="")] = False,
        last: int | None = None,
        mailbox: str = "",
        config: ConfigPath = None,
        json: Json = False,
    ) -> None:
        """Read the configured mailboxes alone; `postroom work`, here or elsewhere, does the rest.

        With --observe nothing is read in: it shows what would become of the newest mails, and ends. They are decided
        about in a temporary house with the rules and keys that are in force, in the order in which they came; what
        answers a real ticket is looked up. No mail is taken, flagged or moved, nothing is sent, nothing stays.

        Args:
            observe: Only show what would become of the newest mails of each mailbox.
            last: With --observe: how many mails of each mailbox; else 50.
            mailbox: With --observe: only this mailbox.
        """
        if not observe and (last is not None or mailbox or json):
            desk.fail("--last, --mailbox and --json go with --observe")
        if observe:
            observing.run(desk.load(config), 50 if last is None else last, mailbox, json)
        chosen = _prepare(config)
        if not chosen.mailbox:
            desk.fail("no mailbox is configured")
        _supervise(chosen, "poll", [_poller(chosen, roles, [])])


def _prepare(path: str | None) -> Config:
    """Loads the configuration and brings the database up to date before any child starts."""
    loaded = desk.load(path)
    desk.announce(loaded)
    log_lines.begin(loaded.config.log)
    with opened(loaded):
        pass  # the database is up to date now, and whatever keeps it from being so was said in one line
    gc.freeze()  # what is loaded by now stays shared with the children
    return loaded.config


def _supervise(config: Config, role: str, children: list[Child]) -> NoReturn:
    """Until a signal comes."""
    family = watched(config, role, children)
    raise SystemExit(Supervisor(family, log_lines.voice(config.log)).run(lambda lines: _announce(config, lines)))


def _ring(config: Config, roles: Roles, rung: list[Pair]) -> Committed:
    return roles.remote_wake(config.broker.url) if config.broker.url else ringer([pair[0] for pair in rung])


def _listeners(config: Config, roles: Roles, rung: list[Pair]) -> list[Child]:
    try:
        return listeners(config, lambda: _ring(config, roles, rung))
    except OSError as error:
        desk.fail(f"listener: {error.strerror or error}")


def _poller(config: Config, roles: Roles, rung: list[Pair]) -> Child:
    def run(ready: Ready) -> None:
        poll(config, ready, _ring(config, roles, rung))

    return Child("poller", run)


def _web(config: Config, roles: Roles, rung: list[Pair]) -> Child:
    def run(ready: Ready) -> None:
        show(config, ready, _ring(config, roles, rung))

    return Child("web", run)


def _workers(config: Config, roles: Roles, rung: list[Pair]) -> list[Child]:
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
    out = f"mail out to {', '.join(relay.folder or f'{relay.host}:{relay.port}' for relay in config.relay)}"
    print(f"ready:{listening} {broker}, {out}", flush=True)
