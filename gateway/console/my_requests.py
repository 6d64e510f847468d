"""A person's own requests, once they proved their address: the list, one of them, and what they say about it, which
goes the way of all mail.
"""

from http import HTTPStatus

from ..decisions import WAITING, Outcome
from ..mail.encoded_words import Unsendable
from ..store.guests import Guest
from ..store.listed import Explained
from ..store.own_requests import OwnRequest, listed
from ..tickets.stars import MOST
from . import guest_entering
from .guests import REQUESTS, Names, elsewhere, file_of, hidden, not_theirs, open_here, request_of
from .handing_in import Word, hand_in_own
from .page import Access, Answer, Desk, Moved, Page, Shown, Visit

LISTED = 20
SAYS = ("yes", "later", "new", "confirm")  # what may stand behind `done`
ORDERS = {"solved": "#close", "notsolved": "#reopen"}
TAKEN = (Outcome.REPLY.value, Outcome.NOTE.value, Outcome.TICKET.value)


def show_list(desk: Desk, visit: Visit) -> Answer:
    guest = visit.guest
    if guest is None:
        return guest_entering.ask(visit)
    before = visit.query.get("before", "")
    start = int(before) if before.isascii() and before.isdecimal() and len(before) < 12 else 0
    with desk.database.read() as connection:
        rows = listed(connection, guest.person.id, hidden(visit.policy), start, LISTED + 1)
    more = rows[LISTED - 1].number if len(rows) > LISTED else 0
    values = {"rows": rows[:LISTED], "more": more, "said": _said(visit)}
    return Shown("guest_requests.html", values, language=guest.person.language)


def show(desk: Desk, visit: Visit) -> Answer:
    guest = visit.guest
    if guest is None:
        return elsewhere(desk, visit)
    request = _request(desk, visit, guest)
    return _page(visit, guest, request) if request else not_theirs(guest)


def say(desk: Desk, visit: Visit) -> Answer:
    """Words and files, that it is solved or not, or stars: a mail of theirs about their request."""
    guest = visit.guest
    if guest is None:
        return elsewhere(desk, visit)
    request = _request(desk, visit, guest)
    if request is None:
        return not_theirs(guest)
    word = _word(visit)
    if not (word.text or word.files or word.orders):
        return _page(visit, guest, request, trouble="empty")
    try:
        done = hand_in_own(desk, visit, guest, request, word)
    except Unsendable:
        return _page(visit, guest, request, trouble="unreadable")
    if done is None:
        return _page(visit, guest, request, trouble="not taken")
    return _after(desk, visit, guest, request, done)


def _word(visit: Visit) -> Word:
    stars = visit.form.get("stars", "")
    if stars in {str(each) for each in range(1, MOST + 1)}:
        return Word(orders=(f"#rate {stars}",))
    order = ORDERS.get(visit.form.get("then", ""))
    return Word(visit.form.get("text", "").strip(), (order,) if order else (), files=visit.files)


def _after(desk: Desk, visit: Visit, guest: Guest, request: OwnRequest, done: Explained) -> Answer:
    """What could not be done says why; everything else is a page that may be loaded again."""
    here = f"{REQUESTS}/requests/{request.number}"
    outcome, lines = done.mail.outcome, tuple(str(each) for each in done.trail.get("orders") or ())
    if outcome == WAITING:
        return Moved(f"{here}?done=later#said")
    if outcome == Outcome.HELD.value and lines:
        return Moved(f"{here}?done=confirm#said")
    if outcome not in TAKEN:
        return _page(visit, guest, request, trouble="held")
    if outcome == Outcome.TICKET.value and done.mail.ticket:
        return Moved(f"{REQUESTS}/requests/{done.mail.ticket}?done=new#said")
    after = _request(desk, visit, guest) or request
    changed = (after.status, after.rating) != (request.status, request.rating)
    if lines and not changed:
        return _page(visit, guest, after, lines=lines)
    return Moved(f"{here}?done=yes#said")


def _page(visit: Visit, guest: Guest, request: OwnRequest, trouble: str = "", lines: tuple[str, ...] = ()) -> Answer:
    values = {"request": request, "files": f"requests/{request.number}", "own": True, "names": Names(visit.policy)}
    draft = visit.form.get("text", "") if trouble else ""
    values |= {"said": _said(visit), "trouble": trouble, "lines": lines, "draft": draft}
    status = HTTPStatus.BAD_REQUEST if trouble else HTTPStatus.OK
    return Shown("guest_request.html", values, status, guest.person.language)


def _said(visit: Visit) -> str:
    return next((each for each in SAYS if each == visit.query.get("done")), "")


def file(desk: Desk, visit: Visit) -> Answer:
    if visit.guest is None:
        return elsewhere(desk, visit)
    return file_of(desk, visit, _request(desk, visit, visit.guest))


def _request(desk: Desk, visit: Visit, guest: Guest) -> OwnRequest | None:
    with desk.database.read() as connection:
        return request_of(connection, int(visit.path["number"]), guest.person.id, visit.policy)


_HERE = "/r/requests/{number:int}"
PAGES = (
    Page(
        "own-requests", "/r", Access.ANYBODY, open_here(show_list), open_here(guest_entering.mail_link), discreet=True
    ),
    Page("own-request", _HERE, Access.ANYBODY, open_here(show), open_here(say)),
    Page("own-file", f"{_HERE}/articles/{{article:int}}/files/{{place:int}}", Access.ANYBODY, open_here(file)),
)
