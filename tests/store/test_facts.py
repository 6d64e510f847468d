"""What the store knows about a mail before anything is decided."""

from dataclasses import replace

from sqlalchemy import select

from gateway.facts import How
from gateway.mail import reply_address
from gateway.mail.inbound import Bounce, Failure, Severity
from gateway.mail.reply_address import AddressKind, ReplyAddress
from gateway.store.schema import article, notice, person, thread, ticket
from gateway.tickets.people import Standing

from ..builders import mail
from .sorting import ALI, EVE, REZA, TOM, Sorting, letter


def address_of(sorting: Sorting, number: int, holder: str, kind: AddressKind = AddressKind.PUBLIC) -> str:
    id = sorting.all(select(person.c.id).where(person.c.address == holder))[0][0]
    signed = ReplyAddress(kind, number, id, 20_000)
    return reply_address.mint(signed, "support", sorting.policy.reply_domain, sorting.policy.ring)


def test_a_stranger_is_nobody_with_no_candidates(sorting: Sorting) -> None:
    known = sorting.gather(sorting.arrive(letter(Message_ID="<1@a.example>")))
    assert (known.author.person.id, known.author.person.address) == (0, ALI)
    assert known.author.standing is Standing.ALIGNED
    assert (known.twin, known.ours, known.candidates, known.returned) == (0, False, (), None)


def test_clues_are_believed_in_order_and_each_ticket_stands_once(sorting: Sorting) -> None:
    numbers = [sorting.sort(letter(subject=f"T{n}", Message_ID=f"<{n}@a.example>")).ticket for n in range(4)]
    signed = address_of(sorting, numbers[0], ALI)
    raw = letter(
        subject=f"Re: {sorting.token(numbers[1])} {sorting.token(numbers[0])}",
        In_Reply_To="<2@a.example>",
        References="<3@a.example> <2@a.example>",
    )
    known = sorting.gather(sorting.arrive(raw, signed))
    assert [(each.how, each.ticket.number) for each in known.candidates] == [
        (How.REPLY_ADDRESS, numbers[0]),
        (How.TOKEN, numbers[1]),
        (How.IN_REPLY_TO, numbers[2]),
        (How.REFERENCES, numbers[3]),
    ]
    assert known.reply_kind is AddressKind.PUBLIC


def test_a_reply_address_lifts_the_standing_of_its_holder_only(sorting: Sorting) -> None:
    number = sorting.sort(letter()).ticket
    signed = address_of(sorting, number, ALI)

    def standing(sender: str, proof: str) -> Standing:
        raw = letter(sender, Authentication_Results=proof)
        return sorting.gather(sorting.arrive(raw, signed)).author.standing

    aligned = "border.example.org; dmarc=pass header.from="
    assert standing(ALI, aligned + "customer.example") is Standing.BOUND
    assert standing(ALI, "") is Standing.BEARER
    assert standing(EVE, aligned + "elsewhere.example") is Standing.ALIGNED
    assert standing(EVE, "") is Standing.UNPROVEN


def test_without_reply_addresses_none_is_read(sorting: Sorting) -> None:
    number = sorting.sort(letter()).ticket
    signed = address_of(sorting, number, ALI)
    sorting.policy = replace(sorting.policy, reply_domain="")
    assert sorting.gather(sorting.arrive(letter(body="x"), signed)).candidates == ()


def test_ids_that_we_issued_and_ghosts_lead_to_tickets(sorting: Sorting) -> None:
    number = sorting.sort(letter(Message_ID="<2@a.example>", In_Reply_To="<1@a.example>")).ticket
    issued = sorting.all(select(thread.c.message_id).where(thread.c.kind == "issued"))[0][0]
    for id in (issued, "1@a.example", "2@a.example"):
        known = sorting.gather(sorting.arrive(letter(In_Reply_To=f"<{id}>")))
        assert [each.ticket.number for each in known.candidates] == [number], id
    assert sorting.gather(sorting.arrive(letter(In_Reply_To="<0@a.example>"))).candidates == ()


def test_our_own_mail_come_home_is_known_by_its_id(sorting: Sorting) -> None:
    sorting.sort(letter())
    issued = sorting.all(select(notice.c.message_id))[0][0]
    assert sorting.gather(sorting.arrive(letter(Message_ID=f"<{issued}>"))).ours
    assert not sorting.gather(sorting.arrive(letter(Message_ID=f"<x{issued}>"))).ours


def test_a_mail_is_not_its_own_twin(sorting: Sorting) -> None:
    arrived = sorting.arrive(letter())
    sorting.settle(arrived)
    assert sorting.gather(arrived).twin == 0
    assert sorting.gather(sorting.arrive(letter())).twin == arrived.id


def test_automatic_mail_is_counted_by_address_and_by_ticket(sorting: Sorting) -> None:
    for n in range(3):
        sorting.sort(letter(subject=f"T{n}"))
        sorting.later(minutes=25)
    sorting.later(minutes=5)
    known = sorting.gather(sorting.arrive(letter(subject=sorting.token(1001))))
    assert (known.traffic.hour, known.traffic.day, known.traffic.refused) == (2, 3, 0)
    assert known.candidates[0].automatic == 1
    sorting.sort(letter(TOM, sorting.token(1001), "We look into it."))
    assert sorting.gather(sorting.arrive(letter(subject=sorting.token(1001)))).candidates[0].automatic == 0
    sorting.later(days=1)
    assert sorting.gather(sorting.arrive(letter(subject="x"))).traffic.day == 0


def test_agents_who_heard_of_held_mail_lately_are_known(sorting: Sorting) -> None:
    sorting.sort(letter())
    sorting.sort(letter(EVE, sorting.token(1001)))
    known = sorting.gather(sorting.arrive(letter(EVE, sorting.token(1001), "Again.")))
    assert known.candidates[0].held_lately
    sorting.later(hours=1.1)
    known = sorting.gather(sorting.arrive(letter(EVE, sorting.token(1001), "Again.")))
    assert not known.candidates[0].held_lately


def test_a_bounce_is_about_the_notice_whose_id_came_back(sorting: Sorting) -> None:
    sorting.sort(letter())
    sorting.write(lambda c: c.execute(notice.update().values(state="sent")))
    row = sorting.all(select(notice).where(notice.c.recipient == ALI))[0]
    report = (
        "From: MAILER-DAEMON@relay.example\r\nTo: support@example.org\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        f"Final-Recipient: rfc822; {ALI}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{row.message_id}>\r\n\r\n--b--\r\n"
    ).encode()
    known = sorting.gather(sorting.arrive(report))
    assert known.returned is not None
    assert (known.returned.notice, known.returned.recipient, known.returned.to_agent) == (row.id, ALI, False)
    sorting.sort(report)
    assert sorting.all(select(notice.c.state).where(notice.c.id == row.id))[0][0] == "bounced"
    bounced = sorting.arrive(report.replace(row.message_id.encode(), b"x"), address_of(sorting, 1001, ALI))
    assert sorting.gather(bounced).returned is None


def test_of_several_signed_addresses_the_writers_own_comes_first(sorting: Sorting) -> None:
    theirs = sorting.sort(letter(EVE)).ticket
    mine = sorting.sort(letter()).ticket
    signed = (address_of(sorting, theirs, EVE), address_of(sorting, mine, ALI, AddressKind.INTERNAL))
    known = sorting.gather(sorting.arrive(letter(subject="All of you"), *signed))
    assert [(each.evidence, each.ticket.number) for each in known.candidates] == [
        ("internal", mine),
        ("public", theirs),
    ]
    assert (known.reply_kind, known.author.standing) == (AddressKind.INTERNAL, Standing.BOUND)


def test_no_more_tokens_and_signed_addresses_are_followed_than_a_person_would_write(sorting: Sorting) -> None:
    numbers = [sorting.sort(letter(subject=f"T{n}")).ticket for n in range(12)]
    known = sorting.gather(sorting.arrive(letter(subject=" ".join(map(sorting.token, numbers)))))
    assert [each.ticket.number for each in known.candidates] == numbers[:3:-1]


def test_a_bounce_of_a_merged_tickets_notice_is_about_the_ticket_that_it_ended_in(sorting: Sorting) -> None:
    old, new = (sorting.sort(letter(subject=subject)).ticket for subject in ("Old", "New"))
    merged = ticket.update().where(ticket.c.number == old).values(status="merged", merged_into=new)
    sorting.write(lambda c: c.execute(merged))
    sorting.write(lambda c: c.execute(notice.update().values(state="sent")))
    row = sorting.all(select(notice).where(notice.c.recipient == ALI, notice.c.ticket == old))[0]
    back = Bounce((Failure(ALI, "5.1.1", Severity.HARD),), (row.message_id.upper(),))
    returned = sorting.gather(sorting.spooled(replace(mail(message_id="b@x.example"), bounce=back))).returned
    assert returned is not None
    assert returned.ticket is not None
    assert (returned.notice, returned.ticket.number) == (row.id, new)


def test_what_a_ticket_says_in_public_is_known_again_in_an_answer(sorting: Sorting) -> None:
    body = (
        "My printer on the second floor prints every page twice.\nIt began on Monday, after the update of the driver.\n"
    )
    number = sorting.sort(letter(body=body)).ticket
    answer = letter(REZA, subject=f"Re: {sorting.token(number)}", body=f"Mine too!\n\n{body}")
    assert sorting.gather(sorting.arrive(letter(subject="Another thing"))).said == ()
    assert sorting.gather(sorting.arrive(answer)).said == (body.strip(),)
    sorting.sort(letter(subject=f"Re: {sorting.token(number)}", body=f"Mine too!\n\n{body}"))
    last = sorting.all(select(article.c.text, article.c.quoted).order_by(article.c.id.desc()).limit(1))[0]
    assert (last.text, last.quoted) == ("Mine too!", body.strip())
