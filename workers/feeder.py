"""Feeds a local broker from the rows that are due: at once when woken, and once a second whatever happens."""

import os
import select
import threading
from datetime import UTC, datetime

from gateway import maillog
from gateway.app import App
from gateway.store import due
from gateway.store.database import Unavailable
from gateway.store.due import Share

from . import send
from .broker import LocalBroker
from .periodic import SLOT

FLOOR = 1.0  # seconds between two looks when nobody wakes us
FULL = 400  # queued ids, above which the rows can wait in the database


class Feeder:
    """One thread. `bell` is a descriptor that becomes readable when a mail was committed elsewhere; -1 for none."""

    def __init__(self, app: App, broker: LocalBroker, share: Share = Share(), bell: int = -1) -> None:  # noqa: B008
        self._app = app
        self._broker = broker
        self._share = share
        self._bell = bell
        self._stopping, self._stop = os.pipe()
        self._thread = threading.Thread(target=self._run, name="feeder", daemon=True)
        self._slot = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        os.write(self._stop, b"x")
        self._thread.join()
        os.close(self._stop)
        os.close(self._stopping)

    def _run(self) -> None:
        while True:
            try:
                self.look()
            except Unavailable as error:
                maillog.unavailable("database", str(error))
            descriptors = [self._stopping, *([self._bell] if self._bell >= 0 else [])]
            ready, _, _ = select.select(descriptors, [], [], FLOOR)
            if self._stopping in ready:
                return
            if self._bell in ready and not self._drain_bell():
                self._bell = -1

    def _drain_bell(self) -> bool:
        """False once whoever rings is gone; rows are found by looking then."""
        try:
            return bool(os.read(self._bell, 65536))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def look(self) -> None:
        """Queues what is due, and this slot's periodic work."""
        now = datetime.now(UTC)
        self._feed_time(now)
        with self._app.database.read() as connection:
            room = FULL - self._broker.waiting("ingest")
            mails = due.mails(connection, now, room, self._share) if room > 0 else ()
            room = FULL - self._broker.waiting("deliver")
            notices = due.notices(connection, now, room, self._share) if room > 0 else ()
        for spool_id in mails:
            send(self._broker, "ingest_mail", spool_id)
        for notice_id in notices:
            send(self._broker, "deliver_notice", notice_id)

    def _feed_time(self, now: datetime) -> None:
        slot = int(now.timestamp() // SLOT)
        if slot != self._slot:
            self._slot = slot
            send(self._broker, "periodic_work", slot)
