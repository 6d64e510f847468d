"""Rows that were written while the clock was far ahead: by the clock that is right they would wait for years."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from .outbox import NoticeState
from .schema import mail, notice

FAR = timedelta(days=8)  # no notice waits so long by itself: it is given up after four days
FAR_FOR_A_MAIL = timedelta(minutes=15)  # a lease is two minutes, the pause after a failure shorter


def bring_back(connection: Connection, now: datetime) -> None:
    """What waits, and what nobody has in hand, is due now where its time is further away than any of ours."""
    mails = (
        mail.c.outcome == "waiting",
        mail.c.parked.is_(False),
        mail.c.holder == "",
        mail.c.due > now + FAR_FOR_A_MAIL,
    )
    connection.execute(update(mail).where(*mails).values(due=now))
    notices = (notice.c.state == NoticeState.WAITING.value, notice.c.holder == "", notice.c.due > now + FAR)
    connection.execute(update(notice).where(*notices).values(due=now))
