"""Where a reply to a notice goes: to the customer, or only to agents."""

from dataclasses import replace

import pytest

from gateway.letter import Letter
from gateway.mail import reply_address
from gateway.mail.reply_address import AddressKind
from gateway.notices import Kind, Voice
from gateway.outgoing.compose import compose
from gateway.outgoing.render import Rendered
from gateway.tickets.people import Role

from ..builders import NOW, RING, policy
from .test_render import VIEW

LETTER = Letter(VIEW, 7, 1, "x@example.org", Role.AGENT, Voice.GENERATED, "support", "", "t.1@in.example.org", "", ())
INSIDE = {Kind.NOTE, Kind.HELD, Kind.TRANSCRIPT}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("role", [Role.AGENT, Role.REQUESTER, Role.PARTICIPANT])
def test_what_may_not_leave_the_house_is_answered_inside_of_it(kind: Kind, role: Role) -> None:
    letter = replace(LETTER, role=role, view=replace(VIEW, kind=kind, role=role))
    mail = compose(letter, Rendered("s", "t", "h"), (), policy(), NOW)
    assert mail.reply_to is not None
    address = reply_address.read(mail.reply_to.address, "in.example.org", RING)
    assert address is not None
    inside = kind in INSIDE or (kind is Kind.WITHHELD and role is Role.AGENT)
    assert address.kind is (AddressKind.INTERNAL if inside else AddressKind.PUBLIC)
    unanswerable = replace(letter, view=replace(letter.view, answerable=False))
    assert compose(unanswerable, Rendered("s", "t", "h"), (), policy(), NOW).reply_to is None
