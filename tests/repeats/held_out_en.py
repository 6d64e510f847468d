"""English pairs that nothing was tuned on: they were written first, and the measure never saw them."""

from .pairs import Pair, again, chased, other, with_files

PAIRS: tuple[Pair, ...] = (
    # --- the same again -----------------------------------------------------------------------------------------------
    again(
        "other greeting",
        (
            "Cannot open the shared drive",
            "Hello,\n\nsince this morning I cannot open the shared drive S: any more. It says access denied.\n\nKate",
        ),
        (
            "Cannot open the shared drive",
            "Dear support team,\n\nsince this morning I cannot open the shared drive S: any more. It says "
            "access denied.\n\nBest regards\nKate Miller",
        ),
    ),
    again(
        "other greeting",
        (
            "Invoice 20931 wrong address",
            "Hi, the address on invoice 20931 is wrong, it should be Hafenstr. 12. Please send a new one.",
        ),
        (
            "Invoice 20931 wrong address",
            "Good afternoon, the address on invoice 20931 is wrong, it should be Hafenstr. 12. Please send a "
            "new one. Thank you very much in advance!",
        ),
    ),
    again(
        "please hurry",
        ("VPN drops", "The VPN client drops every ten minutes when I work from home. I have to log in each time."),
        (
            "URGENT: VPN drops",
            "The VPN client drops every ten minutes when I work from home. I have to log in each time. "
            "Please hurry, I cannot work like this!!",
        ),
    ),
    again(
        "please hurry",
        ("Order 55812", "My order 55812 was due last Friday and has still not arrived. Where is it?"),
        (
            "2nd request: Order 55812",
            "I wrote to you already and got no answer. My order 55812 was due last Friday and has still not "
            "arrived. Where is it? Please treat this as urgent.",
        ),
    ),
    again(
        "signature added",
        (
            "Coffee machine",
            "The coffee machine on the third floor leaks again all over the counter. Can somebody come?",
        ),
        (
            "Coffee machine",
            "The coffee machine on the third floor leaks again all over the counter. Can somebody "
            "come?\n\nSent from my iPhone",
        ),
    ),
    again(
        "signature added",
        (
            "Password expired while on leave",
            "My password expired while I was on leave and now I am locked out of everything. Could you reset it?",
        ),
        (
            "Password expired while on leave",
            "My password expired while I was on leave and now I am locked out of everything. Could you reset "
            "it?\n\n-- \nDr. Ellen Brandt\nHead of Controlling\nTel. +49 40 5551 "
            "7734\nwww.brandt-logistics.example",
        ),
    ),
    again(
        "typos corrected",
        ("Teh scanner", "The scaner in room B14 dosnt send to email anymore, it shows conection error."),
        ("The scanner", "The scanner in room B14 doesn't send to email anymore, it shows connection error."),
    ),
    again(
        "typos corrected",
        (
            "refund for cancelled workshop",
            "I canceled the workshop within the deadlne but have not recieved my refund yet.",
        ),
        (
            "Refund for cancelled workshop",
            "I cancelled the workshop within the deadline but have not received my refund yet.",
        ),
    ),
    again(
        "shortened",
        (
            "Website shows error 503 at checkout",
            "Dear team,\n\nour customers report that the website shows error 503 at checkout. We have tried "
            "it with three browsers and from two different networks, it is always the same. We lose orders "
            "every minute this goes on. Please look at it at once.\n\nPetra",
        ),
        ("Error 503 at checkout", "Website still shows error 503 at checkout, we lose orders. Petra"),
    ),
    again(
        "shortened",
        (
            "Request for a second monitor",
            "Hello, I work with large drawings all day and would like to ask for a second monitor for my "
            "desk. My manager has agreed, the cost centre is the usual one of our team.",
        ),
        ("Second monitor", "Hello, any progress on the second monitor for my desk?"),
    ),
    again(
        "made longer",
        ("Outlook crashes", "Outlook crashes whenever I open a mail with a calendar invitation."),
        (
            "Outlook crashes",
            "Outlook crashes whenever I open a mail with a calendar invitation. It happens with all of them, "
            "also after restarting the computer. I really need this.",
        ),
    ),
    again(
        "other word order",
        (
            "Badge does not open the garage",
            "The garage gate does not open with my badge. My badge worked until last week.",
        ),
        (
            "Badge does not open the garage",
            "Until last week my badge worked. With my badge the garage gate does not open.",
        ),
    ),
    again(
        "other word order",
        ("No sound", "In the meeting room Oslo there is no sound from the screen when I plug in my laptop."),
        ("No sound", "When I plug in my laptop there is no sound from the screen in the meeting room Oslo."),
    ),
    again(
        "in other words",
        ("Can't log in to payroll", "I can't log in to the payroll portal. It says my account is blocked."),
        ("Login payroll", "Hi, I am unable to sign in to the payroll portal, it tells me that my account is blocked."),
    ),
    again(
        "in other words",
        (
            "Parcel damaged",
            "The parcel with the lamps arrived damaged, two of the lamps are broken. I would like replacements.",
        ),
        (
            "Damaged parcel",
            "I reported that the parcel with the lamps arrived damaged. Two lamps are broken and I would "
            "like to have replacements for them.",
        ),
    ),
    again(
        "subject changed",
        (
            "Projector",
            "The projector in the training room shows everything in green. We have a customer training on it "
            "tomorrow and need it to work.",
        ),
        (
            "Nobody answers me!",
            "The projector in the training room shows everything in green. We have a customer training on it "
            "tomorrow and need it to work.",
        ),
    ),
    again(
        "subject changed",
        (
            "",
            "Please add the new warehouse to the delivery address list in our account, the address is "
            "Kanalweg 5, 21107 Hamburg.",
        ),
        (
            "New delivery address",
            "Please add the new warehouse to the delivery address list in our account, the address is "
            "Kanalweg 5, 21107 Hamburg.",
        ),
    ),
    again(
        "forwarded to self",
        ("Mailbox full", "Hello, my mailbox is full and I cannot delete anything because the web mail hangs."),
        (
            "Fwd: Mailbox full",
            "Did you get this?\n\n---------- Forwarded message ---------\nFrom: Sam Carter "
            "<sam@client.example>\nDate: Mon, Nov 16, 2026 at 9:12 AM\nSubject: Mailbox full\nTo: "
            "<support@example.org>\n\nHello, my mailbox is full and I cannot delete anything because the web "
            "mail hangs.\n",
        ),
    ),
    again(
        "forwarded to self",
        ("Toner for the copier", "Please send us two black toners for the Ricoh copier, ours is empty."),
        (
            "FW: Toner for the copier",
            "Hi,\n\nsee below, this is urgent now.\n\nRegards\nIlse\n\nFrom: Ilse Maar\nSent: Tuesday, "
            "November 17, 2026 08:40\nTo: support@example.org\nSubject: Toner for the copier\n\nPlease send "
            "us two black toners for the Ricoh copier, ours is empty.\n",
        ),
    ),
    with_files(
        again(
            "the forgotten file",
            ("Expense report November", "Please find attached my expense report for November and transfer the amount."),
            (
                "Expense report November",
                "Sorry, I forgot the attachment. Please find attached my expense report for November and "
                "transfer the amount.",
            ),
        ),
        (),
        ("expenses-november.xlsx",),
    ),
    with_files(
        again("the same file", ("Scan", ""), ("", "")),
        ("scan-0042.pdf",),
        ("scan-0042.pdf",),
    ),
    with_files(
        again(
            "the same file",
            ("Signed contract", "Here is the signed contract for the maintenance of the lifts."),
            (
                "Signed contract - resend",
                "Here is the signed contract for the maintenance of the lifts. I send it again because I got no "
                "confirmation.",
            ),
        ),
        ("contract-lifts.pdf",),
        ("contract-lifts.pdf",),
    ),
    chased(
        (
            "Licence key does not work",
            "The licence key you sent us for the CAD program does not work, it says invalid.",
        ),
        ("Hello?", "Hello? I wrote yesterday, could somebody please answer?"),
    ),
    chased(
        ("Broken chair", "The chair at my desk is broken, the back has come off."),
        ("Reminder", "Just a friendly reminder, I am still waiting for a reply."),
    ),
    chased(
        ("Access to the archive", "I need access to the archive of the old project files for the audit."),
        ("Any update?", "Any update on this?\n\nThanks\nMo"),
    ),
    chased(
        ("Wrong amount charged", "You charged 89.90 instead of 59.90 for my subscription."),
        ("", "What is the status of my request? It has been three days."),
    ),
    again(
        "asks for news of a thing",
        ("Laptop battery", "The battery of my laptop lasts only twenty minutes. Please exchange it."),
        ("Laptop battery", "Is there any news about my laptop battery?"),
    ),
    again(
        "asks for news of a thing",
        (
            "Quotation for 40 headsets",
            "Please send us a quotation for 40 headsets with noise cancelling, delivery in December.",
        ),
        (
            "Reminder: quotation headsets",
            "We are still waiting for the quotation for the 40 headsets, can you tell us when it will come?",
        ),
    ),
    # --- another one --------------------------------------------------------------------------------------------------
    other(
        "other number",
        ("Order 88120", "My order 88120 has not arrived yet. Could you find out where it is?"),
        ("Order 88121", "My order 88121 has not arrived yet. Could you find out where it is?"),
    ),
    other(
        "other number",
        (
            "Return",
            "I would like to return article 300-17 from my last order because it does not fit. Please send a label.",
        ),
        (
            "Return",
            "I would like to return article 300-19 from my last order because it does not fit. Please send a label.",
        ),
    ),
    other(
        "other number",
        ("Meter reading", "The reading of meter 1EMH0012345678 on our site is 48213."),
        ("Meter reading", "The reading of meter 1EMH0012345679 on our site is 10077."),
    ),
    other(
        "other number",
        ("Server rack", "The rack in room 2.17 is too hot, the alarm lamp is on."),
        ("Server rack", "The rack in room 3.17 is too hot, the alarm lamp is on."),
    ),
    other(
        "other date or month",
        ("Invoice for October", "Please send me the invoice for October as PDF, I need it for the tax office."),
        ("Invoice for November", "Please send me the invoice for November as PDF, I need it for the tax office."),
    ),
    other(
        "other date or month",
        ("Day off", "I would like to book the meeting room Paris on Monday from nine to eleven for the sales team."),
        ("Day off", "I would like to book the meeting room Paris on Thursday from nine to eleven for the sales team."),
    ),
    other(
        "other date or month",
        ("Backup report", "The backup of 2026-11-16 failed, please run it again."),
        ("Backup report", "The backup of 2026-11-18 failed, please run it again."),
    ),
    other(
        "other person",
        (
            "New colleague",
            "Please create an account for our new colleague Laura Stein, she starts in accounting and needs "
            "the usual access.",
        ),
        (
            "New colleague",
            "Please create an account for our new colleague Peter Hoff, he starts in accounting and needs "
            "the usual access.",
        ),
    ),
    other(
        "other person",
        (
            "Leaver",
            "Hello, Jonas is leaving us at the end of the month. Please close his account and forward his mails to me.",
        ),
        (
            "Leaver",
            "Hello, Miriam is leaving us at the end of the month. Please close her account and forward her "
            "mails to me.",
        ),
    ),
    other(
        "other person",
        (
            "Password reset for Tim",
            "Please reset the password and send the new one by text message. It is locked since this morning.",
        ),
        (
            "Password reset for Ida",
            "Please reset the password and send the new one by text message. It is locked since this morning.",
        ),
    ),
    other(
        "other host or place",
        ("Disk almost full", "The disk of db01.internal.example is almost full, please free some space or extend it."),
        ("Disk almost full", "The disk of web03.internal.example is almost full, please free some space or extend it."),
    ),
    other(
        "other host or place",
        ("Heating", "The heating in the office in Bremen does not work, it is 14 degrees here."),
        ("Heating", "The heating in the office in Kiel does not work, it is 14 degrees here."),
    ),
    other(
        "other host or place",
        ("Light", "The light in the hallway of the second floor flickers. Please have it repaired."),
        ("Light", "The light in the hallway of the fourth floor flickers. Please have it repaired."),
    ),
    other(
        "other amount",
        ("Budget approval", "Please approve a budget of 2,500 EUR for the stand at the fair."),
        ("Budget approval", "Please approve a budget of 4,000 EUR for the stand at the fair."),
    ),
    other(
        "same subject, other problem",
        ("Laptop", "The keyboard of my laptop types double letters all the time."),
        ("Laptop", "My laptop does not find the printer of our department since the update."),
    ),
    other(
        "same subject, other problem",
        ("Question", "How can I change the bank account for the direct debit of my contract?"),
        ("Question", "Do you offer training for the reporting module, and what does it cost?"),
    ),
    other(
        "same subject, other problem",
        ("Account", "Please change my surname in the account, I got married."),
        ("Account", "Please delete my account and all data that you have stored about me."),
    ),
    other(
        "same subject, other problem",
        ("Urgent", "The door of the server room cannot be locked."),
        ("Urgent", "The phone line of the reception is dead, customers cannot reach us."),
    ),
    other(
        "other thing, same trouble",
        ("Broken", "The mouse at my desk is broken, please send me a new one."),
        ("Broken", "The headset at my desk is broken, please send me a new one."),
    ),
    other(
        "other thing, same trouble",
        ("Licence", "I need a licence for Photoshop on my computer for the new catalogue."),
        ("Licence", "I need a licence for Acrobat on my computer for the new catalogue."),
    ),
    other(
        "other thing, same trouble",
        ("Software", "Please install Python on the computer in the lab."),
        ("Software", "Please install MATLAB on the computer in the lab."),
    ),
    other(
        "it happened again",
        ("Wifi", "The wifi in the canteen does not work."),
        ("Wifi again", "The wifi in the canteen worked after you restarted it, but today it went down again."),
    ),
    other(
        "it happened again",
        ("Lift stuck", "The lift is stuck between two floors."),
        (
            "Lift stuck again",
            "The technician repaired the lift yesterday, and now it is stuck between two floors again.",
        ),
    ),
    other(
        "answer or thanks",
        ("Cannot print", "I cannot print from the tablet any more."),
        ("Cannot print", "Thanks, I can print from the tablet again. You can close this."),
    ),
    other(
        "answer or thanks",
        ("Delivery", "When will the desks be delivered to our new office?"),
        (
            "Delivery",
            "The desks were delivered to our new office this morning, thank you. But one of them has a deep scratch.",
        ),
    ),
    other(
        "withdrawn",
        ("Order 7781", "I ordered two office chairs under order 7781, when will they be delivered?"),
        ("Order 7781", "Please cancel order 7781, I no longer need the two office chairs."),
    ),
    with_files(
        other(
            "other file",
            ("Invoice", "Please see the attached invoice and pay it."),
            ("Invoice", "Please see the attached invoice and pay it."),
        ),
        ("invoice-a.pdf",),
        ("invoice-b.pdf",),
    ),
    with_files(other("other file", ("", ""), ("", "")), ("scan1.pdf",), ("scan2.pdf",)),
    with_files(
        other(
            "other file",
            ("Timesheet", "Dear all,\nattached is my timesheet for approval.\nRegards, Joe"),
            ("Timesheet", "Dear all,\nattached is my timesheet for approval.\nRegards, Joe"),
        ),
        ("week-46.xlsx",),
        ("week-47.xlsx",),
    ),
    other(
        "one more",
        ("Chairs", "We need two chairs for the meeting room in the annex."),
        ("Chairs", "We need two more chairs for the meeting room in the annex."),
    ),
    other(
        "one more",
        ("Phone", "My desk phone has no dial tone."),
        ("Phone", "The phone of my colleague across the desk has no dial tone either."),
    ),
    other(
        "opposite wish",
        ("Newsletter", "Please subscribe me to the product newsletter with this address."),
        ("Newsletter", "Please unsubscribe me from the product newsletter with this address."),
    ),
    other(
        "opposite wish",
        ("Access to project Falcon", "Please give Nora Lind access to the folder of project Falcon."),
        ("Access to project Falcon", "Please remove the access of Nora Lind to the folder of project Falcon."),
    ),
    chased(
        ("Slow computer", "My computer takes ten minutes to start in the morning."),
        ("News?", "Is there any news? Please let me know."),
        waiting=1,
    ),
    chased(
        ("Key for the locker", "I lost the key for my locker 218, may I have a new one?"),
        ("", "Hello, can I get an answer please?"),
        waiting=2,
    ),
)
