"""The policy that is in force at this moment: the configuration's, with what the database adds to it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, exists, literal, select, true

from ..decisions import Said
from ..policy import Policy
from ..ruleset import NO_RULES
from . import absences, logins, rosters, rules
from .prepared import Prepared

_rules = rules.NEWEST.subquery()
_roster = rosters.kept.newest.subquery()
_one = select(literal(1).label("one")).subquery()
_GLANCE = Prepared(  # one statement for each mail; what there is to know more is asked where there is any
    select(
        _rules.c.number,
        _rules.c.at,
        _roster.c.number.label("roster"),
        _roster.c.at.label("organised"),
        exists().where(absences.IS_AWAY).label("away"),
        exists().where(logins.IS_DISABLED).label("disabled"),
    ).select_from(_one.outerjoin(_rules, true()).outerjoin(_roster, true()))
)


def in_force(connection: Connection, policy: Policy, now: datetime) -> Policy:
    """With the latest revision of the roster and of the rules, without agents who are disabled, knowing who is away.
    Read in one transaction, so that no mail meets two revisions.
    """
    seen = _GLANCE.execute(connection, {"now": now}).one()
    if seen.roster:
        policy = rosters.numbered(connection, policy, seen.roster, seen.organised).policy
    # The rules are read for all agents, whoever of them is disabled now.
    decided = rules.numbered(connection, policy, seen.number, seen.at) if seen.number else NO_RULES
    if decided is policy.rules and not (seen.away or seen.disabled or policy.away or policy.excused):
        return policy
    away = absences.away(connection, now) if seen.away else ()
    names = frozenset(each.agent for each in away)
    excused = frozenset(each.agent for each in away if each.how is Said.REPLY)
    standing = logins.standing_policy(connection, policy) if seen.disabled else policy
    return replace(standing, away=names, excused=excused, rules=decided)
