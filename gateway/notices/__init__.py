"""Registry 4: what is told to whom. A new kind of notice is a `Kind`, a line in `HAPPENED` and in `AUDIENCE`, and its
templates. Pure.
"""

from .kinds import Kind, Manner, Notice, Recipient, Staff, Step, Voice
from .planning import (
    ANSWERS_CUSTOMERS,
    ANSWERS_THE_WRITER,
    AUDIENCE,
    HAPPENED,
    INTERNAL,
    ORDER,
    TELLS_OF_FILES,
    answers_the_writer,
    plan,
)
from .view import ArticleView, AttachmentView, FieldLine, NoticeView, OrderLine, TicketLine

__all__ = [
    "ANSWERS_CUSTOMERS",
    "ANSWERS_THE_WRITER",
    "AUDIENCE",
    "HAPPENED",
    "INTERNAL",
    "ORDER",
    "TELLS_OF_FILES",
    "ArticleView",
    "AttachmentView",
    "FieldLine",
    "Kind",
    "Manner",
    "Notice",
    "NoticeView",
    "OrderLine",
    "Recipient",
    "Staff",
    "Step",
    "TicketLine",
    "Voice",
    "answers_the_writer",
    "plan",
]
