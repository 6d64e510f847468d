"""Promises: whom they are told to, several of them at once, and clocks and settings that change meanwhile."""

from dataclasses import replace

from .story import Desk, Story

PROMISE = Desk(promise=30)
TWO_AGENTS = replace(PROMISE, agents=("tom", "mina"))

STORIES: tuple[Story, ...] = (
    Story(
        "without a lead the agents are told that it is late",
        replace(TWO_AGENTS, lead=""),
        """
        0 10:00 | ali asks | ali: received; tom: new_mail; mina: new_mail
        0 10:24 | -        | tom: due_soon; mina: due_soon
        0 10:30 | -        | tom: overdue; mina: overdue; ali: holding
        """,
    ),
    Story(
        "a lead who does not work in the department hears of it only when it is late",
        replace(PROMISE, lead="mina"),
        """
        0 10:00 | ali asks | ali: received; tom: new_mail
        0 10:24 | -        | tom: due_soon
        0 10:30 | -        | mina: overdue; ali: holding
        """,
    ),
    Story(
        "who answers the warning answers the requester, and stops the clock",
        PROMISE,
        """
        0 10:00 | ali asks                                     | ali: received; tom: new_mail
        0 10:24 | -                                            | tom: due_soon
        0 10:26 | tom writes (to due_soon) Is there any paper? | ali: answered
        9 10:30 | -                                            |
        """,
    ),
    Story(
        "what the lead answers when told that it is late stays among agents",
        replace(TWO_AGENTS, lead="mina"),
        """
        0 10:00 | ali asks                                            | ali: received; tom: new_mail; mina: new_mail
        0 10:24 | -                                                   | tom: due_soon; mina: due_soon
        0 10:30 | -                                                   | mina: overdue; ali: holding
        0 10:35 | mina writes (to overdue) Tom, what is going on?     | tom: note
        0 10:40 | tom writes (to note) Lunch.                         | mina: note
        """,
    ),
    Story(
        "every request has a promise of its own",
        PROMISE,
        """
        0 10:00 | ali asks Printer broken             | ali: received; tom: new_mail
        0 10:10 | reza asks Lamp dark                 | reza: received; tom: new_mail
        0 10:24 | -                                   | tom: due_soon
        0 10:26 | tom writes (about Printer) On my way. | ali: answered
        0 10:34 | -                                   | tom: due_soon
        0 10:40 | -                                   | tom: overdue; reza: holding
        """,
    ),
    Story(
        "two requests of one person are two promises",
        PROMISE,
        """
        0 10:00 | ali asks Printer broken    | ali: received; tom: new_mail
        0 10:00 | ali asks No light in hall  | ali: received; tom: new_mail
        0 10:24 | -                          | tom: due_soon; tom: due_soon
        0 10:30 | -                          | tom: overdue; tom: overdue; ali: holding; ali: holding
        """,
    ),
    Story(
        "a clock that stood still over warning and end tells that it is late, and does not warn any more",
        PROMISE,
        """
        0 10:00  | ali asks | ali: received; tom: new_mail
        ~1 08:00 | -        | tom: overdue; ali: holding
        9 10:30  | -        |
        """,
    ),
    Story(
        "mail that waited while nobody worked is promised from the moment at which it came",
        PROMISE,
        """
        0 09:00  | the nodes die        |
        0 10:00  | ali asks             |
        ~0 10:20 | the nodes start anew | ali: received; tom: new_mail
        0 10:24  | -                    | tom: due_soon
        0 10:30  | -                    | tom: overdue; ali: holding
        """,
    ),
    Story(
        "a changed promise holds for what comes from then on",
        PROMISE,
        """
        0 10:00 | ali asks Printer broken         | ali: received; tom: new_mail
        0 10:05 | the nodes start anew promise=60 |
        0 10:10 | reza asks Lamp dark             | reza: received; tom: new_mail
        0 10:24 | -                               | tom: due_soon
        0 10:30 | -                               | tom: overdue; ali: holding
        0 10:58 | -                               | tom: due_soon
        0 11:10 | -                               | tom: overdue; reza: holding
        """,
    ),
    Story(
        "what goes on from a closed ticket is promised an answer of its own",
        PROMISE,
        """
        0 10:00 | ali asks                               | ali: received; tom: new_mail
        0 10:10 | tom writes #close / It is mended.      | ali: answered; tom: transcript
        1 10:00 | ali writes (to answered) Broken again. | ali: received; tom: new_mail
        1 10:24 | -                                      | tom: due_soon
        1 10:30 | -                                      | tom: overdue; ali: holding
        """,
    ),
)
