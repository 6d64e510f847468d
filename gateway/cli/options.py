"""Options that many commands share."""

from typing import Annotated

from cyclopts import Parameter

ConfigPath = Annotated[
    str | None,
    Parameter(
        name=["--config", "-c"],
        help="The configuration file; else $POSTROOM_CONFIG, ./config.toml, or the demo defaults below ./var.",
    ),
]
Json = Annotated[bool, Parameter(name="--json", negative="", help="JSON lines with stable keys instead of a table.")]
