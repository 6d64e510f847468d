"""HTML as the plain text a reader would see."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.mail.html import to_text
from gateway.mail.inbound import Defect


def check(html: str, text: str) -> None:
    assert to_text(html, []) == text


def test_the_text_reads_as_in_a_browser() -> None:
    check("plain", "plain")
    check(" a \n b\t<b> c</b>d ", "a b cd")
    check("a&nbsp;b &amp; &lt;c&gt; &#x633;", "a b & <c> س")
    check("one<br>two<br><br>three", "one\ntwo\n\nthree")
    check("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo")
    check("<p>one</p><p>two</p>", "one\n\ntwo")
    check("<h1>Title</h1>text", "Title\n\ntext")
    check("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c")
    check("<ol start=3><li>a<li>b</ol>", "3. a\n4. b")
    check("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc")
    check("<pre>  a\n    b</pre>", "  a\n    b")
    check("a<hr>b", "a\n* * *\nb")
    check("<img alt='☺' src=x> <img alt='Company logo' src=y>", "☺")
    check("", "")


def test_links_are_told_once() -> None:
    check('<a href="https://x.org/a">here</a>', "here <https://x.org/a>")
    check('<a href="https://x.org/">x.org</a>', "x.org")
    check('<a href="mailto:a@b.org">a@b.org</a>', "a@b.org")
    check('<a href="mailto:a@b.org">Ann</a>', "Ann <a@b.org>")
    check('<a href="#top">top</a> <a href="javascript:x()">run</a> <a name=x>y</a>', "top run y")
    check('<a href="https://x.org"><img src=logo.png></a>', "")


def test_what_is_hidden_stays_hidden() -> None:
    check("<head><title>t</title><style>p{}</style></head>a<script>x</script>", "a")
    check('a<span style="display: none">x</span>', "a")
    check('a<div style="FONT-SIZE:0px">x</div>', "a")
    check('a<div style="font-size:0.9em">x</div>', "a\nx")
    check('a<p style="visibility:hidden">x</p><p hidden>y</p><i style="mso-hide:all">z</i>', "a")
    check("a<!-- x --><!--[if mso]>y<![endif]-->", "a")


def test_quotes_are_marked_for_the_reply_splitter() -> None:
    check("a<blockquote>b<blockquote>c</blockquote></blockquote>d", "a\n\n> b\n> > c\n\nd")
    check('<blockquote style="margin:0 0 0 40px;border:none">b</blockquote>', "b")
    check('<blockquote class="gmail_quote" style="border:0">b</blockquote>', "> b")
    check('a<div class="yahoo_quoted">On Monday<p>b</p></div>', "a\n\n> On Monday\n>\n> b")


def test_hostile_trees_are_read_flat() -> None:
    defects: list[Defect] = []
    assert to_text("<div>" * 1000 + "deep<script>x</script> &amp; down", defects) == "deep & down"
    assert defects == [Defect.HTML_TOO_DEEP]
    defects.clear()
    assert "end" in to_text("<div>" * 450 + "a" + "</div>" * 450 + "end", defects)
    assert defects == []


TAGS = ["<b>", "</b>", "<p>", "<table>", "<td>", "<blockquote>", "</blockquote>", "<li>", "<ul>", "<pre>", "<br>",
        "<a href=x>", "</a>", "<", ">", "&", "\n", " "]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=5))).map("".join))
def test_any_string_gives_a_text(html: str) -> None:
    assert "\0" not in to_text(html, [])
