"""The same request again: a second time, a third, much later, by somebody else."""

from dataclasses import replace

from .story import Desk, Story

AGAIN = Desk(agents=("tom", "mina"), repeats=(("within_days", 7), ("escalate", 3)))
PROMISE = replace(AGAIN, agents=("tom",), promise=30)

STORIES: tuple[Story, ...] = (
    Story(
        "a second time it joins the first, its sender is told how it stands, and it ends once",
        AGAIN,
        """
        0 10:00 | ali asks                              | ali: received; tom: new_mail; mina: new_mail
        1 10:00 | ali asks                              | ali: again; tom: new_mail; mina: new_mail
        1 10:10 | tom writes #resolve / Mended.         | ali: resolved; tom: transcript
        3 10:10 | -                                     | ali: reminder
        4 10:10 | -                                     | ali: closed
        """,
    ),
    Story(
        "a third time the lead hears of it",
        AGAIN,
        """
        0 10:00 | ali asks | ali: received; tom: new_mail; mina: new_mail
        0 11:00 | ali asks | ali: again; tom: new_mail; mina: new_mail
        0 12:00 | ali asks | ali: again; tom: repeated; mina: new_mail
        """,
    ),
    Story(
        "a fourth time the lead hears of it as of any mail, and a day later as of one that comes again",
        AGAIN,
        """
        0 10:00 | ali asks | ali: received; tom: new_mail; mina: new_mail
        0 11:00 | ali asks | ali: again; tom: new_mail; mina: new_mail
        0 12:00 | ali asks | ali: again; tom: repeated; mina: new_mail
        0 13:00 | ali asks | ali: again; tom: new_mail; mina: new_mail
        1 13:00 | ali asks | ali: again; tom: repeated; mina: new_mail
        """,
    ),
    Story(
        "three nodes take a request that comes three times for one",
        AGAIN,
        """
        0 10:00 | ali asks                    | ali: received; tom: new_mail; mina: new_mail
        0 11:00 | ali asks                    | ali: again; tom: new_mail; mina: new_mail
        0 12:00 | ali asks                    | ali: again; tom: repeated; mina: new_mail
        0 13:00 | tom writes #close / Mended. | ali: answered; tom: transcript
        9 10:00 | -                           |
        """,
        nodes=3,
    ),
    Story(
        "the same request in Persian, typed on an Arabic keyboard, joins the first",
        replace(PROMISE, promise=0, language="fa"),
        """
        0 10:00 | ali asks (in Persian)             | ali: received; tom: new_mail
        0 11:00 | ali asks (in Persian, Arabic keys) | ali: again; tom: new_mail
        """,
    ),
    Story(
        "to send it again moves no promise, and it is late once",
        PROMISE,
        """
        0 10:00 | ali asks | ali: received; tom: new_mail
        0 10:10 | ali asks | ali: again; tom: new_mail
        0 10:24 | -        | tom: due_soon
        0 10:26 | ali asks | ali: again; tom: repeated
        0 10:30 | -        | tom: overdue; ali: holding
        9 10:30 | -        |
        """,
    ),
    Story(
        "to send it again after an answer is promised nothing again",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper? | ali: answered
        0 10:20 | ali asks                       | ali: again; tom: new_mail
        9 10:30 | -                              |
        """,
    ),
    Story(
        "more than a week later it is a request of its own",
        AGAIN,
        """
        0 10:00 | ali asks | ali: received; tom: new_mail; mina: new_mail
        8 10:00 | ali asks | ali: received; tom: new_mail; mina: new_mail
        """,
    ),
    Story(
        "after the first one is closed it is a request of its own, with a window of its own",
        AGAIN,
        """
        0 10:00 | ali asks                      | ali: received; tom: new_mail; mina: new_mail
        0 10:10 | tom writes #close / Mended.   | ali: answered; tom: transcript
        1 10:00 | ali asks                      | ali: received; tom: new_mail; mina: new_mail
        1 10:10 | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        3 10:10 | -                             | ali: reminder
        4 10:10 | -                             | ali: closed
        """,
    ),
    Story(
        "the same words of somebody else are another request",
        AGAIN,
        """
        0 10:00 | ali asks  | ali: received; tom: new_mail; mina: new_mail
        0 11:00 | reza asks | reza: received; tom: new_mail; mina: new_mail
        """,
    ),
    Story(
        "other words of the same person are another request",
        AGAIN,
        """
        0 10:00 | ali asks                                        | ali: received; tom: new_mail; mina: new_mail
        0 11:00 | ali asks No light / The lamp in room 7 is dark. | ali: received; tom: new_mail; mina: new_mail
        """,
    ),
    Story(
        "what a machine says again is not joined, and nobody is written to",
        AGAIN,
        """
        0 10:00 | ali asks (by machine) | tom: new_mail; mina: new_mail
        0 11:00 | ali asks (by machine) | tom: new_mail; mina: new_mail
        0 12:00 | ali asks (by machine) | tom: new_mail; mina: new_mail
        """,
    ),
    Story(
        "who proves nothing is told that it came again without a word of theirs",
        AGAIN,
        """
        0 10:00 | ali asks (unproven)                      | ali: received; tom: new_mail; mina: new_mail
        0 11:00 | ali asks (unproven)                      | ali: again; tom: new_mail; mina: new_mail
        0 11:00 | ali does not read (in again) Printer     |
        """,
    ),
    Story(
        "where repeats are not looked for, each is a ticket and has its own end",
        replace(AGAIN, agents=("tom",), repeats=(("within_days", 0),)),
        """
        0 10:00 | ali asks           | ali: received; tom: new_mail
        0 11:00 | ali asks           | ali: received; tom: new_mail
        0 11:10 | tom writes #close  | ali: closed; tom: transcript
        """,
    ),
)
