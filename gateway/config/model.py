"""What all tables of the configuration have in common: unknown keys are mistakes, and types are not guessed."""

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
