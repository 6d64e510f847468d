"""Two and three nodes that do everything at the same moment, die before they send, and start anew."""

from dataclasses import replace

from .story import Desk, Story

CALENDAR = Desk()
PROMISE = Desk(promise=30)
TURNS = replace(PROMISE, agents=("tom", "mina"), assign="round_robin")

_WHOLE_LIFE = """
    0 10:00 | ali asks                        | ali: received; tom: new_mail
    0 10:24 | -                               | tom: due_soon
    0 10:30 | -                               | tom: overdue; ali: holding
    0 11:00 | tom writes #resolve / Mended.   | ali: resolved; tom: transcript
    1 11:00 | ali writes It is still broken.  | ali: reopened; tom: new_mail
    1 12:00 | tom writes #resolve / Now?      | ali: resolved; tom: transcript
    3 12:00 | -                               | ali: reminder
    4 12:00 | -                               | ali: closed
    4 12:30 | ali writes (to closed) No.      | ali: received; tom: new_mail
    4 12:54 | -                               | tom: due_soon
    4 13:00 | -                               | tom: overdue; ali: holding
"""
_REMINDED_BY_THE_NEXT = """
    0 10:00  | ali asks                      | ali: received; tom: new_mail
    0 10:10  | tom writes #resolve / Mended. | ali: resolved; tom: transcript
    2 10:10  | the nodes die                 |
    ~2 10:20 | the nodes start anew          | ali: reminder
    3 10:10  | the nodes die                 |
    ~3 15:00 | the nodes start anew          | ali: closed
    9 10:10  | -                             |
"""
_MANY_AT_ONCE = """
    0 10:00 | ali asks Printer broken          | ali: received; tom: new_mail
    0 10:00 | reza asks No light               | reza: received; tom: new_mail
    0 10:00 | nima asks The door is stuck      | nima: received; tom: new_mail
    0 10:24 | -                                | tom: due_soon; tom: due_soon; tom: due_soon
    0 10:26 | tom writes (about light) Coming. | reza: answered
    0 10:30 | -                                | tom: overdue; tom: overdue; ali: holding; nima: holding
"""

STORIES: tuple[Story, ...] = (
    Story("two nodes tell every step of a ticket once", PROMISE, _WHOLE_LIFE, nodes=2),
    Story("three nodes tell every step of a ticket once", PROMISE, _WHOLE_LIFE, nodes=3),
    Story("two nodes tell of three tickets that are late at once, each once", PROMISE, _MANY_AT_ONCE, nodes=2),
    Story("three nodes tell of three tickets that are late at once, each once", PROMISE, _MANY_AT_ONCE, nodes=3),
    Story("a node that dies before it sends is succeeded, and nothing comes twice", CALENDAR, _REMINDED_BY_THE_NEXT),
    Story("two nodes that die before they send are succeeded", CALENDAR, _REMINDED_BY_THE_NEXT, nodes=2),
    Story("three nodes that die before they send are succeeded", CALENDAR, _REMINDED_BY_THE_NEXT, nodes=3),
    Story(
        "nodes that die with the warning written down send it late, and no second one",
        PROMISE,
        """
        0 10:00  | ali asks             | ali: received; tom: new_mail
        0 10:24  | the nodes die        |
        ~0 10:27 | the nodes start anew | tom: due_soon
        0 10:30  | the nodes die        |
        ~0 10:40 | the nodes start anew | tom: overdue; ali: holding
        9 10:30  | -                    |
        """,
        nodes=2,
    ),
    Story(
        "nodes that die over a request acknowledge it once they live again",
        PROMISE,
        """
        0 10:00  | ali asks (the nodes die) |
        ~0 10:05 | the nodes start anew     | ali: received; tom: new_mail
        0 10:24  | -                        | tom: due_soon
        0 10:30  | -                        | tom: overdue; ali: holding
        """,
        nodes=2,
    ),
    Story(
        "nodes that die over an answer send it once they live again, and it was in time",
        PROMISE,
        """
        0 10:00  | ali asks                                  | ali: received; tom: new_mail
        0 10:20  | tom writes (the nodes die) Is there paper? |
        ~0 12:00 | the nodes start anew                      | ali: answered
        9 10:30  | -                                         |
        """,
        nodes=3,
    ),
    Story(
        "not solved that came while all nodes were dead, before the end, is heard though the end has passed",
        CALENDAR,
        """
        0 10:00  | ali asks                       | ali: received; tom: new_mail
        0 10:10  | tom writes #resolve / Mended.  | ali: resolved; tom: transcript
        2 10:10  | -                              | ali: reminder
        3 10:00  | the nodes die                  |
        3 10:05  | ali writes It is still broken. |
        ~3 12:00 | the nodes start anew           | ali: closed; ali: reopened; tom: new_mail
        9 10:10  | -                              |
        """,
        nodes=2,
    ),
    Story(
        "a house that slept over reminder and end closes, and reminds no more",
        CALENDAR,
        """
        0 10:00  | ali asks                      | ali: received; tom: new_mail
        0 10:10  | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        ~5 09:00 | -                             | ali: closed
        9 10:10  | -                             |
        """,
        nodes=2,
    ),
    Story(
        "a house that slept over the reminder alone reminds late, and ends in time",
        CALENDAR,
        """
        0 10:00  | ali asks                      | ali: received; tom: new_mail
        0 10:10  | tom writes #resolve / Mended. | ali: resolved; tom: transcript
        ~2 20:00 | -                             | ali: reminder
        3 10:10  | -                             | ali: closed
        """,
        nodes=3,
    ),
    Story(
        "settings that change in the window move neither reminder nor end",
        CALENDAR,
        """
        0 10:00 | ali asks                           | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.      | ali: resolved; tom: transcript
        1 10:10 | the nodes start anew window_days=9 |
        2 10:10 | -                                  | ali: reminder
        3 10:10 | -                                  | ali: closed
        """,
        nodes=2,
    ),
    Story(
        "three nodes give three requests to two agents in turn",
        TURNS,
        """
        0 10:00 | ali asks Printer broken     | ali: received; tom: new_mail
        0 10:01 | reza asks No light          | reza: received; mina: new_mail
        0 10:02 | nima asks The door is stuck | nima: received; tom: new_mail
        0 10:24 | -                           | tom: due_soon
        0 10:25 | -                           | mina: due_soon
        0 10:26 | -                           | tom: due_soon
        """,
        nodes=3,
    ),
    Story(
        "turns go on where they were when the nodes start anew",
        TURNS,
        """
        0 10:00 | ali asks Printer broken         | ali: received; tom: new_mail
        0 10:01 | the nodes start anew promise=0  |
        0 10:02 | reza asks No light              | reza: received; mina: new_mail
        """,
        nodes=2,
    ),
    Story(
        "two nodes close the two tickets of one person at the same moment, each once",
        CALENDAR,
        """
        0 10:00 | ali asks Printer broken           | ali: received; tom: new_mail
        0 10:01 | ali asks No light in the hall     | ali: received; tom: new_mail
        0 10:10 | tom writes (about Printer) #done  | ali: resolved; tom: transcript
        0 10:10 | tom writes (about light) #done    | ali: resolved; tom: transcript
        2 10:10 | -                                 | ali: reminder; ali: reminder
        3 10:10 | -                                 | ali: closed; ali: closed
        """,
        nodes=2,
    ),
    Story(
        "three nodes wake a snoozed ticket once",
        CALENDAR,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes #snooze tomorrow 09:30 | tom: transcript
        1 09:30 | -                                 | tom: awake
        9 09:30 | -                                 |
        """,
        nodes=3,
    ),
    Story(
        "an answer that comes back is read by one of three nodes",
        PROMISE,
        """
        0 10:00 | ali asks                       | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper? | ali: answered
        0 10:40 | ali's mailbox is gone          | tom: undelivered; tom: overdue
        9 10:30 | -                              |
        """,
        nodes=3,
    ),
)
