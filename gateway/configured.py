"""Makes the pure core's policy of a configuration."""

import ipaddress
from datetime import timedelta

from .config import Choice as ChoiceTable
from .config import Config
from .config import Department as DepartmentTable
from .keyring import key_ring
from .mail.inbound import Mailbox
from .policy import TYPES, Brakes, Choice, Department, Policy
from .tickets.attachments import AttachmentRules
from .tickets.lifecycle import Window
from .tickets.people import Agent, Standing


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
        ring=key_ring(config),
        trusted=Standing[config.trust.requesters.upper()],
        types=_choices(config.type) or TYPES,
        products=_choices(config.product),
        brakes=Brakes(**config.brakes.model_dump()),
        spam_relays=Networks(config.trust.spam_headers_from),
        spam_mailboxes=frozenset(table.name for table in config.mailbox if table.trusted),
    )


def _choices(tables: tuple[ChoiceTable, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(table.name, (("en", table.label.en), ("fa", table.label.fa))) for table in tables)


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
