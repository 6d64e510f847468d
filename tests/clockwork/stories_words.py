"""What is written in the window, and by whom: thanks, content, and machines that answer."""

from dataclasses import replace

from .story import Desk, Story

CALENDAR = Desk()

_RESOLVED = """
        0 10:00 | ali asks                      | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended. | ali: resolved; tom: transcript
"""
_ENDS = """
        2 10:10 | -                             | ali: reminder
        3 10:10 | -                             | ali: closed
"""


def _in_the_window(*told: str) -> str:
    return _RESOLVED + "\n".join(told) + _ENDS


STORIES: tuple[Story, ...] = (
    Story(
        "thanks are recorded and told, and the window goes on",
        CALENDAR,
        _in_the_window("1 10:00 | ali writes Thank you very much! | tom: new_mail"),
    ),
    Story(
        "thanks in Persian are thanks",
        CALENDAR,
        _in_the_window("1 10:00 | ali writes خیلی ممنون، دستتان درد نکند. | tom: new_mail"),
    ),
    Story(
        "a word of courtesy and a name are no content",
        CALENDAR,
        _in_the_window("1 10:00 | ali writes Great, it works now. / Best regards / Ali | tom: new_mail"),
    ),
    Story(
        "thanks for the reminder do not open it either",
        CALENDAR,
        _RESOLVED
        + """
        2 10:10 | -                                       | ali: reminder
        2 11:00 | ali writes (to reminder) Thanks, solved. | tom: new_mail
        3 10:10 | -                                       | ali: closed
        """,
    ),
    Story(
        "thanks with a wish are content",
        CALENDAR,
        _RESOLVED
        + """
        1 10:00 | ali writes Thanks, but it is still broken. | ali: reopened; tom: new_mail
        9 10:10 | -                                          |
        """,
    ),
    Story(
        "thanks in Persian with a complaint are content",
        CALENDAR,
        _RESOLVED
        + """
        1 10:00 | ali writes ممنون ولی هنوز کار نمی‌کند. | ali: reopened; tom: new_mail
        9 10:10 | -                                      |
        """,
    ),
    Story(
        "a question is never only thanks",
        CALENDAR,
        _RESOLVED
        + """
        1 10:00 | ali writes Thank you? | ali: reopened; tom: new_mail
        9 10:10 | -                     |
        """,
    ),
    Story(
        "thanks first and the rest a day later: the second mail opens it",
        CALENDAR,
        _RESOLVED
        + """
        1 10:00 | ali writes Thank you!                 | tom: new_mail
        2 09:00 | ali writes It does not print any more | ali: reopened; tom: new_mail
        9 10:10 | -                                     |
        """,
    ),
    Story(
        "thanks after the end open nothing, neither the old ticket nor a new one",
        CALENDAR,
        _RESOLVED
        + _ENDS.rstrip()
        + """
        4 10:00  | ali writes (to closed) Thank you! | tom: new_mail
        14 10:00 | -                                 |
        """,
    ),
    Story(
        "a late reply opens a ticket that shows the agent the old one",
        CALENDAR,
        _RESOLVED
        + _ENDS.rstrip()
        + """
        4 10:00 | ali writes (to closed) The fan is loud. | ali: received; tom: new_mail
        4 10:00 | tom reads (in new_mail) Mended.         |
        4 10:00 | ali does not read (in received) Mended. |
        14 10:00 | -                                      |
        """,
    ),
    Story(
        "two late replies are one new ticket where the second answers its acknowledgement",
        CALENDAR,
        _RESOLVED
        + _ENDS.rstrip()
        + """
        4 10:00 | ali writes (to closed) The fan is loud.     | ali: received; tom: new_mail
        4 11:00 | ali writes (to received) And it smells bad. | tom: new_mail
        14 10:00 | -                                          |
        """,
    ),
    Story(
        "a vacation reply to the answer does not open it",
        CALENDAR,
        _in_the_window("0 10:11 | ali is away |"),
    ),
    Story(
        "a vacation reply to the reminder does not open it",
        CALENDAR,
        _RESOLVED
        + """
        2 10:10 | -           | ali: reminder
        2 10:11 | ali is away |
        3 10:10 | -           | ali: closed
        3 10:11 | ali is away |
        9 10:10 | -           |
        """,
    ),
    Story(
        "a vacation reply to the acknowledgement stops no clock",
        replace(CALENDAR, promise=30),
        """
        0 10:00 | ali asks    | ali: received; tom: new_mail
        0 10:01 | ali is away |
        0 10:24 | -           | tom: due_soon
        0 10:30 | -           | tom: overdue; ali: holding
        0 10:31 | ali is away |
        9 10:30 | -           |
        """,
    ),
    Story(
        "a vacation reply of the only agent is no answer, and the lead hears of new mail all the same",
        replace(CALENDAR, promise=30),
        """
        0 10:00 | ali asks                                       | ali: received; tom: new_mail
        0 10:01 | tom is away I am out of the office this week.  |
        0 10:24 | -                                              | tom: due_soon
        0 10:30 | -                                              | tom: overdue; ali: holding
        """,
    ),
    Story(
        "not solved from somebody who proves nothing opens it, and they get no word of it back",
        CALENDAR,
        _RESOLVED
        + """
        1 10:00 | ali writes (unproven) It is still broken, kettle. | ali: reopened; tom: new_mail
        1 10:00 | ali does not read (in reopened) kettle            |
        9 10:10 | -                                                 |
        """,
    ),
    Story(
        "what a stranger writes to the ticket is held and opens nothing",
        CALENDAR,
        _in_the_window("1 10:00 | eve writes (as ali) Give me the key. | tom: held"),
    ),
    Story(
        "a machine that asks is never written to, and its ticket ends silently",
        replace(CALENDAR, promise=30),
        """
        0 10:00 | ali asks (by machine) Disk full on db1 | tom: new_mail
        0 10:24 | -                                      | tom: due_soon
        0 10:30 | -                                      | tom: overdue
        9 10:30 | -                                      |
        """,
    ),
    Story(
        "a mailing list that asks is never written to",
        replace(CALENDAR, promise=30),
        """
        0 10:00 | ali asks (by a list) Monthly news | tom: new_mail
        0 10:24 | -                                 | tom: due_soon
        0 10:30 | -                                 | tom: overdue
        """,
    ),
    Story(
        "who proves nothing is told of the delay without a word of theirs",
        replace(CALENDAR, promise=30),
        """
        0 10:00 | ali asks (unproven) Kettle broken            | ali: received; tom: new_mail
        0 10:00 | ali does not read (in received) Kettle       |
        0 10:24 | -                                            | tom: due_soon
        0 10:30 | -                                            | tom: overdue; ali: holding
        0 10:30 | ali does not read (in holding) Kettle        |
        """,
    ),
)
