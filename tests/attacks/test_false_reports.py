"""T-DSN-2, T-DSN-3, V21: reports about mail that nobody lost. Whoever cannot show what only the mail itself carries
changes nothing by them: no notice, no address, no clock, and nobody is written to.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.mail.reply_address import AddressKind, ReplyAddress, mint
from gateway.store.schema import notice, person

from ..mail.own_reports import OWN_REPORTS, About, complaint
from .house import ALI, DESK, EVE, REZA, TOM, House

REPORT = next(each for each in OWN_REPORTS if each.name == "Postfix, no such user")
WITHOUT_ID = next(each for each in OWN_REPORTS if not each.carries_id)


@dataclass(frozen=True)
class Scene:
    """Ali asked and was answered; so was Eve. `ali` and `eve` are the notices that brought them the answers."""

    house: House
    ali: Any
    eve: Any

    def address(self, row: Any, kind: AddressKind = AddressKind.BOUNCE, days_ago: int = 0) -> str:
        day = (datetime.now(UTC) - timedelta(days=days_ago) - datetime(1970, 1, 1, tzinfo=UTC)).days
        policy = self.house.app.policy
        return mint(ReplyAddress(kind, row.ticket, row.person, day), "support", policy.reply_domain, policy.ring)

    def state(self) -> tuple[Any, ...]:
        """All that a report could change."""
        notices = self.house.all(select(notice.c.id, notice.c.state, notice.c.due).order_by(notice.c.id))
        marks = self.house.all(select(person.c.address, person.c.unreachable, person.c.complained, person.c.trouble))
        asked = tuple(self.house.ticket(row.ticket) for row in (self.ali, self.eve))
        clocks = [(each.status, each.first_response, each.nudge, each.assignee) for each in asked]
        marked = sorted(tuple(row) for row in marks if any(row[1:]))
        return sorted(map(tuple, notices)), marked, clocks, len(self.house.sent)

    def comes(self, text: str, *recipients: str) -> str:
        """The outcome of a report that came to these addresses."""
        id = self.house.take(text.replace("\n", "\r\n").encode(), *recipients, sender="")
        return self.house.outcome(id)


@pytest.fixture
def scene(house: House) -> Scene:
    for who, subject in ((ALI, "Printer broken"), (EVE, "Lamp broken")):
        house.write(who, subject=subject)
        house.answer(house.to(TOM)[-1], TOM, "Unplug it.")
    answers = [
        house.all(select(notice).where(notice.c.recipient == who, notice.c.kind == "answered"))[0] for who in (ALI, EVE)
    ]
    return Scene(house, *answers)


def test_the_same_report_with_the_proof_does_change_things(scene: Scene) -> None:
    """Else the attacks below would prove nothing."""
    before = scene.state()
    assert scene.comes(WITHOUT_ID.write(About(ALI, "", scene.address(scene.ali))), scene.address(scene.ali)) == "bounce"
    assert scene.state() != before


def test_a_report_that_leads_nowhere_changes_nothing(scene: Scene) -> None:
    before, articles = scene.state(), scene.house.tables()["article"]
    good = scene.address(scene.ali)
    tampered = good.replace(good[20], "a" if good[20] != "a" else "b")
    unknown = About(ALI, "t.1001.3.aaaaaaaaaaaaaaaa@in.example.org")
    for text, recipients in (
        (REPORT.write(unknown), (DESK,)),
        (REPORT.write(replace(unknown, home=tampered)), (DESK,)),
        (WITHOUT_ID.write(About(ALI, "x", DESK)), (DESK,)),
        (WITHOUT_ID.write(About(ALI, "y", DESK)), (scene.address(scene.ali, AddressKind.PUBLIC),)),
        (WITHOUT_ID.write(About(ALI, "z", DESK)), (scene.address(scene.ali, AddressKind.RATING),)),
    ):
        assert scene.comes(text, *recipients) == "bounce"
        assert scene.state() == before
    assert scene.house.tables()["article"] == articles


def test_an_address_proves_its_own_person_and_ticket_only(scene: Scene) -> None:
    """Eve has one of her own, and knows the id of what Ali got."""
    before = scene.state()
    own = scene.address(scene.eve)
    for text in (
        REPORT.write(About(ALI, scene.ali.message_id, own)),
        REPORT.write(About(EVE, scene.ali.message_id, own)),
        complaint(About(ALI, scene.ali.message_id), sender=own, complainer=ALI),
    ):
        assert scene.comes(text, own) == "bounce"
        assert scene.state() == before


def test_a_report_to_the_addresses_of_several_is_believed_by_none(scene: Scene) -> None:
    before = scene.state()
    both = (scene.address(scene.eve), scene.address(scene.ali))
    assert scene.comes(REPORT.write(About(ALI, scene.ali.message_id, both[1])), *both) == "bounce"
    assert scene.state() == before


def test_an_address_that_is_too_old_proves_nothing_and_spoils_the_rest(scene: Scene) -> None:
    before = scene.state()
    old = scene.address(scene.ali, days_ago=31)
    for about in (About(ALI, scene.ali.message_id, old), About(ALI, "unknown@x.example", old)):
        assert scene.comes(REPORT.write(about), old) == "bounce"
        assert scene.state() == before


def test_an_id_alone_puts_a_report_on_the_ticket_and_does_nothing_more(scene: Scene) -> None:
    """It stands in the headers of every answer of Ali's, for all who get a copy."""
    before, articles = scene.state(), len(scene.house.articles(scene.ali.ticket))
    for name in (EVE, REZA, TOM, "nobody@nowhere.example"):
        assert (
            scene.comes(REPORT.write(About(name, scene.ali.message_id)).replace("<r.", f"<{name}."), DESK) == "bounce"
        )
        assert scene.state() == before
    assert len(scene.house.articles(scene.ali.ticket)) == articles + 4


def test_a_complaint_needs_the_same_proof(scene: Scene) -> None:
    before = scene.state()
    ali = About(ALI, scene.ali.message_id)
    for text in (
        complaint(About(ALI, "t.1001.3.aaaaaaaaaaaaaaaa@in.example.org"), complainer=ALI),
        complaint(ali, complainer=EVE),
        complaint(ali, sender=scene.address(scene.eve), complainer=ALI),
        complaint(ali, sender=scene.address(scene.ali, days_ago=40), complainer=ALI),
        complaint(ali, "not-spam", sender=scene.address(scene.ali), complainer=ALI),
        complaint(ali, "auth-failure", sender=scene.address(scene.ali), complainer=ALI),
    ):
        assert scene.comes(text, DESK) == "bounce"
        assert scene.state() == before


def test_a_forged_report_about_an_agents_mail_writes_to_nobody(scene: Scene) -> None:
    told = scene.house.all(select(notice).where(notice.c.recipient == TOM))[0]
    sent = len(scene.house.sent)
    for about in (About(TOM, told.message_id), About(EVE, told.message_id)):
        scene.comes(REPORT.write(about).replace("<r.", f"<{about.recipient}."), DESK)
    assert len(scene.house.sent) == sent
    scene.house.write(ALI, subject="Another thing")
    assert len(scene.house.to(TOM)) > 1
    assert scene.house.to(TOM)[-1].subject.startswith("Re: Another thing")


def test_no_report_opens_a_ticket_or_is_answered_whatever_it_names(scene: Scene) -> None:
    tickets, sent = scene.house.tables()["ticket"], len(scene.house.sent)
    for report in OWN_REPORTS:
        for home in (DESK, "postmaster@in.example.org"):
            about = About("nobody@far.example", f"{len(report.name)}.{len(home)}@far.example", home)
            assert scene.comes(report.write(about), home) in ("bounce", "automatic")
    assert scene.house.tables()["ticket"] == tickets
    assert len(scene.house.sent) == sent
