"""Links lead to the address that a mail asks for answers at, stars to one that is good for nothing else."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from html import unescape
from urllib.parse import unquote

from gateway.app import App
from gateway.mail import reply_address
from gateway.mail.inbound import Envelope, Source
from gateway.mail.reply_address import AddressKind
from workers import deliver, ingest

from ..store.sorting import ALI, TOM, letter
from ..store.spooling import id_of
from .workshop import ScriptedRelay, drop


def sent_to(relay: ScriptedRelay, address: str) -> Message:
    read = [message_from_bytes(raw) for raw in relay.got]
    (found,) = (mail for mail in read if address in str(mail["To"]))
    return found


def reply_to(mail: Message) -> str:
    found = re.search(r"[^\s<]+@[^\s>]+", str(mail["Reply-To"]))
    assert found is not None
    return found[0]


def links(mail: Message) -> list[str]:
    (page,) = (part for part in mail.walk() if part.get_content_type() == "text/html")
    words = page.get_payload(decode=True)
    assert isinstance(words, bytes)
    return [unescape(link) for link in re.findall(r'href="(mailto:[^"]+)', words.decode())]


def deliver_all(app: App, relay: ScriptedRelay, id: int) -> None:
    relay.got.clear()
    for notice in ingest.run(app, id):
        deliver.run(app, notice)


def test_stars_and_reopening_go_to_the_address_of_this_person_and_ticket(app: App, relay: ScriptedRelay) -> None:
    deliver_all(app, relay, drop(app))
    address = reply_to(sent_to(relay, TOM))
    resolving = letter(TOM, "Re: it", "#resolve\nUnplug it.", To=address)
    deliver_all(app, relay, id_of(app.accept(Envelope(TOM, (address,), Source.SMTP), resolving)))
    mail = sent_to(relay, ALI)
    targets = [unquote(link.partition("?")[0]).removeprefix("mailto:") for link in links(mail)]
    answer, stars = reply_to(mail), [target for target in targets if target != reply_to(mail)]
    assert (targets.count(answer), len(stars), len(set(stars))) == (1, 5, 1)
    ring, domain = app.policy.ring, app.policy.reply_domain
    asked, rated = reply_address.read(answer, domain, ring), reply_address.read(stars[0], domain, ring)
    assert asked is not None
    assert rated == replace(asked, kind=AddressKind.RATING)
