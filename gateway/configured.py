"""Makes the pure core's policy of a configuration."""

import ipaddress
from datetime import timedelta

from .config import Choice as ChoiceTable
from .config import Config, Priorities
from .config import Department as DepartmentTable
from .keyring import key_ring
from .mail.inbound import Mailbox
from .policy import TYPES, Brakes, Choice, Department, LinkTerms, Policy, Repeats
from .roster import agent_of, staffed
from .store.retention_terms import DepartmentTerms, Terms
from .tickets.attachments import AttachmentRules
from .tickets.lifecycle import Window
from .tickets.people import Agent, Standing
from .tickets.ticket import Priority


def make_policy(config: Config) -> Policy:
    agents = {agent.name: agent_of(agent) for agent in config.agent}
    departments = tuple(_department(table, agents, config) for table in config.department)
    return Policy(
        site=(("en", config.site.name.en), ("fa", config.site.name.fa)),
        zone=config.site.zone,
        departments=departments,
        agents=tuple(agents.values()),
        needed=Standing[config.trust.agents.upper()],
        authserv_id=config.trust.authserv_id,
        reply_domain=config.reply.domain.lower() if config.reply.addresses else "",
        ring=key_ring(config),
        trusted=Standing[config.trust.requesters.upper()],
        types=_choices(config.type) or TYPES,
        products=_choices(config.product),
        priorities=_priorities(config.priorities),
        brakes=Brakes(**config.brakes.model_dump()),
        spam_relays=Networks(config.trust.spam_headers_from),
        spam_mailboxes=frozenset(table.name for table in config.mailbox if table.trusted),
        admins=frozenset(agent.name for agent in config.agent if agent.admin),
        repeats=Repeats(timedelta(days=config.repeats.within_days), config.repeats.escalate),
        links=LinkTerms(config.links.url, config.links.over, config.links.days) if config.links.folder else None,
        console=config.console.address,
        requests=config.console.shown_to_requesters,
    )


def make_terms(config: Config) -> Terms:
    """For how long things are kept."""
    everywhere = config.retention
    departments = tuple(
        DepartmentTerms(
            each.name,
            _days(everywhere.raw_days if each.raw_days is None else each.raw_days),
            _days(everywhere.ticket_days if each.ticket_days is None else each.ticket_days),
        )
        for each in config.department
    )
    rest = DepartmentTerms("", _days(everywhere.raw_days), _days(everywhere.ticket_days))
    return Terms(departments, rest, _days(everywhere.kept_back_days), _days(everywhere.trail_days))


def _days(days: int) -> timedelta | None:
    """None: for ever."""
    return timedelta(days=days) if days else None


def _choices(tables: tuple[ChoiceTable, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(table.name, (("en", table.label.en), ("fa", table.label.fa))) for table in tables)


def _priorities(table: Priorities) -> tuple[Choice, ...]:
    labels = ((priority.value, getattr(table, priority.value)) for priority in Priority)
    return tuple(Choice(name, (("en", label.en), ("fa", label.fa))) for name, label in labels)


def _department(table: DepartmentTable, agents: dict[str, Agent], config: Config) -> Department:
    bare = Department(
        name=table.name,
        labels=(),
        addresses=tuple(Mailbox(address).key for address in table.addresses),
        agents=(),
        lead="",
        language=table.language,
        window=Window(timedelta()),
        attachments=AttachmentRules(
            max_size=table.attachments.max_size,
            max_total=table.attachments.max_total,
            types=frozenset(table.attachments.refused_types),
            extensions=frozenset(table.attachments.refused_extensions),
            scanned=config.clamav.required,
        ),
    )
    return staffed(bare, table, agents.values(), (config.site.zone, config.holidays))


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
