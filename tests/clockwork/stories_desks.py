"""Departments and their agents: moves, turns, who is away, and a desk that speaks Persian."""

from dataclasses import replace

from .story import Desk, Story

HALF_AN_HOUR = Desk(promise=30, poshtibani=(("promise_minutes", 60),))
TURNS = Desk(agents=("tom", "mina"), assign="round_robin")
PERSIAN = Desk(promise=30, agents=("sara",), lead="sara", language="fa")

STORIES: tuple[Story, ...] = (
    Story(
        "moved before the warning: the new department is warned by its own promise, and the requester knows",
        HALF_AN_HOUR,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes #department poshtibani | tom: transcript; sara: moved; ali: transferred
        0 10:48 | -                                 | sara: due_soon
        0 11:00 | -                                 | sara: overdue; ali: holding
        9 10:30 | -                                 |
        """,
    ),
    Story(
        "moved after the warning: the new department is warned, too",
        HALF_AN_HOUR,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:24 | -                                 | tom: due_soon
        0 10:26 | tom writes #department poshtibani | tom: transcript; sara: moved; ali: transferred
        0 10:48 | -                                 | sara: due_soon
        0 11:00 | -                                 | sara: overdue; ali: holding
        """,
    ),
    Story(
        "moved when it is late already: the new lead hears of its own promise, the requester of no second delay",
        HALF_AN_HOUR,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:24 | -                                 | tom: due_soon
        0 10:30 | -                                 | tom: overdue; ali: holding
        0 10:35 | tom writes #department poshtibani | tom: transcript; sara: moved; ali: transferred
        0 10:48 | -                                 | sara: due_soon
        0 11:00 | -                                 | sara: overdue
        9 10:30 | -                                 |
        """,
    ),
    Story(
        "moved to where a quicker answer is promised, what the requester was told still holds",
        replace(HALF_AN_HOUR, poshtibani=(("promise_minutes", 10),)),
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:15 | tom writes #department poshtibani | tom: transcript; sara: moved
        0 10:24 | -                                 | sara: due_soon
        0 10:30 | -                                 | sara: overdue; ali: holding
        9 10:30 | -                                 |
        """,
    ),
    Story(
        "moved to where nothing is promised, the requester hears of it, and nobody is warned",
        replace(HALF_AN_HOUR, poshtibani=(("promise_minutes", 0),)),
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes #department poshtibani | tom: transcript; sara: moved; ali: transferred
        9 10:30 | -                                 |
        """,
    ),
    Story(
        "moved to where work begins tomorrow: promised for tomorrow, and the requester knows",
        replace(HALF_AN_HOUR, poshtibani=(("promise_minutes", 30), ("hours", ("sun-wed 08:00-16:00",)))),
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes #department poshtibani | tom: transcript; sara: moved; ali: transferred
        1 08:24 | -                                 | sara: due_soon
        1 08:30 | -                                 | sara: overdue; ali: holding
        """,
    ),
    Story(
        "moved after its answer, it is promised nothing again, and the requester need not know",
        HALF_AN_HOUR,
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes Is there any paper?    | ali: answered
        0 10:20 | tom writes #department poshtibani | tom: transcript; sara: moved
        9 10:30 | -                                 |
        """,
    ),
    Story(
        "moved when it is resolved, its window stays as it is",
        replace(HALF_AN_HOUR, poshtibani=(("window_days", 9.0),)),
        """
        0 10:00 | ali asks                          | ali: received; tom: new_mail
        0 10:10 | tom writes #resolve / Mended.     | ali: resolved; tom: transcript
        1 10:20 | tom writes #department poshtibani | tom: transcript; sara: moved
        2 10:10 | -                                 | ali: reminder
        3 10:10 | -                                 | ali: closed
        """,
    ),
    Story(
        "moved there and back, what the requester was told last still holds",
        HALF_AN_HOUR,
        """
        0 10:00 | ali asks                                     | ali: received; tom: new_mail
        0 10:05 | tom writes #department poshtibani            | tom: transcript; sara: moved; ali: transferred
        0 10:10 | sara writes #department support              | sara: transcript; tom: moved
        0 10:48 | -                                            | tom: due_soon
        0 11:00 | -                                            | tom: overdue; ali: holding
        9 10:30 | -                                            |
        """,
    ),
    Story(
        "given to a colleague, only they are warned, and the lead is told when it is late",
        replace(TURNS, assign="nobody", promise=30),
        """
        0 10:00 | ali asks                | ali: received; tom: new_mail; mina: new_mail
        0 10:05 | tom writes #assign mina | tom: transcript; mina: note
        0 10:24 | -                       | mina: due_soon
        0 10:30 | -                       | tom: overdue; ali: holding
        """,
    ),
    Story(
        "in turn, only who has it hears of it",
        replace(TURNS, promise=30),
        """
        0 10:00 | ali asks Printer broken  | ali: received; tom: new_mail
        0 10:10 | reza asks No light       | reza: received; mina: new_mail
        0 10:20 | tom writes Let me see.   | ali: answered
        0 10:34 | -                        | mina: due_soon
        0 10:40 | -                        | tom: overdue; reza: holding
        """,
    ),
    Story(
        "who has least to do gets the next one",
        replace(TURNS, assign="least_loaded"),
        """
        0 10:00 | ali asks Printer broken     | ali: received; tom: new_mail
        0 10:01 | reza asks No light          | reza: received; mina: new_mail
        0 10:02 | mina writes #close / Done.  | reza: answered; mina: transcript
        0 10:03 | nima asks The door is stuck | nima: received; mina: new_mail
        """,
    ),
    Story(
        "who is away by order is passed over until the day",
        TURNS,
        """
        0 09:00 | tom sends #away until 23 November | tom: transcript
        0 10:00 | ali asks Printer broken           | ali: received; mina: new_mail
        1 10:00 | reza asks No light                | reza: received; mina: new_mail
        2 10:00 | nima asks The door is stuck       | nima: received; tom: new_mail
        """,
    ),
    Story(
        "who is away by their answering machine is passed over until they write",
        TURNS,
        """
        0 10:00 | ali asks Printer broken                              | ali: received; tom: new_mail
        0 10:01 | tom is away I am out of the office until 1 December. |
        0 11:00 | reza asks No light                                   | reza: received; mina: new_mail
        0 12:00 | nima asks The door is stuck                          | nima: received; mina: new_mail
        0 13:00 | tom writes (about Printer) I am here after all.      | ali: answered
        0 14:00 | eve asks Window open                                 | eve: received; tom: new_mail
        """,
    ),
    Story(
        "where everybody is away the lead has it",
        replace(TURNS, agents=("mina",)),
        """
        0 09:00 | mina sends #away        | mina: transcript
        0 10:00 | ali asks Printer broken | ali: received; tom: new_mail
        """,
    ),
    Story(
        "where the lead is away, who is there is told that it is late, too",
        replace(TURNS, agents=("mina",), assign="nobody", promise=30),
        """
        0 09:00 | tom sends #away | tom: transcript
        0 10:00 | ali asks        | ali: received; mina: new_mail
        0 10:24 | -               | mina: due_soon
        0 10:30 | -               | tom: overdue; mina: overdue; ali: holding
        9 10:00 | -               |
        """,
    ),
    Story(
        "a warning for who is away goes to a colleague, too",
        replace(TURNS, promise=30),
        """
        0 10:00 | ali asks Printer broken | ali: received; tom: new_mail
        0 10:05 | tom sends #away         | tom: transcript
        0 10:24 | -                       | tom: due_soon; mina: due_soon
        0 10:30 | -                       | tom: overdue; mina: overdue; ali: holding
        """,
    ),
    Story(
        "a Persian desk: asked, late, answered, reminded of and closed in Persian",
        PERSIAN,
        """
        0 10:00 | ali asks (in Persian)                | ali: received; sara: new_mail
        0 10:00 | ali reads (in received) درخواست      |
        0 10:24 | -                                    | sara: due_soon
        0 10:24 | sara reads (in due_soon) درخواست     |
        0 10:30 | -                                    | sara: overdue; ali: holding
        0 10:30 | ali reads (in holding) درخواست       |
        0 10:40 | sara writes #حل‌شد / چاپگر درست شد. | ali: resolved; sara: transcript
        2 10:40 | -                                    | ali: reminder
        2 10:41 | ali writes سپاسگزارم.                | sara: new_mail
        3 10:40 | -                                    | ali: closed
        3 10:40 | ali reads (in closed) درخواست        |
        """,
    ),
    Story(
        "a Persian desk: not solved by an order in Persian",
        PERSIAN,
        """
        0 10:00 | ali asks (in Persian)     | ali: received; sara: new_mail
        0 10:10 | sara writes #حل‌شد        | ali: resolved; sara: transcript
        1 10:00 | ali writes #حل‌نشد        | ali: transcript; sara: note
        9 10:00 | -                         |
        """,
    ),
    Story(
        "a Persian answering machine sends an agent on holiday",
        replace(TURNS, agents=("sara", "mina"), language="fa"),
        """
        0 10:00 | ali asks (in Persian)                       | ali: received; sara: new_mail
        0 10:01 | sara is away تا ۱۵ آذر در مرخصی هستم.       |
        0 11:00 | reza asks (in Persian) اینترنت قطع است      | reza: received; mina: new_mail
        0 12:00 | nima asks (in Persian) در باز نمی‌شود       | nima: received; mina: new_mail
        """,
    ),
)
