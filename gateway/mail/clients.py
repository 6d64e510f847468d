"""How mail clients announce quoted and forwarded text, in the languages they speak. Tables only, in small letters."""

from .wordlist import words

# How an attribution may begin. The rest must hold a digit, and a verb or an address, and end in a colon.
STARTS = words("""
    on | at | le | am | el | il | em | op | den | dne | dnia | w dniu | pada | vào | la data de | a data
    no dia | il giorno | στις | la | v | fr | sa | so | mo | di | mi | do | в | во | от | пн | вт | ср | чт | пт
    сб | вс | на | у | در | در تاریخ | به تاریخ | روز | در روز | في | في يوم | بتاريخ | يوم
""")
# "wrote", as the last word before the colon or somewhere before an address.
VERBS = words("""
    wrote | writes | said | schrieb | schreibt | schrieben | hat geschrieben | geschrieben | schreef | a écrit
    écrivait | écrit | escribió | escribio | escribía | va escriure | ha scritto | scrisse | ha escrito
    escreveu | napisał | napisał(a) | napisała | pisze | skrev | skriver | følgende | kirjoitti | yazdı | yazmış
    şunu yazdı | пишет | написал | написал(а) | написала | написав | писал | писал(а) | писала | пише | نوشت
    نوشته | نوشته است | نوشتند | كتب | كتبت | کتب | کتبت | 写道 | 寫道 | 写到 | 書きました | のメッセージ
    のメール | 작성 | έγραψε | napsal | napsal(a) | napísal | írta | a scris | viết | menulis | כתב
""")

# The labels of a header block, by what they say.
LABELS = {
    "from": words("""
        from | von | de | da | van | från | fra | od | от | от кого | кого | отправитель | kimden | gönderen
        lähettäjä | odesílatel | feladó | de la | dari | από | 发件人 | 寄件者 | 寄件人 | 差出人 | 보낸사람 | از
        فرستنده | من | المرسل
    """),
    "date": words("""
        date | sent | datum | gesendet | gesendet am | envoyé | envoyé le | message du | enviado | enviado el
        enviada em | fecha | data | inviato | inviato il | verzonden | skickat | sendt | dato | wysłano
        lähetetty | odesláno | küldve | trimis | дата | отправлено | tarih | gönderildi | 日期 | 发送时间
        發送時間 | 送信日時 | 日時 | 보낸날짜 | تاریخ | تاریخ ارسال | ارسال شده | ارسال | زمان | التاريخ
        تم الإرسال | أُرسلت
    """),
    "to": words("""
        to | an | à | a | para | aan | till | til | do | кому | komu | kime | vastaanottaja | címzett | către
        προς | 收件人 | 宛先 | 받는사람 | به | گیرنده | إلى
    """),
    "subject": words("""
        subject | betreff | objet | sujet | asunto | oggetto | assunto | onderwerp | ämne | emne | temat | тема
        konu | aihe | předmět | tárgy | subiect | θέμα | 主题 | 主旨 | 件名 | 제목 | موضوع | الموضوع
    """),
    "other": words("""
        cc | bcc | reply-to | kopie | copie à | cc : | antwort an | копия | kopia | kopi | bilgi | رونوشت | نسخة
        抄送 | 副本 | attachments | importance | priority | mailed-by
    """),
}

# The words of `----- Original Message -----`.
ORIGINALS = frozenset(
    words("""
    original message | reply message | message d'origine | message original | ursprüngliche nachricht
    original-nachricht | originalnachricht | messaggio originale | mensaje original | mensagem original
    oorspronkelijk bericht | ursprungligt meddelande | originalmeddelande | oprindelig meddelelse
    oprindelig besked | opprinnelig melding | исходное сообщение | оригинальное сообщение | исходное письмо
    orijinal mesaj | özgün ileti | wiadomość oryginalna | oryginalna wiadomość | 原始邮件 | 原始郵件 | 邮件原件
    元のメッセージ | original-e-mail | 원본 메시지 | alkuperäinen viesti | eredeti üzenet | původní zpráva
    mesaj original | الرسالة الأصلية | پیام اصلی | نامه اصلی | متن اصلی
""")
)
FORWARDS = frozenset(
    words("""
    forwarded message | forwarded by | weitergeleitete nachricht | weitergeleitete mail | message transféré
    message transmis | mensaje reenviado | messaggio inoltrato | mensagem encaminhada | doorgestuurd bericht
    vidarebefordrat meddelande | videresendt meddelelse | videresendt melding | пересылаемое сообщение
    переадресованное сообщение | iletilmiş ileti | iletilen mesaj | przekazana wiadomość | wiadomość przekazana
    转发的邮件 | 轉寄的郵件 | 転送メッセージ | 전달된 메시지 | välitetty viesti | رسالة معاد توجيهها
    رسالة محولة | پیام هدایت شده | پیام هدایت‌شده | پیام ارسال‌شده | پیام فوروارد شده | پیام بازارسال شده
    پیام بازارسال‌شده
""")
)
# Apple Mail's openings of a forward, which stand without dashes.
FORWARD_LINES = words("""
    begin forwarded message: | anfang der weitergeleiteten | début du message réexpédié
    début du message transféré | inicio del mensaje reenviado | inizio messaggio inoltrato
    início da mensagem reenviada | início da mensagem encaminhada | begin doorgestuurd bericht
    vidarebefordrat brev | начало переадресованного сообщения | iletilen mesajın başlangıcı
    początek przekazywanej wiadomości | 转发的邮件 | 転送されたメッセージ | شروع پیام هدایت
    بداية الرسالة المعاد توجيهها
""")
