"""Opens the place that a URL names."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .folder import FolderObjects
from .place import Objects

FOLDER = "file://"


def nothing() -> str:
    """No secret is given: the library looks for its own in the environment, or asks the machine's provider."""
    return ""


@dataclass(frozen=True, slots=True)
class ObjectSettings:
    """Where bytes lie. Of the secrets, Google's needs only `secret_key`, the text of a service account's file."""

    url: str
    endpoint: str = ""
    region: str = ""
    authority: str = ""  # a PEM file
    timeout: float = 20.0
    access_key: Callable[[], str] = nothing
    secret_key: Callable[[], str] = nothing


def open_objects(settings: ObjectSettings) -> Objects:
    """Raises Unavailable where the URL or what belongs to it makes no sense to the store's library."""
    if settings.url.startswith(FOLDER):
        return FolderObjects(Path(settings.url.removeprefix(FOLDER)))
    from .bucket import BucketObjects

    authority = Path(settings.authority).read_text(encoding="ascii") if settings.authority else ""
    return BucketObjects(settings.url, _options(settings), settings.timeout, authority)


_NAMES = {  # what the library calls access key, secret key, endpoint and region
    "s3": ("access_key_id", "secret_access_key", "endpoint", "region"),
    "az": ("account_name", "account_key", "endpoint", ""),
    "gs": ("", "service_account_key", "", ""),
}


def _options(settings: ObjectSettings) -> dict[str, Any]:
    names = _NAMES[settings.url.partition("://")[0]]
    values = (settings.access_key(), settings.secret_key(), settings.endpoint, settings.region)
    return {name: value for name, value in zip(names, values, strict=True) if name and value}
