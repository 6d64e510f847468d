"""The running whole, whose attachments and large mails lie in an object store that has bad days."""

import base64
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from ..standins.s3 import KEY, SECRET, Bucket, Mood, s3
from .office import Office, wait_until

pytestmark = pytest.mark.scenario

FILE = b"%PDF-1.4 " + bytes(range(256)) * 500


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with s3() as bucket:
        yield bucket
        assert bucket.faults == []


@pytest.fixture(scope="module")
def office(bucket: Bucket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("office")
    (folder / "key").write_text(KEY)
    (folder / "secret").write_text(SECRET)
    keys = f'access_key = {{ file = "{folder}/key" }}\nsecret_key = {{ file = "{folder}/secret" }}\n'
    place = f'[store]\nurl = "s3://house/mail"\nendpoint = "{bucket.endpoint}"\ntimeout = 1.0\n'
    opened = Office(folder, place + keys)
    opened.start()
    yield opened
    opened.close()


def large(subject: str) -> bytes:
    built = EmailMessage()
    built["From"], built["To"], built["Subject"] = "ali@customer.example", "support@example.org", subject
    built.set_content("See the file.\n")
    built.add_attachment(FILE, maintype="application", subtype="pdf", filename="plan.pdf")
    return built.as_bytes(policy=SMTP)


def send(office: Office, raw: bytes) -> int:
    """The reply's code."""
    with smtplib.SMTP("127.0.0.1", office.port, timeout=30) as client:
        try:
            client.sendmail("ali@customer.example", ["support@example.org"], raw)
        except smtplib.SMTPDataError as error:
            return error.smtp_code
    return 250


def files(office: Office, count: int) -> list[bytes]:
    """What the agent got, once so many mails came."""
    told = office.expect("tom@example.org", count)
    return [part.get_content() for each in told for part in each.mail.iter_attachments()]


def test_bytes_go_through_the_store_and_nothing_of_them_stays_at_home(office: Office, bucket: Bucket) -> None:
    assert send(office, large("A plan")) == 250
    assert files(office, 1) == [FILE]
    assert len(bucket.keys("mail/raw/")) == 1
    assert len(bucket.keys("mail/blobs/")) == 1
    written = (FILE[:300], base64.b64encode(FILE)[:60])
    homely = [path for path in (office.folder / "state").rglob("*") if path.is_file()]
    assert [path for path in homely if any(each in path.read_bytes() for each in written)] == []


def test_while_it_is_down_large_mails_are_deferred_and_what_is_in_waits(office: Office, bucket: Bucket) -> None:
    bucket.mood = Mood.BUSY
    assert send(office, large("Deferred")) == 451
    office.write("sara@customer.example", "support@example.org", "A small one", "Nothing large.")
    office.expect("sara@customer.example", 1)
    bucket.mood = Mood.WELL
    assert send(office, large("Deferred")) == 250
    bucket.mood = Mood.SILENT  # what is in cannot be read now
    wait_until(lambda: "unavailable" in office.log, 20, lambda: office.log[-2000:])
    bucket.mood = Mood.WELL
    assert files(office, 3).count(FILE) == 2
    assert office.settled()["outcomes"]["ticket"] == 3
