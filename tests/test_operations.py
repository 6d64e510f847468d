"""Whatever is written for those who operate Postroom is true of it: the page, the dashboard, the alerts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from gateway.health.exposition import text

from .health.views import busy_board, full_view

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
DASHBOARD = json.loads((ROOT / "deploy/grafana/postroom.json").read_text(encoding="utf-8"))
RULES = (ROOT / "deploy/prometheus/postroom.rules.yml").read_text(encoding="utf-8")

_SERIES = re.compile(r"(postroom_[a-z_]+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'([a-z]+)(=~|!~|!=|=)"([^"]*)"')
OF_PROMETHEUS = {"job", "instance", "le"}
ADDED = ("_total", "_bucket", "_count", "_sum")  # by the format, to the name of a family


@pytest.fixture(scope="module")
def families() -> dict[str, Metric]:
    shown = text(full_view(busy_board())).decode()
    return {family.name: family for family in text_string_to_metric_families(shown)}


@pytest.fixture(scope="module")
def samples(families: dict[str, Metric]) -> dict[str, dict[str, set[str]]]:
    """Each sample's name, with the values that each of its labels has."""
    found: dict[str, dict[str, set[str]]] = {}
    for sample in (sample for family in families.values() for sample in family.samples):
        labels = found.setdefault(sample.name, {})
        for name, value in sample.labels.items():
            labels.setdefault(name, set()).add(value)
    return found


def queries_of_the_dashboard() -> Iterator[str]:
    for panel in DASHBOARD["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))
    for variable in DASHBOARD["templating"]["list"]:
        if isinstance(variable["query"], dict):
            yield variable["query"]["query"]


def queries_of_the_rules() -> Iterator[str]:
    """The file is YAML; that of its expressions is plain enough to be read by eye."""
    for found in re.finditer(r"^ {8}expr: (?:>-\n((?: {10}.*\n)+)|(.*)\n)", RULES, re.MULTILINE):
        yield " ".join((found[1] or found[2]).split())


def faults(query: str, samples: dict[str, dict[str, set[str]]]) -> Iterator[str]:
    """Figures, labels and values that a query asks for and that there are not."""
    found = _SERIES.findall(query)
    for name, matchers in found:
        if name not in samples:
            yield f"there is no {name}"
            continue
        for label, how, value in _MATCHER.findall(matchers):
            known = samples[name].get(label, set())
            if label in OF_PROMETHEUS:
                continue
            if not known:
                yield f"{name} has no label {label}"
            elif how in ("=", "!=") and value not in known:
                yield f"{name} has no {label} {value!r}"
            elif how == "=~" and not any(re.fullmatch(value, each) for each in known):
                yield f"{name} has no {label} like {value!r}"
    labels = {label for name, _ in found for label in samples.get(name, ())} | OF_PROMETHEUS
    for by in re.findall(r"\b(?:by|on) \(([^)]*)\)", query):
        yield from (f"nothing has a label {each}" for each in by.split(", ") if each not in labels)


@pytest.mark.parametrize("query", [*queries_of_the_dashboard(), *queries_of_the_rules()])
def test_every_figure_that_is_asked_for_exists(query: str, samples: dict[str, dict[str, set[str]]]) -> None:
    assert _SERIES.search(query) or query.startswith("up")
    assert not list(faults(query, samples))


@pytest.mark.parametrize(
    "query",
    [
        "rate(postroom_mails_total[5m])",
        'postroom_spool_mails{state="lost"}',
        'postroom_spool_mails{mood="parked"}',
        'postroom_relay_answers_total{answer=~"6.."}',
        "sum by (colour) (postroom_spool_mails)",
    ],
)
def test_a_figure_that_does_not_exist_is_found(query: str, samples: dict[str, dict[str, set[str]]]) -> None:
    assert len(list(faults(query, samples))) == 1


def test_all_rules_were_read() -> None:
    alerts = re.findall(r"^ {6}- alert: (\w+)$", RULES, re.MULTILINE)
    assert len(alerts) == len(list(queries_of_the_rules())) == len(set(alerts)) > 10
    for key in ("summary", "description", "severity"):
        assert len(re.findall(rf"\b{key}: ", RULES)) == len(alerts)


def test_every_alert_is_told_of_on_the_page() -> None:
    for alert in re.findall(r"- alert: (\w+)", RULES):
        assert f"`{alert}`" in PAGE


def test_the_dashboard_is_one_that_grafana_loads() -> None:
    panels = DASHBOARD["panels"]
    assert DASHBOARD["uid"] == "postroom"
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert [panel["title"] for panel in panels if panel["type"] == "row"] == [
        "The promise",
        "Mail in",
        "Decisions",
        "Mail out",
        "Relays",
        "Mailboxes",
        "Resources",
    ]
    for panel in panels:
        place = panel["gridPos"]
        assert 0 <= place["x"] <= 24 - place["w"]
        assert panel["type"] == "row" or panel["description"]
    assert not list(_overlaps([panel["gridPos"] for panel in panels]))


def _overlaps(places: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    taken: set[tuple[int, int]] = set()
    for place in places:
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                if (x, y) in taken:
                    yield x, y
                taken.add((x, y))


def test_the_page_s_table_is_what_is_shown(families: dict[str, Metric]) -> None:
    """Name, type and labels of each; what it means is said there in the words of the format's own help, or in more."""
    rows = re.findall(r"^\| `(postroom_[a-z_]+)` \| (\w+) \| ([^|]*) \| (\S[^|]*) \|$", PAGE, re.MULTILINE)
    told = {name: (kind, tuple(re.findall(r"`([a-z]+)`", labels))) for name, kind, labels, _ in rows}
    assert len(told) == len(rows), "a figure stands there twice"
    shown = {
        family.name + ("_total" if family.type == "counter" else ""): (family.type, _labels(family))
        for family in families.values()
    }
    assert told == shown


def _labels(family: Metric) -> tuple[str, ...]:
    return tuple(label for label in family.samples[0].labels if label != "le")


def test_the_dashboard_leaves_no_figure_out(families: dict[str, Metric]) -> None:
    asked = {name for query in queries_of_the_dashboard() for name, _ in _SERIES.findall(query)}
    plain = {name.removesuffix(next((end for end in ADDED if name.endswith(end)), "")) for name in asked}
    assert set(families) <= plain | asked
