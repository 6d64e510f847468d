"""SPF through our own resolver: pyspf never asks with a function of its own, and no record costs more than it may."""

import pytest
import spf

from gateway.intake.border import senders
from gateway.intake.border.questions import Inquiry, Trouble
from gateway.mail.inbound import Envelope, Source

from .world import CLIENT, World, envelope, sender

TOM = envelope("tom@example.org")


def passes(world: World, way: Envelope = TOM) -> bool:
    return senders.passes(way, Inquiry(world, 5))


@pytest.fixture(autouse=True)
def _pyspf_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("pyspf asks by itself")

    monkeypatch.setattr(spf, "DNSLookup", refuse)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ip4:192.0.2.0/24 -all", True),
        ("ip4:198.51.100.1 -all", False),
        ("+all", True),
        ("?all", False),
        ("~all", False),
        ("a -all", True),
        ("mx -all", True),
        ("mx:none.example -all", False),
        ("a:host.example.net -all", True),
        ("include:spf.example.net -all", True),
        ("include:nothing.example.net -all", False),
        ("redirect=spf.example.net", True),
        ("exists:%{i}._spf.%{d} -all", True),
        ("exists:%{l}.%{d}._spf.example.net -all", True),
        ("ptr -all", True),
        ("ptr:example.net -all", False),
        ("ip6:2001:db8::/32 -all", False),
        ("-all exp=why.example.net", False),
        ("mechanism -all", False),
        ("a:b a:c a:d +all", False),
        (" ".join(f"a:n{n}.example.net" for n in range(11)) + " +all", False),
        ("ip4:192.0.2.0/24 " + "ip4:198.51.100.1 " * 200 + "-all", False),
    ],
)
def test_the_words_of_a_record(words: str, expected: bool) -> None:
    world = World(
        {
            **sender("example.org", words),
            **sender("spf.example.net"),
            "A example.org": (CLIENT,),
            "MX example.org": ("mx1.example.org", "mx2.example.org"),
            "A mx1.example.org": ("198.51.100.7",),
            "A mx2.example.org": (CLIENT,),
            "A host.example.net": (CLIENT,),
            "A 192.0.2.1._spf.example.org": ("127.0.0.2",),
            "A tom.example.org._spf.example.net": ("127.0.0.2",),
            "PTR 1.2.0.192.in-addr.arpa": ("mx2.example.org", "liar.example.net"),
            **{f"A n{n}.example.net": ("198.51.100.1",) for n in range(11)},
        }
    )
    assert passes(world) is expected
    assert "TXT why.example.net" not in world.asked


def test_a_client_of_the_new_internet() -> None:
    world = World({**sender("example.org", "a -all"), "AAAA example.org": ("2001:db8::1",)})
    assert passes(world, envelope("tom@example.org", "2001:db8::1"))
    assert not passes(world, envelope("tom@example.org", "2001:db8::2"))
    assert passes(World(sender("example.org")), envelope("tom@example.org", f"::ffff:{CLIENT}"))


def test_no_record_and_two_records_let_nobody_send() -> None:
    assert not passes(World({}))
    assert not passes(World({"TXT example.org": ("v=spf1 +all", "v=spf1 +all")}))
    assert not passes(World({"TXT example.org": ("v=spf10 +all", "spf1 +all", "\xff")}))


def test_trouble_is_neither_a_pass_nor_a_failure() -> None:
    for world in (
        World({}, dead=("example.org",)),
        World(sender("example.org", "a:host.example.net -all"), dead=("host",)),
        World(sender("example.org", "include:spf.example.net -all"), dead=("spf",)),
    ):
        with pytest.raises(Trouble):
            passes(world)


@pytest.mark.parametrize("sent_by", ['"a b"@example.org', "ع%{s}@example.org", "a@b@example.org", "@example.org"])
def test_odd_senders_are_judged_by_their_domain_or_not_at_all(sent_by: str) -> None:
    assert senders.identity(envelope(sent_by)) == "example.org"
    assert passes(World(sender("example.org")), envelope(sent_by))


@pytest.mark.parametrize(
    ("sent_by", "helo", "expected"),
    [
        ("tom@example.org", "mx.example.net", "example.org"),
        ("Tom@EXAMPLE.org", "", "example.org"),
        ("tom@مثال.example", "", "xn--mgbh0fb.example"),
        ("", "MX.example.net", "mx.example.net"),
        ("", "", ""),
        ("tom", "mx.example.net", "tom"),
        ("tom@" + "é" * 70 + ".org", "", ""),
    ],
)
def test_whom_the_check_is_about(sent_by: str, helo: str, expected: str) -> None:
    assert senders.identity(Envelope(sent_by, (), Source.SMTP, CLIENT, helo)) == expected


HOSTILE = {
    "dots": "a:" + "a." * 1000 + "x",
    "a long label": "a:a." + "a" * 2000 + "!",
    "macros": "a:" + "%{s}." * 400 + "example.org",
    "greetings": "exists:" + "%{h}" * 500,
    "percents": "a:" + "%" * 2000,
    "pointers": "exists:%{p}.example.org " * 80,
    "itself": "redirect=example.org",
    "itself again": "include:example.org " * 90,
    "long numbers": "a:%{d" + "1" * 1900 + "}",
    "delimiters": "a:%{s" + "-" * 1900 + "}",
    "colons": "ip6:" + "1:" * 900,
    "no text": "\xff\xfe\0\n a",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_record_proves_nothing_at_once(name: str) -> None:
    world = World({**sender("example.org", HOSTILE[name]), "PTR 1.2.0.192.in-addr.arpa": ("a.example",) * 100})
    for way in (TOM, Envelope("a" * 300 + "." * 20 + "@example.org", (), Source.SMTP, CLIENT, "h." * 250)):
        try:
            assert not passes(world, way)
        except Trouble:
            continue
    assert len(world.asked) <= 60
