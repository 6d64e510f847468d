"""How the tables of this package are written down: words in a text, set apart by bars or line ends."""


def words(text: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in text.replace("\n", "|").split("|") if entry.strip())


# Arabic and Persian typists write the same letters with different codes; windows-1256 has the Arabic ones only.
ARABIC_LETTERS = {0x064A: "ی", 0x0649: "ی", 0x0643: "ک", 0x0640: None}  # for translate


def folded_words(text: str) -> tuple[str, ...]:
    """`words`, with Persian and Arabic letters made one, as the lines are that they are compared with."""
    return words(text.translate(ARABIC_LETTERS))
