"""Short mails as people write them, labelled: courtesies, that nobody has to do anything about, and real contents, many
of them near the border. One mail a line; " / " stands for the end of a line in it.

The agents are Tom Baker, Mina Sadr and سارا احمدی; Ali Rezaei (علی رضایی) writes.
"""

NAMES = ("Tom Baker", "Mina Sadr", "سارا احمدی", "Ali Rezaei", "علی رضایی")


def _mails(block: str) -> tuple[str, ...]:
    lines = (line.strip().replace(" / ", "\n").replace("/ ", "\n") for line in block.splitlines())
    return tuple(line for line in lines if line)


COURTESIES = _mails("""
Thanks!
THANK YOU SO MUCH
thx
Thanks a lot
thanx a lot!!
ty
tysm
Many thanks
Thank you very much for your quick help. / / Kind regards
Great, thanks 🙏👍
Perfect, it works now. Thanks a lot!
Cheers
Cheers, Tom
Thanks Tom!
Thank you Mina
Hi Tom, / thank you! / Ali
Dear Tom, / / Thank you very much for your prompt reply. / / Best regards, / Ali Rezaei
Great, that fixed it, have a nice weekend
That did the trick, thanks!
That did it. Thank you!
Works like a charm, thank you so much
it works!! thanks
It works now
It is working now, thank you
All good now, thanks.
All good, thank you for your support!
Everything works fine now. Thanks for the help.
Everything is fine now, many thanks
Problem solved, thanks
The problem is solved. Thank you.
The issue is resolved, thank you for your help
Issue resolved. Thanks team
Fixed, thanks
Sorted, cheers
Solved. Thank you!
Received, thank you
Received with thanks
Got it, thanks!
Noted with thanks.
Noted, thank you.
OK, thanks
Ok thank you
okay, thank you very much
Awesome, thank you!
Awesome!
Excellent, thanks for the quick response
Perfect!
Perfect, thank you so much for your fast support.
Wonderful, thank you both
Brilliant, thanks
Super, danke
Lovely, thanks so much x
Much appreciated
Much appreciated, thanks again
I appreciate your help
Really appreciate it, thanks!
We appreciate your quick support
Thank you for your patience and help
Thanks for letting me know
Thanks for the information
Thanks for the update
Thank you for the clarification
Thanks for your time
Thanks for getting back to me so quickly
Thanks for sorting this out
Thank you for fixing it so fast!
Thank you for taking care of this.
Thank you, that helped
Thanks, that helps a lot
Thanks, that was quick!
You're the best!
You are awesome, thank you
You guys rock, thank you
Thank you guys
Thanks everyone, have a great day
Thank you all
Have a nice day
Have a nice weekend!
Have a great weekend, Tom
Thank you and have a good evening
Happy new year
Happy New Year to you and your team!
Merry Christmas and a happy new year
Happy holidays!
Happy Easter
Season's greetings
Best wishes
Kind regards, / Ali
Thanks, / Ali Rezaei
Thanks again, / Ali
Thank u
thank you sir
Thank you ma'am
thnaks
Thank yuo very much
tahnks a lot
thankyou
Thnx
Merci
Merci beaucoup!
mersi
Mersi az shoma
mamnoon
Mamnoon!
kheili mamnoon
kheyli mamnun
khaili mamnoon az shoma
mamnoonam
salam, mamnoon az pasokhetoon
sepas
ba sepas
ba tashakor
motshakeram
moteshakeram az komaketoon
dastetoon dard nakone
dastet dard nakone
hal shod, mamnoon
moshkel hal shod merci
dorost shod mersi
daryaft shod, mamnoon
damet garm
lotf kardid
👍
👍👍👍
👍🏻
🙏
🙏🏼
🌹
❤️
👌
😊
🌹🌹🙏
👏👏
Thank you 😊
:)
Thanks :-)
ممنون
ممنون!
ممنونم
خیلی ممنون
خیلی ممنونم از شما
ممنونم از پاسخ شما
ممنون از پاسخگویی سریعتون
ممنون از پیگیری شما، مشکل برطرف شد
ممنون از پیگیری تون
ممنون از لطفتون
ممنون از زحماتتون
ممنون بابت پیگیری
ممنون که پیگیری کردید
ممنون بابت راهنماییتون
متشکرم
متشکرم از راهنمایی‌تان
با تشکر
با تشكر
با تشکر از شما
با تشکر از همکاری شما
با تشکر فراوان
با تشکر و احترام
تشکر
تشکر از شما
تشکر از توجه شما
بسیار متشکرم
بسیار سپاسگزارم از حسن توجه شما
سپاس
سپاس‌گزارم
سپاسگزارم
سپاس گزارم
سپاس فراوان
سپاس از شما
با سپاس
با سپاس از راهنمایی شما
مرسی
مرسی 🌹
مرسی عزیزم
خیلی مرسی
دستتون درد نکنه 🌹
دستت درد نکنه
دست شما درد نکنه
دست شما درد نکند
دستتان درد نکند
دست گلت درد نکنه
دمتون گرم
دمت گرم داداش
خدا خیرتون بده
خدا قوت
خسته نباشید
خسته نباشید ممنون
لطف کردید
لطف کردین ممنون
لطف دارید
زحمت کشیدید
ممنون زحمت کشیدین
قربان شما
قربونت
فدای شما
سلام، خیلی متشکرم، مشکل حل شد
سلام وقت بخیر / مشکل برطرف شد. ممنونم
سلام و عرض ادب / با تشکر از پیگیری شما
سلام / ممنون از شما / علی رضایی
مشکل حل شد
مشکلم حل شد ممنون
مشکل ما برطرف شد
حل شد
حل شد مرسی
درست شد، ممنون
درست شد دستتون درد نکنه
اوکی شد مرسی
اوکیه ممنون
الان درست کار می‌کند، ممنون
الان درست کار میکنه ممنون
الان کار می کنه مرسی
دریافت شد
دریافت شد، با تشکر
دریافت کردم. ممنون
رسید، ممنون
عالی
عالی بود ممنون
عالیه، دستتون درد نکنه
عالی، مشکل حل شد
بسیار عالی، متشکرم
خیلی خوب، ممنون
باشه ممنون
چشم ممنون
سال نو مبارک
سال نو مبارک!
سال نوی شما مبارک
عید شما مبارک
عیدتون مبارک
نوروزتان پیروز
یلدا مبارک
یلداتون مبارک 🍉
روز خوبی داشته باشید
روز خوش
شب بخیر
شب خوش
موفق باشید
موفق و پیروز باشید
پاینده باشید
سلامت باشید
ارادتمند شما
با احترام / علی رضایی
ممنون سارا جان
ممنون خانم احمدی
ممنون از شما خانم احمدی
ممنون مهندس
ممنون آقای مهندس
تشکر آقای بیکر
ممنون از تیم خوبتون
مرسی از تیم پشتیبانی
ممنون از پشتیبانی خوبتون
از همکاری شما متشکرم
از لطف شما سپاسگزارم
از راهنمایی شما ممنونم
از پیگیری شما سپاسگزارم
بابت پیگیری ممنون
""")

CONTENTS = _mails("""
Thanks, but it does not work.
Thanks but it still fails
thanks, but still the same
Thanks, still broken
Thanks. Still not working
Thank you, but no change
Not solved, thanks
It is not solved
Not fixed.
no
No.
No thanks
No, thanks
nope
Yes
Yes please
yes, go ahead
Yes, thank you
OK
ok
Okay, do it
Sure
Please do
Please proceed, thanks
Thanks for nothing, it still fails
Thanks for nothing
Thanks anyway
Thanks in advance
Thank you in advance for your help
Many thanks in advance
Thanks. Is it really solved?
Thanks! When will it arrive?
Thanks, error 17 again
Thanks, now I get error 500
Thank you for your help. My other printer is broken too
thank you, the other printer has the same problem
Thanks. Also, how do I change my password
Thanks! One more thing: the scanner
thanks. one more question
Thanks, one more question please
Thanks, and what about the invoice
Thanks, what about the other one
Thanks for the quick reply. Unfortunately it did not help.
Unfortunately not
Unfortunately no
It worked for an hour and then stopped
It worked yesterday
It worked before
It was working
It works, but slowly
It works now but only in Chrome
works partly
Works for me, but not for Reza
It works sometimes
It almost works
nearly there, thanks
It works again and again it stops
It is better, thanks
Somewhat better now
The problem is back
The problem is back, thanks
It happened again
again
Again!
same problem
Same here
The same again, thank you
Problem
problem not solved
the problem is not resolved
Problem solved? No
problem was solved but came back
The problem was thought to be solved
I thought it was solved
Is solved
Never solved
Solved for now
Fixed for now, thanks
Fixed it myself
Cancel it, thanks
Please cancel
please close my account, thanks
Please call me, thanks
Please call me
call me
Call me back please, thank you
Please send it again, thanks
Please help
help
Help!
I need help, thank you
I need your help
Need support
Need it today, thanks
urgent
Urgent, thanks
asap
Thanks, waiting for your reply
I am waiting for your answer
Waiting. Thanks
still waiting
Looking forward to your reply, thanks
Looking forward to hearing from you. Best regards
Hello
Hi
Hi Tom
Dear Tom, / / the file is attached. / / Thanks
Please find attached, thank you
See attached. Thanks
The serial number is A12. Thanks
Room 5, thanks
Monday works, thanks
Tomorrow is fine, thanks
Monday
Tuesday morning, thank you
At noon, thanks
Thanks, the second option please
Option B, thanks
the first one, thanks
Red, thanks
Windows, thank you
Thanks, I will test it tomorrow
I will try, thanks
Thanks, I'll check and come back to you
Let me check, thanks
Will do, thanks
I did, thanks
Done, thanks
Thanks, did that already
I have not received it, thanks
Not received
Received, but damaged
Received only one of two, thanks
Got it, but it is empty
Got nothing
Received the wrong one. Thanks
Noted, but please hurry
Great, it fails again
Great, another error
Great. Now the screen is black.
Perfect, so when do you deliver
Awesome, it deleted all my files
Thanks a lot for breaking it
Thanks for your useless support
Thank you for your answer, however I disagree
Thank you for the update, I disagree
I do not appreciate this
Not appreciated
I would appreciate a call
I would appreciate your help
I'd appreciate an answer, thanks
We would appreciate it
I'd be grateful for an answer
Would be great, thanks
That would be great, thanks
That would help, thanks
That did not help, thanks
Thanks, that didn't fix it
that doesnt work thanks
dont work
doesn't work
it doesnt work now
It works not
it is not working now, thank you
All good except the printer, thanks
All good but the printer
Everything works except mail
Everything is fine now except for the login
Nothing works now
nothing
Thanks, nothing changed
Not yet, thanks
Not now, thanks
wrong
Wrong ticket, thanks
Wrong person
Thank you, but I am not Ali
Please remove me, thanks
unsubscribe
Stop
Stop writing to me, thanks
Thanks, see https://example.org/error
https://example.org
ali@customer.example thanks
Thanks 😡
👎
😡
😢
:(
Thanks :(
🤔
Thanks 🤔
?
???
Thanks?
!!!
...
Thank you Peter, it is my other account that fails
Hi Tom, / Thanks, / the display stays dark. / Ali
Thanks, / Still broken
Regards, / Printer Broken
Best regards, / not fixed
Thanks for your help so far
Thank you so far
So far so good, thanks
so far it works
Have a look, thanks
Have a nice day, but fix it
Happy to hear from you, but it fails
I am happy to pay for a new one, thanks
I am not happy
I am not satisfied, thanks
The team is great but slow
Your support is bad
Your support is slow
bad support
Thanks, same to you, but it broke
I can't log in. Thanks
cannot print
Can you help, thanks
Could you check again, thanks
could you please resend
how do I print
how, thanks
why, thanks
when
Who fixed it, thanks
Thank you. My colleague has this too
And mine, thanks
Me too
My answer: support is great
For your answer many thanks, but it is the wrong answer
Answer my question
My question was about the invoice, thanks
Not what I asked, thanks
this is not what I need. Thank you
I want my money back. Thank you
Refund please, thanks
I changed my mind, thanks
Do not close it, thanks
Don't close
Keep it open, thanks
Leave it open please
reopen
Reopen please, thanks
Escalate, thanks
Thanks, let me speak to Tom
Tom, thanks, but ask Mina
Is Tom there, thanks
Tom
Tell Tom thanks but it broke
kar nemikone
hanooz kar nemikone, mamnoon
mamnoon vali hal nashod
moshkel hal nashod
hal nashod
dorost nashod mersi
mamnoon misham peygiri konid
mamnoon misham
lotfan peygiri konid
lotfan zang bezanid mamnoon
salam
moshkel
ممنون ولی هنوز کار نمی‌کند
ممنون، ولی حل نشد
ممنون ولی نشد
ممنون اما درست نشد
با تشکر، هنوز کار نمی‌کند
با تشکر هنوز کار نمیکنه
با تشکر، حل نشده
ممنون. حل شد؟
ممنون، کی درست می‌شود؟
ممنون ولی مشکل هنوز هست
مشکل هنوز هست
مشکل هنوز پابرجاست، ممنون
مشکل همچنان باقی است
همچنان همان مشکل
مشکل
مشکل دارم
مشکل دارم ممنون
مشکل حل نشد
مشکل حل نشده است
مشکل حل نمی‌شود
مشکل حل شده بود ولی برگشت
مشکل حل شده بود
مشکل حل شد ولی یک مشکل دیگر هست
مشکل برطرف نشد
مشکل بر طرف نشده ممنون
برطرف نشده
حل نشد
حل نشد!
حل نشده
درست نشد
درست نشده ممنون
اوکی نشد
اوکی نیست
نشد
نه
نه ممنون
نه مرسی
خیر
خیر متشکرم
بله
بله ممنون
بله لطفا
آره
باشه
اوکی
چشم
الان کار نمی‌کند
الان کار نمی کنه مرسی
کار نمیکنه
کار نکرد ممنون
کار کرد ولی قطع شد
درست کار نمی‌کند
الان درست کار می‌کند ولی کند است
ممنون فقط سرعتش پایین است
فقط یک سوال ممنون
یک سوال دیگر هم دارم، ممنون
ممنون یه سوال دیگه
ممنون. ضمنا چاپگر هم خراب است
ممنون، چاپگر دوم هم همین مشکل را دارد
ممنون چاپگر
ممنون میشم پیگیری کنید
ممنون می‌شوم پیگیری کنید
ممنون می شم
ممنون میشم
ممنون می‌شوم اگر زودتر جواب بدهید
ممنون می‌شم زنگ بزنید
متشکر می‌شوم
سپاسگزار خواهم شد
لطفا پیگیری کنید
لطفا پیگیری کنید با تشکر
لطفا پیگیری بفرمایید، سپاس
لطفا تماس بگیرید ممنون
لطفا جواب بدهید
لطف کنید پیگیری کنید
لطف کنید
لطف کنید تماس بگیرید متشکرم
پیگیری کنید با تشکر
پیگیری نکردید
کسی پیگیری نکرد ممنون
کمک
کمک کنید
کمک لازم دارم ممنون
راهنمایی کنید ممنون
راهنمایی بفرمایید با تشکر
پاسخ دهید
پاسخ ندادید
پاسخی دریافت نکردم
پاسخ شما را متوجه نشدم
دریافت نشد
دریافت نکردم ممنون
دریافت نشده با تشکر
نرسید
هنوز نرسید ممنون
هنوز نه
هنوز منتظرم
منتظر پاسخ شما هستم
منتظرم ممنون
منتظر تماس شما هستم. با تشکر
با احترام / مشکل پابرجاست
با سلام و احترام / فایل پیوست شد
فایل پیوست شد با تشکر
پیوست شد
ارسال شد ممنون
ارسال کردم
فرستادم ممنون
انجام دادم ولی نشد
انجام شد
شنبه ساعت ۱۰ ممنون
فردا
فردا ممنون
فردا خوبه ممنون
شماره سریال ۱۲۳ ممنون
کد خطا ۵۰۰
خطا می‌دهد ممنون
خطا داد
دوباره
دوباره خراب شد ممنون
دوباره همان مشکل
دوباره قطع شد
باز هم همان مشکل
باز نشد
خراب شد
قطع شد
عالی بود ولی دوباره خراب شد
عالی، حالا ایمیل کار نمی‌کند
عالی نیست
خوب نیست
خوب نشد
راضی نیستم
ناراضی هستم ممنون
خیلی بد بود
خیلی بد
خیلی طول کشید
خیلی دیر شد ممنون
بد نیست
پشتیبانی بد
پشتیبانی شما خوب نیست
تشکر نمی‌کنم
متشکر نیستم
درست شد ولی رمز را فراموش کردم
درست شد اما کند
تا اینجا درست شد
فعلا درست شد
فعلا حل شد ممنون
فعلا ممنون
تقریبا درست شد
یکی حل شد ممنون
یکی درست شد
بخشی از مشکل حل شد
نصفش درست شد
ببندید
تیکت را نبندید ممنون
بازش کنید
لغو کنید ممنون
سلام
سلام وقت بخیر
سلام خسته نباشید / چاپگر خراب است
سلام خسته نباشید / چاپگر / ممنون
خسته نباشید، چه خبر؟
خسته نباشید، نتیجه چه شد
وقت بخیر، نتیجه
سال نو مبارک. چاپگر خراب است
سال نو مبارک، رمز من چیست
عید مبارک، هنوز منتظرم
ممنون خانم احمدی، هنوز نه
ممنون سارا جان ولی نشد
آقای احمدی زنگ بزنند ممنون
سارا
به سارا بگویید ممنون ولی نشد
همکارم هم همین مشکل را دارد
من هم
برای من هم ممنون
رمز جدید ممنون
رمز لطفا
ویندوز ممنون
گزینهٔ دوم ممنون
اولی، ممنون
پول من را برگردانید ممنون
اعتراض دارم با تشکر
ممنون نمی‌خواهم
نمی‌خواهم
نیازی نیست
ممنون از هیچی
ممنون بابت هیچ
ممنون که جواب ندادید
ممنون که پیگیری نکردید
ممنون 😡
ممنون :(
ممنون 👎
ممنون؟
""")

# The same, written after the phrases were settled.
LATER_COURTESIES = _mails("""
Thanks for the super fast response!
Hi Tom, thank you, that solved my problem.
Thank you very much, everything is working again.
Perfect thanks
Great work, thank you
Thank you for your kind support. / Regards, Ali
It's fixed now, thank you.
All sorted, thanks
works perfectly now, thx
Yes it works now, thank you!
OK, noted. Thanks
Great job team!
Thanks a bunch!
I really appreciate your help, Tom.
Thank you and best regards / Ali Rezaei
No problem, thanks
Hello Mina, / thank you for the information. / Have a nice day / Ali
Merci Tom
Thank you, problem solved 👍
Thanks! Happy holidays to you all
Thank you for your help and patience
Received, many thanks.
Many thanks and kind regards
Thx a lot
It works! Thank you very very much!!!
خیلی ممنون از پیگیری شما
با سلام و احترام / مشکل حل شد. با تشکر
ممنونم، درست شد 🌹
سلام. بسیار سپاسگزارم از راهنماییتون
مرسی از شما، حل شد
سلام وقتتون بخیر، دریافت شد ممنون
واقعا ممنونم
دستتون درد نکنه، عالی بود
ممنون از پیگیری‌های شما
با تشکر از شما و همکارانتان
سپاسگزارم از پاسخ سریع شما
مشکل به طور کامل حل شد، ممنون
ممنون، همه چیز درست کار می‌کند
تشکر، روز خوبی داشته باشید
حله، مرسی
اوکی مرسی
ممنون از وقتی که گذاشتید
سلام ممنون درست شد خدا خیرتون بده
kheili mamnoon, dorost shod
salam, daryaft shod merci
Thanks for fixing
thanks mate
Thanks a million!
Big thanks to the team
Thanks so much for the quick turnaround
Fab, thank you
Thats great thanks
That's perfect, thank you!
Hi Mina, / It works now. Thank you very much for your support! / BR / Ali
Dear support team, / many thanks for your fast help. / Best regards / Ali Rezaei
Hello, / The issue has been resolved. / Thanks
Resolved. Many thanks for your assistance.
Thank you for your great service!
Thank you for explaining
Thanks for your patience with me
Everything is working again, thanks Tom
It's working again. Thanks
Login works again, thanks
OK got it, thank you
Alright, thank you
Cool, thanks
You have been very helpful, thank you
Thank you for being so helpful
Happy new year Tom
Merry Xmas!
Enjoy your weekend
Good weekend
See you
Bye
thank you 🙏🙏🙏
Thanks ☺️
💐
✅
👍 thanks
Thanks, Ali 😊
Thank you! Have a lovely day.
Thank you for the prompt action
Cheers mate
thx, works
Kheili mamnoon az komaketoon
merci hal shod
salam, moshkel bartaraf shod. ba tashakor
damet garm dadash
ممنونم ازتون
ممنون بابت راهنمایی
ممنون از راهنمایی خوبتون
خیلی خیلی ممنون
مرسی از پیگیریتون
ممنون از جوابتون
تشکر از پاسخگویی شما
تشکر بابت پیگیری‌هاتون
سلام، مشکل حل شد. با تشکر از زحمات شما
با سلام / مشکل رفع شد. سپاس
سلام / درست شد. خیلی ممنونم
مشکل رفع شد
رفع شد ممنون
خداروشکر حل شد، ممنون
دستتون درد نکنه واقعا لطف کردید
ممنون، خسته نباشید
عالی ممنون 🌹
عالییی
دم شما گرم
ممنونم آقای بیکر
با احترام و سپاس
سپاس از توجه شما
متشکرم از لطف شما
سپاسگزارم، موفق باشید
سلامت باشید
شبتون بخیر، ممنون
عید نوروز مبارک
سال نو بر شما مبارک باد
یلدا مبارک باشه
🙏🌹 ممنون
""")

LATER_CONTENTS = _mails("""
Thanks, the login works again but the mail does not
Thank you, and please tell Mina
Thank you for your mail. We will pay tomorrow.
Thanks, I would like a new one
Thanks for the reply, the printer is still offline
It works on one PC only
It is fixed on my side only
The account is good but locked
The mail is back
Everything is good, only one thing is missing
Everything is set for the move, send the car
All is lost
All clear but one
Great, send it
Great, do that
Perfect, do it
Perfect. Please go ahead
Excellent, come on Monday
Nice, and the other one
Awesome, how much
Good morning, it failed again
Good, but no
Good for you
Happy new year, the server is down
Happy to help
Best regards, the server is down
Take care of it
Take care of this please
Take care of my printer, thanks
Noted. Wrong number though
Received the wrong mail
Received your mail, will answer
Got your message, calling now
Got the mail, cannot open it
Thank you for the mail, but no file
Thanks for the help, one more
Thanks for looking into my other ticket
Thank you for looking into it again
Thank you for fixing the old one, the new one is broken
You are great at breaking things
You are the best at nothing
That was quick to break
That was fast, and wrong
This is great if it worked
That solved nothing
That fixed nothing, thanks
That fixed one of them
It has not helped
That helped a little
That helped, until today
You can close the window
You can close it, but open a new one for the scanner
Close
Bye bye printer
See you on Monday at nine
See you tomorrow
With many thanks, I cancel
Same to me
Wish you were here to see the error
I wish it worked
Hope it works
Hope you fix it
Thank God
thank god it is broken
Thanks a lot, now nothing works
Thanks lot of errors
ممنون از شما که جواب نمی‌دهید
ممنون از شما، ولی باز هم نشد
با تشکر از شما خواهشمندم پیگیری کنید
با سپاس خواهشمند است اقدام شود
با تشکر، اقدام نشد
ممنون، ویندوز دوم را هم درست کنید
ممنون از پشتیبانی ضعیف شما
خیلی خوب نیست
خیلی خوب کار نمی‌کند
عالی نبود
عالی است اگر کار کند
حل شد؟
حل شده؟ ممنون
حل شد ولی نه کامل
مشکل من حل شد مشکل همکارم نه
مشکل حل شد و یک مشکل دیگر پیش آمد
خدا به داد برسد
دست شما را می‌بوسم پیگیری کنید
لطف کردید ولی اشتباه بود
زحمت بکشید زنگ بزنید
زحمت بکشید
محبت کنید تماس بگیرید
قربان شما، پیگیری بفرمایید
موفق باشید، ولی حل نشد
سلامت باشید. رمز را لازم دارم
روز خوبی داشته باشید، فردا زنگ می‌زنم
شب بخیر، صبح زنگ بزنید
همه چیز خراب است
همه چی قطع شد
الان درست نیست
الان کار میکنه ولی دیروز نمیکرد
به دستم نرسید
به دستم رسید ولی شکسته بود
دریافت شد، منتظر نتیجه هستم
رویت شد، نظر شما
در پناه حق، پول را برگردانید
ممنون آقای مهندس نشد
ممنون خانم نرسید
با احترام، امضا نشد
eid mobarak, printer kharab shod
mamnoon vali dorost nashod
Thanks, can we talk
Thank you, please also add Reza
Thanks, who is Mina
Thanks. It printed one page
Thanks, but I still cannot log in with my account
I still have the problem, thank you
Problem remains, thanks
The error remains
Now the error is another one
It was fixed, now it is back
It was fixed and now not
it works only for me
works on my phone only
It worked once
Everything works but the mail
Everything works. Only the mail does not
Thanks, that is not it
That is not the problem
That was not it. thanks
This is not working
This did not work
That didnt do the trick
Thanks, not working
Not good
Not good enough, thanks
Not great
Never mind, thanks
forget it
Thanks, too late
Too late
Hurry please
When, thanks
Thanks, and the password
Password please, thanks
new password thanks
Thank you, the address is Main Street
Send to my home, thanks
Tom, call me
Mina please
Ali
Hello Tom, are you there
Hello there
Good morning
Good morning Tom
Hi all, / any news / Thanks
Any news, thanks
Any update
Update please
Thanks for any update
Thanks for any help
Thank you for any help you can give
Thanks for helping me with the new laptop order, I chose the black one
Best regards / Ali / PS the scanner fails
Thanks, PS it beeps
Thank you! It still beeps.
Thanks, it beeps
It broke, have a nice weekend
Have a nice weekend, I will call on Monday
I will call you, thanks
We will see
let us see, thanks
Maybe
Maybe, thanks
I guess so
I think so, thanks
Hopefully solved
Hopefully
Seems solved
I hope it is solved
I do not know, thanks
Unclear, thanks
I do not understand, thank you
What
Thanks, what now
Correct
Correct, thanks
Agreed
Agreed, thanks
Approved
Approved, thanks
Confirmed, thanks
I confirm
Accepted, thanks
Rejected
Declined, thank you
Both, thanks
All of them, thanks
None, thanks
Thanks, none works
My mail is broken, thanks
My account, thanks
The printer thanks
The printer works but loudly
Printer
mamnoon vali nashod
mamnoon ama hanooz moshkel darim
merci, ye soal dige
hanooz hal nashode
salam khaste nabashid, printer kharabe
lotf konid zang bezanid
mamnoon, rooze yekshanbe
ممنون، رمز را بفرستید
ممنون. یک نفر بیاید
ممنون، منتظریم
مرسی ولی نمیشه
مرسی ولی باز نمی‌شه
مرسی، بازم همونه
بازم همون
بازم نشد
بازم قطعه
باز هم خراب است، ممنون
با تشکر. لطفا رسیدگی شود
لطفا رسیدگی شود
رسیدگی کنید
رسیدگی نشد
با تشکر رسیدگی شود
با احترام رسیدگی نشده
با احترام / درخواست دارم تماس بگیرید
سلام و احترام / پیگیری بفرمایید
سلام، پیگیری
پیگیری
پیگیری شود
پیگیری لطفا
جواب
جواب لطفا
جواب نگرفتم مرسی
کسی جواب نداد
چه شد
چی شد
چی شد ممنون
خبری نشد
خبری نیست ممنون
کی حل می‌شود
حل می‌شود
حل می‌شه ممنون
شاید حل شد
شاید
نمی‌دانم حل شد
فکر کنم حل شد
ظاهرا حل شد
انگار درست شد
امیدوارم حل شود
امیدوارم
امروز درست شد فردا دوباره خراب می‌شود
درست شد، حالا یکی دیگر
درست شد، فقط چاپ رنگی نه
برای من درست شد برای علی نه
کار می‌کند ولی کند
کار می‌کند اما نه همیشه
گاهی کار می‌کند
کار میکرد
کار می‌کرد ممنون
قبلا کار می‌کرد
ایمیل کار می‌کند چاپگر نه
سایت بسته است ممنون
سایت
دریافت کردم ولی خالی بود
دریافت کردم، ناقص است
رسید ولی خراب
رسید بانکی پیوست است ممنون
رسید
تایید
تایید می‌شود
تایید، ممنون
موافقم
موافقم ممنون
مخالفم
قبول
قبول نیست
همین
همین ممنون
هر دو ممنون
هیچکدام
ممنون آدرس تهران
ممنون تلفن من عوض شده
روز شنبه ممنون
روز خوبی نبود
شب تماس بگیرید ممنون
عصر بیایید
وقت دارید
سال نو حقوق من واریز نشد
عید تعطیلید
خانم احمدی
خانم احمدی لطفا
جناب بیکر تماس بگیرید
دکتر ممنون ولی نشد
خدا کند درست شود
خدا کنه حل بشه
لطف شما را خواستارم
""")
