"""Registry 4: what is told to whom. A new kind of notice is a `Kind`, a line in `HAPPENED` and in `AUDIENCE`, and its
templates. Pure.
"""

from .kinds import Kind, Manner, Notice, Recipient, Staff, Step, Voice
from .planning import ANSWERS_THE_WRITER, AUDIENCE, HAPPENED, ORDER, TELLS_OF_FILES, plan
from .view import ArticleView, AttachmentView, NoticeView

__all__ = [
    "ANSWERS_THE_WRITER",
    "AUDIENCE",
    "HAPPENED",
    "ORDER",
    "TELLS_OF_FILES",
    "ArticleView",
    "AttachmentView",
    "Kind",
    "Manner",
    "Notice",
    "NoticeView",
    "Recipient",
    "Staff",
    "Step",
    "Voice",
    "plan",
]
