"""The listener's processes: one, or several on one port, each a child of the supervisor."""

from collections.abc import Callable

from ..config import Config
from ..intake.smtp.places import reserve
from ..store.commits import Committed
from .listening import Ready, Share, listen
from .supervisor import Child

Ring = Callable[[], Committed]


def listeners(config: Config, ring: Ring) -> list[Child]:
    """The first one has the agents' and the house's own entrances, too, which count and remember for themselves.

    Raises OSError where somebody else has the port.
    """
    count = config.listener.processes
    held = reserve(config.listener.host, config.listener.port) if count > 1 else None
    return [_child(config, ring, Share(index, count, held)) for index in range(count)]


def _child(config: Config, ring: Ring, share: Share) -> Child:
    def run(ready: Ready) -> None:
        listen(config, ready, ring(), share)

    return Child(f"listener {share.index + 1}" if share.count > 1 else "listener", run)
