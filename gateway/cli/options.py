"""Options that many commands share."""

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter, Token, validators

ConfigPath = Annotated[
    str | None,
    Parameter(
        name=["--config", "-c"],
        help="The configuration file; else $POSTROOM_CONFIG, ./config.toml, or the demo defaults below ./var.",
    ),
]
LARGEST = 2**63 - 1  # number of a row


def has_room(type_: Any, value: Any) -> None:
    """A number that no row can have is refused where it is typed; databases know no such value. Raises ValueError."""
    if any(isinstance(each, int) and abs(each) > LARGEST for each in (value if isinstance(value, tuple) else (value,))):
        raise ValueError(f"Must be <= {LARGEST}.")


Folders = Annotated[tuple[str, ...], Parameter(negative="")]
Last = Annotated[int | None, Parameter(validator=validators.Number(gte=1, lte=LARGEST))]


def _numbered(type_: Any, tokens: Sequence[Token]) -> int:
    """As people write a ticket's number: 1042, #1042, in either digits. Raises ValueError."""
    text = tokens[0].value.strip().removeprefix("#")
    if not text.isdecimal():
        raise ValueError(f"{text[:40]!r} is no ticket's number, such as 1042")
    return int(text)


Numbered = Parameter(converter=_numbered)
Json = Annotated[bool, Parameter(name="--json", negative="", help="JSON lines with stable keys instead of a table.")]
