"""Mails about orders: what is asked, what came of it, and links that answer with one line."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from gateway.commands import AGENTS, REQUESTERS, normal, order_lines
from gateway.mail import confirmation
from gateway.mail.html import to_text
from gateway.mail.token import without_tokens
from gateway.notices import Kind, Manner, OrderLine, TicketLine
from gateway.outgoing.render import Rendered
from gateway.tickets.people import Role
from gateway.tickets.stars import stars_named
from gateway.tickets.ticket import Status

from .test_render import ADDRESS, AT, CODE, STARS, TOKEN, Tags, rendered

LANGUAGES = ("en", "fa")


def answers(words: Rendered) -> list[tuple[str, str, str]]:
    """Of each link that answers the mail: to whom, under which subject, with which words."""
    targets = (unescape(target) for target in Tags(words.html).targets if target.startswith("mailto:"))
    split = [urlsplit(target) for target in targets]
    asked = [parse_qs(each.query, strict_parsing=True) for each in split]
    return [(part.path, each["subject"][0], each.get("body", [""])[0]) for part, each in zip(split, asked, strict=True)]


# --- a question whether a mail is somebody's --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("manner", [Manner.FULL, Manner.CONTENT_FREE])
@pytest.mark.parametrize("role", [Role.REQUESTER, Role.AGENT])
@pytest.mark.parametrize("token", [TOKEN, ""])
def test_a_question_shows_the_exact_orders_and_carries_the_code_in_its_subject(
    language: str, manner: Manner, role: Role, token: str
) -> None:
    lines = ("#close", "#rate 5")
    words = rendered(Kind.CONFIRM, language, manner=manner, role=role, lines=lines, token=token)
    assert confirmation.named(words.subject) == (57, CODE)
    assert token in words.subject
    for line in lines:
        assert line in words.text
        assert line in Tags(words.html).words
    assert ("YES" if language == "en" else "«بله»") in words.text
    assert ("30 minutes" if language == "en" else "۳۰ دقیقه") in words.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_click_on_yes_is_a_yes_that_carries_the_code(language: str) -> None:
    ((_, subject, body),) = answers(rendered(Kind.CONFIRM, language, lines=("#close",)))
    assert confirmation.named(subject) == (57, CODE)
    assert confirmation.says_yes(body)
    assert TOKEN in subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_mail_asks_to_be_answered_with_counts_as_a_yes(language: str) -> None:
    words = rendered(Kind.CONFIRM, language, lines=("#close",)).text
    asked = "YES" if language == "en" else "«بله»"
    assert asked in words
    assert confirmation.says_yes(f"{asked}\n\n> {words}")


def test_a_question_of_a_content_free_kind_names_nobody() -> None:
    words = rendered(Kind.CONFIRM, manner=Manner.CONTENT_FREE, lines=("#close",), recipient="Sara", subject="Secret")
    assert "Sara" not in words.text + words.html
    assert "Secret" not in words.subject + words.text + words.html


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_resolved_ticket_can_be_rated_and_reopened_by_a_click(language: str) -> None:
    found = answers(rendered(Kind.RESOLVED, language, subject="پرینتر & «جدید» 100%"))
    (path, subject, body), *stars = found
    assert (path, body) == (ADDRESS.replace("+", "%2B"), "#reopen")
    assert subject == f"Re: پرینتر & «جدید» 100% \u200e{TOKEN}"
    assert [(path, body) for path, _, body in stars] == [(STARS.replace("+", "%2B"), "")] * 5
    assert [stars_named(without_tokens(subject)) for _, subject, _ in stars] == [1, 2, 3, 4, 5]
    assert all(subject.endswith(f" {TOKEN}") for _, subject, _ in stars)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [Kind.RESOLVED, Kind.CLOSED, Kind.REMINDER, Kind.CONFIRM])
def test_without_an_address_of_its_own_a_mail_has_no_links_and_says_it_in_words(kind: Kind, language: str) -> None:
    words = rendered(kind, language, reply_address="", rating_address="", article=None)
    assert answers(words) == []
    if kind in (Kind.RESOLVED, Kind.CLOSED):
        says = "#rate 5" if language == "en" else "#امتیاز ۵"
        assert says in words.text
        assert says in Tags(words.html).words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [Kind.RESOLVED, Kind.CLOSED])
def test_only_the_requester_is_asked_for_stars_and_only_once(kind: Kind, language: str) -> None:
    says = ("Rating: 5/5", "امتیاز: ۵ از ۵", "★")
    assert any(word in rendered(kind, language).text for word in says)
    for other in (rendered(kind, language, role=Role.PARTICIPANT), rendered(kind, language, rating=4)):
        assert not any(word in other.text + other.html for word in says)


TO_CUSTOMERS = (Kind.RECEIVED, Kind.RESOLVED, Kind.REMINDER, Kind.CLOSED, Kind.STATUS, Kind.LISTED, Kind.TRANSCRIPT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TO_CUSTOMERS)
@pytest.mark.parametrize("address", [ADDRESS, ""])
def test_whoever_quotes_our_mail_plants_no_order(kind: Kind, language: str, address: str) -> None:
    """What customers say on a ticket is no order there any more; they must be free to quote what we wrote to them."""
    own = tuple(
        OrderLine(f"#{order.persian if language == 'fa' else order.name}", order.takes.in_language(language),
                  order.does.in_language(language)) for order in REQUESTERS
    )  # fmt: skip
    lines = ("#close\n  done: your request is closed", "#بستن\n  انجام شد: درخواست شما بسته شد")
    words = rendered(kind, language, lines=lines, orders=own, reply_address=address, article=None, withheld=())
    orders = {normal(f"#{word}") for order in (*AGENTS, *REQUESTERS) for word in (order.name, order.persian)}
    orders |= {normal(f"#rate {stars}") for stars in range(1, 6)} | {normal("#امتیاز ۵")}
    for text in (words.text, to_text(words.html, [])):
        quoted = "".join(f"> {line}\n" for line in text.split("\n"))
        assert not orders & order_lines(quoted)


# --- what came of orders ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [Role.AGENT, Role.REQUESTER])
def test_a_transcript_has_each_order_and_below_it_what_came_of_it(language: str, role: Role) -> None:
    lines = ("#assign nobody\n  there is no such agent\n  there are: tom, sara", "#close\n  done")
    words = rendered(Kind.TRANSCRIPT, language, role=role, lines=lines)
    isolated = ("\u2068", "\u2069") if language == "fa" else ("", "")
    below, between = ("\n  ", "\n  ") if role is Role.AGENT else (" – ", " ")
    said = f"- {isolated[0]}#assign nobody{isolated[1]}{below}there is no such agent{between}there are: tom, sara\n"
    assert said in words.text
    assert f"- {isolated[0]}#close{isolated[1]}{below}done" in words.text
    assert "there are: tom, sara" in Tags(words.html).words


def test_agents_and_customers_read_a_transcript_in_words_of_their_own() -> None:
    agent = rendered(Kind.TRANSCRIPT, role=Role.AGENT).text
    customer = rendered(Kind.TRANSCRIPT, role=Role.REQUESTER).text
    assert "What became of your orders" in agent
    assert "internal" not in customer
    assert "Hello Sara Ahmadi, this is what became of what you asked for" in customer


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "We do not know the priority you asked for."), ("fa", "اولویتی را که نوشته‌اید نمی‌شناسیم.")],
)
def test_an_acknowledgement_says_which_fields_were_not_understood(language: str, says: str) -> None:
    words = rendered(Kind.RECEIVED, language, lines=(says,))
    assert says in words.text
    assert says in Tags(words.html).words
    quiet = rendered(Kind.RECEIVED, language, lines=(says,), manner=Manner.CONTENT_FREE)
    assert says not in quiet.text + quiet.html


@pytest.mark.parametrize(
    ("language", "orders"), [("en", ("#release 57", "#refuse 57")), ("fa", ("#پذیرش ۵۷", "#رد ۵۷"))]
)
def test_agents_read_how_a_held_mail_is_let_in_or_kept_out(language: str, orders: tuple[str, ...]) -> None:
    words = rendered(Kind.HELD, language, role=Role.AGENT)
    assert all(order in words.text and order in Tags(words.html).words for order in orders)
    assert "#" not in rendered(Kind.HELD, language, role=Role.AGENT, answerable=False, token="", lines=()).text


# --- what was asked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_has_every_ticket_its_state_and_what_can_be_written(language: str) -> None:
    own = (
        TicketLine("[#1042-7KQM]", "Cannot log in", Status.WAITING, AT, "Support"),
        TicketLine("[#1001-AAAA]", "", Status.CLOSED, AT, "Sales"),
    )
    words = rendered(Kind.LISTED, language, tickets=own, token="")
    for text in (words.text, Tags(words.html).words):
        assert all(each in text for each in ("[#1042-7KQM]", "Cannot log in", "[#1001-AAAA]", "Sales"))
        assert ("waiting for your answer" if language == "en" else "در انتظار پاسخ شما") in text
        assert ("Request" if language == "en" else "درخواست") in text
        assert all(each in text for each in ("#rate", "1 to 5", "how well you were helped", "Priority", "low"))
    assert words.subject == ("Your requests" if language == "en" else "درخواست‌های شما")
    assert ("Older" if language == "en" else "قدیمی") in rendered(Kind.LISTED, language, more_tickets=True).text
    assert ("no requests" if language == "en" else "درخواستی نزد ما ندارید") in rendered(
        Kind.LISTED, language, tickets=()
    ).text


def test_a_list_tells_of_other_orders_of_the_same_mail_only_where_there_are_some() -> None:
    assert "What became" not in rendered(Kind.LISTED, lines=()).text
    both = rendered(Kind.LISTED, lines=("#list\n  they stand in this mail", "#language fa\n  done")).text
    assert "- #language fa – done" in both


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_state_of_a_ticket_is_told_in_words_with_who_answers_and_since_when(language: str) -> None:
    words = rendered(Kind.STATUS, language, status=Status.RESOLVED)
    for text in (words.text, Tags(words.html).words):
        assert ("resolved" if language == "en" else "حل‌شده") in text
        assert "Tom Baker" in text
        assert "Support" in text
        assert ("closes by itself on Tuesday 24 November" if language == "en" else "سه‌شنبه ۳ آذر ۱۴۰۵") in text
        assert ("Saturday 21 November 2026, 14:05" if language == "en" else "شنبه ۳۰ آبان ۱۴۰۵") in text
    waiting = rendered(Kind.STATUS, language, status=Status.NEW, last_answer=None, answers="").text
    assert ("not yet" if language == "en" else "هنوز پاسخی نداده‌ایم") in waiting
    assert "spam" not in rendered(Kind.STATUS, status=Status.SPAM).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_merged_ticket_names_the_one_that_it_became_part_of(language: str) -> None:
    words = rendered(Kind.MERGED, language)
    assert TOKEN in words.text
    assert "[#1001-AAAA]" in words.text
    assert "[#1001-AAAA]" in Tags(words.html).words
    assert words.subject == f"Re: Cannot log in {TOKEN}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ticket_that_wakes_is_shown_with_what_was_said(language: str) -> None:
    words = rendered(Kind.AWAKE, language, role=Role.AGENT, article=None)
    assert "I cannot log in." in words.text
    assert ("put off until now" if language == "en" else "به تعویق افتاده بود") in words.text
