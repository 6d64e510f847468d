"""What the version before this one writes and reads: its tables and columns, frozen here, and statements made of them.

When a version is released, this list is made anew from its tables (see docs/machines.md).
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, MetaData, Table, insert, select, update
from sqlalchemy.engine import Connection

from gateway.store.database import UtcDateTime
from gateway.store.schema import metadata

STEP = "0007"  # the newest step of that version

COLUMNS: dict[str, str] = {
    "absence": "agent since until how",
    "blob": "sha256 content",
    "fence": "number until at",
    "fingerprint": "digest mail at",
    "login": "agent password disabled revoked",
    "mailbox_folder": "mailbox folder validity uid before since at",
    "mailbox_lease": "mailbox holder fence until",
    "periodic_slot": "name slot at",
    "person": "id address name language unreachable complained trouble",
    "rule_revision": "number at author reason document restores",
    "spool": ("id accepted source peer helo login sender recipients silent size sha256 body segment place"),
    "turn": "department agent version",
    "mailbox_mail": "mailbox folder validity uid mail passed digest at",
    "picture": "person sha256",
    "ticket": (
        "number subject status department assignee priority type product requester language follows "
        "merged_into created first_response resolved closes reminds reminded closed snoozed rating "
        "version tags repeats promised nudge nudge_at"
    ),
    "article": ("id ticket mail kind author author_role standing text quoted html message_id at refused seal"),
    "confirmation": "mail person ticket expires used",
    "journal": "id ticket at author mail change old new",
    "mail": (
        "id outcome reason attempts failures holder due parked released confirmed error ticket "
        "message_id sender subject trail finished"
    ),
    "participant": "ticket person since",
    "thread": "message_id ticket kind",
    "attachment": "article position name type size sha256 inline content_id hidden withheld",
    "notice": (
        "id kind ticket article mail person recipient domain role language voice manner lines answer "
        "message_id state attempts uncertain holder due created finished last_reply once"
    ),
    "attempt": "notice number at delivery words relay queue_id",
}


INDEXES = [
    "ix_article_ticket",
    "ix_journal_change",
    "ix_journal_ticket",
    "ix_mail_message_id",
    "ix_mail_outcome",
    "ix_mail_waiting",
    "ix_mailbox_mail_digest",
    "ix_mailbox_mail_mail",
    "ix_notice_recipient",
    "ix_notice_ticket",
    "ix_notice_unproven",
    "ix_notice_waiting",
    "ix_participant_person",
    "ix_ticket_asked",
    "ix_ticket_created",
    "ix_ticket_department",
    "ix_ticket_desk",
    "ix_ticket_merged",
    "ix_ticket_nudge_at",
    "ix_ticket_reminds",
    "ix_ticket_requester",
    "ix_ticket_snoozed",
    "ix_ticket_status",
]


def tables() -> list[Table]:
    """As that version knows them, parents first. Types are of today's columns, which a step may not change."""
    known = MetaData()
    return [
        Table(
            table.name,
            known,
            *(
                Column(name, table.c[name].type, primary_key=table.c[name].primary_key, autoincrement=False)
                for name in COLUMNS[table.name].split()
            ),
        )
        for table in metadata.sorted_tables
        if table.name in COLUMNS
    ]


def work(connection: Connection) -> dict[str, int]:
    """A row into every table, with all the columns that version knows and no other; then each is read and changed.
    Returns how many rows each of its own queries found.
    """
    found = {}
    for table in tables():
        values = {column.name: _value(column) for column in table.columns}
        connection.execute(insert(table).values(values))
        connection.execute(update(table).values({name: values[name] for name in list(values)[-1:]}))
        found[table.name] = len(connection.execute(select(table)).all())
    return found


def _value(column: Column[Any]) -> Any:
    if column.name in ("follows", "merged_into", "restores"):
        return None
    kind = column.type.python_type
    if isinstance(column.type, UtcDateTime):
        return datetime(2026, 11, 28, tzinfo=UTC)
    if kind is bytes:
        return bytes(32)
    if kind in (dict, list, object):
        return []
    return kind(1) if kind is not str else "x"
