"""A listener over a spool in a folder, as a process: `python -m tests.bench.listener FOLDER PORT [asyncio] [nothing]`.

With `nothing` it answers 250 and stores nothing: what SMTP alone costs, the ceiling of the benchmark.
"""

import asyncio
import signal
import sys
from pathlib import Path

import uvloop

from gateway.intake.acceptor import Acceptor
from gateway.intake.smtp import Limits, Listener, RecipientVerdict, serve
from gateway.mail.acceptance import Acceptance, Accepted
from gateway.mail.inbound import Envelope
from gateway.store.database import Database
from gateway.store.schema import metadata
from gateway.store.spool import Spool, SpoolSettings


def judge(address: str) -> RecipientVerdict:
    return RecipientVerdict.ACCEPTED if address.endswith("@gw.test") else RecipientVerdict.RELAY


class Nothing:
    """An acceptor and its drafts: the bytes are taken and forgotten."""

    def begin(self) -> "Nothing":
        return self

    def write(self, piece: bytes) -> None:
        pass

    async def commit(self, envelope: Envelope) -> Acceptance:
        return Accepted(1)

    def discard(self) -> None:
        pass


async def run(folder: Path, port: int, nothing: str) -> None:
    database = Database(f"sqlite:///{folder / 'postroom.db'}")
    metadata.create_all(database.engine)
    spool = Spool(database, SpoolSettings(folder / "spool"))
    limits = Limits(connections_per_address=1000)
    accept: Acceptor = Nothing() if nothing else spool
    server = await serve(Listener("127.0.0.1", port, "gw.test", judge, accept, limits=limits, share_port=True))
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
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2]), "nothing" if "nothing" in sys.argv else ""))


if __name__ == "__main__":
    main()
