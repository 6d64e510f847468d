"""What all tables of the configuration have in common: unknown keys are mistakes, and types are not guessed."""

from pydantic import BaseModel, ConfigDict

SHOWN = 100  # characters of a name that people read

NAME = r"^[a-z0-9][a-z0-9_-]{0,39}$"  # of a mailbox, an account, a relay: stands in lists, the log and file names


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def one_line(value: str) -> str:
    """A name that people read, in the heads of mails, too. Raises ValueError."""
    if len(value) > SHOWN or any(each < " " or each in "\x7f\x85\u2028\u2029" for each in value):
        raise ValueError(f"should be one line of at most {SHOWN} characters")
    return value
