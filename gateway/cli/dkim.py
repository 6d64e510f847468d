"""`postroom dkim`: keys for signing what leaves. A private key goes into a file and is never printed."""

import json as text_of
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter

from ..config import Dkim, Secret
from ..outgoing.dkim import UnfitKey
from ..outgoing.dkim.keys import Key, key_of, new_key, read_key
from . import desk
from .options import ConfigPath, Json
from .roles import Roles


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record for DNS, in one piece and as zone files have it."""

    domain: str
    name: str
    record: str
    zone_line: str


def add(program: Program, roles: Roles) -> None:
    group = Program(name="dkim", help="Make keys that sign outgoing mail, and print their records for DNS.")
    group.command(new)
    group.command(show)
    program.command(group)


def new(
    domain: Annotated[str, Parameter(help="Whose mail is signed: the domain of your departments' addresses.")],
    *,
    selector: Annotated[str, Parameter(help="The name of the key in DNS.")] = "postroom",
    out: Annotated[str, Parameter(help="The file for the private key; else dkim-DOMAIN-SELECTOR.pem here.")] = "",
) -> None:
    """Make a key, and print its record for DNS and the lines for config.toml. No file is ever overwritten."""
    try:
        table = Dkim(domain=domain, selector=selector, key=Secret(file="-"))
    except ValueError:
        desk.fail("give a domain, such as example.org, and a selector of letters, digits, - and dots")
    path = Path(out or f"dkim-{table.domain}-{table.selector}.pem").absolute()
    pem = new_key()
    try:
        _write(path, pem)
    except OSError as error:
        desk.fail(f"{path}: {error.strerror}")
    key = read_key(table.domain, table.selector, pem)
    print(f"The private key lies in {path}, for its owner only: that must be who runs Postroom.\n")
    _print_record(key)
    print(f"\nOnce DNS has it, these lines in config.toml:\n\n[[dkim]]\ndomain = {text_of.dumps(key.domain)}")
    print(f"selector = {text_of.dumps(key.selector)}\nkey = {{ file = {text_of.dumps(str(path))} }}")


def show(*, config: ConfigPath = None, json: Json = False) -> None:
    """Print the records for DNS of all keys that are configured."""
    tables = desk.load(config).config.dkim
    try:
        keys = [key_of(table) for table in tables]
    except UnfitKey as error:
        desk.fail(str(error))
    if json:
        desk.print_json(RecordRow(key.domain, key.name, key.record, key.zone_line) for key in keys)
        return
    if not keys:
        print("no [[dkim]] is configured")
    for number, key in enumerate(keys):
        if number:
            print()
        _print_record(key)


def _print_record(key: Key) -> None:
    print(f"The record of {key.domain}, of the kind TXT:\n\n{key.name}\n{key.record}\n")
    print(f"The same as a line of a zone file:\n\n{key.zone_line}")


def _write(path: Path, pem: str) -> None:
    """Raises OSError; FileExistsError where there is a file already. A key that is there only in part is none."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
