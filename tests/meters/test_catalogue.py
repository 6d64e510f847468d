"""The catalogue's closed sets are those of the house, and every event is counted somewhere."""

import inspect
from typing import Any

from gateway import meters
from gateway.decisions import Outcome
from gateway.filters import FILTERS
from gateway.intake.smtp import replies
from gateway.mail.acceptance import Deferral
from gateway.mail.delivery import Delivery
from gateway.mail.inbound import Source
from gateway.meters import Board, Kind, Names
from gateway.meters.catalogue import CODES, DEFERRALS, FATES, OUTCOMES, SOURCES, catalogue

FULL = catalogue(Names(("relay",), ("box",), tuple(check.__name__ for check in FILTERS)))


def test_the_sets_are_those_of_the_house() -> None:
    assert set(SOURCES) == {source.value for source in Source}
    assert set(OUTCOMES) == {outcome.value for outcome in Outcome}
    assert set(DEFERRALS) == {deferral.name.lower() for deferral in Deferral}
    assert set(FATES) == {delivery.value for delivery in Delivery} | {"postponed", "failed"}


def test_every_reply_that_says_no_has_its_code_there() -> None:
    said = [each for each in vars(replies).values() if isinstance(each, bytes)]
    said += [*replies.RECIPIENT.values(), *replies.RECIPIENT_OF_AGENT.values()]
    assert {each[:3].decode() for each in said if each[:1] in (b"4", b"5")} <= set(CODES)


def test_names_are_those_that_prometheus_wants() -> None:
    for meter in FULL:
        assert meter.name.isidentifier(), meter.name
        assert meter.name.islower()
        assert not meter.name.endswith("_total"), "the library adds that"
        assert meter.help.endswith((".", "?"))
        assert bool(meter.bounds) is (meter.kind is Kind.HISTOGRAM)
        assert list(meter.bounds) == sorted(set(meter.bounds))
    assert len({meter.name for meter in FULL}) == len(FULL)


def test_every_event_is_counted_and_every_meter_has_an_event() -> None:
    """Calls each function of `meters` with something of the right type: a name that is in no catalogue raises."""
    board = Board(FULL, ("one",))
    meters.sit(board, 0)
    try:
        for name, function in inspect.getmembers(meters, inspect.isfunction):
            ours = function.__module__ == "gateway.meters" and not name.startswith("_")
            if ours and name not in ("sit", "stand_up", "beat"):
                samples = [_sample(each) for each in inspect.signature(function, eval_str=True).parameters.values()]
                function(*samples)
        meters.unavailable("mailbox box")
    finally:
        meters.stand_up()
    counted = {series.meter.name for series in board.series.values() if any(board.total(series))}
    assert counted == {meter.name for meter in FULL}


def _sample(parameter: inspect.Parameter) -> Any:
    kind = parameter.annotation
    if kind is str:
        return "x"
    return {float: 1.0, int: 1, bytes: b"450 x"}.get(kind, ("x",))
