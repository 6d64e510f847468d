"""The configuration: a TOML file becomes one frozen `Config`, or a list of everything that is wrong with it, each with
its line. A leaf: imports nothing of ours. Secrets are named (a variable or a file), never written here, never echoed.
"""

from .demo import demo
from .desk import Agent, Choice, Department, Priorities
from .guards import Attachments, ClamAv, Trust
from .hours import Holidays, Mornings, Repeats
from .label import Label
from .mistakes import ConfigError, Problem
from .reading import Loaded, Origin, load, parse
from .submission import Submission
from .tables import (
    LANGUAGES,
    LOCAL_PART_LIMIT,
    Broker,
    Config,
    Database,
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
    "Holidays",
    "Label",
    "Listener",
    "Loaded",
    "Mornings",
    "Origin",
    "Priorities",
    "Problem",
    "Relay",
    "Repeats",
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
