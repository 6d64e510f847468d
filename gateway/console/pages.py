"""Registry 6: the pages of the console. A new one is a file with its handlers and its `PAGES`, and a line here."""

from . import (
    departments,
    guest_entering,
    holidays,
    language,
    mails,
    my_requests,
    new_request,
    outbox,
    people,
    reporting,
    requests,
    roster_history,
    rules,
    rules_history,
    signing_in,
    state,
    tickets,
    today,
)
from .page import Page

PAGES: tuple[Page, ...] = (
    *today.PAGES,
    *tickets.PAGES,
    *mails.PAGES,
    *outbox.PAGES,
    *state.PAGES,
    *rules.PAGES,
    *rules_history.PAGES,
    *people.PAGES,
    *departments.PAGES,
    *holidays.PAGES,
    *roster_history.PAGES,
    *reporting.PAGES,
    *signing_in.PAGES,
    *language.PAGES,
    *my_requests.PAGES,
    *new_request.PAGES,
    *guest_entering.PAGES,
    *requests.PAGES,  # the last of these: what no other page is called is a link to a request
)
