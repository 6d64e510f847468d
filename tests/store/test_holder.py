"""The name of a worker: two that live have two, and a dead one's goes to its successor."""

import subprocess
import sys
from pathlib import Path

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
