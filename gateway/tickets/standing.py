"""Who sent it, and what may it do: the one place that answers both (reference: security, section 7.4). Pure."""

from enum import Enum

from ..mail.auth import Authentication
from .people import Standing


class Act(Enum):
    """What somebody may want to do by mail."""

    OPEN = "open a ticket"
    APPEND = "add to a ticket in which the sender takes part"
    DISTRIBUTE = "have a reply sent on to the other participants"
    ADD_PEOPLE = "bring people along in To and Cc"
    BE_QUOTED = "be answered automatically with words of their own"


NEEDED: dict[Act, Standing] = {
    Act.OPEN: Standing.UNPROVEN,
    Act.APPEND: Standing.UNPROVEN,
    Act.DISTRIBUTE: Standing.ALIGNED,
    Act.ADD_PEOPLE: Standing.ALIGNED,
    Act.BE_QUOTED: Standing.ALIGNED,
}


def may(standing: Standing, act: Act) -> bool:
    return standing >= NEEDED[act]


def judge(authentication: Authentication, holds_address: bool) -> Standing:
    """The standing of one mail. `holds_address`: it came to a signed address that was given to this very author."""
    return _JUDGED[authentication, holds_address]


_JUDGED: dict[tuple[Authentication, bool], Standing] = {
    (Authentication.FAILED, False): Standing.FORGED,
    (Authentication.FAILED, True): Standing.FORGED,
    (Authentication.NOTHING, False): Standing.UNPROVEN,
    (Authentication.NOTHING, True): Standing.BEARER,
    (Authentication.ALIGNED, False): Standing.ALIGNED,
    (Authentication.ALIGNED, True): Standing.BOUND,
}
