"""Which earlier request a mail makes again: words, files, what stands below, and how long it takes to say."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.facts import EarlierRequest
from gateway.mail.inbound import Attachment
from gateway.sameness import Said, compared, find, said_in
from gateway.tickets.ticket import Status

from ..builders import NOW, mail, ticket

PRINTER = Said("Printer", "The printer on floor 2 prints only blank pages.")
A, B = frozenset({b"a"}), frozenset({b"b"})


def same(new: Said, old: Said = PRINTER, alone: bool = False) -> bool:
    return compared(new, old, alone).same


def test_a_mail_is_the_same_as_itself_and_says_what_is_against_another() -> None:
    assert compared(PRINTER, PRINTER, False).score == 1.0
    assert compared(Said("Printer", "The printer on floor 3 prints only blank pages."), PRINTER, True).against == (
        "numbers or days differ"
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "alike"),
    [(A, A, True), (A, B, False), (A, frozenset(), True), (frozenset(), A, True), (A | B, A, True), (A, A | B, True)],
)
def test_files_that_differ_make_two_requests_of_the_same_words(
    mine: frozenset[bytes], theirs: frozenset[bytes], alike: bool
) -> None:
    assert same(replace(PRINTER, files=mine), replace(PRINTER, files=theirs)) is alike


def test_without_words_the_file_tells() -> None:
    scan = Said("", "", files=A)
    assert same(scan, scan)
    assert not same(replace(scan, files=B), scan)
    assert not same(replace(scan, files=A | B), scan)
    assert same(Said("Reminder", "Did you get my mail?", files=A), replace(PRINTER, files=A))


def test_who_asks_for_news_means_what_waits_alone_or_what_they_quote() -> None:
    news = Said("News?", "Is there any news?")
    assert same(news, alone=True)
    assert not same(news)
    assert same(replace(news, below="> The printer on floor 2 prints only blank pages."))
    assert not same(replace(news, below="> The door of the garage does not close."))
    assert not same(Said("", "Thank you!"), alone=True)
    assert not same(Said("", ""), alone=True)


def request(number: int, said: Said, status: Status = Status.NEW) -> EarlierRequest:
    at = NOW - timedelta(hours=1)
    return EarlierRequest(ticket(number=number, status=status), said.subject, said.text, tuple(said.files), at)


def test_the_most_alike_is_found_and_of_equals_the_first() -> None:
    door = request(9, Said("Door", "The door does not close."))
    found = find(PRINTER, (door, request(8, PRINTER), request(7, PRINTER)), unanswered=3)
    assert found is not None
    assert (found.request.ticket.number, found.score) == (8, 1.0)
    assert find(PRINTER, (door,), unanswered=1) is None
    assert find(PRINTER, (), unanswered=0) is None


def test_an_answered_request_does_not_wait() -> None:
    news = Said("", "Any news?")
    assert find(news, (request(7, PRINTER),), unanswered=1) is not None
    assert find(news, (request(7, PRINTER, Status.WAITING),), unanswered=1) is None
    assert find(news, (request(7, PRINTER),), unanswered=2) is None


def test_of_a_mail_the_new_words_count_and_no_picture_of_a_signature() -> None:
    parts = (Attachment("a.pdf", "application/pdf", b"a"), Attachment("l.png", "image/png", b"l", content_id="logo"))
    body = "Any news?\n\nOn Mon, 16 Nov 2026 at 10:00, Ali <ali@customer.example> wrote:\n> The printer is broken.\n"
    said = said_in(mail(body, subject="Printer", attachments=parts), (b"1", b"2"))
    assert (said.subject, said.text, said.files) == ("Printer", "Any news?", frozenset({b"1"}))
    assert "The printer is broken." in said.below


HOSTILE = (
    *("a " * 50_000, "x" * 100_000, "any news " * 20_000, "1,234 " * 20_000, "a." * 50_000, "not " * 30_000),
    *("نمی شود " * 20_000, "regards\n" * 20_000, "From: x\n" * 20_000, "-" * 100_000, "again, again, " * 9_000),
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:8].strip())
def test_whatever_is_written_it_is_read_in_no_time(text: str) -> None:
    began = time.thread_time()
    compared(Said("s", text), Said("s", text[1:]), True)
    assert time.thread_time() - began < 0.1


def test_most_requests_take_less_than_a_millisecond() -> None:
    new = Said("Printer", "Hello again, the printer on floor 2 prints only blank pages since yesterday. Please hurry!")
    took = []
    for _ in range(50):
        began = time.thread_time()
        compared(new, PRINTER, False)
        took.append(time.thread_time() - began)
    assert min(took) < 0.001
