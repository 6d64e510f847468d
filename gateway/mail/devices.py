"""The lines that phones and mail programs add, in the languages they speak. Tables only, in small letters."""

from .wordlist import folded_words as words

# What stands before the name of a device or a program.
STARTS = words("""
    sent from my | sent from mail for | sent from mail | sent from outlook | sent from yahoo
    sent from samsung | sent from iphone | sent from ipad | sent from proton | sent from mobile | sent from gmail
    sent from aol | sent from spark | sent from typeapp | sent from bluemail | sent from blue mail
    sent from mailspring | sent from airmail | sent from edison | sent from canary | sent from myphone
    sent from fairemail | sent from front | sent from android | sent from huawei | sent from xiaomi | sent from windows
    sent via | sent using | sent with | get outlook for
    gesendet von | gesendet mit | gesendet aus | gesendet via | holen sie sich outlook
    envoyé de mon | envoyé depuis
    envoyé à partir | envoyé avec | envoyé via | obtenir outlook | télécharger outlook
    téléchargez outlook | enviado desde | enviado do | enviado de | enviado a partir | enviado via
    enviado com | enviado con | obtener outlook | obtenga outlook | consigue outlook | obter o outlook
    obtenha o outlook | inviato da | inviato dal | inviato con | inviato tramite | ottieni outlook
    scarica outlook | verstuurd vanaf | verstuurd met | verzonden vanaf | verzonden vanuit | verstuurd vanuit
    verzonden met
    verzonden via | download outlook | skickat från | skickat med | hämta outlook | sendt fra | sendt med
    hent outlook | wysłane z | wysłano z | wysłane przy | wysłano przy | wysłane za | pobierz program outlook
    pobierz outlook | uzyskaj program outlook | lähetetty | отправлено с | отправлено из | отправлено через
    скачать outlook | получить outlook | загрузить outlook | надіслано з | odesláno z | elküldve
    发自我的 | 发自我 | 发送自 | 來自我的 | 傳送自 | 獲取 outlook | 获取 outlook | 取得 outlook
    获取适用于 | iphoneから | ipadから | androidから | 나의 iphone | ارسال شده از | ارسال‌شده از | فرستاده شده از
    فرستاده‌شده از | ارسال شده توسط | ارسال‌شده با | ارسال شده با | دریافت outlook
    أرسلت من | أُرسلت من | ارسلت من | تم الإرسال من | تم الارسال من | تم إرساله من | مرسل من | مُرسل من
    الحصول على outlook | احصل على outlook
""")
# Languages that put the verb behind the device: how such a line begins and ends.
FRAMES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("von meinem ", "von meiner ", "diese nachricht wurde ", "diese e-mail wurde von mei"),
        ("gesendet", "geschrieben"),
    ),
    (("从 windows", "从windows"), ("发送",)),
    (("从我的", "從我的", "来自我的"), ("发送", "發送", "傳送")),
    (("از ", "با "), ("ارسال شده", "ارسال شده است", "ارسال شد", "فرستاده شده", "فرستاده شد", "فرستاده شده است")),
)
# The same where the name of the device or program comes first.
ENDS = words("""
    gönderildi | gönderilmiştir | から送信 | から送信。
    から送信されました | から送信しました | 에서 보냄
    を入手 | herunterladen | downloaden | edinin | indirin | yükleyin
""")
WHOLE = frozenset(words("yahoo mail: search, organize, conquer | virus-free | sent from mobile | sent from phone"))
# What is sent from: without one of these the line is a sentence ("Sent from my desk").
PROGRAMS = words("""
    iphone | ipad | ipod | ios | android | samsung | galaxy | huawei | honor | xiaomi | redmi | poco | oppo | oneplus
    pixel | nokia | motorola | sony | xperia | blackberry | lg | windows | outlook | mail | gmail | yahoo | aol | gmx
    proton | front | spark | typeapp | edison | canary | airmail | k-9 | thunderbird | zoho | mobil | mobile | handy
    phone
    smartphone | tablet | device | app | telefon | telefono | teléfono | móvil | celular | telefone | telemóvel
    cellulare | téléphone | portable | telefoon | gerät | dispositivo | appareil | apparaat | enhet | urządzenia
    komórk | телефон | мобильн | устройств | смартфон | почт | яндекс | cihaz | آیفون | آیپد | گوشی | موبایل | تلفن
    تبلت | اندروید | سامسونگ | شیائومی | جیمیل | یاهو | هاتف | هاتفي | جهاز | الآيفون | ايفون | آيفون | أيفون | جوال
    الجوال | 手机 | 手機 | 邮箱 | 網易 | 网易 | スマートフォン | スマホ | 携帯 | 휴대폰 | webmail | roundcube | mutt
""")
# Here any name will do that has a capital letter or a number: "my Wiko RIDGE 4G".
POSSESSIVES = words("""
    sent from my | von meinem | von meiner | envoyé de mon | envoyé depuis mon | enviado desde mi | enviado do meu
    enviado de meu | inviato dal mio | verstuurd vanaf mijn | verzonden vanaf mijn | skickat från min | sendt fra min
    发自我的
""")
# What may follow in the same line.
EXCUSES = words("""
    please excuse | excuse | sorry for | apologies for | pardon | bitte entschuldigen | entschuldigen sie
    veuillez excuser | disculpe | perdona | scusate | excuus | ursäkta | przepraszam | извините | lütfen
""")
# A verb of the writer's own.
SENTENCE = frozenset(words("is | was | are | were | will | to | and | but | because | it | you | did | does | i | he"))
