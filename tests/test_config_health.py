"""The health page's port and the log's form, and what of them is refused."""

import pytest

from gateway.config import Config, ConfigError, parse

from .test_config import GOOD


def mistakes(more: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(GOOD + more, "config.toml")
    return [problem.sentence for problem in caught.value.problems]


def read(more: str) -> Config:
    return parse(GOOD + more, "config.toml")


def test_nothing_is_open_that_nobody_asked_for() -> None:
    assert read("").health.port == 0
    assert read("").log.format == "text"
    assert read("[health]\nport = 2526\n").health.host == "127.0.0.1"


@pytest.mark.parametrize("port", [2522, 2523, 2524, 2525])
def test_the_ports_of_no_role_are_the_listener_s(port: int) -> None:
    (sentence,) = mistakes(f"[health]\nport = {port}\n")
    assert sentence == "health.port: this port and the next three are the health page's; 2525 is that of [listener]"


def test_nor_any_other_entrance_s() -> None:
    assert "24 is that of [lmtp]" in mistakes("[health]\nport = 23\n[lmtp]\nport = 24\n")[0]
    read("[health]\nport = 2526\n[lmtp]\nport = 24\n")


@pytest.mark.parametrize(
    "table", ["[health]\nport = 65535", "[health]\noldest_mail = 0", '[log]\nformat = "xml"', '[log]\nlevel = "debug"']
)
def test_what_cannot_be_meant_is_refused(table: str) -> None:
    assert len(mistakes(table + "\n")) == 1
