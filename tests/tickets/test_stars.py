"""Stars are read however people write them, and nothing else is taken for stars."""

import pytest

from gateway.tickets.stars import MOST, drawn, read_stars, stars_named


@pytest.mark.parametrize(
    ("line", "stars"),
    [
        ("Rating: 5/5", 5),
        ("rating 4", 4),
        ("#rate 3", 3),
        ("#Rate: 2 of 5.", 2),
        ("امتیاز: ۵ از ۵", 5),
        ("#امتیاز ۴", 4),
        ("امتياز: ٣ از ٥", 3),  # Arabic letters and digits
        ("\u200fامتیاز: ۱ از ۵\u200f", 1),
        ("★★★★☆", 4),
        ("⭐⭐", 2),
        ("", 0),
        ("5", 0),
        ("5 printers", 0),
        ("Rating", 0),
        ("Rating: 6/5", 0),
        ("Rating: 0/5", 0),
        ("Rating: 5/5 and more", 0),
        ("Rating agency 5", 0),
        ("rate limit 5", 0),
        ("x" * 10_000, 0),
        ("★" * 10_000, 0),
    ],
)
def test_a_line_that_says_that_it_is_a_rating(line: str, stars: int) -> None:
    assert stars_named(line) == stars


def test_what_is_drawn_is_read_again() -> None:
    for stars in range(1, MOST + 1):
        assert read_stars(drawn(stars)) == stars_named(drawn(stars)) == stars
        assert len(drawn(stars)) == MOST
