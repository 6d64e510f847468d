"""Rules by mail: an admin asks for them, answers with a changed document, says yes. Whoever else tries gets nowhere."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select

from gateway.decisions import Settlement
from gateway.intake.reading import Question, Reader
from gateway.mail import confirmation as codes
from gateway.mail.inbound import Envelope, InboundMail
from gateway.mail.parse import parse
from gateway.rules import STARTER
from gateway.store import ledger, logins, rules
from gateway.store.revisions import Draft, Revision
from gateway.store.schema import confirmation
from workers import ingest

from .. import services
from ..scenarios.office import Caught
from .house import ALI, AUTHSERV, MINA, POSHTIBANI, SARA, START, SUPPORT, TOM, House, open_house

GOOD = """
[[rule]]
name = "printers go to Mina"
when.subject = "printer"
then.assign = "mina"
then.tag = "printer"
"""
OTHER = GOOD.replace('when.subject = "printer"', 'when.subject = "scanner"')


class _Reader:
    """Reads in this process; that mail is read in a child is another test's matter."""

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        return parse(raw, envelope)

    read_patiently = read

    def read_some(self, mails: Sequence[Question], seconds: float) -> list[InboundMail]:
        return [self.read(raw, envelope) for raw, envelope in mails]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, agents="aligned") as opened:
        yield with_admins(opened)


def with_admins(house: House) -> House:
    """Tom and Sara may change the rules, Mina may not."""
    policy = replace(house.app.policy, admins=frozenset({"tom", "sara"}))
    house.app = replace(house.app, policy=policy, reader=cast(Reader, _Reader()))
    return house


def revisions(house: House) -> tuple[Revision, ...]:
    with house.app.database.read() as connection:
        return rules.history(connection)


def apply(house: House, document: str) -> None:
    """By the command line."""
    base = len(revisions(house))
    draft = Draft(base, "root", "by hand", document)
    made = house.app.database.write(lambda connection: rules.append(connection, draft, START))
    assert isinstance(made, Revision)


def ask(house: House, admin: str = TOM, **fields: str) -> Caught:
    """The mail that brings the document."""
    house.write(admin, SUPPORT, "Rules, please", "#rules", **({"proof": "pass"} | fields))
    return house.only(admin)


def attached(caught: Caught) -> dict[str, str]:
    parts = caught.mail.iter_attachments()
    return {str(part.get_filename()): part.get_content().decode() for part in parts}


def answer(
    house: House,
    caught: Caught,
    admin: str = TOM,
    document: str | bytes = GOOD,
    login: str = "tom",
    proof: str = "",
    body: str = "Printers are Mina's now.",
    name: str = "rules.toml",
) -> int:
    """With a document attached, as a mail client does."""
    old = caught.mail
    built = EmailMessage(policy=SMTP)
    if proof:
        built["Authentication-Results"] = f"{AUTHSERV}; dmarc={proof} header.from={admin.rpartition('@')[2]}"
    built["From"], built["To"] = admin, parseaddr(str(old["reply-to"] or old["from"]))[1]
    built["Subject"] = f"Re: {caught.subject}"
    built["Message-ID"] = f"<{len(house.postbox.caught)}.{hash(str(document)) & 0xFFFF}@client.example>"
    built["In-Reply-To"] = built["References"] = str(old["message-id"])
    built.set_content(body)
    content = document.encode() if isinstance(document, str) else document
    built.add_attachment(content, maintype="application", subtype="toml", filename=name)
    return house.take(bytes(built), admin, SUPPORT, login=login)


# --- how it goes ------------------------------------------------------------------------------------------------------


def test_the_document_comes_as_a_file_with_words_on_how_to_change_it(house: House) -> None:
    told = ask(house)
    assert house.kind(told) == "rules"
    assert attached(told) == {"rules.toml": STARTER}
    assert "There are no rules yet" in told.text
    assert "answer this mail" in told.text
    apply(house, GOOD)
    again = ask(house)
    assert attached(again) == {"rules.toml": GOOD}
    assert "revision 1" in again.text
    assert house.tickets() == 0
    assert house.balanced()


def test_a_changed_document_is_tried_shown_and_after_a_yes_in_force(house: House) -> None:
    house.write(f"Ali <{ALI}>", SUPPORT, "My printer", "It is broken.", proof="pass")
    house.look()
    id = answer(house, ask(house))
    assert house.outcome(id) == "answered"
    question = house.only(TOM)
    assert house.kind(question) == "rules"
    assert codes.named(question.subject) is not None
    assert '+name = "printers go to Mina"' in question.text
    assert "#1001 My printer" in question.text
    assert "tags: – → printer" in question.text
    assert '+name = "printers go to Mina"' in attached(question)["rules.diff"]
    assert revisions(house) == ()

    house.answer(question, TOM, "YES", proof="pass")
    done = house.only(TOM)
    assert house.kind(done) == "transcript"
    assert "in force now, as revision 1" in done.text
    (made,) = revisions(house)
    assert (made.author, made.reason, made.document) == ("tom", "Printers are Mina's now.", GOOD)
    assert house.tickets() == 1
    assert house.silent(ALI, MINA, SARA)

    house.write(f"Ali <{ALI}>", SUPPORT, "Another printer", "It is broken, too.", proof="pass")
    assert house.ticket(1002).tags == ("printer",)
    assert house.ticket(1001).tags == ()
    assert house.balanced()


@pytest.mark.service
def test_the_same_on_postgresql(tmp_path: Path) -> None:
    with services.postgresql() as url, open_house(tmp_path, "aligned", url) as house:
        test_a_changed_document_is_tried_shown_and_after_a_yes_in_force(with_admins(house))


def test_it_goes_in_persian_too(house: House) -> None:
    told = ask(house, SARA)
    assert "پیوست این ایمیل است" in told.text
    answer(house, told, SARA, login="sara")
    question = house.only(SARA)
    assert "فقط بنویسید «بله»" in question.text
    house.answer(question, SARA, "بله", login="sara")
    assert "نسخهٔ ۱" in house.only(SARA).text
    assert [each.author for each in revisions(house)] == ["sara"]
    id = house.write(SARA, POSHTIBANI, "قواعد", "#قواعد", proof="pass")
    assert house.outcome(id) == "answered"
    assert attached(house.only(SARA)) == {"rules.toml": GOOD}


def test_mistakes_come_back_with_their_lines_and_a_corrected_document_begins_from_them(house: House) -> None:
    answer(house, ask(house), document=GOOD.replace("when.subject", "when.subjetc"))
    told = house.only(TOM)
    assert house.kind(told) == "rules"
    assert "4: " in told.text
    assert codes.named(told.subject) is None
    answer(house, told)
    assert codes.named(house.only(TOM).subject) is not None


def test_the_document_in_force_brings_nothing_new(house: House) -> None:
    apply(house, GOOD)
    answer(house, ask(house), document=GOOD.replace("\n", "\r\n"))
    assert "nothing to do" in house.only(TOM).text
    assert len(revisions(house)) == 1


# --- two admins -------------------------------------------------------------------------------------------------------


def test_of_two_admins_who_were_asked_the_second_is_told_and_nothing_is_done(house: House) -> None:
    toms, saras = ask(house), ask(house, SARA)
    answer(house, toms)
    answer(house, saras, SARA, OTHER, login="sara")
    asked_tom, asked_sara = house.only(TOM), house.only(SARA)
    house.answer(asked_tom, TOM, "yes", login="tom")
    assert "revision 1" in house.only(TOM).text
    house.answer(asked_sara, SARA, "بله", login="sara")
    assert "نسخهٔ ۰ آغاز شده است" in house.only(SARA).text
    assert [each.document for each in revisions(house)] == [GOOD]


def test_who_begins_from_an_older_revision_is_told_at_once(house: House) -> None:
    told = ask(house)
    apply(house, OTHER)
    answer(house, told)
    said = house.only(TOM)
    assert house.kind(said) == "transcript"
    assert "revision 1 is in force by now" in said.text
    assert len(revisions(house)) == 1


# --- who may not ------------------------------------------------------------------------------------------------------


def nothing_was_asked(house: House) -> bool:
    with house.app.database.read() as connection:
        return not connection.execute(select(confirmation)).all() and revisions(house) == ()


@pytest.mark.parametrize(("login", "proof"), [("", "pass"), ("", ""), ("", "fail"), ("mina", "pass"), ("sara", "")])
def test_only_an_admin_who_logged_in_is_even_asked(house: House, login: str, proof: str) -> None:
    answer(house, ask(house), login=login, proof=proof)
    assert nothing_was_asked(house)
    kinds = [house.kind(each) for each in house.news(TOM)]
    assert "rules" not in kinds


def test_an_admin_without_a_login_is_told_what_is_missing(house: House) -> None:
    answer(house, ask(house), login="", proof="pass")
    assert "only taken from who logs in" in house.only(TOM).text
    assert house.tickets() == 0


def test_a_confirmed_mail_without_a_login_brings_no_rules(house: House) -> None:
    """Were a mail of a proven domain ever asked about, and its author said yes: still nobody logged in for it."""
    told = ask(house)
    id = answer(house, told, login="", proof="pass")
    with house.app.database.read() as connection:
        person = connection.scalar(select(confirmation.c.person))
    assert person is None
    assert house.app.database.write(lambda connection: ledger.readmit(connection, id, Settlement.CONFIRMED, START))
    house.deliver(ingest.run(house.app, id))
    assert nothing_was_asked(house)


@pytest.mark.parametrize("admin", [MINA, ALI])
def test_for_others_the_word_is_none(house: House, admin: str) -> None:
    id = house.write(admin, SUPPORT, "Rules, please", "#rules", proof="pass")
    assert house.outcome(id) == "ticket"
    assert all(house.kind(each) != "rules" for each in house.postbox.caught)


@pytest.mark.parametrize("proof", ["", "fail"])
def test_a_forged_admin_learns_nothing(house: House, proof: str) -> None:
    house.write(TOM, SUPPORT, "Rules, please", "#rules", proof=proof)
    assert all(house.kind(each) != "rules" for each in house.postbox.caught)


def test_the_rules_go_to_the_registered_address_only(house: House) -> None:
    house.write(TOM, SUPPORT, "Rules", "#rules", proof="pass", Reply_To="eve@evil.example", Cc="eve@evil.example")
    assert {each.recipient for each in house.postbox.caught if house.kind(each) == "rules"} <= {TOM}


def test_a_yes_counts_once_and_only_from_who_was_asked(house: House) -> None:
    answer(house, ask(house))
    question = house.only(TOM)
    for other, login in ((SARA, "sara"), (MINA, "mina"), ("eve@evil.example", "")):
        house.answer(question, other, "yes", login=login, proof="" if login else "pass")
        assert revisions(house) == ()
    house.look()
    house.answer(question, TOM, "yes", proof="fail")
    assert revisions(house) == ()
    house.answer(question, TOM, "yes", login="tom")
    assert len(revisions(house)) == 1
    apply(house, OTHER)
    house.answer(question, TOM, "yes", login="tom")
    assert [each.document for each in revisions(house)] == [GOOD, OTHER]


def test_a_yes_that_comes_too_late_does_nothing(house: House) -> None:
    answer(house, ask(house))
    question = house.only(TOM)
    house.later(minutes=31)
    house.answer(question, TOM, "yes", login="tom")
    assert revisions(house) == ()


def test_a_document_that_answers_no_mail_of_ours_is_a_file_like_any_other(house: House) -> None:
    told = ask(house)
    stranger = Caught(told.sender, told.recipient, told.raw.replace(b"Message-ID: <t.", b"Message-ID: <u."))
    id = answer(house, stranger)
    assert house.outcome(id) == "ticket"
    assert nothing_was_asked(house)


def test_another_admins_mail_is_not_ones_own(house: House) -> None:
    answer(house, ask(house, SARA), TOM)
    assert nothing_was_asked(house)


def test_a_document_inside_of_a_forward_or_a_quote_is_none(house: House) -> None:
    told = ask(house)
    inner = EmailMessage(policy=SMTP)
    inner["From"], inner["Subject"] = "eve@evil.example", "Your rules"
    inner.set_content("Apply this.")
    inner.add_attachment(GOOD.encode(), maintype="application", subtype="toml", filename="rules.toml")
    outer = EmailMessage(policy=SMTP)
    outer["From"], outer["To"], outer["Subject"] = TOM, SUPPORT, f"Re: {told.subject}"
    outer["Message-ID"] = "<forward@client.example>"
    outer["In-Reply-To"] = str(told.mail["message-id"])
    outer.set_content(f"What is this?\n\n> {GOOD}")
    outer.add_attachment(inner)
    house.take(bytes(outer), TOM, SUPPORT, login="tom")
    assert nothing_was_asked(house)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (GOOD.encode() + "# سلام".encode("windows-1256"), "not UTF-8"),
        (GOOD.encode() + b"#" * 300_000, "larger than"),
        (GOOD.encode("utf-16"), "not UTF-8"),
    ],
)
def test_what_cannot_be_a_document_is_a_mistake(house: House, document: bytes, says: str) -> None:
    answer(house, ask(house), document=document)
    assert says in house.only(TOM).text
    assert nothing_was_asked(house)


def test_a_disabled_admin_is_none(house: House) -> None:
    told = ask(house)
    tom = house.app.policy.agent_named("tom")
    assert tom is not None
    house.app.database.write(lambda connection: logins.disable(connection, tom, START))
    answer(house, told)
    assert nothing_was_asked(house)
