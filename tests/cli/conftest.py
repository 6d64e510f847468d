import getpass
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.cli import desk
from gateway.cli.program import build
from workers import roles


@dataclass(frozen=True)
class Ended:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Call = Callable[..., Ended]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def hung_up() -> str:
    raise EOFError


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command in an empty folder, with the demo defaults or its config.toml; `said` stands on its input, which
    is a terminal where `typed` is.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POSTROOM_CONFIG", raising=False)
    monkeypatch.setattr(desk.out, "_width", 200)  # COLUMNS is heeded only when it is made
    monkeypatch.setattr(desk.err, "_width", 200)

    def ended(*words: str, said: str = "", typed: tuple[str, ...] | None = None) -> Ended:
        answers = list(typed or ())
        monkeypatch.setattr(sys, "stdin", io.StringIO(said) if typed is None else Terminal())
        monkeypatch.setattr(getpass, "getpass", lambda prompt: answers.pop(0) if answers else hung_up())
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            build(roles, words)(words)
        printed = capsys.readouterr()
        code = end.value.code
        return Ended(code if isinstance(code, int) else 0, printed.out, printed.err)

    return ended
