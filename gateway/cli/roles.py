"""What the command line needs of the workers, as a protocol; `__main__`, which alone knows both, hands it over."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..app import App
    from ..store.commits import Committed
    from ..store.due import Share


class Running(Protocol):
    @property
    def stop(self) -> Callable[[], None]: ...


class Roles(Protocol):
    def start_local(self, app: "App", share: "Share", bell: int = -1) -> Running:
        """Workers with a broker of their own, woken by a readable `bell`."""
        ...

    def start_remote(self, app: "App", url: str) -> Running:
        """Workers on RabbitMQ or Redis."""
        ...

    def remote_wake(self, url: str) -> "Committed":
        """Tells the workers behind a shared broker of committed mails; neither waits nor raises."""
        ...

    def tick(self, app: "App") -> int: ...

    def work_off(self, app: "App", ids: list[int]) -> Iterator[int]:
        """Works until none of these mails is waiting; yields now and then how many still are."""
        ...

    def broker_answers(self, url: str) -> str:
        """ "" where the broker answers, else why not."""
        ...
