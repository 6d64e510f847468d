"""The desk that is measured: one department, two agents, one of whom reads Persian; its brakes hold nothing back. Where
nobody works in the department, agents are told of nothing, and requesters get their acknowledgements alone.
"""

import json
from pathlib import Path

SECRET = "the same key for all machines"
AGENTS = ("tom", "sara")
CONFIG = """
[site]
name = {{ en = "Example Organisation", fa = "سازمان نمونه" }}
state = "{state}"
[database]
url = "{url}"
[reply]
secret = {{ file = "{secret}" }}
[mornings]
digest = ""
weekly = ""
[relay]
host = "127.0.0.1"
port = {relay}
tls = "none"
[trust]
agents = "bearer"
authserv_id = "border.example.org"
[brakes]
echoes = 1_000_000
domain = 1_000_000
everyone = 1_000_000
{tables}
[[agent]]
name = "tom"
address = "tom@example.org"
shown = "Tom Baker"
[[agent]]
name = "sara"
address = "sara@example.org"
shown = "سارا احمدی"
language = "fa"
[[department]]
name = "support"
label = {{ en = "Support", fa = "پشتیبانی" }}
addresses = ["support@example.org"]
agents = {agents}
promise_minutes = {promise}
"""
PROMISE = 30  # minutes until a first answer


def configuration(
    folder: Path,
    relay: int,
    url: str = "",
    tables: str = "",
    agents: tuple[str, ...] = AGENTS,
    promise: int = PROMISE,
) -> str:
    """With its state and secret below the folder. `relay` is a port of this machine; without a `url` it is SQLite."""
    secret = folder / "secret"
    secret.write_text(SECRET)
    values = {"state": folder / "state", "secret": secret, "relay": relay, "url": url, "tables": tables}
    return CONFIG.format(**values, agents=json.dumps(agents), promise=promise)
