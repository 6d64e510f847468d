"""Which revision of the rules a mail begins from: the one that our mail told of which it answers."""

from sqlalchemy import Connection, bindparam, select

from ..mail.inbound import InboundMail
from ..mail.references import key, thread_ids
from ..notices import Kind, rules_in
from .schema import notice

PARENTS = 8  # ids that a mail answers

_TOLD = (
    select(notice.c.message_id, notice.c.lines)
    .where(notice.c.message_id.in_(bindparam("ids", expanding=True)), notice.c.kind == Kind.RULES.value)
    .where(notice.c.recipient == bindparam("address"))
)


def base(connection: Connection, mail: InboundMail, address: str) -> int | None:
    """Of the newest of our mails that it answers and that went to this very address; None where it answers none."""
    ids = list(dict.fromkeys([*map(key, mail.in_reply_to), *thread_ids(mail)]))[:PARENTS]
    found = {row.message_id: row.lines for row in connection.execute(_TOLD, {"ids": ids, "address": address})}
    lines = next((found[id] for id in ids if id in found), None)
    return None if lines is None else rules_in(tuple(lines)).revision
