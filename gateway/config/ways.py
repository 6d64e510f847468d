"""Disagreements between the tables of mail that comes in and goes out: mailboxes, accounts, relays, signatures."""

from collections.abc import Iterator
from pathlib import Path

from ..toml_lines import Place
from .document import Table, secret_faults, table_in, tables_in, text_in, texts_in, value_in
from .mistakes import Mistake, meant
from .tables import Listener


def ways_in(document: Table) -> Iterator[Mistake]:
    yield from _mailboxes(document)
    yield from _accounts(document)
    yield from _lmtp(document)


def ways_out(document: Table) -> Iterator[Mistake]:
    yield from _relays(document)
    yield from _signatures(document)


def places(document: Table) -> Iterator[Mistake]:
    """Of the store: its secrets, and the file of its authority."""
    store = table_in(document, "store")
    yield from secret_faults(store, "access_key", 1, ("store",))
    yield from secret_faults(store, "secret_key", 1, ("store",))
    yield from _authority(store, ("store",))


def _mailboxes(document: Table) -> Iterator[Mistake]:
    ours = [address.lower() for table in tables_in(document, "department") for address in texts_in(table, "addresses")]
    seen: set[str] = set()
    for index, mailbox in enumerate(tables_in(document, "mailbox")):
        name, to = text_in(mailbox, "name"), text_in(mailbox, "to").lower()
        if name and name in seen:
            yield Mistake(("mailbox", index, "name"), f"mailbox {name!r} stands here twice")
        seen.add(name)
        if to and to not in ours:
            sentence = f"mailbox.to: {to!r} is not an address of a department" + meant(to, ours)
            yield Mistake(("mailbox", index, "to"), sentence)
        yield from _account(document, mailbox, ("mailbox", index))
        yield from _authority(mailbox, ("mailbox", index))
        yield from secret_faults(mailbox, "password", 1, ("mailbox", index))


def _accounts(document: Table) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, account in enumerate(tables_in(document, "account")):
        name = text_in(account, "name")
        if name and name in seen:
            yield Mistake(("account", index, "name"), f"account {name!r} stands here twice")
        seen.add(name)
        yield from secret_faults(account, "client_secret", 1, ("account", index))


def _lmtp(document: Table) -> Iterator[Mistake]:
    port = value_in(table_in(document, "lmtp"), "port", 0)
    if port and port == value_in(table_in(document, "listener"), "port", Listener().port):
        yield Mistake(("lmtp", "port"), "lmtp.port: is the listener's port; LMTP needs one of its own")


def _relays(document: Table) -> Iterator[Mistake]:
    departments = [text_in(table, "name") for table in tables_in(document, "department")]
    seen: set[str] = set()
    relays = tables_in(document, "relay")
    for index, relay in enumerate(relays):
        name = value_in(relay, "name", "relay")
        if name in seen:
            sentence = f"relay {name!r} stands here twice; give each a name of its own"
            yield Mistake(("relay", index, "name"), sentence)
        seen.add(name)
        for department in texts_in(relay, "departments"):
            if department not in departments:
                sentence = f"relay.departments: there is no department {department!r}" + meant(department, departments)
                yield Mistake(("relay", index, "departments"), sentence)
        yield from _account(document, relay, ("relay", index))
        yield from _authority(relay, ("relay", index))
        yield from secret_faults(relay, "password", 1, ("relay", index))
    served = {department for relay in relays for department in texts_in(relay, "departments")}
    if relays and all(texts_in(relay, "departments") for relay in relays) and not served.issuperset(departments):
        sentence = "relay.departments: some department has no relay; leave departments out in the last one"
        yield Mistake(("relay", len(relays) - 1, "departments"), sentence)


def _signatures(document: Table) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, signature in enumerate(tables_in(document, "dkim")):
        domain = text_in(signature, "domain").lower()
        if domain and domain in seen:
            yield Mistake(("dkim", index, "domain"), f"dkim.domain: {domain!r} has a signature already")
        seen.add(domain)
        yield from secret_faults(signature, "key", 1, ("dkim", index))


def _account(document: Table, table: Table, place: tuple[str, int]) -> Iterator[Mistake]:
    name = text_in(table, "account")
    known = [text_in(account, "name") for account in tables_in(document, "account")]
    if name and name not in known:
        yield Mistake((*place, "account"), f"{place[0]}.account: there is no account {name!r}" + meant(name, known))


def _authority(table: Table, place: Place) -> Iterator[Mistake]:
    path = text_in(table, "ca")
    if path and not Path(path).is_file():
        yield Mistake((*place, "ca"), f"{place[0]}.ca: there is no such file")
