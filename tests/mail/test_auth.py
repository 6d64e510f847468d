"""T-AUTH-1: only the trusted border's own word, about exactly the parsed author, proves anything."""

import time

import pytest

from gateway.mail.auth import FIELD_LIMIT, Authentication, authentication
from gateway.mail.inbound import FORGING_DEFECTS, Defect, Envelope, Mailbox
from gateway.mail.parse import parse

from ..builders import mail

BORDER = "border.example.org"
ALIGNED, NOTHING, FAILED = Authentication.ALIGNED, Authentication.NOTHING, Authentication.FAILED
PASS = "dmarc=pass header.from=customer.example"


def judged(*fields: str, authserv_id: str = BORDER, author: str = "ali@customer.example") -> Authentication:
    given = tuple(("authentication-results", field) for field in fields)
    return authentication(mail(fields=given, from_=(Mailbox(author),)), authserv_id)


@pytest.mark.parametrize(
    "field",
    [
        f"{BORDER}; {PASS}",
        f"{BORDER.upper()}; DMARC=PASS HEADER.FROM=Customer.Example",
        f"{BORDER} 1; {PASS}",
        f'"{BORDER}"; {PASS}',
        f"{BORDER} (Postfix); dmarc=pass (p=reject dis=none) header.from=customer.example",
        f"{BORDER}; dmarc = pass header.from = customer.example",
        f"{BORDER}; dmarc/1=pass header.from=customer.example",
        f'{BORDER}; dmarc=pass header.from="customer.example"',
        f"{BORDER};\r\n\tspf=pass smtp.mailfrom=a@b.example;\r\n\t{PASS}",
        f"{BORDER}; spf=fail smtp.mailfrom=x.example; dkim=none; {PASS}",
        f"{BORDER}; {PASS};",
        f"(a (nested \\) comment) here) {BORDER}; {PASS}",
    ],
)
def test_the_borders_pass_proves_the_authors_domain(field: str) -> None:
    assert judged(field) is ALIGNED


@pytest.mark.parametrize(
    "field",
    [
        "",
        BORDER,
        f"{BORDER};",
        f"{BORDER}; none",
        PASS,
        # somebody else's word
        f"evil.example; {PASS}",
        f"{BORDER}.evil.example; {PASS}",
        f"evil.{BORDER}; {PASS}",
        f"evil.example ({BORDER}); {PASS}",
        f"evil.example {BORDER}; {PASS}",
        f"({BORDER}); {PASS}",
        f"{BORDER} evil.example; {PASS}",
        f'"{BORDER} 1"; {PASS}',
        f'"{BORDER}; {PASS}"',
        f"; {BORDER}; {PASS}",
        f"{BORDER} 2; {PASS}",
        f"{BORDER}/1; {PASS}",
        # no pass of dmarc
        f"{BORDER}; dmarc=none header.from=customer.example",
        f"{BORDER}; dmarc=temperror header.from=customer.example",
        f"{BORDER}; dmarc=permerror header.from=customer.example",
        f"{BORDER}; dmarc=bestguesspass header.from=customer.example",
        f"{BORDER}; dmarc=pass-ish header.from=customer.example",
        f"{BORDER}; dmarc=passed header.from=customer.example",
        f"{BORDER}; dmarc=pass",
        f"{BORDER}; dmarc= header.from=customer.example",
        f"{BORDER}; x-dmarc=pass header.from=customer.example",
        f"{BORDER}; spf=pass smtp.mailfrom=customer.example",
        f"{BORDER}; dkim=pass header.d=customer.example",
        f"{BORDER}; dmarc=pass policy.header.from=customer.example",
        # words that a sender chose, carried in the border's own field
        f"{BORDER}; spf=pass (sender said; {PASS})",
        f"{BORDER}; spf=pass (a (b) ; {PASS} )",
        f"{BORDER}; spf=pass (a \\) ; {PASS} )",
        f'{BORDER}; spf=pass smtp.mailfrom="x; {PASS}; "@evil.example',
        f'{BORDER}; spf=pass smtp.mailfrom="x\\"; {PASS}; "@evil.example',
        f"{BORDER}; dmarc=none (dmarc=pass header.from=customer.example)",
        f'{BORDER}; dmarc=pass reason="header.from=customer.example"',
        # unclear
        f"{BORDER}; {PASS}; spf=none (never closed",
        f'{BORDER}; {PASS}; spf=none reason="never closed',
        f"{BORDER}; {PASS}; {'x' * FIELD_LIMIT}",
    ],
)
def test_what_proves_nothing(field: str) -> None:
    assert judged(field) is NOTHING


@pytest.mark.parametrize(
    "field",
    [
        f"{BORDER}; dmarc=fail header.from=customer.example",
        f"{BORDER}; dmarc=fail",
        f"{BORDER}; {PASS}; dmarc=fail header.from=customer.example",
        f"{BORDER}; dmarc=fail header.from=customer.example; {PASS}",
        f"{BORDER}; dmarc=pass header.from=evil.example",
        f"{BORDER}; dmarc=none header.from=evil.example",
        f"{BORDER}; dmarc=pass header.from=evil.example header.from=customer.example",
        f"{BORDER}; dmarc=pass header.from=customer.example header.from=evil.example",
        f"{BORDER}; {PASS}; dmarc=pass header.from=evil.example",
        f"{BORDER}; dmarc=pass header.from=sub.customer.example",
        f"{BORDER}; dmarc=fail (p=none; {PASS}) header.from=customer.example",
        f"{BORDER}; dmarc=fail header.from=customer.example; spf=none (never closed",
        f"{BORDER}; {'dkim=pass header.d=a.example; ' * 50}dmarc=fail",
    ],
)
def test_what_disowns_the_mail(field: str) -> None:
    assert judged(field) is FAILED


def test_only_the_topmost_field_is_read() -> None:
    forged = f"{BORDER}; {PASS}"
    assert judged("other.example; dmarc=none", forged) is NOTHING
    assert judged(f"{BORDER}; dmarc=none", forged) is NOTHING
    assert judged(f"{BORDER}; dmarc=fail", forged) is FAILED
    assert judged(forged, f"{BORDER}; dmarc=fail") is ALIGNED


def test_without_a_trusted_server_nobody_is_believed() -> None:
    assert judged(f"{BORDER}; {PASS}", authserv_id="") is NOTHING
    assert judged(f"; {PASS}", authserv_id="") is NOTHING
    assert judged(f'""; {PASS}', authserv_id="") is NOTHING


def test_an_author_in_an_international_domain_is_compared_as_mail_servers_write_it() -> None:
    field = f"{BORDER}; dmarc=pass header.from=xn--mgbh0fb.example"
    assert judged(field, author="ali@مثال.example") is ALIGNED


@pytest.mark.parametrize("defect", Defect)
def test_a_mail_that_contradicts_itself_proves_nothing_whatever_the_border_says(defect: Defect) -> None:
    fields = (("authentication-results", f"{BORDER}; {PASS}"),)
    expected = FAILED if defect in FORGING_DEFECTS else ALIGNED
    assert authentication(mail(fields=fields, defects=(defect,)), BORDER) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f"Authentication-Results: {BORDER}; {PASS}\r\nFrom: ali@customer.example", ALIGNED),
        (f"aUTHENTICATION-rESULTS: {BORDER};\r\n  {PASS}\r\nFrom: ali@customer.example", ALIGNED),
        (f"X-A: 1\rAuthentication-Results: {BORDER}; {PASS}\r\nFrom: ali@customer.example", FAILED),
        (f"X-Authentication-Results: {BORDER}; {PASS}\r\nFrom: ali@customer.example", NOTHING),
        (f"ARC-Authentication-Results: i=1; {BORDER}; {PASS}\r\nFrom: ali@customer.example", NOTHING),
        (f"Authentication-Results: {BORDER}; {PASS}\r\nFrom: ali@customer.example, e@evil.example", FAILED),
        (f"Authentication-Results: {BORDER}; {PASS}\r\nFrom: ali@customer.example\r\nFrom: e@evil.example", FAILED),
        (f"Authentication-Results: {BORDER}; {PASS}\r\nFrom: ali@customer.example <e@evil.example>", FAILED),
        (f"Authentication-Results: {BORDER}; {PASS}\r\nSender: ali@customer.example", FAILED),
        (f"Authentication-Results: {BORDER}; dmarc=pass header.from=evil.example\r\nFrom: a@customer.example", FAILED),
    ],
)
def test_whole_mails_as_they_arrive(header: str, expected: Authentication) -> None:
    raw = f"{header}\r\nSubject: x\r\n\r\nHello\r\n".encode()
    assert authentication(parse(raw, Envelope("", ())), BORDER) is expected


@pytest.mark.parametrize("piece", ["(", "()", '"', ";", "dmarc=", "dmarc=pass ", "header.from=", "\\", "( \\", "=;"])
def test_a_hostile_field_of_a_megabyte_is_judged_at_once(piece: str) -> None:
    began = time.perf_counter()
    assert judged(f"{BORDER}; " + piece * (1_000_000 // len(piece))) is NOTHING
    assert time.perf_counter() - began < 1
