"""Feeds a local broker with what is due: mails at once when the bell names them, and once a second whatever rows are
found, for a ring may be lost, and times for another try stand in the rows.
"""

import os
import select
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from gateway import maillog, meters
from gateway.app import App
from gateway.store import bell, due, newcomers
from gateway.store.database import Connection, Unavailable
from gateway.store.due import Share
from gateway.store.newcomers import Newcomers

from . import send
from .broker import LocalBroker
from .owing import repay
from .periodic import SLOT

FLOOR = 1.0  # seconds between two looks when nobody wakes us
FULL = 400  # ids in hand, above which the rows can wait in the database


class Feeder:
    """One thread. `bell` is a descriptor that tells of mails committed elsewhere (`store/bell`); -1 for none."""

    def __init__(self, app: App, broker: LocalBroker, share: Share = Share(), bell: int = -1) -> None:  # noqa: B008
        self._app = app
        self._broker = broker
        self._share = share
        self._bell = bell
        self._stopping, self._stop = os.pipe()
        self._thread = threading.Thread(target=self._run, name="feeder", daemon=True)
        self._slot = 0
        self._seen = -1  # the newest mail that was looked at; -1 before the first look

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        os.write(self._stop, b"x")
        self._thread.join()
        os.close(self._stop)
        os.close(self._stopping)

    def _run(self) -> None:
        looked = -FLOOR
        while True:
            meters.beat()
            try:
                if time.monotonic() - looked >= FLOOR:
                    self.look()
                    looked = time.monotonic()
                    meters.levels(0, self._app.database.in_use)
                if not self._listen(looked + FLOOR - time.monotonic()):
                    return
            except Unavailable as error:
                maillog.unavailable("database", str(error))
                looked = time.monotonic()
            except Exception as error:  # without us no mail is worked on any more
                maillog.stumbled("feeder", error)
                time.sleep(FLOOR)

    def _listen(self, seconds: float) -> bool:
        """So long at most; False once this is to end."""
        descriptors = [self._stopping, *([self._bell] if self._bell >= 0 else [])]
        ready, _, _ = select.select(descriptors, [], [], max(0.0, seconds))
        if self._stopping in ready:
            return False
        if self._bell in ready:
            heard = bell.hear(self._bell)
            self._bell = -1 if heard.gone else self._bell  # rows are found by looking then
            meters.woken("rung")
            self.rung(heard)
        return True

    def rung(self, heard: bell.Heard) -> None:
        """Queues mails that were just committed; however long the line is, answers go before it."""
        for spool_id in heard.replies:
            send(self._broker, "ingest_reply", spool_id)
        self._line_up(heard.others[: max(0, FULL - self._broker.in_hand("ingest"))])

    def look(self) -> None:
        """Queues what is due, and this slot's periodic work. A line that is more than half full is left alone: most of
        what is due stands in it.
        """
        now = datetime.now(UTC)
        self._feed_time(now)
        repay(self._app)
        with self._app.database.read() as connection:
            mails = due.mails(connection, now, FULL, self._share) if self._has_room("ingest") else ()
            notices = due.notices(connection, now, FULL, self._share) if self._has_room("deliver") else ()
            answers = due.answers(connection, now, FULL, self._share)
            came = newcomers.look(connection, self._seen_in(connection), self._share)
        self._welcome(came)
        for notice_id in self._app.hands.join_neighbours(answers):
            send(self._broker, "deliver_answer", notice_id)
        self._line_up(mails)
        for notice_id in self._app.hands.join_neighbours(notices):
            send(self._broker, "deliver_notice", notice_id)

    def _line_up(self, mails: Sequence[int]) -> None:
        self._app.line.stand(mails)
        for spool_id in mails:
            send(self._broker, "ingest_mail", spool_id)

    def _has_room(self, queue_name: str) -> bool:
        return self._broker.in_hand(queue_name) <= FULL // 2

    def _welcome(self, came: Newcomers) -> None:
        self._seen = came.newest
        for spool_id in came.replies:
            send(self._broker, "ingest_reply", spool_id)

    def _seen_in(self, connection: Connection) -> int:
        return self._seen if self._seen >= 0 else newcomers.start(connection)

    def _feed_time(self, now: datetime) -> None:
        slot = int(now.timestamp() // SLOT)
        if slot != self._slot:
            self._slot = slot
            send(self._broker, "periodic_work", slot)
