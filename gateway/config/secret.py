"""Where a secret lies; it never stands in the configuration itself."""

import os
from pathlib import Path

from pydantic import model_validator

from .model import Table


class Secret(Table):
    """Where a secret lies: the name of an environment variable, or the path of a file."""

    env: str = ""
    file: str = ""

    @model_validator(mode="after")
    def _one_place(self) -> "Secret":
        if bool(self.env) == bool(self.file):
            raise ValueError('give either { env = "NAME" } or { file = "PATH" }')
        return self

    def read(self) -> str:
        """The secret. Raises KeyError or OSError where it is not there."""
        return os.environ[self.env] if self.env else Path(self.file).read_text(encoding="utf-8").strip()
