"""What needs a person now: promises about to break, what is theirs, what is nobody's, what is held or failed."""

from ..store.digests import gather
from .page import Access, Answer, Desk, Page, Shown, Visit


def show(desk: Desk, visit: Visit) -> Answer:
    with desk.database.read() as connection:
        digest = gather(connection, visit.who.address, visit.language, visit.policy, visit.now)
    return Shown("today.html", {"digest": digest})


PAGES = (Page("today", "/", Access.AGENT, show),)
