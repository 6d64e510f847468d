"""The promise of a first answer, around the clock: answered before, at, and after it is warned of and late."""

from dataclasses import replace

from .story import Desk, Story

PROMISE = Desk(promise=30)
TWO_AGENTS = replace(PROMISE, agents=("tom", "mina"))

STORIES: tuple[Story, ...] = (
    Story(
        "nobody answers: agents are warned at four fifths, lead and requester told at the end, once",
        PROMISE,
        """
        0 10:00 | ali asks | ali: received; tom: new_mail
        0 10:24 | -        | tom: due_soon
        0 10:30 | -        | tom: overdue; ali: holding
        9 10:30 | -        |
        """,
    ),
    Story(
        "answered a minute before the warning, nobody is warned",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:23 | tom writes Is there any paper? | ali: answered
        9 10:30 | -                              |
        """,
    ),
    Story(
        "answered at the very moment of the warning, nobody is warned",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:24 | tom writes Is there any paper? | ali: answered
        9 10:30 | -                              |
        """,
    ),
    Story(
        "answered between warning and end, nobody is late",
        PROMISE,
        """
        0 10:00    | ali asks                       | ali: received; tom: new_mail
        0 10:24    | -                              | tom: due_soon
        0 10:29:59 | tom writes Is there any paper? | ali: answered
        9 10:30    | -                              |
        """,
    ),
    Story(
        "answered at the very end, nobody is late",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:24 | -                              | tom: due_soon
        0 10:30 | tom writes Is there any paper? | ali: answered
        9 10:30 | -                              |
        """,
    ),
    Story(
        "answered too late, it is not told again, whatever comes after",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:24 | -                              | tom: due_soon
        0 10:30 | -                              | tom: overdue; ali: holding
        0 11:00 | tom writes Is there any paper? | ali: answered
        0 11:10 | ali writes There is.           | tom: new_mail
        9 10:30 | -                              |
        """,
    ),
    Story(
        "what comes after the first answer is promised nothing",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper? | ali: answered
        0 10:20 | ali writes There is.           | tom: new_mail
        9 10:30 | -                              |
        """,
    ),
    Story(
        "a second mail of the requester does not move the promise",
        PROMISE,
        """
        0 10:00 | ali asks                     | ali: received; tom: new_mail
        0 10:20 | ali writes And it is on fire. | tom: new_mail
        0 10:24 | -                            | tom: due_soon
        0 10:30 | -                            | tom: overdue; ali: holding
        """,
    ),
    Story(
        "a note among agents does not stop the clock",
        TWO_AGENTS,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail; mina: new_mail
        0 10:05 | mina writes #note / I don't know. | mina: transcript; tom: note
        0 10:24 | -                                 | tom: due_soon; mina: due_soon
        0 10:30 | -                                 | tom: overdue; ali: holding
        """,
    ),
    Story(
        "to take it does not stop the clock, but only who has it is warned",
        TWO_AGENTS,
        """
        0 10:00 | ali asks          | ali: received; tom: new_mail; mina: new_mail
        0 10:05 | mina writes #take | mina: transcript
        0 10:24 | -                 | mina: due_soon
        0 10:30 | -                 | tom: overdue; ali: holding
        """,
    ),
    Story(
        "resolved without a word in time is no broken promise",
        PROMISE,
        """
        0 10:00 | ali asks            | ali: received; tom: new_mail
        0 10:20 | tom writes #resolve | ali: resolved; tom: transcript
        2 10:20 | -                   | ali: reminder
        3 10:20 | -                   | ali: closed
        """,
    ),
    Story(
        "resolved without a word and opened again by the requester, it is promised nothing again",
        PROMISE,
        """
        0 10:00 | ali asks                  | ali: received; tom: new_mail
        0 10:20 | tom writes #resolve       | ali: resolved; tom: transcript
        0 10:22 | ali writes No, it is not. | ali: reopened; tom: new_mail
        9 10:30 | -                         |
        """,
    ),
    Story(
        "closed as nothing to do, it is neither warned of nor late",
        PROMISE,
        """
        0 10:00 | ali asks          | ali: received; tom: new_mail
        0 10:20 | tom writes #close | ali: closed; tom: transcript
        9 10:30 | -                 |
        """,
    ),
    Story(
        "the requester closes it before anybody answered: nobody is late",
        PROMISE,
        """
        0 10:00 | ali asks          | ali: received; tom: new_mail
        0 10:20 | ali writes #close | ali: transcript; tom: note
        9 10:30 | -                 |
        """,
    ),
    Story(
        "spam waits for no answer",
        PROMISE,
        """
        0 10:00 | ali asks                    | ali: received; tom: new_mail
        0 10:05 | tom writes #spam            | tom: confirm
        0 10:06 | tom writes (to confirm) yes | tom: transcript
        9 10:30 | -                           |
        """,
    ),
    Story(
        "a snooze among agents does not stretch what the requester was promised",
        PROMISE,
        """
        0 10:00 | ali asks                            | ali: received; tom: new_mail
        0 10:05 | tom writes #snooze tomorrow 09:00   | tom: transcript
        0 10:24 | -                                   | tom: due_soon
        0 10:30 | -                                   | tom: overdue; ali: holding
        1 09:00 | -                                   | tom: awake
        9 10:30 | -                                   |
        """,
    ),
    Story(
        "a department that promises nothing warns nobody",
        replace(PROMISE, promise=0),
        """
        0 10:00  | ali asks | ali: received; tom: new_mail
        30 10:00 | -        |
        """,
    ),
)
