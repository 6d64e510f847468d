"""From the configuration to where the bytes of this house lie."""

from collections.abc import Callable

from .config import Config, Secret
from .store.database import Database
from .store.objects import Earlier, Objects, ObjectSettings, open_objects
from .store.objects.opening import nothing
from .store.places import Places, open_places


def make_places(config: Config, database: Database) -> Places:
    """Raises Unavailable where [store] makes no sense to the library that speaks to the place."""
    urls = (config.store.url, config.store.earlier)
    new, earlier = (_settings(config, url) if url else None for url in urls)
    return open_places(database, config.state, new, earlier)


def shared_places(config: Config) -> tuple[Objects, ...]:
    """Those that [store] names, the newer one first. Raises Unavailable."""
    urls = (config.store.url, config.store.earlier)
    return tuple(open_objects(_settings(config, url)) for url in urls if url)


def opened_places(config: Config) -> Objects | None:
    """All that lies in them, as one place; None where [store] names none. Raises Unavailable."""
    places = shared_places(config)
    return Earlier(*places) if len(places) > 1 else next(iter(places), None)


def _settings(config: Config, url: str) -> ObjectSettings:
    table = config.store
    keys = (_read(table.access_key), _read(table.secret_key))
    return ObjectSettings(url, table.endpoint, table.region, table.ca, table.timeout, *keys)


def _read(secret: Secret | None) -> Callable[[], str]:
    return secret.read if secret else nothing
