"""The table that says for how long things are kept."""

from pydantic import Field, field_validator

from .model import Table

LONGEST = 36_500  # days
SHORTEST = 7  # of trails: who reports that a mail did not arrive is known by them


class Retention(Table):
    """Days; 0 keeps for ever."""

    raw_days: int = Field(default=0, ge=0, le=LONGEST)
    ticket_days: int = Field(default=0, ge=0, le=LONGEST)
    kept_back_days: int = Field(default=0, ge=0, le=LONGEST)
    trail_days: int = Field(default=0, ge=0, le=LONGEST)

    @field_validator("trail_days")
    @classmethod
    def _until_reports_are_in(cls, value: int) -> int:
        if 0 < value < SHORTEST:
            raise ValueError(f"should be 0 or at least {SHORTEST}: mail servers report a failure after days only")
        return value
