"""A name in both languages."""

from typing import Any

from pydantic import model_validator

from .model import Table


class Label(Table):
    """A name that people read, in both languages. A plain string stands for both."""

    en: str
    fa: str

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"en": value, "fa": value} if isinstance(value, str) else value

    def in_language(self, language: str) -> str:
        return self.fa if language == "fa" else self.en
