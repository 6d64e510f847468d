"""How the tables of this package are written down: words in a text, set apart by bars or line ends."""


def words(text: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in text.replace("\n", "|").split("|") if entry.strip())
