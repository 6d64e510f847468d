"""Durable acceptance beside other people's servers, and the whole way beside another helpdesk, those that are
installed: `python -m tests.bench.peers`.

Each that is not measured is named with the reason. Options are those of `tests.bench.accept`.
"""

import os
import shutil
import sys

from tests.bench import accept, helpdesk
from tests.bench.postfix import Postfix

SBIN = "/usr/sbin:/usr/local/sbin:/usr/bin"
# On Debian each of them is the machine's one mail server, so that installing it takes Postfix away.
OTHERS = {"OpenSMTPD": "smtpd", "Exim": "exim4", "chasquid": "chasquid"}


MAILS = 400  # through the helpdesk


def main() -> int:
    python = os.environ.get("HELPDESK", "")
    print(helpdesk.measure(python, MAILS) if python else "skipped: HELPDESK names no interpreter with django-helpdesk")
    for name, program in OTHERS.items():
        found = shutil.which(program, path=SBIN)
        reason = "is installed, and this benchmark has no configuration for it" if found else "is not installed"
        print(f"skipped: {name} {reason}")
    missing = Postfix.missing()
    if missing:
        print(f"skipped: {missing}")
        return 0
    return accept.main()


if __name__ == "__main__":
    sys.exit(main())
