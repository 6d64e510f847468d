"""What happened at the desk in a period, as figures: rows come in, frozen figures go out. Pure.

`store/figures` gathers the rows, `cli/report`, `outgoing/page` and the weekly mail show what comes of them.
"""

from .figures import (
    Age,
    Day,
    Figures,
    FirstAnswers,
    Group,
    Promises,
    Ratings,
    Report,
    Step,
    Volume,
)
from .grouping import By
from .lives import Event, Happening, Life, as_of
from .measure import measure
from .periods import Frame, Period, Span, first_day_of_week

__all__ = [
    "Age",
    "By",
    "Day",
    "Event",
    "Figures",
    "FirstAnswers",
    "Frame",
    "Group",
    "Happening",
    "Life",
    "Period",
    "Promises",
    "Ratings",
    "Report",
    "Span",
    "Step",
    "Volume",
    "as_of",
    "first_day_of_week",
    "measure",
]
