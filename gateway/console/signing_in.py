"""Signing in: by a link in a mail, which shows a button (mail scanners open links), and for admins who edit rules or
people by a code of their authenticator besides. Signing out, here or everywhere.
"""

from datetime import timedelta
from functools import partial
from http import HTTPStatus

import pyotp
import segno

from .. import maillog
from ..mail import entering
from ..mail.inbound import Mailbox
from ..policy import Policy
from ..store import visits
from .arriving import cookie_name
from .page import Access, Answer, Desk, Moved, Page, Shown, Visit

STEP = 30  # seconds that a code is good for (RFC 6238 section 4.1); one before and one after count, too
NEIGHBOURS = (0, -1, 1)


def ask(desk: Desk, visit: Visit) -> Answer:
    if visit.agent is not None:
        return Moved(inside(visit.query.get("to", "")))
    return Shown("sign_in.html", {"asked": False})


def mail_link(desk: Desk, visit: Visit) -> Answer:
    """The same answer whether or not the address is an agent's, and after the same time."""
    agent = visit.policy.agent_at(Mailbox(visit.form.get("address", "").strip()).key)
    if agent is not None:
        desk.database.write(partial(visits.ask, agent=agent, policy=visit.policy, now=visit.now))
    return Shown("sign_in.html", {"asked": True})


def show_button(desk: Desk, visit: Visit) -> Answer:
    with desk.database.read() as connection:
        agent = visits.named(connection, visit.path["code"], visit.policy, visit.now)
    status = HTTPStatus.OK if agent else HTTPStatus.GONE
    return Shown("enter.html", {"entering": agent}, status)


def enter(desk: Desk, visit: Visit) -> Answer:
    code, ends = visit.path["code"], timedelta(hours=desk.config.console.session_hours)
    held = desk.database.write(
        lambda connection: visits.enter(connection, code, visit.policy, ends, visit.browser, visit.now)
    )
    if not held:
        maillog.sign_in_refused(visit.peer, "the link does not count")
        return Shown("enter.html", {"entering": None}, HTTPStatus.GONE)
    with desk.database.read() as connection:
        row = visits.current(connection, held, visit.now)
    maillog.signed_in(row.agent if row else "", visit.peer)
    return Moved("/", {cookie_name(desk): held})


def leave(desk: Desk, visit: Visit) -> Answer:
    """This browser, or all of them."""
    name = None if visit.form.get("where") == "everywhere" or visit.row is None else visit.row.name
    desk.database.write(lambda connection: visits.end(connection, visit.who.name, visit.now, name))
    return Moved("/sign-in", {cookie_name(desk): ""})


def show_visits(desk: Desk, visit: Visit) -> Answer:
    with desk.database.read() as connection:
        mine = visits.of(connection, visit.who.name, visit.now)
        factor = visits.factor(connection, visit.who.name)
    return Shown("account.html", {"visits": mine, "factor": factor})


# --- the second factor ------------------------------------------------------------------------------------------------


def ask_code(desk: Desk, visit: Visit) -> Answer:
    return _code_page(desk, visit, "")


def check_code(desk: Desk, visit: Visit) -> Answer:
    """Wrong codes are counted; after some in a row none is looked at for a while."""
    agent, row = visit.who, visit.row
    assert row is not None, "who is signed in has a visit"
    with desk.database.read() as connection:
        factor = visits.factor(connection, agent.name)
    if factor.rests is not None and factor.rests > visit.now:
        return _code_page(desk, visit, "rests")
    step = _step(visit.form.get("code", ""), agent.name, factor.number, visit)
    right = step is not None and desk.database.write(
        lambda connection: visits.prove(connection, agent.name, row.name, step, visit.now)
    )
    if right:
        return Moved(inside(visit.query.get("to", "")))
    maillog.sign_in_refused(visit.peer, "wrong second factor")
    desk.database.write(lambda connection: visits.fail(connection, agent.name, visit.now))
    return _code_page(desk, visit, "wrong")


def _code_page(desk: Desk, visit: Visit, trouble: str) -> Answer:
    """Who never showed a code sees the secret, to put it into an authenticator."""
    with desk.database.read() as connection:
        factor = visits.factor(connection, visit.who.name)
    picture, secret = "", ""
    if not factor.shown:
        secret = entering.second_secret(visit.who.name, factor.number, visit.policy.ring.signing)
        uri = pyotp.TOTP(secret).provisioning_uri(name=visit.who.address, issuer_name=_site(visit.policy))
        picture = segno.make(uri, error="m").svg_data_uri(scale=5, border=3, dark="#111", light="#fff")
    values = {"picture": picture, "secret": secret, "trouble": trouble}
    return Shown("second_factor.html", values, HTTPStatus.BAD_REQUEST if trouble else HTTPStatus.OK)


def _step(code: str, agent: str, number: int, visit: Visit) -> int | None:
    """The time step of which this is the code, by any of our keys; None where it is none."""
    digits = "".join(char for char in code if char.isdecimal())
    plain = "".join(str(int(char)) for char in digits)  # Persian digits are digits, too
    now = int(visit.now.timestamp()) // STEP
    for key in visit.policy.ring.all:
        totp = pyotp.TOTP(entering.second_secret(agent, number, key))
        for neighbour in NEIGHBOURS:
            if pyotp.utils.strings_equal(totp.at((now + neighbour) * STEP), plain):
                return now + neighbour
    return None


def _site(policy: Policy) -> str:
    return dict(policy.site)["en"]


def inside(path: str) -> str:
    """Only a path of ours: nobody is sent elsewhere by a link that begins here."""
    good = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if good else "/"


PAGES = (
    Page("sign-in", "/sign-in", Access.ANYBODY, ask, mail_link, discreet=True),
    Page("enter", "/enter/{code}", Access.ANYBODY, show_button, enter),
    Page("sign-out", "/sign-out", Access.AGENT, post=leave),
    Page("account", "/account", Access.AGENT, show_visits),
    Page("second-factor", "/second-factor", Access.AGENT, ask_code, check_code),
)
