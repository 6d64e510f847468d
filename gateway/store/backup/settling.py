"""What is done to a restored database before anybody works with it, in one transaction: its tables are those of this
version, the fence stands, nobody who is gone has anything in hand, and no number is given out a second time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, inspect, update

from .. import fences
from ..migrate import stamp
from ..schema import mail, mailbox_lease, notice
from ..upgrade import upgrade_alone
from .ahead import Skipped, skip_ahead
from .manifest import Manifest
from .snapshot import counts


class Changed(Exception):
    """What was restored is not what was backed up; one sentence."""


@dataclass(frozen=True, slots=True)
class Settled:
    """`cancelled` notices waited and are not sent; `freed` mails were in the hands of workers that are gone."""

    until: datetime
    cancelled: int
    freed: int
    waiting: int
    skipped: tuple[Skipped, ...]


def settle(connection: Connection, manifest: Manifest, revision: str, now: datetime) -> Settled:
    """`revision` is the one to reach. Raises Changed."""
    _compare(connection, manifest)
    if not inspect(connection).has_table("alembic_version"):
        stamp(connection, manifest.revision)
    if manifest.revision != revision:
        upgrade_alone(connection, revision)
    freed = _free(connection, now)
    cancelled = fences.put_up(connection, now, now)
    waiting = fences.behind(connection, now).mails
    skipped = skip_ahead(connection, manifest.moment, now)
    return Settled(now, cancelled, freed, waiting, skipped)


def _compare(connection: Connection, manifest: Manifest) -> None:
    for name, found in counts(connection).items():
        if found != manifest.counts.get(name, 0):
            raise Changed(f"table {name} has {found} rows where the backup says {manifest.counts.get(name, 0)}")


def _free(connection: Connection, now: datetime) -> int:
    """Attempts stay counted: a mail that killed its workers must not do so for ever."""
    held = (mail.c.outcome == "waiting", mail.c.parked.is_(False), mail.c.holder != "")
    freed = connection.execute(update(mail).where(*held).values(holder="", due=now)).rowcount
    waits = (notice.c.state == "waiting", notice.c.holder != "")
    connection.execute(update(notice).where(*waits).values(holder="", due=now))
    ended = datetime(1970, 1, 1, tzinfo=UTC)  # its fence stays: who comes back late is refused by that
    connection.execute(update(mailbox_lease).values(until=ended))
    return freed
