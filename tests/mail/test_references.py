"""Threads and subjects."""

from gateway.mail.parse import parse
from gateway.mail.references import base_subject, thread_ids


def test_the_nearest_ancestor_comes_first() -> None:
    def check(in_reply_to: str, references: str, *expected: str) -> None:
        raw = f"In-Reply-To: {in_reply_to}\r\nReferences: {references}\r\n\r\n".encode()
        assert thread_ids(parse(raw)) == expected

    check("<c@x>", "<a@x> <b@x> <c@x>", "c@x", "b@x", "a@x")
    check("", "<a@x> <b@x>", "b@x", "a@x")
    check("Your mail of Monday", "", *())
    many = " ".join(f"<{n}@x>" for n in range(200))
    assert thread_ids(parse(f"References: {many}\r\n\r\n".encode()))[:2] == ("199@x", "198@x")
    assert len(thread_ids(parse(f"References: {many}\r\n\r\n".encode()))) == 50


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
    check("رد: إعادة توجيه: مرحبا", "إعادة توجيه: مرحبا")
    check("回复：你好", "你好")
    check("Re : hello", "hello")
    check("Urgent: hello", "Urgent: hello")
    check("Re: [#1042-7KQM] hello", "[#1042-7KQM] hello")
    check("Re:", "")
    check("  a \t b ", "a b")
    check("Re: " * 100, "")
