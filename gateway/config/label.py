"""A name in both languages."""

from typing import Any

from pydantic import field_validator, model_validator

from .model import Table, one_line


class Label(Table):
    """A name that people read, in both languages. A plain string stands for both."""

    en: str
    fa: str

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"en": value, "fa": value} if isinstance(value, str) else value

    @field_validator("en", "fa")
    @classmethod
    def _one_line(cls, value: str) -> str:
        return one_line(value)

    def in_language(self, language: str) -> str:
        return self.fa if language == "fa" else self.en
