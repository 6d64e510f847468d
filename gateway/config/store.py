"""The table of where attachments and large mails lie."""

import re

from pydantic import Field, field_validator, model_validator

from .model import Table
from .secret import Secret

_PLACE = re.compile(r"file:///[^\s?#]*[^\s?#/]|(?:s3|gs|az)://[A-Za-z0-9._-]{1,255}(?:/[A-Za-z0-9._/-]{1,500})?")
_ENDPOINT = re.compile(r"https?://[^\s/@?#]+(?:/[^\s@?#]*)?")


class Store(Table):
    """`url` is where new bytes are put; what is not found there is looked for in `earlier`, and then at home."""

    url: str = ""
    earlier: str = ""
    endpoint: str = ""
    region: str = ""
    ca: str = ""
    access_key: Secret | None = None
    secret_key: Secret | None = None
    timeout: float = Field(default=20.0, gt=0, le=300, strict=False)

    @field_validator("url", "earlier")
    @classmethod
    def _known_place(cls, value: str) -> str:
        """What is wrong may hold a secret, and is not repeated."""
        if value and not _PLACE.fullmatch(value):
            raise ValueError(
                "should be file:///FOLDER, s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or az://CONTAINER/PREFIX"
            )
        if "/../" in f"{value}/":
            raise ValueError("should have no .. in it")
        return value.rstrip("/")

    @field_validator("endpoint")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not _ENDPOINT.fullmatch(value):
            raise ValueError("is not a web address, such as https://s3.example.org")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _belong_together(self) -> "Store":
        if self.url and self.url == self.earlier:
            raise ValueError("url and earlier are the same place")
        if self.access_key and not self.secret_key:
            raise ValueError("access_key needs a secret_key")
        return self
