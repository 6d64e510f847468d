"""The signing keys: their text, how they follow each other, and that a subject token never changes."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gateway import keyring
from gateway.config.keys import BEGINNING, Key, keys_problem, read_keys
from gateway.keyring import VERIFIES, Refused, ring_of
from gateway.mail.reply_address import AddressKind, KeyRing, ReplyAddress, mint, read

TODAY = date(2026, 11, 22)
OLD, NEW = "o" * 32, "n" * 32
ADDRESS = ReplyAddress(AddressKind.PUBLIC, 7, 1, 20_000)
DOMAIN = "in.example.org"


def today() -> date:
    return datetime.now(UTC).date()


def lines(*found: str) -> str:
    return "".join(f"{line}\n" for line in found)


def keys_in(path: Path) -> tuple[Key, ...]:
    return read_keys(path.read_text())


def ring_in(path: Path) -> KeyRing:
    return ring_of(keys_in(path), today())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with one secret by itself, as it was made at the first start."""
    made = tmp_path / "secret.key"
    made.write_text(OLD)
    made.chmod(0o600)
    return made


def test_a_secret_by_itself_is_the_first_key() -> None:
    for text in (OLD, f" {OLD} ", "correct horse battery staple", "two lines of\nbase64 by hand"):
        assert read_keys(text) == (Key(1, BEGINNING, text),)


def test_keys_stand_a_line_each_and_the_oldest_comes_first() -> None:
    text = lines(f"2 2026-11-22 {NEW}", f"1 1970-01-01 {OLD}", "")
    assert read_keys(text) == (Key(1, BEGINNING, OLD), Key(2, TODAY, NEW))
    assert lines(*(key.line for key in read_keys(text))) == lines(f"1 1970-01-01 {OLD}", f"2 2026-11-22 {NEW}")


def test_of_two_keys_of_one_day_the_lower_line_is_the_newer() -> None:
    assert [key.id for key in read_keys(lines(f"7 2026-11-22 {OLD}", f"0 2026-11-22 {NEW}"))] == [7, 0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (lines(f"1 2026-11-22 {OLD}", NEW), "line 2 is not"),
        (lines(f"1 2026-11-22 {OLD}", f"8 2026-11-22 {NEW}"), "line 2 is not"),
        (lines(f"1 2026-11-22 {OLD}", f"1 2026-11-23 {NEW}"), "two keys of the same id"),
        (lines(f"1 2026-02-30 {OLD}"), "date that does not exist"),
        (lines(f"1 2026-11-22 {OLD}", f"tokens 2026-11-23 {NEW}"), "not the oldest"),
        (lines(f"tokens 2026-11-22 {OLD}"), "no key that could sign"),
        (lines(f"1 2026-11-22 {OLD}", "2 2026-11-23 short"), "fewer than 16 characters"),
    ],
)
def test_a_text_that_is_no_key_ring_is_refused_without_repeating_it(text: str, says: str) -> None:
    problem = keys_problem(text, 16)
    assert says in problem
    assert OLD not in problem
    assert NEW not in problem


def test_after_a_rotation_the_new_key_signs_the_old_one_verifies_and_tokens_stay(path: Path) -> None:
    before = ring_in(path)
    minted = mint(ADDRESS, "support", DOMAIN, before)
    made = keyring.rotate(path)
    after = ring_in(path)
    assert (made.id, made.since, len(made.secret)) == (2, today(), 64)
    assert after.signing == made.secret.encode()
    assert after.locator == before.locator == OLD.encode()
    assert read(minted, DOMAIN, after) == ADDRESS
    assert read(mint(ADDRESS, "support", DOMAIN, after), DOMAIN, before) is None


def test_a_predecessor_verifies_for_400_days_and_its_tokens_for_ever() -> None:
    keys = (Key(1, BEGINNING, OLD), Key(2, TODAY, NEW))
    minted = mint(ADDRESS, "support", DOMAIN, KeyRing({1: OLD.encode()}, 1))
    last = ring_of(keys, TODAY + VERIFIES)
    assert read(minted, DOMAIN, last) == ADDRESS
    over = ring_of(keys, TODAY + VERIFIES + timedelta(days=1))
    assert read(minted, DOMAIN, over) is None
    assert (over.locator, over.all) == (OLD.encode(), (NEW.encode(),))


def test_ids_wrap_around_and_take_the_places_of_retired_keys(path: Path) -> None:
    made = [keyring.rotate(path).id for _ in range(7)]
    assert made == [2, 3, 4, 5, 6, 7, 0]
    with pytest.raises(Refused, match="retire an old key"):
        keyring.rotate(path)
    keyring.retire(path, 4)
    assert keyring.rotate(path).id == 4
    assert [key.id for key in keys_in(path)] == [1, 2, 3, 5, 6, 7, 0, 4]
    assert ring_in(path).newest == 4


def test_the_oldest_key_when_retired_stays_for_tokens_alone(path: Path) -> None:
    minted = mint(ADDRESS, "support", DOMAIN, ring_in(path))
    keyring.rotate(path)
    keyring.rotate(path)
    assert keyring.retire(path, 1).id == 1
    ring = ring_in(path)
    assert (ring.locator, read(minted, DOMAIN, ring)) == (OLD.encode(), None)
    assert [key.id for key in keys_in(path)] == [None, 2, 3]
    keyring.retire(path, 2)
    assert [key.id for key in keys_in(path)] == [None, 3]


def test_the_oldest_key_when_forgotten_takes_its_tokens_along(path: Path) -> None:
    made = keyring.rotate(path)
    keyring.forget(path, 1)
    assert ring_in(path).locators == (made.secret.encode(),)


def test_the_key_that_signs_and_one_that_is_not_there_cannot_be_retired(path: Path) -> None:
    keyring.rotate(path)
    before = path.read_bytes()
    for way in (keyring.retire, keyring.forget):
        with pytest.raises(Refused, match="signs"):
            way(path, 2)
        with pytest.raises(Refused, match="no key 5"):
            way(path, 5)
    assert path.read_bytes() == before


def test_the_file_keeps_its_mode_and_its_name_and_leaves_nothing_beside_it(path: Path, tmp_path: Path) -> None:
    path.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(path)
    keyring.rotate(link)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link", "secret.key"]


def test_a_secret_of_several_lines_is_not_broken_by_a_rotation(path: Path) -> None:
    path.write_text("a secret of\nseveral lines")
    with pytest.raises(Refused, match="several lines"):
        keyring.rotate(path)
    assert path.read_text() == "a secret of\nseveral lines"


def test_of_rotations_at_the_same_time_none_is_lost(path: Path) -> None:
    with ThreadPoolExecutor(7) as pool:
        made = list(pool.map(lambda _: keyring.rotate(path), range(7)))
    assert {key.secret for key in made} | {OLD} == {key.secret for key in keys_in(path)}
    assert len({key.id for key in keys_in(path)}) == 8
