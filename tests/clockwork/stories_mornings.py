"""What comes in the morning: digests on days of work, and the figures of the week to leads."""

from dataclasses import replace

from .story import Desk, Story

# Day 0 is a Saturday. Tom alone works and leads; Sara's department has nothing to say.
DIGEST = Desk(hours=("sat-wed 08:00-16:00", "thu 08:00-12:00"), mornings=(("digest", "08:00"), ("weekly", "")))
WEEKLY = replace(DIGEST, mornings=(("digest", ""), ("weekly", "sat 08:00")))
BERLIN = replace(DIGEST, zone="Europe/Berlin", hours=())

STORIES: tuple[Story, ...] = (
    Story(
        "every morning of work while there is something to say, and not on Friday",
        DIGEST,
        """
        3 08:00 | -                            |
        3 10:00 | ali asks                     | ali: received; tom: new_mail
        4 08:00 | -                            | tom: digest
        5 08:00 | -                            | tom: digest
        6 08:00 | -                            |
        7 08:00 | -                            | tom: digest
        7 10:00 | tom writes #close / Mended.  | ali: answered; tom: transcript
        8 08:00 | -                            |
        """,
    ),
    Story(
        "no digest on a holiday",
        replace(DIGEST, holidays=(("jalali", ("09-02",)),)),
        """
        0 08:00 | -        |
        0 10:00 | ali asks | ali: received; tom: new_mail
        1 08:00 | -        | tom: digest
        2 08:00 | -        |
        3 08:00 | -        | tom: digest
        """,
    ),
    Story(
        "two nodes send one digest",
        DIGEST,
        """
        0 08:00 | -        |
        0 10:00 | ali asks | ali: received; tom: new_mail
        1 08:00 | -        | tom: digest
        2 08:00 | -        | tom: digest
        """,
        nodes=2,
    ),
    Story(
        "three nodes send each of two agents one digest",
        replace(DIGEST, agents=("tom", "mina")),
        """
        0 08:00 | -        |
        0 10:00 | ali asks | ali: received; tom: new_mail; mina: new_mail
        1 08:00 | -        | tom: digest; mina: digest
        1 16:00 | -        |
        """,
        nodes=3,
    ),
    Story(
        "who is away gets no digest, and gets it again when back",
        replace(DIGEST, agents=("tom", "mina")),
        """
        0 08:00 | -                                  |
        0 10:00 | ali asks                           | ali: received; tom: new_mail; mina: new_mail
        0 11:00 | mina sends #away until 23 November | mina: transcript
        1 08:00 | -                                  | tom: digest
        2 08:00 | -                                  | tom: digest; mina: digest
        """,
    ),
    Story(
        "a house that slept until nine sends the digest at nine, once",
        DIGEST,
        """
        0 08:00  | -        |
        0 10:00  | ali asks | ali: received; tom: new_mail
        ~1 09:00 | -        | tom: digest
        1 23:00  | -        |
        2 08:00  | -        | tom: digest
        """,
    ),
    Story(
        "a house that slept until the afternoon sends no digest of this morning",
        DIGEST,
        """
        0 08:00  | -        |
        0 10:00  | ali asks | ali: received; tom: new_mail
        ~1 14:00 | -        |
        2 08:00  | -        | tom: digest
        """,
    ),
    Story(
        "nodes that die with the digest written down send it once they live again",
        DIGEST,
        """
        0 08:00  | -                    |
        0 10:00  | ali asks             | ali: received; tom: new_mail
        1 08:00  | the nodes die        |
        ~1 08:10 | the nodes start anew | tom: digest
        2 08:00  | -                    | tom: digest
        """,
        nodes=2,
    ),
    Story(
        "eight is eight on the department's clock, when it goes forward, too",
        replace(BERLIN, begins="2027-03-27"),
        """
        2027-03-27 08:00 | -        |
        2027-03-27 10:00 | ali asks | ali: received; tom: new_mail
        2027-03-28 08:00 | -        | tom: digest
        2027-03-29 08:00 | -        | tom: digest
        """,
    ),
    Story(
        "a time that the clock leaves out comes when the clock is past it",
        replace(BERLIN, begins="2027-03-27", mornings=(("digest", "02:30"), ("weekly", ""))),
        """
        2027-03-27 10:00 | ali asks | ali: received; tom: new_mail
        2027-03-28 03:00 | -        | tom: digest
        2027-03-29 02:30 | -        | tom: digest
        """,
    ),
    Story(
        "a time that comes twice brings one digest",
        replace(BERLIN, begins="2026-10-24", mornings=(("digest", "02:30"), ("weekly", ""))),
        """
        2026-10-24 10:00 | ali asks | ali: received; tom: new_mail
        2026-10-25 02:30 | -        | tom: digest
        2026-10-26 02:30 | -        | tom: digest
        """,
        nodes=2,
    ),
    Story(
        "what is answered to a digest is for nobody, and opens no ticket",
        DIGEST,
        """
        0 08:00 | -                                      |
        0 10:00 | ali asks                               | ali: received; tom: new_mail
        1 08:00 | -                                      | tom: digest
        1 08:01 | tom is away (to digest) Back tomorrow. |
        1 08:02 | tom writes (to digest) Thanks!         | tom: transcript
        2 07:59 | -                                      |
        """,
    ),
    Story(
        "the week's figures go to the lead, once a week",
        WEEKLY,
        """
        0 10:00  | ali asks                   | ali: received; tom: new_mail
        0 10:10  | tom writes #close / Mended | ali: answered; tom: transcript
        7 08:00  | -                          | tom: weekly
        14 08:00 | -                          | tom: weekly
        """,
    ),
    Story(
        "three nodes send the week's figures once",
        WEEKLY,
        """
        0 10:00  | ali asks | ali: received; tom: new_mail
        7 08:00  | -        | tom: weekly
        8 08:00  | -        |
        """,
        nodes=3,
    ),
    Story(
        "a department without a lead has nobody to send its figures to",
        replace(WEEKLY, lead=""),
        """
        0 10:00  | ali asks | ali: received; tom: new_mail
        7 08:00  | -        |
        14 08:00 | -        |
        """,
    ),
    Story(
        "a house that slept over Saturday morning sends the figures on Saturday evening",
        WEEKLY,
        """
        0 10:00  | ali asks | ali: received; tom: new_mail
        ~7 19:00 | -        | tom: weekly
        13 08:00 | -        |
        """,
    ),
    Story(
        "digest and figures of one morning are two mails",
        replace(DIGEST, mornings=(("digest", "08:00"), ("weekly", "sun 08:00"))),
        """
        0 08:00 | -        |
        0 10:00 | ali asks | ali: received; tom: new_mail
        1 08:00 | -        | tom: digest; tom: weekly
        2 08:00 | -        | tom: digest
        """,
        nodes=2,
    ),
)
