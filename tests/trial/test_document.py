"""From bytes to the text of a document; what differs between two."""

import pytest

from gateway.rules import Mistake
from gateway.trial import LARGEST, decoded, difference


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a\nb\n", "a\nb\n"),
        (b"\xef\xbb\xbfa\r\nb\r\n", "a\nb\n"),
        (b"a\rb", "a\nb"),
        ("سلام".encode(), "سلام"),
        (b"", ""),
    ],
)
def test_marks_and_line_ends_of_all_systems_are_taken(content: bytes, text: str) -> None:
    assert decoded(content) == text


@pytest.mark.parametrize(("content", "line"), [(b"\xff", 1), (b"a\nb\xe3\n", 2), (b"\n\n\n\x80", 4)])
def test_what_is_not_utf_8_is_a_mistake_with_its_line(content: bytes, line: int) -> None:
    found = decoded(content)
    assert isinstance(found, Mistake)
    assert (found.line, "UTF-8" in found.sentence) == (line, True)


def test_there_is_a_largest_document() -> None:
    assert isinstance(decoded(b"#" * LARGEST), str)
    assert isinstance(decoded(b"#" * (LARGEST + 1)), Mistake)


def test_the_same_document_has_no_difference() -> None:
    assert difference("a\nb", "a\nb", ("old", "new")) == ()
    assert difference("a", "b", ("old", "new")) == ("--- old", "+++ new", "@@ -1 +1 @@", "-a", "+b")
