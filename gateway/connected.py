"""From the configuration to the servers that we speak to: relays and mailboxes, and how we prove who we are there."""

import errno
import ssl
from collections.abc import Callable
from pathlib import Path

from .config import Config, Mailbox
from .config.relays import Relay as RelayTable
from .intake.imap.settings import After, MailboxSettings, Proof, Protection, Server
from .oauth.tokens import tokens_of
from .outgoing.folder import FolderRelay
from .outgoing.relays import Relays, Route
from .outgoing.submit import Proof as RelayProof
from .outgoing.submit import Relay, RelayAddress, SmtpRelay, Tls


def make_relay(config: Config) -> Relay:
    return Relays(tuple(Route(table.name, _one_relay(table, config), table.departments) for table in config.relay))


def _one_relay(table: RelayTable, config: Config) -> Relay:
    return FolderRelay(Path(table.folder), table.name) if table.folder else SmtpRelay(relay_address(table, config))


def relay_address(table: RelayTable, config: Config) -> RelayAddress:
    """Where the relay is, and how we prove who we are."""
    return RelayAddress(
        name=table.name,
        host=table.host,
        port=table.port,
        tls=Tls(table.tls),
        user=table.user,
        secret=_secret(table, config),
        proof=RelayProof.XOAUTH2 if table.account else RelayProof.PASSWORD,
        timeout=table.timeout,
        local_hostname=config.listener.hostname,
        context=_believing(table.ca) if table.ca else None,
    )


def mailboxes(config: Config) -> tuple[MailboxSettings, ...]:
    return tuple(
        MailboxSettings(
            name=table.name,
            server=imap_server(table, config),
            folders=table.watched,
            to=table.to,
            every=table.every,
            idle=table.idle,
            after=After(table.after),
            flag=table.flag,
            move_to=table.move_to,
            largest=config.listener.max_size,
        )
        for table in config.mailbox
    )


def imap_server(table: Mailbox, config: Config) -> Server:
    """Where the mailbox lies, and how we prove who we are."""
    return Server(
        host=table.host,
        port=table.port,
        protection=Protection(table.tls),
        user=table.user,
        secret=_secret(table, config),
        proof=Proof.PASSWORD if table.password else Proof.XOAUTH2,
        context=_believing(table.ca) if table.ca else None,
    )


def _secret(table: Mailbox | RelayTable, config: Config) -> Callable[[], str]:
    """Gives the password, or a token that is good now."""
    if table.account:
        return tokens_of(config, table.account).token
    return table.password.read if table.password else str


def _believing(authority: str) -> ssl.SSLContext:
    """Raises OSError with the file's name, also where it holds no certificate."""
    try:
        return ssl.create_default_context(cafile=authority)
    except ssl.SSLError:
        raise OSError(errno.EINVAL, "holds no certificate that could be read", authority) from None
