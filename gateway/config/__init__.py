"""The configuration: a TOML file becomes one frozen `Config`, or a list of everything that is wrong with it, each with
its line. A leaf: imports nothing of ours. Secrets are named (a variable or a file), never written here, never echoed.
"""

from .demo import demo
from .desk import Agent, Choice, Department, Priorities
from .guards import Attachments, ClamAv, Trust
from .health import Health, Log
from .hours import Holidays, Mornings, Repeats
from .label import Label
from .mailboxes import Account, Mailbox
from .mistakes import ConfigError, Fault, Problem
from .reading import Loaded, Origin, load, parse
from .relays import Dkim, Links, Relay
from .secret import Secret
from .store import Store
from .submission import Submission
from .tables import (
    LANGUAGES,
    LOCAL_PART_LIMIT,
    Broker,
    Config,
    Database,
    Listener,
    Reply,
    Site,
    Work,
    cores,
)

__all__ = [
    "LANGUAGES",
    "LOCAL_PART_LIMIT",
    "Account",
    "Agent",
    "Attachments",
    "Broker",
    "Choice",
    "ClamAv",
    "Config",
    "ConfigError",
    "Database",
    "Department",
    "Dkim",
    "Fault",
    "Health",
    "Holidays",
    "Label",
    "Links",
    "Listener",
    "Loaded",
    "Log",
    "Mailbox",
    "Mornings",
    "Origin",
    "Priorities",
    "Problem",
    "Relay",
    "Repeats",
    "Reply",
    "Secret",
    "Site",
    "Store",
    "Submission",
    "Trust",
    "Work",
    "cores",
    "demo",
    "load",
    "parse",
]
