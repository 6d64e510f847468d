"""`postroom store move` and what `postroom check` says of [store]."""

import email.message
from pathlib import Path

from ..standins.s3 import KEY, SECRET, Mood, s3
from .conftest import Call

HOUSE = """
trust = { agents = "bearer" }
relay = [{ folder = "out" }]
department = [{ name = "support", label = "Support", addresses = ["support@example.org"] }]
"""


def mail(folder: Path) -> None:
    built = email.message.EmailMessage()
    built["From"], built["To"], built["Subject"] = "ali@example.com", "support@example.org", "A file"
    built.set_content("see the file\n")
    built.add_attachment(
        b"%PDF-1.4 " + bytes(range(256)) * 400, maintype="application", subtype="pdf", filename="a.pdf"
    )
    (folder / "a.eml").write_bytes(bytes(built))


def test_bytes_go_to_a_folder_and_home_again(call: Call, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(HOUSE)
    mail(tmp_path)
    assert call("import", "a.eml", "--to", "support@example.org").code == 0
    assert (
        call("store", "move").err == "postroom: [store] names neither url nor earlier: everything is at home already\n"
    )
    config.write_text(f'{HOUSE}[store]\nurl = "file://{tmp_path}/share"\n')
    assert "share: No such file or directory" in call("check").out
    ended = call("store", "move")
    assert (ended.code, ended.out) == (1, "")
    assert "does not answer" in ended.err
    (tmp_path / "share").mkdir()
    ended = call("store", "move")
    assert ended.out == "mails: 1 moved, 0 there already; attachments: 1 moved, 0 there already\n"
    assert call("store", "move", "--json").rows == [
        {"mails": {"moved": 0, "there": 0, "damaged": 0}, "attachments": {"moved": 0, "there": 1, "damaged": 0}}
    ]
    assert len([path for path in (tmp_path / "share").rglob("*") if path.is_file()]) == 2
    config.write_text(f'{HOUSE}[store]\nearlier = "file://{tmp_path}/share"\n')
    assert call("store", "move").code == 0
    assert [path for path in (tmp_path / "share").rglob("*") if path.is_file()] == []
    config.write_text(HOUSE)
    assert call("tick").code == 0


def test_check_says_what_is_wrong_with_an_object_store_and_no_secret(call: Call, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "key").write_text(KEY)
    with s3() as bucket:
        table = f'[store]\nurl = "s3://house/mail"\nendpoint = "{bucket.endpoint}"\ntimeout = 0.5\n'
        keys = 'access_key = { file = "key" }\nsecret_key = { file = "secret" }\n'
        (tmp_path / "config.toml").write_text(f"{HOUSE}{table}{keys}")
        assert "store:" not in call("check").out
        bucket.mood = Mood.FORBIDDEN
        said = call("check").out
        assert "store: s3://house/mail: PermissionDeniedError\n" in said
        assert SECRET not in said
        assert bucket.keys() == []
        assert bucket.faults == []
