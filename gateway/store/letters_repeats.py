"""How often a request had been sent again when the mail came that a notice tells of."""

from ..tickets.changes import Repeat
from .asking import Asking
from .letters_steps import DONE
from .outbox import Claimed


def times(asking: Asking, claimed: Claimed) -> int:
    """0 where the mail was no such one."""
    if claimed.mail is None:
        return 0
    done = asking.rows(DONE, number=claimed.ticket, mail=claimed.mail)
    return next((int(row.new) for row in done if row.change == Repeat.name), 0)
