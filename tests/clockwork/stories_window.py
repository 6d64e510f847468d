"""A resolved ticket and its window, in days of the calendar: nobody says anything, or somebody does."""

from dataclasses import replace

from .story import Desk, Story

CALENDAR = Desk()
TWO_AGENTS = Desk(agents=("tom", "mina"))

STORIES: tuple[Story, ...] = (
    Story(
        "nobody says anything: a reminder after two days, the end after three",
        CALENDAR,
        """
        0 10:00 | ali asks                            | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / It is mended. | ali: resolved; tom: transcript
        2 10:10 | -                                   | ali: reminder
        3 10:10 | -                                   | ali: closed
        9 10:10 | -                                   |
        """,
    ),
    Story(
        "a ticket that is resolved without a word has the same window",
        CALENDAR,
        """
        0 10:00 | ali asks            | ali: received; tom: new_mail
        0 22:15 | tom writes #resolve | ali: resolved; tom: transcript
        2 22:15 | -                   | ali: reminder
        3 22:15 | -                   | ali: closed
        """,
    ),
    Story(
        "a window of one day reminds half-way",
        replace(CALENDAR, window_days=1),
        """
        0 10:00 | ali asks            | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        0 22:10 | -                   | ali: reminder
        1 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "a window of two hours reminds after one",
        replace(CALENDAR, window_days=1 / 12),
        """
        0 10:00 | ali asks            | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve | ali: resolved; tom: transcript
        0 11:10 | -                   | ali: reminder
        0 12:10 | -                   | ali: closed
        """,
    ),
    Story(
        "a window of a fortnight reminds a day before its end",
        replace(CALENDAR, window_days=14),
        """
        0 10:00  | ali asks            | ali: received; tom: new_mail
        0 10:10  | tom writes #resolve | ali: resolved; tom: transcript
        13 10:10 | -                   | ali: reminder
        14 10:10 | -                   | ali: closed
        """,
    ),
    Story(
        "not solved opens it again, and neither reminder nor end come",
        CALENDAR,
        """
        0 10:00  | ali asks                       | ali: received; tom: new_mail
        0 10:10  | tom writes #resolve / Mended.  | ali: resolved; tom: transcript
        1 09:00  | ali writes It is still broken. | ali: reopened; tom: new_mail
        30 10:10 | -                              |
        """,
    ),
    Story(
        "resolved again, it has a whole window again",
        CALENDAR,
        """
        0 10:00 | ali asks                             | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.        | ali: resolved; tom: transcript
        1 09:00 | ali writes It is still broken.       | ali: reopened; tom: new_mail
        1 15:00 | tom writes #resolve / Now it is not. | ali: resolved; tom: transcript
        3 15:00 | -                                    | ali: reminder
        4 15:00 | -                                    | ali: closed
        """,
    ),
    Story(
        "reopened after its reminder and resolved again, it is reminded of again",
        CALENDAR,
        """
        0 10:00 | ali asks                                   | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.              | ali: resolved; tom: transcript
        2 10:10 | -                                          | ali: reminder
        2 11:00 | ali writes (to reminder) No, still broken. | ali: reopened; tom: new_mail
        2 12:00 | tom writes #resolve / Try it now.          | ali: resolved; tom: transcript
        4 12:00 | -                                          | ali: reminder
        5 12:00 | -                                          | ali: closed
        """,
    ),
    Story(
        "not solved in the last second opens it again",
        CALENDAR,
        """
        0 10:00    | ali asks                       | ali: received; tom: new_mail
        0 10:10    | tom writes #resolve / Mended.  | ali: resolved; tom: transcript
        2 10:10    | -                              | ali: reminder
        3 10:09:59 | ali writes It is still broken. | ali: reopened; tom: new_mail
        9 10:10    | -                              |
        """,
    ),
    Story(
        "a minute after the end it is a new ticket, and the old one stays closed",
        CALENDAR,
        """
        0 10:00 | ali asks                                 | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.            | ali: resolved; tom: transcript
        2 10:10 | -                                        | ali: reminder
        3 10:10 | -                                        | ali: closed
        3 10:11 | ali writes (to closed) It broke again.   | ali: received; tom: new_mail
        3 10:20 | tom writes #resolve / Mended once more.  | ali: resolved; tom: transcript
        5 10:20 | -                                        | ali: reminder
        6 10:20 | -                                        | ali: closed
        """,
    ),
    Story(
        "words of an agent in the window are sent on, and the window stays as it is",
        CALENDAR,
        """
        0 10:00 | ali asks                                | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.           | ali: resolved; tom: transcript
        1 10:00 | tom writes Mind the paper tray, please. | ali: answered
        2 10:10 | -                                       | ali: reminder
        3 10:10 | -                                       | ali: closed
        """,
    ),
    Story(
        "a note among agents in the window is nobody's business outside",
        TWO_AGENTS,
        """
        0 10:00 | ali asks                              | ali: received; tom: new_mail; mina: new_mail
        0 10:10 | tom writes #resolve / Mended.         | ali: resolved; tom: transcript
        1 10:00 | mina writes #note / We should buy one. | mina: transcript; tom: note
        2 10:10 | -                                     | ali: reminder
        3 10:10 | -                                     | ali: closed
        """,
    ),
    Story(
        "an agent closes at once: no window, no reminder",
        CALENDAR,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes #close / It is mended. | ali: answered; tom: transcript
        9 10:10 | -                                 |
        """,
    ),
    Story(
        "an agent closes a resolved ticket before its time: told once, not again at the end",
        CALENDAR,
        """
        0 10:00 | ali asks                      | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        1 10:10 | tom writes #close             | ali: closed; tom: transcript
        9 10:10 | -                             |
        """,
    ),
    Story(
        "the requester closes before the time",
        CALENDAR,
        """
        0 10:00 | ali asks                      | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        1 10:10 | ali writes #close             | ali: transcript; tom: note
        9 10:10 | -                             |
        """,
    ),
    Story(
        "the requester opens it again by an order",
        CALENDAR,
        """
        0 10:00 | ali asks                      | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        1 10:10 | ali writes #reopen            | ali: transcript; tom: note
        9 10:10 | -                             |
        """,
    ),
    Story(
        "the requester opens a closed ticket again by an order, and it is no new one",
        CALENDAR,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.     | ali: resolved; tom: transcript
        2 10:10 | -                                 | ali: reminder
        3 10:10 | -                                 | ali: closed
        4 10:10 | ali writes (to closed) #reopen    | ali: transcript; tom: note
        4 11:00 | tom writes #resolve / Now it is.  | ali: resolved; tom: transcript
        6 11:00 | -                                 | ali: reminder
        7 11:00 | -                                 | ali: closed
        """,
    ),
    Story(
        "an agent opens it again: no reminder, no end",
        CALENDAR,
        """
        0 10:00 | ali asks                      | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        1 10:10 | tom writes #reopen            | tom: transcript
        9 10:10 | -                             |
        """,
    ),
    Story(
        "an order to resolve what is resolved does not move the window",
        CALENDAR,
        """
        0 10:00 | ali asks                      | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        1 10:10 | tom writes #resolve           | tom: transcript
        2 10:10 | -                             | ali: reminder
        3 10:10 | -                             | ali: closed
        """,
    ),
    Story(
        "spam is not reminded of, and nobody is told of its end",
        CALENDAR,
        """
        0 10:00 | ali asks                    | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve         | ali: resolved; tom: transcript
        1 10:10 | tom writes #spam            | tom: confirm
        1 10:11 | tom writes (to confirm) yes | tom: transcript
        9 10:10 | -                           |
        """,
    ),
)
