"""The tables, by noun. A change here comes with a step in `migrations/`."""

from .base import metadata
from .console import entrance, second_factor, visit
from .guests import guest_draft, guest_entrance, guest_visit
from .mails import WRITTEN, confirmation, fingerprint, mail, spool
from .outbox import ALERTS, FAILED, attempt, fence, notice
from .people import login, person, picture
from .privacy import doomed, erasure, retention_place
from .progress import mailbox_folder, mailbox_lease, mailbox_mail, number_floor, periodic_slot, reach
from .rules import absence, roster_revision, rule_revision, turn
from .search import search_due, search_part, search_place
from .tickets import (
    TAGGED,
    UNUSUAL,
    WORKED_ON,
    article,
    attachment,
    blob,
    journal,
    participant,
    thread,
    ticket,
    ticket_number,
)

__all__ = [
    "ALERTS",
    "FAILED",
    "TAGGED",
    "UNUSUAL",
    "WORKED_ON",
    "WRITTEN",
    "absence",
    "article",
    "attachment",
    "attempt",
    "blob",
    "confirmation",
    "doomed",
    "entrance",
    "erasure",
    "fence",
    "fingerprint",
    "guest_draft",
    "guest_entrance",
    "guest_visit",
    "journal",
    "login",
    "mail",
    "mailbox_folder",
    "mailbox_lease",
    "mailbox_mail",
    "metadata",
    "notice",
    "number_floor",
    "participant",
    "periodic_slot",
    "person",
    "picture",
    "reach",
    "retention_place",
    "roster_revision",
    "rule_revision",
    "search_due",
    "search_part",
    "search_place",
    "second_factor",
    "spool",
    "thread",
    "ticket",
    "ticket_number",
    "turn",
    "visit",
]
