"""Holds over the whole run: what is written in internal notes reaches nobody but agents (`canary`).

Where several processes share the files, those that take long come first, so that none is left over at the end.
"""

from collections.abc import Callable, Generator, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from gateway.mail.delivery import Attempt
from gateway.mail.outbound import OutboundMail
from gateway.outgoing.folder import FolderRelay
from gateway.outgoing.submit import SmtpRelay
from workers import posting

from . import canary

LONG = ("drills", "scenarios", "clockwork", "proofs", "mail/test_time.py", "attacks", "test_authority.py", "threads")
HERE = Path(__file__).parent

Submit = Callable[[Any, OutboundMail, bytes], Attempt]


def _watched(submit: Submit) -> Submit:
    @wraps(submit)
    def watched(relay: Any, mail: OutboundMail, raw: bytes) -> Attempt:
        canary.left(mail.recipient, raw)
        return submit(relay, mail, raw)

    return watched


def _watched_raw(checked: Callable[[OutboundMail], bytes]) -> Callable[[OutboundMail], bytes]:
    @wraps(checked)
    def watched(mail: OutboundMail) -> bytes:
        raw = checked(mail)
        canary.left(mail.recipient, raw)
        return raw

    return watched


def pytest_configure() -> None:
    """Our own relays, and the last step before any relay, which in many tests is one of their own."""
    for relay in (SmtpRelay, FolderRelay):
        relay.submit = _watched(relay.submit)  # type: ignore[method-assign, assignment]
    posting._checked = _watched_raw(posting._checked)  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def _no_note_leaves(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    folder = request.node.funcargs.get("tmp_path")
    if isinstance(folder, Path):
        canary.left_as_files(folder)
    leaks = canary.over()
    assert not leaks, leaks


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What hostile words leave in the captured log must be fit to be sent from one process to another."""
    report = yield
    report.sections = [(name, text.encode(errors="replace").decode()) for name, text in report.sections]
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _place(item.path.relative_to(HERE)))


def _place(path: Path) -> int:
    """The order of the rest stays as it is."""
    return next((place for place, long in enumerate(LONG) if path.is_relative_to(long)), len(LONG))
