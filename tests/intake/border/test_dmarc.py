"""Policies and organisations (RFC 9989): what a record says, and which one counts for a domain."""

import pytest

from gateway.intake.border.dmarc import STEPS, DmarcRecord, Walks, read
from gateway.intake.border.questions import Inquiry
from gateway.mail.auth import Published, Unpublished

from .world import World, policy


@pytest.mark.parametrize(
    ("text", "strict_dkim", "strict_spf", "psd"),
    [
        ("v=DMARC1", False, False, "u"),
        ("v=DMARC1;", False, False, "u"),
        ("v=DMARC1; p=none", False, False, "u"),
        ("v=DMARC1;p=reject;adkim=s", True, False, "u"),
        ("v = DMARC1 ; p = reject ; aspf = s ;", False, True, "u"),
        ("v=DMARC1; p=REJECT; adkim=S; aspf=S; psd=Y", True, True, "y"),
        ("v=DMARC1; p=none; psd=n", False, False, "n"),
        ("v=DMARC1; p=none; adkim=x; aspf=; psd=maybe", False, False, "u"),
        ("v=DMARC1; p=none; fo=1; ri=86400; pct=50; unknown=yes; nonsense", False, False, "u"),
        ("v=DMARC1; adkim=s; p=none", True, False, "u"),
        ("v=DMARC1; p=never; rua=mailto:a@example.org", False, False, "u"),
        ("v=DMARC1; p=none; sp=never; rua=https://example.org/r, mailto:a@example.org", False, False, "u"),
    ],
)
def test_a_record_is_read(text: str, strict_dkim: bool, strict_spf: bool, psd: str) -> None:
    assert read("example.org", text) == DmarcRecord("example.org", strict_dkim, strict_spf, psd)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v=DMARC1p=none",
        "v=DMARC10; p=none",
        "v=dmarc1; p=none",
        "V=DMARC1; p=none",
        " v=DMARC1; p=none",
        "p=none; v=DMARC1",
        "v=spf1; v=DMARC1; p=none",
        "v=DMARC1; p=never",
        "v=DMARC1; p=",
        "v=DMARC1; p=none; sp=never",
        "v=DMARC1; p=none; np=never; rua=nobody",
        "v=DMARC1; p=none; p=none",
        "v=DMARC1; p=none; adkim=r; adkim=s",
        "v=DMARC1; p=none;" + " " * 3000,
    ],
)
def test_what_is_no_record(text: str) -> None:
    assert read("example.org", text) is None


def test_a_record_of_many_tags_is_read_no_further() -> None:
    found = read("example.org", "v=DMARC1;" + "x;" * 60 + "adkim=s")
    assert found is not None
    assert not found.strict_dkim


# the records of the world -> the domain, its organisation, and whether a policy is found and where
Case = tuple[dict[str, str], str, str, str]
CASES: list[Case] = [
    ({}, "example.com", "example.com", ""),
    ({"example.com": ""}, "example.com", "example.com", "example.com"),
    ({"example.com": ""}, "mail.example.com", "example.com", "example.com"),
    ({"mail.example.com": ""}, "mail.example.com", "mail.example.com", "mail.example.com"),
    ({"mail.example.com": "", "example.com": ""}, "a.mail.example.com", "example.com", "example.com"),
    ({"mail.example.com": "", "example.com": ""}, "mail.example.com", "example.com", "mail.example.com"),
    ({"mail.example.com": "psd=n", "example.com": ""}, "a.mail.example.com", "mail.example.com", "mail.example.com"),
    ({"com": "psd=y"}, "a.mail.example.com", "example.com", "com"),
    ({"com": "psd=y"}, "example.com", "example.com", "com"),
    ({"com": ""}, "a.example.com", "example.com", "com"),
    ({"co.uk": "psd=y", "example.co.uk": ""}, "mail.example.co.uk", "example.co.uk", "example.co.uk"),
    ({"co.uk": "psd=y", "uk": "psd=y"}, "mail.example.co.uk", "example.co.uk", "co.uk"),
    ({"example.com": "psd=y"}, "example.com", "example.com", "example.com"),
    ({"example.com": "psd=y", "com": "psd=y"}, "example.com", "example.com", "example.com"),
    ({"example.com": "psd=y"}, "shop.example.com", "shop.example.com", "example.com"),
    ({"g.example.com": "", "example.com": ""}, "a.b.c.d.e.f.g.example.com", "example.com", "example.com"),
    ({"f.g.example.com": ""}, "a.b.c.d.e.f.g.example.com", "f.g.example.com", "f.g.example.com"),
    ({"b.c.d.e.f.g.example.com": ""}, "a.b.c.d.e.f.g.example.com", "a.b.c.d.e.f.g.example.com", ""),
]


def world_of(records: dict[str, str]) -> World:
    """Each place marks its own record by its strictness, which depends on its length."""
    merged: dict[str, tuple[str, ...]] = {}
    for place, words in records.items():
        merged |= policy(place, f"p=none; adkim={'rs'[len(place) % 2]}; {words}")
    return World(merged)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_policy_and_the_organisation_of_a_domain(case: Case) -> None:
    records, domain, organisation, place = case
    world = world_of(records)
    walks = Walks(Inquiry(world, 5))
    expected = Published(organisation, strict_dkim=bool(len(place) % 2)) if place else Unpublished.NONE
    assert walks.policy(domain) == expected
    assert walks.organisation(domain) == organisation
    assert len(world.asked) <= STEPS
    assert len(set(world.asked)) == len(world.asked)


def test_a_domain_of_very_many_labels_costs_eight_questions() -> None:
    world = World({})
    domain = ".".join("abcdefghijklmnopqrstuvwxyz") + ".example.com"
    assert Walks(Inquiry(world, 5)).policy(domain) is Unpublished.NONE
    assert [question.removeprefix("TXT _dmarc.") for question in world.asked] == [
        domain,
        "v.w.x.y.z.example.com",
        "w.x.y.z.example.com",
        "x.y.z.example.com",
        "y.z.example.com",
        "z.example.com",
        "example.com",
        "com",
    ]


def test_a_name_that_has_no_room_for_its_record_is_passed_over() -> None:
    domain = ".".join(["a" * 60] * 4) + ".example"
    world = World(policy(".".join(["a" * 60] * 3) + ".example"))
    assert isinstance(Walks(Inquiry(world, 5)).policy(domain), Published)
