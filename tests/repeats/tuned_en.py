"""English pairs by which the measure was tuned."""

from .pairs import Pair, again, chased, other, with_files

PAIRS: tuple[Pair, ...] = (
    # --- the same again -----------------------------------------------------------------------------------------------
    again(
        "other greeting",
        ("Printer on floor 2", "Hi,\nthe printer on floor 2 prints only blank pages since this morning.\nThanks, Ali"),
        (
            "Printer on floor 2",
            "Dear support,\n\nthe printer on floor 2 prints only blank pages since yesterday.\n\nKind "
            "regards\nAli Rezaei",
        ),
    ),
    again(
        "other greeting",
        ("Order 4711", "Good morning, my order 4711 was delivered without the power supply. Please send it."),
        ("Order 4711", "Hello again, my order 4711 was delivered without the power supply. Please send it. Cheers"),
    ),
    again(
        "other greeting",
        (
            "Access to CRM",
            "Dear Sir or Madam, I need access to the CRM for the sales campaign. My manager Mr Olsen agrees.",
        ),
        ("Access to CRM", "Hi there! I need access to the CRM for the sales campaign. My manager Mr Olsen agrees."),
    ),
    again(
        "please hurry",
        ("Email bounces", "All mails that I send to customers at gmail.com bounce with error 550 5.7.26."),
        (
            "Email bounces!!!",
            "All mails that I send to customers at gmail.com bounce with error 550 5.7.26. This is very "
            "urgent, please hurry up.",
        ),
    ),
    again(
        "please hurry",
        ("Payment not shown", "I paid invoice RE-2026-118 two weeks ago but your portal still shows it as open."),
        (
            "Payment not shown (second attempt)",
            "This is my second mail about this. I paid invoice RE-2026-118 two weeks ago but your portal "
            "still shows it as open. Could someone finally take care of it?",
        ),
    ),
    again(
        "please hurry",
        ("Air conditioning", "The air conditioning in the lab blows hot air."),
        (
            "URGENT Air conditioning",
            "ASAP please: the air conditioning in the lab blows hot air. It is really important.",
        ),
    ),
    again(
        "signature added",
        ("Two factor lost", "I got a new phone and lost my two factor app. How do I get back into my account?"),
        (
            "Two factor lost",
            "I got a new phone and lost my two factor app. How do I get back into my account?\n\nGet Outlook for iOS",
        ),
    ),
    again(
        "signature added",
        ("Two factor lost", "I got a new phone and lost my two factor app. How do I get back into my account?"),
        (
            "Two factor lost",
            "I got a new phone and lost my two factor app. How do I get back into my account?\n\nWith kind "
            "regards,\n\nJohn Smith\nSales Manager\nAcme Ltd, 12 High Street, London\nPhone: +44 20 7946 0991",
        ),
    ),
    again(
        "signature added",
        ("Door", "The front door does not close properly, anybody can walk in at night.\n\nBest,\nInes"),
        (
            "Door",
            "The front door does not close properly, anybody can walk in at night.\n\nBest,\nInes Vogel | "
            "Facility | ext. 4410",
        ),
    ),
    again(
        "typos corrected",
        ("cant conect", "I cant conect to the remote desktp since the updat yesterday"),
        ("can't connect", "I can't connect to the remote desktop since the update yesterday"),
    ),
    again(
        "typos corrected",
        ("recieve", "I do not recieve the confirmaton mails from the webshop."),
        ("receive", "I do not receive the confirmation mails from the web shop."),
    ),
    again(
        "typos corrected",
        ("Monitor flikers", "My monitr flikers when I turn on the desk lmap."),
        ("Monitor flickers", "My monitor flickers when I turn on the desk lamp."),
    ),
    again(
        "shortened",
        (
            "Export to Excel gives empty file",
            "Hello team,\nwhen I export the list of customers to Excel the file is empty. I tried with "
            "Firefox and with Chrome, also after deleting the cache. Last month it worked. I need the list "
            "for the board meeting.\nRegards\nTom",
        ),
        ("Export to Excel", "The export of the customers to Excel still gives an empty file!"),
    ),
    again(
        "shortened",
        (
            "Rental car",
            "I need a rental car from 3 to 7 December for the customer visit in Lyon, a small one with "
            "automatic gear, pick up at the station.",
        ),
        ("Rental car Lyon", "Is there any news about the rental car for 3 to 7 December in Lyon?"),
    ),
    again(
        "shortened",
        (
            "Wrong name on my contract",
            "Good day, on my contract my name is written as Meier, but it is Meyer with y. I noticed it when "
            "I wanted to open a bank account with it. Could you correct it and send me a new copy?",
        ),
        (
            "Wrong name on my contract",
            "Good day, on my contract my name is written as Meier, but it is Meyer with y. Could you correct it?",
        ),
    ),
    again(
        "made longer",
        ("No internet", "There is no internet in office 12."),
        ("No internet", "There is no internet in office 12. We are five people here and nobody can work."),
    ),
    again(
        "made longer",
        ("My order has not arrived", "My order of the standing desk has not arrived."),
        ("My order has not arrived", "My order of the standing desk has not arrived. The order number is 90017."),
    ),
    again(
        "made longer",
        ("Booking system", "The booking system shows the wrong time zone for all appointments."),
        (
            "Booking system",
            "Once more: the booking system shows the wrong time zone for all appointments, they are one hour "
            "late. Customers are complaining.",
        ),
    ),
    again(
        "other word order",
        ("Parking", "Since the new barrier was installed, my card is not accepted at the car park entrance."),
        ("Parking", "My card is not accepted at the car park entrance since the new barrier was installed."),
    ),
    again(
        "other word order",
        ("Two problems", "The screen of my tablet is cracked. The charger is missing as well."),
        ("Two problems", "The charger of my tablet is missing. The screen is cracked as well."),
    ),
    again(
        "in other words",
        ("Scanner broken", "The scanner at reception is broken."),
        ("Scanner", "The scanner at reception doesn't work."),
    ),
    again(
        "in other words",
        ("Can't open attachment", "I cannot open PDF attachments in the mail program since the update."),
        ("PDF attachments", "Since the last update I'm not able to open PDF attachments in my mail program."),
    ),
    again(
        "in other words",
        ("Duplicate charge", "I was charged twice for my order 30055. Please refund one of the payments."),
        ("Charged twice", "You have charged me twice for order 30055, I would like a refund of one payment."),
    ),
    again(
        "in other words",
        ("Reset my password", "I forgot my password for the intranet, please reset it."),
        ("Forgotten password", "Could you please reset my intranet password? I have forgotten it."),
    ),
    again(
        "subject changed",
        (
            "Fridge",
            "The fridge in the kitchen on the ground floor no longer cools, the milk has gone sour and it "
            "smells terrible.",
        ),
        (
            "What is going on???",
            "The fridge in the kitchen on the ground floor no longer cools, the milk has gone sour and it "
            "smells terrible.",
        ),
    ),
    again(
        "subject changed",
        ("Help", "I cannot upload files larger than 10 MB to the portal although the limit is said to be 50 MB."),
        (
            "Upload limit of the portal",
            "I cannot upload files larger than 10 MB to the portal although the limit is said to be 50 MB.",
        ),
    ),
    again(
        "forwarded to self",
        ("Wrong size", "The shoes are too small. I would like to exchange them for size 43."),
        (
            "Fwd: Wrong size",
            "Please answer.\n\n---------- Forwarded message ---------\nFrom: Jan <jan@client.example>\nDate: "
            "Mon, Nov 16, 2026 at 9:12 AM\nSubject: Wrong size\nTo: <support@example.org>\n\n\nThe shoes are "
            "too small. I would like to exchange them for size 43.\n",
        ),
    ),
    again(
        "forwarded to self",
        ("Training", "We would like to book the training on data protection for eight people in January."),
        (
            "WG: Training",
            "Von: Eva Lang <eva@client.example>\nGesendet: Montag, 16. November 2026 09:12\nAn: "
            "support@example.org\nBetreff: Training\n\nWe would like to book the training on data protection "
            "for eight people in January.\n",
        ),
    ),
    with_files(
        again(
            "the forgotten file",
            ("Sick note", "Attached is my sick note until Friday."),
            ("Sick note", "Now with the attachment. Attached is my sick note until Friday."),
        ),
        (),
        ("note.jpg",),
    ),
    with_files(
        again(
            "the forgotten file",
            ("Error message", "The time tracking program shows an error when I close it. See the screenshot."),
            ("Error message", "The time tracking program shows an error when I close it. See the screenshot."),
        ),
        (),
        ("screenshot.png",),
    ),
    with_files(
        again("the same file", ("Scanned document", ""), ("Fwd: Scanned document", "")), ("doc.pdf",), ("doc.pdf",)
    ),
    with_files(
        again(
            "the same file",
            ("Application form", "Please find my application form for the company bike attached."),
            ("Application form company bike", "Did you receive my application form? I attach it again."),
        ),
        ("bike.pdf",),
        ("bike.pdf",),
    ),
    with_files(
        again(
            "the same file",
            ("Cracked display", "The display of the cash register is cracked, see the photo."),
            ("Cracked display", "The display of the cash register is cracked. Please react."),
        ),
        ("photo.jpg",),
        (),
    ),
    chased(
        ("Cannot log in", "I cannot log in to the learning platform."),
        ("Any news?", "Any news?"),
    ),
    chased(
        ("Cannot log in", "I cannot log in to the learning platform."),
        ("Follow up", "Hi, I just wanted to follow up on my previous email. I haven't heard back from you yet."),
    ),
    chased(
        ("Offer for cleaning", "Please send us an offer for the weekly cleaning of our office."),
        (
            "Request from Monday",
            "Dear all, did you receive my mail from Monday? Nobody has replied so far. Best regards, Lena",
        ),
    ),
    chased(
        ("Broken window", "A window in the stairwell is broken."),
        ("???", "Is anybody there? When will I get an answer?"),
    ),
    chased(
        ("Move of desk", "I move to office 310 next week and need help with my computer."),
        ("Ticket status", "Could you please give me an update on my ticket? Thank you!"),
    ),
    again(
        "asks for news of a thing",
        ("Headset", "My headset crackles, please exchange it."),
        ("Headset", "When will I get the new headset?"),
    ),
    again(
        "asks for news of a thing",
        ("Upgrade of our contract", "We want to upgrade our contract to the business plan from next month on."),
        ("Re: contract", "Any update regarding the upgrade of our contract?"),
    ),
    # --- another one --------------------------------------------------------------------------------------------------
    other(
        "other number",
        ("Order 4711", "Order 4711 arrived damaged. Please send a replacement."),
        ("Order 4712", "Order 4712 arrived damaged. Please send a replacement."),
    ),
    other(
        "other number",
        ("Ticket machine", "Machine 14 does not give change."),
        ("Ticket machine", "Machine 41 does not give change."),
    ),
    other(
        "other number",
        ("Room booking", "Please move my booking from room 101 to room 105."),
        ("Room booking", "Please move my booking from room 101 to room 106."),
    ),
    other(
        "other number",
        ("Serial", "The device with the serial number SN-88A1Z does not start. It is still under warranty."),
        ("Serial", "The device with the serial number SN-88B7K does not start. It is still under warranty."),
    ),
    other(
        "other number",
        ("Error", "The program stops with error 1603 when I install it."),
        ("Error", "The program stops with error 1935 when I install it."),
    ),
    other(
        "other date or month",
        ("Invoice May", "Hello, please send the invoice for May to our accounting."),
        ("Invoice June", "Hello, please send the invoice for June to our accounting."),
    ),
    other(
        "other date or month",
        ("Catering", "Please order lunch for twelve people on 3 December."),
        ("Catering", "Please order lunch for twelve people on 10 December."),
    ),
    other(
        "other date or month",
        ("Holiday", "I will be on holiday on Tuesday, please forward my calls to Ben."),
        ("Holiday", "I will be on holiday on Friday, please forward my calls to Ben."),
    ),
    other(
        "other person",
        (
            "New employee",
            "Please set up a notebook for Maria Lopez. She starts on the first of the month in marketing.",
        ),
        ("New employee", "Please set up a notebook for Hassan Ali. He starts on the first of the month in marketing."),
    ),
    other(
        "other person",
        ("Access", "Frank needs access to the shared calendar of the management."),
        ("Access", "Julia needs access to the shared calendar of the management."),
    ),
    other(
        "other person",
        ("Account locked: k.jones", "The account is locked. Please unlock it and tell the user."),
        ("Account locked: m.brown", "The account is locked. Please unlock it and tell the user."),
    ),
    other(
        "other person",
        ("Form", "Name: Anna Berg\nDepartment: Finance\nRequest: parking permit\nReason: shift work"),
        ("Form", "Name: Paul Wolf\nDepartment: Finance\nRequest: parking permit\nReason: shift work"),
    ),
    other(
        "other host or place",
        ("Server down", "app-02.example.net does not answer any more, please restart it."),
        ("Server down", "app-05.example.net does not answer any more, please restart it."),
    ),
    other(
        "other host or place",
        ("Printer Munich", "The printer in the office in Munich has a paper jam."),
        ("Printer Berlin", "The printer in the office in Berlin has a paper jam."),
    ),
    other(
        "other host or place",
        ("Meeting room", "In the meeting room Rome the video conference has no picture."),
        ("Meeting room", "In the meeting room Madrid the video conference has no picture."),
    ),
    other(
        "other host or place",
        ("Domain", "Please register the domain blue-garden.example for us."),
        ("Domain", "Please register the domain red-garden.example for us."),
    ),
    other(
        "other amount",
        ("Refund", "Please refund 49.90 EUR to my card."),
        ("Refund", "Please refund 94.90 EUR to my card."),
    ),
    other(
        "other amount",
        ("Purchase", "We need 10 licences of the design software."),
        ("Purchase", "We need 15 licences of the design software."),
    ),
    other(
        "same subject, other problem",
        ("Printer", "The printer on floor 2 prints only blank pages."),
        ("Printer", "The printer on floor 2 makes a terrible noise and smells burnt."),
    ),
    other(
        "same subject, other problem",
        ("Support request", "I need a new access card because mine is lost."),
        ("Support request", "My access card does not open the bicycle cellar."),
    ),
    other(
        "same subject, other problem",
        ("Outlook", "Outlook asks for my password every few minutes."),
        ("Outlook", "How can I set an out of office reply in Outlook for my colleague?"),
    ),
    other(
        "same subject, other problem",
        ("Order 5001", "Order 5001: the blue curtain is missing in the parcel."),
        ("Order 5001", "Order 5001: I would like to change the invoice address to my company."),
    ),
    other(
        "same subject, other problem",
        ("Help please", "My mailbox is full and I cannot send mails."),
        ("Help please", "My mailbox was hacked, it sends spam to all of my contacts."),
    ),
    other(
        "other thing, same trouble",
        ("Cannot log in", "I cannot log in to the webmail."),
        ("Cannot log in", "I cannot log in to the ERP."),
    ),
    other(
        "other thing, same trouble",
        ("Out of stock", "When will the red garden chair be available again?"),
        ("Out of stock", "When will the green garden chair be available again?"),
    ),
    other(
        "other thing, same trouble",
        ("Broken device", "My keyboard is broken. Please replace it."),
        ("Broken device", "My webcam is broken. Please replace it."),
    ),
    other(
        "other thing, same trouble",
        ("Installation", "Could you install Slack for the whole marketing team?"),
        ("Installation", "Could you install Figma for the whole marketing team?"),
    ),
    other(
        "it happened again",
        ("VPN", "The VPN does not connect."),
        ("VPN", "The VPN worked for two days after your fix, now it does not connect again."),
    ),
    other(
        "it happened again",
        ("Shop offline", "The shop was offline this morning between eight and nine."),
        ("Shop offline", "The shop is offline again, second time this week."),
    ),
    other(
        "it happened again",
        ("Toilet blocked", "The toilet on the first floor is blocked."),
        (
            "Toilet blocked",
            "The toilet on the first floor is blocked once again, although the plumber was here on Tuesday.",
        ),
    ),
    other(
        "answer or thanks",
        ("VPN", "The VPN does not connect."),
        ("VPN", "The VPN connects now, thank you!"),
    ),
    other(
        "answer or thanks",
        ("Invoice 1207", "Please correct the address on invoice 1207."),
        ("Invoice 1207", "I have received the corrected invoice 1207, everything is fine."),
    ),
    other(
        "answer or thanks",
        ("Missing part", "The left armrest is missing in the parcel with the chair."),
        ("Missing part", "I found the left armrest of the chair at the bottom of the parcel, sorry for the trouble."),
    ),
    other(
        "withdrawn",
        ("Taxi", "Please order a taxi to the airport for Mr Brown at five."),
        ("Taxi", "We do not need the taxi to the airport for Mr Brown any more."),
    ),
    other(
        "withdrawn",
        ("Meeting room", "Please book the big meeting room for the workshop with the customer."),
        ("Meeting room", "The workshop with the customer is cancelled, please release the big meeting room."),
    ),
    with_files(
        other(
            "other file",
            ("Receipt", "Please reimburse the attached receipt."),
            ("Receipt", "Please reimburse the attached receipt."),
        ),
        ("r1.jpg",),
        ("r2.jpg",),
    ),
    with_files(
        other(
            "other file",
            ("Translation", "Please translate the attached document into French."),
            ("Translation", "Please translate the attached document into French."),
        ),
        ("manual.docx",),
        ("leaflet.docx",),
    ),
    with_files(
        other("other file", ("Message from scanner", ""), ("Message from scanner", "")),
        ("20261116.pdf",),
        ("20261117.pdf",),
    ),
    other(
        "one more",
        ("Licence", "Please order a licence of the statistics package for me."),
        ("Licence", "Please order another licence of the statistics package, this one for my student."),
    ),
    other(
        "one more",
        ("Mouse", "I need a new mouse."),
        ("Mouse", "I also need a new keyboard."),
    ),
    other(
        "one more",
        ("Printer", "The printer on floor 2 prints only blank pages."),
        ("Printer", "Now the other printer on floor 2 prints only blank pages, too."),
    ),
    other(
        "opposite wish",
        ("Mailing list", "Please add Tina to the mailing list of the works council."),
        ("Mailing list", "Please remove Tina from the mailing list of the works council."),
    ),
    other(
        "opposite wish",
        ("Firewall", "Please open port 8443 on the firewall for the new service."),
        ("Firewall", "Please close port 8443 on the firewall for the old service."),
    ),
    other(
        "something besides",
        ("Screen", "My screen stays black in the docking station."),
        (
            "Screen",
            "My screen stays black in the docking station. Besides, my telephone shows the wrong name, the "
            "office door does not lock and I need a parking permit for my new car.",
        ),
    ),
    chased(
        ("Cannot log in", "I cannot log in to the learning platform."),
        ("Any news?", "Any news?"),
        waiting=1,
    ),
    chased(
        ("Broken window", "A window in the stairwell is broken."),
        ("Reminder", "Second reminder: please answer my mail."),
        waiting=3,
    ),
)
