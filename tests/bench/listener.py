"""A listener over a spool in a folder, as a process: `python -m tests.bench.listener FOLDER PORT [asyncio]`."""

import asyncio
import signal
import sys
from pathlib import Path

import uvloop

from gateway.intake.smtp import Limits, Listener, RecipientVerdict, serve
from gateway.store.database import Database
from gateway.store.schema import metadata
from gateway.store.spool import Spool, SpoolSettings


def judge(address: str) -> RecipientVerdict:
    return RecipientVerdict.ACCEPTED if address.endswith("@gw.test") else RecipientVerdict.RELAY


async def run(folder: Path, port: int) -> None:
    database = Database(f"sqlite:///{folder / 'postroom.db'}")
    metadata.create_all(database.engine)
    spool = Spool(database, SpoolSettings(folder / "spool"))
    limits = Limits(connections_per_address=1000)
    server = await serve(Listener("127.0.0.1", port, "gw.test", judge, spool, limits=limits, share_port=True))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print("ready", server.port, flush=True)
    await stop.wait()
    await server.drain(5)
    spool.close()
    database.close()
    print("commits", spool.commits, flush=True)


def main() -> None:
    if "asyncio" not in sys.argv:
        uvloop.install()
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2])))


if __name__ == "__main__":
    main()
