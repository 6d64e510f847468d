"""Agents in the console: who they are, a new one, changes, goodbyes; two admins at once; every fault."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update

from gateway.config.desk import Person
from gateway.config.roster import Roster, roster_text
from gateway.decisions import Absence, Said
from gateway.roster import with_agent
from gateway.store import absences, logins, passwords, people, rosters
from gateway.store.database import Connection
from gateway.store.revisions import Draft, Revision
from gateway.store.schema import person as person_table
from gateway.store.schema import ticket

from .house import Answered, Browser, ConsoleHouse
from .test_rules import admin, base_in, plain, store
from .test_tickets import kinds, request

LENA = {"name": "lena", "address": "Lena@Example.org", "shown": "Lena Ng", "language": "en", "reason": "she is new"}
SUPPORT = {
    "label_en": "Support",
    "label_fa": "پشتیبانی",
    "agent-tom": "yes",
    "lead": "",
    "language": "en",
    "hours": "",
    "zone": "",
    "promise_minutes": "30",
    "window_days": "3",
    "window_counts": "calendar",
    "assign": "nobody",
    "requests": "yes",
    "reason": "so it is",
}


@pytest.fixture
def olga(house: ConsoleHouse) -> Browser:
    return admin(house)


def edit_of(name: str) -> str:
    return f"/people/edit?{urlencode({'name': name})}"


def in_force(house: ConsoleHouse) -> tuple[int, Roster]:
    with house.app.database.read() as connection:
        return rosters.current(connection)


def put(house: ConsoleHouse, roster: Roster, base: int, author: str = "max", reason: str = "because") -> None:
    draft = Draft(base, author, reason, roster_text(roster))
    policy, now = house.app.policy, house.app.clock.now()
    assert isinstance(
        house.app.database.write(lambda connection: rosters.put(connection, policy, draft, now)), Revision
    )


INLINE = re.compile(r"</?(?:bdi|span|code|b|i|a|time)\b[^>]*>")


def words(answered: Answered) -> str:
    """What is read on the page; cells and lines apart."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", INLINE.sub("", answered.text))).split())


def row_of(answered: Answered, name: str) -> str:
    found = [row for row in re.findall(r"<tr>.*?</tr>", answered.text, re.DOTALL) if name in row]
    assert len(found) == 1
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


# --- the list ---------------------------------------------------------------------------------------------------------


def test_everybody_sees_who_there_is_and_only_admins_the_way_to_change_it(house: ConsoleHouse, olga: Browser) -> None:
    seen = house.signed_in().get("/people")
    assert "Tom Baker tom tom@example.org English Support there configuration" in row_of(seen, "tom@example.org")
    assert "Olga Admin admin" in row_of(seen, "olga@example.org")
    assert "/people/edit" not in seen.text
    assert "/people/new" not in seen.text
    assert 'href="/roster"' not in seen.text
    shown = olga.get("/people").text
    for link in ("/people/edit?name=tom", "/people/new", "/roster", "/departments", "/holidays"):
        assert f'href="{link}"' in shown


def test_the_list_says_how_they_do(house: ConsoleHouse, olga: Browser) -> None:
    now = house.app.clock.now()
    sara = house.app.policy.agent_named("sara")
    assert sara is not None

    def happen(connection: Connection) -> None:
        absences.remember(connection, [Absence("tom", True, now + timedelta(days=2), Said.ORDER)], now)
        logins.disable(connection, sara, now)
        people.insert_new(
            connection, person_table, [{"id": 99, "address": "olga@example.org", "name": "", "language": ""}]
        )
        connection.execute(update(person_table).values(unreachable=now))

    house.app.database.write(happen)
    shown = olga.get("/people")
    assert "away until" in row_of(shown, "tom@example.org")
    assert "disabled" in row_of(shown, "sara@example.org")
    assert "mail comes back since" in row_of(shown, "olga@example.org")


def test_the_list_says_where_it_comes_from(house: ConsoleHouse, olga: Browser) -> None:
    roster = with_agent(Roster(gone=("sara",)), Person(name="lena", address="lena@example.org"))
    put(house, with_agent(roster, Person(name="tom", address="tom@example.org", shown="Thomas")), 0)
    shown = olga.get("/people")
    assert "new here" in row_of(shown, "lena@example.org")
    assert "changed here" in row_of(shown, "tom@example.org")
    assert "no agent any more left" in row_of(shown, "sara@example.org")
    assert "configuration" in row_of(shown, "olga@example.org")


# --- a new one --------------------------------------------------------------------------------------------------------


def test_a_new_agent_signs_in_is_told_and_gets_tickets(house: ConsoleHouse, olga: Browser) -> None:
    assert olga.post("/people/new", {"base": "0", **LENA}).to == "/people?done=saved"
    assert "in force from the next mail on" in words(olga.get("/people?done=saved"))
    form = SUPPORT | {"base": "1", "agent-lena": "yes", "assign": "round_robin"}
    del form["agent-tom"]
    assert olga.post("/departments/support", form).to == "/departments?done=saved"
    lena = house.signed_in("lena@example.org")
    assert "Lena Ng" in lena.get("/").text
    before = len(kinds(house))
    house.take_in(request())
    assert "lena@example.org" in {address for _, address in kinds(house)[before:]}
    assert "tom@example.org" not in {address for _, address in kinds(house)[before:]}
    with house.app.database.read() as connection:
        assert connection.scalar(select(ticket.c.assignee)) == "lena"
    assert lena.get("/people/new").status == 403


def test_a_name_that_was_somebodys_is_nobody_elses(house: ConsoleHouse, olga: Browser) -> None:
    put(house, Roster(gone=("sara",)), 0)
    for name in ("tom", "TOM", "sara", "Sara"):
        refused = olga.post("/people/new", {"base": "1", **LENA, "name": name})
        assert refused.status == 400
        assert "called so already" in words(refused)
        assert 'value="Lena@Example.org"' in refused.text
    assert in_force(house)[0] == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "two words", "One word of at most 40"),
        ("name", "", "One word of at most 40"),
        ("name", "x" * 41, "One word of at most 40"),
        ("name", "a@b", "One word of at most 40"),
        ("address", "lena", "no mail address"),
        ("address", "", "no mail address"),
        ("address", "l\u202eena@example.org, x@example.org", "no mail address"),
        ("address", f"{'x' * 250}@example.org", "no mail address"),
        ("address", "TOM@example.org", "belongs to another agent"),
        ("address", "support@example.org", "belongs to another agent"),
        ("language", "xx", "one of the languages"),
        ("reason", " ", "Say in a few words why"),
    ],
)
def test_a_new_agent_who_cannot_be_is_told_at_the_field(
    house: ConsoleHouse, olga: Browser, field: str, value: str, says: str
) -> None:
    refused = olga.post("/people/new", {"base": "0", **LENA, field: value})
    assert refused.status == 400
    assert says in words(refused)
    if field != "reason":
        assert f'id="wrong-{field}"' in refused.text
        assert f'aria-describedby="wrong-{field}"' in refused.text
    assert in_force(house)[0] == 0


def test_a_fault_is_told_in_the_language_of_the_visitor(house: ConsoleHouse) -> None:
    olga = admin(house, "fa")
    refused = olga.post("/people/new", {"base": "0", **LENA, "address": "tom@example.org", "name": "two words"})
    assert "از آنِ کارشناس دیگری است" not in words(refused)  # the roster is asked once the fields are in order
    assert "یک واژه با دست‌بالا ۴۰ نویسه" in words(refused)
    refused = olga.post("/people/new", {"base": "0", **LENA, "address": "tom@example.org"})
    assert "از آنِ کارشناس دیگری است" in words(refused)
    assert 'dir="rtl"' in refused.text


# --- changes ----------------------------------------------------------------------------------------------------------


def test_a_changed_agent_is_another_at_once_and_signs_in_again(house: ConsoleHouse, olga: Browser) -> None:
    tom = house.signed_in()
    stale = house.link(house.browser(), "tom@example.org")
    form = {"base": "0", "address": "thomas@example.org", "shown": "Thomas", "language": "fa", "reason": "moved"}
    assert olga.post(edit_of("tom"), form).to == "/people?done=saved"
    assert tom.get("/").to.startswith("/sign-in")
    assert house.browser().post(stale).status == 410
    assert house.link(house.browser(), "tom@example.org") == ""
    assert "Thomas" in house.signed_in("thomas@example.org").get("/people").text
    before = len(kinds(house))
    house.take_in(request())
    assert "thomas@example.org" in {address for _, address in kinds(house)[before:]}


def test_who_only_has_another_name_stays_signed_in(house: ConsoleHouse, olga: Browser) -> None:
    tom = house.signed_in()
    form = {"base": "0", "address": "tom@example.org", "shown": "Thomas", "language": "en", "reason": "why not"}
    assert olga.post(edit_of("tom"), form).to
    assert "Thomas" in tom.get("/").text


def test_an_admin_is_fixed_and_cannot_leave(house: ConsoleHouse, olga: Browser) -> None:
    shown = olga.get(edit_of("olga"))
    assert "The configuration alone says" in words(shown)
    assert 'name="address"' not in shown.text
    assert 'action="/people/leave"' not in shown.text
    forged = {"base": "0", "address": "evil@example.org", "shown": "Olga", "language": "en", "reason": "mine"}
    for refused in (
        olga.post(edit_of("olga"), forged),
        olga.post("/people/leave", {"base": "0", "name": "olga", "reason": "x"}),
    ):
        assert refused.status == 400
        assert "The configuration alone says who is an admin" in words(refused)
    assert in_force(house)[0] == 0
    del forged["address"]
    assert olga.post(edit_of("olga"), forged).to
    assert in_force(house)[1].agent[0].shown == "Olga"


def test_what_is_as_configured_is_no_change(house: ConsoleHouse, olga: Browser) -> None:
    form = {"base": "0", "address": "tom@example.org", "shown": "Tom Baker", "language": "en", "reason": "x"}
    assert "it is like that already" in words(olga.post(edit_of("tom"), form))
    assert olga.post(edit_of("tom"), form | {"shown": "T."}).to
    assert olga.post(edit_of("tom"), form | {"base": "1"}).to
    assert in_force(house) == (2, Roster())


def test_what_was_changed_is_taken_back(house: ConsoleHouse, olga: Browser) -> None:
    put(house, with_agent(Roster(), Person(name="tom", address="t@example.org")), 0)
    assert 'action="/people/configured"' in olga.get(edit_of("tom")).text
    assert olga.post("/people/configured", {"base": "1", "name": "tom", "reason": "back"}).to
    assert in_force(house) == (2, Roster())
    assert olga.post("/people/configured", {"base": "2", "name": "nobody", "reason": "x"}).status == 404
    put(house, with_agent(Roster(), Person(name="lena", address="l@example.org")), 2)
    assert olga.post("/people/configured", {"base": "3", "name": "lena", "reason": "x"}).status == 404


def test_names_may_have_any_sign(house: ConsoleHouse, olga: Browser) -> None:
    name = '../a?b&c=<i>"%2f'
    assert olga.post("/people/new", {"base": "0", **LENA, "name": name}).to
    shown = olga.get("/people")
    assert "<i>" not in shown.text
    link = re.search(r'href="(/people/edit\?name=[^"]*2Fa[^"]*)"', shown.text)
    assert link is not None
    page = olga.get(unescape(link[1]))
    assert page.status == 200
    assert f"Short name{name}" in words(page).replace("Short name ", "Short name")
    assert olga.post("/people/leave", {"base": "1", "name": name, "reason": "x"}).to
    assert olga.get(edit_of("nobody")).status == olga.post(edit_of("nobody"), LENA).status == 404


# --- goodbyes ---------------------------------------------------------------------------------------------------------


def test_who_is_taken_off_is_signed_out_and_loses_everything(house: ConsoleHouse, olga: Browser) -> None:
    tom, now = house.signed_in(), house.app.clock.now()
    hashed = passwords.hashed("correct horse battery")
    house.app.database.write(lambda connection: logins.set_password(connection, "tom", hashed))
    assert olga.post("/people/leave", {"base": "0", "name": "tom", "reason": "left us"}).to == "/people?done=saved"
    assert tom.get("/").to.startswith("/sign-in")
    assert house.link(house.browser(), "tom@example.org") == ""
    assert in_force(house)[1].gone == ("tom",)
    assert not logins.Logins(house.app.database).check("tom", "correct horse battery")
    before = len(kinds(house))
    house.take_in(request())
    assert "tom@example.org" not in {address for _, address in kinds(house)[before:]}
    shown = olga.get(edit_of("tom"))
    assert "Make them an agent again" in words(shown)
    form = {"base": "1", "address": "tom@example.org", "shown": "Tom Baker", "language": "en", "reason": "is back"}
    assert olga.post(edit_of("tom"), form).to
    assert in_force(house)[1] == Roster()
    assert tom.get("/").to.startswith("/sign-in")  # what was ended stays so
    assert house.signed_in().get("/").status == 200
    with house.app.database.read() as connection:
        revoked = logins.revoked(connection, "tom")
    assert revoked is not None
    assert revoked >= now


def test_who_is_named_by_rules_is_not_taken_off_unwarned(house: ConsoleHouse, olga: Browser) -> None:
    assert "rules in force" not in words(olga.get(edit_of("tom")))
    store(house, '[[rule]]\nname = "Mine"\nwhen.subject = "x"\nthen.assign = "tom"\n')
    assert "A rule that names who is no agent is left out, so change it first. Rules: Line 4" in words(
        olga.get(edit_of("tom"))
    )
    assert "rules in force" not in words(olga.get(edit_of("sara")))


def test_what_waits_for_who_is_taken_off_is_parked(house: ConsoleHouse, olga: Browser) -> None:
    house.take_in(request())
    assert olga.post("/people/leave", {"base": "0", "name": "tom", "reason": "left"}).to
    assert "parked" in words(olga.get("/outbox?recipient=tom@example.org&state=parked"))
    assert 'href="/outbox/' not in olga.get("/outbox?recipient=tom@example.org&state=waiting").text


def test_a_new_agent_who_leaves_is_gone_from_departments_too(house: ConsoleHouse, olga: Browser) -> None:
    olga.post("/people/new", {"base": "0", **LENA})
    olga.post("/departments/support", SUPPORT | {"base": "1", "agent-lena": "yes", "lead": "lena"})
    assert in_force(house)[1].department[0].lead == "lena"
    assert olga.post("/people/leave", {"base": "2", "name": "lena", "reason": "x"}).to
    office = in_force(house)[1].department[0]
    assert (office.agents, office.lead) == (("tom",), "")
    assert "no agent any more left" in row_of(olga.get("/people"), "lena@example.org")
    assert olga.post(edit_of("lena"), {"base": "3", **LENA, "reason": "is back"}).to
    assert house.signed_in("lena@example.org").get("/").status == 200


# --- two at once, and who may -----------------------------------------------------------------------------------------


def test_of_two_admins_the_second_is_told_and_then_decides(house: ConsoleHouse, olga: Browser) -> None:
    form = {"base": "0", "address": "tom@example.org", "shown": "Mine", "language": "en", "reason": "mine"}
    assert base_in(olga.get(edit_of("tom"))) == "0"
    put(house, with_agent(Roster(), Person(name="lena", address="l@example.org")), 0, reason="<b>theirs</b>")
    refused = olga.post(edit_of("tom"), form)
    assert refused.status == 409
    assert 'href="/roster/1"' in refused.text
    assert "max" in words(refused)
    assert "<b>theirs</b>" in words(refused)
    assert "<b>" not in refused.text
    assert 'value="Mine"' in refused.text
    assert base_in(refused) == "1"
    assert in_force(house)[0] == 1
    assert olga.post(edit_of("tom"), form | {"base": base_in(refused)}).to
    assert {each.name for each in in_force(house)[1].agent} == {"lena", "tom"}


def test_whoever_made_up_a_base_saves_nothing(house: ConsoleHouse, olga: Browser) -> None:
    put(house, with_agent(Roster(), Person(name="zoe", address="z@example.org")), 0)
    for base in ("", "x", "-1", "0", "2", "9" * 11, "9" * 40, "²"):
        assert olga.post("/people/new", {**LENA, "base": base}).status == 409
    assert in_force(house)[0] == 1


def test_only_a_fault_of_the_change_itself_refuses_it(house: ConsoleHouse, olga: Browser) -> None:
    put(house, Roster(agent=(Person(name="zoe", address="support@example.org"),)), 0)
    assert olga.post("/people/new", {"base": "1", **LENA}).to
    assert len(in_force(house)[1].agent) == 2


def test_who_may_not_changes_nothing(house: ConsoleHouse) -> None:
    unproven = house.signed_in("olga@example.org")
    for path in ("/people/new", edit_of("tom"), "/people/leave", "/people/configured"):
        form = {"base": "0", **LENA, "name": "tom"}
        assert house.signed_in().post(path, form).status == 403
        assert unproven.post(path, form).to.startswith("/second-factor")
        assert house.browser().post(path, form).to.startswith("/sign-in")
    assert in_force(house)[0] == 0


@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_that_somebody_wrote_is_markup(house: ConsoleHouse, language: str) -> None:
    olga = admin(house, language)
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*191 }}\u202e'
    put(house, with_agent(Roster(), Person(name="x", address="x@example.org", shown=evil)), 0, evil, evil)
    form = {"base": "0", "address": evil, "shown": evil, "language": evil, "reason": evil, "name": evil}
    pages = [olga.get(path) for path in ("/people", "/people/new", edit_of("x"), "/roster", "/roster/1")]
    pages += [olga.post("/people/new", form), olga.post(edit_of("x"), form), olga.post("/roster/1/restore", form)]
    pages += [olga.get("/departments"), olga.get("/departments/support"), olga.post("/departments/support", form)]
    pages += [olga.post("/holidays", form | {"country": evil, "jalali": evil, "worked": evil})]
    for answered in pages:
        assert answered.status in (200, 400, 409)
        assert "<script>" not in answered.text
        assert "<img" not in answered.text
        assert "1337" not in re.sub(r'value="[0-9]+"', "", plain(answered))


def test_what_is_saved_is_one_line_without_unseen_signs(house: ConsoleHouse, olga: Browser) -> None:
    shown = "\u202eLena\r\nBcc: x@example.org\x00 نمی‌دانم"
    assert olga.post("/people/new", {"base": "0", **LENA, "shown": shown}).to
    assert in_force(house)[1].agent[0].shown == "Lena Bcc: x@example.org نمی‌دانم"


def test_an_order_of_who_left_is_none(house: ConsoleHouse, olga: Browser) -> None:
    house.take_in(request())
    assert olga.post("/people/leave", {"base": "0", "name": "tom", "reason": "left"}).to
    raw = request("Re: Printer stops [#1001]", "#close").replace(b"ali@customer.example", b"tom@example.org")
    house.take_in(raw, "tom@example.org")
    with house.app.database.read() as connection:
        assert connection.scalar(select(ticket.c.status).where(ticket.c.number == 1001)) == "new"
