"""Which relay is asked, who comes next, and how one that failed is left alone."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import cycle
from typing import Any

import pytest

from gateway.mail.delivery import Attempt, Delivery, Fault, Resting
from gateway.mail.outbound import OutboundMail
from gateway.outgoing.relays import FIRST_REST, LOGIN_REST, LONGEST_REST, Relays, Route
from gateway.outgoing.submit import RelayAddress, SmtpRelay, Tls

from .scripted import DROP, HANG, ScriptedServer, free_port
from .test_submit import MAIL, RAW

TAKEN = Attempt(Delivery.SENT, "250 Ok")
REFUSED = Attempt(Delivery.DEFERRED, "Connection refused", fault=Fault.RELAY)
WRONG_LOGIN = Attempt(Delivery.DEFERRED, "535 5.7.8 no", fault=Fault.LOGIN)
NO_RELAYING = Attempt(Delivery.DEFERRED, "554 5.7.1 Relay access denied", fault=Fault.REFUSES)
TOO_LARGE = Attempt(Delivery.BOUNCED, "552 5.3.4 too large", fault=Fault.UNFIT)
GREYLISTED = Attempt(Delivery.DEFERRED, "450 4.2.0 Greylisted")
NOBODY = Attempt(Delivery.BOUNCED, "550 5.1.1 Nobody")
UNHEARD = Attempt(Delivery.UNCERTAIN, "no answer to the whole mail")


@dataclass
class Scripted:
    """Answers in turn, over and over."""

    name: str
    answers: Iterator[Attempt]
    asked: int = 0

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        self.asked += 1
        return replace(next(self.answers), relay=self.name)

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Several:
    relays: Relays
    each: dict[str, Scripted]
    now: list[float] = field(default_factory=lambda: [1000.0])

    def submit(self, department: str = "") -> Any:
        return self.relays.submit(replace(MAIL, department=department), RAW)

    def asked(self) -> dict[str, int]:
        return {name: relay.asked for name, relay in self.each.items() if relay.asked}


def several(departments: dict[str, tuple[str, ...]] | None = None, **answers: list[Attempt]) -> Several:
    now = [1000.0]
    each = {name: Scripted(name, cycle(given)) for name, given in answers.items()}
    routes = tuple(Route(name, relay, (departments or {}).get(name, ())) for name, relay in each.items())
    return Several(Relays(routes, lambda: now[0]), each, now)


def test_a_department_has_its_own_relays_first_and_then_those_of_all() -> None:
    theirs = {"sales": ("sales",), "both": ("sales", "support")}
    house = several(theirs, all=[REFUSED, TAKEN], sales=[TAKEN, REFUSED], both=[TAKEN, REFUSED])
    assert house.submit("sales").relay == "sales"
    assert house.submit("support").relay == "both"
    assert house.submit("billing") == replace(REFUSED, relay="all")
    house.now[0] += FIRST_REST
    assert house.submit("sales").relay == "all", "those of sales fail one after the other"
    assert house.asked() == {"sales": 2, "both": 2, "all": 2}


@pytest.mark.parametrize("answer", [REFUSED, WRONG_LOGIN, NO_RELAYING, TOO_LARGE])
def test_trouble_of_the_relay_is_somebody_elses_turn(answer: Attempt) -> None:
    house = several(one=[answer], two=[TAKEN])
    assert house.submit() == replace(TAKEN, relay="two")


@pytest.mark.parametrize("answer", [TAKEN, GREYLISTED, NOBODY, UNHEARD])
def test_what_is_about_the_recipient_or_may_have_gone_out_stays_where_it_is(answer: Attempt) -> None:
    house = several(one=[answer], two=[TAKEN])
    assert house.submit() == replace(answer, relay="one")
    assert house.asked() == {"one": 1}


def test_a_mail_is_given_up_only_where_it_is_too_much_for_all() -> None:
    assert several(one=[TOO_LARGE], two=[TOO_LARGE]).submit().delivery is Delivery.BOUNCED
    waits = several(one=[TOO_LARGE], two=[REFUSED])
    assert waits.submit().delivery is Delivery.DEFERRED
    rests = waits.submit()
    assert isinstance(rests, Resting), "the one that would be large enough rests"
    assert several(one=[NO_RELAYING], two=[TOO_LARGE]).submit().delivery is Delivery.DEFERRED


def test_all_are_named_where_all_failed() -> None:
    words = several(one=[NO_RELAYING], two=[REFUSED]).submit().words
    assert words == "one: 554 5.7.1 Relay access denied; two: Connection refused"


def test_a_relay_that_failed_rests_longer_each_time_and_is_tried_by_one_mail() -> None:
    house = several(one=[REFUSED])
    rests = []
    for _ in range(5):
        assert house.submit().delivery is Delivery.DEFERRED
        rest = house.submit()
        assert isinstance(rest, Resting)
        assert rest.words == "one rests: Connection refused"
        rests.append(rest.seconds)
        house.now[0] += rest.seconds
    assert rests == [FIRST_REST, 2 * FIRST_REST, 4 * FIRST_REST, LONGEST_REST, LONGEST_REST]
    assert house.asked() == {"one": 5}


def test_a_relay_that_is_back_is_everybodys_at_once() -> None:
    house = several(one=[REFUSED, REFUSED, TAKEN, TAKEN, REFUSED])
    house.submit()
    house.now[0] += FIRST_REST
    house.submit()
    house.now[0] += 2 * FIRST_REST
    assert [house.submit().delivery for _ in range(2)] == [Delivery.SENT] * 2
    house.submit()
    assert house.submit().seconds == FIRST_REST, "what was, is forgotten"


def test_a_refused_login_is_not_tried_again_soon_or_we_would_be_locked_out() -> None:
    house = several(one=[WRONG_LOGIN])
    house.submit()
    assert house.submit().seconds == LOGIN_REST


def test_threads_that_fail_together_count_as_one_failure() -> None:
    together = threading.Barrier(4)

    class Slow(Scripted):
        def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
            together.wait(5)
            return super().submit(mail, raw)

    relays = Relays((Route("one", Slow("one", cycle([REFUSED]))),))
    threads = [threading.Thread(target=relays.submit, args=(MAIL, RAW)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    rest = relays.submit(MAIL, RAW)
    assert isinstance(rest, Resting)
    assert rest.seconds <= FIRST_REST


def test_while_one_mail_tries_the_relay_the_others_do_not_wait_for_it() -> None:
    now, trying, on = [0.0], threading.Event(), threading.Event()

    class Hanging(Scripted):
        def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
            if self.asked:
                trying.set()
                on.wait(5)
            return super().submit(mail, raw)

    relays = Relays((Route("one", Hanging("one", cycle([REFUSED]))),), lambda: now[0])
    relays.submit(MAIL, RAW)
    now[0] += FIRST_REST
    probe = threading.Thread(target=relays.submit, args=(MAIL, RAW))
    probe.start()
    assert trying.wait(5)
    assert isinstance(relays.submit(MAIL, RAW), Resting)
    on.set()
    probe.join(5)


def test_where_those_before_took_too_long_the_next_is_asked_another_time() -> None:
    now = [0.0]

    class Slow(Scripted):
        def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
            now[0] += 31
            return super().submit(mail, raw)

    one, two = Slow("one", cycle([TOO_LARGE])), Scripted("two", cycle([TAKEN]))
    relays = Relays((Route("one", one), Route("two", two)), lambda: now[0])
    assert isinstance(relays.submit(MAIL, RAW), Resting), "the second one may find it small enough"
    assert two.asked == 0


# --- real connections -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "moves_on"),
    [
        ({"CONNECT": "421 not now"}, True),
        ({"CONNECT": "554 not you"}, True),
        ({"CONNECT": DROP}, True),
        ({"CONNECT": HANG}, True),
        ({"EHLO": "421 not now"}, True),
        ({"EHLO": DROP}, True),
        ({"MAIL": "421 not now"}, True),
        ({"MAIL": "451 4.3.1 no space"}, True),
        ({"MAIL": "550 5.7.1 sender refused"}, True),
        ({"MAIL": "552 5.3.4 too large"}, True),
        ({"MAIL": DROP}, True),
        ({"MAIL": HANG}, True),
        ({"RCPT": "554 5.7.1 Relay access denied"}, True),
        ({"RCPT": DROP}, True),
        ({"RCPT": HANG}, True),
        ({"DATA": DROP}, True),
        ({"DATA": HANG}, True),
        ({"EHLO": "250-relay\r\n250 SIZE 100"}, True),
        ({"RCPT": "450 4.2.0 greylisted"}, False),
        ({"RCPT": "550 5.1.1 nobody"}, False),
        ({"DATA": "451 4.3.0 later"}, False),
        ({"DOT": "451 4.3.0 later"}, False),
        ({"DOT": "421 4.3.0 later"}, False),
        ({"DOT": "554 5.6.0 no"}, False),
        ({"DOT": DROP}, False),
        ({"DOT": HANG}, False),
    ],
)
@pytest.mark.parametrize("piped", [False, True])
def test_at_every_point_of_failure_the_next_relay_is_asked_or_is_not(
    script: dict[str, str], moves_on: bool, piped: bool
) -> None:
    if piped:
        script = {"EHLO": "250-relay\r\n250-8BITMIME\r\n250 PIPELINING"} | script
    with ScriptedServer([script]) as first, ScriptedServer([{}]) as second:
        routes = tuple(
            Route(name, SmtpRelay(RelayAddress("127.0.0.1", each.port, Tls.NONE, timeout=0.15, name=name)))
            for name, each in (("first", first), ("second", second))
        )
        relays = Relays(routes)
        attempt = relays.submit(MAIL, RAW)
        relays.close()
    assert isinstance(attempt, Attempt)
    assert attempt.relay == ("second" if moves_on else "first")
    assert (attempt.delivery is Delivery.SENT) == moves_on
    assert sum("DOT" in heard for each in (first, second) for heard in each.heard) <= 1


def test_nobody_there_is_somebody_elses_turn() -> None:
    with ScriptedServer([{}]) as second:
        addresses = (
            RelayAddress("127.0.0.1", free_port(), Tls.NONE, name="first"),
            RelayAddress("127.0.0.1", second.port, Tls.NONE, name="second"),
        )
        relays = Relays(tuple(Route(each.name, SmtpRelay(each)) for each in addresses))
        for _ in range(3):
            attempt = relays.submit(MAIL, RAW)
            assert isinstance(attempt, Attempt)
            assert (attempt.relay, attempt.delivery, attempt.queue_id) == ("second", Delivery.SENT, "4XYZ")
        relays.close()
    assert len(second.heard) == 1
