"""Marks that steer the direction of writing. A stranger's mark must not turn our words around."""

BIDI_CONTROLS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # for translate


def without_bidi_controls(text: str) -> str:
    """Text that cannot turn its surroundings around; ZWNJ and ZWJ stay, Persian needs them."""
    return text if text.isascii() else text.translate(BIDI_CONTROLS)
