"""A name server on this machine for the resolver to ask: it answers, is silent, lies about ids or breaks the form."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


@dataclass
class NameServer:
    """`zone`: lines of a zone file by name and kind. `mood`: "honest", "silent", "broken", "lying" or "refusing"."""

    port: int
    zone: dict[tuple[str, str], tuple[int, list[str]]]
    mood: str = "honest"
    asked: list[str] = field(default_factory=list)

    def answer(self, wire: bytes) -> bytes | None:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = question.name.to_text().lower(), question.rdtype.name
        self.asked.append(f"{kind} {name}")
        if self.mood == "silent":
            return None
        if self.mood == "broken":
            return wire[:2] + b"\xff" * 9
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if self.mood == "lying":
            response.id = query.id ^ 1
        if self.mood == "refusing":
            response.set_rcode(dns.rcode.SERVFAIL)
        elif (name, kind) in self.zone:
            ttl, texts = self.zone[name, kind]
            response.answer.append(dns.rrset.from_text(name, ttl, "IN", kind, *texts))
        elif not any(known == name for known, _ in self.zone):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire(max_size=65535)


@contextmanager
def name_server(zone: dict[tuple[str, str], tuple[int, list[str]]], mood: str = "honest") -> Iterator[NameServer]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(0.05)
        serving = NameServer(ear.getsockname()[1], zone, mood)
        ended = threading.Event()
        thread = threading.Thread(target=_serve, args=(ear, serving, ended))
        thread.start()
        try:
            yield serving
        finally:
            ended.set()
            thread.join()


def _serve(ear: socket.socket, serving: NameServer, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            wire, client = ear.recvfrom(65535)
        except TimeoutError:
            continue
        answer = serving.answer(wire)
        if answer is not None:
            ear.sendto(answer, client)
