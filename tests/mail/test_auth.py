"""T-AUTH-1: only the trusted border's own word, about exactly the parsed author, proves anything."""

import time

import pytest

from gateway.mail.auth import FIELD_LIMIT, Authentication, authentication
from gateway.mail.inbound import FORGING_DEFECTS, Defect, Envelope, Mailbox
from gateway.mail.parse import parse

from ..builders import mail
from ..folded import every
from .from_shapes import FROM_SHAPES, FromShape
from .results_shapes import RESULTS_SHAPES, ResultsShape

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


@every(
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
        f"{BORDER}; dmarc=pass policy.header.from=customer.example",
        # no pass of exactly the author's domain, or with a policy that nobody could read
        f"{BORDER}; spf=pass smtp.mailfrom=sub.customer.example",
        f"{BORDER}; spf=pass smtp.mailfrom=ali@customer.example smtp.mailfrom=e@evil.example",
        f"{BORDER}; spf=pass smtp.mailfrom=ali@customer.example; spf=fail smtp.mailfrom=ali@customer.example",
        f"{BORDER}; spf=pass smtp.mailfrom=ali@customer.example; spf=softfail",
        f"{BORDER}; spf=pass smtp.helo=customer.example",
        f"{BORDER}; spf=pass (smtp.mailfrom=customer.example)",
        f"{BORDER}; spf=pass smtp.mailfrom=customer.example@evil.example",
        f'{BORDER}; spf=pass smtp.mailfrom="x smtp.mailfrom=customer.example"@evil.example',
        f"{BORDER}; spf=neutral smtp.mailfrom=customer.example",
        f"{BORDER}; dkim=pass header.d=sub.customer.example",
        f"{BORDER}; dkim=pass header.d=example",
        f"{BORDER}; dkim=pass header.d=evil.example header.i=@customer.example",
        f"{BORDER}; dkim=pass header.d=customer.example header.d=evil.example",
        f"{BORDER}; dkim=pass x.header.d=customer.example",
        f"{BORDER}; dkim=pass",
        f"{BORDER}; dkim=fail header.d=customer.example",
        f"{BORDER}; x-dkim=pass header.d=customer.example",
        f"{BORDER}; arc=pass header.d=customer.example",
        f"{BORDER}; dkim=pass header.d=customer.example; dmarc=temperror",
        f"{BORDER}; dkim=pass header.d=customer.example; dmarc=permerror header.from=customer.example",
        f"{BORDER}; dkim=pass header.d=customer.example; dmarc=pass",
        f"{BORDER}; dkim=pass header.d=customer.example; dmarc=pass-ish header.from=customer.example",
        f"{BORDER}; dkim=pass header.d=customer.example; dmarc",
        f"{BORDER}; {PASS}; dmarc=none",
        f"{BORDER}; {PASS}; dmarc=temperror",
        f"{BORDER}; {'dkim=none; ' * 20}{PASS}",
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
        f"{BORDER}; dkim=pass header.d=customer.example",
        f"{BORDER}; dkim=pass (2048-bit key) header.d=customer.example header.i=@customer.example header.b=abc",
        f"{BORDER}; dkim=pass header.i=ali@customer.example",
        f"{BORDER}; DKIM=PASS HEADER.D=Customer.Example",
        f"{BORDER}; dkim=pass header.d=customer.example; dmarc=none header.from=customer.example",
        f"{BORDER}; dkim=fail header.d=customer.example; dkim=pass header.d=customer.example; dmarc=none",
        f"{BORDER}; dkim=pass header.d=list.example; dkim=pass header.d=customer.example",
        f"{BORDER}; dkim=pass header.d=customer.example; spf=fail smtp.mailfrom=a@list.example",
        f"{BORDER}; spf=pass smtp.mailfrom=customer.example",
        f"{BORDER}; spf=pass smtp.mailfrom=bounce+1@customer.example; dmarc=none",
        f"{BORDER}; spf=none smtp.helo=mx.customer.example; spf=pass smtp.mailfrom=ali@customer.example",
    ],
)
def test_without_a_policy_a_pass_of_exactly_the_authors_domain_proves_it(field: str) -> None:
    assert judged(field) is ALIGNED


@pytest.mark.parametrize(
    "field",
    [
        f"{BORDER}; dkim=pass header.d=customer.example; spf=pass smtp.mailfrom=customer.example; dmarc=fail",
        f"{BORDER}; dkim=pass header.d=customer.example; dmarc=none header.from=evil.example",
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
    began = time.process_time()
    assert judged(f"{BORDER}; " + piece * (1_000_000 // len(piece))) is NOTHING
    assert time.process_time() - began < 1


def read(*pieces: bytes) -> Authentication:
    return authentication(parse(b"".join((*pieces, b"Subject: x\r\n\r\nHello\r\n")), Envelope("", ())), BORDER)


@every("address", ["tom@example.org", "ali@customer.example"])
@every("shape", RESULTS_SHAPES, ids=lambda shape: shape.name)
def test_results_prove_only_what_the_border_says_on_top_of_the_mail(shape: ResultsShape, address: str) -> None:
    expected = ALIGNED if shape.proves else FAILED if shape.disowns else NOTHING
    assert read(shape.lines(address.partition("@")[2]), b"From: " + address.encode() + b"\r\n") is expected


@every("address", ["tom@example.org", "ali@customer.example"])
@every("shape", FROM_SHAPES, ids=lambda shape: shape.name)
def test_a_from_in_doubt_is_not_believed_though_the_border_vouches_for_it(shape: FromShape, address: str) -> None:
    results = f"Authentication-Results: {BORDER}; dmarc=pass header.from={address.partition('@')[2]}\r\n"
    raw = results.encode() + shape.lines(address) + b"Subject: x\r\n\r\nHello\r\n"
    found = parse(raw, Envelope("", ()))
    assert (found.writer.key == address and authentication(found, BORDER) is ALIGNED) is shape.honest


def test_there_are_enough_shapes_and_each_has_a_name() -> None:
    assert len(FROM_SHAPES) >= 60
    assert len(RESULTS_SHAPES) >= 30
    assert len({shape.name for shape in FROM_SHAPES}) == len(FROM_SHAPES)
    assert len({shape.name for shape in RESULTS_SHAPES}) == len(RESULTS_SHAPES)
    assert not [shape for shape in RESULTS_SHAPES if shape.proves and shape.disowns]
