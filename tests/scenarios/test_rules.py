"""Rules change while a real Postroom runs: the next mail goes by them, without a restart."""

from pathlib import Path
from typing import Any

import pytest

from .office import Office

pytestmark = pytest.mark.scenario

RULES = """
[[rule]]
name = "Invoices in Persian support"
when.subject = "invoice"
then.department = "poshtibani"
then.tag = "invoice"
"""


def apply(office: Office, folder: Path, document: str, reason: str) -> str:
    path = folder / "rules.toml"
    path.write_text(document, encoding="utf-8")
    done = office.command("rules", "apply", str(path), "--reason", reason)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sent(office: Office, name: str) -> dict[str, Any]:
    """The ticket that a mail about an invoice opened."""
    office.write(f"{name}@customer.example", "support@example.org", "My invoice", f"It is wrong, says {name}.")
    office.expect(f"{name}@customer.example", 1)
    (found,) = office.rows("tickets", "--requester", f"{name}@customer.example")
    return found


def test_the_next_mail_goes_by_the_new_rules_without_a_restart(office: Office, tmp_path: Path) -> None:
    assert sent(office, "ali")["department"] == "support"
    assert "revision 1 is in force" in apply(office, tmp_path, RULES, "invoices")
    reza = sent(office, "reza")
    assert (reza["department"], reza["tags"]) == ("poshtibani", ["invoice"])
    (told,) = office.expect("sara@example.org", 1)
    assert "My invoice" in told.subject
    explained = office.command("explain", "2").stdout
    assert "Invoices in Persian support (revision 1)" in explained

    apply(office, tmp_path, RULES.replace("invoice", "bill"), "bills")
    assert sent(office, "nima")["department"] == "support"
    back = office.command("rules", "rollback", "1", "--reason", "invoices it is")
    assert "revision 3 is in force; it restores revision 1" in back.stdout
    assert sent(office, "mina")["tags"] == ["invoice"]
    trails = [office.rows("explain", str(id))[0]["trail"] for id in (3, 4)]
    assert [(trail["revision"], trail["rules"]) for trail in trails] == [(2, []), (3, ["Invoices in Persian support"])]
