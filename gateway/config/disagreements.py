"""What no table can see by itself: keys that disagree with each other, and files and variables that are not there.

This looks at the document as it was written, table by table, and takes what is of the wrong type as not given. So these
mistakes come out together with those of `tables`, and one mistake does not hide another.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..toml_lines import Place
from .desk import AGENT_NAME
from .document import Table, is_address, secret_faults, table_in, tables_in, text_in, texts_in, value_in
from .guards import Trust
from .health_faults import health_faults
from .keys import keys_problem
from .mistakes import Mistake, meant
from .secret import Secret
from .tables import LOCAL_PART_LIMIT, Listener, Reply, Site
from .ways import places, ways_in, ways_out

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
    yield from ways_in(document)
    yield from ways_out(document)
    yield from places(document)
    yield from _submission(document)
    yield from health_faults(document)
    yield from _files(document)
    yield from _keys(document)


def _people(document: Table) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, agent in enumerate(tables_in(document, "agent")):
        name = text_in(agent, "name")
        if name and name.casefold() in seen:
            yield Mistake(("agent", index, "name"), f"agent {name!r} stands here twice")
        seen.add(name.casefold())
        address = text_in(agent, "address")
        if "address" in agent and isinstance(agent["address"], str) and not is_address(address):
            yield Mistake(("agent", index, "address"), "agent.address: is not a mail address")


def _departments(document: Table) -> Iterator[Mistake]:
    agents = [text_in(agent, "name") for agent in tables_in(document, "agent")]
    readable = all(AGENT_NAME.fullmatch(agent) for agent in agents)
    seen: set[str] = set()
    for index, department in enumerate(tables_in(document, "department")):
        name = text_in(department, "name")
        if name and name in seen:
            yield Mistake(("department", index, "name"), f"department {name!r} stands here twice")
        seen.add(name)
        if not readable:
            continue  # an agent without a proper name may be the one that is meant
        named = [("agents", agent) for agent in texts_in(department, "agents")]
        named += [("lead", text_in(department, "lead"))] if text_in(department, "lead") else []
        for key, agent in named:
            if agent not in agents:
                sentence = f"department {name!r} names agent {agent!r}, who is not configured" + meant(agent, agents)
                yield Mistake(("department", index, key), sentence)


def _choices(document: Table, kind: str) -> Iterator[Mistake]:
    """Types and products, by their word and by what people call them: one writing must not mean two."""
    names: set[str] = set()
    called: dict[str, int] = {}
    for index, choice in enumerate(tables_in(document, kind)):
        name, label = text_in(choice, "name"), choice.get("label")
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
    signed = value_in(table_in(document, "reply"), "addresses", Reply().addresses)
    seen: dict[str, str] = {}
    for index, agent in enumerate(tables_in(document, "agent")):
        address, owner = text_in(agent, "address").lower(), f"agent {text_in(agent, 'name')!r}"
        if address and seen.setdefault(address, owner) is not owner:
            yield Mistake(("agent", index, "address"), f"{address!r} belongs to {seen[address]} already")
    for index, department in enumerate(tables_in(document, "department")):
        place: Place = ("department", index, "addresses")
        owner = f"department {text_in(department, 'name')!r}"
        for number, address in enumerate(texts_in(department, "addresses")):
            if not is_address(address):
                yield Mistake(place, f"{address!r} is not a mail address")
            elif seen.setdefault(address.lower(), owner) is not owner:
                yield Mistake(place, f"{address!r} belongs to {seen[address.lower()]} already")
            elif signed and number == 0 and len(address.partition("@")[0]) > LOCAL_PART_LIMIT:
                sentence = f"{address!r}: the part before the @ may have {LOCAL_PART_LIMIT} characters at most"
                yield Mistake(place, sentence + " for signed reply addresses; put a shorter address first")


def _reply(document: Table) -> Iterator[Mistake]:
    reply = table_in(document, "reply")
    domains = {
        address.rpartition("@")[2].lower()
        for department in tables_in(document, "department")
        for address in texts_in(department, "addresses")
    }
    domain = value_in(reply, "domain", Reply().domain)
    signed, same = value_in(reply, "addresses", Reply().addresses), value_in(reply, "same_domain", Reply().same_domain)
    if signed and not same and domain.lower() in domains:
        sentence = "reply.domain: is also the domain of a department's address; mail to reply addresses could then"
        sentence += " prove to others that its reader belongs to you. Use a sub-domain, or set same_domain = true"
        yield Mistake(("reply", "domain"), sentence)
    url = text_in(table_in(document, "database"), "url")
    if url.startswith("postgresql") and "secret" not in reply:
        yield Mistake(("reply", "secret"), "reply.secret: must be given where several machines share a database")


def _trust(document: Table) -> Iterator[Mistake]:
    """A standing that no mail can reach would hold back every answer of every agent."""
    trust = table_in(document, "trust")
    needed = value_in(trust, "agents", Trust().agents)
    signed = value_in(table_in(document, "reply"), "addresses", Reply().addresses)
    for who in ("agents", "requesters"):
        if not signed and (wanted := text_in(trust, who)) in ("bearer", "bound"):
            sentence = f"trust.{who}: {wanted} needs signed reply addresses, and reply.addresses is false"
            yield Mistake(("trust", who), sentence)
    server, border = text_in(trust, "authserv_id"), value_in(trust, "border", Trust().border)
    if server and border:
        sentence = "trust.border: either the server of authserv_id checks who wrote a mail or Postroom does; set one"
        yield Mistake(("trust", "border"), sentence + " of the two")
    elif needed in ("aligned", "bound") and not server and not border:
        sentence = f"trust.authserv_id: agents = {needed!r} needs the name of the server that checks who wrote a mail;"
        yield Mistake(("trust", "authserv_id"), sentence + ' where there is none, set agents = "bearer"')


def _submission(document: Table) -> Iterator[Mistake]:
    """Passwords are never taken in the clear, so without a certificate there is nothing to open."""
    submission, listener = table_in(document, "submission"), table_in(document, "listener")
    port = value_in(submission, "port", 0)
    if not port:
        return
    if not (text_in(submission, "certificate") or text_in(listener, "certificate")):
        sentence = "submission.port: logins need TLS; give certificate and private_key here or under [listener]"
        yield Mistake(("submission", "port"), sentence)
    if port == value_in(listener, "port", Listener().port):
        yield Mistake(("submission", "port"), "submission.port: is the listener's port; agents need one of their own")


def _files(document: Table) -> Iterator[Mistake]:
    for table in ("listener", "submission"):
        for key in ("certificate", "private_key"):
            path = text_in(table_in(document, table), key)
            if path and not Path(path).is_file():
                yield Mistake((table, key), f"{table}.{key}: there is no such file")


def _keys(document: Table) -> Iterator[Mistake]:
    """The signing keys, each of them; where none are configured, those that we made ourselves."""
    reply, state = table_in(document, "reply"), value_in(table_in(document, "site"), "state", Site().state)
    yield from secret_faults(reply, "secret", SECRET_LENGTH, ("reply",))
    where = table_in(reply, "secret") if "secret" in reply else {"file": f"{state}/secret.key"}
    env, file = text_in(where, "env"), text_in(where, "file")
    with suppress(KeyError, OSError, UnicodeDecodeError):  # said above, or made at the first start
        sentence = keys_problem(Secret(env=env, file=file).read(), SECRET_LENGTH) if bool(env) != bool(file) else ""
        if sentence:
            yield Mistake(("reply", "secret"), f"{'reply.secret' if 'secret' in reply else file}: {sentence}")
