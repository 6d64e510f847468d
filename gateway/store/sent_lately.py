"""What went out lately, as the brakes on automatic mail count it (`brakes`, `traffic`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Case, ColumnElement, Connection, and_, bindparam, case, func, literal_column, or_, select

from ..notices import ANSWERS_CUSTOMERS, ANSWERS_THE_WRITER, Manner
from ..policy import Brakes
from ..tickets.people import Role
from .prepared import Prepared
from .rows import Rows
from .schema import notice

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOMENT = timedelta(minutes=1)  # longer than facts may be old
CROWD = 64  # more than ever write at one moment: so far below a limit nobody needs to wait for another

# Rows of which `answers_the_writer` is true.
ANSWERS = or_(
    notice.c.kind.in_(sorted(kind.value for kind in ANSWERS_THE_WRITER)),
    and_(
        notice.c.kind.in_(sorted(kind.value for kind in ANSWERS_CUSTOMERS - ANSWERS_THE_WRITER)),
        notice.c.role != Role.AGENT.value,
    ),
)

# Statements that run for every mail are made once: making one costs more than running it.
TO_ADDRESS = Prepared(
    select(notice.c.kind, notice.c.created).where(
        notice.c.recipient == bindparam("address"), notice.c.created > bindparam("since"), ANSWERS
    )
)
_UNPROVEN = notice.c.manner == literal_column(f"'{Manner.CONTENT_FREE.value}'")  # as the index has it, word for word
_LATELY = (_UNPROVEN, notice.c.created > bindparam("since"))
# So many notices of any kind were written since then at most: numbers ascend. Who is far from both limits by that is
# not counted, for an hour may have very many rows.
_newest = select(func.max(notice.c.id)).scalar_subquery()
_oldest = (
    select(notice.c.id)
    .where(_UNPROVEN, notice.c.created > bindparam("before"))
    .order_by(notice.c.created)
    .limit(1)
    .scalar_subquery()
)
_written = select((_newest - _oldest + 1).label("written"))
_MOST = Prepared(_written)
_most = _written.subquery()


def _counted(least: str, *where: ColumnElement[bool]) -> Case[int]:
    """0 where they cannot be so many. Databases look at what stands behind ELSE only when they come there."""
    count = select(func.count()).select_from(notice).where(*_LATELY, *where).scalar_subquery()
    return case((_most.c.written < bindparam(least), 0), else_=count)


_TO_UNPROVEN = Prepared(
    select(
        _counted("domain_near", notice.c.domain == bindparam("domain")).label("domain"),
        _counted("everyone_near").label("everyone"),
        select(func.max(notice.c.created)).where(*_LATELY).scalar_subquery().label("newest"),
    ).select_from(_most)
)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


class Counts(NamedTuple):
    """How many mails went to an address's domain, and to everyone, and when the last of all did."""

    domain: int = 0
    everyone: int = 0
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unproven:
    """What went within the hour to whom nothing proved that they wrote, as it is on its way."""

    connection: Connection
    most: Rows
    domain: str
    brakes: Brakes
    now: datetime

    def counts(self) -> Counts:
        """Each 0 where it is more than `CROWD` below its limit."""
        near = {"domain_near": self.brakes.domain - CROWD, "everyone_near": self.brakes.everyone - CROWD}
        if (self.most.scalar() or 0) < min(near.values()):
            return Counts()
        given = {"domain": self.domain, "since": self.now - HOUR, "before": _before(self.now)}
        return Counts(*_TO_UNPROVEN.execute(self.connection, given | near).one())


def ask_unproven(connection: Connection, address: str, brakes: Brakes, now: datetime) -> Unproven:
    """Asks no more than how many there may be; who is far from both limits need not know more."""
    return Unproven(connection, _MOST.execute(connection, {"before": _before(now)}), domain_of(address), brakes, now)


def _before(now: datetime) -> datetime:
    return now - HOUR - MOMENT
