"""The roster in force: the latest revision of its document, laid over the configured policy once."""

from datetime import datetime

from sqlalchemy import Connection

from ..config.roster import NOTHING_CHANGED, Roster, UnfitRoster, read_roster
from ..policy import Policy
from ..roster import Organised, organise
from . import logins, visits
from .revisions import Draft, Outcome, Revision, Revisions, Shelf
from .rows import Rows
from .schema import roster_revision

kept = Revisions(roster_revision)


def current(connection: Connection) -> tuple[int, Roster]:
    """The number of the revision in force, 0 for none, and what it says: nothing where it is none of ours."""
    last = kept.latest(connection)
    return (last.number, _read(last.document)) if last else (0, NOTHING_CHANGED)


def put(connection: Connection, policy: Policy, draft: Draft, now: datetime) -> Outcome:
    """Puts a document in force. Whoever is no agent by it any more, or has their mail elsewhere, is signed out at once.
    `policy` is the configuration's.
    """
    before = organised(connection, policy)
    made = kept.append(connection, draft, now)
    if isinstance(made, Revision):
        _part_with(connection, before, organise(policy, _read(made.document)).policy, now)
    return made


def _part_with(connection: Connection, before: Policy, after: Policy, now: datetime) -> None:
    stay = {agent.name: agent.address for agent in after.agents}
    for agent in before.agents:
        if agent.name not in stay:
            logins.dismiss(connection, agent, now)
        if stay.get(agent.name) != agent.address:
            visits.shut_out(connection, agent.name, now)


def organised(connection: Connection, policy: Policy, asked: Rows | None = None) -> Policy:
    """The configuration's policy with the roster over it: one small query, unless it was `asked` before."""
    found = kept.glance(connection) if asked is None else kept.glanced(asked)
    return policy if found is None else numbered(connection, policy, *found).policy


def numbered(connection: Connection, policy: Policy, number: int, at: datetime) -> Organised:
    """By one revision, applied at that moment. While it is the latest the same policy is the same object."""
    return _shelf.get(number, at, policy, lambda: organise(policy, _read(kept.document(connection, number))))


def _read(document: str) -> Roster:
    """A document that nobody here has written changes nothing; `postroom check` says so."""
    try:
        return read_roster(document)
    except UnfitRoster:
        return NOTHING_CHANGED


_shelf: Shelf[Organised] = Shelf()
