"""Words as requests are compared by them: those that say nothing of the matter, those that come to the same. Pure."""

from ..mail.wordlist import words
from .stems import folded

Phrase = tuple[str, ...]


def plain(text: str) -> frozenset[str]:
    return frozenset(folded(word) for word in text.split())


def phrases(text: str) -> tuple[Phrase, ...]:
    return tuple(tuple(folded(word) for word in phrase.split()) for phrase in words(text))


# Greetings, courtesy, urgency, little words: they may come and go.
FILLER = plain("""
    a an the this that these those it its i me my mine we us our you your he she him his her hers they them their im ive
    id is are am was were be been being do does did has have had having will would shall should can could may might must
    to of in on at by for from with without into onto between
    as and or but if so than then there here about out all any some
    which who whom what when where why how no yes ok okay just only very much really too quite even ever once because
    let get got getting take taken go going come make made want wants wanted like need needed needs
    see look looking know think tell told say says said give gives given giving ask check checked
    hello hi hey dear sir madam sirs team support all colleagues everybody everyone folks good morning afternoon evening
    day whom concern gentlemen ladies sent
    please kindly thanks thank thx many lot lots cheers regards kind best warm sincerely yours faithfully greetings
    appreciate appreciated advance grateful sorry excuse apologies pls plz
    urgent urgently asap soon quick quickly fast immediately immediate important importance hurry finally priority high
    critical attention possible help care treat
    now today yesterday tomorrow tonight already yet since ago recently lately currently moment
    hour hours minute week weeks days meanwhile anymore always longer last
    number
    issue problem question request ticket case matter inquiry enquiry subject regarding concerning re
    new however also well actually simply completely properly able unable according hereby
    از که در را است با برای تا اگر این آن و یا یک یکی من ما شما او آنها خود به بر هر چه چرا اما ولی پس ها های ی ای نه
    سلام درود وقت بخیر روز صبح عصر خسته نباشید جناب سرکار خانم آقای آقا محترم گرامی عزیز همکاران همکار مهندس دکتر
    لطفا لطف ممنون ممنونم متشکرم متشکر تشکر سپاس سپاسگزارم سپاسگزار مرسی احترام احترامات ارادتمند پیشاپیش فراوان عرض
    ادب بسمه تعالی استحضار میرساند اینجانب بنده خواهشمند خواهشمندم خواهشمندیم خواهش دستور فرمایید بفرمایید فرمایند مقتضی
    دهید بدهید کنید بکنید کنم میکنم شود شوم شده شد میشود میشوم باشد بود هست هستم هستیم هستند دارم دارد داریم داشتم دارید
    کرده کردم کرد کردن شدن میخواهم میخواهیم خواستم میخواستم نیاز لازم میتوان میتوانم میتوانیم میتونم میتواند میشه بشه
    میکند میدهد میدهند میگیرم کند کنند
    فوری سریع سریعتر زودتر زود هرچه عجله مهم بسیار خیلی واقعا حتما اقدام رسیدگی بررسی همکاری زحمت کمک راهنمایی
    امروز دیروز فردا اکنون الان حالا اخیرا دیشب تاکنون قبلا پیش هفته گذشته دیگه همین همه زیاد زیادی
    شماره
    مشکل ایراد مورد موضوع درخواست سؤال سوال تیکت پشتیبانی درخصوص خصوص بابت جهت ضمن حضور خدمت درباره دربارهٔ
    جدید تازه نو نیز هم کاملا متأسفانه متاسفانه چون وقتی موقع هنگام زمان آیا چطور چگونه کجا مرا خودم ببخشید عذرخواهی
    میشوم میشم حال حالی میان بین
    salam dorood vaght bekheir lotfan mamnoon merci khaste nabashid ba tashakor sepas baraye konid man ma ro ra va
    zoodtar sari fori barresi komak
""")

# Words about correspondence: in a sentence that asks for news they say nothing, elsewhere they may be the matter.
LETTERS = plain("""
    mail mails email emails message answer answers answered reply replied replies response respond react reaction get
    receive received send sent sending write written wrote wait waiting hear heard news update status friendly nobody
    anybody somebody someone anyone one confirmation first previous second day days three two hours long below see
    back far attach attached attachment feedback regard above
    ایمیل نامه پیام پاسخ جواب دریافت نکرده نکردم ارسال فرستادم فرستاده رسید نرسید نرسیده نوشتم کسی خبر وضعیت اعلام
    قبلی اول پیوست پیوستم کردم زدم مانده نگرفتم نگرفته نداد ندادید دستتان باره بدست اینباره دوم سوم بار مجدد پیرو
    nemidid chera
""")
LASTING = plain("still هنوز همچنان")  # says that it was said before
DENYING = plain("not no never cannot cant dont doesnt didnt isnt wasnt arent havent hasnt hadnt wont wouldnt couldnt")
TITLES = plain("خانم آقای آقا مهندس دکتر mr mrs ms miss dr")
THANKS = plain("thanks thank thx great perfect ممنون ممنونم متشکرم تشکر سپاسگزارم مرسی")
WISHES = plain(
    "please pls can could would need want help لطفا خواهشمند خواهشمندم خواهشمندیم نیاز لازم میخواهم کمک lotfan"
)
GREETS = plain("hello hi hey dear good سلام باسلام درود جناب سرکار همکار همکاران وقت salam")
FAREWELLS = plain(
    "regards sincerely thanks thank cheers best greetings yours تشکر باتشکر سپاس احترام ممنون ارادتمند سپاسگزارم"
)

# What questions ask for: the first word stands for all of its line.
ASKED = {
    folded(word): kind
    for line in words("""
        where کجا | when کی | why چرا | who whom | which کدام | how چطور چگونه | much چقدر چند | many | what چیست
    """)
    for kind, *others in [line.split()]
    for word in (kind, *others)
}
NUMBERS = {
    folded(word): number
    for pair in words("""
        2 two second دو دوم | 3 three third سه سوم | 4 four fourth چهار چهارم | 5 five fifth پنج پنجم
        6 six sixth شش ششم | 7 seven seventh هفت هفتم | 8 eight eighth هشت هشتم | 9 nine ninth نهم | 10 ten tenth ده دهم
        11 eleven یازده | 12 twelve دوازده | 13 thirteen سیزده | 14 fourteen چهارده | 15 fifteen پانزده
        16 sixteen شانزده | 17 seventeen هفده | 18 eighteen هجده | 19 nineteen نوزده | 20 twenty بیست | 30 thirty سی
        40 forty چهل | 50 fifty پنجاه | 60 sixty شصت | 70 seventy هفتاد | 80 eighty هشتاد | 90 ninety نود
        100 hundred صد | 200 دویست | 1000 thousand هزار
    """)
    for number, *spelled in [pair.split()]
    for word in spelled
}

# Months and days of the week: two that differ make two requests.
DATES = plain("""
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند
    شنبه یکشنبه دوشنبه سهشنبه چهارشنبه پنجشنبه جمعه
""")
DOUBTFUL = plain("may march")  # dates where they have a capital

# What comes to the same in requests: the first word stands for all of its line. "-" before it denies it.
SAME: dict[Phrase, str] = {
    phrase: line.split("=")[0].strip()
    for line in """
        -work = broken | defective | faulty | out of order | kaputt | no longer works | stopped working | dead
        login = log in | logging in | logged in | login | logon | log on | sign in | signing in | sign on
        charge = charged | charge | billed
        refund = refund | refunded | refunds | reimburse | money back
        replace = replacement | replacements | exchange | replace | swap
        forget = forgot | forgotten | forget
        computer = computer | pc
        -کار = کار نمیکند | کار نمیکنه | کار نکرد | کار نکرده | خراب | معیوب | از کار افتاده
        ورود = وارد | ورود | لاگین
        ریست = بازنشانی | ریست | ریستارت
        عوض = تعویض | عوض | جایگزین
        برگشت = برگردانید | برگشت | بازگشت | استرداد | عودت
        رایانه = رایانه | کامپیوتر
    """.strip().split("\n")
    for phrase in phrases(line.split("=")[1])
}
