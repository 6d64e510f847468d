"""The name of a worker: two that live have two, and a dead one's goes to its successor."""

import subprocess
import sys
from pathlib import Path

import pytest

from gateway.store import holder as holding
from gateway.store.holder import Holder

CHILD = """
import sys
from pathlib import Path
from gateway.store.holder import Holder
holder = Holder(Path(sys.argv[1]))
print(holder.name, flush=True)
sys.stdin.read()
"""


def start(folder: Path) -> tuple["subprocess.Popen[str]", str]:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    return child, child.stdout.readline().strip()


def test_two_that_live_have_two_names_and_the_dead_ones_goes_to_its_successor(tmp_path: Path) -> None:
    first, one = start(tmp_path)
    second, two = start(tmp_path)
    assert one != two
    assert len(one) == len(two) == 32
    first.kill()
    first.communicate()
    heir, inherited = start(tmp_path)
    assert inherited == one
    third, three = start(tmp_path)
    assert three not in (one, two)
    for child in (second, heir, third):
        child.communicate(timeout=10)


def test_within_a_process_too_a_name_has_one_owner(tmp_path: Path) -> None:
    one, two = Holder(tmp_path), Holder(tmp_path)
    assert one.name != two.name
    assert one.name == one.name
    name = one.name
    one.close()
    heir = Holder(tmp_path)
    assert heir.name == name
    heir.close()
    two.close()


def test_a_name_is_only_taken_when_it_is_asked_for(tmp_path: Path) -> None:
    holder = Holder(tmp_path / "workers")
    holder.close()
    assert not (tmp_path / "workers").exists()


def test_a_file_that_was_cut_short_gets_a_new_name(tmp_path: Path) -> None:
    (tmp_path / "worker-1").write_text("abc")
    holder = Holder(tmp_path)
    assert len(holder.name) == 32
    holder.close()


SENDING = """
import os, sys, signal
from pathlib import Path
from gateway.store.holder import Holder
holder = Holder(Path(sys.argv[1]))
for notice in (11, 12, 13, 14):
    holder.begin(notice)
holder.end(12)
holder.begin(15)
holder.begin(11)
holder.end(14)
print(holder.name, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_worker_was_sending_is_known_to_its_successor(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SENDING, str(tmp_path)], capture_output=True, text=True, check=False, timeout=30
    )
    heir = Holder(tmp_path)
    assert heir.begun() == {11, 13, 15}
    assert heir.name == done.stdout.strip()
    assert heir.remembers()
    for notice in range(20, 40):
        heir.begin(notice)
    assert heir.begun() == {11, 13, 15, *range(20, 40)}, "nobody's place is taken by another"
    heir.forget((11, 13, 15))
    heir.close()
    assert Holder(tmp_path).begun() == set(range(20, 40))


def test_a_machine_that_stopped_forgot_what_was_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Holder(tmp_path)
    before.forget(())
    before.close()
    boot = tmp_path / "boot_id"
    boot.write_text("another boot\n")
    monkeypatch.setattr(holding, "_BOOT_ID", boot)
    after = Holder(tmp_path)
    assert not after.remembers()
    after.forget(after.begun())
    assert after.remembers()
    after.close()


def test_what_the_relay_said_yes_to_is_known_to_the_successor(tmp_path: Path) -> None:
    holder = Holder(tmp_path)
    for notice in (11, 12, 13):
        holder.begin(notice)
    holder.passed(12)
    holder.passed(13)
    holder.end(13)
    holder.close()
    heir = Holder(tmp_path)
    assert heir.begun() == {11, 12}
    assert heir.passed_on() == {12}
    heir.begin(12)
    assert heir.passed_on() == frozenset(), "another attempt has no yes yet"
    heir.forget(heir.begun())
    heir.close()
