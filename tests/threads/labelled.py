"""The set itself: every kind of damage and every story, each played with several clients in several languages."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import event

from gateway.store.database import Database
from gateway.store.migrate import migrate

from ..store.sorting import Sorting
from .damage import DAMAGES, play
from .languages import LANGUAGES
from .letters import CLIENTS
from .post import Check, Post, Scene
from .stories import STORIES

TIMES = 5  # that each kind is played


@dataclass(frozen=True)
class Thread:
    """One thread of the set, played."""

    kind: str
    client: str
    language: str
    checks: tuple[Check, ...]

    @property
    def faults(self) -> list[str]:
        return [
            f"{self.kind} ({self.client}, {self.language}): {check.what or 'the answer'} should be {check.wanted},"
            f" is {check.got}"
            for check in self.checks
            if not check.right
        ]


@dataclass(frozen=True)
class Score:
    """Precision: of the mails that joined a ticket, the right ones. Recall: of those that should have, the right ones.
    `other` counts the mails with another label that did not end as it says.
    """

    threads: int
    mails: int
    should_join: int
    joined: int
    joined_right: int
    other: int

    @property
    def precision(self) -> float:
        return self.joined_right / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        return self.joined_right / self.should_join if self.should_join else 1.0


def score(threads: list[Thread]) -> Score:
    checks = [check for thread in threads for check in thread.checks]
    return Score(
        threads=len(threads),
        mails=len(checks),
        should_join=sum(check.should_join for check in checks),
        joined=sum(check.did_join for check in checks),
        joined_right=sum(check.should_join and check.right for check in checks),
        other=sum(not check.should_join and not check.right for check in checks),
    )


def play_all(times: int = TIMES) -> Iterator[Thread]:
    """On one database, so that every thread might be confused with every other."""
    plays: list[tuple[str, Callable[[Scene], None]]] = [
        (damage.name, partial(play, damage=damage)) for damage in DAMAGES
    ]
    plays += [(story.name, story.play) for story in STORIES]
    with _post() as post:
        for seed, (turn, (place, (name, act))) in enumerate(product(range(times), enumerate(plays)), 1):
            client = CLIENTS[(place + 5 * turn) % len(CLIENTS)]
            language = LANGUAGES[(3 * place + 7 * turn) % len(LANGUAGES)]
            scene = Scene(post, client, language, seed, place + turn)
            act(scene)
            yield Thread(name, client.name, language.code, tuple(scene.checks))


@contextmanager
def _post() -> Iterator[Post]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/postroom.db")
        event.listen(database.engine, "connect", _trusting_the_disk)
        migrate(database)
        sorting = Sorting(database, Path(folder) / "spool")
        try:
            yield Post(sorting)
        finally:
            sorting.close()
            database.close()


def _trusting_the_disk(connection: Any, record: Any) -> None:
    """What is asked here is where a mail lands, not whether it survives a power cut."""
    connection.execute("PRAGMA synchronous=OFF")
