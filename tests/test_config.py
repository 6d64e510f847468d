"""A configuration is read, or all that is wrong with it is told at once: each mistake a sentence with its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.config import (
    Config,
    ConfigError,
    Department,
    Label,
    Origin,
    Problem,
    Relay,
    Secret,
    Site,
    demo,
    load,
    parse,
)

GOOD = """\
[site]
zone = "Asia/Tehran"

[relay]
host = "127.0.0.1"

[trust]
authserv_id = "mail.example.org"

[[agent]]
name = "tom"
address = "tom@example.org"

[[agent]]
name = "sara"
address = "sara@example.org"
language = "fa"

[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
agents = ["tom", "sara"]
lead = "tom"
"""


def mistakes(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        parse(text, "config.toml")
    return caught.value.problems


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def line(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


def test_a_good_one_is_read() -> None:
    config = parse(GOOD, "config.toml")
    assert config.relay == (Relay(host="127.0.0.1"),)
    assert config.department[0].label == Label(en="Support", fa="Support")
    assert config.department[0].window_days == 3
    assert config.agent[1].language == "fa"
    assert config.database_url == "sqlite:///var/postroom.db"


@dataclass(frozen=True)
class Planted:
    """`old` becomes `new`; the mistake is told in the line of `at`, and `says` what is wrong."""

    old: str
    new: str
    at: str
    says: str


PLANTED = [
    # one key by itself
    Planted('zone = "Asia/Tehran"', 'zone = "Tehran"', "zone", "site.zone: is not the name of a time zone"),
    Planted('zone = "Asia/Tehran"', "zone = 3", "zone", "site.zone: should be text, in quotes"),
    Planted('zone = "Asia/Tehran"', 'zonne = "Asia/Tehran"', "zonne", "no such key; did you mean 'zone'?"),
    Planted('zone = "Asia/Tehran"', "name = 3", "name = 3", 'should be text, or { en = "…", fa = "…" }'),
    Planted('zone = "Asia/Tehran"', 'name = { en = "X" }', "name = {", "site.name.fa: is missing"),
    Planted('zone = "Asia/Tehran"', "[listner]", "[listner]", "no such table; did you mean 'listener'?"),
    Planted('zone = "Asia/Tehran"', '[listener]\nport = "2525"', "port", "listener.port: should be a whole number"),
    Planted('zone = "Asia/Tehran"', "[listener]\nport = 70000", "port", "less than or equal to 65535"),
    Planted('zone = "Asia/Tehran"', "[listener]\nport = true", "port", "should be a whole number"),
    Planted('zone = "Asia/Tehran"', "[listener]\nmax_size = 1", "max_size", "greater than or equal to 65536"),
    Planted('zone = "Asia/Tehran"', "[work]\nthreads = 0", "threads", "greater than or equal to 1"),
    Planted('zone = "Asia/Tehran"', '[work]\nthreads = "8"', "threads", "work.threads: should be a whole number"),
    Planted('zone = "Asia/Tehran"', '[broker]\nurl = "http://mq"', "url", "should begin with amqp://"),
    Planted('zone = "Asia/Tehran"', '[database]\nurl = "mysql://db"', "url", "should begin with postgresql://"),
    Planted('zone = "Asia/Tehran"', "[reply]\naddresses = 1", "addresses = 1", "should be true or false"),
    Planted('zone = "Asia/Tehran"', '[reply]\ndomain = "in example"', "domain", "reply.domain: is not a domain"),
    Planted('zone = "Asia/Tehran"', "reply = 3", "reply", "there is no such key"),
    Planted('host = "127.0.0.1"', 'host = "x"\ntls = "ssl"', "tls", "should be 'none', 'starttls' or 'tls'"),
    Planted('host = "127.0.0.1"', 'host = "x"\ntimeout = "30"', "timeout", "relay.timeout: should be a number"),
    Planted('host = "127.0.0.1"', "", "[relay]", "relay: give either folder"),
    Planted('host = "127.0.0.1"', 'host = "x"\nfolder = "y"', "[relay]", "relay: give either folder"),
    Planted('host = "127.0.0.1"', 'host = "x"\nuser = "u"', "[relay]", "relay: user needs a password"),
    Planted('[relay]\nhost = "127.0.0.1"', "", "", "relay: is missing; say where mail goes out"),
    Planted(
        '"mail.example.org"', '"mail.example.org"\nagents = "proven"', "agents =", "'bearer', 'aligned' or 'bound'"
    ),
    Planted('name = "tom"', 'name = "tom baker"', "name =", "agent.name: should be one word"),
    Planted('name = "tom"', 'nmae = "tom"', "nmae", "agent.nmae: there is no such key; did you mean 'name'?"),
    Planted('name = "support"', 'name = "Support"', 'name = "Support"', "department.name: should be one word"),
    Planted('label = "Support"', "", "[[department]]", "department.label: is missing"),
    Planted('["support@example.org"]', "[]", "addresses", "department.addresses: is empty"),
    Planted('["support@example.org"]', '"support@example.org"', "addresses", "addresses: should be a list"),
    Planted('["support@example.org"]', '["support@example.org", 3]', "addresses", "should be text"),
    Planted("lead =", "window_days = 0\nlead =", "window_days", "should be greater than 0"),
    Planted("lead =", 'window_days = "3"\nlead =', "window_days", "should be a number"),
    Planted(
        "lead =", 'window_counts = "business"\nlead =', "[[department]]", "counts the days of hours; give them, too"
    ),
    Planted(
        "lead =",
        'window_counts = "business"\nwindow_days = 1.5\nhours = ["mon-fri 09:00-17:00"]\nlead =',
        "[[department]]",
        "counts whole days; round window_days",
    ),
    Planted("lead =", 'hours = ["mon-fri 9-17"]\nlead =', "hours", "should be days and hours"),
    Planted("lead =", 'zone = "Asia/Teheran"\nlead =', "Teheran", "is not the name of a time zone"),
    Planted('zone = "Asia/Tehran"', '[holidays]\ncountry = "XX"', "country", "whose holidays are not known"),
    Planted("[[department]]", "[department]", "[department]", "should be written [[department]], once for each"),
    Planted('language = "fa"', 'language = "de"', "language", "agent.language: should be 'en' or 'fa'"),
    # what is let through
    Planted(
        "lead =", "attachments.max_size = 0\nlead =", "attachments", "attachments.max_size: should be greater than"
    ),
    Planted("lead =", 'attachments.max_size = "1"\nlead =', "attachments", "max_size: should be a whole number"),
    Planted("lead =", "attachments.maxsize = 1\nlead =", "attachments", "no such key; did you mean 'max_size'?"),
    Planted("lead =", "attachments = 3\nlead =", "attachments", "should be a table, [department.attachments]"),
    Planted(
        "lead =",
        "attachments.max_size = 9\nattachments.max_total = 8\nlead =",
        "attachments.max_size",
        "max_size is larger than max_total",
    ),
    Planted(
        "lead =",
        'attachments.refused_extensions = ["exe", ".js"]\nlead =',
        "attachments",
        'should hold extensions without their dot, such as "exe"',
    ),
    Planted(
        "lead =",
        'attachments.refused_extensions = "exe"\nlead =',
        "attachments",
        "refused_extensions: should be a list",
    ),
    Planted("lead =", 'attachments.refused_types = ["video"]\nlead =', "attachments", "should hold types such as"),
    Planted('zone = "Asia/Tehran"', '[clamav]\nsocket = "clamd"', "socket", "clamav.socket: should be the path of a"),
    Planted('zone = "Asia/Tehran"', '[clamav]\nsocket = "host:port"', "socket", "clamav.socket: should be the path of"),
    Planted('zone = "Asia/Tehran"', "[clamav]\nrequired = true", "[clamav]", "clamav: required = true needs a socket"),
    Planted(
        'zone = "Asia/Tehran"', "[clamav]\ntimeout = 90", "timeout", "clamav.timeout: should be less than or equal"
    ),
    Planted(
        '"mail.example.org"',
        '"mail.example.org"\nspam_headers_from = ["10.0.0.0/8", "mx.example.org"]',
        "spam_headers_from",
        "trust.spam_headers_from: should hold addresses and networks",
    ),
    Planted(
        'zone = "Asia/Tehran"',
        '[listener]\nproxy_from = ["balancer.example.org"]',
        "proxy_from",
        "listener.proxy_from: should hold addresses and networks",
    ),
    Planted('zone = "Asia/Tehran"', "[listener]\nprocesses = 0", "processes", "listener.processes: should be greater"),
    # what a request may be about
    Planted("[[department]]", "[type]\n[[department]]", "[type]", "should be written [[type]], once for each"),
    Planted("[[department]]", '[product]\nname = "x"\n[[department]]', "[product]", "should be written [[product]]"),
    Planted(
        "[[department]]", '[[type]]\nname = "Fault 1"\nlabel = "F"\n[[department]]', '"Fault 1"', "type.name: should be"
    ),
    Planted("[[department]]", '[[type]]\nname = "fault"\n[[department]]', "[[type]]", "type.label: is missing"),
    Planted(
        "[[department]]",
        '[[product]]\nname = "x"\nlabel = "X"\nprice = 3\n[[department]]',
        "price",
        "product.price: there is no such key",
    ),
    Planted(
        "[[department]]",
        '[[type]]\nname = "a"\nlabel = "A"\n[[type]]\nname = "a" # again\nlabel = "B"\n[[department]]',
        '"a" # again',
        "type 'a' stands here twice",
    ),
    Planted(
        "[[department]]",
        '[[product]]\nname = "a"\nlabel = { en = "A", fa = "آ" }\n[[product]]\nname = "b"\nlabel = "آ"\n[[department]]',
        'label = "آ"',
        "product.label: 'آ' is what another product is called, too",
    ),
    Planted(
        "[[department]]",
        '[[type]]\nname = "a"\nlabel = "b"\n[[type]]\nname = "c"\nlabel = "B"\n[[department]]',
        'label = "B"',
        "type.label: 'b' is what another type is called, too",
    ),
    Planted(
        '"mail.example.org"',
        '"mail.example.org"\nrequesters = "bound"',
        "requesters",
        "should be 'bearer' or 'aligned'",
    ),
    # keys that disagree
    Planted(
        '"mail.example.org"',
        '"mail.example.org"\nrequesters = "bearer"\n[reply]\naddresses = false',
        "requesters",
        "trust.requesters: bearer needs signed reply addresses",
    ),
    Planted('name = "sara"', 'name = "tom"', 'name = "tom"\naddress = "sara', "agent 'tom' stands here twice"),
    Planted('"tom@example.org"', '"tom"', 'address = "tom"', "agent.address: is not a mail address"),
    Planted('"sara@example.org"', '"Tom@example.org"', '"Tom@', "'tom@example.org' belongs to agent 'tom' already"),
    Planted('"support@example.org"', '"TOM@example.org"', '"TOM@', "'TOM@example.org' belongs to agent 'tom' already"),
    Planted('"support@example.org"', '"support"', "addresses", "'support' is not a mail address"),
    Planted('"support@example.org"', f'"{"x" * 19}@example.org"', "addresses", "18 characters at most"),
    Planted(
        '["tom", "sara"]', '["tom", "saar"]', "agents =", "agent 'saar', who is not configured; did you mean 'sara'?"
    ),
    Planted('lead = "tom"', 'lead = "tim"', "lead", "names agent 'tim', who is not configured; did you mean 'tom'?"),
    Planted('zone = "Asia/Tehran"', '[reply]\ndomain = "EXAMPLE.org"', "domain", "also the domain of a department's"),
    Planted('authserv_id = "mail.example.org"', "", "[trust]", "trust.authserv_id: agents = 'aligned' needs the name"),
    Planted(
        'zone = "Asia/Tehran"\n',
        '[database]\nurl = "postgresql://db/postroom"\n[reply]\nsame_domain = false\n',
        "[reply]",
        "reply.secret: must be given where several machines share a database",
    ),
    # things that are not there
    Planted(
        'zone = "Asia/Tehran"',
        '[listener]\ncertificate = "/nowhere/a.pem"',
        "[listener]",
        "certificate and private_key belong together",
    ),
    Planted(
        'host = "127.0.0.1"',
        'host = "x"\npassword = { env = "POSTROOM_TEST_UNSET" }',
        "password",
        "relay.password: the environment variable named here is not set",
    ),
    Planted(
        'host = "127.0.0.1"',
        'host = "x"\npassword = { file = "/nowhere/password" }',
        "password",
        "relay.password: the file named here cannot be read",
    ),
    Planted('host = "127.0.0.1"', 'host = "x"\npassword = {}', "password", 'give either { env = "NAME" }'),
    Planted('host = "127.0.0.1"', 'host = "x"\npassword = "hunter2"', "password", "a secret never stands here itself"),
]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.says[:40])
def test_a_planted_mistake_is_told_with_its_line(planted: Planted) -> None:
    text = changed(planted.old, planted.new)
    found = mistakes(text)
    expected = line(text, planted.at) if planted.at else 0
    told = [problem for problem in found if planted.says in problem.sentence]
    assert [problem.line for problem in told] == [expected], found
    assert all("\n" not in problem.sentence for problem in found)


def test_a_mistake_brings_no_others_with_it() -> None:
    companions = {  # each a mistake of its own in the text that was planted
        "agent.name: is missing",
        "listener.certificate: there is no such file",
        "department 'support' names agent 'sara', who is not configured",
    }
    for planted in PLANTED:
        found = mistakes(changed(planted.old, planted.new))
        others = {problem.sentence for problem in found if planted.says not in problem.sentence}
        assert others <= companions, planted


def test_all_mistakes_come_out_at_once_in_the_order_of_their_lines() -> None:
    text = """\
[site]
zone = "Tehran"
[listener]
port = "x"
[relay]
folder = "./out"
host = "x"
[reply]
domain = "example.org"
[[agent]]
name = "tom"
address = "tom"
langauge = "en"
[[department]]
name = "support"
label = { en = "Support" }
addresses = [
  "support@example.org",
  "not an address",
]
agents = ["tim"]
"""
    found = mistakes(text)
    assert [(problem.line, problem.sentence.split(":")[0].split(" (")[0]) for problem in found] == [
        (0, "trust.authserv_id"),
        (2, "site.zone"),
        (4, "listener.port"),
        (5, "relay"),
        (9, "reply.domain"),
        (12, "agent.address"),
        (13, "agent.langauge"),
        (16, "department.label.fa"),
        (17, "'not an address' is not a mail address"),
        (21, "department 'support' names agent 'tim', who is not configured; did you mean 'tom'?"),
    ]
    told = str(ConfigError(found))
    assert told.count("\n") == len(found) - 1
    assert "config.toml:2: site.zone: is not" in told
    assert "config.toml: trust.authserv_id" in told


def test_an_agent_whose_name_cannot_be_read_is_not_missed_elsewhere() -> None:
    found = mistakes(changed('name = "tom"', "name = 3"))
    assert [problem.sentence for problem in found] == ["agent.name: should be text, in quotes"]


SECRET = "hunter2-correct-horse"


@pytest.mark.parametrize(
    "lines",
    [
        f'host = "x"\npassword = "{SECRET}"',
        f'host = "x"\npasswd = "{SECRET}"',
        f'host = "x"\npassword = {{ value = "{SECRET}" }}',
        f'host = "x"\npassword = {{ env = "{SECRET}" }}',
        f'host = "x"\npassword = {{ file = "{SECRET}" }}',
        f'host = "x"\npassword = {{ env = "{SECRET}", file = "{SECRET}" }}',
        f'host = "x"\npassword = ["{SECRET}"]',
        f'host = "x"\ntls = "{SECRET}"',
        f'host = "x"\nport = "{SECRET}"',
        f'host = "x"\n[database]\nurl = "mysql://u:{SECRET}@h/db"',
        f'host = "x"\n[broker]\nurl = "mqtt://u:{SECRET}@h"',
        f'host = "x"\n[reply]\nsecret = "{SECRET}"',
        f'host = "x"\n[reply]\ndomain = "{SECRET} "',
        f'host = "x"\npassword = "{SECRET}',
    ],
)
def test_what_could_be_a_secret_is_never_repeated(lines: str) -> None:
    found = mistakes(changed('host = "127.0.0.1"', lines))
    assert found
    assert SECRET not in str(found)


def test_secrets_come_from_a_variable_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTROOM_TEST_PASSWORD", "hunter2")
    path = tmp_path / "reply.key"
    path.write_text("k" * 32 + "\n", encoding="utf-8")
    text = changed(
        'host = "127.0.0.1"',
        f'host = "x"\nuser = "u"\npassword = {{ env = "POSTROOM_TEST_PASSWORD" }}\n'
        f'[reply]\nsecret = {{ file = "{path}" }}',
    )
    config = parse(text, "config.toml")
    assert config.relay[0].password is not None
    assert config.reply.secret is not None
    assert config.relay[0].password.read() == "hunter2"
    assert config.reply.secret.read() == "k" * 32
    assert "hunter2" not in repr(config)


@pytest.mark.parametrize(("content", "says"), [("", "is empty"), (" \n", "is empty"), ("short", "fewer than 16")])
def test_a_signing_key_that_can_be_guessed_is_refused(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "reply.key"
    path.write_text(content, encoding="utf-8")
    (found,) = mistakes(changed('host = "127.0.0.1"', f'host = "x"\n[reply]\nsecret = {{ file = "{path}" }}'))
    assert says in found.sentence
    assert "short" not in found.sentence.replace("shorter", "")


def test_the_secret_of_an_empty_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTROOM_TEST_EMPTY", "")
    (found,) = mistakes(changed('host = "127.0.0.1"', 'host = "x"\npassword = { env = "POSTROOM_TEST_EMPTY" }'))
    assert found.sentence == "relay.password: the environment variable named here is empty"


@pytest.mark.parametrize("agents", ["bearer", "bound"])
def test_agents_who_need_a_reply_address_need_reply_addresses(agents: str) -> None:
    text = changed('"mail.example.org"', f'"mail.example.org"\nagents = "{agents}"') + "[reply]\naddresses = false\n"
    (found,) = mistakes(text)
    assert found.line == line(text, "agents = ")
    assert "reply.addresses is false" in found.sentence


def test_without_a_checking_server_agents_may_be_believed_by_their_address() -> None:
    config = parse(changed('authserv_id = "mail.example.org"', 'agents = "bearer"'), "config.toml")
    assert config.trust.agents == "bearer"


def test_who_is_its_own_border_needs_no_other_server() -> None:
    for agents in ("aligned", "bound"):
        text = changed('authserv_id = "mail.example.org"', f'border = true\nagents = "{agents}"')
        assert parse(text, "config.toml").trust.border


def test_one_of_two_checks_who_wrote_a_mail() -> None:
    text = changed('authserv_id = "mail.example.org"', 'authserv_id = "mail.example.org"\nborder = true')
    (found,) = mistakes(text)
    assert found.line == line(text, "border = ")
    assert "one of the two" in found.sentence
    assert not parse(text.replace("border = true", "border = false"), "config.toml").trust.border


def test_a_long_local_part_is_no_obstacle_behind_the_first_or_without_reply_addresses() -> None:
    long = "a-very-long-name-for-support@example.org"
    assert parse(changed('"support@example.org"]', f'"support@example.org", "{long}"]'), "x")
    assert parse(changed("support@example.org", long) + "[reply]\naddresses = false\n", "x")


MAILBOX = """\
[[mailbox]]
name = "old"
host = "imap.example.org"
user = "support"
password = { file = "/nowhere/password" }
to = "suport@example.org"
"""


def test_a_mailbox_must_lead_to_a_department_and_have_its_password() -> None:
    found = {problem.line - GOOD.count("\n"): problem.sentence for problem in mistakes(GOOD + MAILBOX)}
    assert found[5] == "mailbox.password: the file named here cannot be read"
    assert "'suport@example.org' is not an address of a department; did you mean 'support@example.org'?" in found[6]


def test_two_mailboxes_cannot_have_one_name() -> None:
    sentences = [problem.sentence for problem in mistakes(GOOD + MAILBOX + MAILBOX)]
    assert "mailbox 'old' stands here twice" in sentences


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line_number"),
    [('[site]\nzone = "x\n', 2), ("[site]\nzone = \n", 2), ("[site]\n[site]\n", 2), ("a = [1,\n", 2), ("=", 1)],
)
def test_what_is_not_toml_is_told_with_its_line(text: str, line_number: int) -> None:
    (found,) = mistakes(text)
    assert found.line == line_number
    assert found.sentence.startswith("is not TOML: ")


def refusal(path: Path | str, environment: Mapping[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load(str(path), environment or {})
    return str(caught.value)


def test_a_file_that_is_missing_or_unreadable_is_told_in_one_line(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    assert refusal(missing) == f"{missing}: cannot be read: No such file or directory"
    assert refusal(tmp_path) == f"{tmp_path}: cannot be read: Is a directory"


def test_a_file_that_is_not_utf8_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes('[site]\nname = "پ"'.encode("utf-16"))
    assert refusal(path) == f"{path}: cannot be read: it is not UTF-8 text"


def test_a_file_from_another_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(str(path)).config == parse(GOOD, "x")
    path.write_bytes(GOOD.replace('"Asia/Tehran"', '"Tehran"').replace("\n", "\r\n").encode())
    assert refusal(path).startswith(f"{path}:2: site.zone")


def test_the_named_file_comes_before_the_variable_and_the_variable_before_the_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(None, {}).origin is Origin.DEMO
    for name in ("config.toml", "variable.toml", "named.toml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    variable = {"POSTROOM_CONFIG": "variable.toml"}
    assert load("named.toml", variable).path == "named.toml"
    assert load(None, variable).path == "variable.toml"
    assert load(None, {}).path == "config.toml"
    assert load(None, {}).origin is Origin.FILE


def test_the_demo_is_a_configuration_like_any_other() -> None:
    config = demo("/somewhere")
    assert Config.model_validate(config.model_dump()) == config
    assert config.relay[0].folder == "/somewhere/outgoing"
    assert {department.lead for department in config.department} <= {agent.name for agent in config.agent}
    assert config.trust.agents == "bearer"
    assert {department.language for department in config.department} == {"en", "fa"}


def test_nothing_can_be_changed_once_it_is_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        parse(GOOD, "x").site.zone = "UTC"


def test_types_are_exact_when_built_by_hand() -> None:
    with pytest.raises(ValueError, match="zone"):
        Site(zone=3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="addresses"):
        Department(name="a", label=Label(en="A", fa="A"), addresses=())
    with pytest.raises(ValueError, match="either"):
        Secret()
