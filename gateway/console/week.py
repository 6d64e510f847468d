"""Working hours as people say them: days in a row that have the same hours are one line. Pure."""

from dataclasses import dataclass
from itertools import groupby

from ..reports import first_day_of_week
from ..tickets.clock import Hours, Stint, merged

Times = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Days:
    """From one weekday (0 is Monday) to another, and the minutes of the day at which work begins and ends."""

    first: int
    last: int
    times: Times


def week(hours: Hours, language: str) -> tuple[Days, ...]:
    """In the order of the reader's week; none where work goes on around the clock."""
    stints = merged(hours.stints)
    begins = first_day_of_week(hours, language)
    days = [((begins + number) % 7, _times(stints, (begins + number) % 7)) for number in range(7)]
    runs = ((times, [day for day, _ in run]) for times, run in groupby(days, key=lambda each: each[1]))
    return tuple(Days(run[0], run[-1], times) for times, run in runs if times)


def _times(stints: tuple[Stint, ...], day: int) -> Times:
    return tuple((each.start, each.end) for each in stints if each.day == day)
