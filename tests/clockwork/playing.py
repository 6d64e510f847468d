"""How a story is played: between two lines the clock goes on, and every node ticks in the next slot, half-way, and a
second before the next line; nothing may come that the story does not name. At the line itself, what is done is done,
all nodes tick at once, what is due is looked for, and exactly the named mails have come.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from workers.periodic import SLOT

from .acts import PEOPLE, do
from .stage import Stage
from .story import Line, Story, lines

NAMES = {address: name for name, address in PEOPLE.items()}


def play(stage: Stage, story: Story) -> None:
    before: datetime | None = None
    for line in lines(story):
        if before is not None and not line.stood_still:
            _pass_quietly(stage, before, line)
        _turn_to(stage, line.at)
        if line.does != "-":
            do(stage, line.does)
        stage.building.tick()
        stage.building.find()
        came = _news(stage)
        assert came == line.comes, f"at {line.at} after {line.does!r}: {came}, not {line.comes}"
        before = line.at
    assert stage.building.balanced()
    assert stage.building.unsent() == 0


def _pass_quietly(stage: Stage, before: datetime, line: Line) -> None:
    for now in _looks(before, line.at - timedelta(seconds=1)):
        _turn_to(stage, now)
        stage.building.tick()
        came = _news(stage)
        assert not came, f"{came} came at {now}, before {line.at}"


def _looks(before: datetime, last: datetime) -> Iterator[datetime]:
    looks = {before + timedelta(seconds=SLOT), before + (last - before) / 2, last}
    return (look for look in sorted(looks) if before < look <= last)


def _turn_to(stage: Stage, at: datetime) -> None:
    stage.move_clocks(at)
    stage.building.look()


def _news(stage: Stage) -> tuple[str, ...]:
    building = stage.building
    addresses = dict.fromkeys(caught.recipient for caught in building.postbox.caught)
    found = [(address, caught) for address in addresses for caught in building.news(address)]
    return tuple(sorted(f"{NAMES.get(who, who)}: {building.kind(caught)}" for who, caught in found))
