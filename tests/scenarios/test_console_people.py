"""An admin makes a new agent in a real browser and puts them into a department; the next mail is told to them."""

import pyotp
import pytest

from ..thorough import THOROUGH
from .browser import Visitor, browser
from .office import Office, free_port
from .test_console import address_of
from .test_console_rules import ADMIN

pytestmark = pytest.mark.scenario

DEPARTMENT = {"en": "Support", "fa": "پشتیبانی"}


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fa", 390)] if THOROUGH else [("fa", 390)])
def test_a_new_agent_is_told_of_the_next_mail(
    tmp_path_factory: pytest.TempPathFactory, language: str, width: int
) -> None:
    office = Office(
        tmp_path_factory.mktemp("people"), ADMIN.format(language=language) + f"[console]\nport = {free_port()}\n"
    )
    office.start()
    try:
        with browser(address_of(office), width, language) as visitor:
            visitor.sign_in(office, "olga@example.org")
            _prove(visitor)
            _make(visitor, language)
            _employ(visitor, language)
            office.write("ali@customer.example", "support@example.org", "The printer stops", "Please look.")
            (told,) = office.expect("lena@example.org", 1)
            assert "The printer stops" in told.subject
            _write_holidays(visitor)
        with browser(address_of(office), width, language) as visitor:
            visitor.sign_in(office, "lena@example.org")
            assert "The printer stops" in visitor.go("/tickets").inner_text("main")
    finally:
        office.close()


def _prove(visitor: Visitor) -> None:
    page = visitor.go("/people/new")
    assert "/second-factor" in page.url
    page.fill("[name=code]", pyotp.TOTP(page.inner_text("main code")).now())
    page.click("main button")
    page.wait_for_url("**/people/new")


def _make(visitor: Visitor, language: str) -> None:
    page = visitor.page
    page.fill("[name=name]", "lena")
    page.fill("[name=address]", "lena@example.org")
    page.fill("[name=shown]", "Lena Ng")
    page.select_option("main [name=language]", language)
    page.fill("[name=reason]", "she is new")
    page.click("main form button")
    page.wait_for_url("**/people?done=saved")
    assert "lena@example.org" in page.inner_text("main table")


def _employ(visitor: Visitor, language: str) -> None:
    page = visitor.go("/departments")
    page.click(f"tr:has-text('{DEPARTMENT[language]}') a >> nth=0")
    page.check("label:has-text('Lena Ng') input")
    page.fill("[name=hours]", "sat-fri 00:00-24:00")
    page.fill("[name=reason]", "there is much to do")
    page.click("form.roster button")
    page.wait_for_url("**/departments?done=saved")
    assert "Lena Ng" in page.inner_text("main table")


def _write_holidays(visitor: Visitor) -> None:
    page = visitor.go("/holidays")
    page.fill("[name=jalali]", "۰۱-۱۳")
    page.fill("[name=reason]", "the thirteenth day")
    page.click("form.roster button")
    page.wait_for_url("**/holidays?done=saved")
    assert page.locator("tbody tr").count() == 1
