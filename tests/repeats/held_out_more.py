"""More pairs that nothing was tuned on: written when the measure was finished, to see what it is worth."""

from .pairs import Pair, again, chased, other, with_files

PAIRS: tuple[Pair, ...] = (
    # --- another one --------------------------------------------------------------------------------------------------
    other(
        "same subject, other problem",
        ("Lathe", "The lathe stops when the door is opened."),
        ("Lathe", "The lathe needs a new belt, the old one is torn."),
    ),
    other(
        "same subject, other problem",
        ("Payslip", "My payslip shows the wrong tax class."),
        ("Payslip", "My payslip shows two days of holiday too few."),
    ),
    other(
        "same subject, other problem",
        ("Canteen", "The card reader in the canteen charges me twice."),
        ("Canteen", "The menu of the canteen in the intranet is the one of last year."),
    ),
    other(
        "same subject, other problem",
        ("CRM", "How can I export my contacts from the CRM?"),
        ("CRM", "The CRM shows my contacts in a wrong order."),
    ),
    other(
        "same subject, other problem",
        ("Order 9917", "Order 9917 contains the wrong cable, I need the long one."),
        ("Order 9917", "Please send the invoice of order 9917 to our head office."),
    ),
    other("other thing, same trouble", ("Key", "I need a key for the cellar."), ("Key", "I need a key for the attic.")),
    other(
        "other thing, same trouble",
        ("Broken", "The drill from the tool pool is broken."),
        ("Broken", "The grinder from the tool pool is broken."),
    ),
    other(
        "other thing, same trouble",
        ("Missing", "The black trousers were missing in the laundry."),
        ("Missing", "The white coat was missing in the laundry."),
    ),
    other(
        "other person",
        ("Badge", "Please order a badge for the trainee Felix Brand."),
        ("Badge", "Please order a badge for the trainee Greta Simon."),
    ),
    other(
        "other person",
        ("Absence", "Mr Kim is ill, please cover his shift tonight."),
        ("Absence", "Mrs Lee is ill, please cover her shift tonight."),
    ),
    other(
        "other number",
        ("Truck", "Truck HH-AB 123 needs an inspection before the weekend."),
        ("Truck", "Truck HH-CD 456 needs an inspection before the weekend."),
    ),
    other(
        "other number", ("Valve", "Valve 7 on line 2 does not close."), ("Valve", "Valve 2 on line 7 does not close.")
    ),
    other(
        "other date or month",
        ("Report", "I need the sales report of the second quarter."),
        ("Report", "I need the sales report of the third quarter."),
    ),
    other(
        "other date or month",
        ("Slot", "Can we deliver on Thursday afternoon?"),
        ("Slot", "Can we deliver on Friday afternoon?"),
    ),
    other(
        "other host or place",
        ("Outage", "The branch in Porto has no connection."),
        ("Outage", "The branch in Braga has no connection."),
    ),
    other(
        "other amount",
        ("Raise", "Please raise the limit of my card to 3000."),
        ("Raise", "Please raise the limit of my card to 5000."),
    ),
    other(
        "answer or thanks",
        ("Pallets", "Are the pallets ready for pick-up?"),
        ("Pallets", "The pallets were picked up, thanks. Two of them were damaged."),
    ),
    other(
        "answer or thanks", ("Mailbox", "I do not get any mails since this morning."), ("Mailbox", "I get mails now.")
    ),
    other(
        "it happened again",
        ("Heating", "The heating in the workshop failed."),
        ("Heating", "The heating in the workshop failed once more after the repair on Monday."),
    ),
    other(
        "it happened again",
        ("Spam", "I got thirty spam mails today."),
        ("Spam", "I got thirty spam mails again today, the filter only worked for a day."),
    ),
    other(
        "withdrawn",
        ("Car", "Please book a pool car for me for Monday."),
        ("Car", "I go by train on Monday, please cancel the pool car."),
    ),
    other(
        "opposite wish",
        ("Lights", "Please leave the lights in the hall on at night."),
        ("Lights", "Please switch the lights in the hall off at night."),
    ),
    other(
        "one more",
        ("Headset", "Please order a headset for me."),
        ("Headset", "Please order another headset for me, one for the home office."),
    ),
    other(
        "same subject, other problem",
        ("اتوماسیون", "نامه‌ها در اتوماسیون باز نمی‌شود."),
        ("اتوماسیون", "امضای من در اتوماسیون ثبت نشده است."),
    ),
    other(
        "same subject, other problem", ("آسانسور", "آسانسور صدای عجیبی می‌دهد."), ("آسانسور", "چراغ آسانسور سوخته است.")
    ),
    other(
        "other person",
        ("معرفی‌نامه", "لطفاً برای آقای بهاری معرفی‌نامهٔ بانک صادر کنید."),
        ("معرفی‌نامه", "لطفاً برای آقای زمانی معرفی‌نامهٔ بانک صادر کنید."),
    ),
    other(
        "other thing, same trouble",
        ("خرید", "لطفاً یک میز برای اتاق جلسه بخرید."),
        ("خرید", "لطفاً یک تخته برای اتاق جلسه بخرید."),
    ),
    other(
        "other host or place", ("اینترنت", "اینترنت انبار مرکزی کند است."), ("اینترنت", "اینترنت انبار شمالی کند است.")
    ),
    other(
        "other number", ("حواله", "حوالهٔ ۵۵۰۱ به حساب ما نرسیده است."), ("حواله", "حوالهٔ ۵۵۰۷ به حساب ما نرسیده است.")
    ),
    other("answer or thanks", ("وای‌فای", "وای‌فای اتاق من وصل نمی‌شود."), ("وای‌فای", "ممنون، وای‌فای اتاق من وصل شد.")),
    other(
        "it happened again",
        ("سرور", "سرور مالی از کار افتاد."),
        ("سرور", "سرور مالی که صبح درست شد دوباره از کار افتاد."),
    ),
    other(
        "other date or month",
        ("اضافه‌کار", "فهرست اضافه‌کار مهر را لازم دارم."),
        ("اضافه‌کار", "فهرست اضافه‌کار آبان را لازم دارم."),
    ),
    with_files(
        other("other file", ("Invoice", "Our invoice is attached."), ("Invoice", "Our invoice is attached.")),
        ("i-1.pdf",),
        ("i-2.pdf",),
    ),
    chased(
        ("Rack", "The rack in the archive is about to fall."),
        ("Reminder", "This is a reminder. Please answer."),
        waiting=1,
    ),
    # --- the same again -----------------------------------------------------------------------------------------------
    again(
        "please hurry",
        ("Lathe", "The lathe stops when the door is opened."),
        ("LATHE!!!", "The lathe stops when the door is opened. We cannot produce. Urgent!"),
    ),
    again(
        "other greeting",
        ("Payslip", "Hello, my payslip shows the wrong tax class."),
        ("Payslip", "Dear HR team, my payslip shows the wrong tax class. Kind regards, Vera"),
    ),
    again(
        "in other words",
        ("Canteen", "The card reader in the canteen charges me twice."),
        ("Canteen card", "I am charged twice by the card reader in the canteen."),
    ),
    again(
        "asks for news of a thing",
        ("Key", "I need a key for the cellar."),
        ("Key cellar", "When will I get the key for the cellar?"),
    ),
    again(
        "shortened",
        (
            "Drill",
            "The drill from the tool pool is broken, the chuck is loose and it sparks when it starts. We "
            "need it for the stand on Monday.",
        ),
        ("Drill", "The drill from the tool pool is still broken."),
    ),
    again(
        "made longer",
        ("Badge", "Please order a badge for the trainee Felix Brand."),
        (
            "Badge",
            "Hello, please order a badge for the trainee Felix Brand. He starts next week and cannot get in "
            "without it.",
        ),
    ),
    again(
        "signature added",
        ("Truck", "Truck HH-AB 123 needs an inspection before the weekend."),
        ("Truck", "Truck HH-AB 123 needs an inspection before the weekend.\n\nBest\nKarl Ott\nFleet\n+49 40 123456"),
    ),
    again(
        "typos corrected",
        ("Reprot", "I need teh sales report of the secnd quarter."),
        ("Report", "I need the sales report of the second quarter."),
    ),
    again(
        "other word order",
        ("Outage", "The branch in Porto has no connection since nine o'clock."),
        ("Outage", "Since nine o'clock the branch in Porto has no connection."),
    ),
    again(
        "subject changed",
        ("Limit", "Please raise the limit of my card to 3000 because I have to pay the hotel in Oslo with it."),
        (
            "Request of yesterday",
            "Please raise the limit of my card to 3000 because I have to pay the hotel in Oslo with it.",
        ),
    ),
    again(
        "please hurry",
        ("Pallets", "Are the pallets ready for pick-up?"),
        ("Pallets", "I asked yesterday: are the pallets ready for pick-up? The driver is waiting."),
    ),
    again(
        "forwarded to self",
        ("Heating", "The heating in the workshop failed."),
        (
            "Fwd: Heating",
            "FYI\n\n---------- Forwarded message ---------\nFrom: Ivo <ivo@client.example>\nDate: Mon, Nov "
            "16, 2026 at 9:12 AM\nSubject: Heating\nTo: <support@example.org>\n\nThe heating in the workshop "
            "failed.\n",
        ),
    ),
    again(
        "please hurry",
        ("اتوماسیون", "نامه‌ها در اتوماسیون باز نمی‌شود."),
        ("اتوماسیون", "نامه‌ها در اتوماسیون باز نمی‌شود. کارم مانده، لطفاً فوری رسیدگی کنید."),
    ),
    again(
        "other greeting",
        ("آسانسور", "آسانسور صدای عجیبی می‌دهد."),
        ("آسانسور", "با سلام و وقت بخیر، آسانسور صدای عجیبی می‌دهد. با تشکر"),
    ),
    again(
        "letters and digits of another keyboard",
        ("حواله", "حوالهٔ ۵۵۰۱ به حساب ما نرسیده است."),
        ("حواله", "حواله 5501 به حساب ما نرسيده است ."),
    ),
    again(
        "other word order",
        ("اینترنت", "اینترنت انبار مرکزی از شنبه کند است."),
        ("اینترنت", "از شنبه اینترنت انبار مرکزی کند است."),
    ),
    again(
        "asks for news of a thing",
        ("معرفی‌نامه", "لطفاً برای آقای بهاری معرفی‌نامهٔ بانک صادر کنید."),
        ("معرفی‌نامه", "معرفی‌نامهٔ بانک آقای بهاری چه شد؟"),
    ),
    again(
        "shortened",
        (
            "خرید میز",
            "با سلام، برای اتاق جلسه به یک میز بزرگ نیاز داریم، میز فعلی پایه‌اش شکسته و خطرناک است. لطفاً خریداری شود.",
        ),
        ("خرید میز", "لطفاً میز بزرگ اتاق جلسه خریداری شود."),
    ),
    again(
        "made longer",
        ("وای‌فای", "وای‌فای اتاق من وصل نمی‌شود."),
        ("وای‌فای", "سلام مجدد، وای‌فای اتاق من وصل نمی‌شود. با گوشی هم امتحان کردم."),
    ),
    with_files(
        again(
            "the same file", ("Invoice", "Our invoice is attached."), ("Invoice (resent)", "Our invoice is attached.")
        ),
        ("i-1.pdf",),
        ("i-1.pdf",),
    ),
    chased(
        ("Rack", "The rack in the archive is about to fall."),
        ("Rack", "Hello, I have had no reaction to my mail so far."),
    ),
    chased(("سقف", "سقف راهرو نم داده است."), ("پیگیری مجدد", "سلام، ایمیل قبلی من بی‌پاسخ مانده است.")),
)
