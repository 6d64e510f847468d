"""What people write who only want to be polite, in English, Persian and Persian in Latin letters. Pure.

A line is a phrase: one step for each word. `a|b` is one of these words, `SET` one of a set below, `x?` may be missing,
`x+` stands once or more often, `x*` any number of times. `ANY` is a word of no meaning here, such as a name.
"""

SETS: dict[str, str] = {
    "THANKS": """thanks thank thx thxs thanx thnx thks thnks tnx tks tx ty tyvm tysm thankyou thanku thankx thnaks
        tahnks thansk thaks thanls thankss thansk danke gracias cheers""",
    "YOU": "you u ya yuo yo",
    "BIG": "a many so huge big great special my our heartfelt sincere very million thousand",
    "MUCH": "so very much a lot alot bunch million ton again indeed kindly most really truly heaps loads sincerely",
    "OBJECT": """
        your you the this that all every everything it and quick fast prompt speedy swift great good kind excellent
        wonderful amazing fantastic awesome outstanding professional friendly patient immediate rapid timely
        continued help helping assistance support reply response answer answers responses replies feedback
        information info update updates clarification clarifying explanation explaining advice tip guidance time
        patience effort efforts work service attention cooperation kindness understanding solution hint very helpful
        detailed clear turnaround action job being
        super""",
    "DOING": """fixing solving resolving sorting handling dealing looking taking getting following letting coming
        responding replying answering helping""",
    "DONE": """care of out up into back to me us know it this that the problem issue matter with so quickly fast soon
        promptly""",
    "MINE": "the my our this",
    "SUBJECT": "problem problems issue issues error errors bug matter printer login account mail email",
    "SOLVED": "solved fixed resolved sorted",
    "WELL": "fine great perfectly perfect well good flawlessly smoothly properly correctly nicely ok okay",
    "PRAISE": """great perfect awesome excellent wonderful brilliant fantastic amazing lovely superb marvelous
        marvellous fab fabulous bravo yay hooray splendid terrific""",
    "NICE": "nice great good lovely wonderful pleasant happy fantastic relaxing blessed fine beautiful",
    "DAYTIME": "day weekend evening night week one time holiday holidays afternoon morning",
    "FEAST": """new year holidays easter christmas xmas birthday thanksgiving nowruz norouz noruz nowrooz norooz diwali
        eid hanukkah yalda""",
    "PEOPLE": "team everyone everybody guys folks sir madam maam friends mate buddy",
    "ADDRESSED": "all there support colleagues colleague friend dear",
    "MERCI": """ممنون ممنونم ممنونیم ممنووون ممنوون ممنونتم ممنونتونم ممنونتیم متشکر متشکرم متشکریم تشکر تشکرات سپاس
        سپاسگزارم سپاسگزاریم سپاسگزار سپاسگذارم سپاسگذاریم سپاسگذار مرسی مرسییی مچکر مچکرم مچکریم ممنانم
        merci mersi mersii mamnoon mamnun mamnon mamnoonam mamnunam mamnonam mamnoonim mamnunim sepas sepasgozaram
        tashakor tashakkor motshakeram moteshakeram motshakker motashakeram moteshaker motshaker""",
    "VERY": """خیلی بسیار واقعا هزار با بینهایت بازم دنیا یک یه صمیمانه بی نهایت فراوان زیاد بیکران بسی عمیقا ازتون
        ازت kheili kheyli khaili khayli xeyli kheily besyar ba vaghean bazam azat azatoon beaucoup""",
    "FOR": "از بابت برای بخاطر az baraye babate",
    "HELP": """شما شماها تو همه همگی تمام تیم تیمتون تیمتان لطف لطفتون لطفتان لطفت محبت محبتتون محبتتان محبتت
        پیگیری پیگیریتون پیگیریتان پیگیریت پیگیریها پیگیریهای پیگیریهاتون پیگیریهایتان پاسخ پاسختون پاسختان پاسخت
        پاسخگویی پاسخگوییتون پاسخگوییتان پاسخگویتون جواب جوابتون جوابتان جوابگویی راهنمایی راهنماییتون راهنماییتان
        راهنماییت راهنماییهای راهنماییهاتون راهنماییهایتان کمک کمکتون کمکتان کمکت کمکهای کمکهاتون همکاری همکاریتون
        همکاریتان همراهی همراهیتون توجه توجهتون توجهتان حسن زحمات زحماتتون زحماتتان زحمت زحمتتون زحمتی وقت وقتتون
        وقتی که گذاشتید گذاشتین کشیدید کشیدین سرعت سرعتتون عمل سریع سریعتون سریعتان خوب خوبتون خوبتان خوبت عالی
        عالیتون عالیتان بسیار خیلی پشتیبانی پشتیبانیتون پشتیبانیتان خدمات خدماتتون خدماتتان اطلاع رسانی اطلاعرسانی
        اطلاعات توضیح توضیحات توضیحتون توضیحاتتون توضیحاتتان صبر صبوری صبوریتون صبوریتان دقت حمایت حمایتتون بینظیر
        موقع بموقع به و مشاوره برخورد رسیدگی رسیدگیتون رسیدگیتان همکارانتان همکارانتون تلاش
        تلاشتون تلاشتان تلاشهای ارزشمند ارزشمندتون
        shoma pasokhetoon pasokhetun pasokh pasokhgooyi javab javabetoon komak komaketoon komaketun lotf lotfetoon
        lotfetun peygiri peygiritoon peygiritun hamkari hamkaritoon rahnamayi rahnamayitoon zahamat zahmatetoon""",
    "DID": "کردید کردین کردی دادید دادین دادی فرمودید فرمودین کشیدید کشیدین گذاشتید گذاشتین",
    "MATTER": "مشکل مشکلم مشکلمون مشکلمان مشکلش موضوع خطا ایراد قضیه مسیله moshkel moshkelam moshkele",
    "GONE": "حل برطرف رفع درست اوکی مرتفع ردیف مرتب hal dorost bartaraf okey ok",
    "LUCKILY": "کاملا به طور کامل خوشبختانه الحمدلله خداروشکر بالاخره الان دیگه حالا هم خدا رو شکر من ما alan",
    "BE": "باشید باشین باشی باشیم باشند bashid bashin bashi",
    "OCCASION": """روز شب عصر هفته ظهر اوقات وقت ایام تعطیلات سال آخر اخر روزگار لحظات روزتون روزتان شبتون شبتان عصرتون
        عصرتان وقتتون وقتتان هفتتون پیش رو""",
    "FESTIVE": """سال عید نوروز یلدا شب روز تولد میلاد عیدتون عیدتان سالتون نوروزتان نوروزتون یلداتون یلداتان روزتون
        روزتان تولدتون تولدتان جشن فرارسیدن حلول پیشاپیش نو نوی جدید شما نوتون نوتان فطر قربان غدیر همگی همه باستانی
        مبعث بر و خانواده محترم گرامی زن مرد مادر پدر معلم کارمند مهندس""",
    "TITLE": """آقای آقا اقای اقا خانم خانوم جناب سرکار مهندس دکتر استاد
        agha khanom jenab mohandes doctor""",
    "MISTER": "آقای اقای mr mrs ms dr prof aghaye khanoome",
    "DARLING": """جان جون جونم عزیز عزیزم گرامی محترم داداش دوست رفیق برادر خواهر مهربان jan joon jun aziz azizam
        dadash""",
}

# Each of these is a courtesy on its own.
COURTEOUS = """
BIG* THANKS YOU? MUCH*
BIG* THANKS YOU? MUCH* for OBJECT+
BIG* THANKS YOU? MUCH* for OBJECT+ so? quickly|fast|helpful|kind|patient|nice
BIG* THANKS YOU? MUCH* for OBJECT+ with this|that|it|me|us|MINE|SUBJECT+
BIG* THANKS YOU? MUCH* for DOING DONE*
BIG* THANKS YOU? MUCH* to you|your|the|PEOPLE|ADDRESSED+
BIG* THANKS YOU? MUCH* PEOPLE|ADDRESSED+
thank|thanks you|u both MUCH*
with many? thanks
i|we do|really|truly|very|much|so* appreciate MUCH* OBJECT+
really|truly|greatly|sincerely appreciate MUCH* OBJECT+
so|very|much|greatly|highly|really|sincerely+ appreciated MUCH*
OBJECT+ was|were much|greatly|highly|really|very* appreciated
im|i|we am|are? very|so|really|truly? grateful
PRAISE+
PRAISE job|work|support|service|stuff|news
well done
you have|were been? MUCH* helpful|kind|great|patient
you|youre|ur|u are|r|guys|all* the|a|an|so|just? best|awesome|great|amazing|wonderful|star|lifesaver|stars|rock|legend
MINE? SUBJECT is|has|was|are|got been|now|all|finally|already|completely* SOLVED now|already|finally?
MINE? SUBJECT SOLVED now|already|finally?
it|everything|all|its is|has|was? been|now|all|finally|already|completely* SOLVED now|already|finally?
all? SOLVED now?
yes? it|everything|all|now* works|worked|working WELL? now|again? WELL?
MINE SUBJECT works|working WELL? now|again? WELL?
SUBJECT works|working now|again WELL?
it|everything|all|MINE|SUBJECT+ is|are|seems|to|be+ now|up|all* working|running WELL? now|again? WELL?
everything|all is|are|looks|seems* now|all? good|fine|well|set|clear|ok|okay|great|perfect now|again?
it is now good|fine|ok|okay|great|perfect
it|its is? good|fine|ok|okay|great|perfect now|again
its now|all|up* working|running WELL? now|again?
it|everything|all|that* works|worked|working like a charm
it|everything|all|that* works|worked|working as expected
that|this|it has? fixed|solved|resolved|sorted|did it|that|this|everything|MINE|SUBJECT+
that|this|it has? did the trick
that|this|it|thats was|is|has? MUCH* helped|helps|helpful|worked|quick|fast|perfect|great|awesome MUCH*
that|this|it was|is MUCH* kind|nice|quick|fast|helpful of you
got|received it|this|your|mail|email|message|answer|reply|the+
received with? many? thanks?
well? noted with? many? thanks?
hope? you? have a|an|yourself? NICE* DAYTIME ahead|too?
hope? you? have a|an|yourself? NICE* rest|start of|to the|your day|week|weekend|year
i? enjoy|wish|wishing you|your|the|a* NICE* day|weekend|evening|night|week|holidays|time
NICE weekend|day|week|holidays|night|friday
happy FEAST+ to|and|you|your|team|family|all|everyone|a|too|happy|merry|new|year|the|rest|of*
merry christmas|xmas to|and|you|your|team|family|all|everyone|a|happy|new|year|too*
seasons greetings to|you|your|team|all*
all the best to? you?
take care
bye|goodbye|see you|ya? later|soon?
you too
same to you
kind|kindest|best|warm|warmest|with|many|sincere|my|our|friendly+ regards|wishes|greetings
regards|br
sincerely yours?
yours sincerely|faithfully|truly
you|u can|may now? close the|this|my ticket|request|case now?
the|this|my ticket|request|case can be closed now?
VERY* MERCI VERY*
VERY* MERCI VERY* FOR HELP+
VERY* MERCI VERY* به خاطر HELP+
VERY* MERCI VERY* شما|شماها|همه|همگی|دوستان|همکاران|ازتون+
THANKS|MERCI ANY جان|جون|عزیز|گرامی|jan|joon|aziz
VERY* MERCI VERY* و احترام|سپاس|تشکر|ادب|امتنان|قدردانی+
VERY* MERCI VERY* که انقدر|اینقدر|سریع|زود|خوب|به|موقع* HELP|درستش|حلش|درست|حل|برطرف|خبر DID
VERY* MERCI میکنم|میکنیم|دارم|داریم|mikonam|mikonim VERY*
از|بابت|بخاطر|az|babate HELP+ VERY* MERCI VERY* میکنم|میکنیم|دارم|داریم?
از|بابت HELP+ کمال|نهایت تشکر را دارم|داریم
به خاطر HELP+ VERY* MERCI
سپاس گزارم|گذارم|گزاریم|گزار
با کمال? احترام|ادب|تقدیم|سپاس|تشکر|و|امتنان|فراوان+
دست|دستتون|دستتان|دستت|دستاتون|دستان|دستای شما|گلتون|گلت|همگی|همتون|گلتان? درد نکنه|نکند
dastetoon|dastetun|dastet|daste|dastetan|dasteton shoma? dard nakone|nakoneh|nakonad
دم|دمتون|دمتان|دمت شما|همتون|بچه|ها|همگی* گرم
damet|dametoon|dame|dametun shoma? garm
خدا|خداوند|الهی خیر|خیرتون|خیرتان|خیرت|عمرتون|قوت|قوتتون|حفظتون|حفظتان|حفظت به|شما? بده|بدهد|دهد|کنه|کند?
خداقوت
خسته نباشید|نباشین|نباشی
khaste nabashid|nabashin|nabashi
VERY* لطف|محبت|زحمت خیلی|بسیار? کردید|کردین|کردی|دارید|دارین|داری|فرمودید|فرمودین|کشیدید|کشیدین|کشیدی|دادیم|دادم
lotf|zahmat kardid|kardin|kardi|darid|darin|keshidid|keshidin
قربان|قربون|فدای شما|شماها|محبتت|محبتتون
قربونت|قربونتون|فدات|فداتون|مخلصم|مخلصیم|چاکرم|چاکریم برم|بشم|شم?
ghorbanet|ghorboonet|fadat|ghorbanetoon
ارادت|ارادتمند|ارادتمندم|ارادتمندیم شما|داریم|دارم?
VERY* عالی بود|است|هست|شد?
عالیه|عالیست|احسنت|آفرین|افرین|ایول
ali bood|bud
VERY خوب بود|شد|است?
LUCKILY* MATTER LUCKILY* GONE شد|شده|گردید|گشت|گردیده|shod|shode
MATTER LUCKILY* بر طرف شد|شده|گردید
LUCKILY* GONE شد|گردید|shod
LUCKILY* اوکیه|حله|okeye
LUCKILY* درست|خوب|عالی|راحت|خوبی|به|dorost|khoob* کار میکند|میکنه|میکنن|میکنند|کرد|mikone|mikonad
LUCKILY* بدون مشکل کار میکند|میکنه|کرد
LUCKILY* همه چی|چیز درست|خوب|عالی? کار میکند|میکنه
LUCKILY* همه چی|چیز اوکی|درست|حل|مرتب|ردیف|خوب شد|شده|است
LUCKILY* همه چی|چیز اوکیه|درسته|عالیه|خوبه|مرتبه|ردیفه
دریافت|رویت|ملاحظه شد|کردم|کردیم|گردید|نمودم
daryaft shod|kardam|kardim
به? دستم|دستمون|دستمان رسید
رسید MERCI
OCCASION+ خوبی|خوشی|خوب|خوش|بسیار|عالی|پرباری+ داشته BE
روز|شب|عصر|هفته|روزتون|روزتان|شبتون|شبتان|عصرتون|عصرتان|وقتتون|وقتتان|روزگار|اوقاتتون خوش|خوبی
شب|شبتون|شبتان بخیر
shab|rooz|ruz bekheir|bekheyr|khosh|bekhair
موفق|پاینده|سلامت|شاد|سربلند|زنده|تندرست|پیروز|برقرار|موید|سالم|خوشبخت|و|همیشه|همواره+ BE
movafagh|payande|salamat|shad bashid|bashin|bashi
FESTIVE+ مبارک|پیروز|خجسته|فرخنده|مبارکباد باد|باشه|باشد|شما?
eid|sal|norooz|yalda no|e|shoma|noo* mobarak|pirooz
در پناه حق|خدا
به امید دیدار
خدانگهدار|خداحافظ|بدرود شما?
"""

# These may stand beside them and say nothing.
BESIDE = """
hi|hello|hey|dear|greetings|salam|salaam|doroud|dorood PEOPLE|ADDRESSED*
good morning|afternoon|evening|day PEOPLE|ADDRESSED*
ok|okay|oki|alright|great|good|nice|cool|super|fine|sweet|neat|understood|oh|ah|and|x|xx|xo|xoxo|wow
PEOPLE
TITLE+
TITLE* MISTER TITLE+
TITLE* MISTER ANY
سلام|salam ANY جان|جون|عزیز|گرامی|jan|joon|aziz
DARLING+
سلام|درود|علیک|علیکم|بر|شما|و|عرض|ادب|احترام|با|خدمت|مجدد|همگی+
وقت|وقتتون|وقتتان|روز|روزتون|روزتان|صبح|صبحتون|صبحتان|ظهر|عصر|عصرتون بخیر
باشه|اوکی|چشم|خب|خوبه|احتراما|و
"""
