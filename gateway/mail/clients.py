"""How mail clients announce quoted and forwarded text, in the languages they speak. Tables only, in small letters."""

from .wordlist import folded_words as words

# How an attribution may begin, where it does not begin with a name or a number.
STARTS = words("""
    on | at | in a message dated | le | am | el | il | em | op | den | dne | dnia | w dniu | pada | vào | la data de
    a data | no dia | il giorno | στις | la | v | fr | sa | so | mo | di | mi | do | в | во | от | пн | вт | ср | чт
    пт | сб | вс | на | у | pe | ma | ti | ke | to | la | su | pon | wt | śr | czw | pt | sob | niedz | wiadomość
    در | در تاریخ | به تاریخ | روز | در روز | في | في يوم | بتاريخ | يوم | בתאריך | 在 | 於 | 于
""")
# "wrote". Longer phrases are known by the word that carries them.
VERBS = frozenset(
    words("""
    wrote | writes | schrieb | schreibt | schrieben | geschrieben | schreef | schreven | geschreven | écrit
    écrivait | ecrit | escribió | escribio | escribía | escriure | scritto | scrisse | escrito | escreveu
    napisał | napisała | napisana | pisze | skrev | skriver | kirjoitti | yazdı | yazmış | пишет | написал
    написала | написало | написав | писал | писала | пише | نوشت | نوشته | نوشتند | نوشته‌اند | نوشته‌است | كتب
    كتبت | کتب | کتبت | كتابة | έγραψε | napsal | napsala | napísal | napísala | írta | scris | viết | menulis
    כתב | כתבה | rašė | napisao | pisao | scris | napisala | написа | missatge | rakstīja | kirjutas
    quoting | zitat | citando | cytowanie | sitat
""")
)
# The same in writing without blanks.
JOINED_VERBS = words("""
    写道 | 寫道 | 写到 | लिखा | เขียนว่า | نے لکھا | می‌نویسد | 書きました | のメッセージ | のメール | さんが書き込み
    작성 | 님이 작성 | 쓴 글
""")
# The words around names and dates in attributions; any other word in small letters makes a sentence of the line.
PARTICLES = frozenset(
    words("""
    on | at | in | the | of | a | le | à | les | el | las | il | alle | ore | em | às | os | op | om | den | kl | um
    uhr | am | pm | h | o | w | dniu | godz | przez | ha | het | volgende | heeft | hat | folgendes | following
    följande | følgende | şunu | şunları | tarihinde | saat | de | da | do | dos | di | del | della | der | van
    von | zu | la | bin | al | ibn | el | e | y | и | в | г | р | пользователь | giorno | dia | via | s | för | for
""")
)
# Who a client never is: a sentence of the writer's own.
PERSONS = frozenset(
    words("""
    i | we | my | our | your | he | she | they | who | ich | wir | je | j | nous | yo | nosotros | io | noi | eu
    nós | ik | wij | jag | vi | ja | ty | я | мы | ben | biz | من | ما | أنا | نحن | 我 | 我们 | 私
""")
)

# The labels of a header block, by what they say.
LABELS = {
    "from": words("""
        from | von | de | da | van | från | fra | od | от | от кого | кого | отправитель | kimden | gönderen
        lähettäjä | odesílatel | feladó | de la | dari | από | 发件人 | 寄件者 | 寄件人 | 差出人 | 送信者 | 发送者
        来自 | 보낸사람 | 보낸 사람 | از | فرستنده | ارسال‌کننده | ارسال کننده | من | مِن | المرسل | mittente
        nadawca | remitente | remetente | expéditeur | absender | afzender | avsändare | від | від кого | מאת
    """),
    "date": words("""
        date | sent | sent at | sent on | datum | gesendet | gesendet am | envoyé | envoyé le | message du | enviado
        enviado el | enviada em | enviados | enviado em | enviada | fecha | data | inviato | inviata | inviato il
        verzonden
        verzonden op | skickat | skickat den | sendt | dato | wysłano | wysłane | data wysłania | lähetetty
        päiväys | päivämäärä | odesláno | küldve | küldött | elküldve | trimis | dată | дата | отправлено
        послано | tarih | gönderildi | gönderilen | gönderme tarihi | gönderilme tarihi | 日期 | 发送时间 | 发送日期
        發送時間 | 寄件日期 | 送信日時 | 日時 | 日付 | 時間 | 时间 | 보낸날짜 | 보낸 날짜 | 날짜 | تاریخ | تاریخ ارسال
        ارسال شده | ارسال‌شده | ارسال شده در | ارسال | زمان | زمان ارسال | التاريخ | تاريخ الإرسال | تم الإرسال
        أُرسلت | المرسلة | відправлено | dátum | נשלח | תאריך
    """),
    "to": words("""
        to | an | à | a | para | aan | till | til | do | кому | komu | kime | alıcı | vastaanottaja | címzett
        către | προς | 收件人 | 收件者 | 发送给 | 宛先 | 받는사람 | 받는 사람 | به | گیرنده | برای | إلى | الى
        المستلم | pour | destinataire | destinatario | adresat | אל | kam
    """),
    "subject": words("""
        subject | betreff | objet | sujet | asunto | oggetto | assunto | onderwerp | ämne | emne | temat | тема
        konu | aihe | předmět | predmet | tárgy | subiect | subiectul | θέμα | 主题 | 主題 | 主旨 | 件名 | 제목
        موضوع | عنوان | الموضوع | נושא
    """),
    "other": words("""
        cc | bcc | reply-to | reply to | kopie | kopie (cc) | kopio | copie | copie à | cópia | copia | con copia
        antwort an | antwoord aan | répondre à | responder a | rispondi a | svar till | svara till | svar til
        odpowiedź-do | yanıt adresi | ответ-кому | копия | копія | kopia | kopi | dw | bilgi | رونوشت | نسخة
        نسخة إلى | پاسخ به | الرد إلى | 抄送 | 副本 | 参照 | 참조 | attachments | anlagen | anhänge | pièces jointes
        datos adjuntos | archivos adjuntos | allegati | anexos | bijlagen | bilagor | załączniki | вложения
        ekler | 附件 | 添付ファイル | پیوست | پیوست‌ها | المرفقات | importance | priority | prioriteit | wichtigkeit
        sensitivity | categories | organization | mailed-by | signed-by | security | list-id
    """),
}

# The words of `----- Original Message -----`.
ORIGINALS = frozenset(
    words("""
    original message | reply message | original email | message d'origine | message d’origine | message original
    ursprüngliche nachricht | original-nachricht | originalnachricht | messaggio originale | mensaje original
    mensagem original | oorspronkelijk bericht | originele bericht | ursprungligt meddelande | originalmeddelande
    oprindelig meddelelse | oprindelig besked | opprinnelig melding | исходное сообщение | оригинальное сообщение
    исходное письмо | оригинал сообщения | orijinal mesaj | orijinal ileti | özgün ileti | özgün mesaj
    wiadomość oryginalna | oryginalna wiadomość | 原始邮件 | 原始郵件 | 原邮件 | 邮件原件 | 原始信件 | 回复的原邮件
    回覆的原郵件 | 元のメッセージ
    オリジナルメッセージ | original-e-mail | 원본 메시지 | alkuperäinen viesti | eredeti üzenet | původní zpráva
    pôvodná správa | mesaj original | оригінальне повідомлення | الرسالة الأصلية | الرسالة الأصليَّة | پیام اصلی
    نامه اصلی | نامهٔ اصلی | متن اصلی | ایمیل اصلی
""")
)
FORWARDS = frozenset(
    words("""
    forwarded message | forwarded by | forwarded mail | forward message | start of forwarded message
    weitergeleitete nachricht
    weitergeleitete mail | message transféré | message transmis | mensaje reenviado | messaggio inoltrato
    mensagem encaminhada | mensagem reencaminhada | doorgestuurd bericht | vidarebefordrat meddelande
    videresendt meddelelse | videresendt besked | videresendt melding | пересылаемое сообщение
    переадресованное сообщение | перенаправленное сообщение | пересланное сообщение | iletilmiş ileti
    iletilmiş mesaj | iletilen ileti | iletilen mesaj | yönlendirilen ileti | przekazana wiadomość
    wiadomość przekazana | treść przekazanej wiadomości | przesłana dalej wiadomość | 转发的邮件 | 转发邮件
    转发邮件信息 | 转发的消息 | 轉寄的郵件 | 轉寄郵件 | 転送メッセージ | 転送メール | 転送されたメッセージ
    전달된 메시지 | edelleenlähetetty viesti | välitetty viesti | välitetty viesti / fwd.msg | továbbított üzenet
    přeposlaná zpráva | mesaj redirecționat | переслане повідомлення | رسالة معاد توجيهها | رسالة محولة
    رسالة ممرّرة | الرسالة المعاد توجيهها | پیام هدایت شده | پیام هدایت‌شده | پیام ارسال‌شده | پیام فوروارد شده
    پیام بازارسال شده | پیام بازارسال‌شده | نامهٔ هدایت‌شده | پیام ارجاع شده | پیام ارجاع‌شده
""")
)
# Openings of a forward that stand without dashes (Apple Mail and others).
FORWARD_LINES = words("""
    begin forwarded message: | anfang der weitergeleiteten nachricht: | début du message réexpédié
    début du message transféré | inicio del mensaje reenviado: | inizio messaggio inoltrato:
    início da mensagem reenviada: | início da mensagem encaminhada: | início da mensagem reencaminhada:
    begin doorgestuurd bericht: | vidarebefordrat brev: | vidarebefordrat mejl: | start på videresendt besked:
    videresendt melding: | välitetty viesti alkaa: | начало переадресованного сообщения
    iletilen mesajın başlangıcı: | iletilmiş iletinin başlangıcı: | ileti başlangıcı:
    początek przekazywanej wiadomości: | začátek přeposílané zprávy: | továbbított levél kezdete:
    转发的邮件: | 转发的邮件： | 以下是转发的邮件: | 以下是转发的邮件： | 開始轉寄郵件： | 転送されたメッセージ:
    転送されたメッセージ： | شروع پیام هدایت | آغاز پیام هدایت | شروع پیام ارسال | بداية الرسالة المعاد توجيهها
    بدء الرسالة المعاد توجيهها
""")
