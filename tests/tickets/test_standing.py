"""Who sent it and what may it do: how a standing is judged, and the one table."""

from dataclasses import replace
from itertools import product

import pytest

from gateway.mail.auth import Authentication
from gateway.tickets.people import Standing
from gateway.tickets.standing import AUTHORITY, Act, Evidence, Login, Ruling, counted, holds_address, judge, may, rule

from ..folded import every

STRICTNESS = (Ruling.ALLOWED, Ruling.CONFIRM, Ruling.HELD, Ruling.IGNORED)
ORDERS = (Act.ORDER_LOW, Act.ORDER_MEDIUM, Act.ORDER_HIGH)
OWN = (Act.ASK, Act.MANAGE_OWN)


@pytest.mark.parametrize("act", Act)
def test_what_is_allowed_only_grows_from_left_to_right(act: Act) -> None:
    strictness = [STRICTNESS.index(rule(standing, act)) for standing in Standing]
    assert strictness == sorted(strictness, reverse=True)


def test_every_act_has_its_row_and_every_standing_its_place() -> None:
    assert set(AUTHORITY) == set(Act)
    assert {len(row) for row in AUTHORITY.values()} == {len(Standing)}


@pytest.mark.parametrize("act", Act)
def test_a_forged_mail_may_do_nothing_and_asks_for_nothing(act: Act) -> None:
    assert rule(Standing.FORGED, act) in (Ruling.HELD, Ruling.IGNORED)


@pytest.mark.parametrize("act", [*ORDERS, Act.ANSWER, Act.FORWARD])
@pytest.mark.parametrize("standing", [Standing.FORGED, Standing.UNPROVEN, Standing.BEARER])
def test_what_proves_no_author_never_speaks_for_the_house(act: Act, standing: Standing) -> None:
    assert rule(standing, act) in (Ruling.HELD, Ruling.IGNORED)


@pytest.mark.parametrize(
    ("act", "asked_of", "done_for"),
    [
        (Act.ORDER_LOW, (), (Standing.ALIGNED, Standing.BOUND, Standing.PROVEN)),
        (Act.ORDER_MEDIUM, (Standing.ALIGNED,), (Standing.BOUND, Standing.PROVEN)),
        (Act.ORDER_HIGH, (Standing.ALIGNED, Standing.BOUND), (Standing.PROVEN,)),
        (Act.SEE_RULES, (), (Standing.ALIGNED, Standing.BOUND, Standing.PROVEN)),
        (Act.ADMINISTER, (Standing.PROVEN,), ()),
        (Act.MANAGE_OWN, (Standing.UNPROVEN, Standing.BEARER), (Standing.ALIGNED, Standing.BOUND, Standing.PROVEN)),
        (Act.RATE, (Standing.UNPROVEN,), (Standing.BEARER, Standing.ALIGNED, Standing.BOUND, Standing.PROVEN)),
    ],
)
def test_who_is_asked_back(act: Act, asked_of: tuple[Standing, ...], done_for: tuple[Standing, ...]) -> None:
    assert {standing for standing in Standing if rule(standing, act) is Ruling.CONFIRM} == set(asked_of)
    assert {standing for standing in Standing if may(standing, act)} == set(done_for)


def test_standings_are_ordered_as_they_are_believed() -> None:
    assert [standing.name for standing in sorted(Standing)] == [
        "FORGED",
        "UNPROVEN",
        "BEARER",
        "ALIGNED",
        "BOUND",
        "PROVEN",
    ]


@pytest.mark.parametrize(
    ("authentication", "holds", "standing"),
    [
        (Authentication.FAILED, False, Standing.FORGED),
        (Authentication.FAILED, True, Standing.FORGED),
        (Authentication.NOTHING, False, Standing.UNPROVEN),
        (Authentication.NOTHING, True, Standing.BEARER),
        (Authentication.ALIGNED, False, Standing.ALIGNED),
        (Authentication.ALIGNED, True, Standing.BOUND),
    ],
)
def test_how_a_mail_is_judged(authentication: Authentication, holds: bool, standing: Standing) -> None:
    assert judge(Evidence(authentication, holds)) is standing


EVERYTHING = [Evidence(*each) for each in product(Authentication, (False, True), Login, (False, True), (False, True))]


@every("evidence", EVERYTHING)
def test_nothing_outweighs_a_failed_proof_or_a_foreign_login(evidence: Evidence) -> None:
    if evidence.authentication is Authentication.FAILED or evidence.login is Login.FOREIGN:
        assert judge(evidence) is Standing.FORGED
    else:
        assert judge(evidence) > Standing.FORGED


@every("evidence", EVERYTHING)
def test_more_proof_never_gives_less_standing(evidence: Evidence) -> None:
    assert judge(replace(evidence, holds_address=True)) >= judge(replace(evidence, holds_address=False))
    assert judge(replace(evidence, confirmed=True)) >= judge(replace(evidence, confirmed=False))
    better = [judge(replace(evidence, authentication=each)) for each in Authentication]
    assert better == sorted(better)


@every("evidence", EVERYTHING)
def test_an_agent_who_wants_answers_elsewhere_proves_nothing(evidence: Evidence) -> None:
    assert judge(replace(evidence, diverts=True)) <= Standing.UNPROVEN


def test_who_logged_in_or_confirmed_is_proven() -> None:
    assert judge(Evidence(Authentication.NOTHING, login=Login.OWN)) is Standing.PROVEN
    assert judge(Evidence(Authentication.NOTHING, confirmed=True)) is Standing.PROVEN


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("needed", [Standing.BEARER, Standing.ALIGNED, Standing.BOUND])
def test_a_site_says_which_standing_counts_and_lifts_nothing_else(standing: Standing, needed: Standing) -> None:
    expected = {
        (Standing.BEARER, Standing.BEARER): Standing.BOUND,
        (Standing.BEARER, Standing.ALIGNED): Standing.UNPROVEN,
        (Standing.BEARER, Standing.BOUND): Standing.UNPROVEN,
        (Standing.ALIGNED, Standing.BOUND): Standing.UNPROVEN,
    }
    assert counted(standing, needed) is expected.get((standing, needed), standing)


def test_who_holds_an_address() -> None:
    assert {standing for standing in Standing if holds_address(standing)} == {
        Standing.BEARER,
        Standing.BOUND,
        Standing.PROVEN,
    }
