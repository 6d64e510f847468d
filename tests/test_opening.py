"""The first step of a ticket: department, language, subject, and who is brought along."""

import pytest

from gateway.mail.inbound import Envelope, InboundMail, Mailbox
from gateway.opening import department_for, open_ticket, opened, people_brought, subject_of
from gateway.tickets.people import Person, Standing
from gateway.tickets.ticket import UNNUMBERED, Priority, Status

from .builders import ALI, EVE, NOW, REZA, facts, mail, policy, ticket

POLICY = policy()


def sent_to(*recipients: str, to: str = "", cc: str = "") -> InboundMail:
    named = [(Mailbox(address),) if address else () for address in (to, cc)]
    return mail(envelope=Envelope("ali@customer.example", recipients), to=named[0], cc=named[1])


@pytest.mark.parametrize(
    ("message", "department"),
    [
        (sent_to("support@example.org"), "support"),
        (sent_to("help@example.org"), "support"),
        (sent_to("POSHTIBANI@Example.ORG"), "poshtibani"),
        (sent_to("support@example.org", to="poshtibani@example.org"), "support"),  # the envelope is what happened
        (sent_to("gone@example.org", "poshtibani@example.org"), "poshtibani"),
        (sent_to(to="Poshtibani@Example.org"), "poshtibani"),
        (sent_to(to="ali@customer.example", cc="poshtibani@example.org"), "poshtibani"),
        (sent_to("postmaster@example.org"), "support"),
        (sent_to(), "support"),
    ],
)
def test_the_department_is_the_one_that_was_written_to(message: InboundMail, department: str) -> None:
    assert department_for(message, POLICY).name == department


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Printer broken", "Printer broken"),
        ("Re: AW: [#7-ABCD] Printer broken", "Printer broken"),
        ("[#۷-ABCD] چاپگر", "چاپگر"),
        ("پاسخ: چاپگر خراب است", "چاپگر خراب است"),
        ("Invoice [#12] of [2026]", "Invoice [#12] of [2026]"),
        ("x" * 400, "x" * 300),
        ("Re: [#7-ABCD]", ""),
        ("", ""),
    ],
)
def test_the_subject_loses_marks_of_answers_and_old_tokens(written: str, shown: str) -> None:
    assert subject_of(mail(subject=written)) == shown


def test_a_ticket_starts_new_and_unnumbered_with_its_requester() -> None:
    new = open_ticket(mail(), facts(), POLICY)
    assert (new.number, new.status, new.requester, new.created) == (UNNUMBERED, Status.NEW, ALI, NOW)
    assert (new.participants, new.assignee, new.follows) == ((), "", UNNUMBERED)


def test_a_ticket_without_a_subject_says_so_in_its_language() -> None:
    assert open_ticket(mail(subject="Re:"), facts(), POLICY).subject == "(no subject)"
    assert open_ticket(mail("چاپگر ما کار نمی‌کند.", subject=""), facts(), POLICY).subject == "(بدون موضوع)"


@pytest.mark.parametrize(
    ("message", "person", "language"),
    [
        (mail("The printer is broken."), ALI, "en"),
        (mail("سلام، چاپگر ما کار نمی‌کند.", subject="چاپگر"), ALI, "fa"),
        (mail("سلام، چاپگر ما کار نمی‌کند.", subject="چاپگر"), Person(1, ALI.address, "", "en"), "en"),
        (mail("12345", subject="!", envelope=Envelope("", ("poshtibani@example.org",))), ALI, "fa"),
    ],
)
def test_the_language_is_the_persons_choice_else_what_they_write_else_the_departments(
    message: InboundMail, person: Person, language: str
) -> None:
    assert open_ticket(message, facts(person), POLICY).language == language


def test_what_goes_on_from_a_closed_ticket_stays_in_its_department() -> None:
    follows = ticket(department="poshtibani", status=Status.CLOSED)
    new = open_ticket(sent_to("support@example.org"), facts(), POLICY, follows)
    assert (new.department, new.follows) == ("poshtibani", 7)


def test_a_department_that_is_gone_leaves_its_tickets_to_the_first_one() -> None:
    assert open_ticket(mail(), facts(), POLICY, ticket(department="gone")).department == "support"


COPIED = mail(
    to=(Mailbox("Support@Example.org"), Mailbox("Friend@Elsewhere.example", "A Friend")),
    cc=(
        Mailbox("friend@elsewhere.example"),
        Mailbox(REZA.address),
        Mailbox("tom@example.org"),
        Mailbox("support+abc@in.example.org"),
        Mailbox(ALI.address),
        Mailbox(""),
        Mailbox("بوق@مثال.ایران"),
    ),
)


def test_people_in_to_and_cc_are_brought_along_once_but_neither_ourselves_nor_agents_nor_who_is_in() -> None:
    brought = people_brought(COPIED, ticket(), facts(), POLICY)
    assert [change.person.address for change in brought] == [
        "friend@elsewhere.example",
        "بوق@xn--mgbh0fb.xn--mgba3a4f16a",
    ]
    assert brought[0].person.name == "A Friend"


@pytest.mark.parametrize("standing", [Standing.FORGED, Standing.UNPROVEN, Standing.BEARER])
def test_who_is_not_proven_brings_nobody(standing: Standing) -> None:
    assert people_brought(COPIED, ticket(), facts(EVE, standing), POLICY) == ()


def test_one_mail_brings_a_limited_crowd() -> None:
    crowd = mail(cc=tuple(Mailbox(f"p{n}@elsewhere.example") for n in range(500)))
    assert len(people_brought(crowd, ticket(), facts(), POLICY)) == POLICY.participants


FIELDS = mail("Department: poshtibani\nPriority: urgent\nType: تمدید\n\nThe printer is broken.")


def test_the_first_lines_say_what_the_ticket_is_and_win_over_the_address() -> None:
    new = open_ticket(FIELDS, facts(), POLICY)
    assert (new.department, new.priority, new.type, new.product) == ("poshtibani", Priority.URGENT, "extension", "")
    on = open_ticket(FIELDS, facts(), POLICY, ticket(status=Status.CLOSED))
    assert (on.department, on.follows) == ("poshtibani", 7)


def test_without_such_lines_a_ticket_is_of_the_first_type_and_of_normal_priority() -> None:
    new = open_ticket(mail(), facts(), policy(types=POLICY.types[2:]))
    assert (new.priority, new.type, new.product) == (Priority.NORMAL, "non-cooperation", "")


def test_lines_that_orders_stood_above_count_as_the_first_ones() -> None:
    message = mail("#language en\nPriority: low\nHello")
    assert opened(message, facts(), POLICY).ticket.priority is Priority.NORMAL
    assert opened(message, facts(), POLICY, text="Priority: low\nHello").ticket.priority is Priority.LOW


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (mail("Priority: tomorrow\nThe printer is broken."), "We do not know the priority you asked for."),
        (mail("اولویت: فردا\nسلام، چاپگر ما کار نمی‌کند.", subject="چاپگر"), "اولویتی را که نوشته‌اید نمی‌شناسیم."),
    ],
)
def test_a_value_that_nobody_knows_opens_the_ticket_and_is_told_in_its_language(
    message: InboundMail, says: str
) -> None:
    found = opened(message, facts(), POLICY)
    assert (found.ticket.status, found.ticket.priority) == (Status.NEW, Priority.NORMAL)
    (remark,) = found.remarks
    assert remark.startswith(says)


@pytest.mark.parametrize("standing", Standing)
def test_whoever_may_open_a_ticket_may_say_what_it_is_but_forgers_say_nothing(standing: Standing) -> None:
    found = opened(FIELDS, facts(standing=standing), POLICY)
    says = standing is not Standing.FORGED
    assert (found.ticket.priority is Priority.URGENT) == says
    assert (found.ticket.department == "poshtibani") == says
