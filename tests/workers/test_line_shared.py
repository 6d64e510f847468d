"""On a shared broker, too, a process works on several mails together: on those that it fetched ahead."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import dramatiq
import pytest

from gateway.app import App
from gateway.store.due import Share
from workers import call, declare, ingest, reading, roles
from workers.shared_broker import AHEAD, remote_broker
from workers.standalone import _Housekeeping

from .. import services
from .test_line import alone, in_no_time, lined_up, states
from .workshop import drop, letter, open_app, row, until

BROKERS: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "redis": services.redis_database,
    "rabbitmq": services.rabbitmq,
}
LINE = 3 * AHEAD


@contextmanager
def node(app: App, url: str) -> Iterator[None]:
    working = roles.start_remote(app, url)
    try:
        yield
    finally:
        working.stop()


def on(app: App, url: str) -> App:
    """The same house, by a node of its own on this broker."""
    broker = app.config.broker.model_copy(update={"url": url})
    return replace(App.open(app.config.model_copy(update={"broker": broker})), relay=app.relay)


@pytest.fixture(params=BROKERS)
def broker(request: pytest.FixtureRequest) -> Iterator[str]:
    with BROKERS[request.param]() as url:
        yield url


def called(app: App, url: str, ids: list[int]) -> None:
    told = declare(app, remote_broker(url))
    call(told, "ingest_mail", tuple(ids))
    told.close()


@pytest.mark.service
@pytest.mark.parametrize("nodes", [1, 2])
def test_a_line_is_worked_off_by_several_together_and_each_mail_once(
    app: App, broker: str, nodes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SOON", 60.0)
    by_itself = alone(app, monkeypatch)
    ids = [drop(app, letter(f"p{n}@c{n}.example", f"T{n}"), f"p{n}@c{n}.example") for n in range(LINE)]
    called(app, broker, ids)
    with ExitStack() as stack:
        for _ in range(nodes):
            shared = on(app, broker)
            stack.callback(shared.close)
            stack.enter_context(node(shared, broker))
        until(lambda: all(row(app, id).outcome != "waiting" for id in ids), 90)
    assert states(app, ids) == [("ticket", 1)] * LINE
    assert len({row(app, id).ticket for id in ids}) == LINE
    print(f"{len(by_itself)} of {LINE} were worked on by themselves")
    assert len(by_itself) < LINE / 2


@pytest.mark.service
def test_who_ends_leaves_nothing_of_what_it_fetched(app: App, broker: str) -> None:
    ids = [drop(app, letter(f"p{n}@c{n}.example", f"T{n}"), f"p{n}@c{n}.example") for n in range(LINE)]
    called(app, broker, ids)
    first = on(app, broker)
    with node(first, broker):
        until(lambda: any(row(app, id).outcome != "waiting" for id in ids))
    first.close()
    left = [id for id in ids if row(app, id).outcome == "waiting"]
    assert states(app, left) == [("waiting", 0)] * len(left), "an attempt would be counted against them"
    second = on(app, broker)
    with node(second, broker):
        until(lambda: all(row(app, id).outcome != "waiting" for id in ids), 90)
    second.close()
    assert states(app, ids) == [("ticket", 1)] * LINE


def test_a_process_of_dramatiqs_command_line_gives_back_what_was_claimed_before_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_no_time(monkeypatch)
    app = open_app(tmp_path)
    working = roles.start_local(app, Share())
    working.stop()
    ids = lined_up(app)
    ingest.run(app, ids[0])
    assert states(app, ids[1:3]) == [("waiting", 1)] * 2
    broker = declare(app, remote_broker("redis://127.0.0.1:9"))
    _Housekeeping(app).after_worker_shutdown(broker, dramatiq.Worker(broker))
    again = App.open(app.config)
    assert states(again, ids[1:3]) == [("waiting", 0)] * 2
    again.close()
