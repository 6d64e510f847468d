"""`postroom outbox` for people and for programs, on a house whose relay does not answer."""

from pathlib import Path

import pytest

from .conftest import Call

ROOT = Path(__file__).parents[2]

CONFIG = """
[relay]
host = "127.0.0.1"
port = 1
tls = "none"
[trust]
agents = "bearer"
[[agent]]
name = "tom"
address = "tom@example.org"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
agents = ["tom"]
"""


@pytest.fixture
def post(call: Call, tmp_path: Path) -> Call:
    """Two notices wait: 1 to the requester, 2 to Tom."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    call("import", str(ROOT / "tests/mails/hello.eml"), "--to", "support@example.org")
    return call


def states(post: Call) -> dict[int, str]:
    return {row["id"]: row["state"] for row in post("outbox", "--json").rows}


def test_the_list_the_filters_and_the_summary(post: Call) -> None:
    printed = post("outbox").out
    assert printed.splitlines()[-1] == "2 waiting"
    assert "next try" in printed
    assert "1 of 2 are shown; the next ones: --before 2" in post("outbox", "--last", "1").out
    assert [row["id"] for row in post("outbox", "--json", "--before", "2").rows] == [1]
    assert [row["id"] for row in post("outbox", "--json", "--recipient", "TOM@example.org").rows] == [2]
    assert [row["id"] for row in post("outbox", "--json", "--ticket", "1001", "--last", "1").rows] == [2]
    assert "Nothing like that in the outbox." in post("outbox", "--state", "uncertain").out
    assert post("outbox", "--state", "lost").code == 2


def test_one_notice_with_every_attempt(post: Call) -> None:
    printed = post("outbox", "show", "1").out
    for words in ("received to ali@customer.example", "as requester, in en", "caused by", "deferred", "in 1 min"):
        assert words in printed
    assert post("outbox", "1").out == printed
    (row,) = post("outbox", "show", "1", "--json").rows
    assert [each["delivery"] for each in row["attempts"]] == ["deferred"]
    assert set(row["attempts"][0]) == {"at", "delivery", "words", "number", "relay", "queue_id"}
    assert "there is no notice 9" in post("outbox", "show", "9").err


def test_notices_are_taken_back_and_tried_again(post: Call) -> None:
    assert post("outbox", "cancel", "1", "--reason", "told by phone").out.strip() == "notice 1 is cancelled"
    assert states(post) == {1: "cancelled", 2: "waiting"}
    assert "there is no notice 1 that could be cancelled" in post("outbox", "cancel", "1").err
    assert "cancelled: told by phone" in post("outbox", "1").out
    assert "cancel" in post("ticket", "1001").out
    assert "notice 1 will be tried again" in post("outbox", "requeue", "1", "2").out
    assert states(post) == {1: "waiting", 2: "waiting"}
    assert post("requeue", "notice", "1").code == 0


def test_many_at_once_need_a_yes(post: Call) -> None:
    said = post("outbox", "cancel", "--ticket", "1001")
    assert (said.code, said.out.strip()) == (
        0,
        "2 notices would be cancelled (2 waiting); add --yes to do it",
    )
    assert states(post) == {1: "waiting", 2: "waiting"}
    assert post("outbox", "cancel", "--ticket", "1001", "--yes").out.strip() == "2 notices cancelled"
    assert post("outbox", "requeue", "--state", "cancelled", "--yes").out.strip() == "2 notices tried again"
    assert "there is no notice like that that could be cancelled" in post("outbox", "cancel", "--state", "sent").err
    for words in ((), ("1", "--state", "waiting")):
        assert "give either ids, or" in post("outbox", "cancel", *words).err


def test_the_equation(post: Call) -> None:
    post("outbox", "cancel", "1")
    (row,) = post("outbox", "totals", "--json").rows
    assert (row["written"], row["balanced"], row["states"]["cancelled"], row["states"]["waiting"]) == (2, True, 1, 1)
    assert "balanced" in post("outbox", "totals").out


def test_the_fence_is_put_up_shown_and_lifted(post: Call) -> None:
    assert "There is no fence." in post("outbox", "fence", "--show").out
    assert "there is no fence" in post("outbox", "fence", "--lift").err
    assert "would be cancelled: 0" in post("outbox", "fence", "--until", "2020-01-01 10:00").out
    assert "notices that wait and would be cancelled: 2" in post("outbox", "fence").out
    assert states(post) == {1: "waiting", 2: "waiting"}
    assert "notices cancelled: 2" in post("outbox", "fence", "--yes").out
    assert states(post) == {1: "cancelled", 2: "cancelled"}
    assert "Nothing older than" in post("outbox", "fence", "--show").out
    assert set(post("outbox", "fence", "--show", "--json").rows[0]) == {"until", "at"}
    assert "the fence is lifted" in post("outbox", "fence", "--lift").out
    assert post("outbox", "fence", "--show", "--json").rows == []
    assert "lies ahead" in post("outbox", "fence", "--until", "2999-01-01").err
    assert "is not a moment" in post("outbox", "fence", "--until", "yesterday").err


def test_check_says_whether_the_folder_of_links_can_be_written(post: Call, tmp_path: Path) -> None:
    links = f'[links]\nfolder = "{tmp_path / "files"}"\nurl = "https://files.example.org"\n'
    (tmp_path / "config.toml").write_text(CONFIG.replace("[trust]", links + "[trust]"), encoding="utf-8")
    assert "links:" not in post("check").out
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_text("in the way")
    assert f"links: {tmp_path / 'files'} cannot be written" in post("check").out
