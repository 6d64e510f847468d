"""What lies in deploy/ fits what there is: commands, packages, and what systemd understands."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from gateway.cli.program import GROUPS
from gateway.config import parse

ROOT = Path(__file__).parent.parent
UNITS = sorted((ROOT / "deploy").glob("*.service"))
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
MACHINES = (ROOT / "docs" / "machines.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_there_is_and_stops_it_well(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    settings = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z][A-Za-z]+=", line))
    word = settings["ExecStart"].split()[1]
    assert any(word in commands for commands in GROUPS.values())
    assert settings["KillMode"] == "mixed"
    assert int(settings["TimeoutStopSec"]) > 30
    assert int(settings["LimitNOFILE"]) >= 8192
    assert settings["ProtectSystem"] == "strict"
    assert settings["User"] == "postroom"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_has_nothing_to_say_of_the_units(tmp_path: Path) -> None:
    """The program and the user are others here: it would rightly miss ours."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/postroom/bin/postroom", "/bin/true")
        text = re.sub(r"^(User|Group)=.*$", r"\1=root", text, flags=re.MULTILINE)
        (tmp_path / unit.name.replace("@", "@1")).write_text(text, encoding="utf-8")
    names = sorted(path.name for path in tmp_path.iterdir())
    said = _verified(tmp_path, names)
    assert [line for line in said if any(name in line for name in names)] == []
    (tmp_path / "postroom-bad.service").write_text("[Service]\nExecStart=/bin/true\nKillMoode=mixed\n")
    assert any("KillMoode" in line for line in _verified(tmp_path, ["postroom-bad.service"]))


def _verified(folder: Path, names: list[str]) -> list[str]:
    command = ["systemd-analyze", "verify", *(f"./{name}" for name in names)]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return (ended.stdout + ended.stderr).splitlines()


def test_the_container_takes_out_just_the_tools_of_development() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tools = {re.split(r"[<>=]", each)[0] for each in project["dependency-groups"]["dev"]}
    listed = re.search(r"pip uninstall [^\\]*\\\n\s+(.*)", CONTAINER)
    assert listed is not None
    assert set(listed[1].split()) == tools
    copied = {word for line in CONTAINER.splitlines() if line.startswith("COPY") for word in line.split()[1:-1]}
    assert all((ROOT / word).exists() for word in copied if not word.startswith(("--", "/")))


def test_the_configuration_that_the_page_shows_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("a secret")
    monkeypatch.setenv("POSTROOM_STORE_KEY", "a key")
    (shown,) = re.findall(r"```toml\n(.*?)```", MACHINES, re.DOTALL)
    house = (ROOT / "config.example.toml").read_text(encoding="utf-8").replace("[store]\n", "[stored]\n")
    house = re.sub(r"\[stored\]\n.*?(?=\n\[broker\])", shown, house, flags=re.DOTALL)
    config = parse(house.replace("/etc/postroom/secrets/store.secret", str(tmp_path / "secret")), "config.toml")
    assert config.store.url == "s3://postroom/mail"
    assert config.store.secret_key is not None
