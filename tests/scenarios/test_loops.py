"""Machines that answer machines (T-LOOP-1 and 6 to 9): it ends soon, people hear of it once, and no mail is lost."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from .office import Caught
from .wires import Gateway, List, Responder, Wire, alerts, first_mail, seeming_from, stripped

pytestmark = pytest.mark.scenario

MOST = 12  # mails that cross a wire whatever machines do

Start = Callable[..., list[Gateway]]


@pytest.fixture
def wire() -> Iterator[Wire]:
    opened = Wire()
    opened.start()
    try:
        yield opened
    finally:
        opened.stop()


@pytest.fixture
def start(tmp_path: Path, wire: Wire) -> Iterator[Start]:
    """Starts Postrooms of these names on the wire."""
    with ExitStack() as stack:

        def started(*names: str) -> list[Gateway]:
            gateways = [Gateway(tmp_path / name, name, wire) for name in names]
            for gateway in gateways:
                stack.callback(gateway.close)
                gateway.start_quickly()
            return gateways

        yield started


def begin(gateway: Gateway, sender: str) -> None:
    """The first mail comes from outside and does not cross the wire."""
    mail = first_mail(sender, gateway.address)
    gateway.take(Caught(sender, gateway.address, bytes(mail)))


def test_two_postrooms_that_face_each_other_say_one_word(wire: Wire, start: Start) -> None:
    one, other = start("a", "b")
    begin(one, other.address)
    wire.rest(one, other)
    assert [each.recipient for each in wire.crossed] == [other.address]
    assert other.count("automatic") == 1
    assert not alerts(one, other)


def test_two_postrooms_over_a_wire_that_hides_what_they_are(wire: Wire, start: Start) -> None:
    wire.changes.append(stripped)
    one, other = start("a", "b")
    begin(one, other.address)
    wire.rest(one, other)
    print(len(wire.crossed), "mails crossed")
    assert 2 < len(wire.crossed) <= MOST, "the wire hides nothing, or nothing ends it"
    (alert,) = alerts(one, other)
    assert other.address in alert.text
    assert one.count("ticket") == 4, "what is not answered is a ticket all the same"
    assert one.rows("ledger")[0]["balanced"]


def test_a_responder_that_answers_everything(wire: Wire, start: Start) -> None:
    wire.changes.append(stripped)
    (gateway,) = start("a")
    wire.homes["away.example"] = Responder(wire, lambda: "ann@away.example").take
    begin(gateway, "ann@away.example")
    wire.rest(gateway)
    print(len(wire.crossed), "mails crossed")
    assert 2 < len(wire.crossed) <= MOST
    (alert,) = alerts(gateway)
    assert "ann@away.example" in alert.text
    assert "postroom explain" in alert.text
    assert "out of the office" not in alert.text


def test_a_responder_with_another_address_for_each_answer(wire: Wire, start: Start) -> None:
    """The brakes of an address never bite here."""
    wire.changes.append(stripped)
    (gateway,) = start("a")
    numbers = count()
    responder = Responder(wire, lambda: f"ann+{next(numbers)}@away.example")
    wire.homes["away.example"] = responder.take
    begin(gateway, "ann@away.example")
    wire.rest(gateway)
    print(len(wire.crossed), "mails crossed")
    assert responder.answered > 3
    assert len(wire.crossed) <= MOST
    (alert,) = alerts(gateway)
    assert "away.example" in alert.text


@pytest.mark.parametrize(("addresses", "least"), [(False, 2), (True, 3)])
def test_a_list_that_posts_back_to_the_department(addresses: bool, least: int, wire: Wire, start: Start) -> None:
    """Where the list's own address stands in To, nobody has asked us."""
    wire.changes.append(stripped)
    (gateway,) = start("a")
    wire.homes["lists.example"] = List(wire, "talk@lists.example", (gateway.address,), addresses).take
    begin(gateway, "talk@lists.example")
    wire.rest(gateway)
    print(len(wire.crossed), "mails crossed")
    assert least <= len(wire.crossed) <= MOST
    assert len(alerts(gateway)) == (1 if addresses else 0)


def test_a_ring_of_two_postrooms_a_responder_and_a_list(wire: Wire, start: Start) -> None:
    one, other = start("a", "b")
    away, talk = "ann@away.example", "talk@lists.example"
    ring = {one.address: other.address, other.address: away, away: talk, talk: one.address}
    wire.changes += [stripped, seeming_from(ring)]
    wire.homes["away.example"] = Responder(wire, lambda: away).take
    wire.homes["lists.example"] = List(wire, talk, (one.address,)).take
    begin(one, other.address)
    seconds = wire.rest(one, other)
    print(len(wire.crossed), "mails crossed in", round(seconds, 1), "s")
    assert {each.recipient for each in wire.crossed} == set(ring), "it went all around"
    assert len(wire.crossed) <= MOST
    assert seconds <= 60
    assert len(alerts(one, other)) == 1
