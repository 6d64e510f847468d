"""A form for a new request. It becomes a mail whose first lines say what it is to be, as everybody may write them;
until its author says yes by a mailed link, it lies apart (`store/guest_drafts`) and nobody sees it.
"""

import re
from functools import partial
from http import HTTPStatus

from ..commands.fields import FIELDS
from ..decisions import Outcome
from ..mail.encoded_words import Unsendable
from ..mail.inbound import Mailbox
from ..opening import SUBJECT_LIMIT
from ..policy import Choice, Department, Policy
from ..store import guest_drafts, guests
from ..store.guest_drafts import LARGEST, Draft, Kept
from ..store.listed import Explained
from .arriving import guest_cookie
from .guests import REQUESTS, departments, gone, language_of, open_here
from .handing_in import Author, Word, hand_in_new, write
from .page import NOT_FOUND, Access, Answer, Desk, Moved, Page, Shown, Visit

NAME = 100  # characters
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9-]{2,63}")


class Mistake(Exception):
    """Something in the form that its writer can mend; `args[0]` is a word of `say.NEW_TROUBLES`."""


def show(desk: Desk, visit: Visit) -> Answer:
    return _page(visit)


def take(desk: Desk, visit: Visit) -> Answer:
    """Who proved their address hands it in at once; everybody else is asked by mail, with the same answer."""
    try:
        draft = _draft(visit)
    except Mistake as mistake:
        return _page(visit, str(mistake))
    if visit.guest is not None:
        done = hand_in_new(desk, visit, draft.address, draft.recipient, draft.raw)
        return _handed_in(visit, done) or _page(visit, "not taken")
    desk.database.write(partial(guest_drafts.keep, draft=draft, policy=visit.policy, now=visit.now))
    return Moved(f"{REQUESTS}/new?asked=1")


def show_button(desk: Desk, visit: Visit) -> Answer:
    with desk.database.read() as connection:
        kept = guest_drafts.named(connection, visit.path["code"], visit.policy, visit.now)
    return _button(kept) if kept else gone()


def _button(kept: Kept, trouble: str = "", status: HTTPStatus = HTTPStatus.OK) -> Shown:
    values = {"person": kept.person, "trouble": trouble}
    return Shown("guest_confirm.html", values, status, kept.person.language or kept.language)


def confirm(desk: Desk, visit: Visit) -> Answer:
    """Handed in first, and marked after that: a second time is the same mail, which counts once. The link came by mail,
    so it proves the address as well.
    """
    with desk.database.read() as connection:
        kept = guest_drafts.named(connection, visit.path["code"], visit.policy, visit.now)
    if kept is None:
        return gone()
    moved = _handed_in(visit, hand_in_new(desk, visit, kept.person.address, kept.recipient, kept.raw))
    if moved is None:
        return _button(kept, "not taken", HTTPStatus.SERVICE_UNAVAILABLE)
    if not desk.database.write(partial(guest_drafts.use, id=kept.id, now=visit.now)):
        return gone()
    held = desk.database.write(partial(guests.begin, who=kept.person.id, now=visit.now))
    return Moved(moved.to, {guest_cookie(desk): held})


def _handed_in(visit: Visit, done: Explained | None) -> Moved | None:
    """To the new request, or to the open one that asks for the same; to the list where neither is there yet."""
    if done is None:
        return None
    said = {Outcome.TICKET.value: "new", Outcome.REPLY.value: "yes"}.get(done.mail.outcome)
    if said and done.mail.ticket:
        return Moved(f"{REQUESTS}/requests/{done.mail.ticket}?done={said}#said")
    return Moved(f"{REQUESTS}?done=later")


def _page(visit: Visit, trouble: str = "") -> Answer:
    policy = visit.policy
    shown = departments(policy)
    if not shown:
        return NOT_FOUND
    values = {"trouble": trouble, "asked": bool(visit.query.get("asked")), "draft": visit.form}
    values |= {"departments": shown, "types": policy.types, "products": policy.products}
    values |= {"priorities": policy.priorities, "addresses": tuple(each.addresses[0] for each in shown)}
    return Shown("guest_new.html", values, HTTPStatus.BAD_REQUEST if trouble else HTTPStatus.OK, language_of(visit))


# --- the mail ---------------------------------------------------------------------------------------------------------


def _draft(visit: Visit) -> Draft:
    """Raises Mistake."""
    form, subject = visit.form, " ".join(visit.form.get("subject", "").split())
    text, department = form.get("text", "").strip(), _department(visit)
    if not subject or len(subject) > SUBJECT_LIMIT:
        raise Mistake("subject")
    if not text:
        raise Mistake("text")
    author = _author(visit)
    word = Word(text, files=visit.files, fields=_fields(visit, department))
    try:
        raw = write(visit, Author(author, ""), department.addresses[0], subject, word)
    except Unsendable:
        raise Mistake("address") from None
    if len(raw) > LARGEST:
        raise Mistake("size")
    return Draft(author.key, department.addresses[0], raw, language_of(visit), visit.peer)


def _author(visit: Visit) -> Mailbox:
    if visit.guest is not None:
        return Mailbox(visit.guest.person.address, visit.guest.person.name)
    given = Mailbox(visit.form.get("address", "").strip())
    if not _ADDRESS.fullmatch(given.key) or visit.policy.owns(given.key):
        raise Mistake("address")
    return Mailbox(given.key, " ".join(visit.form.get("name", "").split())[:NAME])


def _department(visit: Visit) -> Department:
    found = next((each for each in departments(visit.policy) if each.name == visit.form.get("department")), None)
    if found is None:
        raise Mistake("department")
    return found


def _fields(visit: Visit, department: Department) -> tuple[str, ...]:
    """The lines that say what the request is to be, in the reader's words."""
    language = language_of(visit)
    chosen = {"department": department.label(language)}
    for key, choices in _choices(visit.policy).items():
        found = next((each for each in choices if each.name == visit.form.get(key)), None)
        chosen |= {key: found.label(language)} if found else {}
    return tuple(f"{field.name.in_language(language)}: {chosen[field.key]}" for field in FIELDS if field.key in chosen)


def _choices(policy: Policy) -> dict[str, tuple[Choice, ...]]:
    return {"type": policy.types, "product": policy.products, "priority": policy.priorities}


PAGES = (
    Page("new-request", "/r/new", Access.ANYBODY, open_here(show), open_here(take), discreet=True),
    Page("confirm-request", "/r/confirm/{code}", Access.ANYBODY, open_here(show_button), open_here(confirm)),
)
