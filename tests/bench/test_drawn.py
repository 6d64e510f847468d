"""The pictures of the documentation show what was measured."""

from .drawn import acceptance, latency


def test_acceptance_shows_the_faster_postfix_and_mails_of_ten_kilobytes_only() -> None:
    sides = {"postfix hold": 400.0, "postfix discard": 500.0, "1 process": 800.0, "ceiling": 1500.0}
    case = {"connections": 10, "kept": True, "sides": {name: {"per_second": speed} for name, speed in sides.items()}}
    cases = [case | {"size": 10 * 1024}, case | {"size": 2048}, case | {"size": 10 * 1024, "kept": False}]
    drawn = acceptance({"cases": cases})
    points = {line.name: line.points for line in drawn.lines}
    assert points == {"Postfix": ((10, 500.0),), "1 process": ((10, 800.0),), "nothing stored": ((10, 1500.0),)}


def test_latency_is_drawn_by_rate() -> None:
    figures = [
        {"database": "sqlite", "rate": rate, "latency": {"median": rate * 2, "p90": rate * 3, "p99": rate * 4}}
        for rate in (20.0, 5.0)
    ]
    points = {line.name: line.points for line in latency(figures).lines}
    assert points == {"SQLite, median": ((5, 10), (20, 40)), "SQLite, p99": ((5, 20), (20, 80))}
