"""How people who wrote to us prove their address: a mailed link shows a button (mail scanners open links), and the
button starts a visit of an hour.
"""

from functools import partial
from http import HTTPStatus

from .. import maillog
from ..mail.inbound import Mailbox
from ..store import guests
from ..store.database import Connection
from ..store.guests import Wish
from ..tickets.people import Person
from .arriving import guest_cookie
from .guests import REQUESTS, gone, open_here
from .page import Access, Answer, Desk, Moved, Page, Shown, Visit


def ask(visit: Visit) -> Shown:
    return Shown("guest_ask.html", {"trouble": "", "asked": bool(visit.query.get("asked"))})


def mail_link(desk: Desk, visit: Visit) -> Answer:
    """The same answer whether or not we know the address, and after the same time."""
    address = Mailbox(visit.form.get("address", "").strip()).key
    desk.database.write(partial(_asked, address=address, visit=visit))
    return Moved(f"{REQUESTS}?asked=1")


def _asked(connection: Connection, address: str, visit: Visit) -> None:
    person: Person | None = guests.requester_at(connection, address)
    if person is not None:
        guests.ask(connection, Wish(person, 0, visit.language, visit.peer), visit.policy, visit.now)


def show_button(desk: Desk, visit: Visit) -> Answer:
    with desk.database.read() as connection:
        wish = guests.named(connection, visit.path["code"], visit.policy, visit.now)
    if wish is None:
        return gone()
    return Shown("guest_enter.html", {"person": wish.person}, HTTPStatus.OK, wish.person.language)


def enter(desk: Desk, visit: Visit) -> Answer:
    code = visit.path["code"]
    held, number = desk.database.write(partial(guests.enter, code=code, policy=visit.policy, now=visit.now))
    if not held:
        maillog.sign_in_refused(visit.peer, "the link to requests does not count")
        return gone()
    to = f"{REQUESTS}/requests/{number}" if number else REQUESTS
    return Moved(to, {guest_cookie(desk): held})


def leave(desk: Desk, visit: Visit) -> Answer:
    if visit.guest is None:
        return Moved(REQUESTS)
    desk.database.write(partial(guests.end, name=visit.guest.name, now=visit.now))
    return Moved(REQUESTS, {guest_cookie(desk): ""})


PAGES = (
    Page("enter-requests", "/r/enter/{code}", Access.ANYBODY, open_here(show_button), open_here(enter)),
    Page("leave-requests", "/r/leave", Access.ANYBODY, post=open_here(leave)),
)
