"""The signing keys of a configuration: read, made at the first start, rotated and retired.

They lie in the file or variable that `reply.secret` names, else in `secret.key` in the state folder. Subject tokens are
made with the oldest key for ever; signed addresses with the newest (reference: security, 7.3).
"""

import fcntl
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from .config import Config
from .config.keys import IDS, Key, read_keys
from .mail.reply_address import KeyRing

VERIFIES = timedelta(days=400)  # for which a key still verifies after a newer one has begun to sign


class Refused(Exception):
    """The keys stay as they are; the text says why, in one sentence."""


def key_ring(config: Config) -> KeyRing:
    """The keys that count today."""
    return ring_of(read_keys(_text(config)), _today())


def ring_of(keys: tuple[Key, ...], today: date) -> KeyRing:
    """A key that has had a successor for so long verifies no more; the oldest one still serves subject tokens."""
    known = {key.id: key.secret.encode() for key in keys if key.id is not None and today <= until(key, keys)}
    newest = keys[-1].id
    assert newest is not None, "a key that can sign is the newest"
    oldest = keys[0]
    return KeyRing(known, newest, () if oldest.id in known else (oldest.secret.encode(),))


def until(key: Key, keys: tuple[Key, ...]) -> date:
    """The last day on which a key verifies; without end for the newest."""
    after = keys[keys.index(key) + 1 :]
    return after[0].since + VERIFIES if after else date.max


def place(config: Config) -> Path | None:
    """The file in which the keys lie; None where they stand in the environment."""
    if config.reply.secret is None:
        return config.state / "secret.key"
    return Path(config.reply.secret.file) if config.reply.secret.file else None


def listed(config: Config) -> tuple[Key, ...]:
    """All keys there are, oldest first; none before the first start."""
    path = place(config)
    return read_keys(_text(config)) if path is None or path.exists() else ()


def rotate(path: Path) -> Key:
    """Adds a key to the file, which signs from the next start on, and returns it. Raises Refused or OSError."""

    def added(keys: tuple[Key, ...]) -> tuple[Key, ...]:
        return (*keys, next_key(keys, _today(), secrets.token_hex(32)))

    return _change(path, added)[-1]


def next_key(keys: tuple[Key, ...], today: date, secret: str) -> Key:
    """The ids of retired keys are used again once the highest one is reached."""
    taken = {key.id for key in keys}
    newest = keys[-1]
    assert newest.id is not None, "a key that can sign is the newest"
    free = [each for step in range(1, IDS) if (each := (newest.id + step) % IDS) not in taken]
    if not free:
        raise Refused(f"all {IDS} ids are in use; retire an old key first")
    return Key(free[0], max(today, newest.since), secret)


def retire(path: Path, id: int) -> Key:
    """No address is believed by this key any more; returns it. Raises Refused or OSError.

    The oldest key stays in the file for the sake of subject tokens, any other one is taken out.
    """

    def without(keys: tuple[Key, ...]) -> tuple[Key, ...]:
        kept = _others(keys, id)
        return (replace(keys[0], id=None), *kept) if keys[0].id == id else kept

    return _changed(path, id, without)


def forget(path: Path, id: int) -> Key:
    """The same, and subject tokens that were made with the key are lost."""
    return _changed(path, id, lambda keys: _others(keys, id))


def _changed(path: Path, id: int, work: Callable[[tuple[Key, ...]], tuple[Key, ...]]) -> Key:
    gone: list[Key] = []

    def noted(keys: tuple[Key, ...]) -> tuple[Key, ...]:
        gone.extend(key for key in keys if key.id == id)
        return work(keys)

    _change(path, noted)
    return gone[0]


def _others(keys: tuple[Key, ...], id: int) -> tuple[Key, ...]:
    if all(key.id != id for key in keys):
        raise Refused(f"there is no key {id}")
    if keys[-1].id == id:
        raise Refused(f"key {id} is the one that signs; `postroom keys rotate` makes its successor")
    return tuple(key for key in keys if key.id != id)


def _text(config: Config) -> str:
    if config.reply.secret is not None:
        return config.reply.secret.read()
    path = config.state / "secret.key"
    if not path.exists():
        _make_key(path)
    return path.read_text(encoding="utf-8").strip()


def _make_key(path: Path) -> None:
    """Written aside and then named, so that of several processes that start at once all read the same whole key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="secret.") as file:  # readable by its owner only
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)


def _change(path: Path, work: Callable[[tuple[Key, ...]], tuple[Key, ...]]) -> tuple[Key, ...]:
    """Replaces the file by one with the changed keys, whole or not at all; nobody else changes it meanwhile."""
    path = path.resolve()
    with _alone(path.parent):
        keys = work(_in_lines(read_keys(path.read_text(encoding="utf-8").strip())))
        known = path.stat()
        file = tempfile.NamedTemporaryFile(dir=path.parent, prefix="secret.", delete=False)  # noqa: SIM115
        try:
            with file:
                os.fchmod(file.fileno(), known.st_mode & 0o777)
                if (known.st_uid, known.st_gid) != (os.geteuid(), os.getegid()):
                    os.fchown(file.fileno(), known.st_uid, known.st_gid)
                file.write("".join(f"{key.line}\n" for key in keys).encode())
                file.flush()
                os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    return keys


def _in_lines(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    if any(len(key.secret.splitlines()) != 1 for key in keys):
        raise Refused("the secret has several lines, so that no line of its own can stand beside them")
    return keys


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The lock lies on the folder, because the file is another one afterwards. What was renamed is durable then."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
        os.fsync(opened)
    finally:
        os.close(opened)


def _today() -> date:
    return datetime.now(UTC).date()
