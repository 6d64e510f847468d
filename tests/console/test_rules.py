"""Rules in the console: the editor, the form, trying, applying, the history; two admins at once; hostile words."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from gateway.intake.reading import Unreadable
from gateway.mail.inbound import Envelope, InboundMail
from gateway.rules import STARTER, read
from gateway.store import rules
from gateway.store.revisions import Draft, Revision
from gateway.store.schema import mail, notice, ticket

from .house import Answered, Browser, ConsoleHouse
from .test_signing_in import code
from .test_tickets import request

RULE = '[[rule]]\nname = "{name}"\nwhen.subject = "{word}"\nthen.priority = "{priority}"\n'
URGENT = RULE.format(name="Stops", word="stops", priority="urgent")
HIGH = RULE.format(name="Stops", word="stops", priority="high")
SCRIPT = "<script>alert(1)</script>"
HOSTILE = (
    '"',
    "'",
    '"""',
    "\\",
    '"]\nthen.spam = true\n#',
    '"\n[[rule]]\nname = "evil"\nwhen = "always"\nthen.spam = true\n',
    SCRIPT,
    f"</textarea>{SCRIPT}",
    "{{ 7*7 }}",
    "\u202etxt",
    "\x00",
)


def admin(house: ConsoleHouse, language: str = "en") -> Browser:
    browser = house.signed_in("olga@example.org", language)
    assert browser.post("/second-factor?to=/rules", {"code": code(house, "olga")}).to == "/rules"
    browser.cookies["language"] = language  # else that of the agent goes before the browser's
    return browser


@pytest.fixture
def olga(house: ConsoleHouse) -> Browser:
    return admin(house)


def in_force(house: ConsoleHouse) -> Revision | None:
    with house.app.database.read() as connection:
        return rules.latest(connection)


def store(house: ConsoleHouse, document: str, base: int = 0, author: str = "tom", reason: str = "because") -> None:
    draft = Draft(base, author, reason, document)
    made = house.app.database.write(lambda connection: rules.append(connection, draft, house.app.clock.now()))
    assert isinstance(made, Revision)


def document_in(answered: Answered) -> str:
    """What the editor shows; the line end behind the tag is none of it (HTML 13.2.6.4.7)."""
    found = re.search(r'<textarea id="document".*?>\n(.*?)</textarea>', answered.text, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def base_in(answered: Answered) -> str:
    found = re.search(r'name="base" value="(\d+)"', answered.text)
    assert found is not None
    return found[1]


def plain(answered: Answered) -> str:
    return unescape(re.sub(r"<[^>]+>", "", answered.text))


# --- who ----------------------------------------------------------------------------------------------------------


def test_rules_are_for_admins_with_a_second_factor(house: ConsoleHouse) -> None:
    form = {"base": "0", "document": URGENT, "reason": "why"}
    tom, olga = house.signed_in(), house.signed_in("olga@example.org")
    for path in ("/rules", "/rules/history", "/rules/1"):
        assert tom.get(path).status == 403
        assert olga.get(path).to.startswith("/second-factor")
    for path in ("/rules/apply", "/rules/check", "/rules/add", "/rules/try", "/rules/1/restore"):
        assert tom.post(path, form).status == 403
        assert olga.post(path, form).to.startswith("/second-factor")
    assert in_force(house) is None


def test_only_admins_are_shown_the_way_to_them(house: ConsoleHouse) -> None:
    assert 'href="/rules"' in house.signed_in("olga@example.org").get("/").text
    assert 'href="/rules"' not in house.signed_in().get("/").text


# --- the editor -----------------------------------------------------------------------------------------------------


def test_the_editor_begins_with_a_document_or_has_the_one_in_force(house: ConsoleHouse, olga: Browser) -> None:
    shown = olga.get("/rules")
    assert document_in(shown) == STARTER
    assert base_in(shown) == "0"
    store(house, "\n\n" + URGENT)
    shown = olga.get("/rules")
    assert document_in(shown) == "\n\n" + URGENT
    assert base_in(shown) == "1"


def test_a_check_names_every_mistake_with_its_line(olga: Browser) -> None:
    document = URGENT + "\n" + RULE.format(name="Stops", word="x", priority="hihg")
    shown = olga.post("/rules/check", {"base": "0", "document": document})
    assert document_in(shown) == document
    words = plain(shown)
    assert "Mistakes: 2" in words
    assert "Line 7 rule 2: name: the rule in line 1 has the same name" in " ".join(words.split())
    assert "did you mean 'high'?" in words
    assert '<li id="line-9" class="wrong">' in shown.text
    assert "No mistakes; rules: 1" in plain(olga.post("/rules/check", {"base": "0", "document": URGENT}))


def test_a_check_while_typing_brings_only_what_changes(olga: Browser) -> None:
    answered = olga.post("/rules/check", {"base": "0", "document": "x = 1\n"}, hx_request="true")
    assert "<html" not in answered.text
    assert "there is no such table" in plain(answered)
    assert 'id="lines"' in answered.text
    assert "hx-swap-oob" in answered.text


def test_text_that_no_document_can_be_is_a_mistake_and_kept(olga: Browser) -> None:
    long = "# " + "x" * (256 * 1024)
    shown = olga.post("/rules/check", {"base": "0", "document": long})
    assert "larger than 256 KB" in plain(shown)
    assert document_in(shown) == long
    assert "Mistakes" in plain(olga.post("/rules/check", {"base": "0", "document": "a = \x00"}))
    for number in ("", "x", "-1", "9" * 11, "9" * 40, "²"):
        assert olga.post("/rules/check", {"base": number, "document": URGENT}).status == 200


# --- the form -------------------------------------------------------------------------------------------------------


def test_the_form_writes_a_rule_at_the_end_of_the_document(house: ConsoleHouse, olga: Browser) -> None:
    form = {
        "base": "0",
        "document": URGENT,
        "condition": "sender_domain",
        "words": "bigcorp.example\n\n other.example ",
        "department": "poshtibani",
        "priority": "high",
        "type": "inquiry",
        "assign": "round robin",
        "tag": "big",
        "answer_en": "You are\nimportant.",
        "answer_fa": "شما مهم هستید.",
    }
    shown = olga.post("/rules/add", form)
    document = document_in(shown)
    assert document.startswith(URGENT + "\n[[answer]]\n")
    assert 'when.sender_domain = ["bigcorp.example", "other.example"]' in document
    assert 'then.assign = "round robin"' in document
    assert "No mistakes; rules: 2" in plain(shown)
    assert in_force(house) is None
    assert olga.post("/rules/apply", {"base": "0", "document": document, "reason": "big ones"}).to


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_values_are_words_and_nothing_else(house: ConsoleHouse, olga: Browser, hostile: str) -> None:
    form = {"base": "0", "document": URGENT, "condition": "body", "priority": "high"}
    for name in ("words", "name", "tag", "answer_en", "answer_fa"):
        given = {"words": "w", "answer_en": "a", "answer_fa": "b"} | {name: hostile}
        shown = olga.post("/rules/add", form | given)
        assert SCRIPT not in shown.text
        document = document_in(shown)
        reading = read(document, house.app.policy)
        assert reading.mistakes == ()
        assert "evil" not in {rule.name for rule in reading.rules.rules}
        assert all(action.name != "spam" for rule in reading.rules.rules for action in rule.then)
        assert len(reading.rules.rules) == (2 if shown.status == 200 else 1)


@pytest.mark.parametrize("name", ["department", "priority", "type", "assign", "condition"])
def test_a_choice_that_there_is_not_is_refused_by_the_codec(olga: Browser, name: str) -> None:
    form = {"base": "0", "document": URGENT, "words": "w", "tag": "x"} | {name: 'nowhere"\n[[rule]]'}
    shown = olga.post("/rules/add", form)
    if name == "condition":
        assert 'when.subject = ["w"]' in document_in(shown)
        return
    assert shown.status == 400
    assert document_in(shown) == URGENT
    assert "This rule cannot be written" in plain(shown)


def test_the_form_says_what_is_missing_and_keeps_what_was_typed(olga: Browser) -> None:
    form = {"base": "0", "document": URGENT, "words": "w", "name": 'My "rule"'}
    shown = olga.post("/rules/add", form)
    assert shown.status == 400
    assert "Say what is to become of these mails." in plain(shown)
    assert 'value="My &#34;rule&#34;"' in shown.text
    assert "contain" in plain(olga.post("/rules/add", form | {"words": " \n ", "tag": "x"}))
    assert "both languages" in plain(olga.post("/rules/add", form | {"answer_en": "only"}))
    assert "First mend" in plain(olga.post("/rules/add", form | {"document": 'a = "', "tag": "x"}))


# --- trying ---------------------------------------------------------------------------------------------------------


def rows(house: ConsoleHouse) -> list[object]:
    """All that a trial must leave alone."""
    with house.app.database.read() as connection:
        return [
            connection.execute(select(table).order_by(*table.primary_key)).all() for table in (mail, ticket, notice)
        ]


def test_a_trial_shows_what_would_change_and_changes_nothing(house: ConsoleHouse, olga: Browser) -> None:
    house.take_in(request())
    house.take_in(request("Another thing", "Something else."))
    before = rows(house)
    document = URGENT + RULE.format(name="Nobody writes so", word="zebra", priority="low")
    shown = olga.post("/rules/try", {"base": "0", "document": document, "last": "20"})
    words = " ".join(plain(shown).split())
    assert (
        "Tried: 2 mails with new requests, of the last 20 that came. Would end otherwise: 1. All were tried." in words
    )
    assert "#1001 ali@customer.example Printer stops prioritynormalurgent Stops" in words
    assert "Nobody writes soLine 5none" in words.replace("Line 5 ", "Line 5")
    assert "StopsLine 11" in words
    assert document_in(shown) == document
    assert rows(house) == before
    assert in_force(house) is None


def test_a_trial_counts_mails_that_cannot_be_read_again(
    house: ConsoleHouse, olga: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.take_in(request())
    house.take_in(request("Another thing", "Something else."))
    real = house.app.reader.read

    def torn(raw: bytes, envelope: Envelope) -> InboundMail:
        if b"Another thing" in raw:
            raise Unreadable("torn")
        return real(raw, envelope)

    monkeypatch.setattr(house.app.reader, "read_patiently", torn)
    words = plain(olga.post("/rules/try", {"base": "0", "document": URGENT}))
    assert "Tried: 1 mails" in words
    assert "Could not be read again: 1." in words
    assert "All were tried." in words


def test_a_trial_ends_when_its_time_is_over(
    house: ConsoleHouse, olga: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.take_in(request())
    monkeypatch.setattr("gateway.console.rules_trying.SECONDS", 0.0)
    assert "The time was over before all were tried." in plain(olga.post("/rules/try", {"document": URGENT}))


def test_a_document_with_mistakes_is_not_tried(olga: Browser) -> None:
    shown = olga.post("/rules/try", {"base": "0", "document": "x = 1\n"})
    assert shown.status == 400
    assert "there is no such table" in plain(shown)


# --- applying -------------------------------------------------------------------------------------------------------


def test_an_applied_document_is_in_force_for_the_next_mail(house: ConsoleHouse, olga: Browser) -> None:
    applied = olga.post("/rules/apply", {"base": "0", "document": URGENT, "reason": " It  stops\nus "})
    assert applied.to == "/rules/1?done=applied"
    assert "in force now" in plain(olga.get(applied.to))
    made = in_force(house)
    assert made is not None
    assert (made.number, made.author, made.reason, made.document) == (1, "olga", "It stops us", URGENT)
    house.take_in(request())
    with house.app.database.read() as connection:
        assert connection.scalar(select(ticket.c.priority)) == "urgent"


def test_mistakes_a_missing_reason_and_no_change_apply_nothing(house: ConsoleHouse, olga: Browser) -> None:
    wrong = olga.post("/rules/apply", {"base": "0", "document": URGENT + "x = 1\n", "reason": "why"})
    assert wrong.status == 400
    assert "Line 5" in plain(wrong)
    silent = olga.post("/rules/apply", {"base": "0", "document": URGENT, "reason": "  "})
    assert "Say in a few words why" in plain(silent)
    assert document_in(silent) == URGENT
    assert in_force(house) is None
    store(house, URGENT)
    same = olga.post("/rules/apply", {"base": "1", "document": URGENT, "reason": "why"})
    assert "Nothing to do" in plain(same)


def test_of_two_admins_the_second_sees_what_the_first_did(house: ConsoleHouse, olga: Browser) -> None:
    store(house, URGENT)
    began = olga.get("/rules")
    store(house, HIGH, base=1, author="tom", reason="too loud")
    mine = URGENT + RULE.format(name="Mine", word="mine", priority="low")
    form = {"base": base_in(began), "document": mine, "reason": "mine is low"}
    assert "Revision 2 was applied while" in plain(olga.post("/rules/check", form, hx_request="true"))
    refused = olga.post("/rules/apply", form)
    assert refused.status == 409
    assert document_in(refused) == mine
    words = plain(refused)
    assert "too loud" in words
    assert '-then.priority = "urgent"\n+then.priority = "high"' in words
    assert '+name = "Mine"' in words
    made = in_force(house)
    assert made is not None
    assert made.document == HIGH
    again = olga.post("/rules/apply", form | {"base": base_in(refused)})
    assert again.status == 409


def test_who_saw_the_other_change_goes_on_from_it(house: ConsoleHouse, olga: Browser) -> None:
    store(house, URGENT)
    store(house, HIGH, base=1)
    both = HIGH + RULE.format(name="Mine", word="mine", priority="low")
    form = {"base": "1", "document": both, "reason": "both", "seen": "2"}
    store(house, URGENT, base=2)
    assert olga.post("/rules/apply", form).status == 409
    assert olga.post("/rules/apply", form | {"seen": "99"}).status == 409
    assert olga.post("/rules/apply", form | {"seen": "3"}).to == "/rules/4?done=applied"


# --- the history ------------------------------------------------------------------------------------------------------


def test_the_history_says_who_when_and_why(house: ConsoleHouse, olga: Browser) -> None:
    assert "ever applied" in plain(olga.get("/rules/history"))
    store(house, URGENT, reason="first")
    store(house, HIGH, base=1, author="olga", reason=SCRIPT)
    shown = olga.get("/rules/history")
    words = plain(shown)
    assert words.index("revision 2") < words.index("revision 1")
    assert "first" in words
    assert SCRIPT not in shown.text
    assert SCRIPT in words


def test_a_long_history_has_pages(house: ConsoleHouse, olga: Browser) -> None:
    for number in range(52):
        store(house, f"# {number}\n", base=number)
    first = olga.get("/rules/history").text
    older = re.search(r"/rules/history\?before=(\d+)", first)
    assert older is not None
    assert older[1] == "3"
    words = plain(olga.get(older[0]))
    assert "revision 2" in words
    assert "revision 3" not in words
    assert olga.get("/rules/history?before=x").status == 200


def test_a_revision_shows_what_it_changed_and_what_changed_since(house: ConsoleHouse, olga: Browser) -> None:
    store(house, URGENT)
    store(house, HIGH, base=1)
    store(house, HIGH + "# more\n", base=2)
    shown = olga.get("/rules/2")
    words = plain(shown)
    assert '-then.priority = "urgent"\n+then.priority = "high"' in words
    assert "+# more" in words
    assert '<span class="removed">-then' in shown.text
    assert "This is the first one." in plain(olga.get("/rules/1"))
    assert "Bring it back" not in plain(olga.get("/rules/3"))
    for path in ("/rules/0", "/rules/4", "/rules/99999999999999999999"):
        assert olga.get(path).status == 404
        assert olga.post(f"{path}/restore", {"reason": "x"}).status == 404


def test_an_old_document_comes_back_as_a_new_revision(house: ConsoleHouse, olga: Browser) -> None:
    store(house, URGENT)
    store(house, HIGH, base=1)
    silent = olga.post("/rules/1/restore", {"base": "2", "reason": ""})
    assert silent.status == 400
    assert olga.post("/rules/1/restore", {"base": "2", "reason": "was right"}).to == "/rules/3?done=restored"
    made = in_force(house)
    assert made is not None
    assert (made.document, made.author, made.reason, made.restores) == (URGENT, "olga", "was right", 1)
    assert "brings back revision 1" in plain(olga.get("/rules/history"))
    late = olga.post("/rules/2/restore", {"base": "2", "reason": "no, the other"})
    assert late.status == 409
    assert olga.post("/rules/1/restore", {"base": "3", "reason": "again"}).status == 400
    assert in_force(house) == made


def test_an_old_document_that_fits_no_more_is_not_brought_back(house: ConsoleHouse, olga: Browser) -> None:
    gone = URGENT + 'then.department = "closed"\n'
    store(house, gone)
    store(house, HIGH, base=1)
    shown = olga.post("/rules/1/restore", {"base": "2", "reason": "why"})
    assert shown.status == 400
    assert "there is no department 'closed'" in plain(shown)
    assert document_in(shown) == gone
    made = in_force(house)
    assert made is not None
    assert made.number == 2


# --- what people wrote ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_that_somebody_wrote_is_markup(house: ConsoleHouse, language: str) -> None:
    olga = admin(house, language)
    evil = f"</textarea></pre>{SCRIPT}<img src=x onerror=alert(1)>"
    house.take_in(request(f"stops {evil}"))
    document = RULE.format(name=evil, word="stops", priority="urgent") + f"# {evil}\n"
    store(house, document, author=evil, reason=evil)
    store(house, "# other\n", base=1, author=evil, reason=evil)
    broken = document + f'"{evil}" = 1\n'
    form = {"base": "1", "document": document, "reason": evil, "name": evil, "words": evil, "tag": evil}
    for answered in (
        olga.get("/rules"),
        olga.get("/rules/history"),
        olga.get("/rules/1"),
        olga.get("/rules/2"),
        olga.post("/rules/check", form | {"document": broken}),
        olga.post("/rules/check", form | {"document": broken}, hx_request="true"),
        olga.post("/rules/try", form),
        olga.post("/rules/add", form),
        olga.post("/rules/apply", form),
        olga.post("/rules/1/restore", {"base": "1", "reason": evil}),
    ):
        assert answered.status in (200, 400, 409)
        assert "<script>" not in answered.text
        assert "<img" not in answered.text
        assert answered.text.count("</textarea>") in (0, 4)
