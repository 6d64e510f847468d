"""Threads and subjects."""

import base64
import time

import pytest

from gateway.mail.inbound import InboundMail
from gateway.mail.parse import parse
from gateway.mail.references import LIMIT, Conversation, base_subject, conversation, key, mark, thread_ids

from ..builders import mail

OURS = "t.1042.7.abcdefghijklmnop@in.example.org"


def read(*lines: str) -> InboundMail:
    return parse("\r\n".join((*lines, "", "")).encode())


def test_the_nearest_ancestor_comes_first() -> None:
    def check(in_reply_to: str, references: str, *expected: str) -> None:
        assert thread_ids(read(f"In-Reply-To: {in_reply_to}", f"References: {references}")) == expected

    check("<c@x>", "<a@x> <b@x> <c@x>", "c@x", "b@x", "a@x")
    check("", "<a@x> <b@x>", "b@x", "a@x")
    check("Your mail of Monday", "", *())


def test_a_long_chain_keeps_its_newest_and_its_oldest_ids() -> None:
    found = thread_ids(read("References: " + "\r\n ".join(f"<{n}@x.example>" for n in range(300))))
    assert len(found) == LIMIT
    assert found[:2] == ("299@x.example", "298@x.example")
    assert found[-2:] == ("1@x.example", "0@x.example")


@pytest.mark.parametrize(
    "written",
    [
        OURS,
        OURS.upper(),
        "t.1042.7.abcdefghijklmnop@IN.Example.ORG",
        f"<{OURS}>",
        f" < {OURS} > ",
        f"<<{OURS}>>",
        f'"{OURS}"',
        f"{OURS},",
        "t.1042.7.abcdefgh ijklmnop@in.example.org",
        "t.1042.7.abcdefgh\r\n\tijklmnop@in.example.org",
    ],
)
def test_two_writings_of_an_id_have_one_key(written: str) -> None:
    assert key(written) == OURS


def test_different_ids_have_different_keys() -> None:
    assert len({key(each) for each in (OURS, OURS + "a", "x" + OURS, OURS.replace("7", "8"), "")}) == 5


@pytest.mark.parametrize("field", ["In-Reply-To", "References"])
@pytest.mark.parametrize(
    "value",
    [
        f"<{OURS}>",
        f"<{OURS.upper()}>",
        OURS,
        f"< {OURS} >",
        f"<<{OURS}>>",
        f"&lt;{OURS}&gt;",
        f"%3C{OURS.replace('@', '%40')}%3E",
        f"<{OURS[:20]}\r\n {OURS[20:]}>",
        f"<a-1@relay.example>,<{OURS}>",
        f"<a-1@relay.example><{OURS}>",
        f"=?utf-8?q?=3C{OURS.replace('@', '=40')}=3E?=",
        f'Your message of "Sat, 21 Nov 2026" <{OURS}>',
        f"Message from Ali of Sat <{OURS}> (11:30)",
    ],
)
def test_an_id_is_read_however_a_relay_broke_it(field: str, value: str) -> None:
    assert OURS in thread_ids(read(f"{field}: {value}"))


def test_what_is_no_name_of_a_mail_is_left_out() -> None:
    def check(*lines: str, expected: tuple[str, ...] = ()) -> None:
        assert thread_ids(read("From: ali@a.example", "To: support@example.org", *lines)) == expected

    check("In-Reply-To: ali@a.example")  # the person's address, which all of their mails would share
    check("In-Reply-To: <Support@Example.org>")
    check("Reply-To: r@a.example", "References: <r@a.example>")
    check("Message-ID: <own@a.example>", "References: <a1@a.example> <Own@a.example>", expected=("a1@a.example",))
    check("References: <1> <> <id>")
    check("References: <20261121.abcdef>", expected=("20261121.abcdef",))
    check("References: <" + "a" * 400 + "@x.example>")
    check("In-Reply-To: <سلام@x.example> <\0a@x.example>", expected=("a@x.example",))
    assert thread_ids(mail(fields=(("references", "<\0a@x.example> <\ud800b@x.example>"),))) == ()


def test_ids_that_were_read_without_the_fields_count_too() -> None:
    built = mail(in_reply_to=("B@x.example",), references=("a@x.example", "b@x.example"))
    assert thread_ids(built) == ("b@x.example", "a@x.example")


def index(answers: int, talk: bytes = b"0123456789abcdef", first: int = 1) -> str:
    return base64.b64encode(bytes([first]) + b"\0" * 5 + talk + b"12345" * answers).decode()


def test_outlooks_thread_index_names_the_talk() -> None:
    def check(value: str, expected: Conversation | None) -> None:
        assert conversation(read(f"Thread-Index: {value}")) == expected

    name = f"thread-index:{b'0123456789abcdef'.hex()}"
    check(index(0), Conversation(name, answers=False))
    check(index(1), Conversation(name, answers=True))
    check(index(40), Conversation(name, answers=True))
    check(index(3)[:20] + "\r\n " + index(3)[20:], Conversation(name, answers=True))
    check(index(0, b"fedcba9876543210"), Conversation(f"thread-index:{b'fedcba9876543210'.hex()}", answers=False))
    for nothing in (
        "",
        "A",
        "AAAA",
        "%%%",
        "سلام",
        index(0)[:-4],
        index(1, first=2),
        base64.b64encode(b"\1" * 24).decode(),
    ):
        check(nothing, None)
    assert conversation(read("Subject: none")) is None


def test_a_megabyte_of_ids_costs_little() -> None:
    began = time.process_time()
    for piece in ("<", "<a@b>", "<a ", "&lt;", "<" * 50 + "a@b", "<a@b "):
        thread_ids(mail(fields=(("references", piece * 250_000), ("in-reply-to", piece * 250_000))))
        conversation(mail(fields=(("thread-index", "AQ" + piece * 250_000),)))
    assert time.process_time() - began < 2


def test_the_subject_is_bared_of_answer_marks() -> None:
    def check(subject: str, base: str) -> None:
        assert base_subject(subject) == base

    check("Re: hello", "hello")
    check("RE: FW: Fwd: hello", "hello")
    check("Re[2]: hello", "hello")
    check("Re(3): hello", "hello")
    check("AW: WG: hallo", "hallo")
    check("SV: VS: hej", "hej")
    check("پاسخ: سلام", "سلام")
    check("ارجاع: پاسخ: سلام", "سلام")
    check("\u200fپاسخ : سلام", "سلام")
    check("رد: إعادة توجيه: مرحبا", "مرحبا")
    check("Trả lời: Chuyển tiếp: xin chào", "xin chào")
    check("回复：你好", "你好")
    check("Re : hello", "hello")
    check("Urgent: hello", "Urgent: hello")
    check("Not urgent: hello", "Not urgent: hello")
    check("Re invoice: hello", "Re invoice: hello")
    check("Re: [#1042-7KQM] hello", "[#1042-7KQM] hello")
    check("Re:", "")
    check("  a \t b ", "a b")
    check("Re: " * 100, "")


@pytest.mark.parametrize(
    "marks",
    [
        ("Re", "Fwd"),  # English, and Gmail everywhere
        ("پاسخ", "ارجاع"),
        ("رد", "إعادة توجيه"),
        ("AW", "WG"),
        ("RE", "TR"),
        ("RE", "RV"),
        ("RES", "ENC"),
        ("R", "I"),
        ("Antw", "Doorst"),
        ("Отв", "Пересл"),
        ("YNT", "İLT"),
        ("Odp", "PD"),
        ("SV", "VB"),
        ("VS", "VL"),
        ("Odp", "Přep"),
        ("Vá", "Továbbítás"),
        ("Răsp", "Redir"),
        ("ΑΠ", "ΠΡΘ"),
        ("Відп", "FW"),
        ("השב", "הועבר"),
        ("回复", "转发"),
        ("回覆", "轉寄"),
        ("返信", "転送"),
        ("회신", "전달"),
        ("Bls", "Trs"),
    ],
)
def test_marks_of_many_languages_are_known_in_any_case(marks: tuple[str, str]) -> None:
    for answer, forward in (marks, tuple(each.lower() for each in marks), tuple(each.upper() for each in marks)):
        assert base_subject(f"{answer}: {forward}: hello") == "hello"
        assert base_subject(f"{forward}： {answer}[3]: hello") == "hello"


@pytest.mark.parametrize(
    ("subject", "word"),
    [
        ("Fwd: a", "fwd"),
        ("  RE : Fwd: a", "re"),
        ("\u200fپاسخ: a", "پاسخ"),
        ("İLT: a", "i̇lt"),
        ("Re[2]: a", "re"),
        ("Problem: a", "problem"),
        ("12:00", ""),
        ("a", ""),
        ("", ""),
    ],
)
def test_the_word_that_may_be_a_mark(subject: str, word: str) -> None:
    assert mark(subject) == word
