"""Which agents hear how well they helped. Pure."""

from ..tickets.people import Agent
from .kinds import Step

BAD = 2  # stars, up to which the lead hears of a rating without a word, too


def rated_badly(step: Step) -> bool:
    return step.rated and step.after.rating <= BAD


def concerned(step: Step) -> tuple[Agent, ...]:
    """Who has the ticket, and the lead; the department where there is neither. Never who rated."""
    told = tuple(agent for agent in (step.staff.assignee, step.staff.lead) if agent) or step.staff.agents
    wrote = step.author.person.address if step.author else ""
    return tuple(agent for agent in told if agent.address != wrote)
