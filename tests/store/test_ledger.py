"""A mail's row from waiting to its one outcome: claims, leases, failures, and the equation."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from gateway.mail.inbound import Envelope, Source
from gateway.mail.parse import parse
from gateway.store import balance, ledger, stubs
from gateway.store.database import Database, Unavailable
from gateway.store.facts import Arrived
from gateway.store.ledger import DEATHS, FAILURES, LEASE, SKEW, Claim
from gateway.store.migrate import migrate
from gateway.store.schema import mail, spool

from . import emptied
from .sorting import ALI, Sorting, letter, together

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def claim(sorting: Sorting, id: int, holder: str = "a") -> Claim | None:
    return sorting.write(lambda connection: ledger.claim(connection, id, holder, sorting.now))


def spooled(sorting: Sorting, body: str = "It is broken.") -> int:
    id = sorting.arrive(letter(body=body)).id
    sorting.write(lambda connection: connection.execute(mail.update().values(due=sorting.now)))
    return id


def test_one_of_many_workers_gets_the_mail(sorting: Sorting) -> None:
    id = spooled(sorting)
    ends = together(*[lambda n=n: claim(sorting, id, str(n)) for n in range(8)])
    assert sum(isinstance(end, Claim) for end in ends) == 1
    assert ends.count(None) == 7
    row = sorting.all(select(mail))[0]
    assert (row.attempts, row.due) == (1, sorting.now + LEASE)


def test_an_attempt_is_counted_with_the_claim_and_the_lease_ends_by_itself(sorting: Sorting) -> None:
    id = spooled(sorting)
    assert claim(sorting, id) == Claim(id, 1, 0)
    assert claim(sorting, id) is None
    sorting.now += LEASE
    found = claim(sorting, id)
    assert found == Claim(id, 2, 0)
    assert found.suspect


def test_a_clock_that_is_a_little_behind_does_not_lose_the_call(sorting: Sorting) -> None:
    id = spooled(sorting)
    sorting.now -= SKEW
    assert claim(sorting, id) is not None


def test_before_its_time_nobody_gets_it(sorting: Sorting) -> None:
    id = spooled(sorting)
    sorting.now -= SKEW + timedelta(seconds=1)
    assert claim(sorting, id) is None


def test_a_dead_workers_mail_is_released_and_nobody_elses(sorting: Sorting) -> None:
    mine, other = spooled(sorting), spooled(sorting, "Other.")
    claim(sorting, mine, "dead")
    claim(sorting, other, "alive")
    sorting.write(lambda connection: ledger.release(connection, "dead", sorting.now))
    assert claim(sorting, mine, "heir") == Claim(mine, 2, 0)
    assert claim(sorting, other, "heir") is None


def test_an_attempt_that_was_not_the_mails_fault_is_given_back(sorting: Sorting) -> None:
    id = spooled(sorting)
    found = claim(sorting, id)
    assert found is not None
    sorting.write(lambda connection: ledger.give_back(connection, found, sorting.now))
    again = claim(sorting, id)
    assert again == Claim(id, 1, 0)
    assert not again.suspect


def test_late_words_of_a_lost_lease_change_nothing(sorting: Sorting) -> None:
    id = spooled(sorting)
    old = claim(sorting, id)
    assert old is not None
    sorting.now += LEASE
    new = claim(sorting, id)
    before = sorting.all(select(mail))
    sorting.write(lambda connection: ledger.failed(connection, old, "late", sorting.now))
    sorting.write(lambda connection: ledger.give_back(connection, old, sorting.now))
    assert sorting.all(select(mail)) == before
    assert new is not None


def test_failures_and_deaths_lead_to_the_last_attempt() -> None:
    def check(expected: tuple[bool, bool, bool], attempts: int, failures: int) -> None:
        found = Claim(1, attempts, failures)
        assert (found.last, found.exhausted, found.suspect) == expected, found

    check((False, False, False), 1, 0)
    check((False, False, True), 2, 0)
    check((False, False, False), 2, 1)
    check((True, False, False), FAILURES, FAILURES - 1)
    check((False, False, True), DEATHS, 0)
    check((True, True, True), DEATHS + 1, 0)


def test_requeue_lets_a_parked_mail_start_afresh_and_an_ended_one_be(sorting: Sorting) -> None:
    id = spooled(sorting)
    claim(sorting, id)
    sorting.write(lambda connection: stubs.park(connection, id, "why", sorting.policy, sorting.now))
    assert claim(sorting, id) is None
    assert sorting.write(lambda connection: ledger.requeue(connection, id, sorting.now))
    assert claim(sorting, id) == Claim(id, 1, 0)
    ended = sorting.arrive(letter(body="Other."))
    sorting.settle(ended)
    assert not sorting.write(lambda connection: ledger.requeue(connection, ended.id, sorting.now))
    assert not sorting.write(lambda connection: ledger.requeue(connection, 4711, sorting.now))


def test_accepted_is_always_waiting_plus_outcomes(sorting: Sorting) -> None:
    sorting.sort(letter())
    sorting.sort(letter())
    spooled(sorting, "Waits.")
    parked = spooled(sorting, "Parked.")
    sorting.write(lambda connection: stubs.park(connection, parked, "why", sorting.policy, sorting.now))
    with sorting.database.read() as connection:
        found = balance.equation(connection)
        ends = balance.outcomes_of(connection, [1, 2, 3, 4, 5])
    assert found.balanced
    assert (found.accepted, found.waiting, found.parked) == (4, 2, 1)
    assert {name: count for name, count in found.outcomes.items() if count} == {"ticket": 1, "duplicate": 1}
    assert ends == {"ticket": 1, "duplicate": 1, "waiting": 1, "parked": 1}


def test_a_quarantined_mail_is_let_in_by_a_person_and_counts_once(sorting: Sorting) -> None:
    raw = letter(From="ali@customer.example, eve@elsewhere.example", Message_ID="<two@a.example>")
    assert sorting.sort(raw).ticket == 0
    assert sorting.outcome(1) == "quarantined"
    assert sorting.write(lambda connection: ledger.requeue(connection, 1, sorting.now))
    claimed = sorting.write(lambda connection: ledger.claim(connection, 1, "a", sorting.now))
    assert claimed == Claim(1, 1, 0, released=True)
    arrived = Arrived(1, parse(raw, Envelope(ALI, ("support@example.org",), Source.SMTP)), False, released=True)
    applied = sorting.settle(arrived)
    assert (applied.ticket, sorting.outcome(1)) == (1001, "ticket")
    assert "received" not in sorting.kinds(), "who is named as its author hears nothing"
    with sorting.database.read() as connection:
        found = balance.equation(connection)
    assert (found.accepted, found.waiting, found.balanced) == (1, 0, True)
    assert not sorting.write(lambda connection: ledger.requeue(connection, 1, sorting.now))


@pytest.mark.service
@pytest.mark.parametrize("back", ["given back", "failed"])
def test_a_claim_that_is_committed_later_than_it_is_taken_back_is_taken_back(postgresql_url: str, back: str) -> None:
    """Nobody waits to hear of a claim: on PostgreSQL it may come after what its holder does about it."""
    emptied.empty(postgresql_url)
    database, claimed = Database(postgresql_url), Claim(1, 1, 0, holder="a")
    migrate(database)
    database.write(_one_mail)
    ways: dict[str, Callable[[Connection], None]] = {
        "given back": lambda connection: ledger.give_back(connection, claimed, NOW),
        "failed": lambda connection: ledger.failed(connection, claimed, "it is odd", NOW),
    }
    with ThreadPoolExecutor(1) as other:
        with database.engine.begin() as late:
            assert ledger.claim(late, 1, "a") == claimed
            done = other.submit(database.write, ways[back])
            assert wait([done], 0.5).not_done, "whoever takes it back waits for the claim"
        done.result(10)
    with database.read() as connection:
        found = connection.execute(select(mail.c.attempts, mail.c.failures, mail.c.holder)).one()
    assert tuple(found) == ((1, 1, "") if back == "failed" else (0, 0, ""))
    database.close()


@pytest.mark.service
def test_what_somebody_is_in_the_middle_of_is_disowned_later_and_not_waited_for(postgresql_url: str) -> None:
    emptied.empty(postgresql_url)
    database = Database(postgresql_url)
    migrate(database)
    database.write(_one_mail)

    def disown(connection: Connection) -> None:
        ledger.refuse_held(connection, [1, 2])
        ledger.disown(connection, [1, 2], "a", NOW)

    with database.engine.begin() as late:
        assert ledger.claim(late, 1, "a") is not None
        with pytest.raises(Unavailable):
            database.write(disown)
    database.write(disown)
    with database.read() as connection:
        found = connection.execute(select(mail.c.attempts, mail.c.holder)).one()
    assert tuple(found) == (0, "")
    database.close()


def _one_mail(connection: Connection) -> None:
    row = {"id": 1, "accepted": NOW, "source": "smtp", "peer": "", "helo": "", "sender": "", "recipients": ""}
    connection.execute(spool.insert(), row | {"silent": False, "size": 0, "sha256": b""})
    connection.execute(mail.insert(), {"id": 1, "outcome": "waiting", "due": NOW})
