"""Where a reply to a notice goes: to the customer, or only to agents."""

from dataclasses import replace

import pytest

from gateway.letter import Letter
from gateway.mail import reply_address
from gateway.mail.reply_address import AddressKind
from gateway.notices import Kind, Voice
from gateway.outgoing.compose import answerable_view, compose
from gateway.outgoing.render import Rendered
from gateway.tickets.people import Role

from ..builders import NOW, RING, policy
from ..folded import every
from .test_render import VIEW

LETTER = Letter(VIEW, 7, 1, "x@example.org", Role.AGENT, Voice.GENERATED, "support", "", "t.1@in.example.org", "", ())
INSIDE = {Kind.NOTE, Kind.HELD, Kind.AWAKE, Kind.ALERT, Kind.OVERDUE, Kind.REPEATED}
INSIDE |= {Kind.RULES, Kind.DIGEST, Kind.WEEKLY, Kind.UNDELIVERED, Kind.SIGN_IN}
TO_AGENTS = {Kind.TRANSCRIPT, Kind.CONFIRM, Kind.STATUS, Kind.LISTED, Kind.WITHHELD}  # inside where an agent gets one


@every("kind", Kind)
@every("role", [Role.AGENT, Role.REQUESTER, Role.PARTICIPANT])
def test_what_may_not_leave_the_house_is_answered_inside_of_it(kind: Kind, role: Role) -> None:
    letter = replace(LETTER, role=role, view=replace(VIEW, kind=kind, role=role))
    mail = compose(letter, Rendered("s", "t", "h"), (), policy(), NOW)
    assert mail.reply_to is not None
    address = reply_address.read(mail.reply_to.address, "in.example.org", RING)
    assert address is not None
    inside = kind in INSIDE or (kind in TO_AGENTS and role is Role.AGENT)
    comment = kind is Kind.RATED and role is Role.REQUESTER
    outside = AddressKind.RATING if comment else AddressKind.PUBLIC
    assert address.kind is (AddressKind.INTERNAL if inside else outside)
    unanswerable = replace(letter, view=replace(letter.view, answerable=False))
    assert compose(unanswerable, Rendered("s", "t", "h"), (), policy(), NOW).reply_to is None


@pytest.mark.parametrize("kind", [Kind.RESOLVED, Kind.CONFIRM])
def test_links_lead_to_the_very_address_that_the_mail_asks_for_answers_at(kind: Kind) -> None:
    letter = replace(LETTER, role=Role.REQUESTER, view=replace(VIEW, kind=kind))
    mail = compose(letter, Rendered("s", "t", "h"), (), policy(), NOW)
    assert mail.reply_to is not None
    assert answerable_view(letter, policy(), NOW).reply_address == mail.reply_to.address


def test_without_signed_addresses_there_are_no_links() -> None:
    assert answerable_view(LETTER, policy(reply_domain=""), NOW).reply_address == ""
    unanswerable = replace(LETTER, view=replace(VIEW, answerable=False))
    assert answerable_view(unanswerable, policy(), NOW).reply_address == ""


def test_a_mail_about_no_ticket_is_answered_to_the_department_and_still_comes_back_to_us() -> None:
    letter = replace(LETTER, ticket=0, view=replace(VIEW, kind=Kind.LISTED, token="", number=0))
    assert answerable_view(letter, policy(), NOW).reply_address == ""
    mail = compose(letter, Rendered("s", "t", "h"), (), policy(), NOW)
    assert mail.reply_to is None
    assert mail.from_.address == "support@example.org"
    returns = reply_address.read(mail.envelope_sender, "in.example.org", RING)
    assert returns is not None
    assert (returns.kind, returns.ticket, returns.person) == (AddressKind.BOUNCE, 0, 1)


@every("kind", Kind)
@every("role", Role)
def test_only_the_requester_of_a_ticket_that_ended_gets_an_address_for_ratings(kind: Kind, role: Role) -> None:
    letter = replace(LETTER, role=role, view=replace(VIEW, kind=kind, role=role))
    found = answerable_view(letter, policy(), NOW).rating_address
    asked = role is Role.REQUESTER and kind in (Kind.RESOLVED, Kind.CLOSED, Kind.RATED)
    address = reply_address.read(found, "in.example.org", RING)
    assert (address is not None) is asked
    if address is not None:
        assert (address.kind, address.ticket, address.person) == (AddressKind.RATING, 7, 1)
    assert not answerable_view(letter, policy(reply_domain=""), NOW).rating_address
