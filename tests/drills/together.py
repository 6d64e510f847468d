"""The whole of Postroom, its PostgreSQL and its broker are killed at the same moment under load, and start again
(T-KILL-5). An amount is so many such kills.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from ..scenarios.office import Office
from .drill import Counts, Drill, Found, Round, Size
from .outages import Crowd, housed, on_postgresql
from .people import judged
from .servers import Cluster, Redis, cluster, own_redis, postgresql_missing, redis_missing


def drilled(round: Round, fault: str = "") -> Found:
    with cluster() as server, own_redis() as broker:
        tables = f'{on_postgresql(server, round.folder)}[broker]\nurl = "{broker.url}"\n'
        with housed(round.folder, tables, fault) as office:
            crowd = Crowd((office.port,), f"t{round.number}", round.dice, pace=0.3)
            asyncio.run(_lived(crowd, round, lambda: killed(office, server, broker)))
            found = judged(office, crowd.accepted)
    odd = {each.words for each in crowd.answers if not each.words.startswith(("250", "4")) and each.words}
    return found + Found(Counts(faults=round.amount), tuple(f"answered {words!r}" for words in odd))


async def _lived(crowd: Crowd, round: Round, kill: Callable[[], None]) -> None:
    writing = asyncio.create_task(crowd.run())
    for _ in range(round.amount):
        await asyncio.sleep(round.dice.uniform(0.8, 2.0))
        await asyncio.to_thread(kill)
    crowd.enough = True
    await asyncio.wait_for(writing, 120)


def killed(office: Office, server: Cluster, broker: Redis) -> None:
    with ThreadPoolExecutor(3) as pool:
        for ended in [pool.submit(each) for each in (office.kill, server.kill, broker.kill)]:
            ended.result()
    broker.start()
    server.start()
    office.start()


def drills() -> Iterator[Drill]:
    promise = "all of Postroom, PostgreSQL and the broker killed at once under load: one ticket for each 250"
    needs = (postgresql_missing, redis_missing)
    yield Drill("killed-together", promise, drilled, Size(1, 3), Size(5, 20), needs)
