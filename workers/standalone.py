"""Work processes that Dramatiq's own command line starts: `dramatiq workers:setup -p 2 -t 4`.

All of this runs in each process after it was forked: nothing that must not be shared is made before.
"""

import sys
import threading
from typing import NoReturn

import dramatiq
from dramatiq import Broker, Middleware, Worker

from gateway import config as configuration
from gateway.app import App
from gateway.config import Config, ConfigError
from gateway.outgoing.dkim import UnfitKey
from gateway.store.database import Unavailable
from gateway.store.migrate import TooNew

from . import declare
from .roles import ring_slots
from .shared_broker import remote_broker
from .succession import get_ready, let_go, succeed

MISCONFIGURED = 2


def begin() -> dramatiq.Broker:
    """Opens everything by the configuration that $POSTROOM_CONFIG names, else ./config.toml; what keeps it from opening
    is one line and the end of the process. The broker becomes Dramatiq's, for its command line asks for that one.
    """
    config = _load()
    try:
        app = App.open(config)
    except (Unavailable, UnfitKey, TooNew, OSError) as error:
        _end(f"cannot start: {error}")
    broker = remote_broker(config.broker.url, app.line.stand)
    broker.add_middleware(_Housekeeping(app))
    declare(app, broker)
    dramatiq.set_broker(broker)
    return broker


def _load() -> Config:
    try:
        config = configuration.load(None).config
    except ConfigError as error:
        for problem in error.problems:
            sys.stderr.write(f"postroom: {problem}\n")
        raise SystemExit(MISCONFIGURED) from None
    if not config.broker.url:
        _end("[broker] names no url: dramatiq workers:setup needs RabbitMQ or Redis (else run postroom work)")
    return config


def _end(sentence: str) -> NoReturn:
    sys.stderr.write(f"postroom: {sentence}\n")
    raise SystemExit(MISCONFIGURED)


class _Housekeeping(Middleware):
    """What `postroom work` does around its workers: lets go of what a predecessor held, and rings the clock."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._ended = threading.Event()
        self._clock: threading.Thread | None = None

    def after_process_boot(self, broker: Broker) -> None:
        succeed(self._app)
        get_ready(self._app)
        told = (self._app, broker, self._ended)
        self._clock = threading.Thread(target=ring_slots, args=told, name="clock", daemon=True)
        self._clock.start()

    def after_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        self._ended.set()
        if self._clock is not None:
            self._clock.join()
        let_go(self._app)
        self._app.close()
