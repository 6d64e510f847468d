"""What tests of agents' orders stand on: Tom writes orders on ticket 7."""

from dataclasses import replace
from typing import Any

from gateway.commands import AGENTS, Complaint, Desk, Obeyed, Session, follow, read
from gateway.facts import Surroundings
from gateway.tickets.effects import Effect
from gateway.tickets.people import Agent
from gateway.tickets.ticket import Ticket

from ..builders import TOM, author, facts, policy, ticket


def desk(found: Ticket | None = None, who: Agent = TOM, around: Surroundings | None = None, **changes: Any) -> Desk:
    """`changes` are of the policy."""
    known = replace(facts(who), around=around or Surroundings())
    return Desk(author(who), known, policy(**changes), found or ticket())


def session(text: str, at: Desk | None = None) -> Session:
    return follow(read(text).orders, at or desk(), AGENTS)


def outcome(line: str, at: Desk | None = None) -> Obeyed | Complaint:
    """What comes of one order."""
    found = session(line, at)
    if found.refused:
        ((_, complaint),) = found.refused
        return complaint
    ((_, _, obeyed),) = found.done
    return obeyed


def effects(line: str, at: Desk | None = None) -> tuple[Effect, ...]:
    found = outcome(line, at)
    assert isinstance(found, Obeyed), found.why.en
    return found.effects


def told(line: str, at: Desk | None = None) -> tuple[str, str]:
    found = outcome(line, at)
    assert isinstance(found, Obeyed), found.why.en
    return found.told.en, found.told.fa


def complaint(line: str, at: Desk | None = None) -> tuple[str, str]:
    """In both languages; both say something, and what is quoted in them is short."""
    found = outcome(line, at)
    assert isinstance(found, Complaint), found
    assert found.why.en
    assert found.why.fa
    assert "\n" not in found.why.en + found.why.fa
    return found.why.en, found.why.fa
