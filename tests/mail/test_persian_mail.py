"""Mail in Persian from the programs people use: read right, cut right, known as Persian, found again by its words."""

import pytest

from gateway.mail.inbound import InboundMail
from gateway.mail.parse import parse
from gateway.mail.persian import direction, fold, language_of
from gateway.mail.reply import Kind, split
from gateway.mail.token import mint, numbers_in

from .persian_mails import CLIENTS, NAME, NEW, OLD, SUBJECT, Client, from_client, windows, word

KEY = b"k" * 32
RAW = "Subject: %s\nFrom: %s <ali@customer.example>\n%s\n%s\n"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_reply_of_every_program_is_read_and_cut(client: Client, charset: str) -> None:
    mail = parse(from_client(client, charset))
    said = (SUBJECT, NAME, NEW)
    subject, name, new = map(windows, said) if charset == "windows-1256" else said
    assert mail.subject == subject
    assert [(each.name, each.address) for each in mail.from_] == [(name, "ali@customer.example")]
    reply = split(mail.text)
    assert reply.text == new
    assert fold(OLD) in fold(reply.of(Kind.QUOTED).replace("> ", ""))
    assert language_of(f"{mail.subject}\n{mail.text}") == language_of(reply.text) == "fa"
    assert direction(reply.text) == "rtl"


def test_both_charsets_of_a_text_fold_to_the_same() -> None:
    texts = {fold(split(parse(from_client(CLIENTS[0], charset)).text).text) for charset in ("utf-8", "windows-1256")}
    assert len(texts) == 1


# --- headers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-8", "cp1256"])
@pytest.mark.parametrize("field", ["", "Content-Type: text/plain\n", "MIME-Version: 1.0\nContent-Type: text/plain\n"])
def test_headers_of_bare_bytes_without_any_charset_are_read(codec: str, field: str) -> None:
    mail = parse((RAW % (windows(SUBJECT), windows(NAME), field, windows(NEW))).encode(codec))
    assert mail.subject == windows(SUBJECT)
    assert mail.writer.name == windows(NAME)
    assert mail.text.strip() == windows(NEW)


@pytest.mark.parametrize("codec", ["utf-8", "cp1256"])
@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8", "us-ascii", "windows-1252", "x-unknown"])
def test_a_wrong_charset_is_seen_through(declared: str, codec: str) -> None:
    field = f"Content-Type: text/plain; charset={declared}\n"
    mail = parse((RAW % (windows(SUBJECT), windows(NAME), field, windows(NEW))).encode(codec))
    assert (mail.subject, mail.writer.name, mail.text.strip()) == (windows(SUBJECT), windows(NAME), windows(NEW))


def test_utf_8_that_is_said_to_be_windows_1256_is_seen_through() -> None:
    """Every byte has a meaning in windows-1256, so it never fails to decode: what comes out must look like it."""
    field = "Content-Type: text/plain; charset=windows-1256\n"
    assert parse((RAW % ("a", "b", field, NEW)).encode()).text.strip() == NEW


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (word("سلام دنیای بزرگ ما", size=7), "سلام دنیای بزرگ ما"),  # cut inside of characters
        (word("گزارش خرابي", "cp1256", "windows-1256"), "گزارش خرابي"),
        (word("گزارش خرابي چاپگر", "cp1256", "iso-8859-1"), "گزارش خرابي چاپگر"),
        (word("گزارش خرابي چاپگر", "cp1256", "utf-8"), "گزارش خرابي چاپگر"),
        (word("گزارش خرابی", "utf-8", "iso-8859-1"), "گزارش خرابی"),
        (b"=?windows-1256?Q?=D3=E1=C7=E3_Word?=", "سلام Word"),
        (b"=?UTF-8?Q?=D8=B3=D9=84=D8=A7=D9=85_?= =?UTF-8?B?2LnZhNuM?=", "سلام علی"),
        (b"Re: =?UTF-8?B?2LPZhNin2YU=?= [#7-ABCD]", "Re: سلام [#7-ABCD]"),
        ("سلام".encode("cp1256") + b" =?utf-8?B?2LnZhNuM?=", "سلام علی"),
    ],
)
def test_subjects_as_programs_encode_them(raw: bytes, subject: str) -> None:
    assert parse(b"From: a@b.example\r\nSubject: " + raw + b"\r\n\r\n").subject == subject


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (word("علی رضایی"), "علی رضایی"),
        (b'"' + word("علی رضایی", size=200) + b'"', "علی رضایی"),  # RFC 2047 forbids it, programs do it
        (b'"' + "علی رضایی".encode() + b'"', "علی رضایی"),
        ("علي رضايي".encode("cp1256"), "علي رضايي"),
        (word("رضایی، علی"), "رضایی، علی"),
        (word("علی", size=200) + b" (" + word("دفتر", size=200) + b")", "علی"),
    ],
)
def test_names_of_senders(field: bytes, name: str) -> None:
    (author,) = parse(b"From: " + field + b" <ali@customer.example>\r\n\r\n").from_
    assert (author.name, author.address) == (name, "ali@customer.example")


# --- texts ------------------------------------------------------------------------------------------------------------


def letter(text: str, charset: str = "utf-8") -> InboundMail:
    return parse(f"From: a@b.example\nContent-Type: text/plain; charset={charset}\n\n{text}".encode(charset))


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("مي‌خواهم كتاب را بگيرم", "میخواهم کتاب را بگیرم"),
        ("ســـلام", "سلام"),
        ("شماره ۱۲۳۴", "شماره 1234"),
        ("شماره ١٢٣٤", "شماره ۱۲۳۴"),
        ("مسئولِ پاسخ‌گو", "مسیول پاسخگو"),
        ("خانهٔ ما", "خانه ما"),
        ("\u200fسلام\u200f", "سلام"),
        ("ﺳﻼﻡ", "سلام"),
        ("كد E-105", "کد e-105"),
    ],
)
def test_words_are_found_however_they_are_typed(typed: str, searched: str) -> None:
    text = letter(typed).text
    assert text == typed, "shown as it was written"
    assert fold(text) == fold(searched)


@pytest.mark.parametrize("form", ["#۱۰۴۲-{}", "#١٠٤٢-{}", "[\u200f#۱۰۴۲\u200c-{}]", "شماره \u2068[#1042-{}]\u2069 است"])
def test_a_token_among_persian_words_is_read(form: str) -> None:
    check = mint(1042, KEY).rpartition("-")[2].rstrip("]")
    subject = word("پاسخ: " + form.format(check))
    assert numbers_in(parse(b"Subject: " + subject + b"\n\n").subject, (KEY,)) == (1042,)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("سلام، Office 365 و Outlook روی Windows 11 باز نمی‌شوند.", "fa"),
        ("خطا: Connection timed out (10060)\nلطفاً بررسی کنید. با تشکر", "fa"),
        ("با سلام\n\nDear support,\nthe printer on the third floor does not work since Monday. Please help us.", "en"),
        ("مرحبا، لا أستطيع الدخول إلى Outlook منذ أمس، أرجو المساعدة.", ""),
        ("شكرا", ""),
        ("ممنون", "fa"),
    ],
)
def test_the_language_is_that_of_most_of_the_words(text: str, language: str) -> None:
    assert language_of(letter(text).text) == language


@pytest.mark.parametrize(
    "line",
    [
        "ارسال شده از iPhone من",
        "ارسال‌شده از آیفون من",
        "Sent from my Samsung Galaxy smartphone.",
        "فرستاده شده از Outlook برای Android",
    ],
)
def test_the_line_that_a_telephone_adds_is_no_part_of_the_words(line: str) -> None:
    assert split(letter(f"سلام\nمشکل حل شد. ممنون\n\n{line}\n").text).text == "سلام\nمشکل حل شد. ممنون"


def test_an_answer_between_the_quotes_stays() -> None:
    text = f"{CLIENTS[5].between}\n> آیا برنامه باز می‌شود؟\nبله، باز می‌شود.\n> کدام نسخه؟\nنسخهٔ ۲٫۱\n"
    assert split(letter(text).text).text == "بله، باز می‌شود.\nنسخهٔ ۲٫۱"
