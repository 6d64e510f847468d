"""format=flowed text -> whole paragraphs (RFC 3676)."""


def unflow(text: str, delsp: str = "") -> str:
    """Lines that end in a blank go on in the next line of the same quote depth. `delsp`: the parameter's value."""
    cut = -1 if delsp.lower() == "yes" else None
    paragraphs: list[str] = []
    pieces: list[str] = []
    open_depth = -1  # the quote depth of the paragraph that goes on, -1 for none
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")  # section 4.4: space-stuffing
        flows = content.endswith(" ") and content != "-- "
        if depth != open_depth or content == "-- ":
            _close(paragraphs, pieces)
            pieces = [f"{'>' * depth} " if depth and content else ">" * depth]
        pieces.append(content[:cut] if flows else content)
        open_depth = depth if flows else -1
    _close(paragraphs, pieces)
    return "\n".join(paragraphs)


def _close(paragraphs: list[str], pieces: list[str]) -> None:
    if pieces:
        paragraphs.append("".join(pieces))
