"""An object store as the place for bytes: S3 and what speaks like it, Google's or Azure's. The one door to obstore."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, BinaryIO

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import ObjectStore, from_url

from ..database import Unavailable
from .place import Found

CONNECT = 4.0  # seconds
RETRIES = 2
PART = 8 * 1024 * 1024  # larger bodies go up in parts of this size, two at a time
PAGE = 500


class BucketObjects:
    """`options` are obstore's own for the kind of store that the URL names; `timeout` is of one request, in seconds."""

    def __init__(self, url: str, options: dict[str, Any], timeout: float, authority: str = "") -> None:
        self.name = url
        plain = str(options.get("endpoint", "")).startswith("http://")
        client: dict[str, Any] = {"connect_timeout": _span(min(CONNECT, timeout)), "timeout": _span(timeout)}
        client |= {"allow_http": True} if plain else {}
        client |= {"root_certificate": authority} if authority else {}
        backoff = {"init_backoff": timedelta(seconds=0.1), "max_backoff": timedelta(seconds=1), "base": 2}
        retry = {"max_retries": RETRIES, "backoff": backoff, "retry_timeout": _span(timeout)}
        with _passing(url):
            self._store: ObjectStore = from_url(url, client_options=_as(client), retry_config=_as(retry), **options)

    def put(self, key: str, content: bytes | BinaryIO) -> None:
        with _passing(self.name):
            obstore.put(self._store, key, _as(content), chunk_size=PART, max_concurrency=2)

    def get(self, key: str) -> bytes:
        with _passing(self.name):
            try:
                return bytes(obstore.get(self._store, key).bytes())
            except (NotFoundError, FileNotFoundError) as error:
                raise LookupError(f"no object {key}") from error

    def find(self, key: str) -> Found | None:
        with _passing(self.name):
            try:
                return _found(obstore.head(self._store, key))
            except (NotFoundError, FileNotFoundError):
                return None

    def move(self, key: str, to: str) -> None:
        with _passing(self.name):
            try:
                obstore.copy(self._store, key, to)
                obstore.delete(self._store, key)
            except (NotFoundError, FileNotFoundError) as error:
                raise LookupError(f"no object {key}") from error

    def remove(self, key: str) -> None:
        with _passing(self.name):
            try:
                obstore.delete(self._store, key)
            except (NotFoundError, FileNotFoundError):
                return

    def list(self, prefix: str) -> Iterator[Found]:
        with _passing(self.name):
            for page in obstore.list(self._store, prefix.rstrip("/"), chunk_size=PAGE):
                yield from map(_found, page)


def _found(meta: Any) -> Found:
    return Found(meta["path"], meta["size"], meta["last_modified"])


def _as(value: Any) -> Any:
    """What obstore has narrower types for."""
    return value


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@contextmanager
def _passing(name: str) -> Iterator[None]:
    """Whatever a store says that is not "there is no such object": the same may succeed later. Its words may be long
    and hold addresses that are signed, so that only their kind is told.
    """
    try:
        yield
    except (BaseError, OSError, ValueError) as error:
        raise Unavailable(f"{name}: {type(error).__name__}") from error
