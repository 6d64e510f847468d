"""An admin changes the rules in a real browser: edits, tries, applies, sees a new mail follow them and its trail name
the revision, and brings the old ones back.
"""

import pytest

from ..thorough import THOROUGH
from .browser import Visitor, browser
from .office import Office, free_port, wait_until
from .test_console import address_of

pytestmark = pytest.mark.scenario

ADMIN = """
[[agent]]
name = "olga"
address = "olga@example.org"
shown = "Olga Admin"
language = "{language}"
admin = true
"""
RULE = '[[rule]]\nname = "Printers first"\nwhen.subject = "printer"\nthen.priority = "{priority}"\n'


@pytest.mark.parametrize(("language", "width"), [("fa", 390), ("en", 1280)] if THOROUGH else [("fa", 390)])
def test_rules_are_edited_tried_applied_and_brought_back(
    tmp_path_factory: pytest.TempPathFactory, language: str, width: int
) -> None:
    office = Office(
        tmp_path_factory.mktemp("rules"), ADMIN.format(language=language) + f"[console]\nport = {free_port()}\n"
    )
    office.start()
    try:
        _ask(office, "first", "The printer stops")
        with browser(address_of(office), width, language) as visitor:
            visitor.allowed = (400,)
            visitor.sign_in(office, "olga@example.org")
            visitor.prove()
            _apply(visitor, "low", "they can wait")
            _apply(visitor, "urgent", "they cannot wait")
            _ask(office, "second", "Another printer stops")
            assert _priority(office, "second") == "urgent"
            _see_trail(visitor, office)
            _bring_back(visitor)
            _ask(office, "third", "One more printer stops")
            assert _priority(office, "third") == "low"
            assert not visitor.stumbling_blocks()
            assert not visitor.scrolls_sideways()
    finally:
        office.close()


def _ask(office: Office, who: str, subject: str) -> None:
    office.write(f"{who}@customer.example", "support@example.org", subject, "Please look.")
    office.expect(f"{who}@customer.example", 1)


def _priority(office: Office, who: str) -> str:
    (row,) = office.rows("tickets", "--requester", f"{who}@customer.example")
    return str(row["priority"])


def _apply(visitor: Visitor, priority: str, reason: str) -> None:
    page = visitor.go("/rules")
    page.fill("#document", RULE.format(priority="purple"))
    page.wait_for_selector("#found :text('purple')")  # the live check, of the line with the mistake
    page.fill("#document", RULE.format(priority=priority))
    page.click("[formaction='/rules/try#tried']")
    page.wait_for_selector("#tried table")
    page.fill("[name=reason]", reason)
    page.click("[formaction='/rules/apply']")
    page.wait_for_load_state()
    assert reason in page.content()


def _see_trail(visitor: Visitor, office: Office) -> None:
    newest = office.rows("mails", "--last", "1")[0]
    page = visitor.go(f"/mails/{newest['id']}")
    assert "Printers first" in page.inner_text("main")
    assert page.locator("a[href='/rules/2'], :text('2'), :text('۲')").count()


def _bring_back(visitor: Visitor) -> None:
    page = visitor.go("/rules/1")
    page.fill("[name=reason]", "it was better before")
    page.click("form:has([name=reason]) button")
    page.wait_for_load_state()
    wait_until(lambda: "it was better before" in visitor.go("/rules/history").content(), 10.0, lambda: page.content())
