"""`pg_dump` and `pg_restore`, the tools of the database itself. A password goes by the environment: everybody can read
a command line.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import make_url

_REVISIONS = "alembic_version"  # not part of a dump: without it a restored database is one that nobody may use yet
_VERSION = re.compile(r"\b(\d+)(?:\.\d+)*")


class ToolTrouble(Exception):
    """The tool is missing, too old, or failed; one sentence."""


def dump(url: str, snapshot: str, target: Path, server: int) -> None:
    """The database as of an exported snapshot, in the custom format. `server` is its major version. Raises ToolTrouble.

    Compressed lightly: what is large in it is mail, which shrinks little and slowly.
    """
    if tool_version("pg_dump") < server:
        raise ToolTrouble(
            f"pg_dump is of version {tool_version('pg_dump')}, and the server of {server}: install its own"
        )
    target.touch(0o600, exist_ok=False)  # it is kept: the tool itself would make one that others can read
    words = ["--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--exclude-table={_REVISIONS}"]
    _run(["pg_dump", *words, f"--snapshot={snapshot}", f"--file={target}", f"--dbname={_plain(url)}"], url)


def restore(dumped: Path, url: str) -> None:
    """Everything in one transaction, into a database that holds none of it. Raises ToolTrouble."""
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(["pg_restore", *words, f"--dbname={_plain(url)}", str(dumped)], url)


def read_through(dumped: Path) -> None:
    """Reads and unpacks all of a dump. Raises ToolTrouble."""
    _run(["pg_restore", "--file=/dev/null", str(dumped)], "")


def tool_version(name: str) -> int:
    """The major version. Raises ToolTrouble."""
    if shutil.which(name) is None:
        raise ToolTrouble(f"{name} is not installed; it comes with PostgreSQL's client programs")
    words = subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout
    found = _VERSION.search(words)
    return int(found[1]) if found else 0


def _run(words: list[str], url: str) -> None:
    tool_version(words[0])
    password = make_url(url).password if url else None
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ToolTrouble(f"{words[0]} failed: {lines[0] if lines else f'exit code {done.returncode}'}"[:500])


def _plain(url: str) -> str:
    """As the tools read it, without the password."""
    known = make_url(url)
    return known.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
