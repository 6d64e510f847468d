"""Who hears of what: participants, new requesters, merged tickets, ratings."""

from .story import Desk, Story

CALENDAR = Desk()
PROMISE = Desk(promise=30)
TWO_AGENTS = Desk(agents=("tom", "mina"))

STORIES: tuple[Story, ...] = (
    Story(
        "who is in copy hears of answers, not of reminder and end",
        CALENDAR,
        """
        0 10:00 | ali asks (cc eve)                 | ali: received; tom: new_mail
        0 10:05 | tom writes Let me see.            | ali: answered; eve: answered
        0 10:10 | tom writes #resolve / It is done. | ali: resolved; eve: resolved; tom: transcript
        2 10:10 | -                                 | ali: reminder
        3 10:10 | -                                 | ali: closed
        """,
    ),
    Story(
        "who is in copy hears nothing of a resolution without words",
        CALENDAR,
        """
        0 10:00 | ali asks (cc eve)      | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve    | ali: resolved; tom: transcript
        2 10:10 | -                      | ali: reminder
        3 10:10 | -                      | ali: closed
        """,
    ),
    Story(
        "who is in copy is not told that it takes longer",
        PROMISE,
        """
        0 10:00 | ali asks (cc eve) | ali: received; tom: new_mail
        0 10:24 | -                 | tom: due_soon
        0 10:30 | -                 | tom: overdue; ali: holding
        """,
    ),
    Story(
        "who is in copy may say that it is not solved, and the requester reads it",
        CALENDAR,
        """
        0 10:00 | ali asks (cc eve)                 | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / It is done. | ali: resolved; eve: resolved; tom: transcript
        1 10:00 | eve writes No, it still burns.    | eve: reopened; ali: shared; tom: new_mail
        9 10:10 | -                                 |
        """,
    ),
    Story(
        "thanks of who is in copy open nothing",
        CALENDAR,
        """
        0 10:00 | ali asks (cc eve)                 | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / It is done. | ali: resolved; eve: resolved; tom: transcript
        1 10:00 | eve writes Thanks a lot!          | ali: shared; tom: new_mail
        2 10:10 | -                                 | ali: reminder
        3 10:10 | -                                 | ali: closed
        """,
    ),
    Story(
        "a vacation reply of who is in copy opens nothing and goes to nobody",
        CALENDAR,
        """
        0 10:00 | ali asks (cc eve)                 | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / It is done. | ali: resolved; eve: resolved; tom: transcript
        0 10:11 | eve is away                       |
        2 10:10 | -                                 | ali: reminder
        3 10:10 | -                                 | ali: closed
        """,
    ),
    Story(
        "an answer that reached only one of two is an answer",
        PROMISE,
        """
        0 10:00 | ali asks (cc eve)            | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any ink? | ali: answered; eve: answered
        0 10:12 | eve's mailbox is gone        | tom: undelivered
        9 10:30 | -                            |
        """,
    ),
    Story(
        "a new requester is reminded of it and told of the end, the old one no more",
        CALENDAR,
        """
        0 10:00 | ali asks                                         | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.                    | ali: resolved; tom: transcript
        1 10:10 | tom writes #requester reza@customer.example      | tom: confirm
        1 10:11 | tom writes (to confirm) yes                      | tom: transcript; reza: received
        2 10:10 | -                                                | reza: reminder
        3 10:10 | -                                                | reza: closed
        """,
    ),
    Story(
        "a new requester is the one who is told that it takes longer",
        PROMISE,
        """
        0 10:00 | ali asks                                    | ali: received; tom: new_mail
        0 10:05 | tom writes #requester reza@customer.example | tom: confirm
        0 10:06 | tom writes (to confirm) yes                 | tom: transcript; reza: received
        0 10:24 | -                                           | tom: due_soon
        0 10:30 | -                                           | tom: overdue; reza: holding
        """,
    ),
    Story(
        "who has a ticket and is away hears of it, and a colleague, too, until they are back",
        TWO_AGENTS,
        """
        0 10:00 | ali asks                  | ali: received; tom: new_mail; mina: new_mail
        0 10:10 | tom writes Which one?     | ali: answered
        0 10:20 | tom sends #away           | tom: transcript
        0 10:30 | ali writes The big one.   | tom: new_mail; mina: new_mail
        0 11:00 | tom sends #back           | tom: transcript
        0 11:30 | ali writes Please!        | tom: new_mail
        """,
    ),
    Story(
        "a merged ticket is neither late nor reminded of; the other one is",
        PROMISE,
        """
        0 10:00 | ali asks Printer broken                 | ali: received; tom: new_mail
        0 10:05 | ali asks Printer burns                  | ali: received; tom: new_mail
        0 10:10 | tom writes (about burns) #merge 1001    | tom: confirm
        0 10:11 | tom writes (to confirm) yes             | ali: merged; tom: transcript
        0 10:24 | -                                       | tom: due_soon
        0 10:30 | -                                       | tom: overdue; ali: holding
        0 10:40 | tom writes (about broken) #done / Done. | ali: resolved; tom: transcript
        2 10:40 | -                                       | ali: reminder
        3 10:40 | -                                       | ali: closed
        """,
    ),
    Story(
        "a good rating after the end is confirmed, told to nobody, and opens nothing",
        CALENDAR,
        """
        0 10:00  | ali asks                      | ali: received; tom: new_mail
        0 10:10  | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        2 10:10  | -                             | ali: reminder
        3 10:10  | -                             | ali: closed
        3 12:00  | ali rates 5                   | ali: rated
        13 12:00 | -                             |
        """,
    ),
    Story(
        "a bad rating is told to the lead, once, and opens nothing",
        CALENDAR,
        """
        0 10:00  | ali asks                      | ali: received; tom: new_mail
        0 10:10  | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        2 10:10  | -                             | ali: reminder
        3 10:10  | -                             | ali: closed
        3 12:00  | ali rates 1                   | ali: rated; tom: note
        3 12:05  | ali rates 1                   |
        13 12:00 | -                             |
        """,
    ),
    Story(
        "a comment with a good rating is read by the agent",
        CALENDAR,
        """
        0 10:00 | ali asks                                  | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.             | ali: resolved; tom: transcript
        2 10:10 | -                                         | ali: reminder
        3 10:10 | -                                         | ali: closed
        3 12:00 | ali rates 5 Tom was very kind to us all.  | ali: rated; tom: note
        """,
    ),
    Story(
        "a snoozed ticket wakes at its time, and tells its agents only",
        TWO_AGENTS,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail; mina: new_mail
        0 10:10 | tom writes #snooze tomorrow 09:30 | tom: transcript
        1 09:30 | -                                 | tom: awake; mina: awake
        9 09:30 | -                                 |
        """,
    ),
    Story(
        "what the requester writes wakes it, and it does not wake again",
        CALENDAR,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes #snooze tomorrow 09:30 | tom: transcript
        0 12:00 | ali writes It burns!              | tom: new_mail
        9 09:30 | -                                 |
        """,
    ),
    Story(
        "a snoozed ticket that is resolved does not wake, but ends",
        CALENDAR,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes #snooze tomorrow 09:30 | tom: transcript
        0 10:20 | tom writes #resolve / Mended.     | ali: resolved; tom: transcript
        2 10:20 | -                                 | ali: reminder
        3 10:20 | -                                 | ali: closed
        """,
    ),
)
