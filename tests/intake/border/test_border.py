"""T-AUTH-4 and T-AUTH-5: what our own checks prove about a mail, and what they leave open."""

from contextlib import suppress

import dkim
import pytest

from gateway.intake.border import NoBorder
from gateway.intake.border.checks import OwnChecks
from gateway.intake.border.questions import Answer, Record
from gateway.mail.auth import UNCHECKED, Authentication, Checked, Proven, Published, authentication
from gateway.mail.inbound import Envelope, Source
from gateway.mail.parse import parse

from ...folded import every
from ...mail.from_shapes import FROM_SHAPES, FromShape
from ...mail.results_shapes import RESULTS_SHAPES, ResultsShape
from .world import (
    BODY,
    CLIENT,
    FIELDS,
    WEAK_KEY,
    WEAK_PUBLIC,
    World,
    checked,
    envelope,
    judged,
    key,
    policy,
    sender,
    signed,
    written,
)

ALIGNED, NOTHING, FAILED = Authentication.ALIGNED, Authentication.NOTHING, Authentication.FAILED
TOM = envelope("tom@example.org")
ELSEWHERE = envelope()
PUBLISHED = {**policy("example.org"), **key("example.org"), **sender("example.org")}


# --- a policy is published --------------------------------------------------------------------------------------------


def test_a_signature_of_the_authors_domain_proves_it() -> None:
    assert judged(signed(written()), World(PUBLISHED)) is ALIGNED


def test_a_client_that_may_send_for_the_authors_domain_proves_it() -> None:
    assert judged(written(), World(PUBLISHED), TOM) is ALIGNED


def test_what_was_found_is_told() -> None:
    found = checked(signed(written()), World(PUBLISHED), TOM)
    proven = Proven("example.org", "example.org")
    assert found == Checked(Published("example.org"), spf=proven, dkim=(proven,), complete=True)


@pytest.mark.parametrize("words", ["p=none", "p=none; t=y", "p=reject; t=y", "p=quarantine; pct=0", "rua=mailto:a@b.c"])
def test_what_the_owner_asks_to_be_done_with_the_rest_changes_nothing(words: str) -> None:
    world = World({**PUBLISHED, **policy("example.org", words)})
    assert judged(signed(written()), world) is ALIGNED
    assert judged(written(), world, TOM) is ALIGNED
    assert judged(written(), world) is FAILED


def test_without_a_pass_the_mail_has_failed() -> None:
    assert judged(written(), World(PUBLISHED), ELSEWHERE) is FAILED


def test_another_domains_pass_does_not_help_and_nobody_asks_about_it() -> None:
    world = World({**PUBLISHED, **key("evil.example"), **sender("evil.example")})
    assert judged(signed(written(), "evil.example"), world, envelope("eve@evil.example")) is FAILED
    assert not [question for question in world.asked if "evil" in question]


def test_relaxed_takes_the_same_organisation_strict_the_very_domain() -> None:
    raw = signed(written(), "mail.example.org")
    from_mail = envelope("x@mail.example.org")
    for words, by_key, by_client in (
        ("p=none", ALIGNED, ALIGNED),
        ("p=none; adkim=r; aspf=r", ALIGNED, ALIGNED),
        ("p=none; adkim=s", FAILED, ALIGNED),
        ("p=none; aspf=s", ALIGNED, FAILED),
        ("p=none; adkim=S; aspf=S", FAILED, FAILED),
    ):
        world = World({**policy("example.org", words), **key("mail.example.org"), **sender("mail.example.org")})
        assert judged(raw, world) is by_key, words
        assert judged(written(), world, from_mail) is by_client, words


def test_a_sub_domain_lives_under_its_organisations_policy() -> None:
    raw = written(b"From: tom@desk.mail.example.org\r\n")
    world = World({**policy("example.org"), **key("example.org"), **key("news.example.org")})
    assert judged(signed(raw), world) is ALIGNED
    assert judged(signed(raw, "news.example.org"), world) is ALIGNED
    assert judged(raw, world) is FAILED


def test_a_sub_domain_that_is_an_organisation_of_its_own_is_no_part_of_the_one_above() -> None:
    world = World({**PUBLISHED, **policy("uni.example.org", "p=none; psd=n"), **key("uni.example.org")})
    assert judged(signed(written(), "uni.example.org"), world) is FAILED
    assert judged(signed(written(b"From: a@uni.example.org\r\n"), "example.org"), world) is FAILED
    assert judged(signed(written(b"From: a@uni.example.org\r\n"), "uni.example.org"), world) is ALIGNED


def test_customers_of_a_public_suffix_do_not_vouch_for_each_other() -> None:
    world = World({**policy("example", "p=none; psd=y"), **key("evil.example"), **key("good.example")})
    raw = written(b"From: ali@good.example\r\n")
    assert judged(signed(raw, "evil.example"), world) is FAILED
    assert judged(signed(raw, "good.example"), world) is ALIGNED


def test_a_top_level_domain_that_forgot_to_say_so_is_no_organisation_either() -> None:
    world = World({**policy("example", "p=none"), **key("evil.example")})
    assert judged(signed(written(b"From: ali@good.example\r\n"), "evil.example"), world) is FAILED


# --- no policy is published -------------------------------------------------------------------------------------------


def test_without_a_policy_only_exactly_the_authors_domain_proves_it() -> None:
    world = World({**key("example.org"), **key("mail.example.org"), **sender("example.org"), **sender("a.example.org")})
    assert judged(signed(written()), world) is ALIGNED
    assert judged(written(), world, TOM) is ALIGNED
    assert judged(signed(written(), "mail.example.org"), world) is NOTHING
    assert judged(written(), world, envelope("x@a.example.org")) is NOTHING
    assert judged(written(), world) is NOTHING


@pytest.mark.parametrize(
    "texts",
    [
        ("v=DMARC1; p=reject", "v=DMARC1; p=none"),
        ("v=DMARC2; p=reject",),
        ("v=dmarc1; p=reject",),
        ("p=reject; v=DMARC1",),
        (" v=DMARC1; p=reject",),
        ("v=DMARC1 p=reject",),
        ("v=DMARC1; p=reject; p=none",),
        ("v=DMARC1; p=never",),
        ("v=DMARC1; p=reject; x=" + "a" * 3000,),
        ("v=spf1 -all", "hello"),
    ],
)
def test_what_is_no_policy(texts: tuple[str, ...]) -> None:
    assert judged(written(), World({"TXT _dmarc.example.org": texts})) is NOTHING


def test_a_policy_among_other_texts_counts() -> None:
    world = World({"TXT _dmarc.example.org": ("hello", "v=DMARC1; p=none", "v=spf1 -all")})
    assert judged(written(), world) is FAILED


# --- DNS is in trouble ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dead", ["_dmarc.example.org", "_dmarc.org", "org"])
def test_where_the_policy_is_unknown_nothing_is_proven_and_nothing_failed(dead: str) -> None:
    world = World(PUBLISHED, dead=(dead,))
    assert judged(signed(written()), world, TOM) is NOTHING
    assert judged(written(), world) is NOTHING


def test_a_key_that_nobody_could_tell_leaves_it_open() -> None:
    world = World(PUBLISHED, dead=("_domainkey",))
    assert judged(signed(written()), world) is NOTHING
    assert judged(signed(written()), world, TOM) is ALIGNED


def test_a_sender_that_nobody_could_tell_leaves_it_open() -> None:
    world = World({**PUBLISHED, **sender("example.org", "include:spf.example.net -all")}, dead=("spf.example.net",))
    assert judged(written(), world, TOM) is NOTHING
    assert judged(signed(written()), world, TOM) is ALIGNED


def test_an_organisation_that_nobody_could_tell_leaves_it_open() -> None:
    world = World({**PUBLISHED, **key("mail.example.org")}, dead=("_dmarc.mail.",))
    assert judged(signed(written(), "mail.example.org"), world) is NOTHING


def test_a_slow_server_costs_a_mail_its_time_and_no_more() -> None:
    world = World(PUBLISHED, delay=0.15)
    assert judged(signed(written()), world, TOM, seconds=0.4) is NOTHING
    assert len(world.asked) <= 3


def test_a_resolver_that_breaks_proves_nothing() -> None:
    class Broken(World):
        def ask(self, name: str, record: Record, timeout: float) -> Answer:
            raise RuntimeError("broken")

    assert judged(signed(written()), Broken({}), TOM) is NOTHING


def test_one_mail_asks_sixty_questions_at_most() -> None:
    loop = {f"TXT n{n}.example.org": (f"v=spf1 mx:m{n}.example.org include:n{n + 1}.example.org",) for n in range(99)}
    hosts = {f"MX m{n}.example.org": tuple(f"h{k}-{n}.example.org" for k in range(10)) for n in range(99)}
    addresses = {f"A h{k}-{n}.example.org": ("198.51.100.1",) for k in range(10) for n in range(99)}
    world = World(
        {**policy("example.org"), **sender("example.org", "include:n0.example.org"), **loop, **hosts, **addresses}
    )
    assert judged(written(), world, TOM) in (NOTHING, FAILED)
    assert len(world.asked) <= 60


# --- ways in ----------------------------------------------------------------------------------------------------------


def test_mail_from_a_mailbox_is_proven_by_its_signatures_alone() -> None:
    way = Envelope("tom@example.org", (), Source.IMAP, "old-support")
    assert judged(signed(written()), World(PUBLISHED), way) is ALIGNED
    assert judged(written(), World(PUBLISHED), way) is NOTHING


@pytest.mark.parametrize("peer", ["", "127.0.0.1", CLIENT])
@pytest.mark.parametrize("source", [Source.LMTP, Source.PIPE])
def test_behind_a_server_of_the_house_nobody_knows_the_client_so_that_signatures_alone_prove(
    source: Source, peer: str
) -> None:
    """By whatever sender the server in front wrote on the envelope, the mail has not failed."""
    world = World({**PUBLISHED, **sender("mx.example.org", "+all")})
    for who in ("tom@example.org", "srs0=x=tom@forwarder.example", "", "MAILER-DAEMON"):
        way = Envelope(who, ("support@example.org",), source, peer, "mx.example.org")
        assert judged(signed(written()), world, way) is ALIGNED
        assert judged(written(), world, way) is NOTHING


def test_an_empty_sender_is_judged_by_the_greeting() -> None:
    world = World({**PUBLISHED, **sender("mx.example.org")})
    assert judged(written(), world, Envelope("", (), Source.SMTP, CLIENT, "mx.example.org")) is ALIGNED
    assert judged(written(), world, Envelope("", (), Source.SMTP, CLIENT, "mx.evil.example")) is FAILED
    assert judged(written(), world, Envelope("", (), Source.SMTP, CLIENT, "[192.0.2.1]")) is FAILED


@pytest.mark.parametrize(
    "peer", ["127.0.0.1", "10.1.2.3", "::1", "::ffff:192.168.1.1", "fd00::1", "", "mx.example.org"]
)
def test_a_server_of_the_house_in_front_vouches_for_nobody(peer: str) -> None:
    world = World({**PUBLISHED, **sender("example.org", "+all")})
    assert judged(written(), world, envelope("tom@example.org", peer)) is NOTHING


def test_an_agent_who_logged_in_is_not_checked() -> None:
    world = World(PUBLISHED)
    way = Envelope("tom@example.org", (), Source.SMTP, CLIENT, "laptop", login="tom")
    assert checked(written(), world, way) is UNCHECKED
    assert not world.asked


def test_no_border_checks_nothing() -> None:
    raw = written()
    assert NoBorder().check(raw, TOM, parse(raw, TOM)) is UNCHECKED
    assert NoBorder().problem("example.org") == ""


def test_whether_dns_answers_is_told_in_a_line() -> None:
    assert OwnChecks(World({})).problem("example.org") == ""
    assert OwnChecks(World({}, dead=("example",))).problem("example.org") == (
        "DNS does not answer about example.org (SERVFAIL)"
    )


# --- the shapes of From and of Authentication-Results -----------------------------------------------------------------


@every("shape", FROM_SHAPES, ids=lambda shape: shape.name)
def test_only_an_honest_from_is_believed_to_be_the_address(shape: FromShape) -> None:
    """Everything speaks for the domain that is claimed: the client may send for it, and its key signed it."""
    raw = written(shape.lines("tom@example.org"))
    with suppress(dkim.DKIMException, IndexError):
        raw = signed(raw)
    mail = parse(raw, TOM)
    found = authentication(mail, "", OwnChecks(World(PUBLISHED)).check(raw, TOM, mail))
    assert (mail.writer.key == "tom@example.org" and found is ALIGNED) is shape.honest


@every("shape", RESULTS_SHAPES, ids=lambda shape: shape.name)
def test_nobodys_results_are_read_where_we_are_the_border(shape: ResultsShape) -> None:
    raw = shape.lines("example.org") + written()
    for trusted in ("", "border.example.org"):
        mail = parse(raw, ELSEWHERE)
        found = OwnChecks(World({})).check(raw, ELSEWHERE, mail)
        assert authentication(mail, trusted, found) is (FAILED if _is_torn(raw) else NOTHING)
        assert authentication(mail, trusted, Checked()) is not ALIGNED


def _is_torn(raw: bytes) -> bool:
    rest = raw.replace(b"\r\n", b"")
    return any(control in rest for control in (b"\r", b"\n", b"\0"))


# --- signatures that do not count -------------------------------------------------------------------------------------


def test_both_ways_to_write_a_mail_down_are_known() -> None:
    for body in (BODY, b"", b"\r\n\r\n", b"a \t b\r\n \r\n\r\n", b"no end", b"x\r\n\r\n.\r\n"):
        for fields in (b"simple", b"relaxed"):
            for form in (b"simple", b"relaxed"):
                raw = signed(written(body=body), canonical=(fields, form))
                assert judged(raw, World(PUBLISHED)) is ALIGNED, (body, fields, form)
    assert judged(signed(written()).replace(b"\r\n", b"\n"), World(PUBLISHED)) is ALIGNED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"broken", b"brokem"),
        (b"\r\n\r\nThe", b"\r\n\r\n#close\r\n\r\nThe"),
        (b"<tom@example.org>", b"<mina@example.org>"),
        (b"Subject: Printer", b"Subject: [#1042-7KQM] Printer"),
        (b"To: support@example.org", b"To: support@example.org, eve@evil.example"),
        (b"d=example.org", b"d=mail.example.org"),
        (b"v=1", b"v=2"),
        (b"rsa-sha256", b"rsa-sha1"),
        (b"s=s1", b"s=s2"),
    ],
)
def test_a_signature_holds_for_what_was_signed_only(old: bytes, new: bytes) -> None:
    raw = signed(written())
    assert raw.count(old) == 1
    assert judged(raw.replace(old, new), World(PUBLISHED)) is FAILED


def test_a_second_from_takes_everything() -> None:
    raw = signed(written())
    assert judged(b"From: mina@example.org\r\n" + raw, World(PUBLISHED)) is FAILED
    assert judged(raw.replace(b"To:", b"From: mina@example.org\r\nTo:"), World(PUBLISHED)) is FAILED


@pytest.mark.parametrize(
    "field", [b"Content-Type: text/plain", b"Content-Transfer-Encoding: base64", b"MIME-Version: 1.0"]
)
def test_a_second_field_that_says_how_to_read_the_mail_takes_the_signature(field: bytes) -> None:
    name = field.partition(b":")[0]
    raw = signed(written(b"From: tom@example.org\r\n" + name + b": 7bit\r\n"), fields=(*FIELDS, name.lower()))
    assert judged(raw, World(PUBLISHED)) is ALIGNED
    assert judged(field + b"\r\n" + raw, World(PUBLISHED)) is NOTHING


def test_a_from_that_is_signed_twice_is_safe_from_a_second_one() -> None:
    raw = signed(written(), fields=(b"from", *FIELDS))
    assert judged(raw, World(PUBLISHED)) is ALIGNED


def test_a_signature_without_from_does_not_count() -> None:
    raw = signed(written()).replace(b"h=from :", b"h=xrom :")
    assert raw.count(b"xrom") == 1
    assert judged(raw, World(PUBLISHED)) is FAILED


def test_a_signature_over_a_part_of_the_body_does_not_count() -> None:
    raw = signed(written(), length=True)
    assert b"l=" in raw
    assert judged(raw, World(PUBLISHED)) is FAILED
    assert judged(raw + b"#close\r\n", World(PUBLISHED)) is FAILED


def test_a_key_that_is_too_short_does_not_count() -> None:
    world = World({**PUBLISHED, **key("example.org", public=WEAK_PUBLIC)})
    assert judged(signed(written(), private=WEAK_KEY), world) is FAILED


@pytest.mark.parametrize(
    "records",
    [
        (),
        ("v=DKIM1; p=",),
        ("v=DKIM1; p=AAAA",),
        ("v=DKIM2; p=KEY",),
        ("v=DKIM1; k=dsa; p=KEY",),
        ("v=DKIM1; s=tlsrpt; p=KEY",),
        ("v=DKIM1; h=sha1; p=KEY",),
        ("v=DKIM1; p=KEY; p=KEY",),
        ("p",),
        ("v=DKIM1; k=rsa; p=KEY", "v=DKIM1; k=rsa; p=KEY"),
        ("v=DKIM1; k=rsa; p=KEY; n=" + "a" * 3000,),
        ("\xff; p=KEY",),
    ],
)
def test_a_record_that_is_no_key(records: tuple[str, ...]) -> None:
    place, (true,) = next(iter(key("example.org").items()))
    public = true.rpartition("p=")[2]
    world = World({**PUBLISHED, place: tuple(record.replace("KEY", public) for record in records)})
    assert judged(signed(written()), world) is FAILED


def test_a_key_beside_other_texts_counts() -> None:
    place, found = next(iter(key("example.org").items()))
    world = World({**PUBLISHED, place: ("v=spf1 exp=a.example -all", *found)})
    assert judged(signed(written()), world) is ALIGNED


def test_five_signatures_of_concern_are_verified_and_no_more() -> None:
    raw = signed(written())
    for _ in range(4):
        raw = signed(raw, selector="old")
    world = World(PUBLISHED)
    assert judged(raw, world) is ALIGNED
    for _ in range(3):
        raw = signed(raw, selector="old")
    assert judged(raw, world) is FAILED


def test_any_number_of_others_signatures_costs_nothing() -> None:
    raw = signed(written())
    for _ in range(20):
        raw = signed(raw, "list.example")
    world = World(PUBLISHED)
    assert judged(raw, world) is ALIGNED
    assert len(world.asked) == 3
