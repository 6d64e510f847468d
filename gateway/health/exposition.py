"""Figures in the text format of Prometheus. The only door to its library."""

import time
from collections.abc import Iterator

from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from ..meters import Kind, Meter, Series
from ..meters.catalogue import OTHER
from . import processes
from .view import View

KIND = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "postroom_"


def text(view: View) -> bytes:
    return generate_latest(_Families(view))


class _Families(Collector):
    def __init__(self, view: View) -> None:
        self._view = view

    def collect(self) -> Iterator[Metric]:
        yield from counted(self._view)
        yield from _processes(self._view)
        yield from _waiting(self._view)
        yield from _mailboxes(self._view)
        yield from _books(self._view)
        yield from _room(self._view)
        yield from _ourselves(self._view)


def counted(view: View) -> Iterator[Metric]:
    """What the processes counted, all of them together. A value that nobody foresaw is shown once it was met."""
    by_meter: dict[str, list[tuple[Series, list[float]]]] = {}
    for series in view.board.series.values():
        cells = view.board.total(series)
        if OTHER not in series.labels or any(cells):
            by_meter.setdefault(series.meter.name, []).append((series, cells))
    for meter in view.board.meters:
        yield _family(meter, by_meter.get(meter.name, []))


def _family(meter: Meter, found: list[tuple[Series, list[float]]]) -> Metric:
    labels = [label.name for label in meter.labels]
    name = PREFIX + meter.name
    if meter.kind is Kind.HISTOGRAM:
        histogram = HistogramMetricFamily(name, meter.help, labels=labels)
        for series, cells in found:
            histogram.add_metric(list(series.labels), _buckets(meter, cells), cells[-1])
        return histogram
    family = CounterMetricFamily if meter.kind is Kind.COUNTER else GaugeMetricFamily
    simple = family(name, meter.help, labels=labels)
    for series, cells in found:
        simple.add_metric(list(series.labels), cells[0])
    return simple


def _buckets(meter: Meter, cells: list[float]) -> list[tuple[str, float]]:
    """Each with all below it, as the format wants them."""
    total, buckets = 0.0, []
    for bound, count in zip((*map(str, meter.bounds), "+Inf"), cells, strict=False):
        total += count
        buckets.append((bound, total))
    return buckets


def _processes(view: View) -> Iterator[Metric]:
    now, lives = time.monotonic(), view.board.lives()
    usages = [(life, processes.usage(life.pid)) for life in lives]
    up = {life.name: float(processes.running(life.pid)) for life in lives}
    yield _gauges("process_up", "Is the process running?", "process", up)
    ages = {life.name: now - life.beat for life in lives if life.beat}
    yield _gauges("process_heartbeat_age_seconds", "Since its last sign of life.", "process", ages)
    yield _counters("process_starts", "Times it was started.", {life.name: float(life.starts) for life in lives})
    cpu = {life.name: found.cpu for life, found in usages if found}
    yield _counters("process_cpu_seconds", "Processor time since it was started.", cpu)
    resident = {life.name: float(found.resident) for life, found in usages if found}
    yield _gauges("process_resident_bytes", "Memory that it has, shared parts included.", "process", resident)


def _waiting(view: View) -> Iterator[Metric]:
    backlog = view.backlog
    if backlog is None:
        return
    yield GaugeMetricFamily(f"{PREFIX}oldest_mail_seconds", "How long the oldest mail waits.", view.oldest_mail)
    oldest, overdue = view.since(backlog.oldest_notice), view.since(backlog.overdue)
    yield GaugeMetricFamily(f"{PREFIX}oldest_notice_seconds", "How long the oldest notice waits to be sent.", oldest)
    yield GaugeMetricFamily(f"{PREFIX}overdue_notice_seconds", "How long a notice that is due was left alone.", overdue)
    mails = {"waiting": float(backlog.waiting), "parked": float(backlog.parked)}
    yield _gauges("spool_mails", "Mails without an outcome.", "state", mails)
    notices = {"due": float(backlog.notices_due), "later": float(backlog.notices_later)}
    yield _gauges("outbox_notices", "Notices that are to be sent: now, or at their next time.", "state", notices)
    yield GaugeMetricFamily(f"{PREFIX}rule_revision", "Revision of the rules in force, 0 for none.", backlog.revision)


def _mailboxes(view: View) -> Iterator[Metric]:
    known = {each.name: each for each in view.backlog.mailboxes} if view.backlog else {}
    watched = {name: float(name in known and known[name].watched) for name in view.mailboxes}
    yield _gauges("mailbox_watched", "Does a process hold the lease on it?", "mailbox", watched)
    taken = {name: at.timestamp() for name in view.mailboxes if name in known and (at := known[name].taken)}
    yield _gauges("mailbox_taken_timestamp_seconds", "When a mail was last taken from it.", "mailbox", taken)


def _books(view: View) -> Iterator[Metric]:
    if view.books is None:
        return
    equation = view.books.equation
    yield GaugeMetricFamily(f"{PREFIX}ledger_accepted", "All mails that were ever accepted.", equation.accepted)
    yield GaugeMetricFamily(f"{PREFIX}ledger_waiting", "Those of them that have no outcome.", equation.waiting)
    outcomes = {name: float(count) for name, count in equation.outcomes.items()}
    yield _gauges("ledger_mails", "Those that came to an outcome.", "outcome", outcomes)
    states = {name: float(count) for name, count in view.books.notices.items()}
    yield _gauges("ledger_notices", "All notices that were ever written.", "state", states)


def _room(view: View) -> Iterator[Metric]:
    if view.sizes is not None:
        yield GaugeMetricFamily(f"{PREFIX}database_bytes", "Size of the database.", view.sizes.database)
        yield GaugeMetricFamily(f"{PREFIX}spool_bytes", "Size of accepted mail as it came.", view.sizes.spool)
        yield GaugeMetricFamily(f"{PREFIX}blob_bytes", "Size of all attachments.", view.sizes.blobs)
    if view.put_away is not None:
        yield GaugeMetricFamily(f"{PREFIX}store_bytes", "Size of what lies in the place of [store].", view.put_away)
    if view.free is not None:
        yield GaugeMetricFamily(f"{PREFIX}disk_free_bytes", "What is free in the state folder.", view.free)
    yield GaugeMetricFamily(f"{PREFIX}disk_needed_bytes", "Below this no mail is taken.", view.wanted)


def _ourselves(view: View) -> Iterator[Metric]:
    yield GaugeMetricFamily(f"{PREFIX}ready", "Does /health/ready say yes?", float(view.ready))
    ages = {name: age for name, age in view.ages if age != float("inf")}
    yield _gauges("seen_age_seconds", "How old the figures are, by what was looked at.", "what", ages)
    build = GaugeMetricFamily(f"{PREFIX}build_info", "What is running.", labels=["version", "python", "database"])
    build.add_metric([view.build.version, view.build.python, view.build.database], 1.0)
    yield build


def _gauges(name: str, help: str, label: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(PREFIX + name, help, labels=[label])
    for value, figure in values.items():
        family.add_metric([value], figure)
    return family


def _counters(name: str, help: str, values: dict[str, float]) -> Metric:
    family = CounterMetricFamily(PREFIX + name, help, labels=["process"])
    for value, figure in values.items():
        family.add_metric([value], figure)
    return family
