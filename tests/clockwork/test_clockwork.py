"""Every story of the table, and that the stage sees what goes wrong."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ..store import emptied
from . import stories_nodes
from .playing import play
from .stage import Props, made_props, set_up
from .stories import STORIES
from .story import Story


@pytest.fixture(scope="module")
def props(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Props]:
    with made_props(tmp_path_factory.mktemp("blank")) as made:
        yield made


@pytest.fixture(scope="module")
def postgresql_url() -> Iterator[str]:
    with emptied.postgresql() as url:
        yield url


def perform(story: Story, folder: Path, props: Props, url: str = "") -> None:
    with set_up(folder, story, props, url) as stage:
        play(stage, story)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_everybody_is_told_once_and_in_time(story: Story, tmp_path: Path, props: Props) -> None:
    perform(story, tmp_path, props)


THREE_NODES = [story for story in stories_nodes.STORIES if story.nodes > 2]


@pytest.mark.service
@pytest.mark.parametrize("story", THREE_NODES, ids=lambda story: story.name)
def test_three_nodes_on_postgresql_tell_once(story: Story, tmp_path: Path, props: Props, postgresql_url: str) -> None:
    emptied.empty(postgresql_url)
    perform(story, tmp_path, props, postgresql_url)


def test_there_are_as_many_stories_as_were_asked_for_and_each_has_a_name_of_its_own() -> None:
    assert len({story.name for story in STORIES}) == len(STORIES)
    assert len({(story.desk, story.told, story.nodes) for story in STORIES}) == len(STORIES)
    assert len(STORIES) >= 120


@pytest.mark.parametrize(
    "told",
    [
        "0 10:00 | ali asks | ali: received",  # somebody else got a mail, too
        "0 10:00 | ali asks | ali: received; tom: new_mail; tom: new_mail",  # it came once only
        "0 10:00 | ali asks | ali: received; tom: new_mail\n0 10:31 | - | tom: overdue; ali: holding",  # too early
        "0 10:00 | ali asks | ali: received; tom: new_mail\n0 10:23 | - | tom: due_soon",  # too late
    ],
)
def test_a_story_that_is_told_wrong_is_found_out(told: str, tmp_path: Path, props: Props) -> None:
    template = next(story for story in STORIES if story.desk.promise == 30 and not story.desk.hours)
    with pytest.raises(AssertionError):
        perform(replace(template, told=told), tmp_path, props)
