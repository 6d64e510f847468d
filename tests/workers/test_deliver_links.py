"""The links in a mail lead to the very address that its Reply-To asks for answers at."""

import re
from email import message_from_bytes
from email.message import Message
from html import unescape
from urllib.parse import unquote

from gateway.app import App
from gateway.mail.inbound import Envelope, Source
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
    targets = [link.partition("?")[0] for link in links(mail)]
    assert len(targets) == 6
    assert {unquote(target) for target in targets} == {f"mailto:{reply_to(mail)}"}
