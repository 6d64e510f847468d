"""A private Postfix below a temporary folder: its own smtpd, cleanup and queue, nothing of the machine's instance."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

QUIET: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)  # the master would keep a pipe
HOLD, DISCARD = "hold@gw.test", "discard@gw.test"

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.test
mydestination =
mynetworks = 127.0.0.0/8
relay_domains = gw.test
default_transport = discard
relay_transport = discard
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ {hold} = HOLD }} }}, permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
maillog_file = {folder}/data/log
maillog_file_prefixes = {folder}
alias_maps =
local_recipient_maps =
alias_database =
"""

MASTER = """\
127.0.0.1:{port} inet n - n - 100 smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """Needs root: Postfix itself insists on it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self._config = folder / "config"
        self._queue = folder / "queue"
        for part in (self._config, self._queue, folder / "data"):
            part.mkdir(parents=True)
        for part in (folder, folder.parent):
            part.chmod(0o755)
        shutil.chown(folder / "data", "postfix")
        (self._config / "main.cf").write_text(MAIN.format(folder=folder, hold=HOLD))
        (self._config / "master.cf").write_text(MASTER.format(port=port))
        self._run("start")
        time.sleep(2)

    @staticmethod
    def missing() -> str:
        """Why there cannot be one here, or ""."""
        if os.geteuid() != 0:
            return "Postfix starts only as root"
        return "" if Path("/usr/sbin/postfix").exists() else "Postfix is not installed"

    @property
    def pid(self) -> int:
        return int((self._queue / "pid" / "master.pid").read_text())

    def held(self) -> int:
        return sum(1 for path in (self._queue / "hold").rglob("*") if path.is_file())

    def settle(self) -> None:
        """Waits for deliveries and empties the queue, so that no round disturbs the next one."""
        ends = time.monotonic() + 30
        while time.monotonic() < ends and any(
            path.is_file() for name in ("incoming", "active", "maildrop") for path in (self._queue / name).rglob("*")
        ):
            time.sleep(0.1)
        for path in [path for path in (self._queue / "hold").rglob("*") if path.is_file()]:
            path.unlink()

    def stop(self) -> None:
        self._run("stop")

    def _run(self, command: str) -> None:
        subprocess.run(["/usr/sbin/postfix", "-c", str(self._config), command], check=True, timeout=60, **QUIET)
