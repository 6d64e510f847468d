"""The periodic work takes away what is too old, by its configuration, and finishes what an erasure left."""

from pathlib import Path

from sqlalchemy import select

from gateway.config import Config
from gateway.config.retention import Retention
from gateway.store.schema import spool

from .house import ALI, SUPPORT, TOM, House, open_house

DAYS = 10


def keeping(config: Config) -> Config:
    return config.model_copy(update={"retention": Retention(raw_days=DAYS)})


def kept(house: House) -> list[int]:
    with house.app.database.read() as connection:
        return list(connection.scalars(select(spool.c.id).where(spool.c.gone.is_(None)).order_by(spool.c.id)))


def test_a_ticket_that_closed_by_itself_loses_its_raw_mail_in_time(tmp_path: Path) -> None:
    with open_house(tmp_path, changed=keeping) as house:
        house.write(ALI, SUPPORT, "Large", "x\n" * 20_000, proof="pass")
        house.answer(house.to(TOM)[0], TOM, "#resolve\n\nDone.", proof="pass")
        house.write(ALI, SUPPORT, "Open", "Still open.", proof="pass")
        (segment,) = (house.app.config.state / "spool").glob("*.segment")
        assert segment.read_bytes().strip(b"\0")
        house.later(days=3, minutes=1)
        house.tick()
        assert house.ticket(1001).status.value == "closed"
        house.later(days=DAYS - 1)
        house.tick()
        assert kept(house) == [1, 2, 3]
        house.later(days=1, minutes=1)
        house.tick()
        assert kept(house) == [3]
        assert not segment.read_bytes().strip(b"\0"), "it is overwritten where it lay"
        assert house.balanced()
        house.look()
        house.answer(house.to(ALI)[-1], ALI, "It is broken again.", proof="pass")
        assert house.ticket(1001).subject == "Large"
