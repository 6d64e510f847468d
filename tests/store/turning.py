"""A worker of its own process that decides about mails which were spooled before, as one of several nodes does."""

import multiprocessing
import random
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from gateway.mail.inbound import Envelope, Source
from gateway.mail.parse import parse
from gateway.policy import Assigning, Policy
from gateway.store import facts, unit_of_work
from gateway.store.database import Database
from gateway.store.facts import Arrived
from gateway.store.tickets import Stale
from gateway.store.work import Work
from gateway.tickets.people import Agent
from gateway.triage import triage
from workers.deciding import BREATH

from ..builders import MINA, NOW, POSHTIBANI, SARA, SUPPORT, TOM, policy
from .sorting import ALI, letter

ANNA = Agent("anna", "anna@example.org", "Anna", "en")
OMID = Agent("omid", "omid@example.org", "Omid", "fa")
# Each is a fork of a process that has loaded all this: loading it again for each takes longer than the work.
_NODES = multiprocessing.get_context("forkserver")
_NODES.set_forkserver_preload([__name__])
ROUNDS = 200  # more than a worker has at a time: it gives its mail back and takes it again


def office(assigns: Assigning, away: frozenset[str] = frozenset()) -> Policy:
    """Four agents in support get its tickets in this way."""
    support = replace(SUPPORT, agents=(TOM, MINA, ANNA, OMID), lead="sara", assigns=assigns)
    return policy(departments=(support, POSHTIBANI), agents=(TOM, MINA, ANNA, OMID, SARA), away=away)


def request(number: int) -> bytes:
    """Each from somebody else, about something else."""
    return letter(f"asker{number}@customer.example", f"Question {number}", f"What about {number}?")


def decide(database: Database, id: int, number: int, on: Policy) -> int:
    """Brings the mail to its ticket; how often its facts had changed meanwhile."""
    raw = request(number)
    arrived = Arrived(id, parse(raw, Envelope(ALI, ("support@example.org",), Source.SMTP)), False, ())
    for lost in range(ROUNDS):
        with database.read() as connection:
            known = facts.gather(connection, arrived, on, NOW)
        work = Work(arrived, triage(arrived.mail, known, on), on, NOW)
        try:
            database.write(partial(unit_of_work.apply, work=work))
        except Stale:
            time.sleep(random.uniform(0, BREATH * lost))
            continue
        return lost
    raise AssertionError("the facts never held still")


def run(url: str, mails: list[tuple[int, int]], assigns: Assigning) -> list[int]:
    database = Database(url)
    try:
        return [decide(database, id, number, office(assigns)) for id, number in mails]
    finally:
        database.close()


def in_processes(url: str, mails: Iterable[tuple[int, int]], nodes: int, assigns: Assigning) -> list[int]:
    """Shares the mails (id and number) out to so many nodes; for each mail, how often its facts had changed."""
    all_mails = list(mails)
    shares = [(url, all_mails[node::nodes], assigns) for node in range(nodes)]
    with _NODES.Pool(nodes) as pool:
        return [lost for share in pool.starmap(run, shares) for lost in share]


__all__ = ["ANNA", "OMID", "decide", "in_processes", "office", "request"]
