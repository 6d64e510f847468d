"""Revisions of the rules: each number once, the latest in force, its document read once."""

from functools import partial

from sqlalchemy import event

from gateway.ruleset import NO_RULES
from gateway.store import rules
from gateway.store.database import Connection, Database
from gateway.store.revisions import Draft, Outcome, Overtaken, Revision, Unchanged
from gateway.store.schema import rule_revision

from ..builders import NOW, policy
from .sorting import together

DOCUMENT = """
[[rule]]
name = "{name}"
when = "always"
then.tag = "{name}"
"""


def document(name: str) -> str:
    return DOCUMENT.format(name=name)


def apply(database: Database, base: int, name: str, restores: int | None = None) -> Outcome:
    draft = Draft(base, "tom", f"because of {name}", document(name), restores)
    return database.write(lambda connection: rules.append(connection, draft, NOW))


def test_revisions_are_numbered_and_keep_who_when_and_why(database: Database) -> None:
    first, second = apply(database, 0, "one"), apply(database, 1, "two")
    with database.read() as connection:
        assert rules.history(connection) == (first, second)
        assert rules.latest(connection) == second
        assert rules.revision(connection, 1) == first
        assert rules.revision(connection, 3) is None
    assert first == Revision(1, NOW, "tom", "because of one", document("one"))


def test_before_the_first_there_are_none(database: Database) -> None:
    with database.read() as connection:
        assert rules.latest(connection) is None
        assert rules.current(connection, policy()) is NO_RULES
        assert rules.reading(connection, policy()) is None


def test_who_looked_at_an_older_one_is_overtaken(database: Database) -> None:
    apply(database, 0, "one")
    assert apply(database, 0, "two") == Overtaken(1)
    assert apply(database, 7, "two") == Overtaken(1)
    assert apply(database, 1, "one") == Unchanged(1)
    with database.read() as connection:
        assert len(rules.history(connection)) == 1


def test_a_restored_document_is_a_revision_of_its_own(database: Database) -> None:
    apply(database, 0, "one")
    apply(database, 1, "two")
    restored = apply(database, 2, "one", restores=1)
    assert isinstance(restored, Revision)
    assert (restored.number, restored.restores) == (3, 1)


def test_of_many_at_once_one_gets_the_number(database: Database) -> None:
    ends = together(*(partial(apply, database, 0, f"n{n}") for n in range(8)))
    assert sorted(type(end).__name__ for end in ends) == ["Overtaken"] * 7 + ["Revision"]
    with database.read() as connection:
        assert [each.number for each in rules.history(connection)] == [1]


def test_the_document_is_fetched_and_read_once(database: Database) -> None:
    apply(database, 0, "one")
    known, asked = policy(), list[str]()

    def listen(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    with database.read() as connection:
        first = rules.current(connection, known)
        began = len(asked)
        assert rules.current(connection, known) is first
        assert len(asked) == began + 1
        assert "document" not in asked[-1]
        other = rules.current(connection, policy())
    assert (first.revision, other.revision) == (1, 1)
    assert other is not first, "another configuration may read it in another way"
    apply(database, 1, "two")
    with database.read() as connection:
        assert rules.current(connection, known).revision == 2


def test_another_database_has_another_document_under_the_same_number(database: Database) -> None:
    known = policy()
    apply(database, 0, "one")
    with database.read() as connection:
        assert [rule.name for rule in rules.current(connection, known).rules] == ["one"]

    def replaced(connection: Connection) -> None:
        connection.execute(rule_revision.delete())
        rules.append(connection, Draft(0, "tom", "", document("two")), NOW.replace(year=2027))

    database.write(replaced)
    with database.read() as connection:
        assert [rule.name for rule in rules.current(connection, known).rules] == ["two"]


def test_many_threads_read_the_same_rules(database: Database) -> None:
    known = policy()
    for number in range(6):
        apply(database, number, f"n{number}")

    def look() -> tuple[int, str]:
        with database.read() as connection:
            found = rules.current(connection, known)
        return found.revision, found.rules[0].name

    assert set(together(*[look] * 12)) == {(6, "n5")}
