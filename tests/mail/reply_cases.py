"""What mail programs write around answers, by language: attributions, header blocks, forwards, lines of phones.

Each as the program writes it, with made-up people. `bodies` makes whole mails of them, with the text to be shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap


@dataclass(frozen=True, slots=True)
class Language:
    """`words`: two short answers and a longer one; `old`: what was asked. `labels`: from, sent, to, subject."""

    name: str
    words: tuple[str, str, str]
    old: tuple[str, str]
    attributions: tuple[str, ...]
    labels: tuple[tuple[str, str, str, str], ...]
    date: str
    original: str
    forwards: tuple[str, ...]
    devices: tuple[str, ...]
    notice: str = ""
    author: str = "Ann Lee"


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    body: str
    text: str


LANGUAGES = (
    Language(
        "en",
        (
            "Yes, please.",
            "No, it still fails.",
            "Thank you, the printer works again.\nOne question: who pays for the paper?",
        ),
        ("Does the printer in room 5 work now?", "Did you install the new driver from our page on Monday?"),
        (
            "On Mon, Nov 16, 2026 at 12:00 PM Ann Lee <ann.lee@example.org> wrote:",
            "On Mon, 16 Nov 2026 at 12:00, Ann Lee <ann.lee@example.org> wrote:",
            "On Monday, November 16, 2026, Ann Lee <ann.lee@example.org> wrote:",
            "On 16 Nov 2026, at 12:00, Ann Lee <ann.lee@example.org> wrote:",
            "On Nov 16, 2026, at 12:00\u202fPM, Ann Lee <ann.lee@example.org> wrote:",
            "On 16/11/2026 12:00, Ann Lee wrote:",
            "On 11/16/26 12:00 PM, Ann Lee wrote:",
            "On 16.11.26 12:00, Ann Lee via Support wrote:",
            "On Monday, November 16, 2026 at 12:00:00 PM GMT+1, Ann Lee <ann.lee@example.org> wrote:",
            "On Monday, November 16th, 2026 at 12:00 PM, Ann Lee <ann.lee@example.org> wrote:",
            "On 2026-11-16 12:00, Ann Lee wrote:",
            "On 2026-11-16 12:00, ann.lee@example.org wrote:",
            "On November 16, 2026 12:00:00 PM GMT+01:00, Ann Lee <ann.lee@example.org> wrote:",
            "On 16 November 2026 12:00:00 CET, Ann Lee <ann.lee@example.org> wrote:",
            "---- On Mon, 16 Nov 2026 12:00:00 +0330 Ann Lee <ann.lee@example.org> wrote ----",
            'On 16/11/2026, 12:00, "Ann Lee" <ann.lee@example.org> wrote:',
            "On 16 Nov 2026 at 12:00 +0100, Ann Lee <ann.lee@example.org>, wrote:",
            "On Mon, 2026-11-16 at 12:00 +0000, Ann Lee wrote:",
            "On Monday, 16 November 2026 12:00:00 CET Ann Lee wrote:",
            "On Mon, Nov 16, 2026 at 12:00:00PM +0100, Ann Lee wrote:",
            "2026-11-16 12:00 GMT+01:00 Ann Lee <ann.lee@example.org>:",
            "Ann Lee <ann.lee@example.org> wrote on Mon, 16 Nov 2026 at 12:00:",
            "Ann Lee wrote on 16/11/2026 12:00:",
            "On Nov 16, 2026, at 12:00, Ann Lee <ann.lee@example.org<mailto:ann.lee@example.org>> wrote:",
            "On Mon, Nov 16, 2026 at 12:00 PM Ann Lee [mailto:ann.lee@example.org] wrote:",
            'At 2026-11-16 12:00:00, "Ann Lee" <ann.lee@example.org> wrote:',
        ),
        (("From", "Sent", "To", "Subject"), ("From", "Date", "To", "Subject")),
        "Monday, November 16, 2026 12:00 PM",
        "Original Message",
        (
            "---------- Forwarded message ---------",
            "-------- Forwarded Message --------",
            "Begin forwarded message:",
            "----- Forwarded Message -----",
            "============ Forwarded message ============",
            "---------------------- Forwarded by Ann Lee/ORG on 16/11/2026 12:00 ---------------------------",
        ),
        (
            "Sent from my iPhone",
            "Sent from my Galaxy",
            "Get Outlook for iOS<https://aka.ms/o0ukef>",
            "Get Outlook for Android",
            "Sent from Yahoo Mail on Android",
            "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
            "Sent from Outlook for Android",
            "Sent from Mail for Windows",
            "Sent with Proton Mail secure email.",
            "Sent from Proton Mail for iOS",
            "Sent from Spark",
            "Sent using Zoho Mail",
        ),
        "This e-mail and any attachments are confidential and intended solely for the addressee.\n"
        "If you are not the intended recipient, please delete it and tell the sender.",
    ),
    Language(
        "fa",
        ("بله، لطفاً.", "نه، هنوز خطا می‌دهد.", "ممنونم، چاپگر دوباره کار می‌کند.\nیک سؤال: هزینهٔ کاغذ با کیست؟"),
        ("چاپگر اتاق ۵ درست شد؟", "راه‌انداز تازه را روز دوشنبه از صفحهٔ ما نصب کردید؟"),
        (
            "در تاریخ دوشنبه ۱۶ نوامبر ۲۰۲۶،\u200f ۱۲:۰۰ علی رضایی <ali@example.org> نوشت:",
            "در دوشنبه ۲۵ آبان ۱۴۰۵،\u200f ۱۲:۰۰ علی رضایی <ali@example.org> نوشت:",
            "\u202bدر تاریخ دوشنبه ۱۶ نوامبر ۲۰۲۶ ساعت ۱۲:۰۰ \u202aعلی رضایی\u202c\u200f "
            "<\u202aali@example.org\u202c\u200f> نوشت:\u202c",
            "در ۱۶ نوامبر ۲۰۲۶، ساعت ۱۲:۰۰، علی رضایی <ali@example.org> نوشت:",
            "در ۲۵ آبان ۱۴۰۵ ساعت ۱۲:۰۰، علی رضایی نوشت:",
            "در ۱۶/۱۱/۲۰۲۶ ۱۲:۰۰، علی رضایی نوشت:",
            "On 16/11/2026 12:00, علی رضایی wrote:",
            "در 2026-11-16 12:00، علی رضایی نوشت:",
            "در تاریخ ۱۴۰۵/۰۸/۲۵ ساعت ۱۲:۰۰، ali@example.org نوشته است:",
            "علی رضایی <ali@example.org> در تاریخ ۱۶ نوامبر ۲۰۲۶ ساعت ۱۲:۰۰ نوشت:",
            "On Mon, Nov 16, 2026 at 12:00 PM علی رضایی <ali@example.org> wrote:",
            "به تاریخ دوشنبه ۱۶ نوامبر ۲۰۲۶، ۱۲:۰۰ علی رضایی <ali@example.org> نوشته:",
        ),
        (
            ("از", "ارسال شده", "به", "موضوع"),
            ("از", "تاریخ", "به", "موضوع"),
            ("فرستنده", "تاریخ ارسال", "گیرنده", "موضوع"),
        ),
        "دوشنبه ۲۵ آبان ۱۴۰۵ ۱۲:۰۰",
        "پیام اصلی",
        ("---------- پیام هدایت‌شده ---------", "---------- Forwarded message ---------", "شروع پیام هدایت‌شده:"),
        (
            "ارسال شده از آیفون",
            "ارسال شده از iPhone من",
            "ارسال‌شده از گوشی سامسونگ من",
            "فرستاده شده از Yahoo Mail در اندروید",
            "از آیفون من ارسال شده است",
            "دریافت Outlook برای iOS",
        ),
        "این ایمیل و پیوست‌های آن محرمانه است و تنها برای گیرندهٔ آن فرستاده شده است.\n"
        "اگر به اشتباه به دست شما رسیده است لطفاً آن را پاک کنید.",
        "علی رضایی",
    ),
    Language(
        "ar",
        ("نعم من فضلك.", "لا، ما زال لا يعمل.", "شكرا، الطابعة تعمل الآن.\nسؤال واحد: من يدفع ثمن الورق؟"),
        ("هل تعمل الطابعة في الغرفة 5؟", "هل ثبتم برنامج التشغيل الجديد يوم الاثنين؟"),
        (
            "في الاثنين، 16 نوفمبر 2026 في 12:00 م تمت كتابة ما يلي بواسطة \u202aعلي حسن\u202c\u200f "
            "<\u202aali@example.org\u202c\u200f>:",
            "في الاثنين، ١٦ نوفمبر ٢٠٢٦ في ١٢:٠٠ م كتب علي حسن <ali@example.org>:",
            "في 16 نوفمبر 2026، الساعة 12:00، كتب علي حسن <ali@example.org>:",
            "في ١٦\u200f/١١\u200f/٢٠٢٦ ١٢:٠٠، كتب علي حسن:",
            "بتاريخ 16/11/2026 12:00، كتب علي حسن:",
            "علي حسن <ali@example.org> كتب في 16/11/2026 12:00:",
        ),
        (("من", "تم الإرسال", "إلى", "الموضوع"), ("من", "التاريخ", "إلى", "الموضوع")),
        "الاثنين، 16 نوفمبر 2026 12:00 م",
        "الرسالة الأصلية",
        (
            "---------- Forwarded message ---------",
            "-------- رسالة معاد توجيهها --------",
            "بدء الرسالة المعاد توجيهها:",
        ),
        ("أُرسلت من الـ iPhone", "تم الإرسال من هاتفي", "أرسلت من Outlook لـ Android", "الحصول على Outlook لـ iOS"),
        "هذه الرسالة وأي مرفقات معها سرية ومخصصة للمرسل إليه فقط.\nإذا وصلتك بالخطأ فالرجاء حذفها وإبلاغ المرسل.",
        "علي حسن",
    ),
    Language(
        "de",
        ("Ja, bitte.", "Nein, es geht nicht.", "Danke, der Drucker geht wieder.\nEine Frage: Wer zahlt das Papier?"),
        ("Geht der Drucker in Raum 5 jetzt?", "Haben Sie am Montag den neuen Treiber von unserer Seite geladen?"),
        (
            "Am Mo., 16. Nov. 2026 um 12:00 Uhr schrieb Ann Lee <ann.lee@example.org>:",
            "Am 16.11.2026 um 12:00 schrieb Ann Lee <ann.lee@example.org>:",
            "Am 16.11.26 um 12:00 schrieb Ann Lee:",
            "Am 16. November 2026 12:00:00 MEZ schrieb Ann Lee <ann.lee@example.org>:",
            "Am Montag, 16. November 2026 um 12:00:00 MEZ hat Ann Lee <ann.lee@example.org> Folgendes geschrieben:",
            "Am 2026-11-16 12:00, schrieb Ann Lee:",
            "Ann Lee <ann.lee@example.org> schrieb am Mo., 16. Nov. 2026, 12:00:",
            'Am 16.11.26, 12:00 schrieb "Ann Lee" <ann.lee@example.org>:',
            "Am Montag, dem 16.11.2026 um 12:00 +0100 schrieb Ann Lee:",
            "Am Montag, 16. November 2026 schrieb Ann Lee <ann.lee@example.org>:",
        ),
        (("Von", "Gesendet", "An", "Betreff"), ("Von", "Datum", "An", "Betreff")),
        "Montag, 16. November 2026 12:00",
        "Ursprüngliche Nachricht",
        (
            "---------- Forwarded message ---------",
            "-------- Weitergeleitete Nachricht --------",
            "Anfang der weitergeleiteten Nachricht:",
        ),
        (
            "Von meinem iPhone gesendet",
            "Gesendet von Mail für Windows",
            "Gesendet von Outlook für Android",
            "Von meinem Samsung Galaxy Smartphone gesendet.",
            "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
            "Holen Sie sich Outlook für iOS<https://aka.ms/o0ukef>",
        ),
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Empfänger sind oder diese\n"
        "E-Mail irrtümlich erhalten haben, informieren Sie bitte den Absender und löschen Sie diese Mail.",
    ),
    Language(
        "fr",
        ("Oui, merci.", "Non, toujours en panne.", "Merci, l'imprimante marche.\nUne question : qui paie le papier ?"),
        ("L'imprimante de la salle 5 marche-t-elle ?", "Avez-vous installé lundi le nouveau pilote de notre page ?"),
        (
            "Le lun. 16 nov. 2026 à 12:00, Ann Lee <ann.lee@example.org> a écrit :",
            "Le 16 nov. 2026 à 12:00, Ann Lee <ann.lee@example.org> a écrit\u00a0:",
            "Le 16/11/2026 à 12:00, Ann Lee a écrit :",
            "Le lundi 16 novembre 2026 à 12:00:00 UTC+1, Ann Lee <ann.lee@example.org> a écrit :",
            "Le 16 novembre 2026 12:00:00 GMT+01:00, Ann Lee <ann.lee@example.org> a écrit :",
            "Le 2026-11-16 12:00, Ann Lee a écrit :",
            "Le lundi 16 novembre 2026, Ann Lee <ann.lee@example.org> a écrit :",
            "Le 16/11/2026 12:00, « Ann Lee » <ann.lee@example.org> a écrit :",
        ),
        (("De ", "Envoyé ", "À ", "Objet "), ("De ", "Date ", "Pour ", "Sujet ")),
        "lundi 16 novembre 2026 12:00",
        "Message d'origine",
        (
            "---------- Forwarded message ---------",
            "-------- Message transféré --------",
            "Début du message réexpédié :",
        ),
        (
            "Envoyé de mon iPhone",
            "Envoyé depuis mon téléphone Orange",
            "Envoyé à partir de Outlook pour Android",
            "Télécharger Outlook pour iOS<https://aka.ms/o0ukef>",
        ),
        "Ce message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive\n"
        "de leurs destinataires.",
    ),
    Language(
        "es",
        ("Sí, por favor.", "No, aún falla.", "Gracias, la impresora funciona.\nUna pregunta: ¿quién paga el papel?"),
        ("¿Funciona ya la impresora de la sala 5?", "¿Instaló el lunes el nuevo controlador de nuestra página?"),
        (
            "El lun, 16 nov 2026 a las 12:00, Ann Lee (<ann.lee@example.org>) escribió:",
            "El 16 nov 2026, a las 12:00, Ann Lee <ann.lee@example.org> escribió:",
            "El 16/11/26 a las 12:00, Ann Lee escribió:",
            "El lunes, 16 de noviembre de 2026, 12:00:00 CET, Ann Lee <ann.lee@example.org> escribió:",
            "El 2026-11-16 12:00, Ann Lee escribió:",
            'El 16/11/2026 12:00, "Ann Lee" <ann.lee@example.org> escribió:',
        ),
        (("De", "Enviado", "Para", "Asunto"), ("De", "Fecha", "Para", "Asunto")),
        "lunes, 16 de noviembre de 2026 12:00",
        "Mensaje original",
        (
            "---------- Forwarded message ---------",
            "-------- Mensaje reenviado --------",
            "Inicio del mensaje reenviado:",
        ),
        ("Enviado desde mi iPhone", "Enviado desde Outlook para Android", "Obtener Outlook para iOS"),
        "Este mensaje y sus archivos adjuntos son confidenciales y van dirigidos a su destinatario.",
    ),
    Language(
        "pt",
        ("Sim, por favor.", "Não, ainda falha.", "Obrigado, a impressora funciona.\nUma pergunta: quem paga o papel?"),
        ("A impressora da sala 5 já funciona?", "Instalou na segunda o novo controlador da nossa página?"),
        (
            "Em seg., 16 de nov. de 2026 às 12:00, Ann Lee <ann.lee@example.org> escreveu:",
            "Ann Lee <ann.lee@example.org> escreveu (segunda, 16/11/2026 à(s) 12:00):",
            "Em 16 de nov. de 2026, à(s) 12:00, Ann Lee <ann.lee@example.org> escreveu:",
            "No dia 16/11/2026, às 12:00, Ann Lee <ann.lee@example.org> escreveu:",
            "Em 16/11/2026 12:00, Ann Lee escreveu:",
            "Em segunda-feira, 16 de novembro de 2026 12:00:00 BRT, Ann Lee <ann.lee@example.org> escreveu:",
        ),
        (
            ("De", "Enviado", "Para", "Assunto"),
            ("De", "Data", "Para", "Assunto"),
            ("De", "Enviada em", "Para", "Assunto"),
        ),
        "segunda-feira, 16 de novembro de 2026 12:00",
        "Mensagem original",
        (
            "---------- Forwarded message ---------",
            "-------- Mensagem encaminhada --------",
            "Início da mensagem reencaminhada:",
        ),
        ("Enviado do meu iPhone", "Enviado a partir do Outlook para Android", "Obter o Outlook para iOS"),
        "Esta mensagem pode conter informação confidencial. Se a recebeu por engano, apague-a por favor.",
    ),
    Language(
        "it",
        ("Sì, grazie.", "No, non va ancora.", "Grazie, la stampante funziona.\nUna domanda: chi paga la carta?"),
        ("La stampante della sala 5 funziona?", "Ha installato lunedì il nuovo driver dalla nostra pagina?"),
        (
            "Il giorno lun 16 nov 2026 alle ore 12:00 Ann Lee <ann.lee@example.org> ha scritto:",
            "Il giorno 16 nov 2026, alle ore 12:00, Ann Lee <ann.lee@example.org> ha scritto:",
            "Il 16/11/2026 12:00, Ann Lee ha scritto:",
            "Il lunedì 16 novembre 2026 alle ore 12:00:00 CET, Ann Lee <ann.lee@example.org> ha scritto:",
            "Il lunedì 16 novembre 2026, Ann Lee <ann.lee@example.org> ha scritto:",
        ),
        (("Da", "Inviato", "A", "Oggetto"), ("Da", "Data", "A", "Oggetto"), ("Mittente", "Data", "A", "Oggetto")),
        "lunedì 16 novembre 2026 12:00",
        "Messaggio originale",
        (
            "---------- Forwarded message ---------",
            "-------- Messaggio Inoltrato --------",
            "Inizio messaggio inoltrato:",
        ),
        ("Inviato da iPhone", "Inviato dal mio Galaxy", "Inviato da Outlook per Android", "Ottieni Outlook per iOS"),
        "Le informazioni contenute in questo messaggio sono riservate e per uso esclusivo del destinatario.",
    ),
    Language(
        "nl",
        ("Ja, graag.", "Nee, nog steeds niet.", "Dank, de printer werkt weer.\nEen vraag: wie betaalt het papier?"),
        ("Werkt de printer in kamer 5 nu?", "Heeft u maandag de nieuwe driver van onze pagina gezet?"),
        (
            "Op ma 16 nov 2026 om 12:00 schreef Ann Lee <ann.lee@example.org>:",
            "Op 16 nov. 2026, om 12:00 heeft Ann Lee <ann.lee@example.org> het volgende geschreven:",
            "Op 16-11-2026 om 12:00 schreef Ann Lee:",
            "Op maandag 16 november 2026 12:00:00 CET schreef Ann Lee <ann.lee@example.org>:",
            "Op 16-11-2026 12:00 heeft Ann Lee <ann.lee@example.org> geschreven:",
        ),
        (("Van", "Verzonden", "Aan", "Onderwerp"), ("Van", "Datum", "Aan", "Onderwerp")),
        "maandag 16 november 2026 12:00",
        "Oorspronkelijk bericht",
        (
            "---------- Forwarded message ---------",
            "-------- Doorgestuurd bericht --------",
            "Begin doorgestuurd bericht:",
        ),
        ("Verstuurd vanaf mijn iPhone", "Verzonden vanuit Outlook voor Android", "Outlook voor iOS downloaden"),
        "Dit bericht is uitsluitend bestemd voor de geadresseerde en vertrouwelijk.",
    ),
    Language(
        "ru",
        ("Да, пожалуйста.", "Нет, всё ещё нет.", "Спасибо, принтер работает.\nОдин вопрос: кто платит за бумагу?"),
        ("Работает ли принтер в комнате 5?", "Вы установили в понедельник новый драйвер с нашей страницы?"),
        (
            "пн, 16 нояб. 2026 г. в 12:00, Ann Lee <ann.lee@example.org>:",
            "16 нояб. 2026 г., в 12:00, Ann Lee <ann.lee@example.org> написал(а):",
            "16.11.2026 12:00, Ann Lee пишет:",
            '16.11.2026, 12:00, "Ann Lee" <ann.lee@example.org>:',
            "Понедельник, 16 ноября 2026, 12:00 +03:00 от Ann Lee <ann.lee@example.org>:",
            "16 ноября 2026 г. 12:00:00 GMT+03:00, Ann Lee <ann.lee@example.org> пишет:",
            '16.11.2026, 12:00, пользователь "Ann Lee" <ann.lee@example.org> написал:',
            "В понедельник, 16 ноября 2026 г. в 12:00 Ann Lee <ann.lee@example.org> написал:",
        ),
        (("От", "Отправлено", "Кому", "Тема"), ("От", "Дата", "Кому", "Тема"), ("Отправитель", "Дата", "Кому", "Тема")),
        "16 ноября 2026 г. 12:00",
        "Исходное сообщение",
        (
            "---------- Forwarded message ---------",
            "-------- Перенаправленное сообщение --------",
            "-------- Пересылаемое сообщение --------",
            "Начало переадресованного сообщения:",
        ),
        ("Отправлено с iPhone", "Отправлено из Mail.ru для Android", "Отправлено с моего телефона"),
        "Настоящее сообщение конфиденциально и предназначено только для получателя.",
    ),
    Language(
        "tr",
        ("Evet lütfen.", "Hayır, olmuyor.", "Teşekkürler, yazıcı çalışıyor.\nBir soru: kâğıdı kim ödüyor?"),
        ("5 numaralı odadaki yazıcı çalışıyor mu?", "Pazartesi günü yeni sürücüyü sayfamızdan kurdunuz mu?"),
        (
            "Ann Lee <ann.lee@example.org>, 16 Kas 2026 Pzt, 12:00 tarihinde şunu yazdı:",
            "Ann Lee <ann.lee@example.org> şunları yazdı (16 Kas 2026 12:00):",
            "16.11.2026 12:00 tarihinde Ann Lee yazdı:",
            '"Ann Lee" <ann.lee@example.org>, 16.11.2026, 12:00 tarihinde şunu yazdı:',
            "16 Kasım 2026 Pazartesi 12:00:00 GMT+3 tarihinde Ann Lee <ann.lee@example.org> şunu yazdı:",
        ),
        (("Kimden", "Gönderildi", "Kime", "Konu"), ("Gönderen", "Tarih", "Alıcı", "Konu")),
        "16 Kasım 2026 Pazartesi 12:00",
        "Özgün İleti",
        (
            "---------- Forwarded message ---------",
            "-------- İletilmiş İleti --------",
            "İletilmiş iletinin başlangıcı:",
        ),
        ("iPhone'umdan gönderildi", "Samsung Galaxy akıllı telefonumdan gönderildi", "iOS için Outlook'u edinin"),
        "Bu e-posta gizli bilgi içerebilir ve yalnızca alıcısına yöneliktir. Yanlışlıkla aldıysanız siliniz.",
    ),
    Language(
        "pl",
        ("Tak, proszę.", "Nie, nadal nie.", "Dziękuję, drukarka działa.\nJedno pytanie: kto płaci za papier?"),
        ("Czy drukarka w pokoju 5 już działa?", "Czy w poniedziałek zainstalowano nowy sterownik z naszej strony?"),
        (
            "pon., 16 lis 2026 o 12:00 Ann Lee <ann.lee@example.org> napisał(a):",
            "Wiadomość napisana przez Ann Lee <ann.lee@example.org> w dniu 16 lis 2026, o godz. 12:00:",
            "W dniu 16.11.2026 o 12:00, Ann Lee pisze:",
            "W dniu 2026-11-16 12:00, Ann Lee napisał(a):",
            "Dnia 16 listopada 2026 12:00 Ann Lee <ann.lee@example.org> napisał(a):",
            "Dnia 16.11.2026, 12:00 „Ann Lee” <ann.lee@example.org> napisał:",
        ),
        (("Od", "Wysłano", "Do", "Temat"), ("Od", "Data", "Do", "Temat"), ("Nadawca", "Data", "Adresat", "Temat")),
        "poniedziałek, 16 listopada 2026 12:00",
        "Wiadomość oryginalna",
        (
            "---------- Forwarded message ---------",
            "--- Treść przekazanej wiadomości ---",
            "Początek przekazywanej wiadomości:",
        ),
        (
            "Wysłane z iPhone'a",
            "Wysłano z programu Outlook dla systemu Android",
            "Pobierz program Outlook dla systemu iOS",
        ),
        "Ta wiadomość jest poufna i przeznaczona wyłącznie dla adresata.",
    ),
    Language(
        "sv",
        ("Ja tack.", "Nej, inte ännu.", "Tack, skrivaren fungerar.\nEn fråga: vem betalar för papperet?"),
        ("Fungerar skrivaren i rum 5 nu?", "Installerade ni i måndags den nya drivrutinen från vår sida?"),
        (
            "Den mån 16 nov. 2026 kl 12:00 skrev Ann Lee <ann.lee@example.org>:",
            "16 nov. 2026 kl. 12:00 skrev Ann Lee <ann.lee@example.org>:",
            "Den 2026-11-16 kl. 12:00, skrev Ann Lee:",
            "Den måndag 16 november 2026 12:00:00 CET skrev Ann Lee <ann.lee@example.org>:",
            'Den 2026-11-16 12:00 skrev "Ann Lee" <ann.lee@example.org> följande:',
        ),
        (("Från", "Skickat", "Till", "Ämne"), ("Från", "Datum", "Till", "Ämne")),
        "den 16 november 2026 12:00",
        "Ursprungligt meddelande",
        (
            "---------- Forwarded message ---------",
            "-------- Vidarebefordrat meddelande --------",
            "Vidarebefordrat brev:",
        ),
        ("Skickat från min iPhone", "Skickat från Outlook för Android", "Hämta Outlook för iOS"),
        "Detta meddelande är konfidentiellt och avsett endast för mottagaren.",
    ),
    Language(
        "zh",
        ("是的,谢谢。", "还是不行。", "谢谢,打印机可以用了。\n还有一个问题:纸张谁付钱?"),
        ("5号房间的打印机现在可以用了吗?", "您星期一从我们的页面安装了新的驱动程序吗?"),
        (
            "李安 <ann.lee@example.org> 于2026年11月16日周一 12:00写道：",
            "李安 <ann.lee@example.org> 於 2026年11月16日 週一 下午12:00寫道：",
            "2026年11月16日 12:00，李安 <ann.lee@example.org> 写道：",
            "在 2026/11/16 12:00, 李安 写道:",
            '在 2026-11-16 12:00:00，"李安" <ann.lee@example.org> 写道：',
            "在2026年11月16日 12:00，李安<ann.lee@example.org> 写道：",
        ),
        (
            ("发件人", "发送时间", "收件人", "主题"),
            ("寄件者", "寄件日期", "收件者", "主旨"),
            ("发件人", "日期", "收件人", "主题"),
        ),
        "2026年11月16日 12:00",
        "原始邮件",
        ("---------- Forwarded message ---------", "-------- 转发的消息 --------", "-------- 转发邮件信息 --------"),
        ("发自我的 iPhone", "从我的 iPhone 发送", "发自我的手机", "获取适用于 iOS 的 Outlook"),
        author="李安",
    ),
    Language(
        "ja",
        ("はい、お願いします。", "まだ動きません。", "ありがとうございます。動きました。\n紙の代金は誰が払いますか。"),
        ("5号室のプリンターは動きますか。", "月曜日に新しいドライバーを入れましたか。"),
        (
            "2026年11月16日(月) 12:00 李安 <ann.lee@example.org>:",
            "2026/11/16 12:00、李安 <ann.lee@example.org>のメール:",
            "2026/11/16 12:00、李安のメール:",
            "On 2026/11/16 12:00, 李安 wrote:",
            "2026年11月16日月曜日 12:00:00 JST, 李安<ann.lee@example.org> さんは書きました:",
            "2026年11月16日 12:00、李安 <ann.lee@example.org> のメッセージ:",
        ),
        (("差出人", "送信日時", "宛先", "件名"), ("送信者", "日時", "宛先", "件名")),
        "2026年11月16日 12:00",
        "元のメッセージ",
        ("---------- Forwarded message ---------", "-------- 転送メッセージ --------", "転送されたメッセージ:"),
        ("iPhoneから送信", "Outlook for iOS を入手<https://aka.ms/o0ukef>", "Androidから送信"),
        author="李安",
    ),
)


def bodies() -> Iterator[Case]:
    """Mails of every client and language: answers above, below and between, forwards, blocks, signatures."""
    for language in LANGUAGES:
        for number, line in enumerate(language.attributions):
            yield from _answers(language, f"{language.name}-{number}", line)
        for number, labels in enumerate(language.labels):
            yield from _blocks(language, f"{language.name}-block{number}", labels)
        yield from _forwards(language)
        yield from _signatures(language)


def _quoted(*lines: str) -> str:
    return "\n".join(f"> {line}" for line in lines)


def _answers(language: Language, name: str, line: str) -> Iterator[Case]:
    first, second, long = language.words
    old = language.old
    yield Case(f"{name}-top", f"{long}\n\n{line}\n\n{_quoted(*old, '', first)}\n", long)
    yield Case(f"{name}-top-bare", f"{long}\n\n{line}\n{old[0]}\n\n{old[1]}\n", long)
    yield Case(f"{name}-bottom", f"{line}\n{_quoted(*old)}\n\n{long}\n", long)
    yield Case(
        f"{name}-between", f"{line}\n\n{_quoted(old[0])}\n{first}\n{_quoted(old[1])}\n{second}\n", f"{first}\n{second}"
    )
    yield Case(f"{name}-glued", f"{long}\n{line}\n{_quoted(*old)}", long)
    if " " in line[20:] and not line.startswith("--"):
        for width in (60, 38):
            folded = "\n".join(wrap(line, width, break_long_words=False, break_on_hyphens=False))
            yield Case(f"{name}-folded{width}", f"{long}\r\n\r\n{folded}\n\n{_quoted(*old)}\n", long)
            yield Case(f"{name}-folded{width}-bare", f"{long}\n\n{folded}\n\n{old[0]}\n", long)
    nested = f"> {line}\n>\n>> {old[0]}\n>> {old[1]}\n> {first}"
    yield Case(f"{name}-nested", f"{long}\n\n{line}\n{nested}\n", long)


def _header(language: Language, labels: tuple[str, str, str, str], mark: str = "", address: bool = True) -> str:
    writer = f"{language.author} <ann.lee@example.org>" if address else language.author
    values = (writer, language.date, "Support", f"Re: {language.old[0]}")
    pairs = zip(labels, values, strict=True)
    return "\n".join(f"{mark}{label}:{mark} {value}" for label, value in pairs)


def _blocks(language: Language, name: str, labels: tuple[str, str, str, str]) -> Iterator[Case]:
    long, old = language.words[2], "\n\n".join(language.old)
    plain = _header(language, labels)
    yield Case(f"{name}-plain", f"{long}\n\n{plain}\n\n{old}\n", long)
    yield Case(f"{name}-bold", f"{long}\n\n{_header(language, labels, '*')}\n\n{old}\n", long)
    yield Case(f"{name}-name", f"{long}\n\n{_header(language, labels, '', address=False)}\n\n{old}\n", long)
    yield Case(f"{name}-ruled", f"{long}\n\n{'_' * 32}\n{plain}\n\n{old}\n", long)
    yield Case(f"{name}-original", f"{long}\n\n-----{language.original}-----\n{plain}\n\n{old}\n", long)
    yield Case(f"{name}-tail", f"{long}\n\n{plain}\n{old}\n\n{plain}\n\n{old}\n", long)
    forward = f"{plain}\n\n{old}"
    yield Case(f"{name}-alone", f"\n{forward}\n", forward)


def _forwards(language: Language) -> Iterator[Case]:
    for number, line in enumerate(language.forwards):
        for labels in language.labels[:1]:
            below = f"{language.old[0]}\n\n-- \nAnn\n\n{language.attributions[0]}\n> x"
            matter = f"{line}\n{_header(language, labels)}\n\n{below}"
            name = f"{language.name}-forward{number}"
            yield Case(name, f"{language.words[2]}\n\n{matter}\n", f"{language.words[2]}\n\n{matter}")
            yield Case(f"{name}-alone", f"{matter}\n", matter)
            yield Case(
                f"{name}-signed", f"{language.words[0]}\n\n-- \nBo\n\n{matter}\n", f"{language.words[0]}\n{matter}"
            )


def _signatures(language: Language) -> Iterator[Case]:
    long, quote = language.words[2], f"{language.attributions[0]}\n\n{_quoted(*language.old)}\n"
    for number, device in enumerate(language.devices):
        name = f"{language.name}-device{number}"
        yield Case(name, f"{long}\n\n{device}\n", long)
        yield Case(f"{name}-quote", f"{long}\n\n{device}\n\n{quote}", long)
        yield Case(
            f"{name}-block", f"{long}\n\n{device}\n{'_' * 32}\n{_header(language, language.labels[0])}\n\nx\n", long
        )
    yield Case(f"{language.name}-signed", f"{long}\n\n-- \n{language.author}\n+98 21 5555\n\n{quote}", long)
    yield Case(f"{language.name}-dashes", f"{long}\n--\n{language.author}\nann.lee@example.org\n", long)
    if language.notice:
        yield Case(f"{language.name}-notice", f"{long}\n\n{language.notice}\n", long)
        yield Case(f"{language.name}-notice-quote", f"{long}\n\n{language.notice}\n\n{quote}", long)
        yield Case(f"{language.name}-ruled-notice", f"{long}\n\n-- \n{'_' * 40}\n{language.notice}\n{'_' * 40}\n", long)
