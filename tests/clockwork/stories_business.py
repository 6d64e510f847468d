"""Windows in days of work: weekends, half days, holidays of both calendars, and clocks that are set."""

from dataclasses import replace

from .story import Desk, Story

# Day 0 of a story is a Saturday, where nothing else is said; Friday is free.
TEHRAN = Desk(hours=("sat-wed 08:00-16:00",), window_counts="business")
WITH_THURSDAYS = replace(TEHRAN, hours=("sat-wed 08:00-16:00", "thu 08:00-12:00"))
BERLIN = replace(TEHRAN, zone="Europe/Berlin", hours=("mon-fri 09:00-17:00",))

STORIES: tuple[Story, ...] = (
    Story(
        "within a week the days of work are days of the calendar",
        TEHRAN,
        """
        0 10:00 | ali asks            | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        2 10:10 | -                   | ali: reminder
        3 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "Thursday and Friday do not count where nobody works",
        TEHRAN,
        """
        3 10:00 | ali asks            | ali: received; tom: new_mail
        3 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        7 10:10 | -                   | ali: reminder
        8 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "a half day is a day",
        WITH_THURSDAYS,
        """
        4 15:00 | ali asks            | ali: received; tom: new_mail
        4 15:30 | tom writes #resolve | ali: resolved; tom: transcript
        7 15:30 | -                   | ali: reminder
        8 15:30 | -                   | ali: closed
        """,
    ),
    Story(
        "resolved on a Friday, it counts from Saturday",
        WITH_THURSDAYS,
        """
        6 10:00 | ali asks            | ali: received; tom: new_mail
        6 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        8 10:10 | -                   | ali: reminder
        9 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "one day of work reminds half-way through the work, not at night",
        replace(TEHRAN, window_days=1),
        """
        0 10:00 | ali asks            | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        0 14:10 | -                   | ali: reminder
        1 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "one day of work before the weekend ends after it",
        replace(TEHRAN, window_days=1),
        """
        4 10:00 | ali asks            | ali: received; tom: new_mail
        4 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        4 14:10 | -                   | ali: reminder
        7 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "Nowruz: what is resolved before it is reminded of and closed after it",
        replace(WITH_THURSDAYS, begins="2027-03-18", holidays=(("country", "IR"),)),
        """
        2027-03-18 10:00 | ali asks            | ali: received; tom: new_mail
        2027-03-18 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        2027-03-27 10:10 | -                   | ali: reminder
        2027-03-28 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "a Jalali holiday of every year is free",
        replace(TEHRAN, holidays=(("jalali", ("09-03",)),)),
        """
        0 10:00 | ali asks            | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        2 10:10 | -                   | ali: reminder
        4 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "Jalali and Gregorian holidays with their year are free in that year",
        replace(
            TEHRAN, holidays=(("jalali", ("1405-09-03", "1404-09-02")), ("gregorian", ("2026-11-25", "2025-11-23")))
        ),
        """
        0 10:00 | ali asks            | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        2 10:10 | -                   | ali: reminder
        7 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "a holiday on which the house works counts",
        replace(TEHRAN, holidays=(("jalali", ("09-03",)), ("worked", ("1405-09-03",)))),
        """
        0 10:00 | ali asks            | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        2 10:10 | -                   | ali: reminder
        3 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "Christmas and the weekend behind it do not count in Berlin",
        replace(BERLIN, begins="2026-12-23", holidays=(("gregorian", ("12-25", "12-26")),)),
        """
        2026-12-23 10:00 | ali asks            | ali: received; tom: new_mail
        2026-12-23 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        2026-12-28 10:10 | -                   | ali: reminder
        2026-12-29 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "holidays are nothing to a window in days of the calendar",
        replace(TEHRAN, window_counts="calendar", begins="2027-03-18", holidays=(("country", "IR"),)),
        """
        2027-03-18 10:00 | ali asks            | ali: received; tom: new_mail
        2027-03-18 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        2027-03-20 10:10 | -                   | ali: reminder
        2027-03-21 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "when the clock goes forward, days of work end at the same time of day",
        replace(BERLIN, begins="2027-03-25"),
        """
        2027-03-25 10:00 | ali asks            | ali: received; tom: new_mail
        2027-03-25 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        2027-03-29 10:10 | -                   | ali: reminder
        2027-03-30 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "when the clock goes back, days of work end at the same time of day",
        replace(BERLIN, begins="2026-10-22"),
        """
        2026-10-22 16:30 | ali asks            | ali: received; tom: new_mail
        2026-10-22 16:45 | tom writes #resolve | ali: resolved; tom: transcript
        2026-10-26 16:45 | -                   | ali: reminder
        2026-10-27 16:45 | -                   | ali: closed
        """,
    ),
    Story(
        "three days of the calendar are 72 hours, though the clock goes forward",
        replace(BERLIN, window_counts="calendar", begins="2027-03-26"),
        """
        2027-03-26 10:00 | ali asks            | ali: received; tom: new_mail
        2027-03-26 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        2027-03-28 11:10 | -                   | ali: reminder
        2027-03-29 11:10 | -                   | ali: closed
        """,
    ),
    Story(
        "three days of the calendar are 72 hours, though the clock goes back",
        replace(BERLIN, window_counts="calendar", zone="America/New_York", begins="2026-10-30"),
        """
        2026-10-30 10:00 | ali asks            | ali: received; tom: new_mail
        2026-10-30 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        2026-11-01 09:10 | -                   | ali: reminder
        2026-11-02 09:10 | -                   | ali: closed
        """,
    ),
    Story(
        "not solved on the free day opens it, and resolved again it has its days of work again",
        TEHRAN,
        """
        3 10:00  | ali asks                  | ali: received; tom: new_mail
        3 10:10  | tom writes #resolve       | ali: resolved; tom: transcript
        6 20:00  | ali writes It is not.     | ali: reopened; tom: new_mail
        7 09:00  | tom writes #resolve / Now | ali: resolved; tom: transcript
        9 09:00  | -                         | ali: reminder
        10 09:00 | -                         | ali: closed
        """,
    ),
    Story(
        "a working week that is changed in the window moves nothing that was said",
        TEHRAN,
        """
        3 10:00 | ali asks                           | ali: received; tom: new_mail
        3 10:10 | tom writes #resolve                | ali: resolved; tom: transcript
        4 10:10 | the nodes start anew window_days=9 |
        7 10:10 | -                                  | ali: reminder
        8 10:10 | -                                  | ali: closed
        """,
    ),
)
