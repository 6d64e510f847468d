"""A family of processes and the one that shows them."""

from pathlib import Path

from gateway.cli.supervisor import Child
from gateway.cli.watching import PORTS, watched
from gateway.config import Health, demo


def children() -> list[Child]:
    return [Child(name, lambda ready: None) for name in ("listener", "worker 1", "worker 2")]


def test_without_a_port_there_is_neither_a_page_nor_a_board(tmp_path: Path) -> None:
    before = children()
    config = demo(str(tmp_path)).model_copy(update={"health": Health()})
    assert watched(config, "up", before) is before


def test_with_one_there_is_one_child_more_and_the_others_keep_their_names(tmp_path: Path) -> None:
    names = [child.name for child in watched(demo(str(tmp_path)), "up", children())]
    assert names == ["listener", "worker 1", "worker 2", "health"]
    assert not list(tmp_path.iterdir()), "figures lie in memory, not on a disk"


def test_roles_fit_beside_each_other_on_one_machine() -> None:
    assert PORTS == {"up": 0, "listen": 0, "poll": 1, "work": 2, "web": 3}
