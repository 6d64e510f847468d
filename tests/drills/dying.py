"""Brings the tables of a database up, and dies by SIGKILL before its statement of that number, if there is one.

Run as a program: `python -m tests.drills.dying URL NUMBER FAULT`. The fault "hasty" is to write down first that all
steps are taken; "" is none.
"""

import os
import signal
import sys
from itertools import count
from typing import Any

from sqlalchemy import event, text

from gateway.store.database import Database
from gateway.store.migrate import HEAD, migrate

if __name__ == "__main__":
    database, numbers, last = Database(sys.argv[1]), count(1), int(sys.argv[2])

    def die(*_: Any) -> None:
        if next(numbers) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    if sys.argv[3] == "hasty":
        early = text("UPDATE alembic_version SET version_num = :head").bindparams(head=HEAD)
        database.write(lambda connection: connection.execute(early))
    event.listen(database.engine, "before_cursor_execute", die)
    event.listen(database.engine, "commit", die)
    migrate(database)
