"""Phrases that ask for news of a request, and those that make another one of the same words. Pure."""

from collections.abc import Iterable
from enum import Enum

from .vocabulary import Phrase, phrases, plain


class Turn(Enum):
    """What makes another matter of the same words."""

    SOLVED = "it is solved"
    ENDED = "it is wanted no more"
    UNDONE = "it asks for the opposite"
    HAPPENED_AGAIN = "it happened again"
    ANOTHER = "another one of the kind"
    ANSWERED = "it answers a question"


CHASING = phrases("""
    any news | any update | any updates | any progress | is there any news | is there news | news | give me an update
    update on | update regarding | update about | status of | what is the status | ticket status | in progress
    reminder | friendly reminder | remind you | gentle reminder | follow up | following up | followup
    still waiting | am waiting | are waiting | waiting for | wait for | heard back | heard from you | hear from you
    heard anything | heard nothing | no answer | no reply | no response | no reaction | got no answer | an answer
    any response | any reply | any answer | any reaction | some feedback | without answer
    nobody answers | nobody answered | nobody has answered | nobody replied | nobody has replied | nobody replies
    no one answered | no one replied | has not replied | answer me | please answer | please reply | please respond
    please react | somebody please answer | somebody answer | get an answer | get a reply
    did you get | did you receive | have you received | have you seen | got this | get this | get my
    second request | 2 request | second reminder | 2 reminder | second attempt | 2 attempt | second mail | 2 mail
    third request | 3 request | third reminder | 3 reminder | third mail | second email | last reminder | my second mail
    wrote | written to you | have written | already wrote | already reported | i reported | write again | writing again
    writing you again | send again | sending again | send it again | send this again | sent again | resend | resending
    re sending | re send | attach it again | try again | trying again | asking again | ask again | hello again
    my previous | my last mail | my last email | my last message | my first mail | my mail | my email | my message
    previous mail | previous email | previous message | mail below | see below | anybody there | anyone there
    is anybody there | is anyone there | when will | how long | how much longer | what about | what is going on
    whats going on | what happened to | nobody has | why does nobody | so far | please let me know
    خبری نیست | خبری نشد | خبری نشده | خبری هست | چه خبر | خبری | یادآوری | یادآور | پیگیری | پیگیر | پیگیری مجدد
    پیگیری دوم | پاسخی نگرفتم | پاسخی نگرفته | پاسخی دریافت نکردم | پاسخی دریافت نکرده | پاسخ نگرفتم | پاسخ ندادید
    پاسخ نداده | پاسخی ندادید | پاسخ دهید | پاسخ بدهید | پاسخ بفرمایید | جوابی نگرفتم | جوابی نگرفته | جوابی نیامد
    جواب نگرفتم | جواب ندادید | جواب نداد | جواب نمیدهید | جواب بدهید | جواب بده | جواب میدهید | بی پاسخ | بیپاسخ
    جواب نداده | پاسخ ایمیل | پاسخ نامه | منتظر | منتظرم | چشم انتظار | چشم به راه | ایمیل زدم | ایمیل زده | ایمیل میزنم
    نوشته بودم | نوشته ام | دوباره مینویسم | مجددا مینویسم | دوباره میفرستم | دوباره فرستادم | دوباره ارسال
    مجددا ارسال | مجدد ارسال | ارسال مجدد | دوباره پیوست | دوباره عرض | باز عرض | باز هم عرض | درخواست مجدد
    سلام مجدد | درخواست دوم | یادآوری دوم | یادآوری سوم | ایمیل اول | ایمیل من | ایمیل قبلی | نامه قبلی | پیام قبلی
    درخواست قبلی | درخواست پیشین | پیرو ایمیل | پیرو نامه | نتیجه | چی شد | چه شد | کی میرسد | به کجا رسید
    به دستتان رسید | دستتان رسید | بدستتان رسید | کسی نیست | کسی جواب | چرا کسی | وضعیت تیکت | وضعیت درخواست | چرا جواب
    اطلاع دهید | چه زمانی | کی
    chi shod | che khabar | khabari nist | khabari nashod | javab nemidid | chera javab | javab | peygiri | yadavari
""")

TURNS: dict[Phrase, Turn] = {
    phrase: turn
    for turn, text in {
        Turn.SOLVED: """
            solved | fixed | resolved | works now | works again | work again | works fine | is fine | fine now
            found it | found the | i found | all good | close this | is back | went well
            حل شد | برطرف شد | رفع شد | درست شد | پیدا کردم | پیدا شد | وصل شد | خوب شد | اوکی شد | باز شد | فعال شد
            نصب شد | انجام شد | دست شما درد نکند
        """,
        Turn.ENDED: """
            cancel | cancelled | canceled | no longer need | do not need | dont need | not need | ignore | release the
            withdraw | obsolete | after all | forget about | drop it | myself
            لغو | کنسل | منتفی | لازم نیست | نیازی نیست | نیاز نیست | نیازی ندارم | نیازی نداریم | احتیاج نیست | صرف نظر
            نادیده بگیرید | فراموش کنید | خودم خریدم
        """,
        Turn.UNDONE: """
            remove | removed | removal | delete | deleted | revoke | disable | deactivate | unsubscribe | turn off
            switch off | shut down | uninstall | unblock
            حذف | بگیرید | پس بگیرید | ببندید | غیرفعال کنید | غیر فعال کنید | خاموش کنید | پاک کنید
        """,
        Turn.HAPPENED_AGAIN: """
            again | once again | once more | second time | third time | after your fix | since your fix | returned
            same trouble | same problem | same issue | as last week | as last time | as before
            دوباره | مجدد | مجددا | باز | باز هم | بار دیگر | بار دوم | بار سوم | دومین بار | سومین بار | مرتبه دوم
            همان مشکل | مثل قبل | مانند قبل
        """,
        Turn.ANOTHER: """
            another | other | others | more | either | additional | additionally | besides | moreover | furthermore
            in addition | as well | too | also need | different | next one
            دیگر | دیگری | دیگه | آن یکی | علاوه | همچنین | یکی دیگر | اضافی | اضافه
        """,
        Turn.ANSWERED: """
            you asked | you requested | you wanted | as requested | as you asked | in answer to | here it is
            خواسته بودید | فرموده بودید | پرسیده بودید
        """,
    }.items()
    for phrase in phrases(text)
}

# Where these differ either way, it is another matter.
OPPOSITES = frozenset({Turn.ENDED, Turn.UNDONE})

# In a sentence without any word of the matter, these say that the mail was sent again.
SAID_AGAIN = frozenset(
    phrases("""
        again | once again | once more | second time | third time
        دوباره | مجدد | مجددا | باز | باز هم | بار دیگر | بار دوم | بار سوم | دومین بار | سومین بار | مرتبه دوم
    """)
)

# With a verb behind it, "باز" means open and not again, and "اضافه" means added and not more.
TWOFOLD = frozenset(phrases("باز | اضافه"))
VERBS = plain("""
    کنید کن کند کنم کنیم کردن کرد کرده شد شده شود نمیشود میشود نمیکند میکند است بود نیست گذاشت گذاشته نشد نشده باشد
    مانده نمیکنه نمیشه میشه
""")


def by_first_word(listed: Iterable[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    """The longest first."""
    found: dict[str, list[Phrase]] = {}
    for phrase in listed:
        found.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(sorted(each, key=len, reverse=True)) for first, each in found.items()}
