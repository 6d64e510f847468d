import random
from pathlib import Path

import pytest

from gateway.mail.inbound import Envelope

from ..intake.smtp import wire
from .dialogues import SMUGGLED, hold, stream
from .short import held


def test_damaged_dialogues_end_and_add_up(tmp_path: Path) -> None:
    found = held("fuzz-smtp", tmp_path)
    assert found.figures[0].low > 300


def test_a_dialogue_is_the_same_bytes_every_time() -> None:
    assert stream(random.Random("7/1")) == stream(random.Random("7/1")) != stream(random.Random("7/2"))


def test_a_mail_that_is_smuggled_in_is_found_out() -> None:
    _, broken = hold("planted", 0, 200, lambda dice: stream(dice, (b"\r\n.\r\n",)))
    assert "a mail was smuggled in" in broken
    assert b"evil@" in SMUGGLED


class Forgetful(wire.MemoryAcceptor):
    """Says 250 for what it does not keep."""

    def begin(self) -> wire.MemoryDraft:
        return _Forgotten(self)


class _Forgotten(wire.MemoryDraft):
    async def commit(self, envelope: Envelope) -> object:  # type: ignore[override]
        answer = await super().commit(envelope)
        self._acceptor.mails.pop()
        return answer


def test_a_250_for_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.drills.dialogues.MemoryAcceptor", Forgetful)
    monkeypatch.setattr(wire, "MemoryAcceptor", Forgetful)
    _, broken = hold("planted", 0, 200)
    assert "an id was given twice, or for nothing" in broken
