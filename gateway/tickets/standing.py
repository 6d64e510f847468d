"""Who sent it, and what may it do: the one place that answers both (reference: security, section 7.4). Pure.

A standing comes from `judge`, once for each mail. What it allows stands in `AUTHORITY`, a row for each act; nothing
else in the code asks who somebody is.
"""

from dataclasses import dataclass
from enum import Enum

from ..mail.auth import Authentication
from .people import Standing


class Act(Enum):
    """What somebody may want to do by mail."""

    OPEN = "open a ticket"
    SET_FIELDS = "say department, priority, type and product of a ticket that the mail opens"
    BE_ANSWERED = "be answered automatically"
    BE_QUOTED = "be answered automatically with words of their own"
    APPEND = "add to a ticket in which the sender takes part"
    DISTRIBUTE = "have a reply sent on to the other participants"
    ADD_PEOPLE = "bring people along in To and Cc"
    INTRUDE = "add to a ticket in which the sender takes no part"
    ASK = "ask for the state of one's own tickets"
    MANAGE_OWN = "close, reopen and leave one's own tickets, choose one's language"
    RATE = "say how well one was helped"
    ANSWER = "answer customers in the name of the house"
    FORWARD = "open a ticket for the customer whose mail is forwarded"
    ORDER_LOW = "take, assign to oneself, note, snooze, describe a ticket, resolve it"
    ORDER_MEDIUM = "close a ticket, give it to others"
    ORDER_HIGH = "say who takes part, merge, split, let held mail in, mark spam"
    BE_REACHED = "be written to automatically again, though mail to them came back or they called it spam"
    BE_EXCUSED = "be away because one's own answering machine says so"
    SEE_RULES = "be sent the rules, for admins"
    ADMINISTER = "change the rules, for admins"


class Ruling(Enum):
    """What follows where somebody of a standing wants something."""

    ALLOWED = "allowed"
    CONFIRM = "once its author said yes to a mail that asks"
    HELD = "kept for people to see, and nothing is done"
    IGNORED = "not done"


_YES, _ASK, _HOLD, _NO = Ruling.ALLOWED, Ruling.CONFIRM, Ruling.HELD, Ruling.IGNORED

#                   FORGED  UNPROVEN  BEARER  ALIGNED  BOUND  PROVEN
AUTHORITY: dict[Act, tuple[Ruling, Ruling, Ruling, Ruling, Ruling, Ruling]] = {
    Act.OPEN: (_HOLD, _YES, _YES, _YES, _YES, _YES),
    Act.SET_FIELDS: (_NO, _YES, _YES, _YES, _YES, _YES),
    Act.BE_ANSWERED: (_NO, _YES, _YES, _YES, _YES, _YES),
    Act.BE_QUOTED: (_NO, _NO, _NO, _YES, _YES, _YES),
    Act.APPEND: (_HOLD, _YES, _YES, _YES, _YES, _YES),
    Act.DISTRIBUTE: (_NO, _NO, _NO, _YES, _YES, _YES),
    Act.ADD_PEOPLE: (_NO, _NO, _NO, _YES, _YES, _YES),
    Act.INTRUDE: (_HOLD, _HOLD, _HOLD, _HOLD, _HOLD, _HOLD),
    Act.ASK: (_NO, _ASK, _ASK, _YES, _YES, _YES),
    Act.MANAGE_OWN: (_NO, _ASK, _ASK, _YES, _YES, _YES),
    Act.RATE: (_NO, _ASK, _YES, _YES, _YES, _YES),
    Act.ANSWER: (_HOLD, _HOLD, _HOLD, _YES, _YES, _YES),
    Act.FORWARD: (_NO, _NO, _NO, _YES, _YES, _YES),
    Act.ORDER_LOW: (_NO, _NO, _NO, _YES, _YES, _YES),
    Act.ORDER_MEDIUM: (_NO, _NO, _NO, _ASK, _YES, _YES),
    Act.ORDER_HIGH: (_NO, _NO, _NO, _ASK, _ASK, _YES),
    Act.BE_REACHED: (_NO, _NO, _YES, _YES, _YES, _YES),
    Act.BE_EXCUSED: (_NO, _NO, _YES, _YES, _YES, _YES),
    Act.SEE_RULES: (_NO, _NO, _NO, _YES, _YES, _YES),
    Act.ADMINISTER: (_NO, _NO, _NO, _NO, _NO, _ASK),
}


def rule(standing: Standing, act: Act) -> Ruling:
    return AUTHORITY[act][standing]


def may(standing: Standing, act: Act) -> bool:
    """Is it allowed at once?"""
    return rule(standing, act) is Ruling.ALLOWED


def counted(standing: Standing, needed: Standing) -> Standing:
    """The standing that counts on a site where people need this one: a site without a server that proves domains takes
    a signed address for proof (BEARER), a strict one wants the address besides the domain (BOUND).
    """
    if standing is Standing.BEARER and needed is Standing.BEARER:
        return Standing.BOUND
    return Standing.UNPROVEN if Standing.UNPROVEN < standing < needed else standing


def holds_address(standing: Standing) -> bool:
    """Did the mail come to its author's own signed address, or prove even more?"""
    return standing in (Standing.BEARER, Standing.BOUND, Standing.PROVEN)


class Login(Enum):
    """Whether somebody logged in to hand the mail in, and in whose name it is written. Agents log in; other people
    prove their address by a mailed link, for an hour.
    """

    NONE = "nobody logged in"
    OWN = "its author logged in"
    FOREIGN = "somebody else than its author logged in"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks for or against the author of one mail."""

    authentication: Authentication
    holds_address: bool = False  # it came to a signed address that was given to this very author
    login: Login = Login.NONE
    confirmed: bool = False  # its author answered the question whether it is theirs
    diverts: bool = False  # an agent's mail that wants its answers elsewhere


def judge(evidence: Evidence) -> Standing:
    """The standing of one mail; the lowest that anything asks for."""
    if evidence.authentication is Authentication.FAILED or evidence.login is Login.FOREIGN:
        return Standing.FORGED
    if evidence.diverts:
        return Standing.UNPROVEN
    if evidence.login is Login.OWN or evidence.confirmed:
        return Standing.PROVEN
    return _JUDGED[evidence.authentication, evidence.holds_address]


_JUDGED: dict[tuple[Authentication, bool], Standing] = {
    (Authentication.NOTHING, False): Standing.UNPROVEN,
    (Authentication.NOTHING, True): Standing.BEARER,
    (Authentication.ALIGNED, False): Standing.ALIGNED,
    (Authentication.ALIGNED, True): Standing.BOUND,
}
