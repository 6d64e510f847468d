"""What all tables of the configuration have in common: unknown keys are mistakes, and types are not guessed."""

from pydantic import BaseModel, ConfigDict

NAME = r"^[a-z0-9][a-z0-9_-]{0,39}$"  # of a mailbox, an account, a relay: stands in lists, the log and file names


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
