"""What went out lately, as the brakes on automatic mail count it (`brakes`, `traffic`)."""

from datetime import datetime, timedelta

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
_most = select((_newest - _oldest + 1).label("written")).subquery()


def _counted(least: str, *where: ColumnElement[bool]) -> Case[int]:
    """0 where they cannot be so many. Databases look at what stands behind ELSE only when they come there."""
    count = select(func.count()).select_from(notice).where(*_LATELY, *where).scalar_subquery()
    return case((_most.c.written < bindparam(least), 0), else_=count)


_far = and_(_most.c.written < bindparam("domain_near"), _most.c.written < bindparam("everyone_near"))
_last = select(func.max(notice.c.created)).where(*_LATELY).scalar_subquery()
_TO_UNPROVEN = Prepared(
    select(
        _counted("domain_near", notice.c.domain == bindparam("domain")).label("domain"),
        _counted("everyone_near").label("everyone"),
        case((_far, None), else_=_last).label("newest"),
    ).select_from(_most)
)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def ask_unproven(connection: Connection, address: str, brakes: Brakes, now: datetime) -> Rows:
    """One row: how many mails went within the hour to the address's domain, and to everyone, where nothing proved who
    wrote; each 0 where it is more than `CROWD` below its limit. And when the last of all did, where one is not.
    """
    given = {"domain": domain_of(address), "since": now - HOUR, "before": now - HOUR - MOMENT}
    near = {"domain_near": brakes.domain - CROWD, "everyone_near": brakes.everyone - CROWD}
    return _TO_UNPROVEN.execute(connection, given | near)
