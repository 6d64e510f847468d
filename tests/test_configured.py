import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gateway import config
from gateway.configured import make_policy, signing_key
from gateway.tickets.people import Standing


def test_the_key_is_made_once_however_many_start_at_the_same_time(tmp_path: Path) -> None:
    demo = config.demo(str(tmp_path / "state"))
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: signing_key(demo), range(64)))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    path = tmp_path / "state" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret.key"]


def test_the_demo_believes_agents_by_their_reply_address_and_has_both_languages(tmp_path: Path) -> None:
    policy = make_policy(config.demo(str(tmp_path)))
    assert policy.needed is Standing.BEARER
    assert policy.departments[1].label("fa") == "پشتیبانی فارسی"
    assert policy.department_at("support@example.org") is policy.departments[0]
    assert policy.agent_named("tom") in policy.departments[0].agents
