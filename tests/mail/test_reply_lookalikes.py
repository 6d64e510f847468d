"""Words that only look like a quote, a signature or a forward stay; the odd shapes that are one are folded."""

import pytest

from gateway.mail.reply import Kind, split, visible

BLOCK = "From: Ann Lee <ann@example.org>\nSent: Monday, November 16, 2026 12:00\nTo: Bo\nSubject: Re: x\n"

KEPT = {
    "a sentence that begins as attributions do": "On the other hand I wrote:\n\nPlease help, it is urgent.",
    "a date and my own words": "On 12 May 2026 I wrote:\n\nPlease help.\n\nNobody did.",
    "a date, a time and a person": "On 12 May 2026 at 12:00 the vendor of the printer wrote:\n\nIt is broken.",
    "three occasions": "On 3 occasions we wrote:\n\nPlease help.",
    "an address in a sentence": "You can reach me at bob@example.org (until 12:00):\n\nBob",
    "an address and a time": "Please write to bob@example.org by 16.11.2026 12:00:\n\nhe knows.",
    "what somebody wrote": "My colleague wrote at 12:00 on 16.11.2026 to the vendor of the printer:\n\nIt is broken.",
    "from the start": "From: the start we had trouble.\nTo: the end as well.",
    "a travel form": "Please book this.\n\nFrom: Tehran\nTo: Isfahan\nDate: 16.11.2026 12:00\n\nThank you.",
    "a german form": "Hier die Daten.\n\nVon: Berlin\nNach: Hamburg\nDatum: 16.11.2026 12:00\n\nDanke.",
    "a contact form": "New message.\n\nFrom: Ann <a@b.org>\nDate: 16.11.2026 12:00\nSubject: x\nMessage: help\n",
    "a persian form": "درخواست تازه.\n\nاز: تهران\nبه: اصفهان\nتاریخ: ۱۴۰۵/۰۸/۲۵\n\nسپاسگزارم.",
    "two labels": "Subject: printer\nDate: today\n\nIt fails.",
    "a numbered list": "1. On 16.11.2026 it failed\n2. At 12:00 as well:\n3. then not",
    "a list of dashes": "Three colours:\n\n-Red\n\n-Green\n\n-Blue",
    "a list after a sentence": "I need:\n- paper\n- toner",
    "rules inside text": "First part.\n\n----------\n\nSecond part, which is longer.\n\n==========\n\nThird part.",
    "a ruled table": "a | b\n--\n1 | 2\n3 | 4",
    "a table of plus signs": "+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n+---+---+",
    "a patch": "Please apply:\n\n--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n-old line\n+new line\n",
    "options": "Run it so:\n\n--\n--verbose --output=file\n--help\n--\nThen tell me.",
    "a section below dashes": "First.\n--\nSecond: please look at the other printer in room seven as well, it fails.\n",
    "underscores between parts": "Order of today\n________________________________\nPaper: 5 boxes\nToner: 2\nTotal: 7",
    "a form with gaps": "Please fill in:\n\nName: ____________\n\n____________\n\nDate and place, then send it back.",
    "sent from my desk": "Hi\n\nSent from my desk, which is quieter.",
    "sent from somewhere": "Sent from my old phone to the server, it arrived.",
    "a phone in a sentence": "Von meinem Handy aus geht es nicht.",
    "a phone in persian": "از گوشی من صدا نمی‌آید.\n\nچه کنم؟",
    "a mail that was sent": "Dün size mail gönderildi mi?",
    "outlook for the week": "Outlook for the week: mail will be slow.",
    "a postscript below a phone": "Hi\n\nI forgot the most important thing of all: it burns.",
    "a secret that is the matter": "How do I mark a mail as confidential for the intended recipient?\n\nI could not.",
    "a url that wrote": "See https://example.org/on/2026/12:00/who-wrote:\n\nIt says all.",
    "an answer of one word": "Yes",
    "nothing": "",
    "a persian date in a sentence": "در تاریخ ۲۵ آبان همکار شما نوشت:\n\nمشکل حل شد.\n\nولی نشد.",
    "a persian start": "از: ابتدا مشکل داشتیم.",
    "wrote without a date": "Ann wrote:\n\nnothing",
    "bob": "Bob wrote a letter on 16.11.2026.\n\nIt was long.",
    "a forward in words": "I got a forwarded message\nfrom Ann.",
    "begin": "Begin forwarded messages with a note please.",
}

HIDDEN = {
    "an attribution below a sentence with a time": (
        "See you at 12:00\nOn Mon, 16 Nov 2026 at 12:00, Ann Lee wrote:\n> x",
        "See you at 12:00",
    ),
    "a name below a sentence with a time": ("Call me at 12:00\nAnn Lee wrote:\n> x", "Call me at 12:00"),
    "a question above": (
        "Can we do it on 12.5.2026?\n16.11.2026, 12:00, Ann <a@b.org> пишет:\n> x",
        "Can we do it on 12.5.2026?",
    ),
    "usenet": ("Ann Lee <a@b.org> writes:\n\n> x\n\nNo.", "No."),
    "a name alone": ("Ann Lee wrote:\n> x\nNo.", "No."),
    "two levels": ("No.\n\nBo wrote:\n>> x\n> y\n", "No."),
    "a bare quote": ("> does it work?\nyes\n\n> and this?\nno", "yes\n\nno"),
    "a quote broken off": (f"> {'word ' * 15}\nbroken off\n> more\nmine", "mine"),
    "a block in one line": ("Yes.\n\nFrom: Ann <a@b.org> Sent: Monday 12:00 To: Bo Subject: x\n\nold", "Yes."),
    "a block with more": (f"Yes.\n\n{BLOCK}Attachments: a.pdf\nImportance: High\n\nold", "Yes."),
    "a block with recipients on two lines": ("Yes.\n\n" + BLOCK.replace("To: Bo", "To: Bo;\n Cy;\n Di"), "Yes."),
    "a block in values below": (
        "Yes.\n\nFrom:\nAnn <a@b.org>\nSent:\nMonday 12:00\nTo:\nBo\nSubject:\nx\n\nold",
        "Yes.",
    ),
    "a phone, then a block": (f"Yes.\n\nGet Outlook for iOS\n{'_' * 32}\n{BLOCK}\nold", "Yes."),
    "a phone, then a name": ("Yes.\n\nSent from my iPhone\nAnn Lee\n+98 21 5555", "Yes."),
    "a phone, then more words": (
        "Yes.\n\nSent from my iPhone\n\nPS: please do not forget the paper.",
        "Yes.\n\nPS: please do not forget the paper.",
    ),
    "a phone above": ("Sent from my iPhone\n\nYes.", "Yes."),
    "a list footer": ("Yes.\n\n_______________\nusers mailing list\nhttps://example.org/listinfo/users", "Yes."),
    "a list footer below a quote": ("Yes.\n> x\n_______________\nusers mailing list\nusers@example.org", "Yes."),
    "a google group": (
        "Yes.\n\n-- \nYou received this message because you are subscribed to the group.\nTo stop, unsubscribe.",
        "Yes.",
    ),
    "a plea for trees": ("Yes.\n\nPlease consider the environment before printing this mail.", "Yes."),
    "a virus scanner": ("Yes.\n\nVirus-free. www.avast.com <https://www.avast.com/x>", "Yes."),
    "a notice below a name": ("Yes.\n\nBo\n\nCONFIDENTIALITY NOTICE: only for the one it was sent to.", "Yes.\n\nBo"),
    "a marker of ours broken in two": ("Yes.\n\n##- Please write your reply\nabove this line -##\nTicket 7", "Yes."),
    "a marker of others": ("Yes.\n\n##- Please type your reply above this line -##\nTicket 7", "Yes."),
    "a dash of telephones": ("Yes.\n\n—\nBo\nbo@example.org", "Yes."),
    "a notice between quotes": ("> x\nYes.\n-- \nBo\n> y\nNo.", "Yes.\nNo."),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_only_looks_so_stays(name: str) -> None:
    assert visible(KEPT[name]) == KEPT[name].strip()


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_one_is_folded(name: str) -> None:
    body, text = HIDDEN[name]
    assert visible(body) == text
    assert visible(text) == text


def test_a_signature_alone_is_shown_where_it_is_all_there_is() -> None:
    assert visible("🎉\n\n—\nAnn Lee") == "🎉\n\n—\nAnn Lee"
    assert visible("👍\n\n-- \nAnn Lee") == "👍"


def test_a_subject_that_says_forward_keeps_what_follows_a_block() -> None:
    body = f"Please see.\n\n-- \nBo\n\n{BLOCK}\nold words\n"
    assert visible(body) == "Please see."
    assert split(body, forwarded=True).text == f"Please see.\n\n{BLOCK}\nold words"
    attributed = "Please see.\n\nOn 16/11/2026, 12:00, Ann Lee <a@b.org> wrote:\n\nold words"
    assert split(attributed, forwarded=True).text == attributed


def test_a_body_of_quotes_has_no_new_text() -> None:
    assert visible("On 16 Nov 2026 12:00, Ann Lee <a@b.org> wrote:\n> x\n> y\n") == ""
    assert [piece.kind for piece in split("> x\n").pieces] == [Kind.QUOTED]
