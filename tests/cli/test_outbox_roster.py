"""What is ordered about notices on the command line goes by the roster in force, not by the configuration alone."""

from pathlib import Path

from gateway.cli.outbox_many import each_of
from gateway.config.desk import Person
from gateway.config.roster import NOTHING_CHANGED, roster_text
from gateway.policy import Policy
from gateway.roster import with_agent
from gateway.store import rosters
from gateway.store.database import Connection, Database
from gateway.store.migrate import migrate
from gateway.store.outbox_orders import Ordered
from gateway.store.revisions import Draft

from ..builders import NOW, policy


def test_an_order_knows_the_agents_of_the_roster(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'postroom.db'}")
    migrate(database)
    lena = Person(name="lena", address="lena@example.org")
    draft = Draft(0, "olga", "she is new", roster_text(with_agent(NOTHING_CHANGED, lena)))
    database.write(lambda connection: rosters.put(connection, policy(), draft, NOW))
    told: list[Policy] = []

    def work(connection: Connection, id: int, there: Policy) -> Ordered:
        told.append(there)
        return Ordered.DONE

    assert each_of(database, (1, 2), policy(), work) == {1: Ordered.DONE, 2: Ordered.DONE}
    assert [each.agent_named("lena") is not None for each in told] == [True, True]
    database.close()
