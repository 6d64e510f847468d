"""All the parts of Postroom, opened for a command that works itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from ..app import App
from ..config import Loaded
from ..outgoing.dkim import UnfitKey
from ..store.database import Unavailable
from ..store.migrate import TooNew
from .desk import fail


@contextmanager
def opened(loaded: Loaded) -> Iterator[App]:
    """All the parts, for a command that works itself; what keeps them from opening is one line."""
    try:
        app = App.open(loaded.config)
    except Unavailable as error:
        fail(f"the database does not answer ({error})")
    except (UnfitKey, TooNew) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or loaded.config.site.state}: {error.strerror or error}")
    try:
        yield app
    finally:
        app.close()


@contextmanager
def working(loaded: Loaded, alone: bool = False) -> Iterator[App]:
    """The same, for a command that asks the database while it runs. `alone`: it has all cores for reading mails."""
    if alone:
        work = loaded.config.work.model_copy(update={"processes": 1})
        loaded = replace(loaded, config=loaded.config.model_copy(update={"work": work}))
    with opened(loaded) as app:
        try:
            yield app
        except Unavailable as error:
            fail(f"the database does not answer ({error})")
