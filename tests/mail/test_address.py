"""Address fields as mailers really write them, and which From fields are believed."""

import pytest

from gateway.mail.address import author, mailboxes
from gateway.mail.inbound import Defect, Mailbox


def check(raw: str | bytes, *expected: tuple[str, str]) -> None:
    field = raw.encode() if isinstance(raw, str) else raw
    assert mailboxes(field) == tuple(Mailbox(address, name) for address, name in expected)


def test_addresses_of_every_shape_are_read() -> None:
    check("a@b.org", ("a@b.org", ""))
    check("<a@b.org>", ("a@b.org", ""))
    check("Ann Lee <a@b.org>", ("a@b.org", "Ann Lee"))
    check('"Lee, Ann" <a@b.org>, c@d.org', ("a@b.org", "Lee, Ann"), ("c@d.org", ""))
    check('"Lee \\"Q\\" Ann" <a@b.org>', ("a@b.org", 'Lee "Q" Ann'))
    check("a@b.org (Ann Lee)", ("a@b.org", "Ann Lee"))
    check("a@b.org (Ann (the) Lee)", ("a@b.org", "Ann (the) Lee"))
    check("Ann a@b.org", ("a@b.org", "Ann"))
    check("Ann <a@b.org", ("a@b.org", "Ann"))
    check("a@b.org; c@d.org", ("a@b.org", ""), ("c@d.org", ""))
    check("friends: a@b.org, Cy <c@d.org>;", ("a@b.org", ""), ("c@d.org", "Cy"))
    check("undisclosed-recipients:;")
    check("mailto:a@b.org", ("a@b.org", ""))
    check('"john doe"@b.org', ('"john doe"@b.org', ""))
    check("john . doe @ b . org", ("john.doe@b.org", ""))
    check("<@x.org,@y.org:a@b.org>", ("a@b.org", ""))
    check("=?utf-8?b?2LnZhNuM?= <a@b.org>", ("a@b.org", "علی"))
    check('"=?utf-8?q?Andr=C3=A9?=" <a@b.org>', ("a@b.org", "André"))
    check("André <a@b.org>".encode("latin-1"), ("a@b.org", "André"))
    check("علی <a@b.org>", ("a@b.org", "علی"))
    check("کاربر@نمونه.ایران", ("کاربر@نمونه.ایران", ""))
    check("=?utf-8?q?Ann_=3Ca=40b.org=3E?=", ("a@b.org", "Ann"))
    check("(unclosed a@b.org", ("a@b.org", "unclosed"))
    check('"unclosed <a@b.org>', ("a@b.org", "unclosed"))
    check(",,, ,a@b.org,,", ("a@b.org", ""))
    check(b"a\0b@c.org", ("ab@c.org", ""))
    check("Lee, Ann <a@b.org>", ("a@b.org", "Lee, Ann"))
    check("Lee, Ann <a@b.org>, Roe, Bob <c@d.org>", ("a@b.org", "Lee, Ann"), ("c@d.org", "Roe, Bob"))
    check("local, <a@b.org>, c@d.org, other", ("local", ""), ("a@b.org", ""), ("c@d.org", ""), ("other", ""))
    check("")


def test_a_list_is_read_up_to_a_hundred_addresses() -> None:
    assert len(mailboxes(b", ".join(b"u%d@b.org" % n for n in range(500)))) == 100


def test_one_clear_author_has_no_defect() -> None:
    def clear(raw: str) -> None:
        assert author((raw.encode(),))[1] == (), raw

    clear("a@b.org")
    clear("<a@b.org>")
    clear("Ann Lee <a@b.org>")
    clear('"Lee, Ann" <a@b.org>')
    clear('"ann@home.org via List" <list@b.org>')
    clear("=?utf-8?q?Ann=40home?= <a@b.org>")
    clear("a@b.org (Ann)")
    clear("علی رضایی <a@b.org>")
    clear("o'brien+tag@mail.b-c.org")
    clear('"john doe"@b.org')


@pytest.mark.parametrize(
    "raw",
    [
        "agent@corp.org <evil@x.org>",  # CVE-2023-27043
        "<agent@corp.org> <evil@x.org>",
        "agent@corp.org(<evil@x.org>)",
        "agent@(x)corp.org",
        "agent@corp.org evil@x.org",
        '"agent@corp.org" evil@x.org',
        "staff: agent@corp.org;",
        "<@x.org:agent@corp.org>",
        "<agent@corp.org",
        '"agent <agent@corp.org>',
        "agent@corp.org@x.org",
        "agent@corp..org",
        "agent @corp.org",
        "=?utf-8?q?agent=40corp.org?=",
        "<=?utf-8?q?agent=40corp.org?=>",
        "agent",
        "",
        "agent@corp.org\0",
        "agent, evil <a@x.org>",
    ],
)
def test_a_from_that_reads_in_two_ways_is_bad(raw: str) -> None:
    assert Defect.BAD_FROM in author((raw.encode(),))[1]


def test_more_than_one_author_is_noted() -> None:
    assert author(()) == ((), (Defect.NO_FROM,))
    assert Defect.MANY_FROM in author((b"a@b.org, c@d.org",))[1]
    assert Defect.MANY_FROM in author((b"a@b.org", b"c@d.org"))[1]
    assert Defect.MANY_FROM in author((b"a@b.org", b"a@b.org"))[1]
