"""The table [store]: what is wrong with it is said with its line, and no secret is repeated."""

from pathlib import Path

import pytest

from gateway.config import Config, ConfigError, parse

HOUSE = """trust = { agents = "bearer" }
relay = [{ folder = "out" }]
department = [{ name = "support", label = "Support", addresses = ["support@example.org"] }]
[store]
"""


def read(table: str) -> Config:
    return parse(HOUSE + table, "config.toml")


@pytest.mark.parametrize(
    "url",
    ["", "file:///srv/mail/postroom", "s3://bucket", "s3://bucket/a/b", "gs://b.example.org/x", "az://container/p"],
)
def test_a_place_is_a_folder_or_a_bucket(url: str) -> None:
    assert read(f'url = "{url}"').store.url == url


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('url = "file://srv/mail"', "5: store.url: should be file:///FOLDER"),
        ('url = "file:///"', "5: store.url: should be"),
        ('url = "s3://key:hunter2@bucket"', "5: store.url: should be"),
        ('url = "s3://bucket?secret=hunter2"', "5: store.url: should be"),
        ('url = "https://s3.example.org/bucket"', "5: store.url: should be"),
        ('url = "s3://bucket/a/../b"', "5: store.url: should have no .. in it"),
        ('endpoint = "s3.example.org"', "5: store.endpoint: is not a web address"),
        ('endpoint = "https://key:hunter2@s3.example.org"', "5: store.endpoint: is not a web address"),
        ('url = "s3://a"\nearlier = "s3://a"', "4: store: url and earlier are the same place"),
        ('access_key = { env = "PATH" }', "4: store: access_key needs a secret_key"),
        ('secret_key = "hunter2"', "5: store.secret_key: a secret never stands here itself"),
        (
            'secret_key = { env = "NOBODY_SET_THIS" }',
            "5: store.secret_key: the environment variable named here is not set",
        ),
        ('ca = "/nowhere.pem"', "5: store.ca: there is no such file"),
        ("timeout = 0", "5: store.timeout: "),
    ],
)
def test_what_is_wrong_is_one_line_and_no_secret(table: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(table)
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"config.toml:{sentence}")
    assert "hunter2" not in str(problem)


def test_the_secrets_are_read_where_they_lie(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    store = read(f'access_key = {{ env = "PATH" }}\nsecret_key = {{ file = "{tmp_path}/secret" }}').store
    assert store.secret_key is not None
    assert store.secret_key.read() == "hunter2"
