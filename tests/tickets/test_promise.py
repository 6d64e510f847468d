"""The promise of a first answer: when it is for, what time does to it, when it goes on."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.tickets import promise
from gateway.tickets.changes import Answered, Change, Close, Late, Promise, Resolve, SetStatus, Unanswered, Warn, apply
from gateway.tickets.clock import ALWAYS, Hours, Stint
from gateway.tickets.promise import Terms
from gateway.tickets.ticket import Nudge, Status, Ticket

from ..builders import NOW, ticket

MINUTE = timedelta(minutes=1)
HALF = 30 * MINUTE
TERMS = Terms(ALWAYS, HALF)
NOTHING = Terms(ALWAYS, None)
WEEK = Hours("Asia/Tehran", tuple(Stint(day, 8 * 60, 16 * 60) for day in (5, 6, 0, 1, 2)))  # Saturday to Wednesday


def tehran(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Tehran"))


def new(**changes: object) -> Ticket:
    return replace(ticket(status=Status.NEW, created=NOW), **changes)  # type: ignore[arg-type]


PROMISED = apply(new(), promise.begun(new(), TERMS))
WARNED = apply(PROMISED, (Warn(NOW + HALF),))
LATE = apply(PROMISED, (Late(),))


@pytest.mark.parametrize(
    ("came", "warning", "until"),
    [
        ("2026-11-28 09:00", "2026-11-28 09:24", "2026-11-28 09:30"),
        ("2026-11-28 15:50", "2026-11-29 08:14", "2026-11-29 08:20"),  # the day ends in between
        ("2026-11-25 15:40", "2026-11-28 08:04", "2026-11-28 08:10"),  # the weekend comes in between
        ("2026-11-28 15:35", "2026-11-28 15:59", "2026-11-29 08:05"),  # warned before the day ends, late on the next
        ("2026-11-27 12:00", "2026-11-28 08:24", "2026-11-28 08:30"),  # came on a Friday
        ("2026-11-28 15:30", "2026-11-28 15:54", "2026-11-28 16:00"),  # the last minute is one
    ],
)
def test_a_promise_is_made_in_working_time(came: str, warning: str, until: str) -> None:
    asked = new(created=tehran(came))
    assert promise.begun(asked, Terms(WEEK, HALF)) == (Promise(tehran(until), tehran(warning)),)


class _EveryDay(frozenset[date]):
    def __contains__(self, day: object) -> bool:
        return True


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        (new(), NOTHING),
        (new(status=Status.SPAM), TERMS),
        (new(first_response=NOW), TERMS),
        (new(), Terms(replace(WEEK, holidays=_EveryDay()), HALF)),  # a department that never works
    ],
)
def test_to_whom_nothing_is_promised(asked: Ticket, terms: Terms) -> None:
    assert promise.begun(asked, terms) == ()


# --- time passes ------------------------------------------------------------------------------------------------------


def test_time_first_does_nothing_then_warns_then_is_over_each_once() -> None:
    found, done = PROMISED, []
    for minute in range(60):
        changes = promise.passed(found, NOW + minute * MINUTE)
        done += [(minute, change.name) for change in changes]
        found = apply(found, changes)
    assert done == [(24, "warn"), (30, "late")]


def test_after_a_long_pause_there_is_no_warning() -> None:
    assert promise.passed(PROMISED, NOW + timedelta(days=9)) == (Late(),)


@pytest.mark.parametrize(
    "changes",
    [
        (Answered(NOW + MINUTE),),
        (Close(NOW + MINUTE),),
        (Resolve(NOW + MINUTE, NOW + timedelta(days=3)),),
        (SetStatus(Status.SPAM),),
        (SetStatus(Status.WAITING),),
        (Late(),),
    ],
    ids=lambda changes: type(changes[0]).__name__,
)
def test_after_which_nothing_more_is_said(changes: tuple[Change, ...]) -> None:
    assert promise.passed(apply(PROMISED, changes), NOW + timedelta(days=1)) == ()


def test_a_snooze_does_not_touch_the_promise() -> None:
    asleep = replace(PROMISED, snoozed=NOW + timedelta(days=2))
    assert promise.passed(asleep, NOW + 25 * MINUTE) == (Warn(NOW + HALF),)


def test_what_was_no_spam_after_all_goes_on_and_what_was_resolved_does_not() -> None:
    spam = apply(PROMISED, (SetStatus(Status.SPAM), SetStatus(Status.OPEN)))
    assert promise.passed(spam, NOW + HALF) == (Late(),)
    resolved = apply(PROMISED, (Resolve(NOW, NOW + timedelta(days=3)), SetStatus(Status.OPEN)))
    assert promise.passed(resolved, NOW + timedelta(days=1)) == ()


# --- another department -----------------------------------------------------------------------------------------------

SLOW = Terms(ALWAYS, timedelta(hours=10))


@pytest.mark.parametrize(
    ("found", "left", "terms", "changes"),
    [
        (PROMISED, TERMS, SLOW, (Promise(NOW + timedelta(hours=10), NOW + timedelta(hours=8)),)),
        (WARNED, TERMS, SLOW, (Promise(NOW + timedelta(hours=10), NOW + timedelta(hours=8)),)),
        (LATE, TERMS, SLOW, (Promise(NOW + timedelta(hours=10), NOW + timedelta(hours=8)),)),
        (PROMISED, TERMS, NOTHING, (Promise(None, None),)),
        (new(), NOTHING, TERMS, (Promise(NOW + HALF, NOW + 24 * MINUTE),)),
        (new(), NOTHING, NOTHING, ()),
        (new(), TERMS, SLOW, ()),  # imported in silence: it was to have none
        (apply(PROMISED, (Answered(NOW),)), TERMS, SLOW, ()),
        (apply(PROMISED, (Close(NOW),)), TERMS, SLOW, ()),
        (apply(PROMISED, (Resolve(NOW, NOW), SetStatus(Status.OPEN))), TERMS, SLOW, ()),
        (apply(PROMISED, (SetStatus(Status.SPAM),)), TERMS, SLOW, ()),
    ],
)
def test_another_department_gives_its_own_promise_from_the_same_moment(
    found: Ticket, left: Terms, terms: Terms, changes: tuple[Change, ...]
) -> None:
    assert promise.moved(found, left, terms) == changes


def test_a_quicker_department_keeps_to_what_the_requester_was_told() -> None:
    slow = apply(new(), promise.begun(new(), SLOW))
    assert promise.moved(slow, SLOW, TERMS) == ()


# --- answers that come back -------------------------------------------------------------------------------------------

ANSWERED = NOW + 10 * MINUTE


def answered(found: Ticket) -> Ticket:
    return apply(found, (Answered(ANSWERED), SetStatus(Status.WAITING)))


REOPENED = SetStatus(Status.OPEN)


@pytest.mark.parametrize(
    ("found", "counts", "changes"),
    [
        (answered(PROMISED), None, (Unanswered(NOW + 24 * MINUTE), REOPENED)),
        (answered(WARNED), None, (Unanswered(NOW + HALF), REOPENED)),
        (answered(LATE), None, (Unanswered(None), REOPENED)),  # everybody was told
        (answered(new()), None, (Unanswered(None), REOPENED)),  # nothing was promised
        (apply(PROMISED, (Answered(ANSWERED),)), None, (Unanswered(NOW + 24 * MINUTE),)),  # they wrote again since
        (apply(PROMISED, (Answered(ANSWERED), Close(ANSWERED))), None, (Unanswered(None),)),
        (answered(PROMISED), ANSWERED, ()),  # it came back from somebody else
        (answered(PROMISED), ANSWERED + HALF, (Unanswered(None), Answered(ANSWERED + HALF))),  # the second arrived
        (PROMISED, None, ()),
        (PROMISED, ANSWERED, (Answered(ANSWERED),)),  # it was sent again, and arrived
    ],
)
def test_only_an_answer_that_did_not_come_back_counts(
    found: Ticket, counts: datetime | None, changes: tuple[Change, ...]
) -> None:
    assert promise.reconsidered(found, counts, TERMS) == changes


def test_where_the_time_went_by_meanwhile_it_is_said_at_once_and_once() -> None:
    back = apply(answered(PROMISED), promise.reconsidered(answered(PROMISED), None, TERMS))
    assert promise.passed(back, NOW + timedelta(hours=5)) == (Late(),)
    late = apply(answered(LATE), promise.reconsidered(answered(LATE), None, TERMS))
    assert promise.passed(late, NOW + timedelta(hours=5)) == ()
    assert late.nudge is Nudge.LATE


def test_a_setting_that_changed_since_moves_no_promise_that_was_made() -> None:
    back = promise.reconsidered(answered(PROMISED), None, Terms(ALWAYS, timedelta(hours=9)))
    assert back[0] == Unanswered(NOW + HALF)  # there is no warning after the end
    assert promise.reconsidered(answered(PROMISED), None, NOTHING)[0] == Unanswered(NOW + HALF)


@given(st.integers(0, 7 * 1440), st.integers(1, 3000), st.sampled_from([WEEK, ALWAYS]))
def test_the_warning_never_comes_after_the_end_nor_before_the_request(minute: int, span: int, hours: Hours) -> None:
    asked = new(created=NOW + minute * MINUTE)
    found = apply(asked, promise.begun(asked, Terms(hours, span * MINUTE)))
    assert found.nudge_at is not None
    assert found.promised is not None
    assert asked.created < found.nudge_at < found.promised
