import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from gateway import config
from gateway.config import Config
from gateway.configured import Networks, make_policy
from gateway.keyring import key_ring
from gateway.mail.inbound import Envelope, Source
from gateway.policy import PRIORITIES, Brakes
from gateway.tickets.clock import NO_DAYS
from gateway.tickets.lifecycle import Window
from gateway.tickets.people import Standing
from gateway.tickets.promise import Terms


def test_the_key_is_made_once_however_many_start_at_the_same_time(tmp_path: Path) -> None:
    demo = config.demo(str(tmp_path / "state"))
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: key_ring(demo).signing, range(64)))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    path = tmp_path / "state" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret.key"]


def test_the_demo_believes_agents_by_their_reply_address_and_has_both_languages(tmp_path: Path) -> None:
    policy = make_policy(config.demo(str(tmp_path)))
    assert policy.needed is Standing.BEARER
    assert policy.departments[1].label("fa") == "پشتیبانی فارسی"
    assert policy.department_at("support@example.org") is policy.departments[0]
    assert policy.agent_named("tom") in policy.departments[0].agents


@pytest.mark.parametrize(
    ("networks", "address", "inside"),
    [
        (("10.0.0.0/8",), "10.1.2.3", True),
        (("10.0.0.0/8",), "11.1.2.3", False),
        (("10.0.0.0/8",), "::ffff:10.1.2.3", True),  # an IPv4 client of a listener on both
        (("10.0.0.9/8",), "10.1.2.3", True),
        (("127.0.0.1", "2001:db8::/32"), "2001:db8::5", True),
        (("127.0.0.1", "2001:db8::/32"), "127.0.0.1", True),
        (("127.0.0.1",), "127.0.0.2", False),
        (("10.0.0.0/8",), "", False),
        (("10.0.0.0/8",), "mailbox", False),
        ((), "127.0.0.1", False),
    ],
)
def test_an_address_lies_in_a_network_or_not(networks: tuple[str, ...], address: str, inside: bool) -> None:
    assert (address in Networks(networks)) is inside


def test_what_is_let_through_becomes_policy(tmp_path: Path) -> None:
    table = config.demo(str(tmp_path)).model_dump()
    table["department"][0]["attachments"] = {"max_size": 5, "max_total": 9, "refused_extensions": ["EXE"]}
    table["trust"]["spam_headers_from"] = ["10.0.0.0/8"]
    table["clamav"] = {"socket": "127.0.0.1:3310", "required": True}
    mailbox = {"host": "imap.example.org", "user": "x", "password": {"env": "PATH"}, "to": "support@example.org"}
    table["mailbox"] = [{"name": "ours", "trusted": True, **mailbox}, {"name": "theirs", **mailbox}]
    policy = make_policy(Config.model_validate(table))
    first, second = (department.attachments for department in policy.departments)
    assert (first.max_size, first.max_total, first.extensions, first.scanned) == (5, 9, frozenset({"exe"}), True)
    assert "application/x-dosexec" in first.types
    assert {
        "exe",
        "js",
        "vbs",
        "scr",
        "bat",
        "cmd",
        "com",
        "pif",
        "msi",
        "jar",
        "lnk",
        "hta",
        "wsf",
    } <= second.extensions
    assert policy.believes_spam_marks(Envelope("", (), Source.SMTP, "10.0.0.1"))
    assert not policy.believes_spam_marks(Envelope("", (), Source.SMTP, "192.0.2.1"))
    assert policy.believes_spam_marks(Envelope("", (), Source.IMAP, "ours"))
    assert not policy.believes_spam_marks(Envelope("", (), Source.IMAP, "theirs"))


def test_types_and_products_become_policy_and_without_types_there_are_four(tmp_path: Path) -> None:
    table = config.demo(str(tmp_path)).model_dump()
    plain = make_policy(Config.model_validate(table))
    assert [choice.name for choice in plain.types] == ["support", "extension", "non-cooperation", "inquiry"]
    assert [choice.label("fa") for choice in plain.types] == ["پشتیبانی", "تمدید", "عدم همکاری", "استعلام"]
    assert plain.products == ()
    table["type"] = [{"name": "fault", "label": {"en": "Fault", "fa": "خرابی"}}]
    table["product"] = [{"name": "router", "label": "Router X"}]
    policy = make_policy(Config.model_validate(table))
    assert [(choice.name, choice.label("fa")) for choice in policy.types] == [("fault", "خرابی")]
    assert [(choice.name, choice.label("fa")) for choice in policy.products] == [("router", "Router X")]


@pytest.mark.parametrize(("said", "standing"), [("aligned", Standing.ALIGNED), ("bearer", Standing.BEARER)])
def test_what_requesters_must_prove_becomes_policy(tmp_path: Path, said: str, standing: Standing) -> None:
    demo = config.demo(str(tmp_path))
    assert make_policy(demo).trusted is Standing.BEARER
    table = demo.model_dump() | {"trust": {"requesters": said}}
    assert make_policy(Config.model_validate(table)).trusted is standing
    assert make_policy(Config.model_validate(demo.model_dump() | {"trust": {}})).trusted is Standing.ALIGNED


def test_the_brakes_become_policy_and_are_those_of_the_house_by_themselves(tmp_path: Path) -> None:
    table = config.demo(str(tmp_path)).model_dump()
    assert make_policy(Config.model_validate(table)).brakes == Brakes()
    table["brakes"] = {"hour": 1, "day": 2, "ticket": 3, "ticket_hour": 4, "echoes": 5, "domain": 6, "everyone": 7}
    assert make_policy(Config.model_validate(table)).brakes == Brakes(1, 2, 3, 4, 5, 6, 7)


def test_the_steps_of_priority_have_labels(tmp_path: Path) -> None:
    table = config.demo(str(tmp_path)).model_dump()
    assert make_policy(Config.model_validate(table)).priorities == PRIORITIES
    table["priorities"] = {"urgent": {"en": "at once", "fa": "بی‌درنگ"}}
    policy = make_policy(Config.model_validate(table))
    assert [choice.name for choice in policy.priorities] == ["low", "normal", "high", "urgent"]
    assert policy.priority("urgent").label("fa") == "بی‌درنگ"


def test_hours_promise_and_window_become_policy(tmp_path: Path) -> None:
    table = config.demo(str(tmp_path)).model_dump()
    table["holidays"] = {"jalali": ["01-13"]}
    shifts = ["sat-wed 08:00-16:30", "thu 08:00-12:00", "sun 18:00-24:00"]
    hours = {"hours": shifts, "zone": "Europe/Berlin", "promise_minutes": 45, "window_counts": "business"}
    table["department"][0].update(hours)
    table["department"][1]["promise_minutes"] = 0
    support, poshtibani = make_policy(Config.model_validate(table)).departments
    day = [(stint.day, stint.start, stint.end) for stint in support.hours.stints]
    work = [(n, 480, 990) for n in (0, 1, 2, 5, 6)]
    assert day == sorted([*work, (3, 480, 720), (6, 1080, 1440)])
    assert (support.hours.zone, poshtibani.hours.zone) == ("Europe/Berlin", "Asia/Tehran")
    assert date(2026, 4, 2) in support.hours.holidays
    assert support.window == Window(timedelta(days=3), support.hours)
    assert support.terms == Terms(support.hours, timedelta(minutes=45))
    assert poshtibani.window == Window(timedelta(days=3))
    assert poshtibani.promise is None
    assert poshtibani.hours.stints == ()
    assert hash(support.hours) == hash(make_policy(Config.model_validate(table)).departments[0].hours)


def test_without_holidays_no_calendar_is_asked(tmp_path: Path) -> None:
    policy = make_policy(config.demo(str(tmp_path)))
    assert all(department.hours.holidays is NO_DAYS for department in policy.departments)
