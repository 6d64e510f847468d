"""config.example.toml is the whole configuration: every key that there is, with its default, and nothing else."""

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gateway.config import Config, Label, Secret, parse

from .folded import every

PATH = Path(__file__).parent.parent / "config.example.toml"
TEXT = PATH.read_text(encoding="utf-8")

_SETTING = re.compile(r"(# )?([a-z_.]+) = \S.*")
_HEADER = re.compile(r"(?:# )?\[\[?([a-z]+)\]\]?")


def all_settings(text: str) -> dict[str, Any]:
    """The document with every commented-out setting and table taken in."""
    return tomllib.loads(re.sub(r"^# (?=[a-z_.]+ = \S|\[\[|  \"|\]$)", "", text, flags=re.MULTILINE))


def model_in(annotation: Any) -> type[BaseModel] | None:
    choices = (annotation, *getattr(annotation, "__args__", ()))
    return next((each for each in choices if isinstance(each, type) and issubclass(each, BaseModel)), None)


def tables() -> dict[str, type[BaseModel]]:
    """Each table's name and its model."""
    found = {name: model_in(field.annotation) for name, field in Config.model_fields.items()}
    return {name: model for name, model in found.items() if model is not None}


def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Its fields by name; those of a table inside of it with a dot."""
    found: dict[str, FieldInfo] = {}
    for name, field in model.model_fields.items():
        inner = model_in(field.annotation)
        if inner is None or inner in (Label, Secret):
            found[name] = field
        else:
            found |= {f"{name}.{key}": each for key, each in keys_of(inner).items()}
    return found


FIELDS = [(table, key) for table, model in tables().items() for key in keys_of(model)]


def shown(table: str) -> dict[str, Any]:
    """A table of the document, the first of several; a table inside of it with dots."""
    value = all_settings(TEXT)[table]
    return flat(table, value[0] if isinstance(value, list) else value)


def flat(table: str, value: dict[str, Any]) -> dict[str, Any]:
    inner = {key.partition(".")[0] for key in keys_of(tables()[table]) if "." in key} & set(value)
    below = {f"{key}.{name}": each for key in inner for name, each in value[key].items()}
    return {key: each for key, each in value.items() if key not in inner} | below


_PASSWORD = {"password": {"env": "X"}}
_CERTIFICATE = {"certificate": "x", "private_key": "x"}

# What a key, or every other key of a table, cannot be without.
COMPANY: dict[tuple[str, str], dict[str, Any]] = {
    **{(table, key): _CERTIFICATE for table in ("listener", "submission") for key in _CERTIFICATE},
    ("relay", ""): {"host": "x"},
    ("relay", "folder"): {},
    ("relay", "user"): {"host": "x", **_PASSWORD},
    ("relay", "account"): {"host": "x", "user": "x"},
    ("mailbox", ""): _PASSWORD,
    ("mailbox", "account"): {},
    ("links", "folder"): {"url": "https://x"},
    ("links", "url"): {"folder": "x"},
}


def test_it_loads_as_it_is() -> None:
    config = parse(TEXT, str(PATH))
    assert [agent.name for agent in config.agent] == ["tom", "sara"]
    assert config.relay[0].host


@every(("table", "key"), FIELDS)
def test_every_key_stands_in_it_with_its_default(table: str, key: str) -> None:
    field = keys_of(tables()[table])[key]
    assert key in shown(table), f"[{table}] {key} is not in config.example.toml"
    default = None if field.is_required() else field.default
    if default in (None, "", ()):
        assert shown(table)[key], "a key without a default shows a sample"
    elif isinstance(default, Label):
        assert shown(table)[key] == default.model_dump()
    else:
        assert shown(table)[key] == (list(default) if isinstance(default, tuple) else default)


def test_nothing_stands_in_it_that_the_models_do_not_know() -> None:
    document = all_settings(TEXT)
    assert set(document) == set(tables())
    for table, value in document.items():
        for entry in value if isinstance(value, list) else [value]:
            assert set(flat(table, entry)) <= set(keys_of(tables()[table])), table


@every(("table", "key"), FIELDS)
def test_each_sample_is_valid_by_itself(table: str, key: str) -> None:
    """Taking the "#" away gives a configuration of the right types; files and variables may be missing here."""
    model, value = tables()[table], shown(table)[key]
    field = keys_of(model)[key]
    if Secret in (field.annotation, *getattr(field.annotation, "__args__", ())):
        assert Secret.model_validate(value)
        return
    needed = {name: shown(table)[name] for name, other in model.model_fields.items() if other.is_required()}
    needed |= COMPANY.get((table, key), COMPANY.get((table, ""), {}))
    name, _, below = key.partition(".")
    assert model.model_validate({**needed, name: {below: value} if below else value})


def test_every_setting_says_why_it_is_there() -> None:
    lines = TEXT.splitlines()
    explained: set[tuple[str, str]] = set()
    table = ""
    for before, line in zip(["", *lines], lines, strict=False):
        if header := _HEADER.fullmatch(line):
            table = header[1]
        elif setting := _SETTING.fullmatch(line):
            key = (table, setting[2])
            why = before.startswith("# ") and not _SETTING.fullmatch(before) and before != "# ]"
            assert why or key in explained, f"[{table}] {setting[2]} says nothing of why"
            explained.add(key)
    assert explained == set(FIELDS)


def test_it_is_readable_in_a_terminal() -> None:
    assert max(map(len, TEXT.splitlines())) <= 120
