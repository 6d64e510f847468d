"""Whether we are the border is a setting; without it nothing of the libraries is even loaded."""

import subprocess
import sys

import pytest

from gateway.app import make_border
from gateway.cli.check import _PARTS
from gateway.config import Config, parse
from gateway.intake.border import NoBorder
from gateway.intake.border.checks import OwnChecks
from gateway.intake.border.questions import Answer, Record, Trouble
from gateway.intake.border.resolving import SystemResolver

CONFIG = """
[trust]
border = BORDER
agents = "bearer"
[relay]
folder = "./out"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
"""


def config(border: bool) -> Config:
    return parse(CONFIG.replace("BORDER", str(border).lower()), "config.toml")


def test_the_setting_decides() -> None:
    assert isinstance(make_border(config(border=False)), NoBorder)
    assert isinstance(make_border(config(border=True)), OwnChecks)


def test_a_site_with_a_server_in_front_loads_no_library() -> None:
    program = "import sys, gateway.app; print({'dkim', 'spf', 'dns'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_check_asks_dns_about_our_own_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(self: SystemResolver, name: str, record: Record, timeout: float) -> Answer:
        asked.append(name)
        if len(asked) > 1:
            raise Trouble("LifetimeTimeout")
        return Answer()

    monkeypatch.setattr(SystemResolver, "ask", ask)
    examine = dict(_PARTS)["dns"]
    assert examine(config(border=False)) == ""
    assert asked == []
    assert examine(config(border=True)) == ""
    assert examine(config(border=True)) == "DNS does not answer about example.org (LifetimeTimeout)"
    assert asked == ["example.org", "example.org"]
