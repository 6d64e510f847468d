"""Words of strangers that want a script to run in the browser of whoever reads them, on every page that shows them: to
agents and admins, to those who wrote, and in addresses that somebody is sent to. No script runs, no dialog opens,
nothing is asked of anybody but us.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest

from ..thorough import THOROUGH
from .browser import Visitor, browser
from .hostile import MANY, Attack, Siege
from .office import Office, free_port, wait_until
from .payloads import ACTIVE, WAYS_OUT, payloads
from .test_console_requests import address_of, link
from .tripwire import tripwire

pytestmark = pytest.mark.scenario

CANARY = "window.__ran = false; const old = window.alert; window.alert = () => { window.__ran = true; old('ran'); };"
# What no page of ours has, not even where the browser would keep it from doing harm.
FOREIGN = """[...document.querySelectorAll('*')].filter(each =>
    each.matches("base, object, embed, video, audio, marquee, math, template, dialog, style, meta[http-equiv]")
    || each.matches("script:not([src^='/static/']), iframe:not(.mail, .report), img[src=x], [hx-get^=http], [srcset]")
    || [...each.attributes].some(attribute => attribute.name.startsWith('on'))).map(each => each.outerHTML)"""
ADMIN = '[[agent]]\nname = "olga"\naddress = "olga@example.org"\nshown = "Olga Admin"\nadmin = true\n'
PAGES = f'{ADMIN}[console]\nport = {{port}}\nurl = "http://127.0.0.1:{{port}}"\n'

LISTS: tuple[str, ...] = (
    "/",
    "/tickets",
    "/tickets?status=all",
    "/mails",
    "/outbox",
    "/outbox?state=bounced",
    "/state",
    "/month",
)
LISTS += ("/report", "/rules", "/rules/history", "/rules/1", "/rules/2", "/rules/3")
ECHOES: tuple[str, ...] = (
    "/tickets?q={}",
    "/tickets?requester={}&tag={}",
    "/mails?sender={}",
    "/outbox?recipient={}&ticket={}",
)
ECHOES += ("/report?since={}&until={}", "/report?department={}", "/rules/history?before={}", "/nowhere/{}")
SOME = slice(None, None, 1 if THOROUGH else 10)  # where nothing but the payload makes two pages differ


@pytest.mark.timeout(6000 if THOROUGH else 400)
def test_nothing_that_somebody_writes_runs_in_the_console(tmp_path: Path) -> None:
    attacks = [Attack(*each) for each in enumerate(payloads(1000 if THOROUGH else len(ACTIVE)))]
    office = Office(tmp_path, PAGES.format(port=free_port()))
    office.start_quickly()
    try:
        siege = Siege(office, attacks)
        siege.lay()
        with tripwire() as (port, came), browser(address_of(office), elsewhere=port) as visitor:
            visitor.allowed = (400, 404)
            visitor.page.add_init_script(CANARY)
            look_as_an_admin(visitor, siege)
            look_as_somebody_who_wrote(visitor, siege)
            assert not visitor.troubles
            visitor.blocks = True  # from here on: in the frames
            look_at(visitor, (f"/tickets/{number}" for number in siege.tickets))
            assert visitor.go("/account").title().startswith("Account"), "somebody signed us out"
            assert not came
            assert not visitor.troubles
            visitor.page.goto("http://evil.example/page")
            wait_until(lambda: "/seen.png" in came, 20.0, lambda: "what leaves is not noticed")
            visitor.troubles.clear()  # the picture is not there
    finally:
        office.close()


def look_as_an_admin(visitor: Visitor, siege: Siege) -> None:
    office = siege.office
    visitor.sign_in(office, "olga@example.org")
    visitor.prove()
    mails = [row["id"] for row in office.rows("mails", "--last", "9000")]
    notices = office.rows("outbox", "--last", "9000")
    assert len(siege.tickets) > len(siege.attacks) * 0.9  # some look forged and are held back
    assert {"bounced", "sent"} <= {row["state"] for row in notices}
    look_at(visitor, LISTS)
    look_at(visitor, (f"/mails/{id}" for id in mails[SOME]))
    look_at(visitor, (f"/outbox/{row['id']}" for row in notices[SOME]))
    look_at(visitor, echoing(siege.attacks))
    for group in siege.groups() if THOROUGH else [siege.attacks[SOME]]:
        type_rules(visitor, siege.document(group).replace("then.tag", "then.priority"))


def echoing(attacks: Sequence[Attack]) -> Iterator[str]:
    """Pages that show a part of their own address: some payloads in one of them, or all in all."""
    turns = (
        product(ECHOES, attacks) if THOROUGH else ((ECHOES[each.number % len(ECHOES)], each) for each in attacks[::4])
    )
    for page, attack in turns:
        yield page.replace("{}", quote(attack.payload, safe=""))


def type_rules(visitor: Visitor, document: str) -> None:
    """What is wrong with it is told while it is typed, in its own words."""
    page = visitor.go("/rules")
    page.fill("#document", document)
    page.wait_for_selector("#found .mistakes")
    unharmed(visitor, "/rules")
    page.click("[formaction='/rules/apply']")
    page.wait_for_selector("[role=alert]")
    unharmed(visitor, "/rules/apply")


def look_as_somebody_who_wrote(visitor: Visitor, siege: Siege) -> None:
    office = siege.office
    for at in range(0, len(siege.attacks), len(WAYS_OUT)):
        fill_form(visitor, "\n".join(each.payload for each in siege.attacks[at : at + len(WAYS_OUT)]))
    for attack in siege.attacks[SOME]:
        if attack.author in siege.numbers:
            look(visitor, link(office, attack.author, "/r/(?!enter|confirm)"))
    page = visitor.go("/r")
    page.fill("[name=address]", MANY)
    page.click("main button")
    page.wait_for_url("**asked=1")
    look(visitor, link(office, MANY, "/r/enter/"))
    page.click("main button")
    page.wait_for_url("**/r")
    look(visitor, "/r")
    hers = sorted(set(re.findall(r'href="(/r/requests/[0-9]+)"', page.content())))
    assert len(hers) > 3
    look_at(visitor, hers)


def fill_form(visitor: Visitor, words: str) -> None:
    """With an address that is none, so that all of it is shown again."""
    page = visitor.go("/r/new")
    for name in ("subject", "name", "address", "text"):
        page.fill(f"[name={name}]", words if name == "text" else " ".join(words.split()))
    page.evaluate("const form = document.querySelector('main form'); form.noValidate = true; form.requestSubmit()")
    page.wait_for_selector("[role=alert]")
    unharmed(visitor, "/r/new")
    assert page.input_value("textarea") == words
    subject = page.input_value("[name=subject]")  # which ends where the field is full
    assert subject
    assert " ".join(words.split()).startswith(subject)


def look_at(visitor: Visitor, paths: Iterator[str] | Sequence[str]) -> None:
    for path in paths:
        look(visitor, path)


def look(visitor: Visitor, path: str) -> None:
    """Opens the page and all that is folded away in it, frames included."""
    page = visitor.go(path)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    for frame in page.frames[1:]:  # in which nothing can be asked, as no script runs there, not even ours
        frame.wait_for_load_state()
    unharmed(visitor, path)


def unharmed(visitor: Visitor, path: str) -> None:
    assert not visitor.page.evaluate("window.__ran"), f"{path}: a script ran"
    assert not visitor.page.evaluate(FOREIGN), path
    assert visitor.page.url == f"{visitor.address}{path}", f"{path}: went to {visitor.page.url}"
