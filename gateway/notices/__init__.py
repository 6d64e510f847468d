"""Registry 4: what is told to whom. A new kind of notice is a `Kind`, a line in `HAPPENED` and in `AUDIENCE`, and its
templates. Pure.
"""

from .kinds import Kind, Manner, Notice, Recipient, Staff, Step, Voice
from .mornings import (
    AgeView,
    ColleagueView,
    Compared,
    DayView,
    DeskFigures,
    DigestLine,
    DigestList,
    DigestView,
    ReportView,
)
from .planning import AUDIENCE, HAPPENED, ORDER, plan
from .rules_lines import rules_in, rules_lines
from .sorts import ANSWERS_CUSTOMERS, ANSWERS_THE_WRITER, INTERNAL, TELLS_OF_FILES, answers_the_writer
from .undelivered import Told, failure_in, tell
from .view import (
    ArticleView,
    AttachmentView,
    FieldLine,
    NoticeView,
    OrderLine,
    PreviousView,
    RulesState,
    RulesView,
    TicketLine,
    UndeliveredView,
)

__all__ = [
    "ANSWERS_CUSTOMERS",
    "ANSWERS_THE_WRITER",
    "AUDIENCE",
    "HAPPENED",
    "INTERNAL",
    "ORDER",
    "TELLS_OF_FILES",
    "AgeView",
    "ArticleView",
    "AttachmentView",
    "ColleagueView",
    "Compared",
    "DayView",
    "DeskFigures",
    "DigestLine",
    "DigestList",
    "DigestView",
    "FieldLine",
    "Kind",
    "Manner",
    "Notice",
    "NoticeView",
    "OrderLine",
    "PreviousView",
    "Recipient",
    "ReportView",
    "RulesState",
    "RulesView",
    "Staff",
    "Step",
    "TicketLine",
    "Told",
    "UndeliveredView",
    "Voice",
    "answers_the_writer",
    "failure_in",
    "plan",
    "rules_in",
    "rules_lines",
    "tell",
]
