"""Free days: of a country, of every year, of one; and days that are worked all the same."""

from datetime import date

import pytest

from gateway import config
from gateway.calendars import FreeDays
from gateway.config import ConfigError, Holidays
from gateway.config.countries import holidays_of

IRAN = Holidays(country="IR")


@pytest.mark.parametrize(
    ("table", "day", "free"),
    [
        (IRAN, date(2026, 3, 21), True),  # Nowruz
        (IRAN, date(2026, 2, 11), True),  # 22 Bahman
        (IRAN, date(2026, 4, 2), True),  # 13 Farvardin
        (IRAN, date(2026, 11, 28), False),
        (IRAN, date(2026, 11, 27), False),  # a Friday is the business of the hours
        (Holidays(country="DE"), date(2026, 10, 3), True),
        (Holidays(country="DE"), date(2026, 1, 6), False),
        (Holidays(country="DE-BY"), date(2026, 1, 6), True),  # Epiphany, in Bavaria
        (Holidays(jalali=("01-13",)), date(2026, 4, 2), True),
        (Holidays(jalali=("01-13",)), date(2025, 4, 2), True),
        (Holidays(jalali=("01-13",)), date(2024, 4, 1), True),  # the same day of the Jalali year, after a leap one
        (Holidays(jalali=("01-13",)), date(2024, 4, 2), False),
        (Holidays(jalali=("12-30",)), date(2025, 3, 20), True),  # 1403 is a leap year
        (Holidays(jalali=("12-30",)), date(2026, 3, 20), False),  # 1404 ends on the 29th
        (Holidays(jalali=("1405-03-14",)), date(2026, 6, 4), True),
        (Holidays(jalali=("1405-03-14",)), date(2027, 6, 4), False),
        (Holidays(jalali=("1403-12-30",)), date(2025, 3, 20), True),
        (Holidays(gregorian=("12-25",)), date(2031, 12, 25), True),
        (Holidays(gregorian=("02-29",)), date(2028, 2, 29), True),
        (Holidays(gregorian=("2026-12-24",)), date(2026, 12, 24), True),
        (Holidays(gregorian=("2026-12-24",)), date(2027, 12, 24), False),
        (Holidays(gregorian=("1405-03-14",)), date(2026, 6, 4), True),  # the year says which calendar it is
        (Holidays(country="IR", worked=("1405-01-02",)), date(2026, 3, 22), False),
        (Holidays(country="IR", worked=("2026-03-22",)), date(2026, 3, 22), False),
        (Holidays(country="IR", worked=("2026-03-22",)), date(2027, 3, 22), True),
        (Holidays(jalali=("01-13",), worked=("1405-01-13",)), date(2026, 4, 2), False),
    ],
)
def test_which_days_are_free(table: Holidays, day: date, free: bool) -> None:
    assert (day in FreeDays(table)) is free


def test_what_is_no_day_is_not_free() -> None:
    assert "2026-03-21" not in FreeDays(IRAN)


def test_calendars_are_equal_where_their_tables_are() -> None:
    assert FreeDays(IRAN) == FreeDays(Holidays(country="IR"))
    assert hash(FreeDays(IRAN)) == hash(FreeDays(Holidays(country="IR")))
    assert FreeDays(IRAN) != FreeDays(Holidays(country="DE"))


def test_many_years_of_many_countries_are_no_trouble() -> None:
    assert all(holidays_of(country, year) for year in range(2020, 2036) for country in ("IR", "DE", "FR-57", "US"))


@pytest.mark.parametrize("country", ["XX", "DE-ZZ"])
def test_a_country_that_nobody_knows_is_refused_with_its_line(country: str) -> None:
    text = f'[relay]\nfolder = "out"\n\n[holidays]\njalali = ["01-13"]\ncountry = "{country}"\n'
    with pytest.raises(ConfigError) as error:
        config.parse(text, "config.toml")
    problem = next(each for each in error.value.problems if "holidays" in each.sentence)
    assert problem.line == 6
    assert "not known" in problem.sentence
