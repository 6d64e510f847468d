"""Tells people that a brake bit, each brake once a day for what it holds back: the department's lead, or its agents
where it has none.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from ..decisions import Hold, Update
from ..filters.brakes import LIMITS
from ..findings import Verdict
from ..notices import ANSWERS_CUSTOMERS, HAPPENED, Kind, Notice, Recipient, Staff, Step, Voice
from ..policy import Department, Policy
from ..tickets.people import Agent, Person, Role
from ..tickets.ticket import Status
from . import people
from .brakes import TOLD_OF_MAIL
from .facts import Arrived
from .issue import Cause, issue
from .prepared import Prepared
from .schema import ALERTS, notice
from .sent_lately import domain_of
from .taker import Taker

AN_HOUR = 5  # alerts to one person: whoever makes a brake bite for ever new addresses must not flood our own people
NOBODY = Staff((), None)

HEARD = Prepared(
    select(notice.c.once, notice.c.created).where(
        ALERTS, notice.c.recipient == bindparam("address"), notice.c.created > bindparam("since")
    )
)


@dataclass(frozen=True, slots=True)
class Bite:
    """A brake that held something back: which (the name of its check), towards what, and in which department."""

    brake: str
    key: str  # an address, a domain, a ticket's number, or "" where it is everybody
    department: str
    mail: int


def raise_for(
    connection: Connection,
    arrived: Arrived,
    decision: Update | Hold,
    ticket: int,
    policy: Policy,
    now: datetime,
    taker: Taker | None = None,
) -> tuple[int, ...]:
    """Tells of the brake that held back what this mail would have brought, where one did; the notices' ids."""
    if arrived.silent:
        return ()
    bite = bite_of(decision, arrived.mail.writer.key, ticket, arrived.id)
    return raise_alert(connection, bite, policy, now, taker) if bite else ()


def bite_of(decision: Update | Hold, writer: str, ticket: int, mail: int) -> Bite | None:
    """The first brake that held something back which would else have gone out; `writer` is the author's address.

    None where the mail would not have been answered at all: because of what it is, or because nothing happened.
    """
    found = [finding for finding in decision.trail.findings if finding.verdict >= Verdict.SILENT]
    if isinstance(decision, Update) and decision.before is None and decision.after.status is Status.SPAM:
        return None  # a rule says so, and nobody hears of it
    if not found or any(finding.check not in LIMITS for finding in found):
        return None
    step = _step(decision)
    held = TOLD_OF_MAIL if found[0].check == "flood_brake" else ANSWERS_CUSTOMERS
    if not any(HAPPENED[kind](step) for kind in held):
        return None
    keys = {"ticket_brake": str(ticket), "flood_brake": str(ticket), "total_brake": ""}
    keys |= dict.fromkeys(("domain_brake", "echo_brake"), domain_of(writer))
    return Bite(found[0].check, keys.get(found[0].check, writer), step.after.department, mail)


def raise_alert(
    connection: Connection, bite: Bite, policy: Policy, now: datetime, taker: Taker | None = None
) -> tuple[int, ...]:
    """The ids of the notices that tell of it; none where its people heard of it today, or heard enough this hour."""
    cause = Cause(f"{bite.brake} {bite.key} {now:%Y-%m-%d}", None, None, bite.mail)
    concerned = _people(policy.department(bite.department), policy)
    told = [agent for agent in concerned if not _heard_enough(connection, agent, cause, now)]
    known = people.stored(connection, [Person(0, agent.address, agent.shown, agent.language) for agent in told])
    lines = (bite.brake, bite.key, str(LIMITS[bite.brake](policy.brakes)), str(bite.mail))
    notices = tuple(
        Notice(Kind.ALERT, Recipient(known[agent.address], Role.AGENT, agent.language), Voice.GENERATED, lines=lines)
        for agent in told
    )
    return issue(connection, cause, notices, policy, now, taker)


def _heard_enough(connection: Connection, agent: Agent, cause: Cause, now: datetime) -> bool:
    """Of this today, or of other brakes within the hour."""
    rows = HEARD.execute(connection, {"address": agent.address, "since": now - timedelta(days=1)}).all()
    within_hour = sum(row.created > now - timedelta(hours=1) for row in rows)
    return within_hour >= AN_HOUR or any(row.once.startswith(f"{cause.name}: ") for row in rows)


def _people(department: Department, policy: Policy) -> tuple[Agent, ...]:
    lead = policy.agent_named(department.lead) if department.lead else None
    return (lead,) if lead else department.agents


def _step(decision: Update | Hold) -> Step:
    article = decision.article
    if isinstance(decision, Hold):
        return Step(decision.ticket, decision.ticket, article, article.author, NOBODY)
    return Step(decision.before, decision.after, article, article.author, NOBODY)
