"""HTML as the plain text a reader would see."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.html import to_text
from gateway.mail.inbound import Defect

from ..thorough import examples


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
    check("a<hr>b", "a\n" + "_" * 32 + "\nb")
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
    check('a<div style="max-height:0;overflow:hidden">x</div><div style="opacity:0">y</div>', "a")
    check('<div style="opacity:0.5">a</div><div style="height:0">b</div>', "a\nb")
    check('a<hr style="display:none">b', "ab")
    check('a<p style="visibility:hidden">x</p><p hidden>y</p><i style="mso-hide:all">z</i>', "a")
    check("a<!-- x --><!--[if mso]>y<![endif]-->", "a")


def test_what_only_looks_hidden_is_shown() -> None:
    check('<table><td style="font-size:0px"><div style="font-size:13px">a</div> x</td></table>', "a")
    check('<div style="visibility:hidden">x<b style="visibility:visible">a</b>y</div>b', "a\nb")
    check('<div style="font-size:0">x<p style="color:red">y</p></div>b', "b")


def test_white_space_counts_where_it_is_typed() -> None:
    check('<div style="white-space:pre-wrap">a\n  b\n\nc</div>d\ne', "a\n  b\n\nc\nd e")
    check('<span style="white-space: pre">a\nb</span> \n c', "a\nb c")
    check('<span style="white-space: normal">a\nb</span>', "a b")
    check("<xmp>a\n b</xmp>", "a\n b")
    check("<div>a</div><div>&nbsp;</div><div>b&nbsp;c</div>", "a\n\nb c")
    check("<table><tr><td>&nbsp;</td><td>b</td></tr></table>", "b")
    check("<p>a</p><p>&zwnj;&nbsp;&zwnj;</p><p>می‌شود</p>", "a\n\nمی‌شود")


def test_a_letter_made_of_pictures_is_told_by_their_words() -> None:
    check('<a href="https://x.org/"><img src=a alt="Order now"></a><p><img src=b alt="Thanks"></p>',
          "Order now <https://x.org/>\n\nThanks")  # fmt: skip
    check('<p>a</p><img src=a alt="Order now">', "a")


def test_the_mail_that_is_answered_begins_with_a_rule() -> None:
    rule = "_" * 32
    head = "<b>From:</b> Ann &lt;ann@example.org&gt;<br><b>Subject:</b> Hello"
    told = "From: Ann <ann@example.org>\nSubject: Hello"
    check(f"<div>a</div><hr tabindex=-1><div id=divRplyFwdMsg>{head}</div>b", f"a\n{rule}\n{told}\nb")
    boxed = '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
    check(f"<div>a</div>{boxed}{head}</div>b", f"a\n{rule}\n{told}\nb")
    check('<div style="border-top:1px solid red">a</div>', "a")
    check("<blockquote>a<hr>b</blockquote>", f"> a\n> {rule}\n> b")


def test_quotes_are_marked_for_the_reply_splitter() -> None:
    check("a<blockquote>b<blockquote>c</blockquote></blockquote>d", "a\n\n> b\n> > c\n\nd")
    check('<blockquote style="margin:0 0 0 40px;border:none">b</blockquote>', "b")
    check('<blockquote class="gmail_quote" style="border:0">b</blockquote>', "> b")
    check('<blockquote style="border:none;border-left:solid #CCC 1.0pt">b</blockquote>', "> b")
    check('<div style="border:none;border-left:solid blue 1.5pt;padding:0"><p>b</p></div>', "> b")
    check('<div style="border-left:3px solid blue">b</div>', "b")
    check('<div name="quote">b</div>', "> b")
    check('<div class="ydp12ab-yahoo_quoted">b</div>', "> b")
    gmail = '<div class="gmail_quote"><div class="gmail_attr">On Monday Ann wrote:<br></div>'
    check(
        f'new{gmail}<blockquote class="gmail_quote">b<br>c</blockquote></div>', "new\nOn Monday Ann wrote:\n\n> b\n> c"
    )
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


@examples(200)
@given(st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=5))).map("".join))
def test_any_string_gives_a_text(html: str) -> None:
    assert "\0" not in to_text(html, [])
