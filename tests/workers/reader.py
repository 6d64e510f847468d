"""One reading child for all tests that need no fault of it: to start one takes longer than most of them."""

import atexit
from dataclasses import replace
from functools import cache

from gateway.app import App
from gateway.intake.reading import Reader


@cache
def shared_reader() -> Reader:
    reader = Reader(1)
    atexit.register(reader.close)
    return reader


def borrowing(app: App) -> App:
    """The same, with the shared reader; to be closed by `give_back`."""
    app.reader.close()
    return replace(app, reader=shared_reader())


def give_back(app: App) -> None:
    """Closes all but the shared reader."""
    replace(app, reader=Reader(0)).close() if app.reader is shared_reader() else app.close()
