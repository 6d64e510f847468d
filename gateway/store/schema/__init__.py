"""The tables, by noun. A change here comes with a step in `migrations/`."""

from .base import metadata
from .mails import confirmation, fingerprint, mail, spool
from .outbox import attempt, notice
from .progress import mailbox_cursor, periodic_slot
from .rules import absence, rule_revision, turn
from .tickets import (
    WORKED_ON,
    article,
    attachment,
    blob,
    journal,
    login,
    participant,
    person,
    picture,
    thread,
    ticket,
    ticket_number,
)

__all__ = [
    "WORKED_ON",
    "absence",
    "article",
    "attachment",
    "attempt",
    "blob",
    "confirmation",
    "fingerprint",
    "journal",
    "login",
    "mail",
    "mailbox_cursor",
    "metadata",
    "notice",
    "participant",
    "periodic_slot",
    "person",
    "picture",
    "rule_revision",
    "spool",
    "thread",
    "ticket",
    "ticket_number",
    "turn",
]
