"""Marks that steer the direction of writing. A stranger's mark must not turn our words around."""

import unicodedata

BIDI_CONTROLS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # for translate

LEFT_TO_RIGHT = "\u200e"


def without_bidi_controls(text: str) -> str:
    """Text that cannot turn its surroundings around; ZWNJ and ZWJ stay, Persian needs them."""
    return text if text.isascii() else text.translate(BIDI_CONTROLS)


def ends_right_to_left(text: str) -> bool:
    """Would digits that follow be put in the order of a right-to-left text (UAX #9, rules W2 and N1)?"""
    strong = (sign for letter in reversed(text) if (sign := unicodedata.bidirectional(letter)) in ("L", "R", "AL"))
    return next(strong, "L") != "L"
