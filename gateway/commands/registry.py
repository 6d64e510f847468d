"""Registry 2: all orders of agents, in the sequence in which `#help` tells them. Pure."""

from .agents_asking import STATUS, help_among
from .agents_fields import ASSIGN, DEPARTMENT, NOTE, PRIORITY, PRODUCT, TAKE, TYPE
from .agents_held import REFUSE, RELEASE
from .agents_life import CLOSE, REOPEN, RESOLVE, SNOOZE, SPAM, WAKE
from .agents_lobby import AWAY, BACK
from .agents_parts import MERGE, SPLIT, UNMERGE, UNSPLIT
from .agents_people import CC, REQUESTER, UNCC
from .command import Command
from .lookup import find, words

_DOING: tuple[Command, ...] = (
    TAKE,
    ASSIGN,
    NOTE,
    RESOLVE,
    CLOSE,
    REOPEN,
    SNOOZE,
    WAKE,
    DEPARTMENT,
    PRIORITY,
    TYPE,
    PRODUCT,
    CC,
    UNCC,
    REQUESTER,
    MERGE,
    UNMERGE,
    SPLIT,
    UNSPLIT,
    RELEASE,
    REFUSE,
    SPAM,
    AWAY,
    BACK,
    STATUS,
)

AGENTS: tuple[Command, ...] = (*_DOING, help_among(_DOING))

__all__ = ["AGENTS", "find", "words"]
