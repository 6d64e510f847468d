"""Stories of agents who come and go: whose turn it is, who hears instead of whom, and who is believed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.policy import Assigning
from gateway.store import absences, logins, rules
from gateway.store.revisions import Draft, Revision
from gateway.tickets.ticket import Status

from ..scenarios.office import Caught
from .house import ALI, EVE, MINA, POSHTIBANI, REZA, SARA, START, SUPPORT, TOM, House, open_house

VACATION = {"Auto_Submitted": "auto-replied"}
TEXT = "I am out of the office until Tuesday, 24 November 2026."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Support gives its requests by turn; Sara leads it, too."""
    with open_house(tmp_path) as opened:
        support, *others = opened.app.policy.departments
        turns = replace(support, assigns=Assigning.ROUND_ROBIN, lead="sara")
        opened.app = replace(opened.app, policy=replace(opened.app.policy, departments=(turns, *others)))
        yield opened


def ask(house: House, sender: str = ALI, about: str = "Printer") -> str:
    """Somebody asks; who has it now."""
    before = house.tickets()
    house.write(sender, SUPPORT, f"{about} {before}", f"It is broken, number {before}.")
    assert house.tickets() == before + 1
    return house.ticket(1001 + before).assignee


def notice(house: House, address: str) -> Caught:
    return house.to(address)[-1]


def vacation(house: House, about: Caught, sender: str, text: str = TEXT, to: str = "", proof: str = "") -> int:
    """Their server answers at the envelope's sender, as it should."""
    subject = f"Automatic reply: {about.subject}"
    ids = {"In_Reply_To": str(about.mail["message-id"])}
    return house.write(sender, to or about.sender, subject, text, proof, **VACATION, **ids)


def away(house: House) -> dict[str, bool]:
    """Who is away, and whether only their machine says so."""
    with house.app.database.read() as connection:
        found = absences.away(connection, datetime.now(UTC))
    return {each.agent: each.how.value == "vacation reply" for each in found}


def test_requests_are_given_in_turn_and_only_their_agent_hears(house: House) -> None:
    assert [ask(house) for _ in range(4)] == ["tom", "mina", "tom", "mina"]
    assert house.kinds(TOM) == house.kinds(MINA) == ["new_mail", "new_mail"]
    assert house.journal(1002)[:2] == [("open", "", "support"), ("assign", "", "mina")]


def test_an_agent_leaves_and_comes_back_by_mail(house: House) -> None:
    assert ask(house) == "tom"
    house.answer(notice(house, TOM), TOM, "#away until monday")
    told = notice(house, TOM)
    assert house.kind(told) == "transcript"
    assert "away until Monday 23 November 2026, 00:00" in told.text
    assert house.ticket(1001).status is Status.NEW, "the order says nothing of the ticket"
    assert [ask(house) for _ in range(2)] == ["mina", "mina"]
    house.look()
    house.write(ALI, SUPPORT, f"Re: Printer {house.token(1001)}", "Any news?")
    assert [house.kind(mail) for mail in (house.only(TOM), house.only(MINA))] == ["new_mail", "new_mail"]
    house.later(days=2)
    assert ask(house) == "tom", "the time is over, and the turn is his"
    house.write(ALI, SUPPORT, f"Re: Printer {house.token(1001)}", "Any news today?")
    assert house.silent(MINA)


def test_the_same_in_persian_without_a_ticket(house: House) -> None:
    id = house.write(SARA, POSHTIBANI, "مرخصی", "#مرخصی تا دوشنبه\n\nبا احترام\nSara Ahmadi", proof="pass")
    assert (house.outcome(id), house.tickets()) == ("answered", 0)
    told = house.only(SARA)
    assert "تا دوشنبه ۲ آذر ۱۴۰۵، ساعت ۰۰:۰۰ در مرخصی هستید" in told.text
    assert "خوانده نشد" not in told.text
    assert list(away(house)) == ["sara"]
    house.write(SARA, POSHTIBANI, "سلام", "#بازگشتم", proof="pass")
    assert "بازگشتید" in house.only(SARA).text
    assert away(house) == {}


def test_whom_nobody_can_verify_is_not_away(house: House) -> None:
    id = house.write(TOM, SUPPORT, "x", "#away")
    assert (house.outcome(id), house.tickets(), away(house)) == ("answered", 0, {})
    refused = house.only(TOM)
    assert house.kind(refused) == "refused"
    assert "was not accepted as yours" in refused.subject
    assert "[#" not in refused.subject + refused.text
    house.write(TOM, SUPPORT, "y", "#away until sunday")
    assert house.silent(TOM), "once a day is enough"


def test_where_nobody_is_there_the_lead_gets_it(house: House) -> None:
    for agent in (TOM, MINA):
        house.write(agent, SUPPORT, "x", "#away", proof="pass")
    house.look()
    assert [ask(house), ask(house)] == ["sara", "sara"]
    assert house.silent(TOM, MINA)
    assert len(house.news(SARA)) == 2
    house.write(MINA, SUPPORT, "x", "#back", proof="pass")
    assert ask(house) == "mina"


def test_a_disabled_agent_has_no_turn(house: House) -> None:
    tom = house.app.policy.agent_named("tom")
    assert tom is not None
    house.app.database.write(lambda connection: logins.disable(connection, tom, START))
    assert [ask(house), ask(house)] == ["mina", "mina"]


def test_a_vacation_reply_sets_them_away_until_they_write_again(house: House) -> None:
    assert ask(house) == "tom"
    first = notice(house, TOM)
    id = vacation(house, first, TOM)
    assert house.outcome(id) == "automatic"
    assert "tom is away until 2026-11-24 20:30 UTC" in house.reason(id)
    assert away(house) == {"tom": True}
    assert [ask(house), ask(house)] == ["mina", "mina"]
    house.look()
    house.write(ALI, SUPPORT, f"Re: Printer {house.token(1001)}", "Any news?")
    assert len(house.news(TOM)) == len(house.news(MINA)) == 1
    id = house.answer(first, TOM, "We sent a new one.")
    assert house.reason(id).endswith("; tom is back")
    assert away(house) == {}
    assert ask(house) == "tom"


def test_a_vacation_reply_ends_with_the_day_that_it_names_or_in_a_week(house: House) -> None:
    assert ask(house) == "tom"
    vacation(house, notice(house, TOM), TOM)
    house.later(days=3, hours=10)
    assert away(house) == {"tom": True}
    house.later(hours=1)
    assert away(house) == {}
    vacation(house, notice(house, TOM), TOM, "I am on leave.")
    house.later(days=6, hours=23)
    assert away(house) == {"tom": True}
    house.later(hours=2)
    assert away(house) == {}


@pytest.mark.parametrize(
    ("sender", "to", "proof"),
    [(TOM, SUPPORT, ""), (TOM, SUPPORT, "fail"), (EVE, "", ""), (MINA, "", ""), (REZA, SUPPORT, "pass")],
)
def test_a_vacation_reply_of_somebody_else_says_nothing(house: House, sender: str, to: str, proof: str) -> None:
    """Unproven, forged, or sent to an address that another was given."""
    assert ask(house) == "tom"
    vacation(house, notice(house, TOM), sender, to=to, proof=proof)
    assert away(house) == {}


RULE = """
[[rule]]
name = "by load"
when.subject = { contains = "scanner" }
then.assign = "least loaded"
"""


def test_a_rule_gives_by_load_where_the_department_gives_by_turn_and_the_other_way_round(house: House) -> None:
    draft = Draft(0, "tom", "", RULE)
    made = house.app.database.write(lambda connection: rules.append(connection, draft, START))
    assert isinstance(made, Revision)
    assert [ask(house), ask(house)] == ["tom", "mina"]
    house.answer(notice(house, TOM), TOM, "It works again.\n", proof="pass")
    house.answer(notice(house, TOM), TOM, "#close", proof="pass")
    assert ask(house, about="Scanner") == "tom"
    assert ask(house, about="Scanner") == "mina", "of equals, the next in turn"
    assert ask(house) == "tom"
    assert ask(house, about="Scanner") == "mina", "Tom has two"


def test_a_ticket_given_to_who_is_away_is_told_so(house: House) -> None:
    assert ask(house) == "tom"
    house.write(MINA, SUPPORT, "x", "#away", proof="pass")
    house.look()
    house.answer(notice(house, TOM), TOM, "#assign mina\n#note please look")
    assert "given to mina, who is away at the moment" in house.only(TOM).text
    assert house.ticket(1001).assignee == "mina"
