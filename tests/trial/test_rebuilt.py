"""What differs, and which of it was to be expected."""

from dataclasses import replace

from gateway.trial.rebuilt import MISSING, Changed, Ended, Exempt, MailEnd, Reason, TicketEnd, compare

MAILS = {
    1: MailEnd(1, "ticket", 1001, "public", 1, "requester", "Broken."),
    2: MailEnd(2, "reply", 1001, "public", 2, "agent", "Try again."),
    3: MailEnd(3, "discarded", 0),
}
TICKET = TicketEnd(1001, "Printer", "open", "support", "tom", "normal", "support", "", 1, (), 2)
NOTHING = Exempt()


def before() -> Ended:
    return Ended(MAILS, {1001: TICKET})


def test_the_same_is_no_difference() -> None:
    assert compare(before(), before(), NOTHING) == ()


def test_each_field_that_differs_is_told() -> None:
    now = Ended({**MAILS, 2: replace(MAILS[2], text="Try.", kind="internal")}, {1001: replace(TICKET, status="closed")})
    assert compare(before(), now, NOTHING) == (
        Changed("mail", 2, "kind", "public", "internal", None),
        Changed("mail", 2, "text", "Try again.", "Try.", None),
        Changed("ticket", 1001, "status", "open", "closed", None),
    )


def test_a_ticket_more_and_one_less() -> None:
    now = Ended(MAILS, {2002: replace(TICKET, number=2002)})
    assert [(each.id, each.was, each.now) for each in compare(before(), now, NOTHING)] == [
        (1001, "there", MISSING),
        (2002, MISSING, "there"),
    ]


def test_a_mail_that_could_not_be_replayed_takes_its_ticket_along() -> None:
    now = Ended({**MAILS, 1: replace(MAILS[1], ticket=0), 2: replace(MAILS[2], ticket=7), 3: MailEnd(3, "x", 0)}, {})
    found = {(each.what, each.id): each.reason for each in compare(before(), now, Exempt({1: Reason.GONE}))}
    assert found == {
        ("mail", 1): Reason.GONE,
        ("mail", 2): Reason.FOLLOWS,
        ("mail", 3): None,
        ("ticket", 1001): Reason.FOLLOWS,
    }
