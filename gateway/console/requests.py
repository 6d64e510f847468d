"""One request, for whoever holds the link that mails to its requester carry: to be read, and nothing else. For anything
more a link goes to the requester's own address.
"""

from functools import partial

from ..mail import request_link
from ..store import guests, own_requests
from ..store.guests import Wish
from ..store.own_requests import OwnRequest
from ..tickets.people import Person
from .guests import REQUESTS, Names, file_of, gone, open_here, request_of
from .page import NOT_FOUND, Access, Answer, Desk, Moved, Page, Shown, Visit

DAY = 86_400


def read(desk: Desk, visit: Visit) -> Answer:
    found = _found(desk, visit)
    if found is None:
        return gone()
    person, request = found
    if visit.guest and visit.guest.person.id == person.id:
        return Moved(f"{REQUESTS}/requests/{request.number}")
    values = {"request": request, "files": visit.path["code"], "own": False, "names": Names(visit.policy)}
    values |= {"said": "asked" if visit.query.get("asked") else "", "trouble": "", "lines": (), "draft": ""}
    return Shown("guest_request.html", values, language=person.language)


def mail_link(desk: Desk, visit: Visit) -> Answer:
    """To the requester's own address, whoever pressed the button."""
    found = _found(desk, visit)
    if found is None:
        return gone()
    person, request = found
    wish = Wish(person, request.number, visit.language, visit.peer)
    desk.database.write(partial(guests.ask, wish=wish, policy=visit.policy, now=visit.now))
    return Moved(f"{REQUESTS}/{visit.path['code']}?asked=1")


def file(desk: Desk, visit: Visit) -> Answer:
    found = _found(desk, visit)
    return file_of(desk, visit, found[1]) if found else NOT_FOUND


def _found(desk: Desk, visit: Visit) -> tuple[Person, OwnRequest] | None:
    """What the link opens at this moment: only its person's own request, for as long as it is theirs."""
    today = int(visit.now.timestamp() // DAY)
    link = request_link.read(visit.path["code"], visit.policy.ring, today)
    if link is None:
        return None
    with desk.database.read() as connection:
        person = own_requests.person_with(connection, link.person)
        request = request_of(connection, link.ticket, link.person, visit.policy)
    return (person, request) if person and request else None


PAGES = (
    Page("request", "/r/{code}", Access.ANYBODY, open_here(read), open_here(mail_link)),
    Page("request-file", "/r/{code}/articles/{article:int}/files/{place:int}", Access.ANYBODY, open_here(file)),
)
