"""DNS: the resolver of this machine, by dnspython, and a memory for its answers. Both serve all threads."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import dns.exception
import dns.resolver
from dns.rdatatype import RdataType

from .questions import Answer, Record, Resolver, Trouble

RECORDS = 100  # of one answer; the rest is not looked at
TEXT_LIMIT = 4096  # characters of a record; longer ones are left out, none that we look for is as long
NOTHING_FOR = 300.0  # seconds for which "there is nothing" is known
LEAST, MOST = 30.0, 3600.0  # seconds for which an answer is known, whatever its owner says
ANSWERS = 4096  # that are remembered


class SystemResolver:
    """Asks the name servers that /etc/resolv.conf names, or these."""

    def __init__(self, servers: tuple[str, ...] = (), port: int = 53) -> None:
        self._servers = servers
        self._port = port
        self._ready: dns.resolver.Resolver | None = None
        self._lock = threading.Lock()

    def ask(self, name: str, record: Record, timeout: float) -> Answer:
        try:
            answer = self._resolver().resolve(
                name + ".", RdataType[record.value], raise_on_no_answer=False, lifetime=timeout, search=False
            )
        except dns.resolver.NXDOMAIN:
            return Answer((), NOTHING_FOR)
        except (dns.exception.DNSException, OSError) as error:
            raise Trouble(type(error).__name__) from error
        if answer.rrset is None:
            return Answer((), NOTHING_FOR)
        found = sorted(answer.rrset, key=_preference)[:RECORDS] if record is Record.MX else list(answer.rrset)[:RECORDS]
        texts = (_text(each, record) for each in found)
        return Answer(tuple(text for text in texts if len(text) <= TEXT_LIMIT), answer.rrset.ttl)

    def _resolver(self) -> dns.resolver.Resolver:
        """Made at the first question: a machine without a resolv.conf is no reason not to start."""
        with self._lock:
            if self._ready is None:
                resolver = dns.resolver.Resolver(configure=not self._servers)
                if self._servers:
                    resolver.nameservers = list(self._servers)
                    resolver.port = self._port
                self._ready = resolver
            return self._ready


def _preference(found: object) -> int:
    return int(getattr(found, "preference", 0))


def _text(found: object, record: Record) -> str:
    if record is Record.TXT:
        return b"".join(getattr(found, "strings", ())).decode("latin-1")
    if record is Record.MX:
        return str(getattr(found, "exchange", "")).removesuffix(".").lower()
    if record is Record.PTR:
        return str(getattr(found, "target", "")).removesuffix(".").lower()
    return str(getattr(found, "address", ""))


class Remembering:
    """A resolver with a memory of bounded size. Trouble is not remembered."""

    def __init__(self, resolver: Resolver, size: int = ANSWERS, clock: Callable[[], float] = time.monotonic) -> None:
        self._resolver = resolver
        self._size = size
        self._clock = clock
        self._known: OrderedDict[tuple[str, Record], tuple[float, Answer]] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, name: str, record: Record, timeout: float) -> Answer:
        question = (name, record)
        with self._lock:
            until, known = self._known.get(question, (0.0, Answer()))
            if until > self._clock():
                self._known.move_to_end(question)
                return known
        answer = self._resolver.ask(name, record, timeout)
        until = self._clock() + min(max(answer.ttl, LEAST), MOST)
        with self._lock:
            self._known[question] = (until, answer)
            self._known.move_to_end(question)
            while len(self._known) > self._size:
                self._known.popitem(last=False)
        return answer
