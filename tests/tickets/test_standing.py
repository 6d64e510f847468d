"""The literal tables of who may do what, and of what proves how much."""

from itertools import product

import pytest

from gateway.mail.auth import Authentication
from gateway.tickets.people import Standing
from gateway.tickets.standing import NEEDED, Act, judge, may


@pytest.mark.parametrize("act", Act)
def test_what_is_allowed_only_grows_from_left_to_right(act: Act) -> None:
    allowed = [may(standing, act) for standing in Standing]
    assert allowed == sorted(allowed)
    assert allowed[-1]
    assert not allowed[0]


def test_every_act_has_its_place_in_the_table() -> None:
    assert set(NEEDED) == set(Act)


@pytest.mark.parametrize(
    ("act", "lowest"),
    [
        (Act.OPEN, Standing.UNPROVEN),
        (Act.APPEND, Standing.UNPROVEN),
        (Act.DISTRIBUTE, Standing.ALIGNED),
        (Act.ADD_PEOPLE, Standing.ALIGNED),
        (Act.BE_QUOTED, Standing.ALIGNED),
    ],
)
def test_the_lowest_standing_that_may(act: Act, lowest: Standing) -> None:
    assert min(standing for standing in Standing if may(standing, act)) is lowest


def test_standings_are_ordered_as_they_are_believed() -> None:
    names = [standing.label for standing in sorted(Standing)]
    assert names == ["forged", "unproven", "bearer", "aligned", "bound", "proven"]


@pytest.mark.parametrize(
    ("authentication", "holds", "standing"),
    [
        (Authentication.FAILED, False, Standing.FORGED),
        (Authentication.FAILED, True, Standing.FORGED),  # an address that leaked saves no forgery
        (Authentication.NOTHING, False, Standing.UNPROVEN),
        (Authentication.NOTHING, True, Standing.BEARER),
        (Authentication.ALIGNED, False, Standing.ALIGNED),
        (Authentication.ALIGNED, True, Standing.BOUND),
    ],
)
def test_how_a_mail_is_judged(authentication: Authentication, holds: bool, standing: Standing) -> None:
    assert judge(authentication, holds) is standing


def test_more_proof_never_gives_less_standing() -> None:
    for authentication, holds in product(Authentication, (False, True)):
        assert judge(authentication, True) >= judge(authentication, False)
        assert judge(Authentication.ALIGNED, holds) >= judge(Authentication.NOTHING, holds)
        assert judge(Authentication.NOTHING, holds) >= judge(Authentication.FAILED, holds)
