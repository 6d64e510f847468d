"""Mail of ours that comes back, is late, or is not taken: whose clock goes on, and who hears of it."""

from dataclasses import replace

from .story import Desk, Story

CALENDAR = Desk()
PROMISE = Desk(promise=30)

STORIES: tuple[Story, ...] = (
    Story(
        "an answer that came back is no answer: agents hear of it, and the clock goes on",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper? | ali: answered
        0 10:12 | ali's mailbox is gone          | tom: undelivered
        0 10:24 | -                              | tom: due_soon
        0 10:30 | -                              | tom: overdue
        9 10:30 | -                              |
        """,
    ),
    Story(
        "an answer that comes back after the promised time is late at once, and once",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper? | ali: answered
        0 14:00 | ali's mailbox is gone          | tom: undelivered; tom: overdue
        9 10:30 | -                              |
        """,
    ),
    Story(
        "an answer that comes back after the warning is not warned of again",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:24 | -                              | tom: due_soon
        0 10:25 | tom writes Is there any paper? | ali: answered
        0 10:26 | ali's mailbox is gone          | tom: undelivered
        0 10:30 | -                              | tom: overdue
        9 10:30 | -                              |
        """,
    ),
    Story(
        "a second answer that arrives stops the clock, though the first came back",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper? | ali: answered
        0 10:12 | ali's mailbox is gone          | tom: undelivered
        0 10:15 | tom writes Is there any paper? | ali: answered
        9 10:30 | -                              |
        """,
    ),
    Story(
        "when the first answer comes back and a second arrived, nobody is late",
        PROMISE,
        """
        0 10:00 | ali asks                                   | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper?             | ali: answered
        0 10:11 | ali writes There is.                       | tom: new_mail
        0 10:20 | tom writes Then let me see.                | ali: answered
        0 10:21 | ali's mailbox is gone (about Printer)      | tom: undelivered
        9 10:30 | -                                          |
        """,
    ),
    Story(
        "a warning that an answer is late stops nothing and tells nobody",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper? | ali: answered
        0 10:15 | ali's mail is late             |
        9 10:30 | -                              |
        """,
    ),
    Story(
        "late first, gone in the end: the clock goes on from the second report",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper? | ali: answered
        0 10:15 | ali's mail is late             |
        0 16:00 | ali's mailbox is gone          | tom: undelivered; tom: overdue
        9 10:30 | -                              |
        """,
    ),
    Story(
        "the relay takes no answer for them: the clock was never stopped",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:05 | ali is refused by the relay    |
        0 10:10 | tom writes Is there any paper? | tom: undelivered
        0 10:24 | -                              | tom: due_soon
        0 10:30 | -                              | tom: overdue
        9 10:30 | -                              |
        """,
    ),
    Story(
        "whose acknowledgement came back is not told that it takes longer",
        PROMISE,
        """
        0 10:00 | ali asks                            | ali: received; tom: new_mail
        0 10:01 | ali's mailbox is gone (to received) | tom: undelivered
        0 10:24 | -                                   | tom: due_soon
        0 10:30 | -                                   | tom: overdue
        9 10:30 | -                                   |
        """,
    ),
    Story(
        "a resolution that came back leaves the window as it is, agents know, and nothing more is sent by itself",
        CALENDAR,
        """
        0 10:00 | ali asks                            | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.       | ali: resolved; tom: transcript
        0 10:12 | ali's mailbox is gone               | tom: undelivered
        2 10:10 | -                                   |
        3 10:10 | -                                   |
        9 10:10 | -                                   |
        """,
    ),
    Story(
        "a mailbox that is gone when we close opens nothing",
        CALENDAR,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.     | ali: resolved; tom: transcript
        2 10:10 | -                                 | ali: reminder
        3 10:10 | -                                 | ali: closed
        3 10:12 | ali's mailbox is gone (to closed) | tom: undelivered
        9 10:10 | -                                 |
        """,
    ),
    Story(
        "an agent's mailbox that is gone is nobody's news, and the warning still goes out",
        PROMISE,
        """
        0 10:00 | ali asks                            | ali: received; tom: new_mail
        0 10:01 | tom's mailbox is gone (to new_mail) |
        0 10:24 | -                                   | tom: due_soon
        0 10:30 | -                                   | tom: overdue; ali: holding
        """,
    ),
    Story(
        "an answer that puts it aside and comes back is late all the same, and it wakes in its time",
        PROMISE,
        """
        0 10:00 | ali asks                                         | ali: received; tom: new_mail
        0 10:05 | tom writes #snooze tomorrow 09:00 / Wait please. | ali: answered; tom: transcript
        0 10:12 | ali's mailbox is gone                            | tom: undelivered
        0 10:24 | -                                                | tom: due_soon
        0 10:30 | -                                                | tom: overdue
        1 09:00 | -                                                | tom: awake
        """,
    ),
    Story(
        "a warning that came back is not sent again",
        PROMISE,
        """
        0 10:00 | ali asks                            | ali: received; tom: new_mail
        0 10:24 | -                                   | tom: due_soon
        0 10:25 | tom's mailbox is gone (to due_soon) |
        0 10:30 | -                                   | tom: overdue; ali: holding
        9 10:30 | -                                   |
        """,
    ),
    Story(
        "the relay puts the reminder off: it arrives later, once, and the end comes in time",
        CALENDAR,
        """
        0 10:00 | ali asks                      | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        2 10:00 | ali is put off by the relay   |
        2 10:10 | -                             |
        2 10:10 | ali is taken by the relay     |
        2 10:11 | -                             | ali: reminder
        3 10:10 | -                             | ali: closed
        9 10:10 | -                             |
        """,
    ),
    Story(
        "an answer that the relay puts off is an answer, and arrives once",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:05 | ali is put off by the relay    |
        0 10:10 | tom writes Is there any paper? |
        0 10:10 | ali is taken by the relay      |
        0 10:11 | -                              | ali: answered
        9 10:30 | -                              |
        """,
    ),
    Story(
        "the lead's mailbox is refused: the requester is told of the delay all the same",
        replace(PROMISE, lead="mina"),
        """
        0 10:00 | ali asks                     | ali: received; tom: new_mail
        0 10:05 | mina is refused by the relay |
        0 10:24 | -                            | tom: due_soon
        0 10:30 | -                            | ali: holding
        9 10:30 | -                            |
        """,
    ),
    Story(
        "an answer that their server does not want is no answer either, but the address still takes mail",
        PROMISE,
        """
        0 10:00 | ali asks                        | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper?  | ali: answered
        0 10:12 | ali's server refuses the mail   | tom: undelivered
        0 10:24 | -                               | tom: due_soon
        0 10:30 | -                               | tom: overdue; ali: holding
        9 10:30 | -                               |
        """,
    ),
    Story(
        "an answer to a full mailbox is sent again some hours later, and stopped the clock all the while",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper? | ali: answered
        0 10:12 | ali's mailbox is full          |
        0 16:12 | -                              | ali: answered
        9 10:30 | -                              |
        """,
    ),
    Story(
        "an answer to a mailbox that stays full is given up after four days: agents hear of it, and the clock goes on",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper? | ali: answered
        3 10:12 | ali's mailbox is full          |
        3 16:12 | -                              | ali: answered
        4 09:12 | ali's mailbox is full          | tom: undelivered; tom: overdue; ali: holding
        9 10:30 | -                              |
        """,
    ),
    Story(
        "an acknowledgement to a full mailbox is not sent again, and nobody hears of it",
        CALENDAR,
        """
        0 10:00 | ali asks                            | ali: received; tom: new_mail
        0 10:01 | ali's mailbox is full (to received) |
        9 10:30 | -                                   |
        """,
    ),
    Story(
        "who calls our mail spam gets what people write, and nothing that writes itself",
        CALENDAR,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:05 | ali complains                  | tom: undelivered
        0 10:06 | ali complains                  |
        0 10:10 | tom writes #resolve / Mended.  | ali: resolved; tom: transcript
        2 10:10 | -                              |
        3 10:10 | -                              |
        9 10:10 | -                              |
        """,
    ),
    Story(
        "whose mail came back is written to as always once they write again",
        CALENDAR,
        """
        0 10:00 | ali asks                            | ali: received; tom: new_mail
        0 10:01 | ali's mailbox is gone (to received) | tom: undelivered
        0 10:20 | ali asks Lamp broken / It is dark.  | ali: received; tom: new_mail
        9 10:30 | -                                   |
        """,
    ),
    Story(
        "who forges the mail of somebody whose mailbox is gone has nothing sent there",
        CALENDAR,
        """
        0 10:00 | ali asks                                        | ali: received; tom: new_mail
        0 10:01 | ali's mailbox is gone (to received)             | tom: undelivered
        0 10:20 | ali asks (unproven) Lamp broken / It is dark.   | tom: new_mail
        9 10:30 | -                                               |
        """,
    ),
)
