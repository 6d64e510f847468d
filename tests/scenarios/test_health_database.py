"""What the health page of `postroom work` says while the database is away: the truth, and at once."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import make_url

from gateway.cli.watching import PORTS

from .. import services
from ..gate import Gate
from .office import Office, free_port
from .scraping import HealthPage

pytestmark = [pytest.mark.scenario, pytest.mark.service]


@dataclass
class Cut:
    """A Postroom whose way to PostgreSQL can be cut."""

    gate: Gate
    page: HealthPage

    def unready_within(self, seconds: float) -> str:
        began = time.monotonic()
        answer = self.page.becomes("/health/ready", 503, patience=seconds)
        assert time.monotonic() - began < seconds
        return answer.text


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cut]:
    with services.postgresql() as url:
        there = make_url(url)
        with Gate(there.host or "127.0.0.1", there.port or 5432) as gate:
            folder = tmp_path_factory.mktemp("cut")
            (folder / "secret").write_text("the same key for all machines")
            way = there.set(host="127.0.0.1", port=gate.port).render_as_string(hide_password=False)
            port = free_port()
            tables = f'[database]\nurl = "{way}"\n[reply]\nsecret = {{ file = "{folder / "secret"}" }}\n'
            office = Office(folder, tables + f"[work]\nprocesses = 1\n[health]\nport = {port}\n")
            office.start("work")
            try:
                page = HealthPage(port + PORTS["work"])
                page.becomes("/health/ready", 200)
                yield Cut(gate, page)
            finally:
                gate.thaw()
                office.close()


def test_a_database_that_hangs_makes_us_unready_within_two_seconds_and_hangs_nothing_else(cut: Cut) -> None:
    cut.gate.freeze()
    assert "database: does not answer within 1 s\n" in cut.unready_within(2.0)
    assert cut.page.ask("/health/live").status == 200
    figures = cut.page.figures()
    assert figures.sum("postroom_ready") == 0
    assert figures.sum("postroom_process_up", process="worker 1") == 1
    cut.gate.thaw()
    cut.page.becomes("/health/ready", 200)
    assert cut.page.figures().sum("postroom_ready") == 1


def test_a_database_that_is_gone_makes_us_unready_within_two_seconds(cut: Cut) -> None:
    cut.gate.shut()
    assert "database: does not answer (" in cut.unready_within(2.0)
    assert cut.page.ask("/health/live").status == 200
    assert cut.page.figures().sum("postroom_ready") == 0
    cut.gate.open()
    cut.page.becomes("/health/ready", 200, patience=30)
