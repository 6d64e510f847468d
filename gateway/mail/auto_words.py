"""What machines write: the subjects and first sentences of automatic answers, by language, folded as for matching.

English, Persian, Arabic, German, French, Spanish, Portuguese, Italian, Dutch, Russian, Turkish, Polish, Swedish,
Chinese, Japanese, and some neighbours. Words are never enough by themselves: people write them too.
"""

from .persian import fold
from .wordlist import words


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(entry) for entry in words(text))


# How the subject of an automatic answer begins; what follows is mostly the subject that it answers.
ANSWERING = _folded("""
    automatic reply | auto reply | auto-reply | autoreply | auto response | auto-response | autoresponse
    automated reply | automated response | automatic response | out of office | out-of-office | out of the office
    vacation reply | away from office | ooo: | [auto-reply] | [autoreply] | (auto-reply) | automatische antwort
    abwesenheitsnotiz | abwesenheitsbenachrichtigung | automatische rückantwort | réponse automatique
    reponse automatique | absence du bureau | message d'absence | notification d'absence | respuesta automática
    respuesta automatica | fuera de la oficina | aviso de ausencia | resposta automática | resposta automatica
    fora do escritório | ausência do escritório | aviso de ausência | risposta automatica | fuori ufficio | fuori sede
    messaggio di assenza | automatisch antwoord | automatische reactie | afwezigheidsbericht | afwezig:
    автоматический ответ | автоответ | вне офиса | отсутствую | otomatik yanıt | otomatik cevap | ofis dışında
    automatyczna odpowiedź | odpowiedź automatyczna | poza biurem | autosvar | automatiskt svar | frånvaro | 自动答复
    自动回复 | 自動回覆 | 自動答覆 | 自動返信 | 自動応答 | 不在通知 | 不在のお知らせ | 外出通知 | پاسخ خودکار
    پاسخ اتوماتیک | پاسخگوی خودکار | پیام خودکار | خارج از دفتر | در مرخصی | الرد التلقائي | رد تلقائي | رد آلي
    خارج المكتب | automatická odpověď | automatické odpovědi | automatisk svar | automaattinen vastaus
    automatikus válasz | 자동 회신 | 부재중
""")
# Words of a subject that speak of absence.
ABSENT = _folded("""
    out of office | out of the office | on vacation | on holiday | on leave | away from | maternity leave
    annual leave | automatic reply | auto reply | autoreply | autoresponder | abwesend | abwesenheit | im urlaub
    absence | absent | en congé | ausencia | ausente | fuera de la oficina | de vacaciones | fuori sede
    fuori ufficio | in ferie | assente | afwezig | vakantie | ausência | de férias | nieobecn | urlop | отсутств
    в отпуске | izinde | ofis dışı | semester | frånvarande | مرخصی | پاسخ خودکار | خارج از دفتر | عدم حضور
    خارج المكتب | في إجازة | اجازة | 不在 | 休假 | 外出 | 休暇
""")
# What the first lines of such an answer say.
AWAY = _folded("""
    i am out of the office | i'm out of the office | i am currently out | i'm currently out | out of office until
    i am on leave | i'm on leave | i am on vacation | i'm on vacation | i am away | i'm away | i will be away
    i will be out of | currently on annual leave | not in the office | back in the office | i will return
    will be back | limited access to | no access to my e | automatically generated | automatic reply | automated reply
    automated response | auto-generated | this is an automat | nicht im büro | nicht im haus
    bin ich nicht erreichbar | wieder erreichbar | im urlaub | bin abwesend | außer haus | je suis absent
    suis actuellement absent | de retour le | en congé | absente du bureau | absent du bureau | fuera de la oficina
    estoy de vacaciones | estaré ausente | estoy ausente | regreso el | fora do escritório | estou de férias
    estarei ausente | estou ausente | retorno em | fuori ufficio | sono in ferie | sarò assente | sono assente
    rientrerò | ben ik niet aanwezig | ben ik afwezig | niet op kantoor | met vakantie | weer bereikbaar
    нахожусь в отпуске | в отпуске до | отсутствую | буду отсутствовать | вне офиса | ofiste değilim | ofis dışında
    izindeyim | yıllık izin | jestem nieobecn | przebywam na urlopie | poza biurem | på semester | inte på kontoret
    är frånvarande | åter på kontoret | 不在办公室 | 正在休假 | 外出中 | 不在にして | 休暇中 | 休暇を | 不在のため
    در مرخصی هستم | در مرخصی به سر | مرخصی می‌باشم | خارج از دفتر | در دفتر نیستم | در محل کار نیستم | در سفر هستم
    در دسترس نیستم | دسترسی به ایمیل ندارم | به صورت خودکار | بطور خودکار | پاسخ خودکار | خارج المكتب | في إجازة
    سأعود | بشكل آلي
""")
# Another helpdesk says that it has our mail.
RECEIVED = _folded("""
    ticket received | ticket created | ticket opened | new ticket | request received | case created | case opened
    we have received your | we received your | we've received your | your request has been | your ticket has been
    has been received | has been logged | has been assigned ticket | has been assigned case | support request
    acknowledg | thank you for contacting | thanks for contacting | thank you for your e | thanks for reaching out
    eingangsbestätigung | ihre anfrage | anfrage erhalten | ticket eröffnet | wir haben ihre | accusé de réception
    votre demande | nous avons bien reçu | hemos recibido | su solicitud | acuse de recibo | recebemos
    sua solicitação | abbiamo ricevuto | la sua richiesta | hebben uw | ontvangstbevestiging | uw verzoek
    ваше обращение | ваша заявка | заявка принята | получили ваше | talebiniz | alındı | zgłoszenie | otrzymaliśmy
    ditt ärende | vi har tagit emot | mottagit | 已收到 | 工单 | 受け付けました | 受付完了 | お問い合わせを
    お問い合わせいただき | تیکت شما | درخواست شما ثبت | درخواست شما دریافت | پیام شما دریافت | پیام شما ثبت
    ایمیل شما دریافت | شماره پیگیری | ثبت درخواست | تیکت جدید | تم استلام | طلبك
""")
# Somebody's guard wants its sender to prove that they are a person.
CHALLENGE = _folded("""
    please confirm your message | confirm your message | please confirm your email | confirm that you sent
    verify your message | sender verification | sender confirmation | verification required | confirm delivery
    verify that you are | verify your email to | your email requires verification | message requires verification
    action required to deliver | waiting for your confirmation | your message is being held | awaiting verification
    bitte bestätigen sie ihre | absenderbestätigung | veuillez confirmer votre | confirmation d'expéditeur
    confirme su mensaje | confirme sua mensagem | confermare il messaggio | bevestig uw | подтвердите отправку
    iletinizi doğrulayın | potwierdź wysłanie | bekräfta ditt | 请确认您的邮件 | 送信者の確認 | تایید فرستنده
    تأیید فرستنده | پیام خود را تأیید | تأیید کنید که | تایید کنید که | تأیید ارسال | تأكيد المرسل
""")
PROVE = _folded("""
    click the link | click here | click on the link | click below | following link | reply to this message to
    replying to this | simply reply | just hit reply | auf den link | cliquez | haga clic | clique | fai clic | klik
    нажмите | перейдите по ссылке | tıklayın | kliknij | klicka | 点击 | クリック | کلیک کنید | پیوند زیر | لینک زیر
    انقر
""")
# What a calendar writes of itself when it answers an invitation.
ANSWERED = _folded("""
    accepted: | declined: | tentative: | tentatively accepted | accepted this invitation | declined this invitation
    has accepted | has declined | has tentatively | zugesagt | abgesagt | angenommen | abgelehnt | mit vorbehalt
    accepté | refusé | provisoire | aceptad | aceptó | rechazad | rechazó | aceito | aceitou | recusad | recusou
    accettat | ha accettato | rifiutat | ha rifiutato | geaccepteerd | geweigerd | принято | отклонено | kabul edildi
    reddedildi | zaakceptowan | odrzucon | accepterat | tackat | avböjt | 已接受 | 已拒绝 | 承諾 | 辞退 | 承認済み
    پذیرفته شد | رد شد | پذیرفت | قبول شد | تم القبول | تم الرفض
""")
