"""T-REL-2: a real `smtp-sink` that fails at each command in each of its ways."""

import time

import pytest

from gateway.mail.delivery import Attempt, Delivery, Fault
from gateway.outgoing.relays import Relays, Route
from gateway.outgoing.submit import RelayAddress, SmtpRelay, Tls

from .sinks import Sink, sinks
from .test_submit import MAIL, RAW

COMMANDS = ("CONNECT", "EHLO", "HELO", "MAIL", "RCPT", "DATA", ".", "RSET", "QUIT")
SENT = (Delivery.SENT, Fault.NONE)
BOUNCED = (Delivery.BOUNCED, Fault.NONE)
DEFERRED = (Delivery.DEFERRED, Fault.NONE)
REFUSED = (Delivery.DEFERRED, Fault.REFUSES)
FAILED = (Delivery.DEFERRED, Fault.RELAY)
UNCERTAIN = (Delivery.UNCERTAIN, Fault.NONE)

# HELO is said only where EHLO is unknown, RSET only after a refusal, QUIT when all is over.
ENDS = {
    "-q": (FAILED, FAILED, SENT, FAILED, FAILED, FAILED, UNCERTAIN, SENT, SENT),
    "-Q": (FAILED, FAILED, SENT, FAILED, FAILED, FAILED, DEFERRED, SENT, SENT),
    "-r": (FAILED, FAILED, SENT, REFUSED, DEFERRED, DEFERRED, DEFERRED, SENT, SENT),
    "-f": (FAILED, SENT, SENT, REFUSED, BOUNCED, BOUNCED, BOUNCED, SENT, SENT),
}


def relay_to(sink: Sink, name: str = "sink", timeout: float = 5.0) -> SmtpRelay:
    return SmtpRelay(RelayAddress("127.0.0.1", sink.port, Tls.NONE, timeout=timeout, name=name))


def submitted(sink: Sink, timeout: float = 5.0) -> Attempt:
    relay = relay_to(sink, timeout=timeout)
    try:
        return relay.submit(MAIL, RAW)
    finally:
        relay.close()


@pytest.mark.parametrize("switch", ENDS)
def test_each_command_fails_in_each_way_and_has_its_end(switch: str) -> None:
    with sinks(*((switch, command) for command in COMMANDS)) as started:
        for command, sink, expected in zip(COMMANDS, started, ENDS[switch], strict=True):
            attempt = submitted(sink)
            assert (attempt.delivery, attempt.fault) == expected, (switch, command, attempt)
            assert attempt.relay == "sink"


def test_a_good_one_is_asked_next_only_where_nothing_was_handed_over() -> None:
    faulty = [(switch, command) for switch in ENDS for command in COMMANDS]
    with sinks(*faulty, ()) as (*first, good):
        for (switch, command), sink in zip(faulty, first, strict=True):
            relays = Relays((Route("first", relay_to(sink, "first")), Route("good", relay_to(good, "good"))))
            attempt = relays.submit(MAIL, RAW)
            relays.close()
            assert isinstance(attempt, Attempt)
            expected = ENDS[switch][COMMANDS.index(command)]
            assert attempt.relay == ("good" if expected in (FAILED, REFUSED) else "first"), (switch, command, attempt)


def test_one_that_speaks_before_the_end_or_takes_its_time() -> None:
    with sinks(("-A", "0"), ("-H", "1"), ("-e",), ("-8",), ("-w", "1"), ("-p",)) as (
        early,
        late,
        old,
        plain,
        slow,
        single,
    ):
        assert submitted(early).delivery in (Delivery.BOUNCED, Delivery.UNCERTAIN, Delivery.DEFERRED)
        for sink in (late, old, plain, slow, single):
            assert submitted(sink).delivery is Delivery.SENT


def test_one_that_is_frozen_is_noticed_and_another_takes_over_and_nothing_is_sent_twice() -> None:
    """Half-open: the kernel still takes connections and octets."""
    with sinks((), ()) as (first, second):
        now = [0.0]
        routes = (Route("first", relay_to(first, "first", 0.3)), Route("second", relay_to(second, "second")))
        relays = Relays(routes, lambda: now[0])
        answers = [relays.submit(MAIL, RAW)]
        first.freeze()
        begin = time.monotonic()
        answers += [relays.submit(MAIL, RAW) for _ in range(20)]
        assert time.monotonic() - begin < 5, "only one of them waited"
        first.thaw()
        now[0] += 60
        answers.append(relays.submit(MAIL, RAW))
        relays.close()
    asked = [attempt.relay for attempt in answers if isinstance(attempt, Attempt)]
    assert asked == ["first", *["second"] * 20, "first"]
    assert all(isinstance(each, Attempt) and each.delivery is Delivery.SENT for each in answers)
