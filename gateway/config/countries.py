"""The holidays of countries, from a kept library. A leaf; the only door to that library, which is read in only where a
country is configured.
"""

from datetime import date
from functools import lru_cache

YEARS = 32  # that are remembered


def known(country: str) -> bool:
    """Does the library know the holidays of this country, or part of one ("DE-BY")?"""
    try:
        holidays_of(country, 2026)
    except NotImplementedError:
        return False
    return True


@lru_cache(YEARS)
def holidays_of(country: str, year: int) -> frozenset[date]:
    """The library's own object grows while it is asked, and threads share ours."""
    from holidays import country_holidays

    name, _, part = country.partition("-")
    return frozenset(country_holidays(name, subdiv=part or None, years=year))
