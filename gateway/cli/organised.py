"""The policy with the roster over it, for commands that want no Postroom opened."""

from pathlib import Path

from ..config import Config
from ..config.roster import UnfitRoster, read_roster
from ..configured import make_policy
from ..policy import Policy
from ..roster import organise
from ..store import rosters
from ..store.database import Connection, Database, Unavailable
from ..store.migrate import HEAD, version


def organised(config: Config) -> Policy:
    """The configuration's own policy where no database of this version answers."""
    policy = make_policy(config)
    database = standing(config)
    if database is None:
        return policy
    try:
        with database.read() as connection:
            return rosters.organised(connection, policy)
    except Unavailable:
        return policy
    finally:
        database.close()


def standing(config: Config) -> Database | None:
    """The database as it is, to be closed; None where there is none, or one that the next start brings up."""
    url = config.database_url
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    try:
        database = Database(url)
    except (Unavailable, OSError):
        return None
    try:
        if version(database) == HEAD:
            return database
    except (Unavailable, OSError):
        pass
    database.close()
    return None


def faults(connection: Connection, policy: Policy) -> tuple[str, ...]:
    """What of the roster in force does not fit the configuration, a sentence each."""
    last = rosters.kept.latest(connection)
    if last is None:
        return ()
    try:
        found = tuple(map(str, organise(policy, read_roster(last.document)).faults))
    except UnfitRoster as error:
        found = (str(error),)
    return tuple(f"revision {last.number}: {each}" for each in found)
