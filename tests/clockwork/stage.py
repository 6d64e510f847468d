"""A stage for stories that are told by the clock: one or several nodes on one database, and a clock that is moved by
hand. Whatever is to be done, all nodes try it at the same moment.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import time_machine
from sqlalchemy import event, func, select

from gateway.app import App
from gateway.config import Config
from gateway.intake.reading import Reader
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.inbound import Envelope, Source
from gateway.mail.outbound import OutboundMail
from gateway.outgoing.render import Renderer, templates_folder
from gateway.store.outbox import NoticeState
from gateway.store.schema import notice
from workers import deliver, ingest, periodic, succession

from ..scenarios.office import Caught
from ..store.sorting import together
from ..store.spooling import id_of
from ..workers.house import House, Postbox
from .servers import ServersClock, servers_clock
from .story import Desk, Story, lines

_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Props:
    """What all stories share, because starting it takes longer than a story."""

    reader: Reader
    renderer: Renderer
    state: Path  # of a house in which nothing has happened yet


@contextmanager
def made_props(folder: Path) -> Iterator[Props]:
    config = Desk().config(folder)
    App.open(config).close()
    props = Props(Reader(1), Renderer(templates_folder()), config.state)
    try:
        yield props
    finally:
        props.reader.close()


@dataclass
class PickyPostbox(Postbox):
    """A relay that does not take mail for some people, or not yet."""

    refuses: set[str] = field(default_factory=set)
    defers: set[str] = field(default_factory=set)

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        if mail.recipient in self.refuses:
            return Attempt(Delivery.BOUNCED, "550 5.1.1 no such user")
        if mail.recipient in self.defers:
            return Attempt(Delivery.DEFERRED, "451 4.3.0 try again later")
        return super().submit(mail, raw)


@dataclass
class Building(House):
    """A house with several nodes, each of which tries to do everything."""

    nodes: tuple[App, ...] = ()
    dying: bool = False  # they write down what is to be sent, and do not come to sending it
    dead: bool = False  # nobody works; mail is accepted all the same
    _kinds: dict[str, str] = field(default_factory=dict)

    def take(self, raw: bytes, sender: str, *recipients: str, login: str = "") -> int:
        id = id_of(self.app.accept(Envelope(sender, recipients, Source.SMTP, login=login), raw))
        if not self.dead:
            self._ingest(id)
        return id

    def _ingest(self, id: int) -> None:
        self.deliver(self._at_once(lambda node: ingest.run(node, id)))

    def tick(self) -> None:
        """What the clock brings."""
        if not self.dead:
            self.deliver(self._at_once(lambda node: periodic.run(node, 0)))

    def find(self) -> None:
        """Rows that are due because nobody came to them: what another node left, what the relay put off."""
        due = periodic.overdue(self.app, datetime.now(UTC)) if not self.dead else periodic.Due()
        for id in due.mails:
            self._ingest(id)
        self.deliver((*due.answers, *due.notices))

    def deliver(self, notices: tuple[int, ...]) -> None:
        if notices and not self.dying:
            self._at_once(lambda node: _send(node, notices))

    def _at_once(self, work: Callable[[App], tuple[int, ...]]) -> tuple[int, ...]:
        if len(self.nodes) == 1:
            return work(self.app)
        ended = together(*(partial(work, node) for node in self.nodes))
        assert all(isinstance(each, tuple) for each in ended), ended
        return tuple(dict.fromkeys(id for each in ended if isinstance(each, tuple) for id in each))

    def kind(self, caught: Caught) -> str:
        """Asked often, so that reading the whole mail for it would take longer than all the rest."""
        found = _MESSAGE_ID.search(caught.raw)
        assert found is not None
        id = found[1].decode()
        if id not in self._kinds:
            self._kinds[id] = str(self._one(select(notice.c.kind).where(notice.c.message_id == id)))
        return self._kinds[id]

    def unsent(self) -> int:
        """Notices that neither went out nor were refused."""
        left = notice.c.state.in_((NoticeState.WAITING.value, NoticeState.PARKED.value))
        return int(self._one(select(func.count()).where(left)))


def _send(node: App, ids: tuple[int, ...]) -> tuple[int, ...]:
    for id in ids:
        deliver.run(node, id)
    return ()


@dataclass
class Stage:
    """The building, and what may be done to all of it."""

    building: Building
    desk: Desk
    folder: Path
    props: Props
    url: str
    server: ServersClock | None = None

    def move_clocks(self, at: datetime) -> None:
        self.building.clock.move_to(at)
        if self.server is not None:
            self.server.follow()

    @property
    def postbox(self) -> PickyPostbox:
        assert isinstance(self.building.postbox, PickyPostbox)
        return self.building.postbox

    def close(self) -> None:
        for node in self.building.nodes:
            replace(node, reader=Reader(0)).close()

    def start(self, nodes: int) -> None:
        """With the settings as they are now. Each node succeeds a dead one of its name."""
        self.building.nodes = _open(self.desk.config(self.folder, self.url), self.postbox, self.props, nodes)
        self.building.app = self.building.nodes[0]
        self.building.dying = self.building.dead = False
        for node in self.building.nodes:
            succession.succeed(node)


def _open(config: Config, postbox: PickyPostbox, props: Props, nodes: int) -> tuple[App, ...]:
    given: dict[str, Any] = {"relay": postbox, "reader": props.reader, "renderer": props.renderer}
    return tuple(_hurried(replace(App.open(config), **given)) for _ in range(nodes))


def _hurried(node: App) -> App:
    """Its database does not wait for the disk: power failures are the business of other tests."""
    if node.database.sqlite:
        event.listen(node.database.engine, "connect", lambda opened, _: opened.execute("PRAGMA synchronous=OFF"))
        node.database.engine.dispose()
    return node


@contextmanager
def set_up(folder: Path, story: Story, props: Props, url: str = "") -> Iterator[Stage]:
    """`url`: of an empty database; "" for a file in the folder."""
    config, postbox = story.desk.config(folder, url), PickyPostbox()
    shutil.copytree(props.state, config.state)
    now = time_machine.travel(next(lines(story)).at, tick=False)
    with now as clock, servers_clock(url) if url else nullcontext() as server:
        nodes = _open(config, postbox, props, story.nodes)
        stage = Stage(Building(nodes[0], postbox, clock, nodes=nodes), story.desk, folder, props, url, server)
        try:
            yield stage
        finally:
            stage.close()
