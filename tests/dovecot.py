"""A Dovecot of our own for one run, where one is installed: any user, password `secret`, an empty Maildir for each."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from .scenarios.office import free_port

PROGRAM = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
needed = pytest.mark.skipif(PROGRAM is None, reason="dovecot is not installed")

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
mail_fsync = never
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mail_home = {folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


OAUTH = """
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
"""
INTROSPECTION = "introspection_mode = post\nintrospection_url = {url}\nactive_attribute = active\nactive_value = true\n"


@dataclass(frozen=True, slots=True)
class Dovecot:
    """`folder` holds its log and, below `mail/USER`, the Maildirs."""

    port: int
    folder: Path
    pid: int

    def deliver(self, user: str, mails: Iterable[bytes]) -> None:
        """Puts mails into the user's INBOX as a local delivery does: faster than by IMAP. The Maildir must be there."""
        inbox = self.folder / "mail" / user
        owner = inbox.stat()
        for mail in mails:
            seconds, parts = divmod(time.time_ns(), 10**9)
            path = inbox / "tmp" / f"{seconds}.M{parts:09d}.test"
            path.write_bytes(mail)
            if os.getuid() == 0:
                os.chown(path, owner.st_uid, owner.st_gid)
            path.rename(inbox / "new" / path.name)


@contextmanager
def dovecot(introspection: str = "") -> Iterator[Dovecot]:
    """With an address for introspection (RFC 7662), tokens that are good there are as good as the password."""
    folder = Path("/tmp") / f"postroom-dovecot-{os.getpid()}"  # Dovecot's sockets need a short path
    account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    group = "nogroup" if os.getuid() == 0 else str(os.getgid())
    for name in ("run", "mail"):
        (folder / name).mkdir(parents=True)
    port = free_port()
    text = CONFIG.format(folder=folder, user=account.pw_name, group=group, port=port)
    if introspection:
        text = text.replace("passdb {", OAUTH.format(folder=folder) + "passdb {", 1)
        (folder / "oauth2.conf").write_text(INTROSPECTION.format(url=introspection))
    (folder / "dovecot.conf").write_text(text)
    command = [str(PROGRAM), "-F", "-c", str(folder / "dovecot.conf")]
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "nobody:nogroup", str(folder)], check=True)
        command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
    server = subprocess.Popen(command)
    try:
        _await(port)
        yield Dovecot(port, folder, server.pid)
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _await(port: int) -> None:
    ends = time.monotonic() + 15
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("dovecot does not listen")
