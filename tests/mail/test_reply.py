"""New text, quotes and signatures: folded, never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.reply import OUR_MARKERS, Kind, split, visible

from ..thorough import examples


def check(body: str, text: str) -> None:
    assert visible(body) == text
    assert "".join(piece.text for piece in split(body).pieces) == body


@pytest.mark.parametrize(
    "line",
    [
        "On Mon, Nov 16, 2026 at 12:00 PM Ann Lee <a@b.org> wrote:",
        "On 16 Nov 2026, at 12:00, Ann Lee wrote:",
        "On Mon, Nov 16, 2026 at 12:00 PM Ann Lee with a long name\n<a@b.org> wrote:",
        "On Mon, Nov 16, 2026 at 12:00 PM\nAnn Lee\n<a@b.org>\nwrote:",
        "On 16/11/2026 12:00, Ann Lee wrote:",
        "در تاریخ دوشنبه ۱۶ نوامبر ۲۰۲۶،\u200f ۱۲:۰۰ علی <a@b.org> نوشت:",
        "در ۲۵ آبان ۱۴۰۵ ساعت ۱۲:۰۰، علی <a@b.org> نوشت:",
        "در دوشنبه ۲۵ آبان ۱۴۰۵ علی رضایی\n<a@b.org> نوشته:",
        "في الاثنين، 16 نوفمبر 2026 في 12:00 م كتب علي <a@b.org>:",
        "Am 16.11.2026 um 12:00 schrieb Ann Lee:",
        "Am Mo., 16. Nov. 2026 um 12:00 Uhr schrieb Ann Lee <a@b.org>:",
        "Le lun. 16 nov. 2026 à 12:00, Ann Lee <a@b.org> a écrit :",
        "El lun, 16 nov 2026 a las 12:00, Ann Lee (<a@b.org>) escribió:",
        "Il giorno lun 16 nov 2026 alle ore 12:00 Ann Lee <a@b.org> ha scritto:",
        "Op ma 16 nov. 2026 om 12:00 schreef Ann Lee <a@b.org>:",
        "Em seg., 16 de nov. de 2026 às 12:00, Ann Lee <a@b.org> escreveu:",
        "пн, 16 нояб. 2026 г. в 12:00, Ann Lee <a@b.org>:",
        "16.11.2026, 12:00, Ann Lee <a@b.org> пишет:",
        "Ann Lee <a@b.org>, 16 Kas 2026 Pzt, 12:00 tarihinde şunu yazdı:",
        "pon., 16 lis 2026 o 12:00 Ann Lee <a@b.org> napisał(a):",
        "Den mån 16 nov. 2026 kl 12:00 skrev Ann Lee <a@b.org>:",
        "man. 16. nov. 2026 kl. 12:00 skrev Ann Lee <a@b.org>:",
        "Ann Lee <a@b.org> 于2026年11月16日周一 12:00写道：",
        "2026年11月16日(月) 12:00 Ann Lee <a@b.org>:",
    ],
)
def test_attributions_are_known_in_many_languages(line: str) -> None:
    check(f"New words.\n\n{line}\n\n> old words\n> more\n", "New words.")
    check(f"New words.\n\n{line}\n\nold words\nmore\n", "New words.")


@pytest.mark.parametrize(
    "block",
    [
        "From: Ann <a@b.org>\nSent: Monday, November 16, 2026 12:00\nTo: Bo\nSubject: Re: x\n",
        "*From:* Ann <a@b.org>\n*Sent:* Monday\n*To:* Bo\n*Subject:* Re: x\n",
        "________________________________\nFrom: Ann <a@b.org>\nSent: Monday\nTo: Bo\nSubject: Re: x\n",
        "-----Original Message-----\nFrom: Ann\n",
        "-----Ursprüngliche Nachricht-----\nVon: Ann\n",
        "Von: Ann <a@b.org>\nGesendet: Montag\nAn: Bo\nBetreff: AW: x\n",
        "De : Ann <a@b.org>\nEnvoyé : lundi\nÀ : Bo\nObjet : RE: x\n",
        "از: علی <a@b.org>\nارسال شده: دوشنبه\nبه: بو\nموضوع: پاسخ\n",
        "من: علي <a@b.org>\nتم الإرسال: الاثنين\nإلى: بو\nالموضوع: رد\n",
        "发件人: Ann <a@b.org>\n发送时间: 2026年11月16日\n收件人: Bo\n主题: x\n",
    ],
)
def test_header_blocks_take_the_rest(block: str) -> None:
    check(f"New words.\n\n{block}\nold words\n\nmore\n", "New words.")


def test_our_marker_bounds_the_new_text() -> None:
    for marker in OUR_MARKERS:
        check(f"New.\n\n{marker}\nTicket 7\n", "New.")
        check(f"New.\n\n> {marker}\n> Ticket 7\n", "New.")


def test_answers_between_quotes_stay() -> None:
    check("> one?\nyes\n\n> two?\nno\n", "yes\n\nno")
    check("On 1 Nov 2026 Ann <a@b.org> wrote:\n> one?\nyes\n> two?\nno\n-- \nBo", "yes\nno")


def test_signatures_are_folded() -> None:
    check("Hi\n\n-- \nBo\nBoss", "Hi")
    check("Hi\n--\nBo", "Hi")
    check("Hi\n\nSent from my iPhone", "Hi")
    check("سلام\n\nارسال شده از iPhone من", "سلام")
    check("Hi\n\nSent from my desk, which is quieter.", "Hi\n\nSent from my desk, which is quieter.")
    check("Hi\n\n____\nlist footer", "Hi")
    check("Hi -- there\n- one\n- two", "Hi -- there\n- one\n- two")
    assert [p.kind for p in split("Hi\n-- \nBo\n> q").pieces] == [Kind.NEW, Kind.SIGNATURE, Kind.QUOTED]


def test_forwards_are_kept_whole() -> None:
    forward = "---------- Forwarded message ---------\nFrom: A <a@b.org>\nDate: Mon\nSubject: x\nTo: b\n\nold words"
    check(f"Please see.\n\n{forward}", f"Please see.\n\n{forward}")
    block = "From: Ann <a@b.org>\nSent: Monday\nTo: Bo\nSubject: x\n\nold words"
    check(block, block)
    check("Begin forwarded message:\n\n> From: a", "Begin forwarded message:\n\n> From: a")


def test_ordinary_text_is_left_alone() -> None:
    for text in (
        "On the other hand:\n\nI agree.",
        "From: Tehran\nTo: Isfahan\nDate: Monday\n\nPlease book this.",
        "Ann wrote:\n\nnothing",
        "The meeting is at 12:00:\n\nall come",
        "Note: a\nTime: b",
        "",
        "\n\n",
    ):
        check(text, text.strip())


LINES = ["\n", "> ", "-- \n", "On 1 Nov 2026 12:00 a@b ", "wrote:", "From: a@b\n", "Subject: x\n", "Sent: x\n", "\r\n",
         "\u2028", "-----Original Message-----\n"]  # fmt: skip


@examples(300)
@given(st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=6))).map("".join))
def test_the_pieces_joined_are_the_body(body: str) -> None:
    assert "".join(piece.text for piece in split(body).pieces) == body
