"""What `postroom accept` does with a mail: no more of Postroom is opened than its configuration and its spool."""

import os
from pathlib import Path
from typing import BinaryIO

from .. import config as configuration
from ..config import Config, ConfigError
from ..configured import make_policy
from ..intake.received import ReceivedCount
from ..mail import address, header
from ..mail.acceptance import Accepted, Deferred
from ..mail.inbound import NULL_BY_PIPE, Envelope, Mailbox, Source
from ..places import make_places
from ..policy import Policy
from ..store.database import Database, Unavailable
from ..store.drafts import SpoolDraft
from ..store.migrate import fits
from ..store.spool import Spool, SpoolSettings
from .orders import EMPTY, FOR_WHOM, LEFT_ALONE, LOOP, NOT_OURS, TOO_LARGE, Ended, Exit, Order, bare, is_gone, pieces

RECEIVED_FIELDS = 50  # RFC 5321 section 6.3: more is a loop

MISCONFIGURED = Ended(Exit.TEMPFAIL, "the configuration cannot be used; see postroom check")
WRONG_USER = Ended(Exit.TEMPFAIL, "must run as the user to whom the state folder belongs")
NO_DATABASE = Ended(Exit.TEMPFAIL, "the database is not there, or of another version; postroom up brings it up")
DOWN = Ended(Exit.TEMPFAIL, "the database does not answer")


def take(order: Order, stream: BinaryIO) -> Ended:
    """The mail is durable where this ends well, and in no place at all otherwise."""
    parent = os.getppid()
    try:
        config = configuration.load(order.config).config
        policy = make_policy(config)
    except (ConfigError, OSError, KeyError, ValueError):
        return MISCONFIGURED
    recipients = tuple(map(bare, order.recipients)) or _hinted(order, policy)
    if not all(policy.receives(Mailbox(each).key) for each in recipients):
        return NOT_OURS
    try:
        return _refusal(config) or _Taking(config, policy, order, parent).take(recipients, stream)
    except Unavailable:
        return DOWN


def _sender(text: str | None) -> str:
    """ "" where nobody told."""
    if text is None:
        return ""
    sender = bare(text)
    return NULL_BY_PIPE if sender.upper() in ("", NULL_BY_PIPE) else sender


def _hinted(order: Order, policy: Policy) -> tuple[str, ...]:
    """What the mail server calls the recipient may be an alias, or a user of the machine."""
    return next(((hint,) for hint in map(bare, order.hints) if policy.receives(Mailbox(hint).key)), ())


def _refusal(config: Config) -> Ended | None:
    """Files that another user made could not be read by the workers."""
    url = config.database_url
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return NO_DATABASE
    return None if os.stat(config.state).st_uid == os.geteuid() else WRONG_USER


class _Taking:
    """One mail on its way into the spool."""

    def __init__(self, config: Config, policy: Policy, order: Order, parent: int) -> None:
        self._config = config
        self._policy = policy
        self._order = order
        self._parent = parent
        self._head = bytearray()
        self._size = 0

    def take(self, recipients: tuple[str, ...], stream: BinaryIO) -> Ended:
        database = Database(self._config.database_url)
        if not fits(database):
            return NO_DATABASE
        folder, size = self._config.state / "spool", self._config.listener.max_size
        spool = Spool(database, SpoolSettings(folder, size, large=make_places(self._config, database).shared))
        draft = spool.begin()
        if isinstance(draft, Deferred):
            return Ended(Exit.TEMPFAIL, draft.reason.value)
        try:
            ended = self._read(stream, draft) or self._judge(recipients) or self._commit(draft, recipients)
        finally:
            draft.discard()
        if ended.code is Exit.OK:
            spool.close()  # not after a failure: the writer may be waiting for the database still
            database.close()
        return ended

    def _read(self, stream: BinaryIO, draft: SpoolDraft) -> Ended | None:
        received = ReceivedCount(RECEIVED_FIELDS)
        empty = True
        for piece in pieces(stream):
            self._size += len(piece)
            if self._size > self._config.listener.max_size:
                return TOO_LARGE
            if received.exceeded(piece):
                return LOOP
            self._head += piece[: max(0, header.BLOCK_LIMIT - len(self._head))]
            empty = empty and not piece.strip()
            draft.write(piece)
        if empty:
            return EMPTY
        return LOOP if received.exceeded_at_end() else None

    def _judge(self, recipients: tuple[str, ...]) -> Ended | None:
        """Where no recipient is named, one must stand in To or Cc. A mail whose writer is gone may be half of one."""
        if is_gone(self._parent):
            return LEFT_ALONE
        fields, _ = header.read(bytes(self._head))
        named = (
            mailbox for name in ("to", "cc") for value in fields.every(name) for mailbox in address.mailboxes(value)
        )
        return None if recipients or any(self._policy.receives(each.key) for each in named) else FOR_WHOM

    def _commit(self, draft: SpoolDraft, recipients: tuple[str, ...]) -> Ended:
        envelope = Envelope(_sender(self._order.sender), recipients, Source.PIPE)
        answer = draft.commit_here(envelope, silent=False)
        return Ended(Exit.OK) if isinstance(answer, Accepted) else Ended(Exit.TEMPFAIL, answer.reason.value)
