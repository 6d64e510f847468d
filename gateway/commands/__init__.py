"""Registry 2: orders in the mail of agents. They are the first lines of the new text. Pure."""

from .grammar import LIMIT, Order, Orders, read
from .vocabulary import COMMANDS, TOO_MANY, Complaint, Desk, KeepInternal, Obeyed, obey

__all__ = [
    "COMMANDS",
    "LIMIT",
    "TOO_MANY",
    "Complaint",
    "Desk",
    "KeepInternal",
    "Obeyed",
    "Order",
    "Orders",
    "obey",
    "read",
]
