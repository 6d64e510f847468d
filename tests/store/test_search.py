"""The search: which tickets a word finds, how the index is filled, and that what is taken away is found no more."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from gateway.store import belongings, compacting, retaining
from gateway.store.database import Connection, Database
from gateway.store.erased_mails import Subject
from gateway.store.erasing import Erasing
from gateway.store.listed import TicketFilter
from gateway.store.migrate import migrate
from gateway.store.schema import article, journal, person, search_due, search_part, search_place, ticket
from gateway.store.search import documents, filling, finding, shelf
from gateway.store.search.asked import Asked, read
from gateway.store.search.finding import Found
from gateway.store.search.forgetting import forget
from gateway.store.search.words import PARTS, WINDOW, mark, words

from ..builders import KEY, NOW
from .sorting import ALI, REZA, TOM, Sorting, letter

ALL = TicketFilter()
PERSIAN = "چاپگر طبقهٔ دوم خراب است. می‌خواهم کسی بیاید و کاغذ را عوض کند."


def fill(sorting: Sorting) -> None:
    for _ in range(100):
        if filling.step(sorting.database) is None:
            return
    raise AssertionError("it never ends")


def search(sorting: Sorting, typed: str, wanted: TicketFilter = ALL, most: int = 50) -> Found:
    with sorting.database.read() as connection:
        return finding.find(connection, read(typed, (KEY,)), wanted, KEY, most)


def numbers(sorting: Sorting, typed: str, wanted: TicketFilter = ALL) -> list[int]:
    return [row.number for row in search(sorting, typed, wanted).rows]


@pytest.fixture
def three(sorting: Sorting) -> Sorting:
    """1001 of Ali's in English, 1002 of Reza's in Persian, 1003 of Ali's, filled in."""
    sorting.sort(letter(ALI, "Printer broken", "The paper jams on the second floor.", Message_ID="<a@x>"))
    sorting.sort(letter(f"Reza Karimi <{REZA}>", "گزارش خرابی", PERSIAN, Message_ID="<b@x>"))
    sorting.sort(letter(ALI, "Invoice 88231", "The sum is wrong.", Message_ID="<c@x>"))
    fill(sorting)
    return sorting


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("printer", [1001]),
        ("PRINTER", [1001]),
        ("pri", [1001]),  # the last one by its beginning
        ("p", []),  # but for a single letter
        ("pri jams", []),
        ("jams pri", [1001]),
        ("paper invoice", []),  # both are to be there
        ("the", [1003, 1001]),
        ('"second floor"', [1001]),
        ('"floor second"', []),
        ('"second flo"', []),
        ('"second flo', [1001]),  # still being typed
        ("«second floor»", [1001]),
        ('"broken the"', []),  # no phrase goes on from the subject to the text
        ("ali", [1003, 1001]),
        (ALI, [1003, 1001]),
        ("karimi", [1002]),
        ("reza@customer", [1002]),
        ("88231", [1003]),
        ("۸۸۲۳۱", [1003]),
        ("1001", [1001]),
        ("#1002", [1002]),
        ("#۱۰۰۲", [1002]),
        ("۱۰۰۲", [1002]),
        ("#1001 paper", [1001]),
        ("#1001 invoice", []),
        ("#1001 #1003", [1003, 1001]),
        ("#100", []),
        ("چاپگر", [1002]),
        ("می‌خواهم", [1002]),
        ("میخواهم", [1002]),
        ("مي‌خواهم", [1002]),
        ("كاغذ", [1002]),
        ("طبقه", [1002]),
        ('"طبقه دوم"', [1002]),
        ("nowhere", []),
        ("", []),
        ("!?", []),
    ],
)
def test_what_is_found(three: Sorting, typed: str, found: list[int]) -> None:
    assert numbers(three, typed) == found


def test_one_word_after_the_other(three: Sorting) -> None:
    """The same in one database, for each beginning of a word."""
    for length in range(2, 8):
        assert 1001 in numbers(three, "printer"[:length]), length
        assert 1002 in numbers(three, "چاپگر"[:length]), length


def test_a_token_is_its_ticket_and_a_wrong_one_is_not(three: Sorting) -> None:
    token = three.token(1002)
    right = (token, token.lower(), token.strip("[]"), token.strip("[]#"), f"{token} کاغذ")
    assert [numbers(three, each) for each in right] == [[1002]] * len(right)
    assert numbers(three, token[:-2] + ("Q]" if token[-2] != "Q" else "R]")) == []


HOSTILE = [
    *('"', '""', '"""', "'", "''", "(", ")", "()", ")(", "*", "**", "a*", "*a", "^a", "-a", "+a", "a:b", "{a}", "a^2"),
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "a AND",
        "OR a",
        "NEAR(a b, 2)",
        "a NOT b",
        "words : a",
        "search_words",
        "a & b | !c",
    ),
    *("a:*", "<->", "a <-> b", "\\", "\\'", "'; DROP TABLE ticket; --", "%", "_", "?", ":1", "%(a)s", "%s", "#", "[#]"),
    *(
        "\0",
        "a\0b",
        "\ud800",
        "a\udfffb",
        "\ufffe",
        "\u200c",
        "\u202e",
        "¦",
        "a ¦ b",
        "\n",
        "\t",
        "🙂",
        "e\u0301" * 300,
    ),
    *(
        "#" + "9" * 400,
        "9" * 400,
        "#999999999999",
        "999999999999",
        "a" * 5000,
        "a " * 3000,
        '"' * 999,
        "(" * 999,
        "ß" * 99,
    ),
    *("١٢٣", "½", "²", "Ⅷ", "ﷺ" * 50, "\u064b" * 3000, "[#1001-XXXX]", "[#1001-]", "[#-KQM7]"),
]


def test_nothing_that_somebody_types_is_a_mistake(three: Sorting) -> None:
    for typed in HOSTILE:
        for wanted in (ALL, TicketFilter(active=True, department="support", before=1003)):
            assert len(search(three, typed, wanted).rows) <= 3, repr(typed)
        assert len(search(three, f"printer {typed}").rows) <= 3, repr(typed)


def test_what_is_quoted_is_not_found_where_it_is_quoted(three: Sorting) -> None:
    answer = "Here you are.\n\nOn Sat, 21 Nov 2026 at 10:00, Reza wrote:\n> A kingfisher.\n"
    three.sort(letter(TOM, f"Re: {three.token(1001)}", answer, In_Reply_To="<a@x>", Message_ID="<d@x>"))
    fill(three)
    assert numbers(three, "kingfisher") == []


def test_a_later_article_and_its_author_are_found(three: Sorting) -> None:
    three.sort(letter(ALI, f"Re: {three.token(1001)}", "A zeppelin.", Message_ID="<d@x>", In_Reply_To="<a@x>"))
    assert numbers(three, "zeppelin") == []
    fill(three)
    assert numbers(three, "zeppelin") == [1001]
    assert numbers(three, "zeppelin printer") == [1001]


def test_held_mail_and_notes_are_found(three: Sorting) -> None:
    rows = {"kind": "held", "text": "A walrus."}
    three.write(lambda connection: add_article(connection, 1001, **rows))
    three.write(lambda connection: add_article(connection, 1003, kind="internal", text="A walrus, too."))
    fill(three)
    assert numbers(three, "walrus") == [1003, 1001]


def add_article(connection: Connection, number: int, **other: Any) -> None:
    values = {"ticket": number, "kind": "public", "author": 1, "author_role": "requester", "standing": "proven"}
    values |= {"text": "x", "quoted": "", "html": "", "message_id": "", "at": NOW}
    connection.execute(insert(article).values(values | other))


def entry(connection: Connection, number: int, change: str) -> None:
    values = {"ticket": number, "at": NOW, "change": change, "old": "", "new": ""}
    connection.execute(insert(journal).values(values))


def test_a_changed_subject_and_requester(three: Sorting) -> None:
    def work(connection: Connection) -> None:
        reza = connection.scalar(select(person.c.id).where(person.c.address == REZA))
        changed = {"subject": "Copier broken", "requester": reza}
        connection.execute(update(ticket).where(ticket.c.number == 1001).values(changed))
        entry(connection, 1001, "requester")

    three.write(work)
    fill(three)
    assert numbers(three, "copier") == [1001]
    assert numbers(three, '"printer broken"') == []
    assert numbers(three, "reza") == [1002, 1001]


def test_a_merged_ticket_is_found_where_its_articles_are_shown(three: Sorting) -> None:
    def work(connection: Connection) -> None:
        merged = {"merged_into": 1001, "status": "merged"}
        connection.execute(update(ticket).where(ticket.c.number == 1003).values(merged))
        entry(connection, 1003, "merge")

    three.write(work)
    fill(three)
    assert numbers(three, '"sum is wrong"') == [1001]
    assert numbers(three, "invoice") == [1003, 1001]  # its subject
    assert numbers(three, "paper sum") == [1001]
    assert numbers(three, "#1003") == [1003, 1001]
    three.write(lambda connection: forget(connection, [1003]))
    assert numbers(three, "invoice") == [], "both are taken out"


def test_together_with_the_filters(three: Sorting) -> None:
    three.write(
        lambda connection: connection.execute(update(ticket).values(status="closed").where(ticket.c.number == 1003))
    )
    assert numbers(three, "the", TicketFilter(active=True)) == [1001]
    assert numbers(three, "the", TicketFilter(status="closed")) == [1003]
    assert numbers(three, "the", TicketFilter(requester=REZA)) == []
    assert numbers(three, "#1003", TicketFilter(status="new")) == []
    assert numbers(three, "1003", TicketFilter(status="new")) == []


def many(connection: Connection, count: int, first: int = 5001, apart: int = 1) -> None:
    rows = [
        {
            "number": first + place * apart,
            "subject": f"Common thing {first + place * apart}" + (" rare" if place % 50 == 0 else ""),
            "status": "open" if place % 2 else "closed",
            "department": "support",
            "priority": "normal",
            "type": "support",
            "requester": 1,
            "language": "en",
            "created": NOW + timedelta(minutes=place),
        }
        for place in range(count)
    ]
    connection.execute(insert(ticket), rows)
    filled = [{"ticket": row["number"], "kind": "public", "author": 1, "author_role": "requester"} for row in rows]
    rest = {"standing": "proven", "text": "And its words.", "quoted": "", "html": "", "message_id": "", "at": NOW}
    connection.execute(insert(article), [each | rest for each in filled])


def pages(sorting: Sorting, typed: str, wanted: TicketFilter, most: int) -> list[list[int]]:
    found, before = [], 0
    while True:
        page = search(sorting, typed, TicketFilter(status=wanted.status, before=before), most)
        found.append([row.number for row in page.rows])
        before = page.more
        if not before:
            return found


def test_pages_have_every_ticket_once_and_newest_first(three: Sorting) -> None:
    apart = WINDOW // 20  # so that there are several windows, some of them empty
    three.write(partial(many, count=130, apart=apart))
    fill(three)
    every = [5001 + place * apart for place in reversed(range(130))]
    for most in (7, 50, 130, 131):
        got = pages(three, "common", ALL, most)
        assert [number for page in got for number in page] == every, most
        assert all(len(page) == most for page in got[:-1])
    assert [n for page in pages(three, "words com", TicketFilter(status="open"), 9) for n in page] == every[::2]
    assert [n for page in pages(three, "rare", ALL, 2) for n in page] == [
        5001 + apart * place for place in (100, 50, 0)
    ]


def test_a_search_that_finds_little_among_much_ends_and_goes_on(
    three: Sorting, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.write(partial(many, count=120))
    fill(three)
    monkeypatch.setattr(finding, "EXAMINED", 20)
    monkeypatch.setattr(finding, "STRIDE", 10)
    first = search(three, "common", TicketFilter(status="resolved"))
    assert (first.rows, first.searched) == ((), True)
    assert first.more == 5101
    got = pages(three, "common", TicketFilter(status="closed"), 50)
    assert [number for page in got for number in page] == list(range(5119, 5000, -2))


def test_a_number_alone_comes_first(three: Sorting) -> None:
    def work(connection: Connection) -> None:
        many(connection, 60)
        add_article(connection, 5060, text="See 5001.")

    three.write(work)
    fill(three)
    assert numbers(three, "5001") == [5001, 5060]
    page = search(three, "500", most=3)
    assert [row.number for row in page.rows] == [5060, 5009, 5008]
    page = search(three, "5001", most=1)
    assert [row.number for row in page.rows] == [5001]


# --- how it is filled -------------------------------------------------------------------------------------------------


def test_what_was_there_before_is_filled_in_from_the_newest_on(
    sorting: Sorting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "BATCH", 20)
    monkeypatch.setattr(filling, "NEAR", 0)
    sorting.sort(letter())
    sorting.write(partial(many, count=100))
    assert search(sorting, "common").filled == filling.Filled(5101, 0, begun=False)
    assert numbers(sorting, "#5001") == [5001], "numbers need no index"
    assert numbers(sorting, "5001") == [5001]
    filling.step(sorting.database)  # the beginning
    filling.step(sorting.database)
    got = search(sorting, "common", most=100)
    assert [row.number for row in got.rows] == list(range(5100, 5080, -1))
    assert got.filled == filling.Filled(5081, 0)
    new = sorting.sort(letter(subject="Uncommon", Message_ID="<new@x>"))
    filling.step(sorting.database)
    assert numbers(sorting, "uncommon") == [new.ticket], "what is new goes first"
    fill(sorting)
    got = search(sorting, "common", most=200)
    assert len(got.rows) == 100
    assert got.filled == filling.Filled(0, 100)


@pytest.mark.parametrize(("line", "rested"), [(filling.LINE - 1, 1), (filling.LINE, filling.BUSY)])
def test_it_rests_longer_while_mails_wait(
    sorting: Sorting, line: int, rested: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, pauses = [0.0], list[float]()
    sorting.sort(letter())
    for number in range(line):
        sorting.arrive(letter(f"p{number}@x.example", "Uncommon"))

    def step(database: Database) -> int | None:
        now[0] += 0.125
        return None if pauses else 1

    monkeypatch.setattr(filling, "step", step)
    monkeypatch.setattr(filling, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=pauses.append))
    assert filling.fill(sorting.database, 60.0) == 1
    assert pauses == [rested * 0.125]


def test_what_was_there_before_waits_while_mails_stand_in_line(
    sorting: Sorting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "NEAR", 0)
    sorting.sort(letter())
    sorting.write(partial(many, count=10))
    filling.step(sorting.database)  # the beginning
    line = [sorting.arrive(letter(f"p{n}@x.example", "Uncommon")) for n in range(filling.LINE + 1)]
    assert filling.step(sorting.database) is None
    assert numbers(sorting, "common") == []
    new = sorting.settle(line[0]).ticket
    fill(sorting)
    assert numbers(sorting, "uncommon") == [new], "what is new does not wait"
    assert numbers(sorting, "common") == []
    sorting.settle(line[1])
    fill(sorting)
    assert len(numbers(sorting, "common")) == 10


def test_filling_again_writes_nothing(three: Sorting) -> None:
    before = three.all(select(search_part).order_by(search_part.c.id))
    three.write(lambda connection: connection.execute(insert(search_due), [{"ticket": n} for n in (1001, 1002, 9)]))
    fill(three)
    assert three.all(select(search_part).order_by(search_part.c.id)) == before
    assert three.count(search_due) == 0


def test_a_transaction_that_ends_late_is_not_passed_over(three: Sorting) -> None:
    """On PostgreSQL ids are given out before others with higher ones are committed."""
    if three.database.sqlite:
        return
    with three.database.engine.connect() as late:
        add_article(late, 1001, text="A late bird.")
        three.write(lambda connection: add_article(connection, 1003, text="An early bird."))
        fill(three)
        assert numbers(three, "bird") == [1003]
        late.commit()
    fill(three)
    assert numbers(three, "bird") == [1003, 1001]
    assert all(row.gaps == "" for row in three.all(select(search_place)))


def test_a_long_ticket_is_found_by_each_of_its_parts(three: Sorting) -> None:
    def work(connection: Connection) -> None:
        for place in range(12):
            add_article(connection, 1001, text=f"part{place} " + "filling again and again " * 1000)
        add_article(connection, 1001, text="word " * 12_000 + "omega")

    three.write(work)
    fill(three)
    assert three.count(search_part) > 10
    for word in ("part0", "part11", "omega", "part7 printer", "part7 ali"):
        assert numbers(three, word) == [1001], word
    assert numbers(three, "filling") == [1001]
    three.write(lambda connection: forget(connection, [1001]))
    assert numbers(three, "filling") == []
    assert three.count(search_part) == 2


def test_of_a_long_ticket_nothing_else_is_in_memory(three: Sorting) -> None:
    def work(connection: Connection) -> None:
        for place in range(documents.TOGETHER):
            add_article(connection, 1002, text=f"part{place}")

    three.write(work)
    with three.database.read() as connection:
        assert [*documents.portions(connection, [])] == []
        assert [*documents.portions(connection, [1001, 1003])] == [[1001, 1003]]
        assert [*documents.portions(connection, [1001, 1002, 1003])] == [[1001], [1002], [1003]]
    fill(three)
    assert numbers(three, "part99") == [1002]


def test_what_was_read_before_something_was_forgotten_is_not_written(three: Sorting, monkeypatch: Any) -> None:
    three.write(lambda connection: add_article(connection, 1001, text="A secret."))
    look = filling._look

    def interrupted(connection: Connection) -> Any:
        found = look(connection)
        if not interruptions:
            interruptions.append(True)
            blank = update(article).where(article.c.text == "A secret.").values(text="")
            three.write(lambda other: other.execute(blank))
            three.write(partial(forget, numbers=[1001]))
        return found

    interruptions: list[bool] = []
    monkeypatch.setattr(filling, "_look", interrupted)
    assert filling.step(three.database) == 0
    assert numbers(three, "secret") == []
    fill(three)
    assert numbers(three, "secret") == []
    assert numbers(three, "printer") == [1001]


def test_two_fill_at_once(three: Sorting, monkeypatch: Any) -> None:
    three.write(lambda connection: add_article(connection, 1001, text="A twin."))
    write = filling._write

    def both(connection: Connection, batch: Any) -> int:
        return write(connection, batch) + write(connection, batch)

    monkeypatch.setattr(filling, "_write", both)
    filling.step(three.database)
    assert numbers(three, "twin") == [1001]


# --- what is taken away -----------------------------------------------------------------------------------------------


def erase(sorting: Sorting, address: str) -> None:
    with sorting.database.read() as connection:
        who = belongings.somebody(connection, address)
    for _ in Erasing(sorting.database, sorting.spool, Subject(who, sorting.now), lambda id: ()).run():
        pass


def test_an_erased_person_is_found_no_more_from_the_moment_on(three: Sorting) -> None:
    answer = letter(REZA, f"Re: {three.token(1001)}", "I have a canary, too.", In_Reply_To="<a@x>", Message_ID="<d@x>")
    three.sort(answer)
    three.sort(letter(ALI, f"Re: {three.token(1002)}", "Karimi likes cake.", In_Reply_To="<b@x>", Message_ID="<e@x>"))
    fill(three)
    assert numbers(three, "canary")
    erase(three, REZA)
    for word in ("canary", "reza", "karimi", "چاپگر", "خرابی"):
        assert numbers(three, word) == [], word
    fill(three)
    for word in ("canary", "reza", "karimi", "چاپگر", "خرابی", "cake"):
        assert numbers(three, word) == [], word
    assert numbers(three, "printer") == [1001], "what others wrote is still found"


def test_while_somebody_is_erased_a_filling_does_not_bring_them_back(three: Sorting) -> None:
    with three.database.read() as connection:
        who = belongings.somebody(connection, ALI)
    for _ in Erasing(three.database, three.spool, Subject(who, three.now), lambda id: ()).run():
        fill(three)
        forgotten = ("ali", "printer", "invoice")
    for word in forgotten:
        assert numbers(three, word) == [], word


def test_a_ticket_that_retention_empties_is_out_of_the_index_with_the_same_transaction(three: Sorting) -> None:
    def work(connection: Connection) -> None:
        retaining._ticket(connection, [1001], three.now)
        assert not shelf.digests(connection, [1001])

    three.write(work)
    assert numbers(three, "printer") == []
    fill(three)
    assert numbers(three, "printer") == []
    assert numbers(three, "ali") == [1003]
    assert numbers(three, "#1001") == [1001]


def test_what_is_undone_is_undone_in_the_index(three: Sorting) -> None:
    class Broken(Exception):
        pass

    def work(connection: Connection) -> None:
        retaining._ticket(connection, [1001], three.now)
        raise Broken

    with pytest.raises(Broken):
        three.write(work)
    assert numbers(three, "printer") == [1001]


def test_after_a_compaction_no_byte_of_it_is_left(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'postroom.db'}")
    migrate(database)
    sorting = Sorting(database, tmp_path / "spool")
    sorting.sort(letter(REZA, "Kingfisher", "A kingfisher."))
    for place in range(30):
        sorting.sort(letter(ALI, f"Printer {place}", "It is broken.", Message_ID=f"<{place}@x>"))
    fill(sorting)
    file = tmp_path / "postroom.db"
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("postroom.db*"))
    assert b"kingfisher" in kept
    erase(sorting, REZA)
    assert compacting.compact(database)
    assert b"kingfisher" not in file.read_bytes().lower()
    assert (
        not (tmp_path / "postroom.db-wal").exists() or b"kingfisher" not in (tmp_path / "postroom.db-wal").read_bytes()
    )
    assert len(numbers(sorting, "printer")) == 30
    sorting.close()
    database.close()


# --- without an index -------------------------------------------------------------------------------------------------


@pytest.fixture
def without(three: Sorting, monkeypatch: pytest.MonkeyPatch) -> Sorting:
    """A SQLite that was built without FTS5."""
    if not three.database.sqlite:
        pytest.skip("PostgreSQL always has its search")
    monkeypatch.setattr(shelf, "has_fts5", lambda: False)
    return three


def test_without_fts5_subjects_numbers_and_requesters_are_searched(without: Sorting) -> None:
    assert search(without, "printer").filled is None
    expected = {"pri": [1001], "#1002": [1002], "1002": [1002], "خرابي": [1002], "karimi": [1002], "paper": []}
    expected |= {'"printer broken"': [1001], "ali": [1003, 1001], without.token(1003): [1003], '"broken printer"': []}
    assert {typed: numbers(without, typed) for typed in expected} == expected
    assert filling.step(without.database) is None
    for typed in HOSTILE:
        assert len(search(without, typed).rows) <= 3, repr(typed)


def test_without_fts5_pages_and_erasures_work_too(without: Sorting) -> None:
    without.write(partial(many, count=60))
    got = pages(without, "common", TicketFilter(status="open"), 20)
    assert [number for page in got for number in page] == list(range(5060, 5000, -2))
    erase(without, ALI)
    assert numbers(without, "printer") == []


# --- words ------------------------------------------------------------------------------------------------------------


def test_what_a_word_is() -> None:
    assert words("Straße, Nr. 5: می‌شود كتاب ۱۲") == ("strasse", "nr", "5", "میشود", "کتاب", "12")
    assert words("a" * 100 + " " + "b_c") == ("a" * 40, "b", "c")
    assert words("\0\ud800 ¦ --") == ()


def test_no_mark_is_the_beginning_of_another() -> None:
    marks = {mark(window) for window in range(2000)}
    assert len(marks) == 2000
    assert {len(each) for each in marks} == {3}
    assert PARTS == 1024, "ids that are stored have it in them"


def test_what_is_typed_is_cut_where_it_is_too_long() -> None:
    asked = read("a " * 200, ())
    assert len(asked.phrases) == 16
    assert not asked.open
    assert read('x "y zoo', ()) == Asked((("x",), ("y", "zoo")), open=True)
    assert read('x "y zoo"', ()) == Asked((("x",), ("y", "zoo")), open=False)
    assert read('x "y z', ()) == Asked((("x",), ("y", "z")), open=False), "a single letter is no beginning"
    assert read("5001", ()).exact == 5001
    assert read("#5001 5001", ()).exact == 0
