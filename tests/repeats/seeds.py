"""Requests that pairs are made from. A slot makes two requests of one form: a number, a name, a day, a place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seed:
    """`slots`: what stands in the first request and what in the other one."""

    language: str
    subject: str
    sentences: tuple[str, ...]
    slots: tuple[tuple[str, str, str], ...]  # (name, value, the other request's value)

    def subject_of(self, others: frozenset[str] = frozenset()) -> str:
        return self._filled(self.subject, others)

    def sentences_of(self, others: frozenset[str] = frozenset()) -> list[str]:
        return [self._filled(sentence, others) for sentence in self.sentences]

    def _filled(self, text: str, others: frozenset[str]) -> str:
        return text.format(**{name: theirs if name in others else ours for name, ours, theirs in self.slots})


TUNED: tuple[Seed, ...] = (
    Seed(
        "en",
        "Delivery {order}",
        (
            "My order {order} was sent to the wrong address.",
            "The parcel now lies at the post office in {place}.",
            "Please send it to our warehouse instead.",
            "The customer is waiting for it.",
        ),
        (("order", "70115", "70151"), ("place", "Leeds", "York")),
    ),
    Seed(
        "en",
        "Certificate of {host}",
        (
            "The certificate of {host} expires next week.",
            "The browsers of our customers show a warning already.",
            "Could you renew it and restart the service?",
        ),
        (("host", "shop.client.example", "mail.client.example"),),
    ),
    Seed(
        "en",
        "Account for {who}",
        (
            "{who} joins our team as a trainee.",
            "Please prepare an account with mail and access to the drive of the design department.",
            "A laptop is here already.",
        ),
        (("who", "Olivia Grant", "Marcus Webb"),),
    ),
    Seed(
        "en",
        "Travel costs {month}",
        (
            "My travel costs for {month} were not paid with the salary.",
            "I handed in the form in time.",
            "Please transfer {sum} EUR to my account.",
        ),
        (("month", "March", "April"), ("sum", "312.40", "128.90")),
    ),
    Seed(
        "en",
        "Camera",
        (
            "The security camera at the {where} has no picture since the power cut.",
            "Restarting it from the web page did not help.",
            "Can somebody look at it?",
        ),
        (("where", "loading ramp", "main gate"),),
    ),
    Seed(
        "en",
        "Batch {batch}",
        (
            "We found scratches on the parts of batch {batch}.",
            "About one in ten is affected.",
            "We have stopped the line.",
            "Please tell us how you want to proceed.",
        ),
        (("batch", "B-2291", "B-2294"),),
    ),
    Seed(
        "en",
        "Conference room",
        (
            "Please reserve the conference room on {day} for a visit of the auditors.",
            "We are {people} people and need coffee.",
            "The projector should be tested before.",
        ),
        (("day", "12 January", "19 January"), ("people", "eight", "fourteen")),
    ),
    Seed(
        "en",
        "Module {module}",
        (
            "Our customers ask for the module {module} of your software.",
            "What does it cost for fifty users?",
            "Is there a trial version?",
        ),
        (("module", "Payroll", "Inventory"),),
    ),
    Seed(
        "fa",
        "ارسال سفارش {order}",
        (
            "سفارش {order} من به نشانی اشتباه فرستاده شده است.",
            "بسته اکنون در ادارهٔ پست {place} مانده است.",
            "لطفاً آن را به انبار ما بفرستید.",
            "مشتری منتظر آن است.",
        ),
        (("order", "۷۰۱۱۵", "۷۰۱۵۱"), ("place", "قزوین", "زنجان")),
    ),
    Seed(
        "fa",
        "گواهی {host}",
        (
            "گواهی امنیتی {host} هفتهٔ آینده منقضی می‌شود.",
            "مرورگر مشتریان ما از همین حالا هشدار می‌دهد.",
            "لطفاً آن را تمدید و سرویس را راه‌اندازی کنید.",
        ),
        (("host", "shop.client.example", "mail.client.example"),),
    ),
    Seed(
        "fa",
        "حساب کاربری {who}",
        (
            "{who} به‌عنوان کارآموز به گروه ما می‌پیوندد.",
            "لطفاً حساب کاربری با ایمیل و دسترسی به پوشهٔ واحد طراحی آماده کنید.",
            "لپ‌تاپ از پیش موجود است.",
        ),
        (("who", "خانم الهام شریفی", "آقای بهرام نصیری"),),
    ),
    Seed(
        "fa",
        "هزینه سفر {month}",
        (
            "هزینهٔ سفر {month} من همراه حقوق پرداخت نشده است.",
            "فرم را به‌موقع تحویل داده بودم.",
            "لطفاً مبلغ {sum} تومان را به حسابم واریز کنید.",
        ),
        (("month", "فروردین", "اردیبهشت"), ("sum", "۳٬۱۲۰٬۰۰۰", "۱٬۲۸۰٬۰۰۰")),
    ),
    Seed(
        "fa",
        "دوربین",
        (
            "دوربین مداربستهٔ {where} از زمان قطع برق تصویر ندارد.",
            "راه‌اندازی آن از صفحهٔ وب نتیجه نداد.",
            "لطفاً کسی را برای بررسی بفرستید.",
        ),
        (("where", "سکوی بارگیری", "در اصلی"),),
    ),
    Seed(
        "fa",
        "سری ساخت {batch}",
        (
            "روی قطعات سری {batch} خراش دیده‌ایم.",
            "از هر ده قطعه یکی معیوب است.",
            "خط تولید را متوقف کرده‌ایم.",
            "لطفاً بفرمایید چه کنیم.",
        ),
        (("batch", "۲۲۹۱", "۲۲۹۴"),),
    ),
)

HELD_OUT: tuple[Seed, ...] = (
    Seed(
        "en",
        "Toll card {card}",
        (
            "The toll card {card} of our truck is refused at the border.",
            "The driver had to pay in cash at {place}.",
            "Please check whether the card is blocked.",
            "We have paid all of your invoices.",
        ),
        (("card", "7083-4410", "7083-4416"), ("place", "Brenner", "Kiefersfelden")),
    ),
    Seed(
        "en",
        "Replication to {host}",
        (
            "The nightly replication to {host} takes longer than six hours.",
            "It used to be done before midnight.",
            "Did something change on the network?",
        ),
        (("host", "nas-west.client.example", "nas-east.client.example"),),
    ),
    Seed(
        "en",
        "Business cards for {who}",
        (
            "We need two hundred business cards for {who}.",
            "The layout is the one of last year.",
            "Please send them to the office in Graz.",
        ),
        (("who", "Helen Moser", "David Kern"),),
    ),
    Seed(
        "en",
        "Statement {month}",
        (
            "The statement of {month} lists a fee of {sum} EUR that we do not understand.",
            "It was not agreed in the contract.",
            "Please explain it or take it back.",
        ),
        (("month", "July", "August"), ("sum", "75.00", "92.50")),
    ),
    Seed(
        "en",
        "Sensor",
        (
            "The temperature sensor in the {where} sends no values since the storm.",
            "Its lamp blinks red.",
            "Please replace it under the maintenance contract.",
        ),
        (("where", "cold store", "paint shop"),),
    ),
    Seed(
        "en",
        "Course {course}",
        (
            "I registered for the course {course} but got no confirmation.",
            "The money was taken from my card.",
            "Am I on the list of participants?",
        ),
        (("course", "Advanced Welding", "Crane Safety"),),
    ),
    Seed(
        "en",
        "Pick-up on {day}",
        (
            "Please pick up {count} pallets at our ramp on {day}.",
            "They are wrapped and labelled.",
            "The ramp is open until four.",
        ),
        (("day", "Wednesday", "Friday"), ("count", "6", "11")),
    ),
    Seed(
        "fa",
        "کارت سوخت {card}",
        (
            "کارت سوخت {card} کامیون ما در جایگاه پذیرفته نمی‌شود.",
            "راننده در {place} ناچار شد نقدی پرداخت کند.",
            "لطفاً بررسی کنید کارت مسدود شده است یا نه.",
            "همهٔ صورت‌حساب‌های شما را پرداخته‌ایم.",
        ),
        (("card", "۷۰۸۳۴۴۱۰", "۷۰۸۳۴۴۱۶"), ("place", "سمنان", "دامغان")),
    ),
    Seed(
        "fa",
        "پشتیبان‌گیری {host}",
        (
            "پشتیبان‌گیری شبانه روی {host} بیش از شش ساعت طول می‌کشد.",
            "پیش‌تر تا نیمه‌شب تمام می‌شد.",
            "آیا در شبکه چیزی تغییر کرده است؟",
        ),
        (("host", "nas-west.client.example", "nas-east.client.example"),),
    ),
    Seed(
        "fa",
        "کارت ویزیت {who}",
        ("برای {who} دویست کارت ویزیت لازم داریم.", "طرح همان طرح پارسال است.", "لطفاً به دفتر کرج بفرستید."),
        (("who", "خانم هدی مقدم", "آقای داود کیانی"),),
    ),
    Seed(
        "fa",
        "صورت‌حساب {month}",
        (
            "در صورت‌حساب {month} کارمزدی به مبلغ {sum} تومان هست که دلیل آن را نمی‌دانیم.",
            "در قرارداد چنین چیزی نیامده است.",
            "لطفاً توضیح دهید یا آن را برگردانید.",
        ),
        (("month", "تیر", "مرداد"), ("sum", "۷۵۰٬۰۰۰", "۹۲۵٬۰۰۰")),
    ),
    Seed(
        "fa",
        "حسگر دما",
        (
            "حسگر دمای {where} از زمان طوفان مقداری نمی‌فرستد.",
            "چراغ آن قرمز چشمک می‌زند.",
            "لطفاً طبق قرارداد نگه‌داری تعویض کنید.",
        ),
        (("where", "سردخانه", "سالن رنگ"),),
    ),
    Seed(
        "fa",
        "دوره {course}",
        (
            "در دورهٔ {course} نام‌نویسی کردم ولی تأییدیه نگرفتم.",
            "پول از کارتم برداشت شده است.",
            "آیا نام من در فهرست هست؟",
        ),
        (("course", "جوشکاری پیشرفته", "ایمنی جرثقیل"),),
    ),
)
