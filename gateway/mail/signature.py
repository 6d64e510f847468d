"""Where a signature begins: delimiter lines and the lines phones and programs add, as tables."""

import re

_DELIMITER = re.compile(r"\s{0,4}(?:--|__{1,200}|—|--\s{0,3})\s{0,10}\Z")
_NAMED = re.compile(r"\s{0,3}-\s?[^\W\d_][\w.'’]{0,30}(?: [^\W\d_][\w.'’]{0,30}){0,3}\s{0,5}\Z")
LENGTH_LIMIT = 90

# What stands before the name of a device or a program.
DEVICE_STARTS = (
    "sent from my ",
    "sent from mail for ",
    "sent from mail ",
    "sent from outlook",
    "sent from yahoo",
    "sent from samsung",
    "sent from iphone",
    "sent from ipad",
    "sent from proton",
    "sent from mobile",
    "sent via ",
    "sent using ",
    "sent with ",
    "get outlook for ",
    "von meinem ",
    "gesendet von ",
    "gesendet mit ",
    "envoyé de mon ",
    "envoyé depuis mon ",
    "envoyé à partir de ",
    "envoyé depuis ",
    "télécharger outlook",
    "enviado desde mi ",
    "enviado desde ",
    "enviado do meu ",
    "enviado de meu ",
    "enviado a partir do ",
    "obter o outlook",
    "inviato da ",
    "inviato dal mio ",
    "verstuurd vanaf ",
    "verzonden vanaf ",
    "verzonden met ",
    "skickat från ",
    "sendt fra ",
    "wysłane z ",
    "wysłano z ",
    "lähetetty ",
    "отправлено с ",
    "отправлено из ",
    "iphone'umdan gönderildi",
    "发自我的",
    "从我的",
    "iphoneから送信",
    "ارسال شده از ",
    "ارسال‌شده از ",
    "فرستاده شده از ",
    "فرستاده‌شده از ",
    "أرسلت من ",
    "أُرسلت من ",
    "تم الإرسال من ",
    "مرسل من ",
)


def is_delimiter(line: str) -> bool:
    """`-- ` (RFC 3676 section 4.3), also without its blank, and the underscores mailing lists write."""
    return len(line) <= 210 and _DELIMITER.match(line) is not None


def is_device(line: str) -> bool:
    """ "Sent from my phone", but not a sentence that begins so."""
    text = line[: LENGTH_LIMIT + 1].strip().strip("*_-[]()<>").casefold()
    if len(text) > LENGTH_LIMIT or not text.startswith(DEVICE_STARTS):
        return False
    return "," not in text and not text.endswith((".", "?", "!")) and len(text.split()) <= 10


def is_named(line: str) -> bool:
    """`-Abhishek Kona`, which counts only where nothing follows."""
    return len(line) < 100 and _NAMED.match(line) is not None
