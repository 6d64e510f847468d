"""What tests of the border play with: a world of DNS that answers, is dead, slow or lying, and signers of mail.

Tom writes from example.org, Eve from evil.example. The keys serve nothing but these tests.
"""

import time
from collections.abc import Iterable, Mapping

import dkim

from gateway.intake.border.checks import OwnChecks
from gateway.intake.border.questions import Answer, Record, Resolver, Trouble
from gateway.mail.auth import Authentication, Checked, authentication
from gateway.mail.inbound import Envelope, Source
from gateway.mail.parse import parse

KEY = b"""\
-----BEGIN RSA PRIVATE KEY-----
MIICXQIBAAKBgQC3VFiy7sATsQssYVIO0JCOMXMMNkhsXMeZGYq0NGzv176T5E5W
gcakiZcKM3XYaaIBU13TtA+K2HsVeOIDuISSToWq1ZKE5miRdagvpZLNTGbp0ynd
QhY25+uzMbZkGD0BJGb9UH3kktc2GlMhtDJnj+EJ+tv78+2CWq5fX4GgfQIDAQAB
AoGAYzDkyPN6w2zAMeP6JP/dpsHEkK/yIYdVi1WRgYz4ABEIETau2Alhc/bp3OAY
+92zhOoZUwkSe7pDZkvAZej4+NGobWrlPExT7Me74tRfEmahKsdURfB4EiBna1QD
J05eJlSZ5mtHyziFE1UrPFP7+VP7+8gwPN1L5g1pO/yhOxUCQQDgKabI0npMAh5T
c0Py6/oO5L5ckaGQYZ+hi/99lhgfpvEi/XGiXkI9L6T0MGJt2AR0VdkGy8ZzGPgR
U+c8LRSrAkEA0V4JaWFVTrradoxuxJfU6P+3PQv7sbhExAx9oCrtzyZKb4J12MaE
1xmWWGbYm1jpfl7i3Wh2CRK4WkRREQUPdwJBAKU8brH33Khso1gWTk8hvVj/Kodn
3jVkkNvvK6yyWCP01ilZs0rhumgJ18kcZWHc6yOqKGlHCojLLgjv1TLZdDMCQGlo
Qa7HbS6VDlXu//mEQ5IG5FccyFxCXISjkT/pPQ80xPb9JJ293LV60WGybc1QZ0XT
Ob6k0ABjZ2Myz+mUtaMCQQDeHsegUb24+s6MI1eOuOCsCcWRhljwkg+m0sG9S4Q8
MtnuunLMyxcwrbs42pZ+XRCpwBm6IJRQ2zd/gU7A74ny
-----END RSA PRIVATE KEY-----
"""
PUBLIC = (
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC3VFiy7sATsQssYVIO0JCOMXMMNkhsXMeZGYq0NGzv176T5E5WgcakiZcKM3XY"
    "aaIBU13TtA+K2HsVeOIDuISSToWq1ZKE5miRdagvpZLNTGbp0yndQhY25+uzMbZkGD0BJGb9UH3kktc2GlMhtDJnj+EJ+tv78+2C"
    "Wq5fX4GgfQIDAQAB"
)
WEAK_KEY = b"""\
-----BEGIN RSA PRIVATE KEY-----
MIIBOwIBAAJBAMvoJaCs1HzpY4Aw+V0S3YUSrh30jI9Lua78mIZcQXTXeCMw0dV/
B5vo8I29ywSgjfsO6/vsbbFwv4s6o9kuisUCAwEAAQJAY9LeuO5jiFNp1tQjACHA
OOmQPDIArhZQbQ5UTVLU6LHDbsilTT5wVlyRGHnvP28Wpqo1T8tFsTfOGRgrZfnD
8QIhAPTBURnpk9xBubr8EeNYh5+L/xvwWDhcsuRywXqkpuDfAiEA1UZktnA2o3qC
IcXMZduqc+S64kDf1oEHhiCgMMi9VNsCIFXRTqF6T9jjxr60UYVYbj1X9fwS2qvw
fN0zC3n4L3cbAiEAljQ5gfONx5zkQXzY83O9nFme9PHTs3K0Jdacez8leLkCIQDx
O283SenQgIY2Gu4knZiS6HObEy0CPqF2XrpDd5x5Uw==
-----END RSA PRIVATE KEY-----
"""
WEAK_PUBLIC = (
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMvoJaCs1HzpY4Aw+V0S3YUSrh30jI9Lua78mIZcQXTXeCMw0dV/B5vo8I29ywSgjfsO"
    "6/vsbbFwv4s6o9kuisUCAwEAAQ=="
)
CLIENT = "192.0.2.1"
BODY = b"The printer is broken.\r\n"
FIELDS = (b"from", b"to", b"subject", b"date", b"message-id")

Records = Mapping[str, tuple[str, ...]]  # "TXT example.org" -> its records


class World:
    """A resolver that knows these names. `dead`: a piece of the names that nobody answers about."""

    def __init__(self, records: Records, dead: Iterable[str] = (), delay: float = 0.0, ttl: float = 300.0) -> None:
        self.records = dict(records)
        self.dead = tuple(dead)
        self.delay = delay
        self.ttl = ttl
        self.asked: list[str] = []

    def ask(self, name: str, record: Record, timeout: float) -> Answer:
        self.asked.append(f"{record.value} {name}")
        if self.delay:
            time.sleep(min(self.delay, timeout))
            if self.delay >= timeout:
                raise Trouble("no answer in time")
        if any(piece in name for piece in self.dead):
            raise Trouble("SERVFAIL")
        return Answer(self.records.get(f"{record.value} {name}", ()), self.ttl)


def key(domain: str, selector: str = "s1", public: str = PUBLIC, more: str = "") -> dict[str, tuple[str, ...]]:
    return {f"TXT {selector}._domainkey.{domain}": (f"v=DKIM1; k=rsa; {more}p={public}",)}


def policy(domain: str, words: str = "p=reject") -> dict[str, tuple[str, ...]]:
    return {f"TXT _dmarc.{domain}": (f"v=DMARC1; {words}",)}


def sender(domain: str, words: str = f"ip4:{CLIENT} -all") -> dict[str, tuple[str, ...]]:
    return {f"TXT {domain}": (f"v=spf1 {words}",)}


def written(author: bytes = b"From: Tom Baker <tom@example.org>\r\n", body: bytes = BODY) -> bytes:
    return (
        author + b"To: support@example.org\r\nSubject: Printer\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
        b"Message-ID: <1@example.org>\r\n\r\n" + body
    )


def signed(
    raw: bytes,
    domain: str = "example.org",
    selector: str = "s1",
    private: bytes = KEY,
    fields: tuple[bytes, ...] = FIELDS,
    canonical: tuple[bytes, bytes] = (b"relaxed", b"relaxed"),
    length: bool = False,
) -> bytes:
    """The mail with one more signature on top."""
    signature: bytes = dkim.DKIM(raw, minkey=512).sign(
        selector.encode(),
        domain.encode(),
        private,
        canonicalize=canonical,
        include_headers=fields,
        length=length,
    )
    return signature + raw


def envelope(sender: str = "bounce@elsewhere.example", peer: str = CLIENT, source: Source = Source.SMTP) -> Envelope:
    return Envelope(sender, ("support@example.org",), source, peer, "mx.elsewhere.example")


def checked(raw: bytes, world: Resolver, way: Envelope | None = None, seconds: float = 5.0) -> Checked:
    """As a worker does it: the mail is read as it came from the wire."""
    way = way or envelope()
    return OwnChecks(world, seconds).check(raw, way, parse(raw, way))


def judged(raw: bytes, world: Resolver, way: Envelope | None = None, seconds: float = 5.0) -> Authentication:
    """No server is trusted then: whatever Authentication-Results the mail has are anybody's word."""
    way = way or envelope()
    mail = parse(raw, way)
    return authentication(mail, "", OwnChecks(world, seconds).check(raw, way, mail))
