"""The README's "Try it", run as it stands there."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.scenario

ROOT = Path(__file__).parents[2]


def try_it() -> str:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Try it")[1].split("\n## ")[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))


def port_is_taken() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", 2525)) == 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_what_the_readme_tells_to_try_works(tmp_path: Path) -> None:
    if port_is_taken():
        pytest.skip("something listens on port 2525 already")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    bin_folder = tmp_path / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "postroom").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gateway "$@"\n')
    (bin_folder / "postroom").chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "POSTROOM_CONFIG"}
    command = [sys.executable, "-m", "gateway", "up"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline().startswith("ready: smtp 127.0.0.1:2525")
            script = try_it().replace("sleep 1", "sleep 3")
            done = subprocess.run(
                ["bash", "-euc", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
            )
        finally:
            running.terminate()
            running.wait(40)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "My printer is broken" in done.stdout
    assert "balanced" in done.stdout
    to_ali = [path.read_text() for path in sorted((tmp_path / "var/outgoing").glob("*ali@*"))]
    assert len(to_ali) == 3
    assert "Please unplug it." in to_ali[1]
    assert "A new one is on its way." in to_ali[2]
