"""The resolver of this machine against a real name server, in all its moods; and the memory for its answers."""

import threading
import time

import pytest

from gateway.intake.border.checks import OwnChecks
from gateway.intake.border.questions import LIMIT, Answer, Inquiry, Record, Trouble, is_name
from gateway.intake.border.resolving import LEAST, MOST, NOTHING_FOR, RECORDS, Remembering, SystemResolver

from .name_server import NameServer, name_server
from .world import World, judged, key, signed, written

ZONE: dict[tuple[str, str], tuple[int, list[str]]] = {
    ("example.org.", "TXT"): (60, ['"v=spf1 " "-all"', '"caf\\195\\169"']),
    ("example.org.", "A"): (60, ["192.0.2.1", "192.0.2.2"]),
    ("example.org.", "AAAA"): (60, ["2001:db8::1"]),
    ("example.org.", "MX"): (60, ["20 Second.example.org.", "10 first.example.org."]),
    ("1.2.0.192.in-addr.arpa.", "PTR"): (60, ["Mail.example.org."]),
    ("many.example.org.", "A"): (60, [f"198.51.{n // 256}.{n % 256}" for n in range(RECORDS + 50)]),
    ("long.example.org.", "TXT"): (60, [" ".join(['"' + "a" * 250 + '"'] * 20), '"short"']),
}


def resolver(server: NameServer) -> SystemResolver:
    return SystemResolver(("127.0.0.1",), server.port)


def test_each_kind_of_record_is_read() -> None:
    with name_server(ZONE) as server:
        asking = resolver(server)
        assert set(asking.ask("example.org", Record.TXT, 2).records) == {"v=spf1 -all", "caf\xc3\xa9"}
        assert set(asking.ask("example.org", Record.A, 2).records) == {"192.0.2.1", "192.0.2.2"}
        assert asking.ask("example.org", Record.AAAA, 2) == Answer(("2001:db8::1",), 60)
        assert asking.ask("example.org", Record.MX, 2).records == ("first.example.org", "second.example.org")
        assert asking.ask("1.2.0.192.in-addr.arpa", Record.PTR, 2).records == ("mail.example.org",)


def test_no_name_and_no_such_record_are_nothing_and_no_trouble() -> None:
    with name_server(ZONE) as server:
        assert resolver(server).ask("nowhere.example.org", Record.TXT, 2) == Answer((), NOTHING_FOR)
        assert resolver(server).ask("long.example.org", Record.A, 2) == Answer((), NOTHING_FOR)


def test_what_is_too_much_is_left_out() -> None:
    with name_server(ZONE) as server:
        assert len(resolver(server).ask("many.example.org", Record.A, 2).records) == RECORDS
        assert resolver(server).ask("long.example.org", Record.TXT, 2).records == ("short",)


@pytest.mark.parametrize("mood", ["silent", "broken", "lying", "refusing"])
def test_a_server_that_does_not_answer_properly_is_trouble_in_time(mood: str) -> None:
    with name_server(ZONE, mood) as server:
        began = time.monotonic()
        with pytest.raises(Trouble):
            resolver(server).ask("example.org", Record.TXT, 0.5)
        assert time.monotonic() - began < 2
        assert (
            OwnChecks(resolver(server), 0.5).problem("example.org").startswith("DNS does not answer about example.org")
        )


def test_no_server_at_all_is_trouble() -> None:
    with name_server(ZONE) as server:
        pass
    with pytest.raises(Trouble):
        resolver(server).ask("example.org", Record.TXT, 0.5)


def test_a_mail_is_proven_through_a_real_server() -> None:
    ((place, (record,)),) = key("example.org").items()
    pieces = " ".join(f'"{record[start : start + 200]}"' for start in range(0, len(record), 200))
    zone = {
        ("_dmarc.example.org.", "TXT"): (60, ['"v=DMARC1; p=reject"']),
        (place.partition(" ")[2] + ".", "TXT"): (60, [pieces]),
    }
    with name_server(zone) as server:
        asking = Remembering(resolver(server))
        assert judged(signed(written()), asking).name == "ALIGNED"
        assert judged(written(), asking).name == "FAILED"
        assert judged(signed(written()), asking).name == "ALIGNED"
        assert len(server.asked) == 3
        server.mood = "silent"
        assert judged(signed(written()), asking).name == "ALIGNED"
        assert judged(written(b"From: a@other.example\r\n"), asking, seconds=0.3).name == "NOTHING"


# --- memory -----------------------------------------------------------------------------------------------------------


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("ttl", "kept"), [(0, LEAST), (300, 300.0), (10**9, MOST), (-5, LEAST)])
def test_an_answer_is_remembered_as_long_as_its_owner_says_within_bounds(ttl: float, kept: float) -> None:
    clock, world = Clock(), World({"TXT example.org": ("hello",)}, ttl=ttl)
    memory = Remembering(world, clock=clock)
    for later, asked in ((0.0, 1), (kept - 1, 1), (kept + 1, 2)):
        clock.now = 1000.0 + later
        assert memory.ask("example.org", Record.TXT, 1).records == ("hello",)
        assert len(world.asked) == asked


def test_kinds_and_names_are_remembered_apart_and_nothing_too() -> None:
    world = World({"TXT example.org": ("hello",), "A example.org": ("192.0.2.1",)})
    memory = Remembering(world)
    for _ in range(3):
        assert memory.ask("example.org", Record.TXT, 1).records == ("hello",)
        assert memory.ask("example.org", Record.A, 1).records == ("192.0.2.1",)
        assert memory.ask("nowhere.example", Record.TXT, 1).records == ()
    assert len(world.asked) == 3


def test_trouble_is_not_remembered() -> None:
    world = World({"TXT example.org": ("hello",)}, dead=("example",))
    memory = Remembering(world)
    with pytest.raises(Trouble):
        memory.ask("example.org", Record.TXT, 1)
    world.dead = ()
    assert memory.ask("example.org", Record.TXT, 1).records == ("hello",)


def test_the_memory_does_not_grow_and_forgets_what_was_not_used() -> None:
    world = World({})
    memory = Remembering(world, size=10)
    for number in range(1000):
        memory.ask(f"n{number}.example", Record.TXT, 1)
        memory.ask("often.example", Record.TXT, 1)
    assert len(memory._known) == 10
    assert world.asked.count("TXT often.example") == 1


def test_all_threads_share_one_memory() -> None:
    world = World({f"TXT n{number}.example": (str(number),) for number in range(50)})
    memory = Remembering(world, size=20)
    wrong: list[str] = []

    def ask() -> None:
        for turn in range(2000):
            number = turn % 50
            if memory.ask(f"n{number}.example", Record.TXT, 1).records != (str(number),):
                wrong.append(str(number))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(memory._known) <= 20


# --- what may be asked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["example.org", "_dmarc.example.org", "s1._domainkey.a-b.example", "xn--mgbh0fb.example", "a.b", "1.2.3.4"]
)
def test_names_that_are_asked_about(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "org", ".", "a..b", ".a.b", "a.b..", "a b.c", "a\n.b", "a.b\n", "é.example", "-a.b", "a-.b", "a.b_"),
        *("[192.0.2.1]", "a/b.c", "*.a.b", "x" * 64 + ".org", "a." * 127 + "b", "a\0.b", "%{d}.org", "١.org"),
    ],
)
def test_names_that_are_not(name: str) -> None:
    assert not is_name(name)
    world = World({}, dead=("",))
    assert Inquiry(world, 5).ask(name, Record.TXT) == ()
    assert not world.asked


def test_a_dot_at_the_end_and_capitals_make_no_difference() -> None:
    world = World({"TXT example.org": ("hello",)})
    assert Inquiry(world, 5).ask("Example.ORG.", Record.TXT) == ("hello",)
    assert not is_name("Example.org")
    assert not is_name("example.org.")


def test_an_inquiry_ends_with_its_time_and_its_questions() -> None:
    world = World({})
    inquiry = Inquiry(world, 5)
    for number in range(LIMIT):
        inquiry.ask(f"n{number}.example", Record.TXT)
    with pytest.raises(Trouble):
        inquiry.ask("one.more.example", Record.TXT)
    assert len(world.asked) == LIMIT
    with pytest.raises(Trouble):
        Inquiry(world, 0).ask("example.org", Record.TXT)
    assert len(world.asked) == LIMIT
