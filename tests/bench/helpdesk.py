"""The same mails through django-helpdesk, which is what a Python house would take: `tests.bench.peers` runs it where
HELPDESK names an interpreter that has it (`pip install django-helpdesk`, in an environment of its own).

It reads mail from a folder, as its cron job does, on SQLite, and sends by the same sink; so it is spared SMTP, and is
told nothing of durability. Its CPU is that of its process.
"""

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .letters import DEPARTMENT, Letter, Letters, Thread
from .through import sink

KNOWN = 100  # tickets that the measured mails find there

SETTINGS = """
SECRET_KEY = "of a measurement"
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.sites", "django.contrib.humanize", "helpdesk",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "helpdesk.db"}}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
ROOT_URLCONF = "site_urls"
SITE_ID = 1
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(__import__("os").environ["SINK"])
MEDIA_ROOT = "media"
HELPDESK_TEAMS_MODE_ENABLED = False
SILENCED_SYSTEM_CHECKS = ["admin.E402", "admin.E404", "admin.E408", "admin.E409", "admin.E410", "admin.W411"]
"""
ADDRESSES = """
from django.urls import include, path
urlpatterns = [path("helpdesk/", include("helpdesk.urls", namespace="helpdesk"))]
"""
QUEUE = """
from helpdesk.models import Queue
Queue.objects.create(title="Support", slug="support", email_address="{address}", allow_email_submission=True,
    email_box_type="local", email_box_local_dir="mail/", email_box_interval=0, locale="en")
"""
COUNTS = """
from helpdesk.models import FollowUp, Ticket
print(Ticket.objects.count(), FollowUp.objects.count())
"""


@dataclass(frozen=True, slots=True)
class Figures:
    mails: int
    rate: float  # mails a second
    cpu: float  # milliseconds a mail
    sent: float  # mails that went out for each

    def __str__(self) -> str:
        return (
            f"django-helpdesk: {self.mails} mails, {self.sent:.2f} sent for each; "
            f"{self.rate:.0f}/s, CPU {self.cpu:.1f} ms a mail"
        )


@dataclass(frozen=True, slots=True)
class _Site:
    """A project in a folder, run by an interpreter of its own."""

    python: str
    folder: Path
    environment: Mapping[str, str]

    def manage(self, *words: str, script: str = "") -> str:
        """What it printed. Raises RuntimeError with its complaint."""
        command = [self.python, "-m", "django", *words]
        run = subprocess.run(
            command, cwd=self.folder, env=self.environment, input=script, capture_output=True, text=True, check=False
        )
        if run.returncode:
            raise RuntimeError(run.stderr[-2000:])
        return run.stdout

    def put(self, letters: list[Letter]) -> None:
        for letter in letters:
            path = self.folder / "mail" / f"{letter.message_id.partition('@')[0]}.eml"
            path.write_bytes(letter.content.replace(b"\r\n..", b"\r\n."))

    def counts(self) -> tuple[int, int]:
        """Tickets and what was added to them."""
        tickets, added = self.manage("shell", "--no-imports", script=COUNTS).split()[-2:]
        return int(tickets), int(added)


def measure(python: str, mails: int, seed: int = 1) -> Figures:
    """Raises RuntimeError where it does not work, or where mails are missing afterwards."""
    letters = Letters(seed)
    with sink() as (port, arrivals), tempfile.TemporaryDirectory(prefix="helpdesk-") as name:
        site = _laid(python, Path(name), port)
        site.put(list(letters.openings([f"regular{number}@house.example" for number in range(KNOWN)])))
        site.manage("get_email", "--quiet")
        known = [
            Thread(f"regular{number}@house.example", f"[support-{number + 1}] your mail", f"{number}@none.example")
            for number in range(KNOWN)
        ]
        site.put(list(letters.mixed(mails, known)))
        before = site.counts()
        took, spent = _of(lambda: site.manage("get_email", "--quiet"))
        after = site.counts()
        idle = _of(lambda: site.manage("get_email", "--quiet"))  # its start is not the mails' fault
        came = len(arrivals.read())
    if sum(after) - sum(before) < mails:
        raise RuntimeError(f"of {mails} mails {sum(after) - sum(before)} were kept")
    return Figures(mails, mails / (took - idle[0]), 1000 * (spent - idle[1]) / mails, came / (mails + KNOWN))


def _laid(python: str, folder: Path, port: int) -> _Site:
    (folder / "site_settings.py").write_text(SETTINGS)
    (folder / "site_urls.py").write_text(ADDRESSES)
    for name in ("mail", "media"):
        (folder / name).mkdir()
    environment = {
        "DJANGO_SETTINGS_MODULE": "site_settings",
        "PYTHONPATH": str(folder),
        "SINK": str(port),
        "PATH": os.defpath,
    }
    site = _Site(python, folder, environment)
    site.manage("migrate", "--verbosity=0")
    site.manage("shell", "--no-imports", script=QUEUE.format(address=DEPARTMENT))
    return site


def _of(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of CPU in the processes that it started."""
    began, before = time.monotonic(), _children()
    run()
    return time.monotonic() - began, _children() - before


def _children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
