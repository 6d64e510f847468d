"""`postroom accept`: one mail from standard input, for a mail server that starts a program for each mail.

It is started so often, and its exit code decides so much, that only the standard library is loaded before everything
else is guarded: an installation that is broken, too, must say "later" (75), or the mail server sends the mail back.
"""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NoReturn

from .orders import Ended, Exit, Order

if TYPE_CHECKING:
    from cyclopts import App as Program

    from .roles import Roles

USAGE = """\
Usage: postroom accept [--config FILE | --lmtp PLACE] [--sender ADDRESS] [--recipient ADDRESS]...

Take one mail from standard input into the spool; a running Postroom, or the next one that runs, does the rest.

--sender     Who sent it; "" or <> for a delivery report. Else $SENDER.
--recipient  An address of ours that it is for; may be repeated. Else $ORIGINAL_RECIPIENT or $RECIPIENT, where that is
             an address of ours; else To and Cc decide, where one of ours stands there.
--config -c  The configuration file; else $POSTROOM_CONFIG.
--lmtp       Pass the mail on to a running Postroom by its [lmtp] entrance, a socket's path or HOST:PORT. This is much
             quicker, needs no configuration, and whoever may write to the socket may do it. To and Cc decide nothing.

The exit code is one of sysexits.h. 0: it is stored for good. 64: the options are wrong. 65: there is no mail, or it is
too large or going in circles. 67: an address is not ours. 75: try again later; that is also said where the
configuration is wrong, the database is down, or anything happened that should not.
"""


class Stopped(BaseException):
    """A signal asks us to end."""


@dataclass
class _Words:
    """Options as far as they were read. A value may begin with a dash: some people's addresses do."""

    left: list[str]
    values: dict[str, list[str]] = field(default_factory=dict)

    def read(self) -> bool:
        while self.left:
            name, equals, value = self.left.pop(0).partition("=")
            name = "--config" if name == "-c" else name
            if name not in ("--config", "--lmtp", "--sender", "--recipient") or not (equals or self.left):
                return False
            self.values.setdefault(name, []).append(value if equals else self.left.pop(0))
        return all(len(self.values.get(name, [])) <= 1 for name in ("--config", "--lmtp", "--sender"))


def add(program: "Program", roles: "Roles") -> None:
    cyclopts: Any = import_module("cyclopts")

    @program.command(help_flags=[])
    def accept(*words: Annotated[str, cyclopts.Parameter(allow_leading_hyphen=True, show=False)]) -> None:
        """Take one mail from standard input, for a mail server's pipe; the exit codes are those of sysexits.h."""
        raise SystemExit(run(words, os.environ, sys.stdin.buffer))


def main(words: Sequence[str]) -> NoReturn:
    """Ends at once: whatever is stored is stored, and nothing else is worth the mail server's time."""
    code = Exit.TEMPFAIL
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, _stop)
        code = run(words, os.environ, sys.stdin.buffer)
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def run(words: Sequence[str], environment: Mapping[str, str], stream: BinaryIO) -> Exit:
    """Whatever happens is an exit code, and one line on standard error."""
    if list(words) in (["--help"], ["-h"]):  # alone: it might be somebody's address, and 0 means that a mail is stored
        print(USAGE, end="")
        return Exit.OK
    ended = _take(words, environment, stream)
    if ended.sentence:
        with suppress(Exception):
            print(f"postroom: {ended.sentence}", file=sys.stderr)
    return ended.code


def _take(words: Sequence[str], environment: Mapping[str, str], stream: BinaryIO) -> Ended:
    order = read_order(words, environment)
    if order is None:
        return Ended(Exit.USAGE, "these options are not understood; see postroom accept --help")
    try:
        ended: Ended = import_module(".accepting" if order.lmtp is None else ".passing", __package__).take(
            order, stream
        )
    except Stopped:
        return Ended(Exit.TEMPFAIL, "stopped before the mail was stored")
    except BaseException as error:  # also an import that fails, or memory that does not suffice
        return Ended(Exit.TEMPFAIL, f"the mail was not stored ({type(error).__name__})")
    return ended


def read_order(words: Sequence[str], environment: Mapping[str, str]) -> Order | None:
    """None where the words cannot be understood."""
    found = _Words(list(words))
    if not found.read():
        return None
    config, lmtp, sender = (found.values.get(name, [None])[0] for name in ("--config", "--lmtp", "--sender"))
    hints = (environment.get(name, "") for name in ("ORIGINAL_RECIPIENT", "RECIPIENT"))
    return Order(
        config,
        lmtp,
        environment.get("SENDER") if sender is None else sender,
        tuple(found.values.get("--recipient", ())),
        tuple(hint for hint in hints if hint),
    )


def _stop(number: int, frame: object) -> None:
    raise Stopped
