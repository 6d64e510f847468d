"""What tests of the console's lists put into the database by hand, where getting there by mail would take long."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from gateway.store.schema import attempt, mail, notice, spool

from .house import ConsoleHouse


def change_mail(house: ConsoleHouse, id: int, **values: Any) -> None:
    house.app.database.write(
        lambda connection: connection.execute(update(mail).where(mail.c.id == id).values(**values))
    )


def change_spool(house: ConsoleHouse, id: int, **values: Any) -> None:
    house.app.database.write(
        lambda connection: connection.execute(update(spool).where(spool.c.id == id).values(**values))
    )


def change_notice(house: ConsoleHouse, id: int, **values: Any) -> None:
    house.app.database.write(
        lambda connection: connection.execute(update(notice).where(notice.c.id == id).values(**values))
    )


def attempted(house: ConsoleHouse, id: int, delivery: str, words: str, at: datetime, number: int = 1) -> None:
    row = {"notice": id, "number": number, "at": at, "delivery": delivery, "words": words, "relay": "relay"}
    house.app.database.write(lambda connection: connection.execute(insert(attempt).values(queue_id="4XyZ", **row)))
