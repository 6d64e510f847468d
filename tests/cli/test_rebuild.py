"""A database made anew from the raw mails is the present one; what the code would do otherwise now is shown."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from gateway.cli import rebuild as command
from gateway.cli.rebuild import Rebuilt
from gateway.mail import shown
from gateway.mail.reply import Kind, Piece, Reply
from gateway.store import balance, schema
from gateway.store.database import Database
from gateway.store.outbox import NoticeState
from gateway.trial.rebuilt import Reason

from ..services import postgresql
from ..workers.house import House, open_house
from .lived import Month

MAILS = 90  # `python -m tests.proofs.rebuild` takes more


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("lived")) as opened:
        Month(opened, seed=20261128).live(MAILS)
        yield opened


def rebuilt(house: House, url: str) -> tuple[Rebuilt, Database]:
    target = command._opened(url)
    return command._rebuild(house.app, target, url), target


def test_with_the_same_code_nothing_is_different(house: House, tmp_path: Path) -> None:
    found, target = rebuilt(house, f"sqlite:///{tmp_path / 'new.db'}")
    assert found.changes == ()
    assert found.mails == found.replayed >= MAILS
    outcomes = Counter(each.outcome for each in found.before.mails.values())
    assert {"ticket", "reply", "note", "duplicate", "automatic"} <= set(outcomes)
    statuses = Counter(each.status for each in found.before.tickets.values())
    assert statuses["closed"] >= 2, "time passed there, too"
    with target.read() as connection:
        assert balance.equation(connection).balanced
        states = set(connection.scalars(select(schema.notice.c.state)))
    assert states == {NoticeState.SENT.value}, "nothing waits to be sent"
    target.close()


@pytest.fixture(scope="module")
def postgresql_url() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.mark.service
def test_a_changed_reply_parser_is_seen(house: House, postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It folds no quote any more; and one mail was let in by a command, which is expected."""
    monkeypatch.setattr(shown, "split", lambda body, forwarded=False: Reply((Piece(Kind.NEW, body),)))
    by_hand = update(schema.mail).where(schema.mail.c.id == 1).values(released=True, outcome="held")
    house.app.database.write(lambda connection: connection.execute(by_hand))
    found, target = rebuilt(house, postgresql_url)
    target.close()
    texts = [each for each in found.unexpected if each.field == "text"]
    replies = [each for each in found.before.mails.values() if each.outcome == "reply"]
    assert len(texts) > 0.3 * len(replies) > 5
    assert all(len(each.was) < len(each.now) for each in texts)
    expected = {each.reason for each in found.changes if each.id == 1 and each.what == "mail"}
    assert expected == {Reason.COMMAND}
    assert {each.what for each in found.unexpected} <= {"mail", "ticket"}
