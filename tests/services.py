"""Servers that are not part of Postroom: PostgreSQL, RabbitMQ and Redis, each with a corner of its own for one run.

Tests in several processes at once do not share a corner. What does not answer is skipped, with the reason.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pika
import pytest
import redis
from pika.exceptions import AMQPError
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

POSTGRESQL = os.environ.get("POSTROOM_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
RABBITMQ = os.environ.get("POSTROOM_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672")
_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
REDIS = os.environ.get("POSTROOM_TEST_REDIS", f"redis://127.0.0.1:6379/{13 + _process % 3}")

_numbers = count(1)


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty database, dropped afterwards."""
    name = f"postroom_test_{os.getpid()}_{next(_numbers)}"
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        _run(engine, f"CREATE DATABASE {name}")
    except SQLAlchemyError as error:
        engine.dispose()
        where = make_url(POSTGRESQL).render_as_string()
        pytest.skip(f"no PostgreSQL at {where} that lets us make a database ({type(error).__name__})")
    try:
        yield make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(engine, f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()


def stop_connections(url: str) -> None:
    """Ends every connection to this database, as a server that restarts does."""
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    name = make_url(url).database
    _run(engine, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    engine.dispose()


def _run(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(statement))


@contextmanager
def rabbitmq() -> Iterator[str]:
    """The URL of a virtual host of our own; where we may not make one, of the given one with empty queues."""
    reason = absent_rabbitmq()
    if reason:
        pytest.skip(reason)
    name = f"postroom_test_{os.getpid()}_{next(_numbers)}"
    if not _ctl("add_vhost", name):
        with _one_at_a_time(RABBITMQ):
            purge(RABBITMQ)
            yield RABBITMQ
            purge(RABBITMQ)
        return
    try:
        _ctl("set_permissions", "-p", name, urlsplit(RABBITMQ).username or "guest", ".*", ".*", ".*")
        yield f"{RABBITMQ.rstrip('/')}/{name}"
    finally:
        _ctl("delete_vhost", name)


def absent_postgresql() -> str:
    """ "" where PostgreSQL answers, else why not."""
    engine = create_engine(POSTGRESQL, connect_args={"connect_timeout": 3})
    try:
        engine.connect().close()
    except SQLAlchemyError as error:
        return f"no PostgreSQL at {make_url(POSTGRESQL).host} ({type(error).__name__})"
    finally:
        engine.dispose()
    return ""


def absent_rabbitmq() -> str:
    """ "" where RabbitMQ answers, else why not."""
    try:
        pika.BlockingConnection(pika.URLParameters(f"{RABBITMQ}/%2F?socket_timeout=3")).close()
    except (AMQPError, OSError) as error:
        return f"no RabbitMQ at {urlsplit(RABBITMQ).hostname} ({type(error).__name__})"
    return ""


def purge(url: str) -> None:
    """Forgets everything in our queues, as an operator's purge does."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    for name in ("replies", "ingest", "answers", "deliver", "periodic"):
        channel = connection.channel()
        with suppress(AMQPError):  # not declared yet
            channel.queue_purge(name)
    connection.close()


def _ctl(*words: str) -> bool:
    program = shutil.which("rabbitmqctl")
    if program is None:
        return False
    try:
        return subprocess.run([program, "-q", *words], capture_output=True, timeout=30, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


@contextmanager
def redis_database() -> Iterator[str]:
    """The URL of a database number of our own, empty before and after."""
    with _one_at_a_time(REDIS):
        try:
            flush(REDIS)
        except redis.RedisError as error:
            pytest.skip(f"no Redis at {urlsplit(REDIS).hostname} ({type(error).__name__})")
        yield REDIS
        flush(REDIS)


@contextmanager
def _one_at_a_time(url: str) -> Iterator[None]:
    """Waits while another process of this machine has the corner at this URL."""
    name = hashlib.sha256(url.encode()).hexdigest()[:16]  # it may hold a password
    with (Path(tempfile.gettempdir()) / f"postroom-test-{name}-{os.getuid()}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def flush(url: str) -> None:
    """FLUSHDB: everything in this database number is forgotten."""
    client = redis.Redis.from_url(url, socket_connect_timeout=3)
    try:
        client.flushdb()
    finally:
        client.close()
