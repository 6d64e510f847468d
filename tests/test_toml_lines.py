"""The lines of a TOML text's tables, keys and list entries."""

import tomllib

import pytest

from gateway.toml_lines import DEPTH, depth, line_of, places


def test_lines_are_found_through_strings_arrays_and_dotted_names() -> None:
    text = '''\
top = 1
# [not] = "a table"
[site]  # a comment with = and [brackets]
name.en = "a # no comment"
text = """
[fake]
key = "value"
"""
list = [
  "a = b",  # ]
  ["nested"],
]
"quoted key" = 'x'
inline = { a = 1, b = [2, 3] }
[[department]]
name = "one"
[department.label]
en = "One"
[[department]]
name = "two"
[ department . label ]
en = "Two"
[listener]
port = 1
'''
    assert places(text) == {
        ("top",): 1,
        ("site",): 3,
        ("site", "name"): 4,
        ("site", "name", "en"): 4,
        ("site", "text"): 5,
        ("site", "list"): 9,
        ("site", "list", 0): 10,
        ("site", "list", 1): 11,
        ("site", "list", 1, 0): 11,
        ("site", "quoted key"): 13,
        ("site", "inline"): 14,
        ("site", "inline", "a"): 14,
        ("site", "inline", "b"): 14,
        ("site", "inline", "b", 0): 14,
        ("site", "inline", "b", 1): 14,
        ("department",): 15,
        ("department", 0): 15,
        ("department", 0, "name"): 16,
        ("department", 0, "label"): 17,
        ("department", 0, "label", "en"): 18,
        ("department", 1): 19,
        ("department", 1, "name"): 20,
        ("department", 1, "label"): 21,
        ("department", 1, "label", "en"): 22,
        ("listener",): 23,
        ("listener", "port"): 24,
    }
    assert line_of(("site", "list", 1, 0, "deeper"), places(text)) == 11
    assert line_of(("department", 1, "label", "fa"), places(text)) == 21
    assert line_of(("relay",), places(text)) == 0


def test_an_entry_of_a_list_over_many_lines_has_its_own_line() -> None:
    text = 'a = [\n  1, # one\n\n  2, {b = [\n    3]},\n]\nc = """\n\n"""\r\nd = 1\n'
    found = places(text)
    assert [found["a", 0], found["a", 1], found["a", 2], found["a", 2, "b"], found["a", 2, "b", 0]] == [2, 4, 4, 4, 5]
    assert found["c",] == 7
    assert found["d",] == 10


@pytest.mark.parametrize(
    "text",
    [
        *("", "=", "[", "[[", "a", "a =", "a = [", "a = {", "a = [1,", "a = {b", '"', "'''", 'a = """', "}", "{,}"),
        *("[" * 5000, "a = " + "[" * 5000, "a = " + "{a=" * 5000, ".".join("a" * 5000) + " = 1"),
    ],
)
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(places(text), dict)


def test_the_deepest_place_is_known() -> None:
    assert depth("a = 1\n") == (0, 1)
    assert depth('a = 1\nb = [[1],\n[[2]]]\nc = "[[[[["\n# [[[[[[\n') == (3, 3)
    assert depth("[" * 100) == (100, 1)


def test_what_tomllib_takes_has_a_place_for_every_key() -> None:
    text = "\n".join(f"[t{n}]\nk = {'[' * n}{']' * n}" for n in range(1, DEPTH))
    assert all((table, "k") in places(text) for table in tomllib.loads(text))
