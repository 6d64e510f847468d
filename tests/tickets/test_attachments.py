"""Which attachments are passed on, which are folded away, and which are withheld and why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config import Attachments
from gateway.mail.inbound import Attachment
from gateway.tickets.attachments import (
    EVERYTHING,
    PICTURE_LIMIT,
    UNEXAMINED,
    AttachmentRules,
    Examination,
    Fate,
    Folded,
    Passed,
    Reason,
    Scan,
    Scanned,
    Withheld,
    extension,
    fates,
    is_small_picture,
    read_withheld,
)

from ..thorough import examples

CONFIGURED = Attachments()
RULES = AttachmentRules(
    max_size=1000,
    max_total=1500,
    types=frozenset(CONFIGURED.refused_types),
    extensions=frozenset(CONFIGURED.refused_extensions),
)
TYPE, SIZE = Withheld(Reason.TYPE), Withheld(Reason.SIZE)
CLEAN, EICAR = Scan(Scanned.CLEAN), Scan(Scanned.INFECTED, "Eicar")
MZ = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"
LOGO = Attachment("logo.png", "image/png", b"\x89PNG", inline=True, content_id="logo@a")


def file(name: str = "a.pdf", kind: str = "application/pdf", content: bytes = b"%PDF") -> Attachment:
    return Attachment(name, kind, content)


def fate(part: Attachment, known: Examination = UNEXAMINED, rules: AttachmentRules = RULES) -> Fate:
    return fates((part,), known, rules)[0]


@pytest.mark.parametrize(
    "name",
    [
        "setup.exe",
        "SETUP.EXE",
        "bill.pdf.exe",
        "bill.pdf                                        .exe",
        "setup.exe.",
        "setup.exe .",
        "setup.exe\u200b",
        "setup.\u200fexe",
        "setup.\uff45\uff58\uff45",  # full-width letters
        "setup\u2024exe",  # the one dot leader
        "صورت‌حساب.scr",
        ".js",
        "a.b.c.hta",
        "x.settingcontent-ms",
    ],
)
def test_a_program_is_known_by_its_name_however_it_is_dressed(name: str) -> None:
    assert fate(file(name)) == TYPE


@pytest.mark.parametrize(
    "name", ["", "exe", "report.pdf", "offer-from-example.com.pdf", "setup.exe.log", "exe.txt", "a.", "...", "js.png"]
)
def test_other_names_are_none(name: str) -> None:
    assert fate(file(name)) == Passed()


def test_a_program_is_known_by_what_it_is_and_by_what_is_said_of_it() -> None:
    assert fate(file("holiday.jpg", "image/jpeg", MZ)) == TYPE
    assert fate(file("", "application/octet-stream", MZ)) == TYPE
    assert fate(file("a.txt", "text/plain", b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0")) == TYPE
    assert fate(file("data", "application/x-dosexec")) == TYPE
    assert fate(
        file("a.txt", "text/plain", b"MZ is what programs begin with, and this is a text about them. " * 4)
    ) == (Passed())


def test_a_department_decides_what_it_refuses() -> None:
    anything = replace(RULES, types=frozenset(), extensions=frozenset())
    assert fate(file("setup.exe", "application/x-dosexec", MZ), rules=anything) == Passed()
    films = replace(RULES, types=frozenset({"video/*"}))
    assert fate(file("a.mp4", "video/mp4"), rules=films) == TYPE
    assert fate(file("a.png", "image/png"), rules=films) == Passed()
    sources = replace(RULES, extensions=frozenset({"docm"}))
    assert fate(file("a.docm"), rules=sources) == TYPE
    assert fate(file("a.exe", content=MZ), rules=sources) == Passed()


def test_sizes_count_for_each_file_and_for_all_in_their_order() -> None:
    def of(*sizes: int) -> tuple[Fate, ...]:
        return fates(tuple(file(content=bytes(size)) for size in sizes), Examination(), RULES)

    assert of(1000) == (Passed(),)
    assert of(1001) == (SIZE,)
    assert of(1000, 600, 500, 1) == (Passed(), SIZE, Passed(), SIZE)
    assert of(1001, 1000) == (SIZE, Passed()), "what is withheld takes no room"


def test_nothing_is_refused_without_rules() -> None:
    assert fate(file("setup.exe", "application/x-dosexec", MZ * 10**6), rules=EVERYTHING) == Passed()


def test_a_virus_is_the_first_reason() -> None:
    found = Withheld(Reason.VIRUS, "Eicar")
    assert fate(file("setup.exe", content=MZ), Examination(scans=(EICAR,))) == found
    parts = (file(), file("b.pdf"))
    assert fates(parts, Examination(CLEAN, (CLEAN, EICAR)), RULES) == (Passed(), found)
    assert fates(parts, Examination(EICAR, (CLEAN, EICAR)), RULES) == (Passed(), found)


def test_a_virus_somewhere_in_the_mail_may_be_in_any_part() -> None:
    known = Examination(EICAR, (CLEAN, CLEAN))
    assert fates((file(), file()), known, RULES) == (Withheld(Reason.VIRUS, "Eicar"),) * 2
    assert known.viruses == ("Eicar",)
    assert Examination(CLEAN, (CLEAN,)).viruses == ()


def test_where_scanning_is_required_what_was_not_scanned_is_withheld() -> None:
    strict = replace(RULES, scanned=True)
    assert fate(file(), Examination(scans=(CLEAN,)), strict) == Passed()
    assert fate(file(), Examination(scans=(Scan(),)), strict) == Withheld(Reason.NOT_SCANNED)
    assert fate(file(), Examination(), strict) == Withheld(Reason.NOT_SCANNED)
    assert fate(file(), Examination(scans=(Scan(),)), RULES) == Passed()


def test_a_small_picture_that_was_seen_before_is_folded() -> None:
    seen = Examination(seen=frozenset({0}))
    assert fate(LOGO, seen) == Folded()
    assert fate(LOGO) == Passed()
    assert fates((LOGO, LOGO), seen, RULES) == (Folded(), Passed())
    assert fate(LOGO, Examination(scans=(EICAR,), seen=frozenset({0}))) == Withheld(Reason.VIRUS, "Eicar")


@pytest.mark.parametrize(
    ("part", "small"),
    [
        (LOGO, True),
        (replace(LOGO, inline=False), True),  # an attachment with a Content-ID
        (replace(LOGO, content_id=""), True),  # inline without one
        (replace(LOGO, inline=False, content_id=""), False),
        (replace(LOGO, content_type="application/pdf"), False),
        (replace(LOGO, content=bytes(PICTURE_LIMIT)), True),
        (replace(LOGO, content=bytes(PICTURE_LIMIT + 1)), False),
    ],
)
def test_what_a_small_picture_is(part: Attachment, small: bool) -> None:
    assert is_small_picture(part) is small
    expected = Folded() if small else Passed()
    assert fate(part, Examination(seen=frozenset({0})), EVERYTHING) == expected


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("virus", ["", "Win.Test.EICAR_HDB-1", "two words"])
def test_what_is_stored_is_read_back(reason: Reason, virus: str) -> None:
    assert read_withheld(Withheld(reason, virus).words) == Withheld(reason, virus)


def test_nothing_stored_is_nothing() -> None:
    assert read_withheld("") is None
    assert read_withheld("viruses") is None


def test_an_extension_is_what_stands_after_the_last_dot() -> None:
    assert extension("A.TAR.GZ") == "gz"
    assert extension("") == ""
    assert extension("." * 250) == ""


@examples(300)
@given(
    st.lists(st.builds(Attachment, st.text(), st.text(max_size=30), st.binary(max_size=80), st.booleans(), st.text())),
    st.sets(st.integers(0, 5)),
    st.lists(st.sampled_from([CLEAN, EICAR, Scan()]), max_size=5),
)
def test_any_attachments_have_one_fate_each(parts: list[Attachment], seen: set[int], scans: list[Scan]) -> None:
    known = Examination(CLEAN, tuple(scans), frozenset(seen))
    decided = fates(tuple(parts), known, replace(RULES, scanned=True))
    assert len(decided) == len(parts)
    total = sum(part.size for part, fate in zip(parts, decided, strict=True) if isinstance(fate, Passed))
    assert total <= RULES.max_total
    for position, fate in enumerate(decided):
        infected = known.scan(position).result is Scanned.INFECTED
        assert infected == (isinstance(fate, Withheld) and fate.reason is Reason.VIRUS)
