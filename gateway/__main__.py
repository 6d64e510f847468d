"""The command line's entry. The only module that knows both the commands and the workers."""

import sys

from workers import roles

from .cli.program import build


def main() -> None:
    try:
        build(roles)()
    except BrokenPipeError:  # the reader of a listing has seen enough
        sys.stderr.close()


if __name__ == "__main__":
    main()
