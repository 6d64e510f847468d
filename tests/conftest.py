"""Holds over the whole run: what is written in internal notes reaches nobody but agents (`canary`)."""

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from gateway.mail.delivery import Attempt
from gateway.mail.outbound import OutboundMail
from gateway.outgoing.folder import FolderRelay
from gateway.outgoing.submit import SmtpRelay
from workers import deliver

from . import canary

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
    deliver._checked = _watched_raw(deliver._checked)  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def _no_note_leaves(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    folder = request.node.funcargs.get("tmp_path")
    if isinstance(folder, Path):
        canary.left_as_files(folder)
    leaks = canary.over()
    assert not leaks, leaks
