"""The configuration: a TOML file becomes one frozen `Config`, or a list of everything that is wrong with it, each with
its line. A leaf: imports nothing of ours. Secrets are named (a variable or a file), never written here, never echoed.
"""

from .demo import demo
from .guards import Attachments, ClamAv, Trust
from .mistakes import ConfigError, Problem
from .reading import Loaded, Origin, load, parse
from .submission import Submission
from .tables import (
    LANGUAGES,
    LOCAL_PART_LIMIT,
    Agent,
    Broker,
    Choice,
    Config,
    Database,
    Department,
    Label,
    Listener,
    Relay,
    Reply,
    Secret,
    Site,
    Work,
    cores,
)

__all__ = [
    "LANGUAGES",
    "LOCAL_PART_LIMIT",
    "Agent",
    "Attachments",
    "Broker",
    "Choice",
    "ClamAv",
    "Config",
    "ConfigError",
    "Database",
    "Department",
    "Label",
    "Listener",
    "Loaded",
    "Origin",
    "Problem",
    "Relay",
    "Reply",
    "Secret",
    "Site",
    "Submission",
    "Trust",
    "Work",
    "cores",
    "demo",
    "load",
    "parse",
]
