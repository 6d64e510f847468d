"""`postroom person`, `rebuild` and `retention` for people and for programs, on a small house of their own."""

import json
import sqlite3
from pathlib import Path

import pytest

from .conftest import Call
from .test_outbox import CONFIG

ALI = "ali@customer.example"
FIRST = f"""From: Ali Rezaei <{ALI}>\r
To: support@example.org\r
Subject: Lamp zebrawood\r
Message-ID: <one@customer.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=x\r
\r
--x\r
Content-Type: text/plain\r
\r
The lamp of zebrawood flickers.\r
--x\r
Content-Type: application/pdf; name="../../zebrawood.pdf"\r
Content-Disposition: attachment; filename="../../zebrawood.pdf"\r
\r
%PDF zebrawood\r
--x--\r
"""
OTHER = """From: Eve <eve@elsewhere.example>\r
To: support@example.org\r
Subject: Chair\r
Message-ID: <two@elsewhere.example>\r
\r
Mine wobbles.\r
"""


@pytest.fixture
def house(call: Call, tmp_path: Path) -> Call:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    for name, text in (("a.eml", FIRST), ("b.eml", OTHER)):
        (tmp_path / name).write_bytes(text.encode())
    call("import", "a.eml", "b.eml", "--to", "support@example.org", "--silent")
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).unlink()
    return call


def test_everything_of_a_person_is_shown_exported_and_erased(house: Call, tmp_path: Path) -> None:
    (counts,) = house("person", "show", ALI.upper(), "--json").rows
    assert (counts["asked"], counts["mails"], counts["articles"], counts["attachments"]) == (1, 1, 1, 1)
    assert "1  raw mails of theirs" in house("person", "show", ALI).out
    (mine,) = [str(row["id"]) for row in house("mails", "--json").rows if row["sender"] == ALI]  # either came first
    _exported(house, tmp_path, mine)
    asked = house("person", "erase", ALI)
    assert "add --yes to do it" in asked.out
    assert "nothing was erased" in house("person", "erase", ALI, typed=()).out
    assert b"zebrawood" in _bytes(tmp_path / "var")
    ended = house("person", "erase", ALI, "--yes")
    assert ended.code == 0
    assert "Backups" in ended.out
    for words in (b"zebrawood", ALI.encode(), b"Rezaei"):
        assert words not in _bytes(tmp_path / "var")
    assert b"wobbles" in _bytes(tmp_path / "var")
    assert house("ledger").code == 0
    assert "Nothing is kept" in house("person", "show", ALI).out
    assert "Nothing is kept" in house("person", "erase", ALI, "--yes").out
    explained = house("explain", mine)
    assert "raw mail" in explained.out
    assert "erased" in explained.out
    assert f"no mail {mine} that" in house("requeue", "mail", mine).err


def _exported(house: Call, tmp_path: Path, mine: str) -> None:
    house("person", "export", ALI, "--to", "all")
    folder = tmp_path / "all"
    raw = (folder / f"visible/mails/{mine}.eml").read_bytes()
    assert raw == FIRST.encode()
    (kept,) = (folder / "visible/attachments").iterdir()
    assert kept.read_bytes().startswith(b"%PDF zebrawood")
    (article,) = [json.loads(line) for line in (folder / "visible/articles.jsonl").read_text().splitlines()]
    assert article["author_address"] == ALI
    assert "visible/articles.jsonl" in (folder / "index.html").read_text()
    assert "wobbles" not in "".join(path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file())
    assert "is there already" in house("person", "export", ALI, "--to", "all").err
    assert "nothing is kept" in house("person", "export", "no@body.example", "--to", "none").err
    assert not (tmp_path / "none").exists()


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_agents_and_departments_are_not_erased(house: Call) -> None:
    assert "is the agent tom" in house("person", "erase", "tom@example.org", "--yes").err
    assert "an address of a department" in house("person", "erase", "support@example.org", "--yes").err


def test_a_database_is_rebuilt(house: Call, tmp_path: Path) -> None:
    ended = house("rebuild", "--into", "sqlite:///new.db", "--diff")
    assert ended.code == 0
    assert "2 of 2 mails replayed; 2 tickets where there are 2" in ended.out
    assert "0 differences that nothing explains" in ended.out
    assert "is not empty" in house("rebuild", "--into", "sqlite:///new.db").err
    assert "should begin with" in house("rebuild", "--into", "new.db").err
    assert "no folder" in house("rebuild", "--into", "sqlite:///none/new.db").err
    with sqlite3.connect(tmp_path / "var/postroom.db") as connection:
        connection.execute("UPDATE ticket SET department = 'elsewhere' WHERE number = 1002")
    connection.close()
    changed = house("rebuild", "--into", "sqlite:///other.db", "--diff", "--json")
    assert changed.code == 1
    difference, total = changed.rows
    assert difference["was"] == "elsewhere"
    assert (difference["what"], difference["id"], difference["now"]) == ("ticket", 1002, "support")
    assert (total["row"], total["unexpected"], total["replayed"]) == ("sum", 1, 2)


def test_a_mail_that_was_erased_is_told_apart(house: Call) -> None:
    house("person", "erase", ALI, "--yes")
    *differences, total = house("rebuild", "--into", "sqlite:///new.db", "--diff", "--json").rows
    assert total["unexpected"] == 0
    assert total["replayed"] == 1
    assert {row["reason"] for row in differences} <= {
        "its bytes were erased or grew too old",
        "its ticket was emptied for its age, or a person in it was erased",
    }


def test_what_goes_for_its_age_is_told(house: Call, tmp_path: Path) -> None:
    assert "kept for ever" in house("retention").out
    text = CONFIG + "ticket_days = 3\n[retention]\nraw_days = 9\n"
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    rows = house("retention", "--json").rows
    assert [(row["kind"], row["department"], row["days"]) for row in rows] == [
        ("raw mail of closed tickets", "support", 9),
        ("raw mail of closed tickets", "", 9),
        ("texts and files of closed tickets", "support", 3),
    ]
    assert "due now" in house("retention").out
    (tmp_path / "config.toml").write_text(CONFIG + "[retention]\ntrail_days = 3\n", encoding="utf-8")
    assert "at least 7" in house("retention").err
