"""Passwords as hashes."""

import time

import pytest
from argon2 import PasswordHasher

from gateway.store import passwords


def test_a_password_fits_its_hash_and_no_other_does() -> None:
    stored = passwords.hashed("correct horse")
    assert stored.startswith("$argon2id$")
    assert passwords.fits("correct horse", stored)
    assert not passwords.fits("Correct horse", stored)
    assert stored != passwords.hashed("correct horse"), "each has a salt of its own"
    assert not passwords.is_outdated(stored)


def test_the_same_letters_typed_another_way_are_the_same_password() -> None:
    assert passwords.fits("café au lait", passwords.hashed("cafe\u0301 au lait"))
    assert passwords.fits("گذرواژهٔ من", passwords.hashed("گذرواژهٔ من"))


@pytest.mark.parametrize("stored", ["", "not a hash", "$argon2id$broken"])
@pytest.mark.parametrize("password", ["nobody has this password", "", "x"])
def test_nothing_fits_where_there_is_no_password(stored: str, password: str) -> None:
    assert not passwords.fits(password, stored)


def test_nobodys_password_takes_as_long_as_a_wrong_one() -> None:
    stored = passwords.hashed("correct horse")
    took: dict[str, float] = {}
    for each in (stored, "") * 5:
        started = time.process_time()
        passwords.fits("wrong password", each)
        took[each] = min(took.get(each, 9.0), time.process_time() - started)
    assert 0.4 < took[""] / took[stored] < 2.5
    assert took[stored] > 0.01, "guessing is cheap"


def test_a_hash_from_cheaper_days_is_outdated_and_still_fits() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("correct horse")
    assert passwords.fits("correct horse", old)
    assert passwords.is_outdated(old)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("nine char", "at least 10"),
        ("", "at least 10"),
        ("e\u0301" * 9, "at least 10"),
        ("ten chars!", ""),
        ("گذرواژهٔ من", ""),
        ("with a \0 inside", "NUL"),
        ("x" * 513, "at most 512"),
    ],
)
def test_what_cannot_be_a_password_is_told_why(password: str, says: str) -> None:
    assert says in passwords.problem(password)
    assert bool(says) == bool(passwords.problem(password))
