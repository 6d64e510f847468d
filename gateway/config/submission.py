"""The table of the agents' own entrance, where they log in to hand mail in."""

from typing import Literal

from pydantic import Field, model_validator

from .model import Table


class Submission(Table):
    """Port 0 is no such entrance. Without a certificate of its own it shows the listener's."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)
    tls: Literal["starttls", "tls"] = "starttls"
    certificate: str = ""
    private_key: str = ""

    @model_validator(mode="after")
    def _both_or_neither(self) -> "Submission":
        if bool(self.certificate) != bool(self.private_key):
            raise ValueError("certificate and private_key belong together: give both or neither")
        return self
