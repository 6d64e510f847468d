"""A spool on a temporary database file, and two ways to put a mail into it."""

import asyncio
from pathlib import Path

from gateway.mail.acceptance import Acceptance, Accepted, Deferral, Deferred
from gateway.mail.inbound import Envelope, Source
from gateway.store.database import Database
from gateway.store.drafts import MEMORY
from gateway.store.layout import ROW_LIMIT
from gateway.store.schema import metadata
from gateway.store.spool import Spool, SpoolSettings

ENVELOPE = Envelope("a@b.test", ("box@gw.test", "ticket@gw.test"), Source.SMTP, "192.0.2.1", "client.test")
SIZES = (0, 1, ROW_LIMIT, ROW_LIMIT + 1, MEMORY, MEMORY + 1, 3_000_000)
UNAVAILABLE, FULL = Deferred(Deferral.UNAVAILABLE), Deferred(Deferral.FULL)


def open_spool(folder: Path, **settings: object) -> tuple[Database, Spool]:
    database = Database(f"sqlite:///{folder / 'postroom.db'}")
    metadata.create_all(database.engine)
    return database, Spool(database, SpoolSettings(folder / "spool", **settings))  # type: ignore[arg-type]


def id_of(acceptance: Acceptance) -> int:
    assert isinstance(acceptance, Accepted), acceptance
    return acceptance.id


async def stream(spool: Spool, content: bytes, size: int = 70_000) -> Acceptance:
    draft = spool.begin()
    if isinstance(draft, Deferred):
        return draft
    for place in range(0, len(content), size):
        draft.write(content[place : place + size])
        await asyncio.sleep(0)
    return await draft.commit(ENVELOPE)
