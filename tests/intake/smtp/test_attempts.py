"""The counter of failed logins."""

from gateway.intake.smtp.attempts import Attempts


def test_so_many_failures_within_the_span_are_too_many_until_they_are_old() -> None:
    attempts = Attempts(most=3, span=100.0)
    for now in (0.0, 10.0, 20.0):
        assert not attempts.exhausted("a", now)
        attempts.note("a", now)
    assert attempts.exhausted("a", 99.0)
    assert not attempts.exhausted("b", 99.0)
    assert not attempts.exhausted("a", 100.0)


def test_an_attempt_that_succeeds_counts_for_nothing() -> None:
    attempts = Attempts(most=2)
    for _ in range(20):
        attempts.note("a", 1.0)
        attempts.forgive("a")
    assert len(attempts) == 0
    attempts.note("a", 1.0)
    attempts.note("a", 1.0)
    attempts.forgive("a")
    assert not attempts.exhausted("a", 1.0)


def test_what_is_old_takes_no_room() -> None:
    attempts = Attempts(span=10.0)
    attempts.note("a", 0.0)
    assert not attempts.exhausted("a", 50.0)
    assert len(attempts) == 0


def test_a_million_names_take_no_more_room_than_a_few() -> None:
    attempts = Attempts(most=2, room=100)
    for number in range(10_000):
        attempts.note(str(number), 1.0)
    assert len(attempts) == 100
    attempts.forgive("never heard of")
