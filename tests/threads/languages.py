"""The languages that the set is written in: marks of answers and forwards, subjects, a few words, an old charset."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    code: str
    reply: str  # what a localised client puts before the subject of an answer
    forward: str
    subject: str
    other_subject: str  # what somebody writes who changes it
    words: str
    wrote: str  # "wrote:", as attribution lines have it
    charset: str  # what older clients write it in


LANGUAGES = (
    Language("en", "Re: ", "Fwd: ", "Printer broken", "One more thing", "It still does not print.", "wrote:", "ascii"),
    Language(
        "fa",
        "پاسخ: ",
        "ارجاع: ",
        "چاپگر طبقهٔ دوم خراب است",
        "یک پرسش دیگر",
        "هنوز چاپ نمی‌کند.",
        "نوشت:",
        "utf-8",
    ),
    Language("ar", "رد: ", "إعادة توجيه: ", "الطابعة لا تعمل", "سؤال آخر", "ما زالت لا تطبع.", "كتب:", "windows-1256"),
    Language("de", "AW: ", "WG: ", "Drucker für Büro kaputt", "Noch etwas", "Er druckt nicht.", "schrieb:", "latin-1"),
    Language("fr", "RE: ", "TR: ", "Imprimante cassée", "Autre chose", "Rien à faire.", "a écrit :", "latin-1"),
    Language("es", "RE: ", "RV: ", "Impresora dañada", "Otra cosa", "Aún no imprime.", "escribió:", "latin-1"),
    Language("pt", "RES: ", "ENC: ", "Impressora não funciona", "Outra coisa", "Não dá.", "escreveu:", "latin-1"),
    Language("it", "R: ", "I: ", "Stampante guasta", "Un'altra cosa", "Non stampa più.", "ha scritto:", "latin-1"),
    Language("nl", "Antw: ", "Doorst: ", "Printer kapot", "Nog iets", "Hij doet niets.", "schreef:", "ascii"),
    Language("ru", "Отв: ", "Пер: ", "Принтер сломан", "Ещё вопрос", "Не печатает.", "пишет:", "koi8-r"),
    Language("tr", "YNT: ", "İLT: ", "Yazıcı çalışmıyor", "Başka bir şey", "Basmıyor.", "yazdı:", "iso-8859-9"),
    Language("pl", "Odp: ", "PD: ", "Drukarka zepsuta, półka", "Jeszcze coś", "Nie działa.", "pisze:", "iso-8859-2"),
    Language("sv", "SV: ", "VB: ", "Skrivaren är trasig", "En sak till", "Den går inte.", "skrev:", "latin-1"),
    Language("zh", "回复：", "转发：", "打印机坏了", "还有一件事", "还是不能打印。", "写道：", "gb2312"),
    Language(
        "ja",
        "返信: ",
        "転送: ",
        "プリンターが壊れました",
        "もう一つ",
        "印刷できません。",
        "書きました：",
        "iso-2022-jp",
    ),
    Language("fi", "VS: ", "VL: ", "Tulostin rikki, älä odota", "Vielä yksi", "Ei tulosta.", "kirjoitti:", "latin-1"),
    Language("cs", "Odp: ", "Přep: ", "Tiskárna nefunguje", "Ještě něco", "Netiskne.", "napsal:", "iso-8859-2"),
)
