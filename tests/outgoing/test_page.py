"""The page of a report: it is whole, it fetches nothing, and it can be read without its charts."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from gateway.outgoing.page import Pages, PageView, names_of, promise_of
from gateway.outgoing.render import templates_folder
from gateway.reports import By, Event, Frame, Happening, Life, Period, Report, measure
from gateway.tickets.ticket import Status

from ..builders import POSHTIBANI, SUPPORT, policy

PAGES = Pages(templates_folder())
UNTIL = datetime(2026, 11, 28, 9, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'>{{7*7}}{% x %}\r\n\u202e]]>"
VOID = {"meta", "br", "link", "img", "input", "hr"}


def report(days: int = 30, count: int = 240, department: str = "support") -> Report:
    since = UNTIL - timedelta(days=days)
    period = Period(since, UNTIL, "Asia/Tehran", begins=5)
    lives, happenings = [], []
    for number in range(count):
        created = since + (UNTIL - since) * (number / count)
        answered = created + timedelta(minutes=number % 70)
        life = Life(
            created, Status.OPEN, department, "tom", "support", answered, "tom", created + timedelta(minutes=30)
        )
        lives.append(life if number % 9 else replace(life, answered=None, assignee=""))
        happenings.append(Happening(Event.RESOLVED, answered if answered < UNTIL else created, life))
        happenings.append(Happening(Event.RATED, created, life, 1 + number % 5))
    return measure(lives, happenings, Frame(period), (By.DEPARTMENT, By.AGENT, By.TYPE, By.WEEK))


def page(language: str, made: Report | None = None, **changes: object) -> str:
    view = PageView(made or report(), language, "Example", "Support", 1800, names_of(policy(), language))
    return PAGES.render(replace(view, **changes))  # type: ignore[arg-type]


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attributes]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attributes]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data


@pytest.mark.parametrize("language", ["en", "fa"])
def test_it_is_whole_fetches_nothing_and_runs_nothing(language: str) -> None:
    html = page(language)
    seen = Seen(html)
    assert seen.open == []
    assert not {"script", "img", "link", "iframe", "object", "use", "image", "foreignobject", "a"} & set(seen.tags)
    assert not {"href", "src", "xlink:href", "srcset", "action"} & {name for name, _ in seen.attributes}
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert not re.search(r"https?:|//[a-z]|url\(|@import|@font-face", html)
    assert "default-src 'none'" in html
    assert f'lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}"' in html


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_chart_has_a_title_words_and_a_table_behind_it(language: str) -> None:
    html = page(language)
    charts = re.findall(r'<svg[^>]*role="img"[^>]*aria-labelledby="(\S+) (\S+)">', html)
    assert [title for title, _ in charts] == [
        "volume-title",
        "steps-title",
        "trend-title",
        "ages-title",
        "ratings-title",
    ]
    for title, desc in charts:
        assert re.search(rf'<title id="{title}">[^<]+</title>\n<desc id="{desc}">[^<]+</desc>', html)
    assert html.count("<details>") == len(charts)
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    drawn = re.findall(r"<svg[^>]*>", html)
    assert all('role="img"' in each or 'aria-hidden="true"' in each for each in drawn)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_is_drawn_outside_of_a_chart(language: str) -> None:
    for chart in re.findall(r'<svg viewBox="0 0 (\d+) (\d+)" role="img".*?</svg>', page(language), re.DOTALL):
        assert int(chart[0]) in (400, 940)
    for match in re.finditer(r'<svg viewBox="0 0 (\d+) (\d+)" role="img"(.*?)</svg>', page(language), re.DOTALL):
        width, height = float(match[1]), float(match[2])
        for x, y, wide, high in re.findall(
            r'<rect[^>]*x="([\d.-]+)" y="([\d.-]+)" width="([\d.-]+)" height="([\d.-]+)"', match[3]
        ):
            assert -0.1 <= float(x) <= float(x) + float(wide) <= width + 0.1
            assert -0.1 <= float(y) <= float(y) + float(high) <= height + 0.1


def test_time_runs_in_the_direction_of_reading() -> None:
    """The same chart, mirrored: the first day is leftmost in English and rightmost in Persian."""
    places = {}
    for language in ("en", "fa"):
        chart = page(language).partition('aria-labelledby="volume-title')[2].partition("</svg>")[0]
        places[language] = [float(x) for x in re.findall(r'<rect class="opened" x="([\d.]+)"', chart)]
    assert places["en"] == sorted(places["en"])
    assert places["fa"] == sorted(places["fa"], reverse=True)


def test_persian_readers_get_their_digits_and_dates() -> None:
    words = Seen(page("fa")).words
    assert not re.search("[0-9]", words.replace("Asia/Tehran", ""))
    assert "از ۷ آبان ۱۴۰۵ تا ۷ آذر ۱۴۰۵" in words
    assert "هفته از شنبه آغاز می‌شود" in words
    assert "دقیقه" in words
    english = Seen(page("en")).words
    assert "29 October 2026 to 28 November 2026" in english
    assert "Weeks begin on Saturday" in english


@pytest.mark.parametrize("language", ["en", "fa"])
def test_whatever_things_are_called_they_stay_names(language: str) -> None:
    made = report(department=HOSTILE)
    for names in (names_of(policy(), language), ((By.AGENT, (("tom", HOSTILE),)),)):
        html = page(language, made, site=HOSTILE, scope=HOSTILE, names=names)
        seen = Seen(html)
        assert seen.open == []
        assert "script" not in seen.tags
        assert "<script>alert(1)</script>" in seen.words
        assert "{{7*7}}" in seen.words
        assert "\u202e" not in html


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(("days", "count"), [(1, 0), (1, 1), (7, 3), (400, 30), (62, 4000)])
def test_few_and_many_figures_make_a_page(language: str, days: int, count: int) -> None:
    html = page(language, report(days, count), promise=None)
    assert Seen(html).open == []
    assert "None" not in html
    assert "nan" not in html
    assert ("<svg" in html) is bool(count)


def test_an_empty_period_says_so() -> None:
    assert "Nothing was opened" in page("en", report(5, 0))
    assert "هیچ درخواستی" in page("fa", report(5, 0))


def test_the_languages_have_the_same_words() -> None:
    texts = [(templates_folder() / "report" / f"{language}.txt").read_text() for language in ("en", "fa")]
    said = [re.findall(r"set (\w+)", text) for text in texts]
    assert said[0] == said[1]
    slots = [[line.count("%s") for line in text.splitlines()] for text in texts]
    assert slots[0] == slots[1]
    assert not any("!" in text for text in texts)
    assert not re.search(r"[كيى]|\bن?می |[آ-ی] ها\b|[آ-ی] های\b| ،| ؛|[,;?](?=\s*[آ-ی])", texts[1])


def test_a_promise_is_shown_where_only_one_is_made() -> None:
    half, two = timedelta(minutes=30), timedelta(hours=2)
    support, other = replace(SUPPORT, promise=half), replace(POSHTIBANI, promise=two)
    assert promise_of(policy(departments=(support, other)), None) is None
    assert promise_of(policy(departments=(support, other)), other) == 7200
    assert promise_of(policy(departments=(support, replace(other, promise=None))), None) == 1800
    assert promise_of(policy(), None) is None
