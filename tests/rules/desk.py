"""What tests of the rules share: the office that they are for, documents of one rule, and what they see of a mail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.facts import Beginning, Facts
from gateway.policy import Choice, Policy
from gateway.rules import Mistake, Routing, follow, read
from gateway.ruleset import RuleSet
from gateway.sight import Sight, sight_of
from gateway.tickets.clock import Hours, Stint
from gateway.tickets.people import Person, Standing
from gateway.tickets.ticket import Ticket
from tests.builders import ALI, NOW, POSHTIBANI, SUPPORT, facts, mail, policy, ticket

HOURS = Hours("Asia/Tehran", tuple(Stint(day, 8 * 60, 16 * 60) for day in (0, 1, 2, 5, 6)))  # Saturday to Wednesday
OPEN = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)  # a Saturday, 9:30 in Tehran
NIGHT = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)  # 23:30
RELAY = "192.0.2.1"  # whose spam marks we believe
PRODUCTS = ("printer", "portal")
POLICY: Policy = policy(
    departments=(replace(SUPPORT, hours=HOURS), replace(POSHTIBANI, labels=(("en", "Help"), ("fa", "کمک")))),
    products=tuple(Choice(name, (("en", name.title()), ("fa", f"{name} فارسی"))) for name in PRODUCTS),
    spam_relays=frozenset({RELAY}),
)


def one(*lines: str, top: str = "") -> str:
    """A document of one rule; it has a name, and an action and a condition where the lines say none."""
    does = () if any(line.startswith("then") for line in lines) else ('then.tag = "seen"',)
    asks = any(line.startswith(("when", "unless", "from", "until")) for line in lines)
    return "\n".join((top, "[[rule]]", 'name = "one"', *(() if asks else ('when = "always"',)), *lines, *does)) + "\n"


def sound(document: str, policy: Policy = POLICY) -> RuleSet:
    reading = read(document, policy)
    assert reading.mistakes == ()
    return reading.rules


def mistakes(document: str, policy: Policy = POLICY) -> tuple[Mistake, ...]:
    return read(document, policy).mistakes


def seen(
    text: str = "It is broken.",
    opened: Ticket | None = None,
    known: Facts | None = None,
    vouched: bool = False,
    **changes: Any,
) -> Sight:
    """A mail of Ali's as the rules see it, on a ticket that it opens."""
    fresh = opened or replace(ticket(number=0), participants=(), created=NOW)
    return sight_of(mail(text, **changes), known or facts(accepted=OPEN), fresh, vouched)


def routed(document: str, sight: Sight) -> Routing:
    return follow(sound(document), sight)


def fires(document: str, sight: Sight) -> bool:
    return bool(routed(document, sight).fired)


def at(moment: datetime) -> Facts:
    return facts(accepted=moment, now=moment + timedelta(hours=9))


def known(person: Person = ALI, standing: Standing = Standing.ALIGNED, open_tickets: int = 0) -> Facts:
    return facts(person, standing, accepted=OPEN, beginning=Beginning(open_tickets=open_tickets))
