"""An address and names are taken out of texts, and nothing else."""

import pytest

from gateway.store.scrubbing import Scrub

SCRUB = Scrub("ali@customer.example", "erased-1@invalid", ("Ali", "Ali Rezaei"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", ""),
        (
            "from <Ali@Customer.Example>, twice ali@customer.example.",
            "from <erased-1@invalid>, twice erased-1@invalid.",
        ),
        ("xali@customer.example", "xali@customer.example"),
        ("x.ali@customer.example", "x.ali@customer.example"),
        ("ali@customer.example.net", "ali@customer.example.net"),
        ("ali@customer.examples", "ali@customer.examples"),
        ("mailto:ali@customer.example?x", "mailto:erased-1@invalid?x"),
        ("Dear Ali Rezaei, dear ALI!", "Dear [erased], dear [erased]!"),
        ("Alicia and Khali", "Alicia and Khali"),
        *((text, text) for text in ("ali@other.example", "a.ali@other.example", "ali.a@other.example")),
        ("It was Ali.", "It was [erased]."),
    ],
)
def test_in_texts(text: str, left: str) -> None:
    assert SCRUB.text(text) == left


def test_in_json_values_keys_stay() -> None:
    tree = {"Ali": ["Ali", 3, None, {"why": "by ali@customer.example"}], "yes": True}
    assert SCRUB.tree(tree) == {"Ali": ["[erased]", 3, None, {"why": "by erased-1@invalid"}], "yes": True}


def test_elsewhere_a_name_of_one_word_is_anybodys() -> None:
    assert SCRUB.wide.text("Ali met Ali Rezaei") == "Ali met [erased]"
    assert Scrub("a@b.example", "x", ("Al",)).text("Al met all") == "Al met all", "too short to be sure"
