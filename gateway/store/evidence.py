"""What speaks for or against the author of a mail, and whether it answers one that was for agents only."""

from sqlalchemy import Connection, bindparam, select

from ..mail.auth import UNCHECKED, Checked, authentication
from ..mail.inbound import InboundMail, Source
from ..mail.references import key
from ..notices import INTERNAL
from ..policy import Policy
from ..tickets.people import Role
from ..tickets.standing import Evidence, Login
from .prepared import Prepared
from .rows import NO_ROWS, Rows
from .schema import notice

PARENTS = 8  # ids that a mail answers

_INTERNAL = Prepared(
    select(notice.c.id)
    .where(notice.c.message_id.in_(bindparam("ids", expanding=True)), notice.c.role == Role.AGENT.value)
    .where(notice.c.kind.in_(tuple(sorted(kind.value for kind in INTERNAL))))
    .limit(1)
)


def of(mail: InboundMail, policy: Policy, holds: bool, confirmed: bool, checked: Checked = UNCHECKED) -> Evidence:
    """Who logged in needs no other proof, but must be the one who is named as the author."""
    agent = policy.agent_at(mail.writer.key)
    elsewhere = {mailbox.key for mailbox in mail.reply_to} - {mail.writer.key}
    return Evidence(
        authentication(mail, "" if mail.envelope.login else policy.authserv_id, checked),
        holds_address=holds,
        login=_login(mail, agent.name if agent else "", mail.writer.key),
        confirmed=confirmed,
        diverts=agent is not None and bool(elsewhere),
    )


def _login(mail: InboundMail, agent: str, address: str) -> Login:
    """An agent logs in by name. Who confirmed their address on the pages for requesters is known by that address, and
    only there: no agent's name has an "@".
    """
    login = mail.envelope.login
    if not login:
        return Login.NONE
    confirmed = mail.envelope.source is Source.CONSOLE and "@" in login and login == address
    return Login.OWN if confirmed or login == agent else Login.FOREIGN


def ask_internal(connection: Connection, mail: InboundMail) -> Rows:
    """A row, where the mail answers one that was for agents only: then it stays inside, whatever way it took."""
    ids = [form for id in mail.in_reply_to[:PARENTS] for form in (id, key(id))]
    return _INTERNAL.execute(connection, {"ids": ids}) if ids else NO_ROWS
