"""A text that is only its writer's signature says nothing; anything more does."""

import pytest

from gateway.mail.signed import only_signed

NAMES = ("Tom Baker", "تام بیکر", "tom")


@pytest.mark.parametrize(
    "text",
    [
        "Tom Baker",
        "Tom Baker\nExample Organisation",
        "Kind regards,\nTom Baker\nSupport | Example Organisation\n+98 21 1234 5678\nwww.example.org",
        "Best regards",
        "با احترام\nتام بيكر\nسازمان نمونه",
    ],
)
def test_a_signature_alone(text: str) -> None:
    assert only_signed(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Please unplug it.",
        "Please unplug it.\n\nTom Baker",
        "Tom Baker\nPlease unplug the printer and wait for an hour.",
        "Tom,\nplease wait",
        "tom",
        "Ali Rezaei",
        "Kind regards from all of us\nto you and yours",
        "Regards\nDone on Monday",
        "\n".join(["Tom Baker", *(f"line {n}" for n in range(20))]),
    ],
)
def test_anything_more_is_an_answer(text: str) -> None:
    assert not only_signed(text, NAMES)
