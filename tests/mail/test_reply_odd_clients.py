"""More programs and languages, one line each: what they write above a quote, above unmarked text, at the end."""

import pytest

from gateway.mail.reply import visible

QUOTED = [
    "Quoting Ann Lee <ann@example.org>:",
    "Zitat von Ann Lee <ann@example.org>:",
    "Ann Lee <ann@example.org> writes:",
    "Ann Lee <ann@example.org> wrote:",
    "Ann Lee wrote:",
    "You wrote on 16.11.2026:",
    "On Mon, 16 Nov 2026, Ann Lee wrote:",
    "* Ann Lee <ann@example.org> [2026-11-16 12:00]:",
]
BARE = [
    "16 Nov 2026, 12:00 by ann@example.org:",
    ">>> Ann Lee <ann@example.org> 16/11/2026 12:00 >>>",
    "--- On Mon, 11/16/26, Ann Lee <ann@example.org> wrote:",
    "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, 12:00, Ann Lee <ann@example.org> wrote:",
    "In a message dated 11/16/2026 12:00:00 PM Eastern Standard Time, ann@example.org writes:",
    "On November 16, 2026 at 12:00 PM GMT+1 ann@example.org wrote:",
    "-------- Original message --------\nFrom: Ann Lee\nDate: 16/11/2026 12:00 (GMT+01:00)\nTo: Bo\nSubject: x\n",
    "-------- پیام اصلی --------\nاز: علی\nتاریخ: ۱۶/۱۱/۲۰۲۶\n",
    'Gesendet: Montag, 16. November 2026 um 12:00 Uhr\nVon: "Ann" <ann@example.org>\nAn: Bo\nBetreff: Re: x\n',
    'De: "Ann Lee" <ann@example.org>\nPara: Bo\nEnviados: Lunes, 16 de Noviembre 2026 12:00:00\nAsunto: x\n',
    '------------------&nbsp;原始邮件&nbsp;------------------\n发件人: "李安"<ann@example.org>;\n',
    "---- 回复的原邮件 ----\n| 发件人 | 李安<ann@example.org> |\n",
    "-----------------\n发件人：李安 <ann@example.org>\n发送时间：2026年11月16日\n收件人：Bo\n主\u3000题：x\n",
    "16 лист. 2026 р. о 12:00 Ann Lee <ann@example.org> пише:",
    "Ann Lee (ann@example.org) kirjoitti 16.11.2026 kello 12.00:",
    "ma 16. marrask. 2026 klo 12.00 Ann Lee (ann@example.org) kirjoitti:",
    "po 16. 11. 2026 v 12:00 odesílatel Ann Lee <ann@example.org> napsal:",
    "Ann Lee <ann@example.org> ezt írta (időpont: 2026. nov. 16., H, 12:00):",
    "Pe lun., 16 nov. 2026 la 12:00, Ann Lee <ann@example.org> a scris:",
    "Vào Th 2, 16 thg 11, 2026 vào lúc 12:00 Ann Lee <ann@example.org> đã viết:",
    "Pada Sen, 16 Nov 2026 pukul 12.00 Ann Lee <ann@example.org> menulis:",
    "2026년 11월 16일 (월) 오후 12:00, Ann Lee <ann@example.org>님이 작성:",
    "\u202bבתאריך יום ב׳, 16 בנוב׳ 2026 ב-12:00 מאת \u202aAnn Lee\u202c <\u202aann@example.org\u202c\u200f>:\u202c",
    "Στις Δευ 16 Νοε 2026 στις 12:00 μ.μ., ο χρήστης Ann Lee <ann@example.org> έγραψε:",
    "सोम, 16 नव॰ 2026 को 12:00 बजे को Ann Lee <ann@example.org> ने लिखा:",
    "На пн, 16.11.2026 г. в 12:00 Ann Lee <ann@example.org> написа:",
    "Missatge de Ann Lee <ann@example.org> del dia dl., 16 de nov. 2026 a les 12:00:",
    "pon, 16. stu 2026. u 12:00 Ann Lee <ann@example.org> napisao je:",
    "Den man. 16. nov. 2026 kl. 12.00 skrev Ann Lee <ann@example.org>:",
    "علی رضایی در ۱۴۰۵/۰۸/۲۵ ۱۲:۰۰ نوشت:",
    "در دوشنبه ۱۶ نوامبر ۲۰۲۶،\u200f ۱۲:۰۰:۰۰ (+۰۳:۳۰)، علی رضایی <ali@example.org> نوشت:",
    "پیر، 16 نومبر، 2026 کو 12:00 پر Ann Lee <ann@example.org> نے لکھا:",
]


@pytest.mark.parametrize("line", QUOTED + BARE)
def test_a_line_above_quotes_is_folded_with_them(line: str) -> None:
    assert visible(f"Yes, please.\n\n{line}\n> old words\n> more\n") == "Yes, please."
    assert visible(f"{line}\n\n> old words\n\nYes, please.\n") == "Yes, please."


@pytest.mark.parametrize("line", BARE)
def test_a_line_above_unmarked_text_folds_it(line: str) -> None:
    assert visible(f"Yes, please.\n\n{line}\nold words\n\nmore\n") == "Yes, please."


def test_wide_quote_marks_of_japanese_programs() -> None:
    assert visible("＞ 動きますか。\nはい。\n＞＞ 前の質問\n") == "はい。"


@pytest.mark.parametrize(
    "line",
    [
        "Sent from Yahoo Mail for iPhone",
        "Yahoo Mail: Search, Organize, Conquer",
        "Sent from Yahoo Mail. Get the app: https://yho.com/148vdq",
        "Sent from my Huawei phone",
        "Sent from my Verizon, Samsung Galaxy smartphone",
        "[Sent from Front]",
        "Gesendet mit der GMX Mail App",
        "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
        "Envoyé depuis l'application Mail Orange",
        "Inviato dal mio dispositivo Android con K-9 Mail",
        "Enviado desde mi dispositivo Samsung Galaxy.",
        "Отправлено из мобильной Почты Mail",
        "Android için Outlook'u edinin<https://aka.ms/AAb9ysg>",
        "Wysłane z mojego urządzenia z Androidem",
        "Skickat från Yahoo Mail för iPhone",
        "发自我的华为手机",
        "从 Windows 版邮件发送",
        "ارسال شده از گوشی هوشمند سامسونگ من",
        "ارسال‌شده از آیپد",
        "با گوشی من فرستاده شد",
        "أرسلت من هاتف Samsung Galaxy الذكي",
    ],
)
def test_lines_of_phones(line: str) -> None:
    assert visible(f"Yes, please.\n\n{line}\n") == "Yes, please."
    assert visible(f"Yes, please.\n\n*{line}*\n\nOn 16/11/2026 12:00, Ann Lee wrote:\n> x") == "Yes, please."


@pytest.mark.parametrize(
    "quote",
    [
        "-----پيام اصلي-----\nاز: علي\n\nمتن",
        "از: علي <ali@example.org>\nارسال شده: دوشنبه\nبه: سارا\nموضوع: چاپگر\n\nمتن",
        "در تاريخ دوشنبه ۱۶ نوامبر ۲۰۲۶ ساعت ۱۲:۰۰ علي رضايي <ali@example.org> نوشت:\n\nمتن",
        "در ۱۴۰۵/۰۸/۲۵ ۱۲:۰۰، علي كاظمي مي‌نويسد:\n> متن",
        "ارسال شده از گوشي سامسونگ من",
        "كتب علي حسن <ali@example.org> في 16/11/2026 12:00:\n> متن",
    ],
)
def test_persian_in_arabic_letters(quote: str) -> None:
    assert visible(f"بله، درست شد.\n\n{quote}\n") == "بله، درست شد."
