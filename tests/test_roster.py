"""The roster over the configuration: what it changes, what does not fit, and the document that it is."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.config import parse
from gateway.config.desk import Department, Office, Person
from gateway.config.hours import Holidays
from gateway.config.label import Label
from gateway.config.roster import NOTHING_CHANGED, Roster, UnfitRoster, entry, read_roster, roster_text
from gateway.configured import make_policy
from gateway.policy import Assigning, Policy
from gateway.roster import (
    Fault,
    Why,
    as_configured,
    organise,
    with_agent,
    with_department,
    with_holidays,
    without_agent,
)

CONFIG = """
[relay]
host = "127.0.0.1"
[trust]
agents = "bearer"
[holidays]
gregorian = ["12-25"]
[[agent]]
name = "tom"
address = "tom@example.org"
[[agent]]
name = "olga"
address = "olga@example.org"
admin = true
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
agents = ["tom", "olga"]
lead = "tom"
hours = ["mon-fri 09:00-17:00"]
[[department]]
name = "sales"
label = "Sales"
addresses = ["sales@example.org"]
agents = ["tom"]
"""
LENA = Person(name="lena", address="Lena@Example.org", shown="Lena Ng", language="fa")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return make_policy(parse(CONFIG, "config.toml"))


def office(name: str = "support", **values: object) -> Office:
    return Office.model_validate({"name": name, "label": {"en": "Help", "fa": "کمک"}, **values})


def test_nothing_changed_changes_nothing(policy: Policy) -> None:
    assert organise(policy, NOTHING_CHANGED).policy == policy
    assert roster_text(NOTHING_CHANGED) == ""


def test_a_new_agent_works_where_the_roster_says(policy: Policy) -> None:
    made = organise(
        policy, with_department(with_agent(NOTHING_CHANGED, LENA), office(agents=["tom", "lena"], lead="lena"))
    )
    assert made.faults == ()
    lena = made.policy.agent_at("lena@example.org")
    assert lena is not None
    assert (lena.name, lena.shown, lena.language) == ("lena", "Lena Ng", "fa")
    support = made.policy.department("support")
    assert [agent.name for agent in support.agents] == ["tom", "lena"]
    assert (support.lead, support.label("fa")) == ("lena", "کمک")
    assert support.addresses == ("support@example.org",)
    assert made.policy.department("sales") == policy.department("sales")


def test_an_agent_who_changed_is_the_same_one_everywhere(policy: Policy) -> None:
    tom = Person(name="tom", address="thomas@example.org", shown="Thomas")
    made = organise(policy, with_agent(NOTHING_CHANGED, tom)).policy
    assert made.agent_at("tom@example.org") is None
    assert {agent.address for dep in made.departments for agent in dep.agents if agent.name == "tom"} == {
        "thomas@example.org"
    }


def test_who_left_is_nobody_and_not_forgotten(policy: Policy) -> None:
    made = organise(policy, without_agent(NOTHING_CHANGED, "tom")).policy
    assert [agent.name for agent in made.agents] == ["olga"]
    assert [agent.name for agent in made.former] == ["tom"]
    assert [(dep.lead, [agent.name for agent in dep.agents]) for dep in made.departments] == [("", ["olga"]), ("", [])]


def test_who_left_is_known_by_how_they_were_last(policy: Policy) -> None:
    """What they were mailed is taken back by their address, and reports have their name."""
    roster = with_agent(with_agent(NOTHING_CHANGED, LENA), Person(name="tom", address="thomas@example.org"))
    made = organise(policy, without_agent(without_agent(roster, "lena"), "tom")).policy
    assert [agent.name for agent in made.agents] == ["olga"]
    assert {agent.address for agent in made.former} == {"lena@example.org", "thomas@example.org"}
    again = with_agent(without_agent(roster, "lena"), Person(name="zoe", address="lena@example.org"))
    assert organise(policy, again).faults == ()


def test_who_leaves_leaves_the_departments_of_the_roster_too(policy: Policy) -> None:
    roster = with_department(with_agent(NOTHING_CHANGED, LENA), office(agents=["tom", "lena"], lead="lena"))
    left = without_agent(roster, "lena")
    assert left.gone == ("lena",)
    assert (left.department[0].agents, left.department[0].lead) == (("tom",), "")
    assert organise(policy, left).faults == ()
    again = with_agent(without_agent(roster, "tom"), Person(name="tom", address="t@example.org"))
    assert again.gone == ()


def test_hours_promise_and_window_are_those_of_the_roster(policy: Policy) -> None:
    given = office(
        hours=["sat 10:00-12:00"], promise_minutes=0, window_days=2, window_counts="business", assign="least_loaded"
    )
    support = organise(policy, with_department(NOTHING_CHANGED, given)).policy.department("support")
    assert [(each.day, each.start, each.end) for each in support.hours.stints] == [(5, 600, 720)]
    assert (support.promise, support.assigns) == (None, Assigning.LEAST_LOADED)
    assert (support.window.length, support.window.work) == (timedelta(days=2), support.hours)
    assert datetime(2026, 12, 25, tzinfo=UTC).date() in support.hours.holidays  # the configuration's still count


def test_holidays_are_those_of_all_departments(policy: Policy) -> None:
    made = organise(policy, with_holidays(NOTHING_CHANGED, Holidays(gregorian=("12-24",)))).policy
    free = [
        [day for day in (24, 25) if datetime(2026, 12, day, tzinfo=UTC).date() in dep.hours.holidays]
        for dep in made.departments
    ]
    assert free == [[24], [24]]
    none = organise(policy, with_holidays(NOTHING_CHANGED, Holidays())).policy
    assert datetime(2026, 12, 25, tzinfo=UTC).date() not in none.departments[0].hours.holidays


@pytest.mark.parametrize(
    ("roster", "fault"),
    [
        (Roster(gone=("olga",)), Fault("agent", "olga", Why.ADMIN)),
        (Roster(agent=(Person(name="olga", address="o@example.org"),)), Fault("agent", "olga", Why.ADMIN)),
        (Roster(agent=(Person(name="Tom", address="t@example.org"),)), Fault("agent", "Tom", Why.NAME_TAKEN)),
        (Roster(agent=(Person(name="lena", address="lena"),)), Fault("agent", "lena", Why.NO_ADDRESS)),
        (Roster(agent=(Person(name="lena", address="TOM@example.org"),)), Fault("agent", "lena", Why.ADDRESS_TAKEN)),
        (Roster(agent=(Person(name="lena", address="sales@example.org"),)), Fault("agent", "lena", Why.ADDRESS_TAKEN)),
        (Roster(department=(office("stock"),)), Fault("department", "stock", Why.NO_DEPARTMENT)),
        (Roster(department=(office(agents=["max"]),)), Fault("department", "support", Why.NO_AGENT, "max")),
        (Roster(department=(office(lead="max"),)), Fault("department", "support", Why.NO_AGENT, "max")),
    ],
)
def test_what_does_not_fit_is_left_out_and_named(policy: Policy, roster: Roster, fault: Fault) -> None:
    made = organise(policy, roster)
    assert made.faults == (fault,)
    assert repr(fault.name) in str(fault)
    assert made.policy.agents == policy.agents
    assert [dep.name for dep in made.policy.departments] == ["support", "sales"]


def test_an_admin_may_have_another_name_shown(policy: Policy) -> None:
    olga = Person(name="olga", address="OLGA@example.org", shown="Olga A.")
    made = organise(policy, with_agent(NOTHING_CHANGED, olga))
    assert made.faults == ()
    assert [agent.shown for agent in made.policy.agents] == ["tom", "Olga A."]


def test_two_agents_may_change_addresses_with_each_other_when_one_goes_first(policy: Policy) -> None:
    roster = Roster(
        agent=(Person(name="tom", address="new@example.org"), Person(name="zoe", address="tom@example.org"))
    )
    assert organise(policy, roster).faults == ()


HOSTILE = 'a "quoted" \\ back ]] [[agent]] = # \u202e سلام\u200cها \\u0041'


def test_the_document_reads_back_whatever_was_written() -> None:
    roster = Roster(
        gone=("tom",),
        agent=(Person(name='"x"', address="x@example.org", shown=HOSTILE, language="fa"),),
        department=(office(agents=['"x"'], hours=["sat-wed 08:00-16:00"], window_days=1.5, requests=False),),
        holidays=Holidays(country="IR", jalali=("01-13",)),
    )
    assert read_roster(roster_text(roster)) == roster


def test_a_document_of_somebody_else_is_unfit() -> None:
    with pytest.raises(UnfitRoster, match="is not TOML"):
        read_roster("[[agent")
    with pytest.raises(UnfitRoster, match=r"agent\.0\.admin is not what it should be"):
        read_roster('[[agent]]\nname = "x"\naddress = "x@example.org"\nadmin = true')


def test_what_was_given_wrong_is_named_by_its_key() -> None:
    assert entry(Office, {"name": "a", "label": "A", "hours": ["never"], "zone": "Mars"}) == frozenset(
        {"hours", "zone"}
    )
    assert entry(Office, {"name": "a", "label": "A", "window_counts": "business"}) == frozenset({""})
    assert entry(Person, {"name": "two words", "address": "x"}) == frozenset({"name"})
    assert entry(Office, {"name": "a", "label": "A"}) == Office(name="a", label=Label(en="A", fa="A"))


@pytest.mark.parametrize("shown", ["Lena\nBcc: all@example.org", "Lena\x7f", "Lena\u2028Ng", "L" * 101])
def test_names_that_people_read_are_one_line(shown: str) -> None:
    assert entry(Person, {"name": "lena", "address": "x", "shown": shown}) == frozenset({"shown"})
    assert entry(Office, {"name": "a", "label": {"en": shown, "fa": "A"}}) == frozenset({"label"})


def test_what_was_changed_is_taken_back_one_by_one() -> None:
    roster = Roster(gone=("tom",), agent=(LENA,), department=(office(),), holidays=Holidays())
    roster = as_configured(as_configured(roster, "agent", "tom"), "department", "support")
    assert (roster.gone, roster.agent, roster.department) == ((), (LENA,), ())
    assert as_configured(as_configured(roster, "holidays"), "agent", "lena") == NOTHING_CHANGED


def test_every_key_that_a_department_may_have_is_either_editable_or_the_configurations() -> None:
    """A key added to one is thought about for the other."""
    assert set(Department.model_fields) - set(Office.model_fields) == {
        "addresses",
        "attachments",
        "raw_days",
        "ticket_days",
    }
