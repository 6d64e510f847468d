"""What a story is: a desk with its settings, and a text of lines `WHEN | WHAT | WHO GETS WHICH MAIL`.

WHEN is a local time of the department on a day of the story (`2 10:00` is two days after it begins) or on a date, with
`~` before it where the clock stood still until then. WHAT is an act (see `acts`), or `-` for nothing. The last column
names every mail that comes then: `ali: received; tom: new_mail`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gateway.config import Config

from ..workers.house import config_at

Table = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Desk:
    """The department `support` of a story by the keys of its configuration; Tom leads. Sara works in `poshtibani`."""

    begins: str = "2026-11-21"  # a Saturday
    zone: str = "Asia/Tehran"
    hours: tuple[str, ...] = ()
    promise: int = 0  # minutes
    window_days: float = 3
    window_counts: str = "calendar"
    lead: str = "tom"
    agents: tuple[str, ...] = ("tom",)
    assign: str = "nobody"
    language: str = "en"
    poshtibani: Table = (("promise_minutes", 0),)
    holidays: Table = ()
    mornings: Table = (("digest", ""), ("weekly", ""))
    repeats: Table = (("within_days", 0),)
    requesters: str = "bearer"  # what a requester's orders need

    def config(self, folder: Path, url: str = "") -> Config:
        table = config_at(folder, "bearer", url).model_dump()
        first, second = table["department"]
        first |= {
            "zone": self.zone,
            "hours": self.hours,
            "promise_minutes": self.promise,
            "window_days": self.window_days,
            "window_counts": self.window_counts,
            "lead": self.lead,
            "agents": self.agents,
            "assign": self.assign,
            "language": self.language,
        }
        table["department"] = [first, second | {"zone": self.zone} | dict(self.poshtibani)]
        table["trust"] |= {"requesters": self.requesters}
        table |= {"holidays": dict(self.holidays), "mornings": dict(self.mornings), "repeats": dict(self.repeats)}
        return Config.model_validate(table)


@dataclass(frozen=True)
class Story:
    name: str
    desk: Desk
    told: str
    nodes: int = 1


@dataclass(frozen=True)
class Line:
    at: datetime
    does: str
    comes: tuple[str, ...]  # "ali: received", sorted
    stood_still: bool  # nobody ticked since the line before


_WHEN = re.compile(r"(~?)(?:(\d+)|(\d{4}-\d\d-\d\d)) (\d\d):(\d\d)(?::(\d\d))?")


def lines(story: Story) -> Iterator[Line]:
    for text in filter(str.strip, story.told.splitlines()):
        when, does, comes = (part.strip() for part in text.split("|"))
        found = _WHEN.fullmatch(when)
        assert found is not None, f"{when!r} is no moment"
        mails = tuple(sorted(mail.strip() for mail in comes.split(";") if mail.strip()))
        yield Line(_moment(found, story.desk), does, mails, bool(found[1]))


def _moment(found: re.Match[str], desk: Desk) -> datetime:
    first = datetime.fromisoformat(desk.begins)
    day = first + timedelta(days=int(found[2])) if found[2] else datetime.fromisoformat(found[3])
    local = day.replace(hour=int(found[4]), minute=int(found[5]), second=int(found[6] or 0))
    return local.replace(tzinfo=ZoneInfo(desk.zone)).astimezone(UTC)
