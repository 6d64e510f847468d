"""What Prometheus reads is what was counted and seen, in its own format, and nothing of a mail."""

from collections.abc import Iterator

import pytest

from gateway import meters
from gateway.health.exposition import text
from gateway.meters import Board, Names, catalogue

from ..scenarios.scraping import Figures
from .views import busy_board, full_view


@pytest.fixture
def board() -> Iterator[Board]:
    found = busy_board()
    meters.sit(found, 0)
    yield found
    meters.stand_up()


def figures(board: Board) -> Figures:
    return Figures.of(text(full_view(board)).decode())


def test_what_waits_is_told_with_its_age(board: Board) -> None:
    found = figures(board)
    assert found.sum("postroom_oldest_mail_seconds") == 90
    assert found.sum("postroom_oldest_notice_seconds") == found.sum("postroom_overdue_notice_seconds") == 90
    assert found.sum("postroom_spool_mails", state="waiting") == 3
    assert found.sum("postroom_outbox_notices", state="later") == 5
    assert found.sum("postroom_rule_revision") == 7


def test_the_promise_can_be_computed_from_the_figures(board: Board) -> None:
    found = figures(board)
    accepted, waiting = found.sum("postroom_ledger_accepted"), found.sum("postroom_ledger_waiting")
    assert accepted - waiting - found.sum("postroom_ledger_mails") == 0


def test_a_histogram_s_buckets_hold_all_below_them(board: Board) -> None:
    meters.attempted("sent")
    for seconds in (0.002, 0.002, 0.2, 100.0):
        meters.notice_sent(seconds)
    found = figures(board)
    assert found.sum("postroom_notice_latency_seconds_bucket", le="0.01") == 2
    assert found.sum("postroom_notice_latency_seconds_bucket", le="0.25") == 3
    assert found.sum("postroom_notice_latency_seconds_bucket", le="+Inf") == 4
    assert found.sum("postroom_notice_latency_seconds_count") == 4
    assert found.sum("postroom_notice_latency_seconds_sum") == pytest.approx(100.204)


def test_a_counter_is_there_before_anything_happened(board: Board) -> None:
    assert figures(board).sum("postroom_relay_answers_total", relay="relay", answer="5xx") == 0


def test_what_nobody_foresaw_is_shown_once_it_was_met(board: Board) -> None:
    key = ("postroom_relay_answers_total", frozenset({("relay", "other"), ("answer", "2xx")}))
    assert key not in figures(board).samples
    meters.relay_answered("eve@example.org", "2xx", 0.1)
    assert figures(board).samples[key] == 1
    assert "example.org" not in text(full_view(board)).decode()


def test_only_mailboxes_of_the_configuration_have_a_name_there(board: Board) -> None:
    assert "forgotten" not in text(full_view(board)).decode()


def test_names_cannot_break_out_of_their_label() -> None:
    odd = Board(catalogue(Names(('a"} 1\nevil',))), ("listener",))
    assert "\nevil" not in text(full_view(odd)).decode()


def test_the_processes_are_told_as_the_kernel_sees_them(board: Board) -> None:
    found = figures(board)
    assert found.sum("postroom_process_up", process="listener") == 1
    assert found.sum("postroom_process_resident_bytes") > 10_000_000
    assert found.sum("postroom_process_cpu_seconds_total") > 0
    assert found.sum("postroom_process_starts_total") == 2
