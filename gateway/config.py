"""The configuration: a TOML file becomes one frozen `Config`, or a list of everything that is wrong with it, each with
its line. A leaf: imports nothing of ours. Secrets are named (a variable or a file), never written here, never echoed.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

LANGUAGES = ("en", "fa")
LOCAL_PART_LIMIT = 18  # so that a signed reply address stays within 64 octets (RFC 5321 section 4.5.3.1.1)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Label(_Table):
    """A name that people read, in both languages. A plain string stands for both."""

    en: str
    fa: str

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"en": value, "fa": value} if isinstance(value, str) else value

    def in_language(self, language: str) -> str:
        return self.fa if language == "fa" else self.en


class Site(_Table):
    name: Label = Label(en="Postroom", fa="پست‌روم")
    zone: str = "Asia/Tehran"
    state: str = "./var"

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is not the name of a time zone, such as Asia/Tehran")
        return value


class Listener(_Table):
    host: str = "127.0.0.1"
    port: int = Field(default=2525, ge=0, le=65535)
    hostname: str = "localhost"
    max_size: int = Field(default=33_554_432, ge=65_536, le=1_073_741_824)
    certificate: str = ""
    private_key: str = ""
    connections: int = Field(default=10_000, ge=1)
    connections_per_address: int = Field(default=30, ge=1)

    @model_validator(mode="after")
    def _both_or_neither(self) -> "Listener":
        if bool(self.certificate) != bool(self.private_key):
            raise ValueError("certificate and private_key belong together: give both or neither")
        return self


class Database(_Table):
    url: str = ""


class Broker(_Table):
    url: str = ""

    @field_validator("url")
    @classmethod
    def _known_broker(cls, value: str) -> str:
        if value and not value.startswith(("amqp://", "amqps://", "redis://", "rediss://")):
            raise ValueError("should begin with amqp://, amqps://, redis:// or rediss://, or be empty")
        return value


class Work(_Table):
    processes: int = Field(default=1, ge=1, le=64)
    threads: int = Field(default=8, ge=1, le=64)


class Secret(_Table):
    """Where a secret lies: the name of an environment variable, or the path of a file."""

    env: str = ""
    file: str = ""

    @model_validator(mode="after")
    def _one_place(self) -> "Secret":
        if bool(self.env) == bool(self.file):
            raise ValueError('give either { env = "NAME" } or { file = "PATH" }')
        return self

    def read(self) -> str:
        """The secret. Raises KeyError or OSError where it is not there."""
        return os.environ[self.env] if self.env else Path(self.file).read_text(encoding="utf-8").strip()


class Reply(_Table):
    domain: str = "in.example.org"
    addresses: bool = True
    secret: Secret | None = None
    same_domain: bool = False


class Relay(_Table):
    folder: str = ""
    host: str = ""
    port: int = Field(default=25, ge=1, le=65535)
    tls: Literal["none", "starttls", "tls"] = "starttls"
    user: str = ""
    password: Secret | None = None
    timeout: float = Field(default=30.0, gt=0, le=600)

    @model_validator(mode="after")
    def _one_way_out(self) -> "Relay":
        if bool(self.folder) == bool(self.host):
            raise ValueError("give either folder (mail is written there) or host (mail is sent there)")
        if self.user and self.password is None:
            raise ValueError('user needs a password = { env = "NAME" } or { file = "PATH" }')
        return self


class Trust(_Table):
    authserv_id: str = ""
    agents: Literal["bearer", "aligned", "bound", "proven"] = "aligned"


class Agent(_Table):
    name: str = Field(pattern=r"^[^\s@#]{1,40}$")
    address: str
    shown: str = ""
    language: Literal["en", "fa"] = "en"


class Department(_Table):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    label: Label
    addresses: tuple[str, ...] = Field(min_length=1, strict=False)
    agents: tuple[str, ...] = Field(default=(), strict=False)
    lead: str = ""
    language: Literal["en", "fa"] = "en"
    window_days: float = Field(default=3, gt=0, le=365, strict=False)


class Config(_Table):
    site: Site = Site()
    listener: Listener = Listener()
    database: Database = Database()
    broker: Broker = Broker()
    work: Work = Work()
    reply: Reply = Reply()
    relay: Relay
    trust: Trust = Trust()
    department: tuple[Department, ...] = Field(min_length=1, strict=False)
    agent: tuple[Agent, ...] = Field(default=(), strict=False)

    @property
    def state(self) -> Path:
        return Path(self.site.state)

    @property
    def database_url(self) -> str:
        return self.database.url or f"sqlite:///{self.state / 'postroom.db'}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `line` is 0 where the mistake is something that is missing altogether."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}" if self.line else f"{self.file}: {self.sentence}"


class ConfigError(Exception):
    """A configuration that cannot be used; `problems` has every mistake."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Origin(Enum):
    FILE = "file"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Loaded:
    config: Config
    origin: Origin
    path: str


def load(path: str | None, environment: Mapping[str, str] = os.environ) -> Loaded:
    """`path`, else $POSTROOM_CONFIG, else ./config.toml, else the demo. Raises ConfigError with all mistakes."""
    chosen = path or environment.get("POSTROOM_CONFIG") or ("config.toml" if Path("config.toml").exists() else "")
    if not chosen:
        return Loaded(demo(), Origin.DEMO, "")
    try:
        text = Path(chosen).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError((Problem(chosen, 0, f"cannot be read: {reason}"),)) from error
    return Loaded(parse(text, chosen), Origin.FILE, chosen)


def parse(text: str, file: str) -> Config:
    """The configuration in `text`. Raises ConfigError with every mistake and its line."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((_syntax_problem(error, text, file),)) from error
    lines = _lines(text)
    try:
        config = Config.model_validate(document)
    except ValidationError as error:
        problems = tuple(_problem(dict(detail), lines, file) for detail in error.errors(include_url=False))
        raise ConfigError(tuple(sorted(problems, key=lambda problem: problem.line))) from None
    found = tuple(Problem(file, _line_of(place, lines), sentence) for place, sentence in disagreements(config))
    if found:
        raise ConfigError(tuple(sorted(found, key=lambda problem: problem.line)))
    return config


def demo(state: str = "./var") -> Config:
    """What runs without a configuration file: two departments, two agents, outgoing mail as files below `state`."""
    return Config(
        site=Site(state=state, name=Label(en="Example Organisation", fa="سازمان نمونه")),
        relay=Relay(folder=f"{state}/outgoing"),
        trust=Trust(agents="bearer"),
        agent=(
            Agent(name="sara", address="sara@example.org", shown="Sara Ahmadi", language="fa"),
            Agent(name="tom", address="tom@example.org", shown="Tom Baker", language="en"),
        ),
        department=(
            Department(
                name="support",
                label=Label(en="Support", fa="پشتیبانی"),
                addresses=("support@example.org",),
                agents=("tom",),
                lead="tom",
            ),
            Department(
                name="poshtibani",
                label=Label(en="Support (Persian)", fa="پشتیبانی فارسی"),
                addresses=("poshtibani@example.org",),
                agents=("sara",),
                lead="sara",
                language="fa",
            ),
        ),
    )


# --- what pydantic cannot see: parts that disagree with each other ----------------------------------------------------

Place = tuple[str | int, ...]


def disagreements(config: Config) -> list[tuple[Place, str]]:
    """Every mistake that lies between two keys, as (place, sentence)."""
    return [*_people(config), *_addresses(config), *_reply(config), *_files(config)]


def _people(config: Config) -> list[tuple[Place, str]]:
    found: list[tuple[Place, str]] = []
    names = [agent.name for agent in config.agent]
    for index, agent in enumerate(config.agent):
        if agent.name in names[:index]:
            found.append((("agent", index, "name"), f"agent {agent.name!r} stands here twice"))
        if not _is_address(agent.address):
            found.append((("agent", index, "address"), "agent.address: is not a mail address"))
    for index, department in enumerate(config.department):
        if department.name in [other.name for other in config.department[:index]]:
            found.append((("department", index, "name"), f"department {department.name!r} stands here twice"))
        for name in [*department.agents, *([department.lead] if department.lead else [])]:
            if name not in names:
                sentence = f"department {department.name!r} names agent {name!r}, who is not configured"
                found.append((("department", index, "agents"), sentence + _meant(name, names)))
    return found


def _addresses(config: Config) -> list[tuple[Place, str]]:
    found: list[tuple[Place, str]] = []
    seen: dict[str, str] = {agent.address.lower(): f"agent {agent.name!r}" for agent in config.agent}
    for index, department in enumerate(config.department):
        for address in department.addresses:
            place: Place = ("department", index, "addresses")
            local = address.partition("@")[0]
            if not _is_address(address):
                found.append((place, f"{address!r} is not a mail address"))
            elif address.lower() in seen:
                found.append((place, f"{address!r} belongs to {seen[address.lower()]} already"))
            elif config.reply.addresses and len(local) > LOCAL_PART_LIMIT and address == department.addresses[0]:
                sentence = f"{address!r}: the part before the @ may have {LOCAL_PART_LIMIT} characters at most"
                found.append((place, sentence + " for signed reply addresses; put a shorter address first"))
            seen.setdefault(address.lower(), f"department {department.name!r}")
    return found


def _reply(config: Config) -> list[tuple[Place, str]]:
    found: list[tuple[Place, str]] = []
    domains = {address.rpartition("@")[2].lower() for dep in config.department for address in dep.addresses}
    if config.reply.addresses and config.reply.domain.lower() in domains and not config.reply.same_domain:
        sentence = "reply.domain: is also the domain of a department's address; mail to reply addresses could then"
        sentence += " prove to others that its reader belongs to you. Use a sub-domain, or set same_domain = true"
        found.append((("reply", "domain"), sentence))
    if not config.database_url.startswith("sqlite") and config.reply.secret is None:
        sentence = "reply.secret: must be given where several machines share a database"
        found.append((("reply", "secret"), sentence))
    return found


def _files(config: Config) -> list[tuple[Place, str]]:
    found: list[tuple[Place, str]] = []
    for key in ("certificate", "private_key"):
        path = getattr(config.listener, key)
        if path and not Path(path).is_file():
            found.append((("listener", key), f"listener.{key}: there is no such file"))
    secrets: tuple[tuple[Place, Secret | None], ...] = (
        (("reply", "secret"), config.reply.secret),
        (("relay", "password"), config.relay.password),
    )
    for place, secret in secrets:
        if secret is None:
            continue
        if secret.env and secret.env not in os.environ:
            found.append((place, f"{'.'.join(map(str, place))}: the variable {secret.env} is not set"))
        if secret.file and not Path(secret.file).is_file():
            found.append((place, f"{'.'.join(map(str, place))}: the file {secret.file} is not there"))
    return found


def _is_address(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(local and at and domain) and not any(c.isspace() or c in '<>,;"()' for c in text)


# --- mistakes with their lines ---


def _syntax_problem(error: tomllib.TOMLDecodeError, text: str, file: str) -> Problem:
    message = str(error)
    line = text.count("\n") + 1
    if "(at line " in message:
        message, _, place = message.partition(" (at line ")
        line = int(place.partition(",")[0])
    return Problem(file, line, f"is not TOML: {message.removesuffix(' (at end of document)')}")


def _problem(detail: Mapping[str, Any], lines: Mapping[Place, int], file: str) -> Problem:
    place: Place = tuple(detail["loc"])
    name = ".".join(str(part) for part in place if isinstance(part, str)) or "configuration"
    return Problem(file, _line_of(place, lines), f"{name}: {_sentence(detail, place)}")


def _sentence(detail: Mapping[str, Any], place: Place) -> str:
    if detail["type"] == "missing":
        return "is missing"
    if detail["type"] == "extra_forbidden":
        hint = ' (secrets are given as { env = "NAME" } or { file = "PATH" })' if "pass" in str(place[-1]) else ""
        return "there is no such key" + _meant(str(place[-1]), _keys(place[:-1])) + hint
    message: str = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return message


def _keys(place: Place) -> list[str]:
    """The keys that a table knows."""
    model: Any = Config
    for part in place:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        inner = [t for t in getattr(annotation, "__args__", ()) if isinstance(t, type) and issubclass(t, BaseModel)]
        model = inner[0] if inner else annotation
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return []
    return list(model.model_fields)


def _meant(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _line_of(place: Place, lines: Mapping[Place, int]) -> int:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 0)


def _lines(text: str) -> dict[Place, int]:
    """Where each table and key of a TOML text stands. Keys inside of inline tables share the line of their table."""
    lines: dict[Place, int] = {}
    table: Place = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("[["):
            name = stripped.strip("[] ").split("]")[0]
            table = (name, counts.get(name, 0))
            counts[name] = counts.get(name, 0) + 1
            lines[table] = number
        elif stripped.startswith("["):
            table = tuple(part.strip() for part in stripped[1:].split("]")[0].split("."))
            lines[table] = number
        elif "=" in stripped and not stripped.startswith("#"):
            key = stripped.partition("=")[0].strip().strip('"')
            lines.setdefault((*table, *key.split(".")), number)
    return lines
