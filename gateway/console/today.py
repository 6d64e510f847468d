"""What needs a person now: promises about to break, what is theirs, what is nobody's, what is held or failed; and how
busy the day is. The last thirty days are a page of their own, which this one fetches once it is shown.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..reports.figures import percent
from ..store import rhythm, troubles
from ..store.digests import gather
from ..store.rhythm import Day
from .page import Access, Answer, Desk, Page, Shown, Visit

DAYS = 30
HOUR = timedelta(hours=1)


def show(desk: Desk, visit: Visit) -> Answer:
    hours = _hours(_day(visit), ZoneInfo(visit.policy.zone))
    with desk.database.read() as connection:
        digest = gather(connection, visit.who.address, visit.language, visit.policy, visit.now)
        trouble = troubles.gather(connection, visit.who, visit.policy, visit.now, hours[0])
        accepted = rhythm.accepted_between(connection, hours)
    zone = ZoneInfo(visit.policy.zone)
    names = [f"{hour.astimezone(zone):%H:%M}" for hour in hours[:-1]]
    return Shown("today.html", {"digest": digest, "trouble": trouble, "hours": names, "accepted": accepted})


def month(desk: Desk, visit: Visit) -> Answer:
    """Tickets by the day; the part alone where the page that is open asks for it."""
    days = [_day(visit) - timedelta(days=back) for back in range(DAYS - 1, -2, -1)]
    zone = ZoneInfo(visit.policy.zone)
    with desk.database.read() as connection:
        figures = rhythm.days(connection, [_midnight(day, zone) for day in days], visit.now)
    return Shown("month.html", {"days": days[:-1], "figures": figures, "percents": [_share(each) for each in figures]})


def _share(day: Day) -> int | None:
    """Percent of promises kept, None where there are too few to tell."""
    share = day.promises.share
    return None if share is None else percent(share)


def _day(visit: Visit) -> date:
    return visit.now.astimezone(ZoneInfo(visit.policy.zone)).date()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _hours(day: date, zone: ZoneInfo) -> list[datetime]:
    """When each hour of the day begins, and its end; on some days there are 23 of them, or 25."""
    begins, ends = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    return [begins + HOUR * number for number in range(round((ends - begins) / HOUR))] + [ends]


PAGES = (
    Page("today", "/", Access.AGENT, show),
    Page("month", "/month", Access.AGENT, month),
)
