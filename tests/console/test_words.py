"""The words of the console: each language has all of them, and templates use no others."""

import re
from pathlib import Path

import pytest

from gateway.console.looks import words_of
from gateway.console.page import LANGUAGES
from gateway.notices import Kind
from gateway.outgoing.render import templates_folder

CONSOLE = templates_folder() / "console"
NAME = re.compile(r"\{% set ([A-Z_]+) =")


def names(language: str) -> dict[str, list[str]]:
    """By file."""
    files = sorted((CONSOLE / "words" / language).glob("*.txt"))
    return {path.name: NAME.findall(path.read_text(encoding="utf-8")) for path in files}


def test_every_language_has_all_words_once() -> None:
    english = names("en")
    assert english == names("fa")
    everything = [name for each in english.values() for name in each]
    assert len(set(everything)) == len(everything) > 50


def test_every_word_is_used_and_every_word_that_is_used_is_there() -> None:
    python = "".join(path.read_text(encoding="utf-8") for path in Path("gateway/console").glob("*.py"))
    pages = "".join(path.read_text(encoding="utf-8") for path in CONSOLE.glob("*.html"))
    used = set(re.findall(r"\bsay\.([A-Z_]+)", pages)) | set(re.findall(r'"([A-Z_]{3,})"', python))
    used |= set(re.findall(r'context\["say"\]\.([A-Z]+)', python)) | set(re.findall(r"\bsaid\.([A-Z]+)", python))
    known = {name for each in names("en").values() for name in each}
    assert not set(re.findall(r"\bsay\.([A-Z_]+)", pages)) - known
    assert not known - used


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_mail_that_goes_out_has_a_name(language: str) -> None:
    assert set(words_of(language).NOTICES) == {kind.value for kind in Kind}
