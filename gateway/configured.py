"""Makes the pure core's policy, and its secret key, of a configuration."""

import ipaddress
import os
import secrets
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from .config import Config
from .config import Department as DepartmentTable
from .mail.inbound import Mailbox
from .mail.reply_address import KeyRing
from .policy import Department, Policy
from .tickets.attachments import AttachmentRules
from .tickets.lifecycle import Window
from .tickets.people import Agent, Standing

KEY_ID = 1


def make_policy(config: Config) -> Policy:
    agents = {
        agent.name: Agent(agent.name, Mailbox(agent.address).key, agent.shown or agent.name, agent.language)
        for agent in config.agent
    }
    return Policy(
        site=(("en", config.site.name.en), ("fa", config.site.name.fa)),
        zone=config.site.zone,
        departments=tuple(_department(table, agents, config.clamav.required) for table in config.department),
        agents=tuple(agents.values()),
        needed=Standing[config.trust.agents.upper()],
        authserv_id=config.trust.authserv_id,
        reply_domain=config.reply.domain.lower() if config.reply.addresses else "",
        ring=KeyRing({KEY_ID: signing_key(config)}, KEY_ID),
        spam_relays=Networks(config.trust.spam_headers_from),
        spam_mailboxes=frozenset(table.name for table in config.mailbox if table.trusted),
    )


def _department(table: DepartmentTable, agents: dict[str, Agent], scanned: bool) -> Department:
    return Department(
        name=table.name,
        labels=(("en", table.label.en), ("fa", table.label.fa)),
        addresses=tuple(Mailbox(address).key for address in table.addresses),
        agents=tuple(agents[name] for name in table.agents),
        lead=table.lead,
        language=table.language,
        window=Window(timedelta(days=table.window_days)),
        attachments=AttachmentRules(
            max_size=table.attachments.max_size,
            max_total=table.attachments.max_total,
            types=frozenset(table.attachments.refused_types),
            extensions=frozenset(table.attachments.refused_extensions),
            scanned=scanned,
        ),
    )


class Networks:
    """The addresses of some networks, as something that an address may be in."""

    def __init__(self, networks: tuple[str, ...]) -> None:
        self._networks = tuple(ipaddress.ip_network(each, strict=False) for each in networks)

    def __contains__(self, address: object) -> bool:
        try:
            known = ipaddress.ip_address(str(address))
        except ValueError:
            return False
        mapped = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
        return any((mapped or known) in network for network in self._networks)


def signing_key(config: Config) -> bytes:
    """The configured secret; without one, a key of our own in the state folder, made at the first start."""
    if config.reply.secret is not None:
        return config.reply.secret.read().encode()
    path = config.state / "secret.key"
    if not path.exists():
        _make_key(path)
    return path.read_bytes().strip()


def _make_key(path: Path) -> None:
    """Written aside and then named, so that of several processes that start at once all read the same whole key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="secret.") as file:  # readable by its owner only
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
