"""The policy that is in force at this moment: the configuration's, with what the database adds to it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from ..decisions import Said
from ..policy import Policy
from . import absences, logins, rules


def in_force(connection: Connection, policy: Policy, now: datetime) -> Policy:
    """Without agents who are disabled, knowing who is away, and with the latest revision of the rules. Read in one
    transaction, so that no mail meets two revisions.
    """
    decided = rules.current(connection, policy)  # read for the configuration, whoever of its agents is disabled now
    away = absences.away(connection, now)
    names = frozenset(each.agent for each in away)
    excused = frozenset(each.agent for each in away if each.how is Said.REPLY)
    return replace(logins.standing_policy(connection, policy), away=names, excused=excused, rules=decided)
