"""A real Postfix as the border server of a running Postroom, as the README wants it.

It has two entrances. The outer one takes off every `Authentication-Results` that a mail brings along; then the mail
goes through the inner one, which puts the border's own word on top. What that word is stands in a table by envelope
sender: the part of a DMARC filter, which this machine has no DNS for.
"""

import re
import shutil
import smtplib
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from ..bench.postfix import QUIET, Postfix
from .office import free_port, wait_until

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = border.example.org
mydestination =
mynetworks = 127.0.0.0/8
relay_domains = example.org, in.example.org
relay_transport = smtp:[127.0.0.1]:{home}
default_transport = discard
disable_dns_lookups = yes
smtp_host_lookup = native
smtpd_peername_lookup = no
local_header_rewrite_clients =
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_forbid_unauth_pipelining = yes
maillog_file = {folder}/data/log
maillog_file_prefixes = {folder}
alias_maps =
alias_database =
local_recipient_maps =
"""

MASTER = """\
127.0.0.1:{outer} inet n - n - 50 smtpd
  -o content_filter=smtp:[127.0.0.1]:{inner}
  -o cleanup_service_name=stripping
127.0.0.1:{inner} inet n - n - 50 smtpd
  -o content_filter=
  -o smtpd_sender_restrictions=check_sender_access,texthash:{folder}/words
stripping unix n - n - 0 cleanup
  -o header_checks=regexp:{folder}/strip
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - 20 smtp
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

STRIP = "/^[ \\t]*Authentication-Results[ \\t]*:/ IGNORE\n"


class Border:
    """`words` holds, by envelope sender, what this server says of the author."""

    missing = staticmethod(Postfix.missing)

    def __init__(self, folder: Path, home: int, words: Mapping[str, str]) -> None:
        self._folder = folder
        self.outer = free_port()
        for part in ("config", "queue", "data"):
            (folder / part).mkdir(parents=True)
        for above in (folder, folder.parent):
            above.chmod(0o755)
        shutil.chown(folder / "data", "postfix")
        (folder / "strip").write_text(STRIP)
        lines = (f"{sender} PREPEND Authentication-Results: {word}\n" for sender, word in words.items())
        (folder / "words").write_text("".join(lines))
        places = {"folder": folder, "home": home, "outer": self.outer, "inner": free_port()}
        (folder / "config" / "main.cf").write_text(MAIN.format(**places))
        (folder / "config" / "master.cf").write_text(MASTER.format(**places))
        self._run("start")
        wait_until(self._answers, 20, lambda: self.log)

    def send(self, sender: str, recipient: str, raw: bytes) -> None:
        with smtplib.SMTP("127.0.0.1", self.outer, timeout=30) as client:
            client.sendmail(sender, [recipient], raw)

    def emptied(self) -> None:
        """Waits until nothing is on its way."""
        folders = [self._folder / "queue" / name for name in ("incoming", "active", "maildrop", "deferred")]
        wait_until(
            lambda: not any(path.is_file() for folder in folders for path in folder.rglob("*")),
            60,
            lambda: self.log[-3000:],
        )

    @property
    def refused(self) -> set[str]:
        """The senders of mails that Postroom did not take, such as those with a NUL in them."""
        bounced = set(re.findall(r"postfix/smtp\[\d+\]: (\w+): .* status=bounced ", self.log))
        return {sender for id, sender in re.findall(r"qmgr\[\d+\]: (\w+): from=<([^>]+)>", self.log) if id in bounced}

    @property
    def log(self) -> str:
        path = self._folder / "data" / "log"
        return path.read_text(errors="replace") if path.exists() else "no log"

    def stop(self) -> None:
        self._run("stop")

    def _answers(self) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.outer, timeout=5):
                return True
        except OSError:
            time.sleep(0.1)
            return False

    def _run(self, command: str) -> None:
        program = ["/usr/sbin/postfix", "-c", str(self._folder / "config"), command]
        subprocess.run(program, check=True, timeout=60, **QUIET)
