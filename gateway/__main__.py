"""The command line's entry. The only module that knows both the commands and the workers."""

import sys
from importlib import import_module
from typing import Any, cast

from .cli import accept
from .cli.roles import Roles


class _Workers:
    """`workers.roles`, loaded when a command first asks for one: listings never do."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module("workers.roles"), name)


def main() -> None:
    if sys.argv[1:2] == ["accept"]:
        accept.main(sys.argv[2:])  # a mail server waits: none of the libraries of the other commands
    try:
        program = import_module("gateway.cli.program")
        program.build(cast(Roles, _Workers()), sys.argv[1:])()
    except BrokenPipeError:  # the reader of a listing has seen enough
        sys.stderr.close()


if __name__ == "__main__":
    main()
