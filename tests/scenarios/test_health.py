"""The health page of the real thing: what it says is so, and it answers whatever hangs."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from .office import Office, free_port, wait_until
from .scraping import HealthPage

pytestmark = pytest.mark.scenario


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    port = free_port()
    tables = f'[work]\nprocesses = 2\n[log]\nformat = "json"\n[health]\nport = {port}\n'
    opened = Office(tmp_path_factory.mktemp("office"), extra=tables)
    opened.start()
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def page(office: Office) -> HealthPage:
    line = next(line for line in office.config.read_text().splitlines()[::-1] if line.startswith("port = "))
    return HealthPage(int(line.removeprefix("port = ")))


def send_some(office: Office, count: int, word: str) -> None:
    for number in range(count):
        office.write(
            f"{word}{number}@customers.example", "support@example.org", f"{word} {number}", f"{word} {number}."
        )
    for number in range(count):
        office.expect(f"{word}{number}@customers.example", 1)


def test_a_fresh_house_is_alive_and_ready(page: HealthPage) -> None:
    assert page.ask("/health/live").text == "alive\n"
    assert page.becomes("/health/ready", 200).text == "ready\n"
    assert page.ask("/health/ready", "HEAD").text == ""
    assert page.ask("/health/ready", "POST").status == 405
    assert page.ask("/").status == 404


def test_what_is_counted_is_what_the_ledger_says(office: Office, page: HealthPage) -> None:
    send_some(office, 6, "printer")
    with pytest.raises(Exception, match="No such address"):
        office.write("x@customers.example", "nobody@example.org", "Hello", "Hello")
    ledger = office.settled()
    wait_until(lambda: page.figures().sum("postroom_notices_total", fate="sent") >= 12, 20, lambda: office.log[-2000:])
    figures = page.figures()
    assert figures.sum("postroom_mails_accepted_total", source="smtp") == ledger["accepted"] == 6
    for outcome in ("ticket", "reply", "quarantined"):
        assert figures.sum("postroom_mails_decided_total", outcome=outcome) == ledger["outcomes"][outcome]
    assert figures.sum("postroom_mails_decided_total") == 6
    assert figures.sum("postroom_relay_answers_total", relay="relay", answer="2xx") == len(office.sink.caught) == 12
    assert figures.sum("postroom_smtp_refusals_total", code="550") == 1
    assert figures.sum("postroom_smtp_refusals_total") == 1
    for stage in ("read", "decide", "apply", "mail_latency"):
        assert figures.sum(f"postroom_{stage}_seconds_count") == 6
    assert figures.sum("postroom_submit_seconds_count") == figures.sum("postroom_render_seconds_count") == 12


def test_the_books_of_the_database_balance_and_nobody_needs_to_count_them(office: Office, page: HealthPage) -> None:
    send_some(office, 1, "books")
    office.settled()
    accepted = office.rows("ledger")[0]["accepted"]
    wait_until(lambda: page.figures().sum("postroom_ledger_mails") == accepted, 60, lambda: page.ask("/metrics").text)
    figures = page.figures()
    assert figures.sum("postroom_ledger_accepted") == accepted
    assert figures.sum("postroom_ledger_waiting") == 0
    assert figures.sum("postroom_spool_mails") == 0


def test_a_worker_that_is_killed_takes_no_count_with_it(office: Office, page: HealthPage) -> None:
    send_some(office, 4, "before")
    office.settled()
    before = page.figures()
    victims = workers_of(office)
    assert len(victims) == 2
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(workers_of(office) - victims) == 2, 20, lambda: workers_of(office))
    wait_until(lambda: page.figures().sum("postroom_process_starts_total") >= 5, 20, lambda: page.ask("/metrics").text)
    after = page.figures()
    falling = [key for key, value in before.samples.items() if key[0].endswith("_total") and after.samples[key] < value]
    assert not [key for key in falling if "cpu" not in key[0]]
    page.becomes("/health/ready", 200)
    send_some(office, 4, "after")
    office.settled()
    decided = page.figures().sum("postroom_mails_decided_total")
    assert decided == before.sum("postroom_mails_decided_total") + 4


def test_the_whole_log_is_json_whoever_speaks(office: Office) -> None:
    lines = [json.loads(line) for line in office.log.splitlines()]
    assert all(line.keys() >= {"time", "level", "logger", "pid", "event"} for line in lines)
    assert all(line["time"].endswith("+00:00") for line in lines)
    said = [line["message"] for line in lines if line["event"] == "message"]
    assert sum("ended unexpectedly and is started again" in words for words in said) == 2
    tickets = [line for line in lines if line["event"] == "ticket"]
    assert tickets
    assert {type(line[key]) for line in tickets for key in ("ticket", "spool")} == {int}


def workers_of(office: Office) -> frozenset[int]:
    """The supervisor's children with a reader of mails below them."""
    assert office.process is not None
    children = children_of(office.process.pid)
    return frozenset(child for child in children if children_of(child))


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, path.read_text().split())
    return found
