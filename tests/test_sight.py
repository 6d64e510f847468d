"""What the rules see of a mail: texts in the form for comparing, and never too much of them."""

from gateway.mail.inbound import Attachment, Envelope, Mailbox
from gateway.sight import BODY, FIELD, FIELDS, plain, sight_of

from .builders import facts, mail, ticket


def test_white_space_of_every_kind_is_one_space() -> None:
    spaces = [chr(code) for code in range(0x3001) if chr(code).isspace()]
    assert plain("  a" + "".join(spaces) + "b\r\n ") == "a b"
    assert all(plain(f"a{space}{space}b") == "a b" for space in spaces)


def test_only_so_much_of_a_text_is_looked_at() -> None:
    assert len(plain("ﷺ" * BODY)) == BODY
    assert plain("x" * 10, 3) == "xxx"


def test_header_fields_of_one_name_are_looked_at_up_to_a_limit() -> None:
    many = tuple(("received", f"{number} {'x' * 500}") for number in range(100))
    seen = sight_of(mail(fields=(*many, ("x-long", "y" * 5000), ("x-none", ""))), facts(), ticket()).texts
    assert 10 < len(seen.field("received")) < 20
    assert sum(len(text.plain) for text in seen.field("received")) <= FIELDS
    assert [len(text.plain) for text in seen.field("x-long")] == [FIELD]
    assert [text.plain for text in seen.field("x-none")] == [""]
    assert seen.field("x-other") == ()


def test_sizes_recipients_and_domains() -> None:
    sent = mail(
        "سلام",
        attachments=(Attachment("a", "text/plain", b"12345"),),
        envelope=Envelope("", ("Support@Example.org",)),
        to=(Mailbox("x@BÜCHER.example"), Mailbox("support@example.org")),
        from_=(Mailbox("ali@mail.customer.example"),),
    )
    seen = sight_of(sent, facts(), ticket()).texts
    assert seen.size == 8 + 5
    assert seen.recipients == ("support@example.org", "x@xn--bcher-kva.example")
    assert seen.sender_domains == ("mail.customer.example", "customer.example", "example")
    nobody = sight_of(mail(from_=()), facts(), ticket()).texts
    assert nobody.sender_domains == ("",)
