"""What no table can see by itself: keys that disagree with each other, and files and variables that are not there.

This looks at the document as it was written, table by table, and takes what is of the wrong type as not given. So these
mistakes come out together with those of `tables`, and one mistake does not hide another.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from ..toml_lines import Place
from .desk import AGENT_NAME
from .guards import Trust
from .keys import keys_problem
from .mistakes import Mistake, dotted, meant
from .tables import LOCAL_PART_LIMIT, Listener, Reply, Secret, Site

Table = Mapping[str, Any]
T = TypeVar("T")

SECRET_LENGTH = 16  # characters; a shorter key can be found by trying, given one reply address


def disagreements(document: Table) -> Iterator[Mistake]:
    """Every mistake that lies between two keys."""
    yield from _people(document)
    yield from _departments(document)
    yield from _choices(document, "type")
    yield from _choices(document, "product")
    yield from _addresses(document)
    yield from _reply(document)
    yield from _trust(document)
    yield from _mailboxes(document)
    yield from _submission(document)
    yield from _files(document)
    yield from _keys(document)


def _people(document: Table) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, agent in enumerate(_tables(document, "agent")):
        name = _text(agent, "name")
        if name and name.casefold() in seen:
            yield Mistake(("agent", index, "name"), f"agent {name!r} stands here twice")
        seen.add(name.casefold())
        address = _text(agent, "address")
        if "address" in agent and isinstance(agent["address"], str) and not _is_address(address):
            yield Mistake(("agent", index, "address"), "agent.address: is not a mail address")


def _departments(document: Table) -> Iterator[Mistake]:
    agents = [_text(agent, "name") for agent in _tables(document, "agent")]
    readable = all(AGENT_NAME.fullmatch(agent) for agent in agents)
    seen: set[str] = set()
    for index, department in enumerate(_tables(document, "department")):
        name = _text(department, "name")
        if name and name in seen:
            yield Mistake(("department", index, "name"), f"department {name!r} stands here twice")
        seen.add(name)
        if not readable:
            continue  # an agent without a proper name may be the one that is meant
        named = [("agents", agent) for agent in _list(department, "agents")]
        named += [("lead", _text(department, "lead"))] if _text(department, "lead") else []
        for key, agent in named:
            if agent not in agents:
                sentence = f"department {name!r} names agent {agent!r}, who is not configured" + meant(agent, agents)
                yield Mistake(("department", index, key), sentence)


def _choices(document: Table, kind: str) -> Iterator[Mistake]:
    """Types and products, by their word and by what people call them: one writing must not mean two."""
    names: set[str] = set()
    called: dict[str, int] = {}
    for index, choice in enumerate(_tables(document, kind)):
        name, label = _text(choice, "name"), choice.get("label")
        if name and name in names:
            yield Mistake((kind, index, "name"), f"{kind} {name!r} stands here twice")
        names.add(name)
        labels = label.values() if isinstance(label, dict) else [label]
        writings = {each.strip().casefold() for each in (name, *labels) if isinstance(each, str)} - {""}
        for writing in sorted(writings):
            first = called.setdefault(writing, index)
            if first != index and writing != name:
                sentence = f"{kind}.label: {writing!r} is what another {kind} is called, too"
                yield Mistake((kind, index, "label"), sentence)


def _addresses(document: Table) -> Iterator[Mistake]:
    signed = _value(_table(document, "reply"), "addresses", Reply().addresses)
    seen: dict[str, str] = {}
    for index, agent in enumerate(_tables(document, "agent")):
        address, owner = _text(agent, "address").lower(), f"agent {_text(agent, 'name')!r}"
        if address and seen.setdefault(address, owner) is not owner:
            yield Mistake(("agent", index, "address"), f"{address!r} belongs to {seen[address]} already")
    for index, department in enumerate(_tables(document, "department")):
        place: Place = ("department", index, "addresses")
        owner = f"department {_text(department, 'name')!r}"
        for number, address in enumerate(_list(department, "addresses")):
            if not _is_address(address):
                yield Mistake(place, f"{address!r} is not a mail address")
            elif seen.setdefault(address.lower(), owner) is not owner:
                yield Mistake(place, f"{address!r} belongs to {seen[address.lower()]} already")
            elif signed and number == 0 and len(address.partition("@")[0]) > LOCAL_PART_LIMIT:
                sentence = f"{address!r}: the part before the @ may have {LOCAL_PART_LIMIT} characters at most"
                yield Mistake(place, sentence + " for signed reply addresses; put a shorter address first")


def _mailboxes(document: Table) -> Iterator[Mistake]:
    ours = [address.lower() for table in _tables(document, "department") for address in _list(table, "addresses")]
    seen: set[str] = set()
    for index, mailbox in enumerate(_tables(document, "mailbox")):
        name, to = _text(mailbox, "name"), _text(mailbox, "to").lower()
        if name and name in seen:
            yield Mistake(("mailbox", index, "name"), f"mailbox {name!r} stands here twice")
        seen.add(name)
        if to and to not in ours:
            sentence = f"mailbox.to: {to!r} is not an address of a department" + meant(to, ours)
            yield Mistake(("mailbox", index, "to"), sentence)
        yield from _secret(mailbox, "password", 1, ("mailbox", index))


def _reply(document: Table) -> Iterator[Mistake]:
    reply = _table(document, "reply")
    domains = {
        address.rpartition("@")[2].lower()
        for department in _tables(document, "department")
        for address in _list(department, "addresses")
    }
    domain = _value(reply, "domain", Reply().domain)
    signed, same = _value(reply, "addresses", Reply().addresses), _value(reply, "same_domain", Reply().same_domain)
    if signed and not same and domain.lower() in domains:
        sentence = "reply.domain: is also the domain of a department's address; mail to reply addresses could then"
        sentence += " prove to others that its reader belongs to you. Use a sub-domain, or set same_domain = true"
        yield Mistake(("reply", "domain"), sentence)
    url = _text(_table(document, "database"), "url")
    if url.startswith("postgresql") and "secret" not in reply:
        yield Mistake(("reply", "secret"), "reply.secret: must be given where several machines share a database")


def _trust(document: Table) -> Iterator[Mistake]:
    """A standing that no mail can reach would hold back every answer of every agent."""
    trust = _table(document, "trust")
    needed = _value(trust, "agents", Trust().agents)
    signed = _value(_table(document, "reply"), "addresses", Reply().addresses)
    for who in ("agents", "requesters"):
        if not signed and (wanted := _text(trust, who)) in ("bearer", "bound"):
            sentence = f"trust.{who}: {wanted} needs signed reply addresses, and reply.addresses is false"
            yield Mistake(("trust", who), sentence)
    server, border = _text(trust, "authserv_id"), _value(trust, "border", Trust().border)
    if server and border:
        sentence = "trust.border: either the server of authserv_id checks who wrote a mail or Postroom does; set one"
        yield Mistake(("trust", "border"), sentence + " of the two")
    elif needed in ("aligned", "bound") and not server and not border:
        sentence = f"trust.authserv_id: agents = {needed!r} needs the name of the server that checks who wrote a mail;"
        yield Mistake(("trust", "authserv_id"), sentence + ' where there is none, set agents = "bearer"')


def _submission(document: Table) -> Iterator[Mistake]:
    """Passwords are never taken in the clear, so without a certificate there is nothing to open."""
    submission, listener = _table(document, "submission"), _table(document, "listener")
    port = _value(submission, "port", 0)
    if not port:
        return
    if not (_text(submission, "certificate") or _text(listener, "certificate")):
        sentence = "submission.port: logins need TLS; give certificate and private_key here or under [listener]"
        yield Mistake(("submission", "port"), sentence)
    if port == _value(listener, "port", Listener().port):
        yield Mistake(("submission", "port"), "submission.port: is the listener's port; agents need one of their own")


def _files(document: Table) -> Iterator[Mistake]:
    for table in ("listener", "submission"):
        for key in ("certificate", "private_key"):
            path = _text(_table(document, table), key)
            if path and not Path(path).is_file():
                yield Mistake((table, key), f"{table}.{key}: there is no such file")
    yield from _secret(_table(document, "relay"), "password", 1, ("relay",))


def _keys(document: Table) -> Iterator[Mistake]:
    """The signing keys, each of them; where none are configured, those that we made ourselves."""
    reply, state = _table(document, "reply"), _value(_table(document, "site"), "state", Site().state)
    yield from _secret(reply, "secret", SECRET_LENGTH, ("reply",))
    where = _table(reply, "secret") if "secret" in reply else {"file": f"{state}/secret.key"}
    env, file = _text(where, "env"), _text(where, "file")
    with suppress(KeyError, OSError, UnicodeDecodeError):  # said above, or made at the first start
        sentence = keys_problem(Secret(env=env, file=file).read(), SECRET_LENGTH) if bool(env) != bool(file) else ""
        if sentence:
            yield Mistake(("reply", "secret"), f"{'reply.secret' if 'secret' in reply else file}: {sentence}")


def _secret(table: Table, key: str, least: int, above: Place) -> Iterator[Mistake]:
    """Neither the secret nor the name of its place is repeated: somebody may have written it there by mistake."""
    place: Place = (*above, key)
    where = _table(table, key)
    env, file = _text(where, "env"), _text(where, "file")
    if bool(env) == bool(file):
        return  # said by the table itself
    source = "the environment variable" if env else "the file"
    try:
        length = len(Secret(env=env, file=file).read().strip())
    except KeyError:
        yield Mistake(place, f"{dotted(place)}: {source} named here is not set")
    except (OSError, ValueError):
        yield Mistake(place, f"{dotted(place)}: {source} named here cannot be read")
    else:
        if not length:
            yield Mistake(place, f"{dotted(place)}: {source} named here is empty")
        elif length < least:
            yield Mistake(place, f"{dotted(place)}: {source} named here holds fewer than {least} characters")


# --- what stands in the document, where it is of the right type -------------------------------------------------------


def _table(document: Table, name: str) -> Table:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def _tables(document: Table, name: str) -> list[Table]:
    value = document.get(name)
    return [entry if isinstance(entry, dict) else {} for entry in value] if isinstance(value, list) else []


def _text(table: Table, key: str) -> str:
    return _value(table, key, "")


def _list(table: Table, key: str) -> list[str]:
    value = table.get(key)
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def _value(table: Table, key: str, default: T) -> T:
    value = table.get(key, default)
    return value if isinstance(value, type(default)) else default


def _is_address(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(local and at and domain) and not any(c.isspace() or c in '<>,;"()' for c in text)
