"""`postroom rules`: documents are checked, tried, applied, shown and brought back; every revision stays."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from gateway.rules import STARTER

from .conftest import Call

PRINTERS = """
[[rule]]
name = "printers"
when.subject = "printer"
then.priority = "high"
then.tag = "printer"
"""
SCANNERS = (
    PRINTERS
    + """
[[rule]]
name = "scanners"
when.subject = "scanner"
then.hold = true
"""
)
BROKEN = """
[[rule]]
name = "printers"
when.subjcet = "printer"
then.priority = "highest"
"""
REVISION_KEYS = {"number", "at", "author", "reason", "document", "restores"}


def written(name: str, document: str) -> str:
    Path(name).write_text(document, encoding="utf-8")
    return name


def brought(call: Call, *subjects: str) -> None:
    """Mails from people, imported one after the other."""
    for number, subject in enumerate(subjects):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "ali@customer.example", "support@example.org", subject
        mail["Message-ID"] = f"<{number}@customer.example>"
        mail.set_content("It is broken.")
        path = Path(f"{number}.eml")
        path.write_bytes(bytes(mail))
        assert call("import", str(path), "--silent").code == 0


def test_a_sound_document_is_sound(call: Call) -> None:
    ended = call("rules", "check", written("rules.toml", PRINTERS))
    assert (ended.code, ended.out) == (0, "all is well: 1 rule\n")
    assert call("rules", "check", "rules.toml", "--json").rows == []


def test_every_mistake_is_named_with_file_and_line(call: Call) -> None:
    ended = call("rules", "check", written("rules.toml", BROKEN))
    assert ended.code == 1
    first, second = ended.out.splitlines()
    assert first.startswith("rules.toml:4: ")
    assert second.startswith("rules.toml:5: ")
    rows = call("rules", "check", "rules.toml", "--json").rows
    assert [(row["file"], row["line"]) for row in rows] == [("rules.toml", 4), ("rules.toml", 5)]
    assert set(rows[0]) == {"file", "line", "sentence"}


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\n# \xff\n", "rules.toml:2: this is not UTF-8"), (b"#" * 300_000, "rules.toml:1: the document is larger")],
)
def test_a_file_that_is_no_document_is_a_mistake(call: Call, content: bytes, says: str) -> None:
    Path("rules.toml").write_bytes(content)
    for command in (["check"], ["try"], ["apply", "--reason", "x"]):
        ended = call("rules", command[0], "rules.toml", *command[1:])
        assert ended.code == 1
        assert ended.out.startswith(says)


def test_a_file_that_is_not_there_is_said_so(call: Call) -> None:
    ended = call("rules", "check", "nowhere.toml")
    assert (ended.code, "nowhere.toml: No such file" in ended.err) == (2, True)


def test_a_document_is_applied_as_the_next_revision(call: Call) -> None:
    written("rules.toml", PRINTERS)
    ended = call("rules", "apply", "rules.toml", "--reason", "the printers", "--author", "Mina")
    assert (ended.code, ended.out) == (0, "revision 1 is in force\n")
    assert call("rules", "show").out == PRINTERS
    written("rules.toml", SCANNERS)
    (made,) = call("rules", "apply", "rules.toml", "--reason", "scanners, too", "--json").rows
    assert set(made) == REVISION_KEYS
    assert (made["number"], made["reason"], made["restores"]) == (2, "scanners, too", None)
    assert made["author"]
    assert made["at"].endswith("Z")
    second, first = call("rules", "history", "--json").rows
    assert (first["author"], first["reason"], first["document"]) == ("Mina", "the printers", PRINTERS)
    assert second == made
    listed = call("rules", "history").out
    assert "the printers" in listed
    assert "scanners, too" in listed
    assert call("rules", "show", "1").out == PRINTERS
    assert call("rules", "show", "2").out == SCANNERS


def test_nothing_is_applied_that_has_mistakes_or_changes_nothing(call: Call) -> None:
    assert call("rules", "apply", written("rules.toml", BROKEN), "--reason", "x").code == 1
    assert call("rules", "history").out == "No rules were ever applied.\n"
    call("rules", "apply", written("rules.toml", PRINTERS), "--reason", "x")
    ended = call("rules", "apply", written("rules.toml", PRINTERS.replace("\n", "\r\n")), "--reason", "x")
    assert (ended.code, "the rules in force already, as revision 1" in ended.err) == (1, True)
    assert len(call("rules", "history", "--json").rows) == 1


def test_before_the_first_one_the_starter_is_shown(call: Call) -> None:
    assert call("rules", "show").out == STARTER
    (shown,) = call("rules", "show", "--json").rows
    assert (shown["number"], shown["document"]) == (0, STARTER)
    assert call("rules", "check", written("rules.toml", STARTER)).code == 0


def test_a_revision_comes_back_as_a_new_one(call: Call) -> None:
    for document in (PRINTERS, SCANNERS):
        call("rules", "apply", written("rules.toml", document), "--reason", "x")
    ended = call("rules", "rollback", "1", "--reason", "scanners were held")
    assert ended.out == "revision 3 is in force; it restores revision 1\n"
    assert call("rules", "show").out == PRINTERS
    assert [row["restores"] for row in call("rules", "history", "--json").rows] == [1, None, None]
    assert call("rules", "rollback", "9", "--reason", "x").code == 1
    ended = call("rules", "rollback", "3", "--reason", "x")
    assert (ended.code, "in force already" in ended.err) == (1, True)


def test_a_revision_that_the_configuration_no_longer_knows_does_not_come_back(call: Call) -> None:
    to_sara = PRINTERS.replace('then.tag = "printer"', 'then.assign = "sara"')
    call("rules", "apply", written("rules.toml", to_sara), "--reason", "x")
    call("rules", "apply", written("rules.toml", PRINTERS), "--reason", "x")
    call("rules", "rollback", "1", "--reason", "x")
    without_sara()
    checked = call("check")
    assert checked.code == 1
    assert "rules: revision 3, line 6: " in checked.out
    call("rules", "apply", "rules.toml", "--reason", "x")
    ended = call("rules", "rollback", "1", "--reason", "x")
    assert (ended.code, ended.out.startswith("revision 1:6: ")) == (1, True)


def without_sara() -> None:
    Path("config.toml").write_text(
        """
[relay]
folder = "./out"
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
""",
        encoding="utf-8",
    )


# --- what a trial shows -----------------------------------------------------------------------------------------------


def test_a_trial_shows_which_tickets_would_be_others_and_changes_none(call: Call) -> None:
    brought(call, "My printer", "The scanner", "Something else")
    before = call("tickets", "--json").out
    ended = call("rules", "try", written("rules.toml", SCANNERS))
    assert ended.code == 0
    assert "3 mails tried" in ended.out
    assert "2 would end otherwise" in ended.out
    assert "priority: normal → high" in ended.out
    assert "mail: opens a ticket → is held for a person to see" in ended.out
    assert call("tickets", "--json").out == before
    assert call("rules", "history").out == "No rules were ever applied.\n"


def test_a_trial_in_json_has_stable_keys(call: Call) -> None:
    brought(call, "My printer", "Something else")
    rows = call("rules", "try", written("rules.toml", SCANNERS), "--json").rows
    assert [row["row"] for row in rows] == ["mail", "rule", "rule", "sum"]
    mail, printers, scanners, total = rows
    assert set(mail) == {"row", "mail", "ticket", "sender", "subject", "old", "new", "diff"}
    assert (mail["ticket"], mail["subject"], mail["new"]["priority"]) == (1001, "My printer", "high")
    assert (mail["new"]["tags"], mail["new"]["rules"]) == (["printer"], ["printers"])
    assert "+priority: high" in mail["diff"]
    assert {key: value for key, value in printers.items() if key != "steps"} == {
        "row": "rule", "rule": "printers", "hits": 1}  # fmt: skip
    assert scanners["hits"] == 0
    assert set(total) == {"row", "replayed", "changed", "unread", "dead", "seconds", "diff"}
    assert (total["replayed"], total["changed"], total["unread"], total["dead"]) == (2, 1, 0, ["scanners"])
    assert '+name = "printers"' in total["diff"]


def test_a_trial_as_a_diff_is_that_of_the_documents_and_of_each_ticket(call: Call) -> None:
    brought(call, "My printer")
    call("rules", "apply", written("rules.toml", PRINTERS), "--reason", "x")
    out = call("rules", "try", written("rules.toml", SCANNERS), "--diff").out
    assert '+name = "scanners"' in out
    assert "--- revision 1" in out
    assert "+priority" not in out, "the rules in force do the same"
    assert "rules that no mail met: scanners" in out
    changed = written("rules.toml", PRINTERS.replace('"high"', '"urgent"'))
    lines = call("rules", "try", changed, "--diff").out.splitlines()
    assert "--- ticket 1001" in lines
    assert "-priority: high" in lines
    assert "+priority: urgent" in lines


def test_only_the_last_mails_are_tried(call: Call) -> None:
    brought(call, "printer one", "printer two", "printer three")
    assert call("rules", "try", written("rules.toml", PRINTERS), "--last", "2", "--json").rows[-1]["replayed"] == 2
