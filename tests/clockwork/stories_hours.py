"""Promises in hours of work: nights, weekends, holidays, lunch, and clocks that are set."""

from dataclasses import replace

from .story import Desk, Story

# Day 0 of a story is a Saturday, where nothing else is said; Friday is free.
TEHRAN = Desk(promise=30, hours=("sat-wed 08:00-16:00", "thu 08:00-12:00"))
BERLIN = replace(TEHRAN, zone="Europe/Berlin", hours=("mon-fri 09:00-17:00",))

STORIES: tuple[Story, ...] = (
    Story(
        "asked at night, the clock runs from the morning",
        TEHRAN,
        """
        0 22:00 | ali asks | ali: received; tom: new_mail
        1 08:24 | -        | tom: due_soon
        1 08:30 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "asked just before the evening, the rest of it runs in the morning",
        TEHRAN,
        """
        0 15:50 | ali asks | ali: received; tom: new_mail
        1 08:14 | -        | tom: due_soon
        1 08:20 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "a promise that ends with the day ends today",
        TEHRAN,
        """
        0 15:30 | ali asks | ali: received; tom: new_mail
        0 15:54 | -        | tom: due_soon
        0 16:00 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "asked at the very end of the day, all of it runs tomorrow",
        TEHRAN,
        """
        0 16:00 | ali asks | ali: received; tom: new_mail
        1 08:24 | -        | tom: due_soon
        1 08:30 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "Thursday ends at noon, and Friday is free",
        TEHRAN,
        """
        5 11:50 | ali asks | ali: received; tom: new_mail
        7 08:14 | -        | tom: due_soon
        7 08:20 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "asked on a Friday, it is promised for Saturday, and the acknowledgement says so",
        TEHRAN,
        """
        6 12:00 | ali asks                        | ali: received; tom: new_mail
        6 12:00 | ali reads (in received) 08:30   |
        7 08:24 | -                               | tom: due_soon
        7 08:30 | -                               | tom: overdue; ali: holding
        """,
    ),
    Story(
        "an answer at night is an answer",
        TEHRAN,
        """
        0 15:50 | ali asks                       | ali: received; tom: new_mail
        0 23:00 | tom writes Is there any paper? | ali: answered
        9 08:20 | -                              |
        """,
    ),
    Story(
        "over lunch the clock stands still",
        replace(TEHRAN, hours=("sat-wed 08:00-12:00", "sat-wed 13:00-16:00")),
        """
        0 11:50 | ali asks | ali: received; tom: new_mail
        0 13:14 | -        | tom: due_soon
        0 13:20 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "a promise of two days of work is warned of on the second",
        replace(TEHRAN, promise=2 * 8 * 60),
        """
        0 10:00 | ali asks | ali: received; tom: new_mail
        1 14:48 | -        | tom: due_soon
        2 10:00 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "asked at Nowruz, it is promised for the day after the holidays",
        replace(TEHRAN, begins="2027-03-21", holidays=(("country", "IR"),)),
        """
        2027-03-21 10:00 | ali asks | ali: received; tom: new_mail
        2027-03-25 08:24 | -        | tom: due_soon
        2027-03-25 08:30 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "a holiday on which the house works is a day like others",
        replace(TEHRAN, begins="2027-03-24", holidays=(("country", "IR"), ("worked", ("1406-01-04",)))),
        """
        2027-03-24 10:00 | ali asks | ali: received; tom: new_mail
        2027-03-24 10:24 | -        | tom: due_soon
        2027-03-24 10:30 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "who works around the clock works on holidays, too",
        replace(TEHRAN, hours=(), begins="2027-03-21", holidays=(("country", "IR"),)),
        """
        2027-03-21 02:00 | ali asks | ali: received; tom: new_mail
        2027-03-21 02:24 | -        | tom: due_soon
        2027-03-21 02:30 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "Epiphany is free in Bavaria",
        replace(BERLIN, begins="2027-01-06", holidays=(("country", "DE-BY"),)),
        """
        2027-01-06 10:00 | ali asks | ali: received; tom: new_mail
        2027-01-07 09:24 | -        | tom: due_soon
        2027-01-07 09:30 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "Epiphany is a day of work in Berlin",
        replace(BERLIN, begins="2027-01-06", holidays=(("country", "DE-BE"),)),
        """
        2027-01-06 10:00 | ali asks | ali: received; tom: new_mail
        2027-01-06 10:24 | -        | tom: due_soon
        2027-01-06 10:30 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "a shift over midnight is one stretch of work",
        replace(TEHRAN, hours=("sat 20:00-24:00", "sun 00:00-04:00")),
        """
        0 23:50 | ali asks | ali: received; tom: new_mail
        1 00:14 | -        | tom: due_soon
        1 00:20 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "an hour that comes twice is worked twice",
        replace(BERLIN, begins="2026-10-25", hours=("sun 00:00-08:00",), promise=300),
        """
        2026-10-25 01:30 | ali asks | ali: received; tom: new_mail
        2026-10-25 04:30 | -        | tom: due_soon
        2026-10-25 05:30 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "an hour that is left out is not worked",
        replace(BERLIN, begins="2027-03-28", hours=("sun 00:00-08:00",), promise=300),
        """
        2027-03-28 01:30 | ali asks | ali: received; tom: new_mail
        2027-03-28 06:30 | -        | tom: due_soon
        2027-03-28 07:30 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "New York sets its clock over the weekend, and Monday begins at nine all the same",
        replace(BERLIN, zone="America/New_York", begins="2027-03-12"),
        """
        2027-03-12 16:50 | ali asks | ali: received; tom: new_mail
        2027-03-15 09:14 | -        | tom: due_soon
        2027-03-15 09:20 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "Lord Howe leaves out half an hour",
        replace(BERLIN, zone="Australia/Lord_Howe", begins="2026-10-04", hours=("sun 00:00-08:00",), promise=100),
        """
        2026-10-04 01:30 | ali asks | ali: received; tom: new_mail
        2026-10-04 03:20 | -        | tom: due_soon
        2026-10-04 03:40 | -        | tom: overdue; ali: holding
        """,
    ),
    Story(
        "Tehran sets its clock no more, not even at the first of Farvardin",
        replace(TEHRAN, hours=(), begins="2027-03-21", promise=60),
        """
        2027-03-21 23:30 | ali asks | ali: received; tom: new_mail
        2027-03-22 00:18 | -        | tom: due_soon
        2027-03-22 00:30 | -        | tom: overdue; ali: holding
        """,
    ),
)
