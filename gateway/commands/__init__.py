"""Registry 2: orders in the mail of agents and of those who ask: the first lines of the new text. Pure."""

from .admins import ADMINS
from .agents_lobby import AGENTS_LOBBY
from .command import Command, Complaint, Desk, Lobby, Obeyed, Question, Words
from .grammar import LIMIT, Order, Orders, normal, order_lines, read, tickets_named, was_planted
from .lookup import find, understood, unknown, words
from .registry import AGENTS
from .requesters import LOBBY, REQUESTERS
from .session import TOO_MANY, Heard, Session, Verdict, canonical, follow

CUSTOMERS = words((*REQUESTERS, *LOBBY))  # all that is an order where a customer writes it

__all__ = [
    "ADMINS",
    "AGENTS",
    "AGENTS_LOBBY",
    "CUSTOMERS",
    "LIMIT",
    "LOBBY",
    "REQUESTERS",
    "TOO_MANY",
    "Command",
    "Complaint",
    "Desk",
    "Heard",
    "Lobby",
    "Obeyed",
    "Order",
    "Orders",
    "Question",
    "Session",
    "Verdict",
    "Words",
    "canonical",
    "find",
    "follow",
    "normal",
    "order_lines",
    "read",
    "tickets_named",
    "understood",
    "unknown",
    "was_planted",
    "words",
]
