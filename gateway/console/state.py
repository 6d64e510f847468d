"""How the house does: is it ready, what waits, what relays and mailboxes said last. What this process cannot know of
others, the page says that nobody knows here.
"""

import time

from .. import meters
from ..config import Config
from ..health.readiness import Sight, problems
from ..store import states
from ..store.migrate import HEAD
from ..store.space import free_bytes
from ..store.states import State
from .page import Access, Answer, Desk, Page, Shown, Visit


def show(desk: Desk, visit: Visit) -> Answer:
    with desk.database.read() as connection:
        state = states.gather(connection, visit.now)
    free, lives = _free(desk.config), meters.lives()
    sight = Sight(
        lives=lives,
        now=time.monotonic(),
        database_pending=0.0,
        database_trouble="",  # it has just answered
        version=state.step,
        needed=HEAD,
        free=free,
        wanted=_wanted(desk.config),
        waited=(visit.now - state.oldest).total_seconds() if state.oldest else 0.0,
        longest=desk.config.health.oldest_mail,
    )
    return Shown("state.html", {"state": state, "free": free, "problems": problems(sight)} | _values(desk, state))


def _values(desk: Desk, state: State) -> dict[str, object]:
    config = desk.config
    known = {each.name: each for each in state.mailboxes}
    names = {relay.name for relay in config.relay}
    return {
        "wanted": _wanted(config),
        "head": HEAD,
        "processes": [(life, time.monotonic() - life.beat if life.beat else None) for life in meters.lives()],
        "relays": [(relay.name, _place(relay.folder, relay.host, relay.port), relay) for relay in config.relay],
        "others": sorted(state.relays.keys() - names),  # of an earlier configuration
        "mailboxes": [(box.name, box.host, known.get(box.name)) for box in config.mailbox],
        "broker": config.broker.url.partition("://")[0],
        "store": config.store.url.partition("://")[0],
        "sqlite": desk.database.sqlite,
        "health": config.health,
    }


def _place(folder: str, host: str, port: int) -> str:
    return folder or f"{host}:{port}"


def _free(config: Config) -> int | None:
    try:
        return free_bytes(config.state)
    except OSError:
        return None


def _wanted(config: Config) -> int:
    """Below this no mail is taken."""
    return 2 * config.listener.max_size


PAGES = (Page("state", "/state", Access.LEAD, show),)
