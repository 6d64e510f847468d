"""Orders of agents about who takes part in a ticket."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.commands.agents_people import addresses
from gateway.tickets.changes import AddParticipant, RemoveParticipant, SetRequester
from gateway.tickets.people import Person

from ..builders import ALI, EVE, REZA, ticket
from .agents_desk import complaint, desk, effects, outcome, session, told

ANN, BOB = ("ann@b.example", "Ann Lee"), ("bob@c.example", "")


@pytest.mark.parametrize(
    ("argument", "people"),
    [
        ("bob@c.example", [BOB]),
        ("Bob@C.Example", [BOB]),
        ("<bob@c.example>", [BOB]),
        ("mailto:bob@c.example", [BOB]),
        ("bob@c.example.", [BOB]),
        ("«bob@c.example»", [BOB]),
        ("\u2066bob@c.example\u2069", [BOB]),
        ("\u200fbob@c.example\u200c", [BOB]),
        ("Ann Lee <ann@b.example>", [ANN]),
        ('"Ann Lee" <ann@b.example>', [ANN]),
        ("Ann Lee ann@b.example", [ANN]),
        ("Ann Lee <mailto:ann@b.example>", [ANN]),
        ("ann@b.example <mailto:ann@b.example>", [("ann@b.example", "")]),
        ("ann@b.example<mailto:ann@b.example>", [("ann@b.example", "")]),
        ("bob@c.example bob@c.example", [BOB]),
        ("Ann Lee <ann@b.example>, bob@c.example", [ANN, BOB]),
        ("Ann Lee <ann@b.example> bob@c.example", [ANN, BOB]),
        ("Ann Lee <ann@b.example>; <bob@c.example>;", [ANN, BOB]),
        ("bob@c.example، Ann Lee <ann@b.example>", [BOB, ANN]),
        ("bob@c.example و ann@b.example", [BOB, ("ann@b.example", "")]),
        ("bob@c.example and ann@b.example", [BOB, ("ann@b.example", "")]),
        ("bob@c.example,,ann@b.example", [BOB, ("ann@b.example", "")]),
        ("مینا صدر <mina@d.example>", [("mina@d.example", "مینا صدر")]),
        ("ann@bücher.example", [("ann@xn--bcher-kva.example", "")]),
        ("o'brien+x@sub.b-c.example", [("o'brien+x@sub.b-c.example", "")]),
    ],
)
def test_addresses_are_read_however_they_are_set_apart(argument: str, people: list[tuple[str, str]]) -> None:
    read = addresses(argument)
    assert [(mailbox.key, mailbox.name) for mailbox in read.mailboxes] == people
    assert not read.odd
    assert effects(f"#cc {argument}") == tuple(AddParticipant(Person(0, key, name)) for key, name in people)


@pytest.mark.parametrize(
    ("argument", "odd"),
    [
        ("bob", "bob"),
        ("Bob, bob@c.example", "Bob"),
        ("bob@c.example please", "please"),
        ("bob@localhost", "bob@localhost"),
        ("bob@c..example", "bob@c..example"),
        ("bob@@c.example", "bob@@c.example"),
        ("@c.example", "@c.example"),
        ("bob@c.example:25", "bob@c.example:25"),
        ("bob@[127.0.0.1]", "bob@[127.0.0.1]"),
        ("<bob@c.example", ""),
        ("bob(x)@c.example", "bob(x)@c.example"),
        ("x" * 65 + "@c.example", "x" * 59 + "…"),
        ("bob@c.example,<script>", "<script>"),
    ],
)
def test_what_is_no_address_is_said_back(argument: str, odd: str) -> None:
    if not odd:
        assert outcome(f"#cc {argument}")
        return
    en, fa = complaint(f"#cc {argument}")
    assert f"“{odd}” is no address" in en
    assert f"«{odd}»" in fa


@pytest.mark.parametrize("word", ["cc", "uncc", "requester"])
def test_an_order_about_people_needs_an_address(word: str) -> None:
    en, fa = complaint(f"#{word}")
    assert f"#{word} name@example.com" in en
    assert "name@example.com" in fa


@pytest.mark.parametrize(
    ("address", "en", "fa"),
    [
        ("support@example.org", "address of ours", "نشانی خود ماست"),
        ("HELP@Example.ORG", "address of ours", "نشانی خود ماست"),
        ("anything@in.example.org", "address of ours", "نشانی خود ماست"),
        ("postmaster@example.org", "address of ours", "نشانی خود ماست"),
        ("mina@example.org", "#assign", "#ارجاع"),
        ("Tom@Example.org", "#note", "#یادداشت"),
        ("ali@customer.example", "takes part already", "از پیش"),
        ("REZA@customer.example", "takes part already", "از پیش"),
    ],
)
def test_who_cannot_join_is_named_with_the_reason(address: str, en: str, fa: str) -> None:
    in_english, in_persian = complaint(f"#cc new@d.example {address}")
    assert address.lower() in in_english
    assert address.lower() in in_persian
    assert en in in_english
    assert fa in in_persian


def test_colleagues_who_are_no_agents_can_join() -> None:
    assert effects("#cc boss@example.org") == (AddParticipant(Person(0, "boss@example.org")),)


def test_no_more_people_join_at_a_time_than_a_mail_may_bring() -> None:
    people = " ".join(f"p{number}@d.example" for number in range(3))
    assert len(effects(f"#cc {people}", desk(participants=3))) == 3
    en, fa = complaint(f"#cc {people}", desk(participants=2))
    assert "2 people at most" in en
    assert "۲ نفر" in fa


def test_who_joined_is_told() -> None:
    en, fa = told("#cc Ann Lee <ann@b.example>, bob@c.example")
    assert en.endswith("Ann Lee <ann@b.example>, bob@c.example")
    assert "ann@b.example" in fa


# --- leaving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "#uncc reza@customer.example",
        "#remove Reza <REZA@customer.example>",
        "#حذف‌رونوشت reza@customer.example",
        "#حذف رونوشت reza@customer.example",
    ],
)
def test_a_participant_can_be_taken_out(line: str) -> None:
    assert effects(line) == (RemoveParticipant(REZA),)


@pytest.mark.parametrize(
    ("address", "en", "fa"),
    [
        ("ali@customer.example", "this is the requester; #requester", "#درخواست‌کننده"),
        ("eve@elsewhere.example", "these do: Reza Karimi <reza@customer.example>", "reza@customer.example"),
    ],
)
def test_who_is_no_participant_cannot_be_taken_out(address: str, en: str, fa: str) -> None:
    in_english, in_persian = complaint(f"#uncc reza@customer.example {address}")
    assert en in in_english
    assert fa in in_persian


def test_where_nobody_else_takes_part_that_is_said() -> None:
    en, fa = complaint("#uncc eve@elsewhere.example", desk(ticket(participants=())))
    assert "only the requester does" in en
    assert "کسی نیست" in fa


# --- whose ticket it is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("#requester eve@elsewhere.example", Person(0, EVE.address)),
        ("#requester Eve <eve@elsewhere.example>", Person(0, EVE.address, "Eve")),
        ("#درخواست‌کننده eve@elsewhere.example", Person(0, EVE.address)),
        ("#درخواست کننده eve@elsewhere.example", Person(0, EVE.address)),
        ("#requester reza@customer.example", REZA),
        ("#requester mina@example.org", Person(0, "mina@example.org", "Mina Sadr", "en")),
    ],
)
def test_the_ticket_becomes_somebody_elses(line: str, person: Person) -> None:
    assert effects(line) == (SetRequester(person),)
    after = session(line).ticket
    assert after.requester.address == person.address
    assert not after.involves(ALI.address)


def test_both_are_told_who_is_and_who_was_the_requester() -> None:
    for said in told("#requester eve@elsewhere.example"):
        assert "eve@elsewhere.example" in said
        assert "ali@customer.example" in said


@pytest.mark.parametrize(
    ("argument", "en", "fa"),
    [
        ("a@b.example c@d.example", "one requester", "یک درخواست‌کننده"),
        ("ali@customer.example", "the requester already", "از پیش درخواست‌کننده"),
        ("support@example.org", "address of ours", "نشانی خود ماست"),
        ("x@in.example.org", "address of ours", "نشانی خود ماست"),
        ("Eve", "no address", "نشانی ایمیل نیست"),
    ],
)
def test_who_cannot_be_the_requester_is_named_with_the_reason(argument: str, en: str, fa: str) -> None:
    in_english, in_persian = complaint(f"#requester {argument}")
    assert en in in_english
    assert fa in in_persian


# --- any text ---------------------------------------------------------------------------------------------------------


@given(st.text(max_size=120) | st.text(alphabet='ab@.<>,; و"«»:\u200c\u2067\x00', max_size=60))
def test_any_text_has_sound_addresses_or_something_odd(text: str) -> None:
    for mailbox in addresses(text).mailboxes:
        assert mailbox.key.isascii() or not mailbox.key.rpartition("@")[0].isascii()
        assert mailbox.key.count("@") == 1
        assert not set(mailbox.key) & set(' \t\r\n\0<>,;:"\u200c\u2067')
        assert not set(mailbox.name) & set("\n\u2067\u202e")


def test_a_megabyte_is_read_at_once() -> None:
    began = time.perf_counter()
    for text in ("a@b.c, " * 150_000, "a" * 1_000_000, "<" * 1_000_000, "a@" + "b." * 500_000, "x " * 500_000):
        addresses(text)
    assert time.perf_counter() - began < 1
