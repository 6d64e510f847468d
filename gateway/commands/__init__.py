"""Registry 2: orders in the mail of agents. They are the first lines of the new text. Pure."""

from .grammar import Order, Orders, read
from .vocabulary import COMMANDS, Complaint, KeepInternal, Obeyed, obey

__all__ = ["COMMANDS", "Complaint", "KeepInternal", "Obeyed", "Order", "Orders", "obey", "read"]
