"""Ports of the health page that somebody else has."""

from collections.abc import Iterator

from .document import Table, table_in, value_in
from .health import ROLES
from .mistakes import Mistake
from .tables import Listener


def health_faults(document: Table) -> Iterator[Mistake]:
    port = value_in(table_in(document, "health"), "port", 0)
    taken = {name: value_in(table_in(document, name), "port", 0) for name in ("submission", "lmtp", "console")}
    taken["listener"] = value_in(table_in(document, "listener"), "port", Listener().port)
    for name, other in taken.items():
        if port and port <= other < port + ROLES:
            sentence = f"health.port: this port and the next three are the health page's; {other} is that of [{name}]"
            yield Mistake(("health", "port"), sentence)
